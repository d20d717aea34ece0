//! What waits of contracts and money: decisions, payments, contracts that end or wait for a visit.

use super::{Todo, TodoKind};
use crate::error::Result;
use crate::model::{Choice, Entity, EntityMeta, Raw, TypedId, Value};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Link, Related, Visibility};
use crate::sales::approval::{Approval, ApprovalTask, TaskState};
use crate::sales::contract::{Contract, expiring};
use crate::sales::invoice::Invoice;
use crate::sales::receivable::{Receivable, ReceivablePlan, plans_due, plans_overdue};
use crate::sales::visit::{Visit, to_visit};
use crate::session::crm::Sight;
use crate::store::{Reader, rows};
use chrono::NaiveDate;
use uuid::Uuid;

/// The furthest ahead that a plan may remind.
const AHEAD: u64 = 3650;

/// Documents of a kind about which somebody has to decide: the longest waiting first.
pub(super) fn to_decide(
    reader: &dyn Reader,
    sight: &Sight,
    me: EmployeeId,
    entity: &'static EntityMeta,
    field: &'static str,
) -> Result<Vec<Todo>> {
    let tasks = ApprovalTask::META;
    let mine = Bound::is(tasks, "employee_id", Value::Id(me.uuid()));
    let pending = Bound::is(tasks, "state", Value::Text(TaskState::Pending.code().into()));
    let mine = if mutant(73) { pending } else { Bound::And(vec![mine, pending]) };
    let mut items = Vec::new();
    for task in rows::<ApprovalTask>(reader, &BoundQuery::all(tasks).filter(mine))? {
        let id = Bound::is(Approval::META, "id", Value::Id(task.approval_id.uuid()));
        let approvals: Vec<Approval> = rows(reader, &BoundQuery::all(Approval::META).filter(id))?;
        let document = approvals.first().map(|a| Entity::raw(a, Approval::META.position(field)));
        if let Some(Raw::Id(id)) = document
            && let Some(item) = item(reader, sight, entity, id)?
        {
            items.push(Todo { at: task.arrived_at, ..item });
        }
    }
    items.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    Ok(items)
}

/// A document as an item, if the caller sees it.
fn item(
    reader: &dyn Reader,
    sight: &Sight,
    entity: &'static EntityMeta,
    id: Uuid,
) -> Result<Option<Todo>> {
    let Ok(reach) = sight.visibility(entity) else { return Ok(None) };
    let called = if entity.field("name").is_some() { "name" } else { "number" };
    let columns = ["rev", called].map(|field| entity.position(field));
    let shown = sight.readable(entity, called);
    let mut found = None;
    reader.get(entity, id, &columns, &reach, Bin::Live, &mut |row| {
        let rev = match row.get(0)? {
            Raw::Int(rev) => rev,
            _ => 0,
        };
        let name = match row.get(1)? {
            Raw::Text(name) if shown => name.into_owned(),
            _ => String::new(),
        };
        found = Some(Todo { entity: entity.name.into(), id, rev, name, at: None, days: None });
        Ok(())
    })?;
    Ok(found)
}

/// The lists of documents; nothing for a kind of another file.
pub(super) fn items(
    reader: &dyn Reader,
    sight: &Sight,
    me: EmployeeId,
    kind: TodoKind,
) -> Result<Option<Vec<Todo>>> {
    let today = sight.company.zone().date(sight.now);
    let found = match kind {
        TodoKind::ContractsToApprove => {
            to_decide(reader, sight, me, Contract::META, "contract_id")?
        }
        TodoKind::ReceivablesToApprove => {
            to_decide(reader, sight, me, Receivable::META, "receivable_id")?
        }
        TodoKind::InvoicesToApprove => to_decide(reader, sight, me, Invoice::META, "invoice_id")?,
        TodoKind::PlansDue => {
            let mut due = plans(reader, sight, me, plans_due(today, AHEAD), today)?;
            due.retain(|(plan, todo)| todo.days.is_some_and(|days| days <= plan.remind_days));
            due.into_iter().map(|(_, todo)| todo).collect()
        }
        TodoKind::PlansOverdue => {
            let late = plans(reader, sight, me, plans_overdue(today), today)?;
            late.into_iter().map(|(_, todo)| todo).collect()
        }
        TodoKind::ContractsExpiring => {
            let days = sight.company.settings.as_ref().map_or(0, |s| s.contract_expiry_days);
            contracts(reader, sight, me, expiring(today, days), "ends_on", |contract| {
                contract.ends_on.map(|end| (end - today).num_days())
            })?
        }
        // For who may read visits: others would not see that there was one.
        TodoKind::ContractsToVisit if sight.visibility(Visit::META).is_err() => Vec::new(),
        TodoKind::ContractsToVisit => {
            let days = sight.company.settings.as_ref().map_or(0, |s| s.visit_days);
            contracts(reader, sight, me, to_visit(today, days), "starts_on", |contract| {
                contract.starts_on.map(|start| days - (today - start).num_days())
            })?
        }
        _ => return Ok(None),
    };
    Ok(Some(found))
}

/// Plans of one's own contracts; who may not read what they go by has none.
fn plans(
    reader: &dyn Reader,
    sight: &Sight,
    me: EmployeeId,
    which: Bound,
    today: NaiveDate,
) -> Result<Vec<(ReceivablePlan, Todo)>> {
    let entity = ReceivablePlan::META;
    let reads = |field| sight.readable(entity, field);
    let Ok(reach) = sight.visibility(entity) else { return Ok(Vec::new()) };
    if !["state", "unreceived", "due_on", "remind_days"].into_iter().all(reads) {
        return Ok(Vec::new());
    }
    let mine = Bound::Has(Box::new(Related {
        entity: Contract::META,
        link: Link::Forward(entity.position("contract_id")),
        visibility: Visibility::owned_by(Contract::META, vec![me.uuid()]),
        filter: Bound::All,
    }));
    let mut query = BoundQuery::all(entity).filter(Bound::And(vec![which, mine]));
    query.visibility = reach;
    let mut found = Vec::new();
    for plan in rows::<ReceivablePlan>(reader, &query)? {
        let contract = item(reader, sight, Contract::META, plan.contract_id.uuid())?;
        let todo = Todo {
            entity: entity.name.into(),
            id: plan.id.uuid(),
            rev: plan.rev,
            name: contract.map_or_else(String::new, |contract| contract.name),
            at: None,
            days: Some((plan.due_on - today).num_days()),
        };
        found.push((plan, todo));
    }
    found.sort_by(|(_, a), (_, b)| (a.days, &a.name).cmp(&(b.days, &b.name)));
    Ok(found)
}

/// One's own contracts that a date brings into a list, with the days that are left.
fn contracts(
    reader: &dyn Reader,
    sight: &Sight,
    me: EmployeeId,
    which: Bound,
    date: &str,
    days: impl Fn(&Contract) -> Option<i64>,
) -> Result<Vec<Todo>> {
    let entity = Contract::META;
    let reads = |field: &str| sight.readable(entity, field);
    if sight.visibility(entity).is_err() || !["status", date].into_iter().all(reads) {
        return Ok(Vec::new());
    }
    let mut query = BoundQuery::all(entity).filter(which);
    query.visibility = Visibility::owned_by(entity, vec![me.uuid()]);
    let mut items = Vec::new();
    for contract in rows::<Contract>(reader, &query)? {
        items.push(Todo {
            entity: entity.name.into(),
            id: contract.id.uuid(),
            rev: contract.rev,
            days: days(&contract),
            name: if reads("name") { contract.name } else { String::new() },
            at: None,
        });
    }
    items.sort_by(|a, b| (a.days, &a.name).cmp(&(b.days, &b.name)));
    Ok(items)
}
