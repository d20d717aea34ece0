//! Approving and rejecting.

use super::engine::{close, decided, note};
use super::{
    Approval, ApprovalAct, ApprovalFile, ApprovalState, ApprovalTask, ApprovalTaskId, TaskState,
};
use crate::command;
use crate::error::{OrError, Result, codes, require};
use crate::mutants::mutant;
use crate::query::{Bin, Visibility};
use crate::sales::follow_up::FileReference;
use crate::session::{Command, Context};

command! {
    /// Approves one's part of an approval.
    pub struct Approve = "approval.approve", 1, "审批通过", "Approve" {
        /// The task.
        task: ApprovalTaskId,
        /// What one says.
        comment: Option<String>,
        /// Files that belong to it.
        files: Option<Vec<FileReference>>,
    } -> ApprovalTaskId; Anyone
}

impl Command for Approve {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalTaskId> {
        let (task, approval) = my_turn(cx, self.task)?;
        say(cx, &task, &approval, TaskState::Approved, (self.comment, self.files))?;
        decided(cx, approval)?;
        Ok(task.id)
    }
}

command! {
    /// Rejects a document: the approval ends, and nobody else has to decide.
    pub struct Reject = "approval.reject", 1, "审批拒绝", "Reject" {
        /// The task.
        task: ApprovalTaskId,
        /// Why.
        comment: String,
        /// Files that belong to it.
        files: Option<Vec<FileReference>>,
    } -> ApprovalTaskId; Anyone
}

impl Command for Reject {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalTaskId> {
        let (task, approval) = my_turn(cx, self.task)?;
        let why = Some(self.comment).filter(|why| !why.trim().is_empty());
        why.as_ref()
            .or_error(&codes::REQUIRED)
            .map_err(|e| e.of(ApprovalTask::META).field("comment"))?;
        say(cx, &task, &approval, TaskState::Rejected, (why, self.files))?;
        close(cx, &approval, ApprovalState::Rejected)?;
        Ok(task.id)
    }
}

/// A task that waits for the caller.
pub(super) fn my_turn(cx: &Context<'_>, id: ApprovalTaskId) -> Result<(ApprovalTask, Approval)> {
    let me = cx.me()?;
    let (task, approval) = at_hand(cx, id)?;
    require(task.employee_id == me || mutant(68), &codes::NOT_MY_TASK)?;
    require(task.state == TaskState::Pending || mutant(58), &codes::TASK_NOT_PENDING)?;
    Ok((task, approval))
}

/// A task that the caller may know of: it is his, or he sees the document.
pub(super) fn at_hand(cx: &Context<'_>, id: ApprovalTaskId) -> Result<(ApprovalTask, Approval)> {
    let found: Option<ApprovalTask> = cx.fetch(id, &Visibility::Everything, Bin::Any)?;
    let mine = found.filter(|t| Some(t.employee_id) == cx.who().employee());
    let task = match mine {
        Some(task) => task,
        None => cx.see(id)?,
    };
    let approval = cx.load::<Approval>(task.approval_id)?;
    Ok((task, approval))
}

/// Writes a decision down, with what was said.
fn say(
    cx: &mut Context<'_>,
    task: &ApprovalTask,
    approval: &Approval,
    state: TaskState,
    (comment, files): (Option<String>, Option<Vec<FileReference>>),
) -> Result<()> {
    let now = cx.now();
    let said = comment.clone();
    cx.update(task, |t| (t.state, t.decided_at, t.comment) = (state, Some(now), said))?;
    let act = match state {
        TaskState::Rejected => ApprovalAct::Rejected,
        _ => ApprovalAct::Approved,
    };
    speak(cx, approval, act, (comment, files))
}

/// Notes what the caller did and said, with its files.
pub(super) fn speak(
    cx: &mut Context<'_>,
    approval: &Approval,
    act: ApprovalAct,
    (comment, files): (Option<String>, Option<Vec<FileReference>>),
) -> Result<()> {
    let me = cx.me()?;
    let event_id = note(cx, approval, act, Some(me), comment)?.id;
    let files = files.unwrap_or_default();
    require(files.len() <= 50, &codes::TOO_MANY_ROWS).map_err(|e| e.with("max", 50))?;
    for FileReference { name, reference, size } in files {
        cx.insert(ApprovalFile { event_id, name, reference, size, ..ApprovalFile::blank() })?;
    }
    Ok(())
}
