//! Worlds in the product on both stores, and questions put to them.

use crmkit::query::{Aggregate, Group, Measure, Query, Total, Totals};
use crmkit::sales::customer::{Customer, NearbyQuery};
use crmkit::sales::duplicate::DuplicateQuery;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;
use crmkit::{Durability, FileOptions, model::Entity, model::TypedId};
use crmkit_testkit::oracle::{
    Action, Loaded, PLACE, Record, Verdict, World, asks, finds, may, options, pool_field, reads,
    sees, team, through_pool, waits,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A world on both stores: in memory and in a file.
pub fn both(world: &World, seed: u64) -> [(&'static str, Loaded); 2] {
    [("memory", memory(world, seed)), ("sqlite", sqlite(world, seed))]
}

pub fn memory(world: &World, seed: u64) -> Loaded {
    let (options, clock) = options(seed);
    Loaded::new(world, crmkit::in_memory_with(options).unwrap(), clock)
}

pub fn sqlite(world: &World, seed: u64) -> Loaded {
    let (crm, clock) = options(seed);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("company.crm");
    let options =
        FileOptions { crm, durability: Durability::MayLoseLastCommits, ..Default::default() };
    let mut loaded = Loaded::new(world, crmkit::open_with(path, options).unwrap(), clock);
    loaded.keep = Some(Box::new(directory));
    loaded
}

/// The code of a refusal; none when it was done.
pub fn code<T>(result: crmkit::Result<T>) -> Option<&'static str> {
    result.err().map(|e| e.code())
}

/// Ids of all pages of a list, small pages.
pub fn ids<E: Entity>(session: &Session, query: &Query) -> crmkit::Result<Vec<Uuid>>
where
    E::Summary: HasId,
{
    let (mut found, mut query) = (Vec::new(), query.clone());
    loop {
        let page = session.list::<E>(&query)?;
        found.extend(page.rows.iter().map(HasId::uuid));
        match page.next {
            Some(next) => query = query.after(next),
            None => return Ok(found),
        }
    }
}

/// A list row's id.
pub trait HasId {
    fn uuid(&self) -> Uuid;
}

macro_rules! has_id {
    ($($row:ty),*) => { $( impl HasId for $row {
        fn uuid(&self) -> Uuid {
            TypedId::uuid(self.id)
        }
    } )* };
}
has_id!(
    crmkit::sales::lead::LeadSummary,
    crmkit::sales::contact::ContactSummary,
    crmkit::sales::approval::Approval,
    crmkit::sales::approval::ApprovalEvent,
    crmkit::sales::approval::ApprovalFile,
    crmkit::sales::approval::ApprovalTask,
    crmkit::sales::contract::ContractLine,
    crmkit::sales::contract::ContractSigner,
    crmkit::sales::contract::ContractSummary,
    crmkit::sales::invoice::InvoiceLine,
    crmkit::sales::invoice::InvoiceSummary,
    crmkit::sales::opportunity::OpportunityCompetitor,
    crmkit::sales::opportunity::OpportunityContact,
    crmkit::sales::opportunity::OpportunityLine,
    crmkit::sales::opportunity::StageChange,
    crmkit::sales::product::ProductFile,
    crmkit::sales::product::ProductPrice,
    crmkit::sales::product::ProductSummary,
    crmkit::sales::receivable::Allocation,
    crmkit::sales::visit::VisitSummary,
    crmkit::sales::receivable::ReceivablePlanSummary,
    crmkit::sales::receivable::ReceivableSummary,
    crmkit::sales::customer::CustomerSummary,
    crmkit::sales::follow_up::FollowUpSummary,
    crmkit::sales::invoice_title::InvoiceTitleSummary,
    crmkit::sales::opportunity::OpportunitySummary,
    crmkit::sales::pool::PoolSummary
);

/// How many answers were compared.
#[derive(Default)]
pub struct Tally(pub u64);

/// Whose a record is, or who wrote it, where the oracle says so.
fn holder(world: &World, record: Record) -> Option<usize> {
    Some(match record {
        Record::Lead(n) => world.leads[n].owner,
        Record::Customer(n) => world.customers[n].owner,
        Record::Contact(n) => world.contacts[n].owner,
        Record::Opportunity(n) => world.opportunities[n].owner,
        Record::Contract(n) => world.contracts[n].owner,
        Record::Receivable(n) => world.receivables[n].owner,
        Record::Invoice(n) => world.invoices[n].owner,
        Record::Visit(n) => world.visits[n].owner,
        Record::FollowUp(n) => world.follow_ups[n].author,
        _ => return None,
    })
}

/// Compares everything that reads an entity with the oracle, for one actor and his session.
pub fn compare_reads<E: Entity>(
    at: &str,
    world: &World,
    loaded: &Loaded,
    (actor, session): (usize, &Session),
    all: &[(Uuid, Record)],
    thorough: bool,
    tally: &mut Tally,
) where
    E::Summary: HasId,
{
    let verdict = |r: &Record| may(world, actor, Action::Read, *r);
    let want: BTreeSet<Uuid> =
        all.iter().filter(|(_, r)| verdict(r) == Verdict::Yes).map(|(id, _)| *id).collect();
    tally.0 += all.len() as u64;
    let reads = asks(world, actor, E::META.name);
    let refused = (!reads).then_some("right.missing");
    let query = Query::default().limit(500).totals(Totals::Exact);
    let page = match (session.list::<E>(&query), refused) {
        (Ok(page), None) => page,
        (result, refused) => {
            assert_eq!(code(result), refused, "{at}: list of {}", E::META.name);
            return;
        }
    };
    let found: BTreeSet<Uuid> = page.rows.iter().map(HasId::uuid).collect();
    let name = |id: &Uuid| all.iter().find(|(i, _)| i == id).map(|(_, r)| *r);
    let differ: Vec<_> = found.symmetric_difference(&want).map(name).collect();
    assert!(differ.is_empty(), "{at}: {actor} lists of {}: {differ:?}", E::META.name);
    let count = want.len() as u64;
    assert_eq!(page.total, Some(Total::Exact { count }), "{at}: total of {}", E::META.name);
    let capped = session.count::<E>(&Query::default(), Totals::Capped).unwrap();
    assert_eq!(capped, Total::Exact { count }, "{at}: capped total of {}", E::META.name);
    if !thorough {
        return;
    }
    for (id, record) in all {
        let got = code(session.get::<E>((*id).into()));
        assert_eq!(got, verdict(record).code(), "{at}: {actor} gets {record:?}");
        let why = session.why_visible::<E>((*id).into());
        let seen = got.is_none() || through_pool(world, actor, *record);
        assert_eq!(why.is_ok(), seen, "{at}: {actor} why {record:?}");
        assert!(why.is_ok_and(|w| !w.is_empty()) || !seen, "{at}: no reason, {record:?}");
    }
    let field = if E::META.owner().is_some() { "owner_id" } else { "created_by" };
    let group = Group { field: field.into(), bucket: None };
    let groups = Aggregate { group: vec![group], measures: vec![Measure::Count], ..<_>::default() };
    let table = session.aggregate::<E>(&groups).unwrap();
    let found: BTreeMap<Uuid, i64> =
        table.rows.iter().map(|row| (as_id(&row[0]), as_int(&row[1]))).collect();
    assert_eq!(found.values().sum::<i64>(), count as i64, "{at}: groups of {}", E::META.name);
    let mut groups = BTreeMap::new();
    for (_, record) in all.iter().filter(|(id, _)| want.contains(id)) {
        let Some(holder) = holder(world, *record) else { return };
        *groups.entry(loaded.people[holder].0).or_default() += 1;
    }
    assert_eq!(found, groups, "{at}: {actor} groups {} by {field}", E::META.name);
}

fn as_id(value: &crmkit::model::Value) -> Uuid {
    match value {
        crmkit::model::Value::Id(id) => *id,
        other => panic!("{other:?} is no id"),
    }
}

pub fn as_int(value: &crmkit::model::Value) -> i64 {
    match value {
        crmkit::model::Value::Int(i) => *i,
        other => panic!("{other:?} is no whole number"),
    }
}

/// Everything that reads, for one actor.
pub fn compare(
    at: &str,
    world: &World,
    loaded: &Loaded,
    actor: usize,
    thorough: bool,
    tally: &mut Tally,
) {
    use crmkit::sales::contract::Contract;
    use crmkit::sales::invoice::Invoice;
    use crmkit::sales::invoice_title::InvoiceTitle;
    use crmkit::sales::opportunity::Opportunity;
    use crmkit::sales::product::Product;
    use crmkit::sales::receivable::{Receivable, ReceivablePlan};
    use crmkit::sales::visit::Visit;
    use crmkit::sales::{contact::Contact, follow_up::FollowUp, lead::Lead};
    // A session of somebody who has left cannot be had; one he had before is refused.
    let Ok(session) = loaded.crm.session(loaded.people[actor]) else {
        assert!(world.people[actor].disabled, "{at}: {actor} has no session");
        return;
    };
    let me = (actor, &session);
    let leads = numbered(&loaded.leads, Record::Lead);
    let customers = numbered(&loaded.customers, Record::Customer);
    let contacts = numbered(&loaded.contacts, Record::Contact);
    let follow_ups = numbered(&loaded.follow_ups, Record::FollowUp);
    compare_reads::<Lead>(at, world, loaded, me, &leads, thorough, tally);
    compare_reads::<Customer>(at, world, loaded, me, &customers, thorough, tally);
    compare_reads::<Contact>(at, world, loaded, me, &contacts, thorough, tally);
    let opportunities = numbered(&loaded.opportunities, Record::Opportunity);
    compare_reads::<Opportunity>(at, world, loaded, me, &opportunities, thorough, tally);
    let contracts = numbered(&loaded.contracts, Record::Contract);
    compare_reads::<Contract>(at, world, loaded, me, &contracts, thorough, tally);
    let plans = numbered(&loaded.plans, Record::Plan);
    compare_reads::<ReceivablePlan>(at, world, loaded, me, &plans, thorough, tally);
    let receivables = numbered(&loaded.receivables, Record::Receivable);
    compare_reads::<Receivable>(at, world, loaded, me, &receivables, thorough, tally);
    let invoices = numbered(&loaded.invoices, Record::Invoice);
    compare_reads::<Invoice>(at, world, loaded, me, &invoices, thorough, tally);
    let visits = numbered(&loaded.visits, Record::Visit);
    compare_reads::<Visit>(at, world, loaded, me, &visits, thorough, tally);
    let products = numbered(&loaded.products, Record::Product);
    compare_reads::<Product>(at, world, loaded, me, &products, thorough, tally);
    compare_parts(at, world, loaded, &session, actor, thorough, tally);
    compare_reads::<FollowUp>(at, world, loaded, me, &follow_ups, thorough, tally);
    let titles = numbered(&loaded.titles, Record::Title);
    compare_reads::<InvoiceTitle>(at, world, loaded, me, &titles, thorough, tally);
    compare_pools(at, world, loaded, &session, actor, thorough, tally);
    if thorough {
        compare_finds(at, world, loaded, &session, actor, tally);
        compare_todos(at, world, loaded, &session, actor);
        compare_bin(at, world, loaded, &session, actor);
        compare_search(at, world, loaded, &session, actor);
    }
}

/// What records are made of is read with the whole, and their teams are shown with them.
pub fn compare_parts(
    at: &str,
    world: &World,
    loaded: &Loaded,
    session: &Session,
    actor: usize,
    thorough: bool,
    tally: &mut Tally,
) {
    use crmkit::sales::approval::{Approval, ApprovalEvent, ApprovalFile, ApprovalTask};
    use crmkit::sales::contract::{ContractLine, ContractMember, ContractSigner};
    use crmkit::sales::invoice::{InvoiceLine, InvoiceMember};
    use crmkit::sales::opportunity::{
        OpportunityCompetitor, OpportunityContact, OpportunityLine, OpportunityMember, StageChange,
    };
    use crmkit::sales::product::{ProductFile, ProductPrice};
    use crmkit::sales::receivable::{Allocation, ReceivableMember};
    macro_rules! parts {
        ($($entity:ty),*) => { $(
            let all = &loaded.parts[<$entity>::META.name];
            compare_reads::<$entity>(at, world, loaded, (actor, session), all, thorough, tally);
        )* };
    }
    parts!(OpportunityLine, StageChange, ContractLine, ContractSigner, Allocation, InvoiceLine);
    parts!(Approval, ApprovalTask, ApprovalEvent, ApprovalFile);
    parts!(OpportunityContact, OpportunityCompetitor, ProductPrice, ProductFile);
    macro_rules! teams {
        ($($entity:ident, $wholes:ident, $record:path;)*) => { $(
            match session.list::<$entity>(&Query::default().limit(500)) {
                Ok(page) => {
                    let found = page.rows.iter().map(|m| (m.record_id, m.employee_id));
                    let seen = |n: &usize| sees(world, actor, $record(*n));
                    let want = (0..loaded.$wholes.len()).filter(seen).flat_map(|n| {
                        let members = team(world, $record(n)).into_iter();
                        members.map(move |p| (loaded.$wholes[n], loaded.people[p]))
                    });
                    let (found, want): (BTreeSet<_>, BTreeSet<_>) = (found.collect(), want.collect());
                    assert_eq!(found, want, "{at}: {actor} reads {}", stringify!($entity));
                }
                Err(e) => {
                    let may = asks(world, actor, $entity::META.name);
                    assert_eq!((e.code(), may), ("right.missing", false), "{at}: {actor}");
                }
            }
            tally.0 += loaded.$wholes.len() as u64;
        )* };
    }
    teams! {
        OpportunityMember, opportunities, Record::Opportunity;
        ContractMember, contracts, Record::Contract;
        ReceivableMember, receivables, Record::Receivable;
        InvoiceMember, invoices, Record::Invoice;
    }
}

/// The recycle bin holds what would be seen if it were not deleted.
fn compare_bin(at: &str, world: &World, loaded: &Loaded, session: &Session, actor: usize) {
    let query = Query::default().deleted().limit(3);
    let Ok(found) = ids::<Customer>(session, &query) else { return };
    let mut undeleted = world.clone();
    undeleted.customers.iter_mut().for_each(|c| c.deleted = false);
    let in_bin = (0..world.customers.len())
        .filter(|n| world.customers[*n].deleted && sees(&undeleted, actor, Record::Customer(*n)));
    let want: BTreeSet<Uuid> = in_bin.map(|n| loaded.customers[n].0).collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), want, "{at}: the bin of {actor}");
}

fn compare_search(at: &str, world: &World, loaded: &Loaded, session: &Session, actor: usize) {
    let Ok(found) = ids::<Customer>(session, &Query::search("客户").limit(7)) else { return };
    let want: BTreeSet<Uuid> = (0..loaded.customers.len())
        .filter(|n| sees(world, actor, Record::Customer(*n)))
        .map(|n| loaded.customers[n].0)
        .collect();
    assert_eq!(found.len(), want.len(), "{at}: {actor} finds some twice or not at all");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), want, "{at}: {actor} finds");
    use crmkit::sales::contact::Contact;
    let Ok(found) = ids::<Contact>(session, &Query::search("联系").limit(3)) else { return };
    let seen = |n: &usize| sees(world, actor, Record::Contact(*n));
    let want = (0..loaded.contacts.len()).filter(seen).map(|n| loaded.contacts[n].0).collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), want, "{at}: {actor} finds contacts");
}

fn compare_pools(
    at: &str,
    world: &World,
    loaded: &Loaded,
    session: &Session,
    actor: usize,
    thorough: bool,
    tally: &mut Tally,
) {
    for (n, pool) in loaded.pools.iter().enumerate() {
        let open = may(world, actor, Action::Read, Record::Pool(n));
        let view = session.pool(*pool);
        tally.0 += 1 + loaded.customers.len() as u64;
        let page = match view.list(&Query::default().limit(500)) {
            Ok(page) => page,
            Err(e) => {
                assert_eq!(Some(e.code()), open.code(), "{at}: {actor} lists pool {n}");
                continue;
            }
        };
        assert_eq!(open, Verdict::Yes, "{at}: {actor} lists pool {n}");
        let inside = |r: Record| may(world, actor, Action::Read, r) == Verdict::Yes;
        let want = (0..loaded.customers.len()).filter(|c| inside(Record::Pooled(n, *c)));
        let want = want.map(|c| loaded.customers[c].0).collect();
        assert_eq!(set(page.rows.iter().map(HasId::uuid)), want, "{at}: {actor} lists pool {n}");
        let all = Query::default().limit(500);
        macro_rules! related {
            ($list:ident, $ids:expr, $record:path) => {
                let ask = |c: usize| may(world, actor, Action::Read, $record(n, c));
                let found = view.$list(&all).map(|page| set(page.rows.iter().map(HasId::uuid)));
                let all = (0..$ids.len()).filter(|c| ask(*c) == Verdict::Yes);
                let want: BTreeSet<Uuid> = all.map(|c| $ids[c].uuid()).collect();
                let at = format!("{at}: {actor} lists {} of pool {n}", stringify!($list));
                match found {
                    Ok(found) => assert_eq!(found, want, "{at}"),
                    Err(e) if $ids.is_empty() => assert_eq!(e.code(), "right.missing", "{at}"),
                    Err(e) => assert_eq!(Some(e.code()), ask(0).code(), "{at}"),
                }
                tally.0 += $ids.len() as u64;
            };
        }
        related!(contacts, loaded.contacts, Record::PooledContact);
        related!(follow_ups, loaded.follow_ups, Record::PooledFollowUp);
        related!(invoice_titles, loaded.titles, Record::PooledTitle);
        if !thorough {
            continue;
        }
        let hidden = |name: &str| !reads(pool_field(world, actor, n, name));
        for name in ["remark", "website"] {
            let filter = Query::new(format!("{name} is null").parse().unwrap());
            let want = hidden(name).then_some("query.hidden_field");
            assert_eq!(code(view.list(&filter)), want, "{at}: {actor} asks pool {n} for {name}");
        }
        if let Some(c) = (0..loaded.customers.len()).find(|c| inside(Record::Pooled(n, *c))) {
            let customer = view.get(loaded.customers[c]).unwrap();
            for (name, value) in [("remark", customer.remark), ("website", customer.website)] {
                assert_eq!(value.is_none(), hidden(name), "{at}: {actor} reads {name} in {n}");
                let masked = customer.masked.iter().any(|m| m == name);
                assert_eq!(masked, hidden(name), "{at}: {actor} reads {name} in {n}");
            }
        }
    }
}

/// What is found near a place and among duplicates, with its id, is what one sees: in the open,
/// or through a pool that shows the field by which it is found.
pub fn compare_finds(
    at: &str,
    world: &World,
    loaded: &Loaded,
    session: &Session,
    actor: usize,
    tally: &mut Tally,
) {
    let here = NearbyQuery {
        latitude: PLACE.0.parse().unwrap(),
        longitude: PLACE.1.parse().unwrap(),
        radius: 100,
        kind: None,
        limit: Some(500),
    };
    let name = DuplicateQuery { name: Some("客户".into()), limit: Some(50), ..<_>::default() };
    let near = session.nearby(&here).map(|n| n.iter().map(|n| n.customer.0).collect::<Vec<_>>());
    let same = session.find_duplicates(&name).map(|d| d.iter().filter_map(|d| d.id).collect());
    for (action, found) in [(Action::Near, near), (Action::FindDuplicates, same)] {
        let verdict = |c: usize| finds(world, actor, action, c);
        let want = (0..loaded.customers.len()).filter(|c| verdict(*c) == Verdict::Yes);
        let want: BTreeSet<Uuid> = want.map(|c| loaded.customers[c].0).collect();
        tally.0 += loaded.customers.len() as u64;
        match found {
            Ok(found) => assert_eq!(set(found), want, "{at}: {actor} {action:?}"),
            Err(e) => assert_eq!(Some(e.code()), verdict(0).code(), "{at}: {actor} {action:?}"),
        }
    }
}

/// To-do lists hold what is one's own and waits.
fn compare_todos(at: &str, world: &World, loaded: &Loaded, session: &Session, actor: usize) {
    let customers = numbered(&loaded.customers, Record::Customer);
    let leads = numbered(&loaded.leads, Record::Lead);
    let opportunities = numbered(&loaded.opportunities, Record::Opportunity);
    for (kind, all) in [
        (TodoKind::CustomersToday, customers),
        (TodoKind::LeadsToday, leads),
        (TodoKind::OpportunitiesToday, opportunities),
    ] {
        let want = all.iter().filter(|(_, r)| waits(world, actor, *r)).map(|(id, _)| *id);
        let found = session.todos(kind).unwrap();
        assert_eq!(set(found.iter().map(|t| t.id)), set(want), "{at}: {actor} {kind:?}");
    }
}

fn set(ids: impl IntoIterator<Item = Uuid>) -> BTreeSet<Uuid> {
    ids.into_iter().collect()
}

/// The ids of a list with what the oracle calls them.
pub fn numbered<I: TypedId>(ids: &[I], record: fn(usize) -> Record) -> Vec<(Uuid, Record)> {
    ids.iter().enumerate().map(|(n, id)| (id.uuid(), record(n))).collect()
}
