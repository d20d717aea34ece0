//! What is written, on both sides.

use crate::common::company::{NOW, Viewer, at, row_id, viewers};
use crate::common::hand::Lists;
use crate::common::log::Command;
use crate::common::measure::{Pair, pair};
use crate::common::pages::Sight;
use crate::data::{self, PRODUCTS};
use crate::hand::{Program, summary};
use crate::hand_receivable::mark_overdue;
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock;
use crmkit::model::{Clock, CommandId, IdSource};
use crmkit::sales::approval::{ApprovalTaskId, Approve};
use crmkit::sales::contract::*;
use crmkit::sales::customer::CustomerId;
use crmkit::sales::lines::NewLine;
use crmkit::sales::receivable::*;
use crmkit::session::log::ChangeKind;
use crmkit::session::{Change, Crm, CrmOptions, Session};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Both sides, each on its own copy of the file.
pub struct Sides {
    pub crm: Crm,
    clock: Arc<ManualClock>,
    /// Who writes.
    session: Session,
    hand: Program,
    approvers: [(Session, Program); 2],
    /// The ids that the product makes for its commands.
    ids: SeededIds,
    /// Contracts of the one who writes, in no order, by their numbers; each has another one with
    /// the same customer.
    mine: Vec<[u64; 2]>,
    customers: u64,
    pub viewers: Vec<Sight<ContractSummary>>,
}

impl Sides {
    pub fn open(by_product: &Path, by_hand: &Path, rows: u64) -> Self {
        let clock = Arc::new(ManualClock::new(at(NOW)));
        let ids = Arc::new(SeededIds::new(1));
        let crm = CrmOptions { clock: clock.clone(), ids, deadline: None };
        let options = crmkit::FileOptions { must_exist: true, crm, ..Default::default() };
        let crm = crmkit::open_with(by_product, options).unwrap();
        let ids = SeededIds::new(1);
        ids.next(clock.now()); // the product took one to open the file
        let viewer = |viewer: Viewer| {
            let session = crm.session(viewer.id).unwrap();
            let lists = Lists::open(by_hand, &viewer, summary);
            (viewer, session, lists)
        };
        let viewers: Vec<_> = viewers().into_iter().map(viewer).collect();
        let writer = &viewers[2];
        let hand = Program::open(by_hand, &writer.0);
        let approvers = data::approvers().map(|id| {
            let viewer = Viewer { sees: "what he decides about", id, owners: vec![id.0] };
            (crm.session(id).unwrap(), hand.of(&viewer))
        });
        let customers = rows / 10;
        let mut mine = data::of_owners(rows, 1..=50);
        mine.sort_by_key(|n| n * 7919 % 100_003);
        let mine = mine.into_iter().map(|n| [n, n + customers]).collect();
        let session = writer.1.clone();
        Self { session, crm, clock, hand, approvers, ids, mine, customers, viewers }
    }

    /// The time of a step of the n-th write.
    fn at(&self, n: usize, step: i64) -> i64 {
        let now = NOW + n as i64 * 10 + step;
        self.clock.set(at(now));
        now
    }

    /// A command by hand.
    fn command(&self, name: &'static str, actor: Option<Uuid>) -> Command {
        let now = self.clock.now();
        Command::new(name, CommandId(self.ids.next(now)), actor, now.timestamp_micros())
    }

    pub fn writes(&self) -> Vec<Box<dyn Pair + '_>> {
        vec![
            pair(
                "a contract with 20 lines, created and approved by two",
                1.25,
                1,
                move |n| self.contract(n),
                move |n| self.contract_by_hand(n),
            ),
            pair(
                "a receivable for two contracts, recorded and submitted",
                1.25,
                1,
                move |n| self.receivable(n),
                move |n| self.receivable_by_hand(n),
            ),
        ]
    }

    /// The job on the n-th day.
    pub fn overdue(&self) -> Box<dyn Pair + '_> {
        const DAY: i64 = 86_400_000_000;
        let plans = self.customers * 10;
        pair(
            format!("the plans of a day marked as overdue, of {plans}"),
            1.25,
            1,
            move |n| {
                self.clock.set(at(NOW + n as i64 * DAY));
                self.crm.tick().unwrap().iter().map(|due| due.id).collect::<Vec<_>>()
            },
            move |n| {
                self.clock.set(at(NOW + n as i64 * DAY));
                let today = data::today() + chrono::Duration::days(n as i64);
                let command = || self.command("receivable_plan.mark_overdue", None);
                mark_overdue(&self.hand.hand, today, command)
            },
        )
    }

    /// The contract that is drafted n-th.
    fn draft(&self, n: usize) -> CreateContract {
        let [like, _] = self.mine[n % self.mine.len()];
        let contract = NewContract {
            name: format!("第{n}次采购"),
            customer_id: CustomerId(row_id(like % self.customers)),
            order_date: data::today(),
            ..Default::default()
        };
        let line = |i: u64| NewLine {
            product_id: data::product((n as u64 * 20 + i) % PRODUCTS),
            quantity: format!("{}", i + 1).parse().unwrap(),
            list_price: None,
            sales_price: None,
            discount: i.is_multiple_of(2).then(|| "15".parse().unwrap()),
            unit: None,
            tax_rate: None,
        };
        CreateContract { contract, lines: Some((0..20).map(line).collect()), signers: None }
    }

    fn contract(&self, n: usize) -> ContractId {
        self.at(n, 0);
        let id = self.session.run(self.draft(n)).unwrap().value;
        self.at(n, 1);
        let mut changes = self.session.contracts().submit(id).unwrap().changes;
        for (step, (approver, _)) in (2..).zip(&self.approvers) {
            self.at(n, step);
            let approve = agreed(new_task(&changes));
            changes = approver.run(approve).unwrap().changes;
        }
        id
    }

    fn contract_by_hand(&self, n: usize) -> ContractId {
        let me = Some(self.hand.hand.me);
        self.at(n, 0);
        let id = self.hand.create_contract(self.draft(n), self.command("contract.create", me));
        self.at(n, 1);
        let mut task = Some(self.hand.submit_contract(id, self.command("contract.submit", me)));
        for (step, (_, approver)) in (2..).zip(&self.approvers) {
            self.at(n, step);
            let cx = self.command("approval.approve", Some(approver.hand.me));
            task = approver.approve(agreed(task.unwrap()), cx);
        }
        id
    }

    /// The receivable that is recorded n-th.
    fn receipt(&self, n: usize) -> CreateReceivable {
        let [first, second] = self.mine[n % self.mine.len()];
        let part = |n: u64, money: &str| NewAllocation {
            contract_id: Some(ContractId(row_id(n))),
            plan_id: Some(ReceivablePlanId(row_id(n))),
            money: money.parse().unwrap(),
        };
        let receivable = NewReceivable {
            contract_id: ContractId(row_id(first)),
            received_on: data::today(),
            money: "0.03".parse().unwrap(),
            ..Default::default()
        };
        let allocations = Some(vec![part(first, "0.01"), part(second, "0.02")]);
        CreateReceivable { receivable, plan: None, allocations }
    }

    fn receivable(&self, n: usize) -> ReceivableId {
        self.at(n, 5);
        let id = self.session.run(self.receipt(n)).unwrap().value;
        self.at(n, 6);
        self.session.receivables().submit(id).unwrap();
        id
    }

    fn receivable_by_hand(&self, n: usize) -> ReceivableId {
        let me = Some(self.hand.hand.me);
        self.at(n, 5);
        let cx = self.command("receivable.create", me);
        let id = self.hand.create_receivable(self.receipt(n), cx);
        self.at(n, 6);
        self.hand.submit_receivable(id, self.command("receivable.submit", me));
        id
    }
}

fn agreed(task: ApprovalTaskId) -> Approve {
    Approve { task, comment: Some("同意".into()), files: None }
}

/// The task that was made by these changes.
fn new_task(changes: &[Change]) -> ApprovalTaskId {
    let made = |c: &&Change| c.entity == "approval_task" && c.kind == ChangeKind::Created;
    ApprovalTaskId(changes.iter().find(made).unwrap().id)
}
