//! To-do lists (待办事项, B1.23): what of one's own waits today.
//!
//! A list is not stored but asked for; what is stored is that somebody has marked an item as
//! handled. A mark holds until the record is changed; what is derived in it clears no mark.

mod documents;

use crate::error::{Result, internal};
use crate::model::{EntityMeta, Raw, Timestamp, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Visibility};
use crate::sales::contract::Contract;
use crate::sales::customer::Customer;
use crate::sales::invoice::Invoice;
use crate::sales::lead::Lead;
use crate::sales::opportunity::Opportunity;
use crate::sales::pool::{Reminder, entering};
use crate::sales::receivable::{Receivable, ReceivablePlan};
use crate::session::crm::Sight;
use crate::session::log::RecordId;
use crate::session::read::not_found;
use crate::session::{BatchReport, Command, Context, Session};
use crate::store::{Reader, rows};
use crate::{choice, command, entity};
use serde::Serialize;
use uuid::Uuid;

choice! {
    /// A to-do list.
    pub enum TodoKind = "todo_kind" {
        /// Customers to get in touch with today.
        CustomersToday = "customers_today", "今日需联系客户", "Customers for today";
        /// Customers whose contact is overdue.
        CustomersOverdue = "customers_overdue", "逾期未联系客户", "Overdue customers";
        /// Customers given to one and not yet followed up.
        CustomersAssigned = "customers_assigned", "分配给我的客户", "Customers assigned to me";
        /// Customers that a pool takes soon.
        EnteringPool = "entering_pool", "待进入公海的客户", "Customers entering the pool";
        /// Leads to get in touch with today.
        LeadsToday = "leads_today", "今日需联系线索", "Leads for today";
        /// Leads whose contact is overdue.
        LeadsOverdue = "leads_overdue", "逾期未联系线索", "Overdue leads";
        /// Leads given to one and not yet followed up.
        LeadsAssigned = "leads_assigned", "分配给我的线索", "Leads assigned to me";
        /// Opportunities to get in touch about today.
        OpportunitiesToday = "opportunities_today", "今日需联系商机", "Opportunities for today";
        /// Opportunities whose contact is overdue.
        OpportunitiesOverdue = "opportunities_overdue", "逾期未联系商机", "Overdue opportunities";
        /// Contracts about which one has to decide.
        ContractsToApprove = "contracts_to_approve", "待审批合同", "Contracts to approve";
        /// Receivables about which one has to decide.
        ReceivablesToApprove = "receivables_to_approve", "待审批回款", "Receivables to approve";
        /// Invoices about which one has to decide.
        InvoicesToApprove = "invoices_to_approve", "待审批发票", "Invoices to approve";
        /// Payments that are due soon.
        PlansDue = "plans_due", "待回款提醒", "Payments due";
        /// Payments that are overdue.
        PlansOverdue = "plans_overdue", "逾期回款计划", "Overdue payments";
        /// Contracts that end soon.
        ContractsExpiring = "contracts_expiring", "即将到期的合同", "Contracts that end soon";
        /// Contracts that wait for a return visit.
        ContractsToVisit = "contracts_to_visit", "待回访合同", "Contracts to visit";
    }
}

/// Every list, in the order of a menu.
const LISTS: [TodoKind; 16] = [
    TodoKind::CustomersToday,
    TodoKind::CustomersOverdue,
    TodoKind::CustomersAssigned,
    TodoKind::EnteringPool,
    TodoKind::LeadsToday,
    TodoKind::LeadsOverdue,
    TodoKind::LeadsAssigned,
    TodoKind::OpportunitiesToday,
    TodoKind::OpportunitiesOverdue,
    TodoKind::ContractsToApprove,
    TodoKind::ReceivablesToApprove,
    TodoKind::InvoicesToApprove,
    TodoKind::PlansDue,
    TodoKind::PlansOverdue,
    TodoKind::ContractsExpiring,
    TodoKind::ContractsToVisit,
];

entity! {
    /// That somebody marked an item of a to-do list as handled, without acting.
    pub link TodoMark = 41, "todo_mark", "待办标记", "To-do mark";
    read author;
    index (employee_id, kind);
    {
        /// Who.
        20 employee_id: EmployeeId = "员工", "Employee";
        /// In which list.
        21 kind: TodoKind = "待办类型", "Kind";
        /// Which record.
        22 record_id: RecordId = "记录", "Record", READONLY;
        /// The record's revision then; a changed record waits again.
        23 seen_rev: i64 = "版本", "Revision";
    }
}

/// An item of a to-do list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Todo {
    /// The entity's name.
    pub entity: String,
    /// The record.
    pub id: Uuid,
    /// Its revision.
    pub rev: i64,
    /// Its name; empty for who may not read it.
    pub name: String,
    /// When the contact is or was due.
    pub at: Option<Timestamp>,
    /// Days until a pool takes it.
    pub days: Option<i64>,
}

/// How many items a to-do list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct TodoCount {
    /// Which list.
    pub kind: TodoKind,
    /// How many.
    pub count: u64,
}

impl Session {
    /// One of the caller's to-do lists, the most urgent first, without what he marked as handled.
    ///
    /// # Errors
    /// `right.system_only` for the system; storage errors.
    pub fn todos(&self, kind: TodoKind) -> Result<Vec<Todo>> {
        let me = self.employee()?;
        self.sight(|reader, sight| open(reader, sight, me, kind))
    }

    /// How many items each of the caller's to-do lists has.
    ///
    /// # Errors
    /// `right.system_only` for the system; storage errors.
    pub fn todo_counts(&self) -> Result<Vec<TodoCount>> {
        let me = self.employee()?;
        self.sight(|reader, sight| {
            let count = |kind| {
                let count = open(reader, sight, me, kind)?.len() as u64;
                Ok(TodoCount { kind, count })
            };
            LISTS.into_iter().map(count).collect()
        })
    }
}

command! {
    /// Marks items of one's own to-do list as handled. They wait again when they change.
    pub struct HandleTodos = "todo.handle", 1, "标记待办已处理", "Mark to-dos as handled" {
        /// Which list.
        kind: TodoKind,
        /// Which records.
        records: Vec<RecordId>,
    } -> BatchReport; Anyone UNDOABLE
}

impl Command for HandleTodos {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let me = cx.me()?;
        let waiting = open(cx.writer.reader(), &cx.sight, me, self.kind)?;
        cx.each(&self.records, |cx, id| {
            let entity = entity_of(self.kind);
            let item = waiting.iter().find(|t| t.id == id.uuid());
            let item = item.ok_or_else(|| not_found(entity))?;
            let marks = marks(cx.writer.reader(), me, self.kind)?;
            for old in marks.iter().filter(|mark| mark.record_id == id) {
                cx.remove(old)?;
            }
            cx.insert(TodoMark {
                employee_id: me,
                kind: self.kind,
                record_id: id,
                seen_rev: item.rev,
                ..TodoMark::blank()
            })
            .map(|_| ())
        })
    }
}

/// The items that wait: those of the list that no mark holds for.
fn open(reader: &dyn Reader, sight: &Sight, me: EmployeeId, kind: TodoKind) -> Result<Vec<Todo>> {
    let marks = marks(reader, me, kind)?;
    let mut waiting = Vec::new();
    for item in items(reader, sight, me, kind)? {
        let mut handled = false;
        for mark in marks.iter().filter(|mark| mark.record_id.uuid() == item.id) {
            handled |= holds(reader, mark, &item)?;
        }
        if !handled {
            waiting.push(item);
        }
    }
    Ok(waiting)
}

/// Whether a mark holds: nobody was asked again, and the record was not changed since. What only is
/// derived, by timed work or from other records, raises its revision and is no change.
fn holds(reader: &dyn Reader, mark: &TodoMark, item: &Todo) -> Result<bool> {
    let decides = matches!(
        mark.kind,
        TodoKind::ContractsToApprove | TodoKind::ReceivablesToApprove | TodoKind::InvoicesToApprove
    );
    if decides && item.at.is_some_and(|at| at > mark.created_at) {
        return Ok(false);
    }
    if mark.seen_rev == item.rev {
        return Ok(true);
    }
    let entity = entity_of(mark.kind);
    let (updated, marked) = ([entity.position("updated_at")], mark.created_at.timestamp_micros());
    let mut holds = false;
    reader.get(entity, item.id, &updated, &Visibility::Everything, Bin::Live, &mut |row| {
        holds = matches!(row.get(0)?, Raw::Int(at) if at < marked);
        Ok(())
    })?;
    Ok(holds)
}

fn marks(reader: &dyn Reader, me: EmployeeId, kind: TodoKind) -> Result<Vec<TodoMark>> {
    use crate::model::Choice;
    let entity = TodoMark::META;
    let query = BoundQuery::all(entity).filter(Bound::And(vec![
        Bound::is(entity, "employee_id", Value::Id(me.uuid())),
        Bound::is(entity, "kind", Value::Text(kind.code().into())),
    ]));
    rows(reader, &query)
}

fn entity_of(kind: TodoKind) -> &'static EntityMeta {
    match kind {
        TodoKind::LeadsToday | TodoKind::LeadsOverdue | TodoKind::LeadsAssigned => Lead::META,
        TodoKind::OpportunitiesToday | TodoKind::OpportunitiesOverdue => Opportunity::META,
        TodoKind::ContractsToApprove | TodoKind::ContractsExpiring | TodoKind::ContractsToVisit => {
            Contract::META
        }
        TodoKind::ReceivablesToApprove => Receivable::META,
        TodoKind::InvoicesToApprove => Invoice::META,
        TodoKind::PlansDue | TodoKind::PlansOverdue => ReceivablePlan::META,
        TodoKind::CustomersToday
        | TodoKind::CustomersOverdue
        | TodoKind::CustomersAssigned
        | TodoKind::EnteringPool => Customer::META,
    }
}

/// The fields by which a record is in a list or not.
fn goes_by(kind: TodoKind) -> &'static [&'static str] {
    match kind {
        TodoKind::OpportunitiesToday => &["next_contact_at", "last_follow_at", "followed", "state"],
        TodoKind::OpportunitiesOverdue => &["next_contact_at", "last_follow_at", "state"],
        TodoKind::CustomersToday | TodoKind::LeadsToday => {
            &["next_contact_at", "last_follow_at", "followed"]
        }
        TodoKind::CustomersOverdue | TodoKind::LeadsOverdue => {
            &["next_contact_at", "last_follow_at"]
        }
        TodoKind::CustomersAssigned => &["received", "followed"],
        TodoKind::LeadsAssigned => &["assigned", "followed"],
        _ => &[],
    }
}

/// What is in a list by rule.
fn items(reader: &dyn Reader, sight: &Sight, me: EmployeeId, kind: TodoKind) -> Result<Vec<Todo>> {
    if let Some(found) = documents::items(reader, sight, me, kind)? {
        return Ok(found);
    }
    let entity = entity_of(kind);
    // Who may not read such records, or what a list goes by, has nothing in it.
    let readable = |field: &str| sight.readable(entity, field);
    if sight.visibility(entity).is_err() || !goes_by(kind).iter().all(|field| readable(field)) {
        return Ok(Vec::new());
    }
    let zone = sight.company.zone();
    let today = zone.date(sight.now);
    let start = zone.start_of(today);
    let tomorrow = zone.start_of(today.succ_opt().unwrap_or(today));
    let column = |field: &str| Column::field(entity, entity.position(field));
    let next_before =
        |end: Timestamp| Bound::Range(column("next_contact_at"), None, Some(Value::Time(end)));
    let not = |bound: Bound| Bound::Not(Box::new(bound));
    let last = column("last_follow_at");
    let filter = match kind {
        TodoKind::CustomersToday | TodoKind::LeadsToday | TodoKind::OpportunitiesToday => {
            Bound::And(vec![
                next_before(tomorrow),
                Bound::Range(column("next_contact_at"), Some(Value::Time(start)), None),
                // Its owner's follow-up of today answers it; being made or handed over today does not.
                not(Bound::And(vec![
                    Bound::is(entity, "followed", Value::Bool(true)),
                    Bound::Range(last, Some(Value::Time(start)), None),
                ])),
            ])
        }
        // Whoever got in touch after the plan, it was done: as in `Customer::overdue`.
        TodoKind::CustomersOverdue | TodoKind::LeadsOverdue | TodoKind::OpportunitiesOverdue => {
            Bound::And(vec![
                next_before(start),
                not(Bound::Columns(last, Cmp::Ge, column("next_contact_at"))),
            ])
        }
        TodoKind::CustomersAssigned => Bound::And(vec![
            Bound::is(entity, "received", Value::Text("assigned".into())),
            Bound::is(entity, "followed", Value::Bool(false)),
        ]),
        TodoKind::LeadsAssigned => Bound::And(vec![
            Bound::is(entity, "assigned", Value::Bool(true)),
            Bound::is(entity, "followed", Value::Bool(false)),
        ]),
        _ => return entering_pool(reader, sight, me),
    };
    let open = match kind {
        TodoKind::LeadsToday | TodoKind::LeadsOverdue | TodoKind::LeadsAssigned => {
            Bound::And(vec![filter, Lead::is_open()])
        }
        TodoKind::OpportunitiesToday | TodoKind::OpportunitiesOverdue => {
            Bound::And(vec![filter, Opportunity::is_open()])
        }
        _ => filter,
    };
    let mut query = BoundQuery::all(entity).filter(open);
    query.columns =
        ["id", "rev", "name", "next_contact_at"].map(|field| entity.position(field)).to_vec();
    query.visibility = Visibility::owned_by(entity, vec![me.uuid()]);
    let (shown, planned) = (readable("name"), readable("next_contact_at"));
    let mut items = Vec::new();
    reader.query(&query, &mut |row| {
        let (Raw::Id(id), Raw::Int(rev)) = (row.get(0)?, row.get(1)?) else {
            return Err(internal("a record without an id"));
        };
        let name = match row.get(2)? {
            Raw::Text(name) if shown => name.into_owned(),
            _ => String::new(),
        };
        let at = match row.get(3)? {
            Raw::Int(micros) => crate::model::value::time_from_micros(micros),
            _ => None,
        };
        let at = at.filter(|_| planned);
        items.push(Todo { entity: entity.name.into(), id, rev, name, at, days: None });
        Ok(())
    })?;
    items.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    Ok(items)
}

/// The customers of which a pool reminds their owner, until he follows them up.
fn entering_pool(reader: &dyn Reader, sight: &Sight, me: EmployeeId) -> Result<Vec<Todo>> {
    let entity = Customer::META;
    let shown = sight.readable(entity, "name");
    let mut items = Vec::new();
    for Reminder { customer, entry, since } in entering(reader, sight, me)? {
        let zone = sight.company.zone();
        if customer.followed && customer.last_follow_at.is_some_and(|at| zone.date(at) >= since) {
            continue;
        }
        items.push(Todo {
            entity: entity.name.into(),
            id: customer.id.uuid(),
            rev: customer.rev,
            name: if shown { customer.name } else { String::new() },
            at: None,
            days: Some(entry.days),
        });
    }
    Ok(items)
}
