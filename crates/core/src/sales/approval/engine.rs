//! How an approval goes on: which tasks a step has, when it is done, what comes next.

use super::desk::hand;
use super::flow::{FlowRules, FlowStep, StepChoice};
use super::people::{Decider, Route};
use super::sight::{Kind, keep_deciders, subject};
use super::{
    Approvable, Approval, ApprovalAct, ApprovalEvent, ApprovalFlow, ApprovalFlowId, ApprovalId,
    ApprovalState, ApprovalTask, ApprovalVersion, CheckStatus, Repeated, Resume, SignMode,
    StepKind, TaskState,
};
use crate::error::{Error, Result, codes, internal, require};
use crate::model::{Entity, EntityMeta, TypedId, Value};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::{Bound, BoundQuery};
use crate::session::Context;
use crate::store::{Reader, rows};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The flow that documents of a kind pass now, and its rules.
pub(super) fn enabled(
    reader: &dyn Reader,
    entity: &EntityMeta,
) -> Result<Option<(ApprovalFlow, FlowRules)>> {
    let flows = ApprovalFlow::META;
    let filter = Bound::And(vec![
        Bound::is(flows, "entity", Value::Text(entity.name.into())),
        Bound::is(flows, "enabled", Value::Bool(true)),
    ]);
    let found: Vec<ApprovalFlow> = rows(reader, &BoundQuery::all(flows).filter(filter).limit(1))?;
    let Some(flow) = found.into_iter().next() else { return Ok(None) };
    let rules = rules(reader, flow.id, flow.version)?;
    Ok(Some((flow, rules)))
}

/// Whether documents of a kind that are submitted now have to be approved.
pub(crate) fn needed<E: Approvable>(cx: &Context<'_>) -> Result<bool> {
    Ok(enabled(cx.writer.reader(), E::META)?.is_some())
}

/// The rules of the version that an approval passes.
pub(super) fn rules_of(reader: &dyn Reader, approval: &Approval) -> Result<FlowRules> {
    rules(reader, approval.flow_id, approval.version)
}

fn rules(reader: &dyn Reader, flow: ApprovalFlowId, version: i64) -> Result<FlowRules> {
    let versions = ApprovalVersion::META;
    let filter = Bound::And(vec![
        Bound::is(versions, "flow_id", Value::Id(flow.uuid())),
        Bound::is(versions, "version", Value::Int(version)),
    ]);
    let found: Vec<ApprovalVersion> = rows(reader, &BoundQuery::all(versions).filter(filter))?;
    let found = found.first().ok_or_else(|| internal("a flow without its version"))?;
    serde_json::from_str(&found.rules).map_err(internal)
}

/// Submits a document: it is in review, in effect at once where nobody has to decide, or needs no
/// approval where no flow is enabled.
pub(crate) fn submit<E: Approvable>(
    cx: &mut Context<'_>,
    document: &E,
    choices: Vec<StepChoice>,
) -> Result<()> {
    let (id, kind) = (document.id().uuid(), Kind::of::<E>()?);
    let Some((flow, rules)) = enabled(cx.writer.reader(), E::META)? else {
        return (kind.settle)(cx, id, CheckStatus::NotNeeded);
    };
    let submitter_id = cx.me()?;
    let mut approval = Approval {
        flow_id: flow.id,
        version: flow.version,
        submitter_id,
        state: ApprovalState::Running,
        ..Approval::blank()
    };
    (kind.name)(&mut approval, id);
    (kind.settle)(cx, id, CheckStatus::InReview)?;
    let writer = cx.writer;
    let route = Route::new(writer.reader(), &cx.sight, &rules, (E::META, id), submitter_id)?;
    let steps = route.steps()?;
    let version = (flow.id, flow.version);
    let (at, passed) = resumed(writer.reader(), kind, id, (version, &rules), &steps)?;
    approval.resumes_at = at;
    let left: Vec<_> = steps.into_iter().filter(|step| !passed.contains(&step.id)).collect();
    let chosen = check_choices(&route, &left, &choices)?;
    let approval = cx.insert(approval)?;
    note(cx, &approval, ApprovalAct::Submitted, Some(submitter_id), None)?;
    let mut tasks = Vec::new();
    for StepChoice { step, people } in chosen {
        for employee in people {
            let decider = Decider { employee, on_behalf: None, skipped: false };
            tasks.push(add_task(cx, &approval, step, 0, decider)?);
        }
    }
    proceed(cx, approval, &rules, (tasks, &passed))
}

/// Who is chosen for each step where the submitter chooses; choices that are missing or not offered
/// are refused.
fn check_choices(
    route: &Route<'_>,
    steps: &[&FlowStep],
    choices: &[StepChoice],
) -> Result<Vec<StepChoice>> {
    let mut chosen = Vec::new();
    for step in steps.iter().filter(|s| s.kind == StepKind::Chosen) {
        let at = |e: Error| e.with("step", step.id).field("choices");
        let mut people: Vec<EmployeeId> = Vec::new();
        for person in choices.iter().filter(|c| c.step == step.id).flat_map(|c| &c.people) {
            if !people.contains(person) {
                people.push(*person);
            }
        }
        require(!people.is_empty(), &codes::CHOICE_MISSING).map_err(at)?;
        let candidates = route.candidates(step);
        let fits = people.iter().all(|p| candidates.contains(p));
        require(fits && (step.several || people.len() == 1), &codes::CHOICE_WRONG).map_err(at)?;
        chosen.push(StepChoice { step: step.id, people });
    }
    Ok(chosen)
}

/// Where a document that was rejected goes on, and which steps it need not pass again: those that
/// stood before the rejecting one in the same version and were passed.
pub(super) fn resumed(
    reader: &dyn Reader,
    kind: &Kind,
    document: Uuid,
    (version, rules): ((ApprovalFlowId, i64), &FlowRules),
    steps: &[&FlowStep],
) -> Result<(Option<i64>, BTreeSet<i64>)> {
    let anew = (None, BTreeSet::new());
    if rules.resume != Some(Resume::Rejecting) {
        return Ok(anew);
    }
    let last = of::<Approval>(reader, kind.field, document)?.pop().filter(|last| {
        last.state == ApprovalState::Rejected && (last.flow_id, last.version) == version
    });
    let Some(last) = last else { return Ok(anew) };
    let Some(at) = steps.iter().position(|s| Some(s.id) == last.step) else { return Ok(anew) };
    // What it did not pass itself, it may have resumed beyond.
    let events: Vec<ApprovalEvent> = of(reader, "approval_id", last.id.uuid())?;
    let passed = |id: i64| {
        let counts = [ApprovalAct::Approved, ApprovalAct::Passed];
        events.iter().any(|e| e.step == Some(id) && counts.contains(&e.act))
    };
    let passed = steps.iter().take(at).map(|s| s.id).filter(|id| passed(*id)).collect();
    Ok((last.step, passed))
}

/// The rows of an entity that name something in a field, the oldest first.
fn of<E: Entity>(reader: &dyn Reader, field: &str, id: Uuid) -> Result<Vec<E>> {
    rows(reader, &BoundQuery::all(E::META).filter(Bound::is(E::META, field, Value::Id(id))))
}

/// The tasks of an approval, as they were made.
pub(super) fn tasks(cx: &Context<'_>, approval: ApprovalId) -> Result<Vec<ApprovalTask>> {
    cx.find(Bound::is(ApprovalTask::META, "approval_id", Value::Id(approval.uuid())))
}

/// Writes down what happened.
pub(super) fn note(
    cx: &mut Context<'_>,
    approval: &Approval,
    act: ApprovalAct,
    employee_id: Option<EmployeeId>,
    comment: Option<String>,
) -> Result<ApprovalEvent> {
    let (approval_id, step) = (approval.id, approval.step);
    cx.insert(ApprovalEvent {
        approval_id,
        act,
        step,
        employee_id,
        comment,
        ..ApprovalEvent::blank()
    })
}

fn add_task(
    cx: &mut Context<'_>,
    approval: &Approval,
    step: i64,
    place: i64,
    decider: Decider,
) -> Result<ApprovalTask> {
    let Decider { employee: employee_id, on_behalf: for_id, skipped } = decider;
    let (approval_id, blank) = (approval.id, ApprovalTask::blank());
    let (state, decided_at) = match skipped {
        true => (TaskState::Skipped, Some(cx.now())),
        false => (TaskState::Waiting, None),
    };
    let task = ApprovalTask { approval_id, step, place, employee_id, for_id, state, ..blank };
    cx.insert(ApprovalTask { decided_at, ..task })
}

/// Changes a task, also among those that were read.
fn change(
    cx: &mut Context<'_>,
    tasks: &mut [ApprovalTask],
    task: &ApprovalTask,
    change: impl FnOnce(&mut ApprovalTask),
) -> Result<()> {
    let new = cx.update(task, change)?;
    if let Some(old) = tasks.iter_mut().find(|t| t.id == new.id) {
        *old = new;
    }
    Ok(())
}

/// Goes on from where an approval with these tasks stands until somebody has to decide or nobody is
/// left. Steps in `passed` need nobody.
pub(super) fn proceed(
    cx: &mut Context<'_>,
    mut approval: Approval,
    rules: &FlowRules,
    (mut tasks, passed): (Vec<ApprovalTask>, &BTreeSet<i64>),
) -> Result<()> {
    loop {
        cx.company()?;
        let writer = cx.writer;
        let route = Route::of(writer.reader(), &cx.sight, rules, &approval)?;
        let Some(step) = route.next(approval.step)? else {
            return end(cx, &approval, ApprovalState::Approved, &tasks);
        };
        let mine: Vec<ApprovalTask> = tasks.extract_if(.., |t| t.step == step.id).collect();
        let chosen: Vec<EmployeeId> =
            mine.iter().filter(|t| open(t)).map(|t| t.employee_id).collect();
        let deciders = match passed.contains(&step.id) {
            true => Vec::new(),
            false => route.deciders(step, &chosen, &approved(tasks.iter().chain(&mine)))?,
        };
        approval = cx.update(&approval, |a| a.step = Some(step.id))?;
        // What the submitter chose was kept as tasks; those who decide get theirs.
        for task in mine.iter().rev() {
            cx.remove(task)?;
        }
        for (n, decider) in (0..).zip(deciders) {
            let place = if step.sign_mode() == SignMode::Sequential { n } else { 0 };
            tasks.push(add_task(cx, &approval, step.id, place, decider)?);
        }
        if !settled(cx, &approval, (rules, step), &mut tasks)? {
            return keep_deciders(cx, &approval, &tasks);
        }
        note(cx, &approval, ApprovalAct::Passed, None, None)?;
    }
}

/// Who has approved by some tasks.
fn approved<'a>(tasks: impl IntoIterator<Item = &'a ApprovalTask>) -> BTreeSet<EmployeeId> {
    let approved = tasks.into_iter().filter(|t| t.state == TaskState::Approved);
    approved.map(|t| t.employee_id).collect()
}

/// Whether who comes in somebody's place has approved already, and is counted once.
pub(super) fn counted(
    reader: &dyn Reader,
    rules: &FlowRules,
    task: &ApprovalTask,
    who: EmployeeId,
) -> Result<bool> {
    // Whom a person asks is asked.
    if rules.repeated != Some(Repeated::Skip) || task.origin_id.is_some() {
        return Ok(false);
    }
    let tasks: Vec<ApprovalTask> = of(reader, "approval_id", task.approval_id.uuid())?;
    Ok(approved(&tasks).contains(&who))
}

/// Goes on after a decision: within the step, or beyond it.
pub(super) fn decided(cx: &mut Context<'_>, approval: Approval) -> Result<()> {
    let rules = rules_of(cx.writer.reader(), &approval)?;
    let step = rules.steps.iter().find(|s| Some(s.id) == approval.step);
    let step = step.ok_or_else(|| internal("an approval at no step of its flow"))?;
    let mut tasks = tasks(cx, approval.id)?;
    if settled(cx, &approval, (&rules, step), &mut tasks)? {
        proceed(cx, approval, &rules, (tasks, &BTreeSet::new()))
    } else {
        keep_deciders(cx, &approval, &tasks)
    }
}

/// A task and those that were added to it decide as one.
type Chain<'a> = Vec<&'a ApprovalTask>;

/// Whether a task is still to be decided.
pub(super) fn open(task: &ApprovalTask) -> bool {
    matches!(task.state, TaskState::Pending | TaskState::Waiting)
}

/// Whether a step is done. Where it is not, whoever's turn it is has to decide now.
fn settled(
    cx: &mut Context<'_>,
    approval: &Approval,
    (rules, step): (&FlowRules, &FlowStep),
    tasks: &mut Vec<ApprovalTask>,
) -> Result<bool> {
    let mine: Vec<ApprovalTask> = tasks.iter().filter(|t| t.step == step.id).cloned().collect();
    let places: BTreeSet<i64> = mine.iter().map(|t| t.place).collect();
    for place in places {
        let group: Vec<&ApprovalTask> = mine.iter().filter(|t| t.place == place).collect();
        let mut chains: Vec<Chain<'_>> = Vec::new();
        for task in group.iter().filter(|t| t.origin_id.is_none()) {
            let added = group.iter().filter(|t| t.origin_id == Some(task.id));
            chains.push([*task].into_iter().chain(added.copied()).collect());
        }
        let approves = |chain: &Chain<'_>| {
            let counts = [TaskState::Approved, TaskState::Skipped];
            !chain.iter().any(|t| open(t)) && chain.iter().any(|t| counts.contains(&t.state))
        };
        let done = match step.sign_mode() {
            SignMode::Any if !mutant(56) => chains.iter().any(approves),
            _ => !group.iter().any(|t| open(t)),
        };
        if done {
            for task in group.into_iter().filter(|t| open(t) && !mutant(57)) {
                change(cx, tasks, task, |t| t.state = TaskState::Closed)?;
            }
            continue;
        }
        for chain in chains {
            let asked = |t: &&ApprovalTask| t.state == TaskState::Pending;
            if !chain.iter().any(asked) || mutant(71) {
                // Who asked others before himself comes after them.
                let next = chain.into_iter().rev().find(|t| t.state == TaskState::Waiting);
                if let Some(task) = next
                    && !arrive(cx, approval, rules, task, tasks)?
                {
                    return settled(cx, approval, (rules, step), tasks);
                }
            }
        }
        return Ok(false);
    }
    Ok(true)
}

/// Somebody's turn has come: he decides, or who decides in his place by now. Nobody is asked twice
/// at once: where that one is asked already, or has approved and is counted once, this part ends,
/// which is said.
fn arrive(
    cx: &mut Context<'_>,
    approval: &Approval,
    rules: &FlowRules,
    task: &ApprovalTask,
    tasks: &mut Vec<ApprovalTask>,
) -> Result<bool> {
    // What was given to somebody stays his; else who was asked first may be back.
    let given = task.origin_id.is_some();
    let asked = task.for_id.filter(|_| !given).unwrap_or(task.employee_id);
    let route = Route::of(cx.writer.reader(), &cx.sight, rules, approval)?;
    let who = route.present(asked)?;
    let here = |t: &&ApprovalTask| t.step == task.step && t.id != task.id;
    let twice = tasks.iter().filter(here).any(|t| open(t) && t.employee_id == who);
    if twice && !mutant(72) {
        hand(cx, task, approval, who, ApprovalAct::Substituted, None)?;
        *tasks = self::tasks(cx, approval.id)?;
        return Ok(false);
    }
    let decides = !counted(cx.writer.reader(), rules, task, who)?;
    let now = cx.now();
    change(cx, tasks, task, |t| {
        (t.state, t.arrived_at) = (TaskState::Pending, Some(now));
        if who != t.employee_id {
            t.employee_id = who;
            t.for_id = (who != asked).then_some(asked);
        }
        if !decides {
            (t.state, t.decided_at) = (TaskState::Skipped, Some(now));
        }
    })?;
    Ok(decides)
}

/// Ends an approval; its document gets the status that follows.
pub(super) fn close(cx: &mut Context<'_>, approval: &Approval, state: ApprovalState) -> Result<()> {
    let tasks = tasks(cx, approval.id)?;
    end(cx, approval, state, &tasks)
}

fn end(
    cx: &mut Context<'_>,
    approval: &Approval,
    state: ApprovalState,
    tasks: &[ApprovalTask],
) -> Result<()> {
    for task in tasks.iter().filter(|t| open(t)) {
        cx.update(task, |t| t.state = TaskState::Closed)?;
    }
    let now = cx.now();
    let ended = cx.update(approval, |a| (a.state, a.ended_at) = (state, Some(now)))?;
    let status = match state {
        ApprovalState::Running => return Err(internal("an approval ended running")),
        ApprovalState::Approved => {
            note(cx, &Approval { step: None, ..ended.clone() }, ApprovalAct::Finished, None, None)?;
            CheckStatus::Approved
        }
        ApprovalState::Rejected => CheckStatus::Rejected,
        ApprovalState::Withdrawn => CheckStatus::Withdrawn,
    };
    keep_deciders(cx, &ended, &[])?;
    let of = subject(&ended)?;
    (of.kind.settle)(cx, of.id, status)
}
