//! Approval (审批, B1.7): whether a contract, a receivable or an invoice takes effect.
//!
//! The engine knows nothing of what it decides about. A document that can be approved is
//! `Approvable`: it says where it stands and what follows when that changes. A *flow* is the
//! administrator's drawing of who decides; every edit makes a new *version*, and what runs keeps
//! its own. An *approval* is one document on its way through one version, a *task* one person's
//! part in it. Steps are passed in the order in which the flow lists them and never backwards, so
//! that every way ends.
//!
//! Who has to decide sees the document while he has to, by a mark in its team; no role is needed.

mod admin;
mod decide;
mod delegate;
mod desk;
mod engine;
mod flow;
mod job;
mod people;
mod preview;
mod sight;

pub use admin::{
    CreateApprovalFlow, DeleteApprovalFlows, RestoreApprovalFlows, SetApprovalFlow,
    UpdateApprovalFlow,
};
pub use decide::{Approve, Reject};
pub use delegate::{DelegateApprovals, EndDelegation};
pub use desk::{AddSigners, CommentApproval, TransferApproval, WithdrawApproval};
pub(crate) use engine::{needed, submit};
pub use flow::{FlowBranch, FlowRules, FlowStep, StepChoice};
pub(crate) use job::leave_desk;
pub use job::{FollowUpApprovals, WatchApprovals};
pub use preview::PlannedStep;
pub(crate) use sight::{Approvable, give, keep_deciders_of};

use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::contract::ContractId;
use crate::sales::invoice::InvoiceId;
use crate::sales::receivable::ReceivableId;
use crate::{choice, entity};

choice! {
    /// Where a document stands in its approval (B1.6). It is in effect when approved or when no
    /// approval is needed.
    pub enum CheckStatus = "check_status" {
        /// Written, not submitted.
        Draft = "draft", "草稿", "Draft";
        /// Somebody has to decide.
        InReview = "in_review", "审批中", "In review";
        /// Approved.
        Approved = "approved", "审批通过", "Approved";
        /// Refused.
        Rejected = "rejected", "审批未通过", "Rejected";
        /// Taken back by who submitted it.
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
        /// Submitted when nothing had to be approved.
        NotNeeded = "not_needed", "无需审批", "No approval needed";
        /// Declared void.
        Void = "void", "已作废", "Void";
    }
}

impl CheckStatus {
    /// Whether the document is in effect.
    pub fn effective(self) -> bool {
        matches!(self, Self::Approved | Self::NotNeeded)
    }

    /// Those that are in effect.
    pub const EFFECTIVE: [Self; 2] = [Self::Approved, Self::NotNeeded];
}

choice! {
    /// What a step of a flow is.
    pub enum StepKind = "step_kind" {
        /// A fork: the first branch whose conditions hold is passed.
        Branches = "branches", "条件分支", "Branches";
        /// The named people.
        Members = "members", "指定成员", "Named people";
        /// The submitter's superior, so many levels up.
        Superior = "superior", "上级主管", "Superior";
        /// Everybody who has a role.
        Role = "role", "角色", "Role";
        /// Whom the submitter chooses.
        Chosen = "chosen", "发起人自选", "Chosen by the submitter";
        /// The submitter's superiors, one after the other.
        Superiors = "superiors", "连续多级上级", "Superiors in turn";
    }
}

choice! {
    /// How several people decide in one step.
    pub enum SignMode = "sign_mode" {
        /// One after the other.
        Sequential = "sequential", "依次审批", "One after the other";
        /// All of them must approve (会签).
        All = "all", "会签", "All must approve";
        /// The first who approves is enough (或签).
        Any = "any", "或签", "One is enough";
    }
}

choice! {
    /// What happens at a step where nobody is.
    pub enum WhenEmpty = "when_empty" {
        /// The administrators of the flow decide; without any, the step is passed.
        Admins = "admins", "由流程管理员审批", "The flow's administrators decide";
        /// It is passed.
        Pass = "pass", "自动通过", "Passed";
    }
}

choice! {
    /// Where a document that was rejected goes on when it is submitted again.
    pub enum Resume = "resume" {
        /// At the first step.
        Start = "start", "从第一级开始", "At the first step";
        /// At the step that rejected it.
        Rejecting = "rejecting", "从拒绝的层级开始", "At the step that rejected it";
    }
}

choice! {
    /// What happens when somebody who has approved comes again.
    pub enum Repeated = "repeated" {
        /// He is asked again.
        Ask = "ask", "再次审批", "Asked again";
        /// His approval counts.
        Skip = "skip", "自动去重", "Counted once";
    }
}

choice! {
    /// What happens when the submitter is to decide himself.
    pub enum OwnDecision = "own_decision" {
        /// He decides.
        Decide = "decide", "由其自己审批", "He decides";
        /// His part is passed.
        Skip = "skip", "自动跳过", "Passed";
        /// The administrators of the flow decide in his place.
        Admins = "admins", "转交流程管理员", "The flow's administrators decide";
    }
}

choice! {
    /// What has become of an approval.
    pub enum ApprovalState = "approval_state" {
        /// Somebody has to decide.
        Running = "running", "进行中", "Running";
        /// Approved.
        Approved = "approved", "通过", "Approved";
        /// Rejected.
        Rejected = "rejected", "拒绝", "Rejected";
        /// Withdrawn.
        Withdrawn = "withdrawn", "撤回", "Withdrawn";
    }
}

choice! {
    /// What has become of somebody's part in an approval.
    pub enum TaskState = "task_state" {
        /// Others come first.
        Waiting = "waiting", "等待中", "Waiting";
        /// He has to decide.
        Pending = "pending", "待审批", "To decide";
        /// He approved.
        Approved = "approved", "已通过", "Approved";
        /// He rejected.
        Rejected = "rejected", "已拒绝", "Rejected";
        /// A rule counted it as approved.
        Skipped = "skipped", "已跳过", "Skipped";
        /// He gave it to somebody else.
        Transferred = "transferred", "已转交", "Given to another";
        /// It is not needed any more.
        Closed = "closed", "已失效", "Not needed any more";
    }
}

choice! {
    /// What happened in an approval.
    pub enum ApprovalAct = "approval_act" {
        /// Submitted.
        Submitted = "submitted", "提交", "Submitted";
        /// Approved by somebody.
        Approved = "approved", "通过", "Approved";
        /// Rejected by somebody.
        Rejected = "rejected", "拒绝", "Rejected";
        /// Withdrawn.
        Withdrawn = "withdrawn", "撤回", "Withdrawn";
        /// A step was passed by rule.
        Passed = "passed", "自动通过", "Passed by rule";
        /// Given to another person to decide.
        Transferred = "transferred", "转交", "Given to another";
        /// Others were asked to decide too.
        SignersAdded = "signers_added", "加签", "Signers added";
        /// Somebody else decides for one who cannot.
        Substituted = "substituted", "替换审批人", "Substituted";
        /// A remark.
        Commented = "commented", "评论", "Commented";
        /// Somebody was reminded.
        Reminded = "reminded", "催办", "Reminded";
        /// Everybody has decided, and it is approved.
        Finished = "finished", "审批完成", "Finished";
    }
}

entity! {
    /// A flow (审批流): who decides about the documents of one kind.
    pub record ApprovalFlow = 75, "approval_flow", "审批流", "Approval flow";
    read operation "approval.manage";
    {
        /// Its name.
        20 name: String = "名称", "Name", LIST SEARCH, MAX(64), UNIQUE("approval_flow.name");
        /// The kind of document, e.g. `contract`.
        21 entity: String = "适用对象", "For", LIST CREATE_ONLY, MAX(64);
        /// Whether documents that are submitted pass it; at most one of a kind is.
        22 enabled: bool = "启用", "Enabled", LIST READONLY, DEFAULT(false);
        /// The version that documents submitted now pass.
        23 version: i64 = "版本", "Version", LIST READONLY, DEFAULT(0);
    }
}

entity! {
    /// A version of a flow. It never changes.
    pub link ApprovalVersion = 76, "approval_version", "审批流版本", "Version of an approval flow";
    read operation "approval.manage";
    unique (flow_id, version);
    {
        /// The flow.
        20 flow_id: ApprovalFlowId = "审批流", "Flow", ROOT;
        /// Its number, from 1.
        21 version: i64 = "版本", "Version";
        /// The rules as JSON: the members of `FlowRules`.
        22 rules: String = "规则", "Rules", MAX(200_000);
    }
}

entity! {
    /// An approval (审批): one document on its way through one version of a flow.
    pub link Approval = 77, "approval", "审批", "Approval";
    read root;
    index (contract_id);
    index (receivable_id);
    index (invoice_id);
    index (flow_id, state);
    {
        /// The flow.
        20 flow_id: ApprovalFlowId = "审批流", "Flow";
        /// The version.
        21 version: i64 = "版本", "Version";
        /// The contract that is decided about.
        22 contract_id: Option<ContractId> = "合同", "Contract", ROOT;
        /// The receivable that is decided about.
        23 receivable_id: Option<ReceivableId> = "回款", "Receivable", ROOT;
        /// The invoice that is decided about.
        24 invoice_id: Option<InvoiceId> = "发票", "Invoice", ROOT;
        /// Who submitted it.
        25 submitter_id: EmployeeId = "发起人", "Submitted by";
        /// What has become of it.
        26 state: ApprovalState = "状态", "State";
        /// The step at which it stands.
        27 step: Option<i64> = "当前步骤", "Step";
        /// The step at which a document that was rejected goes on.
        28 resumes_at: Option<i64> = "续审步骤", "Resumes at";
        /// When it ended.
        29 ended_at: Option<Timestamp> = "结束时间", "Ended at";
    }
}

entity! {
    /// Somebody's part in an approval (审批任务).
    pub link ApprovalTask = 78, "approval_task", "审批任务", "Approval task";
    read root;
    index (approval_id, step);
    index (employee_id, state);
    index (state);
    {
        /// The approval.
        20 approval_id: ApprovalId = "审批", "Approval", ROOT;
        /// The step.
        21 step: i64 = "步骤", "Step";
        /// The place in the step: those of one place decide at the same time.
        22 place: i64 = "顺序", "Place";
        /// Who decides.
        23 employee_id: EmployeeId = "审批人", "Decided by";
        /// For whom, who was asked first.
        24 for_id: Option<EmployeeId> = "代审对象", "On behalf of";
        /// The task to which this one was added; it is part of that one's decision.
        25 origin_id: Option<ApprovalTaskId> = "来源任务", "Added to";
        /// What has become of it.
        26 state: TaskState = "状态", "State";
        /// Since when he has to decide.
        27 arrived_at: Option<Timestamp> = "到达时间", "Arrived at";
        /// When he decided.
        28 decided_at: Option<Timestamp> = "处理时间", "Decided at";
        /// What he said.
        29 comment: Option<String> = "审批意见", "Comment", MAX(1000), PII(Content);
        /// When he was last reminded.
        30 reminded_at: Option<Timestamp> = "催办时间", "Reminded at";
    }
}

entity! {
    /// What happened in an approval, in order (审批记录).
    pub link ApprovalEvent = 79, "approval_event", "审批记录", "Approval event";
    read root;
    index (approval_id);
    {
        /// The approval.
        20 approval_id: ApprovalId = "审批", "Approval", ROOT;
        /// What.
        21 act: ApprovalAct = "动作", "What";
        /// At which step.
        22 step: Option<i64> = "步骤", "Step";
        /// Whom it concerns.
        23 employee_id: Option<EmployeeId> = "相关人员", "Whom";
        /// To whom it went.
        24 to_id: Option<EmployeeId> = "接收人", "To";
        /// What was said.
        25 comment: Option<String> = "内容", "Comment", MAX(1000), PII(Content);
    }
}

entity! {
    /// A file that belongs to what was said in an approval. The host keeps the file.
    pub link ApprovalFile = 81, "approval_file", "审批附件", "Approval file";
    read root;
    index (event_id);
    {
        /// To what it belongs.
        20 event_id: ApprovalEventId = "审批记录", "Event", ROOT;
        /// What people call it.
        21 name: String = "文件名", "Name", MAX(255), PII(Content);
        /// By what the host finds it.
        22 reference: String = "存放位置", "Reference", MAX(1000);
        /// How large it is, in bytes.
        23 size: Option<i64> = "大小", "Size";
    }
}

entity! {
    /// That somebody decides for one who is absent (审批代理).
    pub record ApprovalDelegate = 80, "approval_delegate", "审批代理", "Approval delegate";
    read named "approval.manage";
    index (employee_id);
    {
        /// Who is absent.
        20 employee_id: EmployeeId = "委托人", "Who is absent", LIST CREATE_ONLY;
        /// Who decides.
        21 delegate_id: EmployeeId = "代理人", "Who decides", LIST;
        /// From when on.
        22 starts_at: Timestamp = "开始时间", "Starts at", LIST;
        /// Until when.
        23 ends_at: Timestamp = "结束时间", "Ends at", LIST;
    }
}
