//! Deciding for one who is absent.

use super::{ApprovalDelegate, ApprovalDelegateId};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::session::{Command, Context, operation};

command! {
    /// Lets somebody decide in one's place for a time. What comes to one then goes to him at once,
    /// and what waits already when the time begins, with the next timed work. Who manages approvals
    /// may do it for others.
    pub struct DelegateApprovals = "approval.delegate", 1, "设置审批代理", "Delegate approvals" {
        /// Who is absent; oneself when not said.
        employee: Option<EmployeeId>,
        /// Who decides.
        delegate: EmployeeId,
        /// From when on; now when not said.
        starts_at: Option<Timestamp>,
        /// Until when.
        ends_at: Timestamp,
    } -> ApprovalDelegateId; Anyone UNDOABLE
}

impl Command for DelegateApprovals {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalDelegateId> {
        let employee_id = mine_or_managed(cx, self.employee)?;
        let (delegate_id, ends_at) = (self.delegate, self.ends_at);
        let starts_at = self.starts_at.unwrap_or(cx.now());
        let wrong = |code, field| Error::new(code).of(ApprovalDelegate::META).field(field);
        let active = cx.company()?.active(delegate_id).is_some();
        require(active && delegate_id != employee_id, &codes::OWNER_INACTIVE)
            .map_err(|_| wrong(&codes::DELEGATE, "delegate_id"))?;
        require(ends_at > starts_at.max(cx.now()), &codes::IN_THE_PAST)
            .map_err(|_| wrong(&codes::IN_THE_PAST, "ends_at"))?;
        let delegate = ApprovalDelegate {
            employee_id,
            delegate_id,
            starts_at,
            ends_at,
            ..ApprovalDelegate::blank()
        };
        Ok(cx.insert(delegate)?.id)
    }
}

fn mine_or_managed(cx: &Context<'_>, who: Option<EmployeeId>) -> Result<EmployeeId> {
    match who {
        Some(who) if Some(who) != cx.who().employee() => {
            cx.need(&operation::APPROVAL_MANAGE)?;
            Ok(who)
        }
        _ => cx.me(),
    }
}

command! {
    /// Ends a delegation: one decides again oneself. What the delegate was given stays his.
    pub struct EndDelegation = "approval.end_delegation", 1, "结束审批代理", "End a delegation" {
        /// Which.
        delegate: ApprovalDelegateId,
    } -> ApprovalDelegateId; Anyone UNDOABLE
}

impl Command for EndDelegation {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalDelegateId> {
        let delegate: ApprovalDelegate = cx.see(self.delegate)?;
        mine_or_managed(cx, Some(delegate.employee_id))?;
        Ok(cx.delete(&delegate)?.id)
    }
}
