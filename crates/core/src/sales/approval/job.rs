//! Timed work on approvals: reminding who lets a document wait, and finding somebody for one who
//! cannot decide any more or is absent.

use super::desk::hand;
use super::engine::{counted, decided, note, open, rules_of};
use super::flow::FlowRules;
use super::people::Route;
use super::sight::code;
use super::{
    Approval, ApprovalAct, ApprovalFlowId, ApprovalState, ApprovalTask, ApprovalTaskId, TaskState,
};
use crate::command;
use crate::error::{Result, internal};
use crate::model::{Choice, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Column, Visibility};
use crate::session::crm::Sight;
use crate::session::tick::Now;
use crate::session::{Command, Context, Declared, Due, Job, Session};
use crate::store::{Reader, rows};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Reminds who lets a document wait, and replaces who cannot decide.
pub struct WatchApprovals;

impl Job for WatchApprovals {
    fn name(&self) -> &'static str {
        FollowUpApprovals::META.name
    }

    fn due(&self, reader: &dyn Reader, now: &Now<'_>) -> Result<Vec<Due>> {
        let (mut due, mut rules) = (Vec::new(), Rulebook::default());
        for task in tasks(reader, &[TaskState::Pending], None)? {
            if let Some(what) = wanted(reader, now.0, &mut rules, &task)? {
                due.push(Due {
                    job: self.name().to_owned(),
                    entity: ApprovalTask::META.name.to_owned(),
                    id: task.id.uuid(),
                    why: format!(
                        "{} {}",
                        what.act().label(now.company().locale()),
                        now.staff(reader)?.name(task.employee_id)
                    ),
                });
            }
        }
        Ok(due)
    }

    fn run(&self, system: &Session, due: &[Due]) -> Result<()> {
        due.chunks(100).try_for_each(|chunk| {
            let tasks = chunk.iter().map(|due| due.id.into()).collect();
            system.run(FollowUpApprovals { tasks }).map(|_| ())
        })
    }
}

/// The tasks in some states, of somebody or of all.
fn tasks(
    reader: &dyn Reader,
    states: &[TaskState],
    of: Option<EmployeeId>,
) -> Result<Vec<ApprovalTask>> {
    let entity = ApprovalTask::META;
    let states = states.iter().map(|state| Value::Text(code(*state))).collect();
    let state = Bound::In(Column::field(entity, entity.position("state")), states);
    let mine = of.map(|who| Bound::is(entity, "employee_id", Value::Id(who.uuid())));
    let filter = Bound::And([state].into_iter().chain(mine).collect());
    rows(reader, &BoundQuery::all(entity).filter(filter))
}

/// The rules of the versions that were looked at, each read once.
#[derive(Default)]
struct Rulebook(BTreeMap<(ApprovalFlowId, i64), Rc<FlowRules>>);

impl Rulebook {
    fn of(&mut self, reader: &dyn Reader, approval: &Approval) -> Result<Rc<FlowRules>> {
        let version = (approval.flow_id, approval.version);
        if let Some(known) = self.0.get(&version) {
            return Ok(Rc::clone(known));
        }
        let rules = Rc::new(rules_of(reader, approval)?);
        self.0.insert(version, Rc::clone(&rules));
        Ok(rules)
    }
}

/// What a task that waits needs.
enum Wanted {
    /// Somebody else: the delegate of one who is absent, or a substitute.
    Another(EmployeeId, ApprovalAct),
    /// To be passed: nobody can decide in the place of one who cannot, or who could has approved
    /// already and is counted once.
    Nobody,
    /// A reminder.
    Reminder,
}

impl Wanted {
    fn act(&self) -> ApprovalAct {
        match self {
            Self::Another(_, act) => *act,
            Self::Nobody => ApprovalAct::Passed,
            Self::Reminder => ApprovalAct::Reminded,
        }
    }
}

fn wanted(
    reader: &dyn Reader,
    sight: &Sight,
    rules: &mut Rulebook,
    task: &ApprovalTask,
) -> Result<Option<Wanted>> {
    let id = Bound::is(Approval::META, "id", Value::Id(task.approval_id.uuid()));
    let approvals: Vec<Approval> = rows(reader, &BoundQuery::all(Approval::META).filter(id))?;
    let approval = approvals.first().ok_or_else(|| internal("a task without its approval"))?;
    if approval.state != ApprovalState::Running {
        return Ok(None);
    }
    let rules = rules.of(reader, approval)?;
    let route = Route::of(reader, sight, &rules, approval)?;
    let replaced = |by: Option<EmployeeId>| match by {
        Some(to) if !counted(reader, &rules, task, to)? => {
            Ok(Wanted::Another(to, ApprovalAct::Substituted))
        }
        _ => Ok(Wanted::Nobody),
    };
    if sight.staff(reader)?.active(task.employee_id).is_none() {
        return replaced(route.substitute(task.employee_id)?).map(Some);
    }
    let present = route.present(task.employee_id)?;
    if present != task.employee_id {
        return replaced(Some(present)).map(Some);
    }
    let Some(hours) = rules.remind_hours else { return Ok(None) };
    let since = task.reminded_at.or(task.arrived_at);
    let late = since.is_some_and(|at| at + TimeDelta::hours(hours) <= sight.now);
    Ok(late.then_some(Wanted::Reminder))
}

command! {
    /// Reminds who lets a document wait, and lets somebody else decide for one who is absent or
    /// cannot decide any more.
    pub struct FollowUpApprovals = "approval.follow_up", 1, "跟进审批任务", "Follow up approvals" {
        /// Which tasks.
        tasks: Vec<ApprovalTaskId>,
    } -> u32; System
}

impl Command for FollowUpApprovals {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        let (mut done, mut rules) = (0, Rulebook::default());
        for id in self.tasks {
            let found: Option<ApprovalTask> = cx.fetch(id, &Visibility::Everything, Bin::Any)?;
            let Some(task) = found.filter(|t| t.state == TaskState::Pending) else { continue };
            let writer = cx.writer;
            if let Some(wanted) = wanted(writer.reader(), &cx.sight, &mut rules, &task)? {
                follow_up(cx, &task, wanted)?;
                done += 1;
            }
        }
        Ok(done)
    }
}

fn follow_up(cx: &mut Context<'_>, task: &ApprovalTask, wanted: Wanted) -> Result<()> {
    let approval: Approval = cx.load(task.approval_id)?;
    let now = cx.now();
    match wanted {
        Wanted::Reminder => {
            note(cx, &approval, ApprovalAct::Reminded, Some(task.employee_id), None)?;
            cx.update(task, |t| t.reminded_at = Some(now)).map(|_| ())
        }
        Wanted::Another(to, act) => {
            hand(cx, task, &approval, to, act, None)?;
            decided(cx, approval)
        }
        Wanted::Nobody => {
            note(cx, &approval, ApprovalAct::Passed, Some(task.employee_id), None)?;
            cx.update(task, |t| (t.state, t.decided_at) = (TaskState::Skipped, Some(now)))?;
            decided(cx, approval)
        }
    }
}

/// Gives up to so many of somebody's tasks to others in turn, when he leaves, also those whose turn
/// has not come; says how many. The submitter decides in nobody's place: where there is nobody
/// else, it goes to the substitute, or waits for timed work.
pub(crate) fn leave_desk(
    cx: &mut Context<'_>,
    from: EmployeeId,
    (to, most): (&[EmployeeId], usize),
) -> Result<usize> {
    let writer = cx.writer;
    let (mut given, mut next) = (0, to.iter().copied().cycle());
    let all = tasks(writer.reader(), &[TaskState::Pending, TaskState::Waiting], Some(from))?;
    for id in all.iter().map(|task| task.id) {
        let task: ApprovalTask = cx.load(id)?;
        // What was given away before may have closed it.
        if given == most || !open(&task) {
            continue;
        }
        let approval: Approval = cx.load(task.approval_id)?;
        let receiver = next.by_ref().take(to.len()).find(|id| *id != approval.submitter_id);
        let rules = rules_of(writer.reader(), &approval)?;
        let route = Route::of(writer.reader(), &cx.sight, &rules, &approval)?;
        let substitute = || route.substitute(from);
        if let Some(to) = receiver.map_or_else(substitute, |to| Ok(Some(to)))? {
            hand(cx, &task, &approval, to, ApprovalAct::Substituted, None)?;
            if Some(task.step) == approval.step {
                decided(cx, approval)?;
            }
            given += 1;
        }
    }
    Ok(given)
}
