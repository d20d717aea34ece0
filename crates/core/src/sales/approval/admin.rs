//! Making and changing flows.

use super::flow::FlowRules;
use super::sight::KINDS;
use super::{ApprovalFlow, ApprovalFlowId, ApprovalFlowPatch, ApprovalVersion, NewApprovalFlow};
use crate::command;
use crate::error::{OrError, Result, codes, internal, require};
use crate::model::{EntityMeta, Value};
use crate::query::{Bin, Bound};
use crate::session::crm::Sight;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Draws a flow. It is not enabled yet.
    pub struct CreateApprovalFlow = "approval_flow.create", 1, "新建审批流", "Create an approval flow" {
        /// What it is.
        flow: NewApprovalFlow,
        /// Its rules.
        rules: FlowRules,
    } -> ApprovalFlowId; APPROVAL_MANAGE
}

impl Command for CreateApprovalFlow {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalFlowId> {
        let flow = cx.create(self.flow.into_record())?;
        Ok(add_version(cx, &flow, &self.rules)?.id)
    }
}

command! {
    /// Changes a flow. New rules are a new version; what runs keeps its own.
    pub struct UpdateApprovalFlow = "approval_flow.update", 1, "编辑审批流", "Change an approval flow" {
        /// Which.
        flow: ApprovalFlowId,
        /// What changes.
        patch: Option<ApprovalFlowPatch>,
        /// Its rules from now on.
        rules: Option<FlowRules>,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> ApprovalFlowId; APPROVAL_MANAGE
}

impl Command for UpdateApprovalFlow {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalFlowId> {
        let old: ApprovalFlow = cx.load(self.flow)?;
        let flow = cx.edit(&old, &self.patch.unwrap_or_default(), self.expect_rev, |_| Ok(()))?;
        match self.rules {
            Some(rules) => add_version(cx, &flow, &rules).map(|flow| flow.id),
            None => Ok(flow.id),
        }
    }
}

fn add_version(
    cx: &mut Context<'_>,
    flow: &ApprovalFlow,
    rules: &FlowRules,
) -> Result<ApprovalFlow> {
    cx.company()?;
    let all = Sight { rights: None, ..cx.sight.clone() };
    rules.check(kind(flow)?, &all, cx.writer.reader())?;
    let version = flow.version + 1;
    let text = serde_json::to_string(rules).map_err(internal)?;
    let row =
        ApprovalVersion { flow_id: flow.id, version, rules: text, ..ApprovalVersion::blank() };
    cx.insert(row)?;
    cx.update(flow, |f| f.version = version)
}

/// The kind of document for which a flow is.
fn kind(flow: &ApprovalFlow) -> Result<&'static EntityMeta> {
    let kind = KINDS.iter().find(|kind| kind.entity.name == flow.entity);
    let kind = kind.or_error(&codes::NOT_APPROVED);
    kind.map(|kind| kind.entity).map_err(|e| e.of(ApprovalFlow::META).field("entity"))
}

command! {
    /// Enables a flow, in the place of another one for the same documents, or disables it: what is
    /// submitted then needs no approval. What runs goes on.
    pub struct SetApprovalFlow = "approval_flow.set", 1, "启用停用审批流", "Enable or disable a flow" {
        /// Which.
        flow: ApprovalFlowId,
        /// Whether it is in force.
        enabled: bool,
    } -> ApprovalFlowId; APPROVAL_MANAGE
}

impl Command for SetApprovalFlow {
    fn run(self, cx: &mut Context<'_>) -> Result<ApprovalFlowId> {
        let flow: ApprovalFlow = cx.load(self.flow)?;
        if self.enabled {
            let same = Bound::And(vec![
                Bound::is(ApprovalFlow::META, "entity", Value::Text(flow.entity.clone())),
                Bound::is(ApprovalFlow::META, "enabled", Value::Bool(true)),
            ]);
            for other in cx.find::<ApprovalFlow>(same)?.iter().filter(|f| f.id != flow.id) {
                cx.update(other, |f| f.enabled = false)?;
            }
        }
        Ok(cx.update(&flow, |f| f.enabled = self.enabled)?.id)
    }
}

command! {
    /// Puts flows into the recycle bin, those that are not enabled. What runs goes on.
    pub struct DeleteApprovalFlows = "approval_flow.delete", 1, "删除审批流", "Delete approval flows" {
        /// Which.
        flows: Vec<ApprovalFlowId>,
    } -> BatchReport; APPROVAL_MANAGE
}

impl Command for DeleteApprovalFlows {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.flows, |cx, id| {
            let flow: ApprovalFlow = cx.load(id)?;
            require(!flow.enabled, &codes::FLOW_ENABLED)?;
            cx.delete(&flow).map(|_| ())
        })
    }
}

command! {
    /// Takes flows out of the recycle bin; they are not enabled.
    pub struct RestoreApprovalFlows = "approval_flow.restore", 1, "恢复审批流", "Restore approval flows" {
        /// Which.
        flows: Vec<ApprovalFlowId>,
    } -> BatchReport; APPROVAL_MANAGE
}

impl Command for RestoreApprovalFlows {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.flows, |cx, id| {
            let flow = cx.reach_in(id, &operation::APPROVAL_MANAGE, Bin::Deleted)?;
            cx.restore::<ApprovalFlow>(&flow).map(|_| ())
        })
    }
}
