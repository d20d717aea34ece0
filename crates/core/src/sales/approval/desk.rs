//! What else is done with an approval: withdraw it, give one's part away, ask others, say
//! something.

use super::decide::{at_hand, my_turn, speak};
use super::engine::{close, decided, note, open, rules_of, tasks};
use super::people::Route;
use super::sight::subject;
use super::{
    Approval, ApprovalAct, ApprovalEvent, ApprovalId, ApprovalState, ApprovalTask, ApprovalTaskId,
    OwnDecision, TaskState,
};
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::sales::follow_up::FileReference;
use crate::session::{Command, Context, operation};

command! {
    /// Takes a document back that one has submitted or that is one's own, as long as its approval
    /// runs. Who manages approvals may do it for others.
    pub struct WithdrawApproval = "approval.withdraw", 1, "撤回审批", "Withdraw" {
        /// The approval.
        approval: ApprovalId,
        /// Why.
        comment: Option<String>,
    } -> ApprovalId; Anyone
}

impl Command for WithdrawApproval {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalId> {
        let approval: Approval = cx.see(self.approval)?;
        let of = subject(&approval)?;
        let mine = [Some(approval.submitter_id), (of.kind.owner)(cx, of.id)?];
        let me = cx.who().employee();
        if me.is_none() || !mine.contains(&me) && !mutant(69) {
            cx.need(&operation::APPROVAL_MANAGE)?;
        }
        running(&approval)?;
        speak(cx, &approval, ApprovalAct::Withdrawn, (self.comment, None))?;
        close(cx, &approval, ApprovalState::Withdrawn)?;
        Ok(approval.id)
    }
}

fn running(approval: &Approval) -> Result<()> {
    require(approval.state == ApprovalState::Running, &codes::APPROVAL_ENDED)
}

command! {
    /// Gives a part that waits to somebody else. Who manages approvals may do it for others.
    pub struct TransferApproval = "approval.transfer", 1, "转交审批", "Give to another" {
        /// The task.
        task: ApprovalTaskId,
        /// To whom.
        to: EmployeeId,
        /// Why.
        comment: Option<String>,
    } -> ApprovalTaskId; Anyone
}

impl Command for TransferApproval {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalTaskId> {
        let (task, approval) = at_hand(cx, self.task)?;
        if cx.who().employee() != Some(task.employee_id) && !mutant(70) {
            cx.need(&operation::APPROVAL_MANAGE)?;
        }
        require(task.state == TaskState::Pending, &codes::TASK_NOT_PENDING)?;
        let to = present(cx, &approval, self.to)?;
        may_decide(cx, &approval, &[self.to])?;
        may_decide(cx, &approval, &[to])?;
        let new = hand(cx, &task, &approval, to, ApprovalAct::Transferred, self.comment)?;
        decided(cx, approval)?;
        Ok(new)
    }
}

/// Who decides in somebody's place while he is absent.
fn present(cx: &Context<'_>, approval: &Approval, who: EmployeeId) -> Result<EmployeeId> {
    let writer = cx.writer;
    let rules = rules_of(writer.reader(), approval)?;
    Route::of(writer.reader(), &cx.sight, &rules, approval)?.present(who)
}

/// Gives a task to somebody, and says which is his by now: one that is made in its place, or the
/// one by which he is asked at this step already. The approval may be able to go on then.
pub(super) fn hand(
    cx: &mut Context<'_>,
    task: &ApprovalTask,
    approval: &Approval,
    to: EmployeeId,
    act: ApprovalAct,
    comment: Option<String>,
) -> Result<ApprovalTaskId> {
    let now = cx.now();
    let from = task.employee_id;
    cx.update(task, |t| (t.state, t.decided_at) = (TaskState::Transferred, Some(now)))?;
    let event = note(cx, approval, act, Some(from), comment)?;
    cx.update(&event, |e| e.to_id = Some(to))?;
    let asked = |t: &ApprovalTask| t.step == task.step && t.employee_id == to && open(t);
    let his = tasks(cx, approval.id)?.into_iter().find(asked);
    if let Some(his) = his.filter(|_| !mutant(60)) {
        return Ok(his.id);
    }
    let new = cx.insert(ApprovalTask {
        employee_id: to,
        for_id: task.for_id.or(Some(from)),
        origin_id: task.origin_id.or(Some(task.id)),
        arrived_at: task.arrived_at.map(|_| now),
        approval_id: task.approval_id,
        step: task.step,
        place: task.place,
        state: task.state,
        ..ApprovalTask::blank()
    })?;
    Ok(new.id)
}

/// Refuses people who cannot be asked: disabled, asked at this step already, or the submitter
/// where the flow does not let him decide.
fn may_decide(cx: &mut Context<'_>, approval: &Approval, people: &[EmployeeId]) -> Result<()> {
    let company = cx.company()?;
    let rules = rules_of(cx.writer.reader(), approval)?;
    let decides = rules.own.is_none_or(|own| own == OwnDecision::Decide);
    let tasks = tasks(cx, approval.id)?;
    let wrong = |code| Error::new(code).of(ApprovalTask::META).field("employee_id");
    for (n, who) in people.iter().enumerate() {
        company.active(*who).ok_or_else(|| wrong(&codes::OWNER_INACTIVE))?;
        let asked =
            tasks.iter().any(|t| t.employee_id == *who && Some(t.step) == approval.step && open(t));
        let twice = people.iter().skip(n + 1).any(|other| other == who);
        let own = *who == approval.submitter_id && !decides;
        require(!asked && !twice && !own, &codes::SIGNER_WRONG)?;
    }
    Ok(())
}

command! {
    /// Asks others to decide too (加签): before oneself, who then decides after them, or after,
    /// which approves one's own part.
    pub struct AddSigners = "approval.add_signers", 1, "加签", "Add signers" {
        /// One's own task.
        task: ApprovalTaskId,
        /// Whom.
        employees: Vec<EmployeeId>,
        /// Before oneself, or after.
        before: bool,
        /// What one says.
        comment: Option<String>,
    } -> ApprovalTaskId; Anyone
}

impl Command for AddSigners {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalTaskId> {
        let (task, approval) = my_turn(cx, self.task)?;
        self.employees.first().or_error(&codes::SIGNER_WRONG)?;
        require(self.employees.len() <= 20, &codes::TOO_MANY_ROWS)
            .map_err(|e| e.with("max", 20))?;
        may_decide(cx, &approval, &self.employees)?;
        let present = |who: &EmployeeId| present(cx, &approval, *who);
        let people: Vec<_> = self.employees.iter().map(present).collect::<Result<_>>()?;
        may_decide(cx, &approval, &people)?;
        let now = cx.now();
        let comment = self.comment;
        if self.before {
            cx.update(&task, |t| t.state = TaskState::Waiting)?;
        } else {
            let said = comment.clone();
            cx.update(&task, |t| {
                (t.state, t.decided_at, t.comment) = (TaskState::Approved, Some(now), said);
            })?;
            note(cx, &approval, ApprovalAct::Approved, Some(task.employee_id), None)?;
        }
        for (to, employee_id) in self.employees.into_iter().zip(people) {
            let event = note(
                cx,
                &approval,
                ApprovalAct::SignersAdded,
                Some(task.employee_id),
                comment.clone(),
            )?;
            cx.update(&event, |e: &mut ApprovalEvent| e.to_id = Some(to))?;
            cx.insert(ApprovalTask {
                approval_id: task.approval_id,
                step: task.step,
                place: task.place,
                employee_id,
                for_id: (employee_id != to).then_some(to),
                origin_id: task.origin_id.or(Some(task.id)),
                state: TaskState::Pending,
                arrived_at: Some(now),
                ..ApprovalTask::blank()
            })?;
        }
        decided(cx, approval)?;
        Ok(task.id)
    }
}

command! {
    /// Says something about an approval that one sees.
    pub struct CommentApproval = "approval.comment", 1, "评论审批", "Comment" {
        /// The approval.
        approval: ApprovalId,
        /// What.
        comment: String,
        /// Files that belong to it.
        files: Option<Vec<FileReference>>,
    } -> ApprovalId; Anyone
}

impl Command for CommentApproval {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalId> {
        let approval: Approval = cx.see(self.approval)?;
        let said = Some(self.comment).filter(|said| !said.trim().is_empty());
        said.as_ref()
            .or_error(&codes::REQUIRED)
            .map_err(|e| e.of(ApprovalEvent::META).field("comment"))?;
        speak(cx, &approval, ApprovalAct::Commented, (said, self.files))?;
        Ok(approval.id)
    }
}
