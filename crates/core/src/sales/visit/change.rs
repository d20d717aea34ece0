//! Recording, changing, deleting and restoring return visits.

use super::{NewVisit, Visit, VisitId, VisitPatch};
use crate::admin::number;
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::{TypedId, Value};
use crate::query::{Bin, Bound};
use crate::sales::contact::Contact;
use crate::sales::contract::{Contract, ContractId};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Records a return visit about a contract that the caller sees. The visitor is the caller
    /// unless said otherwise.
    pub struct CreateVisit = "visit.create", 1, "新建回访", "Record a return visit" {
        /// What it is.
        visit: NewVisit,
    } -> VisitId; VISIT_CREATE UNDOABLE OFFLINE
}

impl Command for CreateVisit {
    fn run(self, cx: &mut Context<'_>) -> Result<VisitId> {
        let mut visit = self.visit.into_record();
        let owner = match visit.owner_id {
            Some(owner) => owner,
            None => cx.me()?,
        };
        cx.own_for(owner, &operation::VISIT_CREATE)?;
        visit.owner_id = Some(owner);
        let contract: Contract = cx.see(visit.contract_id)?;
        visit.customer_id = contract.customer_id;
        check(cx, &visit, None)?;
        let (typed, date) = (Some(visit.number.as_str()), cx.zone().date(visit.visited_at));
        visit.number = number::next(cx, Visit::META, "number", typed, Some(date))?;
        Ok(cx.create(visit)?.id)
    }
}

command! {
    /// Changes a return visit.
    pub struct UpdateVisit = "visit.update", 1, "编辑回访", "Change a return visit" {
        /// Which.
        visit: VisitId,
        /// What changes.
        patch: VisitPatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> VisitId; VISIT_EDIT UNDOABLE OFFLINE
}

impl Command for UpdateVisit {
    fn run(self, cx: &mut Context<'_>) -> Result<VisitId> {
        let old: Visit = cx.reach(self.visit, &operation::VISIT_EDIT)?;
        let new = cx.edit(&old, &self.patch, self.expect_rev, |_| Ok(()))?;
        check(cx, &new, Some(&old))?;
        Ok(new.id)
    }
}

/// Refuses a contact of another customer; the one that stood there is not looked at again.
fn check(cx: &Context<'_>, visit: &Visit, old: Option<&Visit>) -> Result<()> {
    let before = old.and_then(|old| old.contact_id);
    let Some(id) = visit.contact_id.filter(|id| before != Some(*id)) else { return Ok(()) };
    let contact: Contact = cx.see(id)?;
    require(contact.customer_id == visit.customer_id, &codes::CONTACT_ELSEWHERE)
        .map_err(|e| e.of(Visit::META).field("contact_id"))
}

command! {
    /// Puts return visits into the recycle bin.
    pub struct DeleteVisits = "visit.delete", 1, "删除回访", "Delete return visits" {
        /// Which.
        visits: Vec<VisitId>,
    } -> BatchReport; VISIT_DELETE UNDOABLE
}

impl Command for DeleteVisits {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.visits, |cx, id| {
            let old: Visit = cx.reach(id, &operation::VISIT_DELETE)?;
            cx.delete(&old).map(|_| ())
        })
    }
}

command! {
    /// Takes return visits out of the recycle bin, while their contract is not in it and their
    /// number is free.
    pub struct RestoreVisits = "visit.restore", 1, "恢复回访", "Restore return visits" {
        /// Which.
        visits: Vec<VisitId>,
    } -> BatchReport; VISIT_DELETE UNDOABLE
}

impl Command for RestoreVisits {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.visits, |cx, id| {
            let old: Visit = cx.reach_in(id, &operation::VISIT_DELETE, Bin::Deleted)?;
            let contract: Option<Contract> = cx.find_one(old.contract_id)?;
            require(contract.is_some(), &codes::DELETED).map_err(|e| e.of(Contract::META))?;
            cx.restore(&old).map(|_| ())
        })
    }
}

/// Refuses to delete a contract about which there are visits that are not in the bin.
pub(crate) fn none_left(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    let about = Bound::is(Visit::META, "contract_id", Value::Id(contract.uuid()));
    require(cx.find::<Visit>(about)?.is_empty(), &codes::CONTRACT_USED)
}
