//! What can be approved, and the mark by which those who have to decide see it.

use super::engine::tasks;
use super::{Approval, ApprovalState, ApprovalTask, CheckStatus, TaskState};
use crate::error::{Result, codes, internal, require};
use crate::model::{Entity, EntityMeta, Raw, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, Visibility};
use crate::sales::contract::Contract;
use crate::sales::invoice::Invoice;
use crate::sales::receivable::Receivable;
use crate::sales::team::{self, Membership, Teamed};
use crate::session::Context;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A document that takes effect by an approval.
pub(crate) trait Approvable: Teamed {
    /// The field of an approval that names it.
    const FIELD: &'static str;
    /// Names it in an approval.
    fn name(approval: &mut Approval, id: Uuid);
    /// Gives it a status, and does what follows from that.
    fn settle(cx: &mut Context<'_>, document: Self, status: CheckStatus) -> Result<()>;
}

/// A kind of document that can be approved.
pub(super) struct Kind {
    pub(super) entity: &'static EntityMeta,
    pub(super) field: &'static str,
    pub(super) name: fn(&mut Approval, Uuid),
    pub(super) settle: fn(&mut Context<'_>, Uuid, CheckStatus) -> Result<()>,
    pub(super) owner: fn(&Context<'_>, Uuid) -> Result<Option<EmployeeId>>,
    mark: fn(&mut Context<'_>, Uuid, &BTreeSet<EmployeeId>) -> Result<()>,
}

/// Every kind of document that can be approved.
pub(super) static KINDS: &[Kind] = &[kind::<Contract>(), kind::<Receivable>(), kind::<Invoice>()];

const fn kind<E: Approvable>() -> Kind {
    Kind {
        entity: E::META,
        field: E::FIELD,
        name: E::name,
        settle: |cx, id, status| {
            let document = cx.load::<E>(id.into())?;
            E::settle(cx, document, status)
        },
        owner: |cx, id| Ok(cx.load::<E>(id.into())?.owner()),
        mark: mark::<E>,
    }
}

impl Kind {
    pub(super) fn of<E: Approvable>() -> Result<&'static Self> {
        let found = KINDS.iter().find(|kind| kind.entity == E::META);
        found.ok_or_else(|| internal("a document of no kind that is approved"))
    }
}

/// The document of an approval.
pub(super) struct Subject {
    pub(super) kind: &'static Kind,
    pub(super) id: Uuid,
}

pub(super) fn subject(approval: &Approval) -> Result<Subject> {
    let of = |kind: &'static Kind| {
        let position = Approval::META.position(kind.field);
        match Entity::raw(approval, position) {
            Raw::Id(id) => Some(Subject { kind, id }),
            _ => None,
        }
    };
    KINDS.iter().find_map(of).ok_or_else(|| internal("an approval of nothing"))
}

/// Lets exactly those see the document of an approval with these tasks for deciding who have to
/// decide now.
pub(super) fn keep_deciders(
    cx: &mut Context<'_>,
    approval: &Approval,
    tasks: &[ApprovalTask],
) -> Result<()> {
    let of = subject(approval)?;
    let pending = tasks.iter().filter(|t| t.state == TaskState::Pending);
    (of.kind.mark)(cx, of.id, &pending.map(|t| t.employee_id).collect())
}

/// The same after something else changed who sees a document.
pub(crate) fn keep_deciders_of<E: Approvable>(cx: &mut Context<'_>, id: E::Id) -> Result<()> {
    let running = cx.find::<Approval>(Bound::And(vec![
        Bound::is(Approval::META, E::FIELD, Value::Id(id.uuid())),
        Bound::is(Approval::META, "state", Value::Text(code(ApprovalState::Running))),
    ]))?;
    // It is the only one of its document that runs.
    match running.first() {
        Some(approval) => {
            let tasks = tasks(cx, approval.id)?;
            keep_deciders(cx, approval, &tasks)
        }
        None => mark::<E>(cx, id.uuid(), &BTreeSet::new()),
    }
}

/// Gives a document to another owner. Who has to decide about it goes on seeing it.
pub(crate) fn give<E: Approvable>(
    cx: &mut Context<'_>,
    document: &E,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    require(document.owner() != Some(to), &codes::ALREADY_OWNER)?;
    let mut new = document.clone();
    Entity::set(&mut new, E::META.owner().unwrap_or(usize::MAX), Raw::Id(to.uuid()))?;
    let new = cx.update(document, |document| *document = new)?;
    team::new_owner(cx, &new, document.owner(), keep)?;
    keep_deciders_of::<E>(cx, new.id())
}

pub(super) fn code(choice: impl crate::model::Choice) -> String {
    choice.code().to_owned()
}

fn mark<E: Approvable>(
    cx: &mut Context<'_>,
    document: Uuid,
    deciding: &BTreeSet<EmployeeId>,
) -> Result<()> {
    let found: Option<E> = cx.fetch(document.into(), &Visibility::Everything, Bin::Any)?;
    found.map_or(Ok(()), |document| team::mark_deciders(cx, &document, deciding))
}
