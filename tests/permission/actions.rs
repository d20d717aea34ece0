//! What may be done to records in every small world: every kind of record, against the oracle. In
//! each organisation three pairs of a reading and a working role, or one of them alone; in all of
//! them together every pair. In memory, where so many commands take long, every 13th organisation.
//! Nothing is changed for good: edits are empty, transfers go to the owner, who cannot be a member
//! either, and what was deleted is restored.

use crate::support::{Tally, both, code};
use crmkit::sales::contact::{AddContactMember, ContactPatch};
use crmkit::sales::contract::{
    AddContractMember, ContractPatch, DeleteContracts, TransferContracts, UpdateContract,
};
use crmkit::sales::customer::{CustomerPatch, TeamAccess};
use crmkit::sales::follow_up::{FollowUpPatch, UpdateFollowUp};
use crmkit::sales::invoice::{
    AddInvoiceMember, DeleteInvoices, InvoicePatch, RestoreInvoices, TransferInvoices,
    UpdateInvoice,
};
use crmkit::sales::invoice_title::{
    DeleteInvoiceTitle, InvoiceTitlePatch, NewInvoiceTitle, UpdateInvoiceTitle,
};
use crmkit::sales::lead::LeadPatch;
use crmkit::sales::opportunity::{
    AddOpportunityMember, DeleteOpportunities, OpportunityPatch, RestoreOpportunities,
    TransferOpportunities,
};
use crmkit::sales::pool::{DeletePooled, ReleaseCustomers, RestorePooled};
use crmkit::sales::receivable::{
    AddReceivableMember, DeleteReceivables, ReceivablePatch, ReceivablePlanPatch,
    RestoreReceivables, TransferReceivables, UpdateReceivable, UpdateReceivablePlan,
};
use crmkit::sales::visit::{DeleteVisits, RestoreVisits, UpdateVisit, VisitPatch};
use crmkit::session::{BatchReport, Session};
use crmkit_testkit::oracle::{Action, Loaded, Record, Role, World, may, orgs, records, scopes};
use std::collections::BTreeMap;

/// The world of all kinds of records, with roles that only read and roles that only work.
fn world() -> World {
    let mut world = records();
    let all = world.roles[1].operations.clone();
    world.roles.truncate(1);
    for reads in [true, false] {
        let mine = |o: &&String| o.ends_with(".read") == reads;
        let operations: std::collections::BTreeSet<_> = all.iter().filter(mine).cloned().collect();
        for scope in scopes() {
            world.roles.push(Role { scope, operations: operations.clone(), ..Role::default() });
        }
    }
    world
}

#[test]
fn every_small_world_acts_as_the_oracle_says() {
    let (mut tally, mut worlds) = (Tally::default(), 0);
    let mut world = world();
    let scopes = scopes().len();
    for (store, loaded) in both(&world, 11) {
        let every = if store == "memory" { 13 } else { 1 };
        for (n, (departments, people)) in orgs().into_iter().enumerate().step_by(every) {
            world.departments = departments;
            for (person, place) in world.people.iter_mut().zip(people) {
                (person.department, person.superior) = (place.department, place.superior);
            }
            loaded.reorganise(&world);
            for k in 0..3 {
                let reads = 1 + (n + k) % scopes;
                let works = 1 + scopes + (n / 13 + 4 * k) % scopes;
                let roles: &[usize] = match (n + k) % 7 {
                    0 => &[reads],
                    1 => &[works],
                    _ => &[reads, works],
                };
                world.people[1].roles = roles.iter().copied().collect();
                loaded.give(1, roles);
                let at = format!("{store}, org {n}, {roles:?}");
                act(&at, &world, &loaded, &mut tally);
                worlds += 1;
            }
        }
    }
    println!(
        "RELIABILITY Permission to act in all small worlds, every 13th in memory too: {worlds} worlds, {} checks; all as the oracle says",
        tally.0
    );
}

struct Case<'a> {
    at: &'a str,
    world: &'a World,
    loaded: &'a Loaded,
    me: Session,
}

fn act(at: &str, world: &World, loaded: &Loaded, tally: &mut Tally) {
    let me = loaded.session(1);
    let case = Case { at, world, loaded, me };
    case.leads(tally);
    case.customers(tally);
    case.contacts(tally);
    case.opportunities(tally);
    case.contracts(tally);
    case.receivables(tally);
    case.invoices(tally);
    case.visits(tally);
    case.follow_ups(tally);
    case.titles(tally);
    case.pools(tally);
}

/// Refusals that come only after the question of rights was answered with yes.
pub const BEYOND: [&str; 11] = [
    "contract.approved",
    "invoice.delete_state",
    "contract.in_review",
    "receivable.delete_state",
    "contract.delete_state",
    "record.stale",
    "transfer.already_owner",
    "team.owner",
    "pool.disabled",
    "customer.used",
    "invoice_title.tax_number_missing",
];

impl Case<'_> {
    fn expect(&self, action: Action, record: Record, got: Option<&str>, tally: &mut Tally) {
        let got = got.filter(|code| !BEYOND.contains(code));
        let want = may(self.world, 1, action, record).code();
        assert_eq!(got, want, "{}: {action:?} {record:?}", self.at);
        tally.0 += 1;
    }

    /// A batch gives one answer per row, or one refusal of all.
    fn batch(
        &self,
        action: Action,
        records: &[Record],
        result: crmkit::Result<BatchReport>,
        tally: &mut Tally,
    ) {
        match result {
            Err(e) => {
                records.iter().for_each(|r| self.expect(action, *r, Some(e.code()), tally));
            }
            Ok(report) => {
                for (record, row) in records.iter().zip(report.rows) {
                    self.expect(action, *record, row.error.as_ref().map(|e| e.code()), tally);
                }
            }
        }
    }

    fn leads(&self, tally: &mut Tally) {
        let (me, loaded) = (self.me.leads(), self.loaded);
        for (n, id) in loaded.leads.iter().enumerate() {
            let got = code(me.update(*id, LeadPatch::default()));
            self.expect(Action::Edit, Record::Lead(n), got, tally);
        }
        for (owner, numbers) in by_owner(self.world.leads.iter().map(|l| l.owner)) {
            let ids = numbers.iter().map(|n| loaded.leads[*n]).collect();
            let report = me.transfer(ids, loaded.people[owner]).map(|o| o.value);
            let records: Vec<_> = numbers.into_iter().map(Record::Lead).collect();
            self.batch(Action::Transfer, &records, report, tally);
        }
        let records: Vec<_> = (0..loaded.leads.len()).map(Record::Lead).collect();
        let report = me.delete(loaded.leads.clone()).map(|o| o.value);
        let done = done(&report).map(Into::into).collect();
        self.batch(Action::Delete, &records, report, tally);
        loaded.admin.leads().restore(done).unwrap();
    }

    fn customers(&self, tally: &mut Tally) {
        let (me, loaded) = (self.me.customers(), self.loaded);
        for (n, id) in loaded.customers.iter().enumerate() {
            let got = code(me.update(*id, CustomerPatch::default()));
            self.expect(Action::Edit, Record::Customer(n), got, tally);
            // The owner cannot be a member, which is said last.
            let owner = loaded.people[self.world.customers[n].owner];
            let add = code(me.add_member(*id, owner, TeamAccess::Read, None));
            self.expect(Action::Team, Record::Customer(n), add, tally);
        }
        for (owner, numbers) in by_owner(self.world.customers.iter().map(|c| c.owner)) {
            let ids = numbers.iter().map(|n| loaded.customers[*n]).collect();
            let report = me.transfer(ids, loaded.people[owner]).map(|o| o.value);
            let records: Vec<_> = numbers.into_iter().map(Record::Customer).collect();
            self.batch(Action::Transfer, &records, report, tally);
        }
        let records: Vec<_> = (0..loaded.customers.len()).map(Record::Customer).collect();
        let report = me.delete(loaded.customers.clone()).map(|o| o.value);
        let done = done(&report).map(Into::into).collect();
        self.batch(Action::Delete, &records, report, tally);
        loaded.admin.customers().restore(done).unwrap();
        let release =
            ReleaseCustomers { pool: loaded.pools[0], customers: loaded.customers.clone() };
        let mut undo = None;
        let report = self.me.run(release).map(|o| {
            undo = (o.value.done() > 0).then_some(o.command_id);
            o.value
        });
        self.batch(Action::Release, &records, report, tally);
        if let Some(command) = undo {
            loaded.admin.undo(command).unwrap();
        }
    }

    fn contacts(&self, tally: &mut Tally) {
        let (me, loaded) = (self.me.contacts(), self.loaded);
        for (n, id) in loaded.contacts.iter().enumerate() {
            let got = code(me.update(*id, ContactPatch::default()));
            self.expect(Action::Edit, Record::Contact(n), got, tally);
        }
        for (owner, numbers) in by_owner(self.world.contacts.iter().map(|c| c.owner)) {
            let contacts: Vec<_> = numbers.iter().map(|n| loaded.contacts[*n]).collect();
            let employee = loaded.people[owner];
            let records: Vec<_> = numbers.into_iter().map(Record::Contact).collect();
            let report = me.transfer(contacts.clone(), employee).map(|o| o.value);
            self.batch(Action::Transfer, &records, report, tally);
            let add =
                AddContactMember { contacts, employee, access: TeamAccess::Read, expires_at: None };
            self.batch(Action::Team, &records, self.me.run(add).map(|o| o.value), tally);
        }
        let records: Vec<_> = (0..loaded.contacts.len()).map(Record::Contact).collect();
        let report = me.delete(loaded.contacts.clone()).map(|o| o.value);
        let done = done(&report).map(Into::into).collect();
        self.batch(Action::Delete, &records, report, tally);
        loaded.admin.contacts().restore(done).unwrap();
    }

    fn opportunities(&self, tally: &mut Tally) {
        let (me, loaded) = (&self.me, self.loaded);
        for (n, id) in loaded.opportunities.iter().enumerate() {
            let got = code(me.opportunities().update(*id, OpportunityPatch::default()));
            self.expect(Action::Edit, Record::Opportunity(n), got, tally);
        }
        for (owner, numbers) in by_owner(self.world.opportunities.iter().map(|o| o.owner)) {
            let opportunities: Vec<_> = numbers.iter().map(|n| loaded.opportunities[*n]).collect();
            let to = loaded.people[owner];
            let records: Vec<_> = numbers.into_iter().map(Record::Opportunity).collect();
            let (keep, keep_until) = (None, None);
            let give = TransferOpportunities {
                opportunities: opportunities.clone(),
                to,
                keep,
                keep_until,
            };
            self.batch(Action::Transfer, &records, me.run(give).map(|o| o.value), tally);
            let (access, expires_at) = (TeamAccess::Read, None);
            let add = AddOpportunityMember { opportunities, employee: to, access, expires_at };
            self.batch(Action::Team, &records, me.run(add).map(|o| o.value), tally);
        }
        let records: Vec<_> = (0..loaded.opportunities.len()).map(Record::Opportunity).collect();
        let delete = DeleteOpportunities { opportunities: loaded.opportunities.clone() };
        let report = me.run(delete).map(|o| o.value);
        let opportunities = done(&report).map(Into::into).collect();
        self.batch(Action::Delete, &records, report, tally);
        loaded.admin.run(RestoreOpportunities { opportunities }).unwrap();
    }

    fn follow_ups(&self, tally: &mut Tally) {
        for (n, id) in self.loaded.follow_ups.iter().enumerate() {
            let patch = FollowUpPatch::default();
            let edit = UpdateFollowUp { follow_up: *id, patch, expect_rev: None };
            self.expect(Action::Edit, Record::FollowUp(n), code(self.me.run(edit)), tally);
        }
    }
}

impl Case<'_> {
    fn contracts(&self, tally: &mut Tally) {
        let (me, loaded) = (&self.me, self.loaded);
        for (n, contract) in loaded.contracts.iter().copied().enumerate() {
            let update =
                UpdateContract { contract, patch: ContractPatch::default(), expect_rev: None };
            self.expect(Action::Edit, Record::Contract(n), code(me.run(update)), tally);
        }
        for (n, plan) in loaded.plans.iter().copied().enumerate() {
            let patch = ReceivablePlanPatch::default();
            let update = UpdateReceivablePlan { plan, patch, expect_rev: None };
            self.expect(Action::Edit, Record::Plan(n), code(me.run(update)), tally);
        }
        for (owner, numbers) in by_owner(self.world.contracts.iter().map(|c| c.owner)) {
            let contracts: Vec<_> = numbers.iter().map(|n| loaded.contracts[*n]).collect();
            let to = loaded.people[owner];
            let records: Vec<_> = numbers.into_iter().map(Record::Contract).collect();
            let (keep, keep_until) = (None, None);
            let give = TransferContracts { contracts: contracts.clone(), to, keep, keep_until };
            self.batch(Action::Transfer, &records, me.run(give).map(|o| o.value), tally);
            let (access, expires_at) = (TeamAccess::Read, None);
            let add = AddContractMember { contracts, employee: to, access, expires_at };
            self.batch(Action::Team, &records, me.run(add).map(|o| o.value), tally);
        }
        // All are in effect or in review, and only drafts are deleted.
        let records: Vec<_> = (0..loaded.contracts.len()).map(Record::Contract).collect();
        let delete = DeleteContracts { contracts: loaded.contracts.clone() };
        self.batch(Action::Delete, &records, me.run(delete).map(|o| o.value), tally);
    }

    fn receivables(&self, tally: &mut Tally) {
        let (me, loaded) = (&self.me, self.loaded);
        for (n, receivable) in loaded.receivables.iter().copied().enumerate() {
            let (patch, allocations) = (ReceivablePatch::default(), None);
            let update = UpdateReceivable { receivable, patch, allocations, expect_rev: None };
            self.expect(Action::Edit, Record::Receivable(n), code(me.run(update)), tally);
        }
        for (owner, numbers) in by_owner(self.world.receivables.iter().map(|r| r.owner)) {
            let receivables: Vec<_> = numbers.iter().map(|n| loaded.receivables[*n]).collect();
            let to = loaded.people[owner];
            let records: Vec<_> = numbers.into_iter().map(Record::Receivable).collect();
            let (keep, keep_until) = (None, None);
            let give =
                TransferReceivables { receivables: receivables.clone(), to, keep, keep_until };
            self.batch(Action::Transfer, &records, me.run(give).map(|o| o.value), tally);
            let (access, expires_at) = (TeamAccess::Read, None);
            let add = AddReceivableMember { receivables, employee: to, access, expires_at };
            self.batch(Action::Team, &records, me.run(add).map(|o| o.value), tally);
        }
        let records: Vec<_> = (0..loaded.receivables.len()).map(Record::Receivable).collect();
        let delete = DeleteReceivables { receivables: loaded.receivables.clone() };
        let report = me.run(delete).map(|o| o.value);
        let receivables = done(&report).map(Into::into).collect();
        self.batch(Action::Delete, &records, report, tally);
        loaded.admin.run(RestoreReceivables { receivables }).unwrap();
    }

    fn invoices(&self, tally: &mut Tally) {
        let (me, loaded) = (&self.me, self.loaded);
        for (n, invoice) in loaded.invoices.iter().copied().enumerate() {
            let (patch, lines) = (InvoicePatch::default(), None);
            let update = UpdateInvoice { invoice, patch, lines, expect_rev: None };
            self.expect(Action::Edit, Record::Invoice(n), code(me.run(update)), tally);
        }
        for (owner, numbers) in by_owner(self.world.invoices.iter().map(|i| i.owner)) {
            let invoices: Vec<_> = numbers.iter().map(|n| loaded.invoices[*n]).collect();
            let to = loaded.people[owner];
            let records: Vec<_> = numbers.into_iter().map(Record::Invoice).collect();
            let (keep, keep_until) = (None, None);
            let give = TransferInvoices { invoices: invoices.clone(), to, keep, keep_until };
            self.batch(Action::Transfer, &records, me.run(give).map(|o| o.value), tally);
            let (access, expires_at) = (TeamAccess::Read, None);
            let add = AddInvoiceMember { invoices, employee: to, access, expires_at };
            self.batch(Action::Team, &records, me.run(add).map(|o| o.value), tally);
        }
        let records: Vec<_> = (0..loaded.invoices.len()).map(Record::Invoice).collect();
        let delete = DeleteInvoices { invoices: loaded.invoices.clone() };
        let report = me.run(delete).map(|o| o.value);
        let invoices = done(&report).map(Into::into).collect();
        self.batch(Action::Delete, &records, report, tally);
        loaded.admin.run(RestoreInvoices { invoices }).unwrap();
    }

    fn visits(&self, tally: &mut Tally) {
        let (me, loaded) = (&self.me, self.loaded);
        for (n, visit) in loaded.visits.iter().copied().enumerate() {
            let update = UpdateVisit { visit, patch: VisitPatch::default(), expect_rev: None };
            self.expect(Action::Edit, Record::Visit(n), code(me.run(update)), tally);
        }
        let records: Vec<_> = (0..loaded.visits.len()).map(Record::Visit).collect();
        let report = me.run(DeleteVisits { visits: loaded.visits.clone() }).map(|o| o.value);
        let visits = done(&report).map(Into::into).collect();
        self.batch(Action::Delete, &records, report, tally);
        loaded.admin.run(RestoreVisits { visits }).unwrap();
    }

    fn titles(&self, tally: &mut Tally) {
        let (me, loaded) = (&self.me, self.loaded);
        for (n, id) in loaded.titles.iter().enumerate() {
            let patch = InvoiceTitlePatch::default();
            let edit = UpdateInvoiceTitle { invoice_title: *id, patch, expect_rev: None };
            self.expect(Action::Edit, Record::Title(n), code(me.run(edit)), tally);
            let delete = me.run(DeleteInvoiceTitle { invoice_title: *id });
            let command = delete.as_ref().ok().map(|o| o.command_id);
            self.expect(Action::Delete, Record::Title(n), code(delete), tally);
            command.into_iter().for_each(|c| drop(me.undo(c).unwrap()));
        }
        for (n, id) in loaded.customers.iter().enumerate() {
            // A company without a tax number is refused last.
            let new =
                NewInvoiceTitle { customer_id: *id, title: "抬头".into(), ..<_>::default() };
            let got = code(me.invoice_titles().create(new));
            self.expect(Action::AddTitle, Record::Customer(n), got, tally);
        }
    }

    fn pools(&self, tally: &mut Tally) {
        let (me, loaded) = (&self.me, self.loaded);
        for (n, pool) in loaded.pools.iter().copied().enumerate() {
            if self.world.pools[n].disabled {
                let got = code(me.pool(pool).claim(vec![]));
                self.expect(Action::Claim, Record::Pool(n), got, tally);
                continue;
            }
            let all = || loaded.customers.clone();
            let inside = (0..loaded.customers.len()).map(|c| Record::Pooled(n, c));
            let records: Vec<_> = inside.collect();
            let report = me.pool(pool).assign(all(), loaded.people[2]);
            let command = report.as_ref().ok().filter(|o| o.value.done() > 0).map(|o| o.command_id);
            self.batch(Action::Assign, &records, report.map(|o| o.value), tally);
            command.into_iter().for_each(|c| drop(loaded.admin.undo(c).unwrap()));
            let report = me.run(DeletePooled { pool, customers: all() }).map(|o| o.value);
            let customers = done(&report).map(Into::into).collect();
            self.batch(Action::DeletePooled, &records, report, tally);
            loaded.admin.run(RestorePooled { pool, customers }).unwrap();
            // Whoever claims leaves the team, which would not be put back.
            if !self.world.pools[n].keep_team {
                let report = me.pool(pool).claim(all()).map(|o| o.value);
                let customers = done(&report).map(Into::into).collect();
                self.batch(Action::Claim, &records, report, tally);
                loaded.admin.run(ReleaseCustomers { pool, customers }).unwrap();
            }
        }
    }
}

fn done(report: &crmkit::Result<BatchReport>) -> impl Iterator<Item = uuid::Uuid> {
    let rows = report.as_ref().map(|r| r.rows.clone()).unwrap_or_default();
    rows.into_iter().filter(|r| r.error.is_none()).map(|r| r.id)
}

/// The numbers of the records of each owner.
fn by_owner(owners: impl Iterator<Item = usize>) -> BTreeMap<usize, Vec<usize>> {
    let mut numbers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, owner) in owners.enumerate() {
        numbers.entry(owner).or_default().push(n);
    }
    numbers
}
