//! Who decides about documents, asked of the product as of the oracle: in worlds that stay as they
//! are, and in worlds where it is done.

use crate::support::{Tally, code, memory, sqlite};
use crmkit::model::TypedId;
use crmkit::sales::approval::{
    AddSigners, Approve, CommentApproval, DelegateApprovals, Reject, TransferApproval,
    WithdrawApproval,
};
use crmkit::sales::contract::Contract;
use crmkit::sales::invoice::Invoice;
use crmkit::sales::receivable::Receivable;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;
use crmkit_testkit::oracle::{
    self, Action, Approval, Doing, Loaded, Part, Record, Turn, Verdict, World, approval, may,
    random, sees, take_part, takes_part, to_approve,
};
use crmkit_testkit::random::Random;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Does it in the product; says by which code it was refused.
pub fn run(
    loaded: &Loaded,
    me: &Session,
    document: Record,
    doing: &Doing,
    comment: &str,
) -> Option<&'static str> {
    let (approval, tasks) = &loaded.approvals[&document];
    let (approval, people, files) = (*approval, &loaded.people, None);
    let said = Some(comment.to_owned());
    match *doing {
        Doing::Approve(n) => code(me.run(Approve { task: tasks[n], comment: said, files })),
        Doing::Reject(n) => code(me.run(Reject { task: tasks[n], comment: comment.into(), files })),
        Doing::Transfer(n, to) => {
            let (task, to) = (tasks[n], people[to]);
            code(me.run(TransferApproval { task, to, comment: said }))
        }
        Doing::AddSigner(n, to, before) => {
            let (task, employees) = (tasks[n], vec![people[to]]);
            code(me.run(AddSigners { task, employees, before, comment: said }))
        }
        Doing::Withdraw => code(me.run(WithdrawApproval { approval, comment: said })),
        Doing::Comment => {
            code(me.run(CommentApproval { approval, comment: comment.into(), files }))
        }
    }
}

/// Something to be done with an approval, more often by somebody's own part.
pub fn anything(r: &mut Random, world: &World, actor: usize, asked: &Approval) -> Doing {
    let own = asked.parts.iter().rposition(|p| p.person == actor && p.turn != Turn::Over);
    let part = own.filter(|_| r.percent(60)).unwrap_or_else(|| r.below(asked.parts.len()));
    let to = r.below(world.people.len());
    match r.below(12) {
        0..3 => Doing::Approve(part),
        3..6 => Doing::Transfer(part, to),
        6..9 => Doing::AddSigner(part, to, r.percent(70)),
        9 => Doing::Reject(part),
        10 => Doing::Withdraw,
        _ => Doing::Comment,
    }
}

/// Whether somebody may decide about each document, and what waits for him. What he says is so long
/// that it is refused at last, to whom nothing else is: the world stays as it is.
pub fn compare(
    at: &str,
    world: &World,
    loaded: &Loaded,
    (actor, me): (usize, &Session),
    r: &mut Random,
    tally: &mut Tally,
) {
    let long = "长".repeat(1001);
    for document in to_approve(world) {
        // Nothing in the recycle bin is in review.
        let Some(asked) = approval(world, document).filter(|_| lives(world, document)) else {
            continue;
        };
        let doing = anything(r, world, actor, &asked);
        let want = takes_part(world, actor, document, &doing).code().unwrap_or("value.too_long");
        let got = run(loaded, me, document, &doing, &long);
        assert_eq!(got, Some(want), "{at}: {actor}: {doing:?} about {document:?}, {asked:?}");
        tally.0 += 1;
    }
    waiting(at, world, loaded, (actor, me), tally);
}

fn lives(world: &World, document: Record) -> bool {
    match document {
        Record::Contract(n) => !world.contracts[n].deleted,
        Record::Receivable(n) => !world.receivables[n].deleted,
        Record::Invoice(n) => !world.invoices[n].deleted,
        _ => false,
    }
}

/// What somebody has to decide stands on his list, and he sees it, whatever his roles are.
pub fn waiting(
    at: &str,
    world: &World,
    loaded: &Loaded,
    (actor, me): (usize, &Session),
    tally: &mut Tally,
) {
    for (kind, entity) in [
        (TodoKind::ContractsToApprove, Contract::META.name),
        (TodoKind::ReceivablesToApprove, Receivable::META.name),
        (TodoKind::InvoicesToApprove, Invoice::META.name),
    ] {
        let id = |document| match document {
            Record::Contract(n) => (Contract::META.name, loaded.contracts[n].uuid()),
            Record::Receivable(n) => (Receivable::META.name, loaded.receivables[n].uuid()),
            Record::Invoice(n) => (Invoice::META.name, loaded.invoices[n].uuid()),
            other => panic!("{other:?} is not approved"),
        };
        let decides = |document: &Record| {
            let asked = approval(world, *document);
            asked.is_some_and(|a| a.deciders().contains(&actor)) && lives(world, *document)
        };
        let his: Vec<Record> = to_approve(world).filter(decides).collect();
        assert!(his.iter().all(|d| sees(world, actor, *d)), "{at}: {actor} decides unseen");
        let reads = |d: &Record| may(world, actor, Action::Read, *d) == Verdict::Yes;
        assert!(his.iter().all(reads), "{at}: {actor} decides unread");
        let want = his.into_iter().map(id).filter(|(of, _)| *of == entity).map(|(_, id)| id);
        let found: Vec<Uuid> = me.todos(kind).unwrap().iter().map(|todo| todo.id).collect();
        let once: BTreeSet<Uuid> = found.iter().copied().collect();
        assert_eq!(once, want.collect(), "{at}: {actor} {kind:?}");
        assert_eq!(once.len(), found.len(), "{at}: {actor} {kind:?}");
        tally.0 += 1;
    }
}

/// Somebody takes part in an approval, or lets somebody else do so.
pub fn step(at: &str, world: &mut World, loaded: &mut Loaded, r: &mut Random, tally: &mut Tally) {
    // What is made at one instant has no order.
    world.now += 1;
    loaded.clock.advance(60_000_000);
    if r.percent(20) {
        return go_away(at, world, loaded, r);
    }
    let runs = |d: &Record| approval(world, *d).is_some_and(|a| a.runs());
    let all: Vec<Record> = to_approve(world).collect();
    let running: Vec<Record> = all.iter().copied().filter(runs).collect();
    let documents = if running.is_empty() || r.percent(10) { all } else { running };
    if documents.is_empty() {
        return;
    }
    let document = r.pick(&documents);
    let Some(asked) = approval(world, document) else { return };
    // More often one who has to.
    let mut deciders: Vec<usize> = asked.deciders().into_iter().collect();
    deciders.retain(|p| !world.people[*p].disabled);
    let decides = !deciders.is_empty() && r.percent(70);
    let actor = if decides { r.pick(&deciders) } else { active(world, r) };
    let doing = anything(r, world, actor, &asked);
    let want = takes_part(world, actor, document, &doing).code();
    let got = run(loaded, &loaded.session(actor), document, &doing, "说");
    assert_eq!(got, want, "{at}: {actor}: {doing:?} about {document:?}, {asked:?}");
    tally.0 += 1;
    if got.is_none() {
        take_part(world, document, &doing);
        loaded.learn(world);
    }
}

/// Somebody at work.
fn active(world: &World, r: &mut Random) -> usize {
    let people = 0..world.people.len();
    r.pick(&people.filter(|p| !world.people[*p].disabled).collect::<Vec<_>>())
}

/// Somebody names who decides in his place.
fn go_away(at: &str, world: &mut World, loaded: &Loaded, r: &mut Random) {
    let (mut absent, mut delegate) = (active(world, r), active(world, r));
    // More often one who waits for a turn, and one who has another part in the same.
    let meet: Vec<(usize, usize)> = to_approve(world)
        .filter_map(|document| approval(world, document))
        .flat_map(|asked| meetings(&asked))
        .filter(|(w, n)| !world.people[*w].disabled && !world.people[*n].disabled)
        .collect();
    if !meet.is_empty() && r.percent(70) {
        (absent, delegate) = r.pick(&meet);
    }
    let minutes = 1 + r.below(40) as i64;
    let ends_at = loaded.crm.clock().now() + chrono::TimeDelta::minutes(minutes);
    let person = loaded.people[delegate];
    let name = DelegateApprovals { employee: None, delegate: person, starts_at: None, ends_at };
    let want = (absent == delegate).then_some("approval.delegate");
    let got = code(loaded.session(absent).run(name));
    assert_eq!(got, want, "{at}: {absent} names {delegate}");
    if want.is_none() {
        let until = world.now + minutes;
        world.delegates.push(oracle::Delegate { absent, delegate, until });
    }
}

/// Who waits in an approval, and who has to decide by another part.
fn meetings(asked: &Approval) -> Vec<(usize, usize)> {
    let of = |turn| asked.parts.iter().enumerate().filter(move |(_, p)| p.turn == turn);
    let root = |(n, part): &(usize, &Part)| part.added_to.unwrap_or(*n);
    let pairs = of(Turn::Waiting).flat_map(|w| of(Turn::Now).map(move |n| (w, n)));
    let apart = pairs.filter(|(w, n)| root(w) != root(n));
    apart.map(|((_, w), (_, n))| (w.person, n.person)).collect()
}

/// A random world with some more contracts, about each of which several people decide.
fn contested(seed: u64, r: &mut Random) -> World {
    let mut world = random(seed);
    let people = world.people.len();
    let live = |n: &usize| !world.customers[*n].deleted;
    let customers: Vec<usize> = (0..world.customers.len()).filter(live).collect();
    for _ in 0..if customers.is_empty() { 0 } else { 4 } {
        let deciders = (0..2 + r.below(3)).map(|_| r.below(people)).collect();
        let (customer, owner) = (r.pick(&customers), r.below(people));
        let contract = oracle::Contract { customer, owner, deciders, ..<_>::default() };
        world.contracts.push(contract);
    }
    world
}

#[test]
fn documents_are_decided_about_as_the_oracle_says() {
    let mut tally = Tally::default();
    for seed in 0..12 {
        let build = if seed % 2 == 0 { memory as fn(&World, u64) -> Loaded } else { sqlite };
        let mut r = Random::new(seed);
        let mut world = contested(40_000 + seed, &mut r);
        let mut loaded = build(&world, seed);
        for n in 0..60 {
            let at = format!("world {seed}, step {n}");
            step(&at, &mut world, &mut loaded, &mut r, &mut tally);
            let actor = active(&world, &mut r);
            let me = loaded.session(actor);
            waiting(&at, &world, &loaded, (actor, &me), &mut tally);
            for (n, id) in loaded.contracts.iter().enumerate() {
                let want = may(&world, actor, Action::Read, Record::Contract(n)).code();
                assert_eq!(code(me.get::<Contract>(*id)), want, "{at}: {actor} gets {n}");
                tally.0 += 1;
            }
        }
        assert_eq!(loaded.crm.check().unwrap(), [], "world {seed}");
    }
    println!("RELIABILITY Deciding about documents: {} checks; all as the oracle says", tally.0);
}
