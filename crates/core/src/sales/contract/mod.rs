//! Contracts (合同), which are orders as well (B1.6).
//!
//! A contract is in effect when it is approved or needs no approval. What it counts as elsewhere
//! follows from that alone: whether its customer has dealt, whether its payment plans run, whether
//! money may be received for it. All of it is brought in step in one place, `status.rs`.

mod chain;
mod create;
mod delete;
mod fulfilment;
mod lines;
mod signers;
mod status;
mod team;
mod transfer;
mod update;
mod void;

pub(crate) use chain::least_worth;
pub use chain::{AmendContract, CopyContract, DraftContract, RenewContract};
pub use create::CreateContract;
pub(crate) use delete::unused;
pub use delete::{DeleteContracts, RestoreContracts};
pub use fulfilment::{CancelFulfilment, SetFulfilment};
pub use lines::SetContractLines;
pub use signers::SetContractSigners;
pub use status::SubmitContract;
pub(crate) use status::{count, effective, expiring, first_order, follow, recount, sound};
pub use team::{AddContractMember, ExpireContractMembers, LeaveContractTeam, RemoveContractMember};
pub use transfer::TransferContracts;
pub(crate) use transfer::transfer;
pub use update::UpdateContract;
pub(crate) use update::may_change;
pub use void::{VoidContract, VoidReceipts};

use crate::error::Result;
use crate::model::{Choice, Money, Number, Timestamp, Value};
use crate::org::{EmployeeId, OptionItemId};
use crate::query::{Bound, Query};
use crate::sales::approval::CheckStatus;
use crate::sales::contact::ContactId;
use crate::sales::customer::{CustomerId, TeamAccess};
use crate::sales::lines::LineTyped;
use crate::sales::opportunity::OpportunityId;
use crate::sales::product::ProductId;
use crate::session::{Outcome, Page, Session};
use crate::{choice, entity};
use chrono::NaiveDate;

choice! {
    /// How far an order is (履约状态).
    pub enum Fulfilment = "fulfilment" {
        /// The customer has not confirmed it.
        Unconfirmed = "unconfirmed", "未确认", "Unconfirmed";
        /// Waits to be shipped.
        AwaitingShipment = "awaiting_shipment", "等待出货", "Awaiting shipment";
        /// Is being shipped.
        Shipping = "shipping", "出货中", "Shipping";
        /// Is under way.
        Shipped = "shipped", "已发货", "Shipped";
        /// The customer has it.
        SignedFor = "signed_for", "已签收", "Signed for";
        /// Done.
        Done = "done", "完成", "Done";
        /// Cancelled by the customer before he confirmed it.
        Cancelled = "cancelled", "已取消", "Cancelled";
        /// Refused by us.
        Refused = "refused", "已拒绝", "Refused";
    }
}

entity! {
    /// A contract (合同), which is an order as well.
    pub record Contract = 60, "contract", "合同", "Contract";
    read operation "contract.read";
    team "contract_member";
    index (customer_id, updated_at);
    index (opportunity_id);
    index (amends_id);
    index (status, ends_on);
    {
        /// Its number, by rule or typed.
        20 number: String = "合同编号", "Number", LIST SEARCH, MAX(64), UNIQUE("contract.number"), DEFAULT(String::new());
        /// What it is about.
        21 name: String = "合同名称", "Name", LIST SEARCH, MAX(255);
        /// With whom.
        22 customer_id: CustomerId = "客户", "Customer", LIST CREATE_ONLY;
        /// The opportunity that was won with it.
        23 opportunity_id: Option<OpportunityId> = "商机", "Opportunity", LIST;
        /// What it is worth; what its lines come to when not said.
        24 money: Money = "合同金额", "Amount", LIST SORTED, DEFAULT(Money::ZERO);
        /// Currency of the amounts, ISO 4217; the company's when not said.
        25 currency: String = "币种", "Currency", LIST CREATE_ONLY, MAX(3), DEFAULT(String::new());
        /// The day of the order.
        26 order_date: NaiveDate = "下单日期", "Order date", LIST SORTED;
        /// From which day it holds.
        27 starts_on: Option<NaiveDate> = "合同开始日期", "Starts on", LIST;
        /// Until which day it holds.
        28 ends_on: Option<NaiveDate> = "合同结束日期", "Ends on", LIST;
        /// Who signs for the customer.
        29 contact_id: Option<ContactId> = "客户签约人", "Customer's signer", LIST;
        /// The kind of contract.
        30 kind: Option<OptionItemId> = "合同类型", "Kind", LIST, OPTION("contract_type");
        /// How it is paid.
        31 payment_method: Option<OptionItemId> = "付款方式", "Payment method", OPTION("payment_method");
        /// Anything else.
        32 remark: Option<String> = "备注", "Remark", LONG, MAX(4000), PII(Content);
        /// Per cent off what the lines come to.
        33 discount_rate: Number = "整单折扣", "Discount", DEFAULT(Number::ZERO);
        /// What the lines come to, less the discount; nothing without lines.
        34 total: Option<Money> = "产品总金额", "Lines' total", READONLY, COPIES("contract.money");
        /// What was received for it.
        35 received: Money = "已回款", "Received", LIST READONLY DERIVED, DEFAULT(Money::ZERO);
        /// What is still to be received; below zero when more was received than agreed.
        36 unreceived: Money = "未回款", "Not received", LIST READONLY DERIVED, DEFAULT(Money::ZERO), COPIES("contract.money");
        /// What was received, in per cent of the amount; 100 for a contract of nothing.
        37 progress: Number = "回款进度", "Received, %", LIST READONLY DERIVED, DEFAULT(Number::ZERO), COPIES("contract.money");
        /// Where it stands.
        38 status: CheckStatus = "审批状态", "Status", LIST READONLY, DEFAULT(CheckStatus::Draft);
        /// Since when it is in effect.
        39 effective_at: Option<Timestamp> = "生效时间", "In effect since", READONLY;
        /// Whose it is.
        40 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY;
        /// The contract that it changes and takes the place of when it takes effect.
        41 amends_id: Option<ContractId> = "变更自", "Amends", LIST READONLY;
        /// The contract that it carries on.
        42 renews_id: Option<ContractId> = "续签自", "Renews", LIST READONLY;
        /// The amendment that has taken its place.
        43 amended_by_id: Option<ContractId> = "已变更为", "Amended by", READONLY;
        /// Why it was declared void.
        44 void_reason: Option<String> = "作废原因", "Why void", READONLY, MAX(1000);
        /// What was invoiced for it.
        47 invoiced: Money = "已开票金额", "Invoiced", LIST READONLY DERIVED, DEFAULT(Money::ZERO);
        /// When somebody last spoke about it.
        48 last_follow_at: Option<Timestamp> = "最后跟进时间", "Last follow-up", LIST READONLY;
        /// When to speak about it again, as its follow-ups plan.
        49 next_contact_at: Option<Timestamp> = "下次联系时间", "Next contact", LIST READONLY;
        /// How far the order is; nothing for contracts that are not fulfilled by shipping.
        45 fulfilment: Option<Fulfilment> = "履约状态", "Fulfilment", LIST READONLY;
        /// Why it was refused or cancelled.
        46 fulfilment_reason: Option<String> = "履约说明", "Why refused", READONLY, MAX(1000);
    }
}

entity! {
    /// A member of a contract's team (团队成员).
    pub link ContractMember = 61, "contract_member", "合同团队成员", "Contract's team member";
    read operation "contract.read";
    unique (record_id, employee_id);
    index (employee_id, touched_at, record_id);
    index (expires_at);
    {
        /// The contract.
        20 record_id: ContractId = "合同", "Contract", ROOT;
        /// The member.
        21 employee_id: EmployeeId = "员工", "Employee";
        /// What the member may do.
        22 access: TeamAccess = "权限", "Access";
        /// When the membership ends; looked at whenever somebody asks.
        23 expires_at: Option<Timestamp> = "有效期至", "Expires at";
        /// The contract's `updated_at`, so that a member's list needs no join.
        24 touched_at: Timestamp = "合同更新时间", "Contract updated at", DERIVED;
        /// Whether he has to decide about it now, and reads it for that.
        25 deciding: bool = "待其审批", "Has to decide", READONLY, DEFAULT(false);
    }
}

entity! {
    /// A line of a contract: a product, how many, at what price (产品明细).
    pub link ContractLine = 62, "contract_line", "合同产品", "Contract line";
    read operation "contract.read";
    index (contract_id, position);
    index (product_id);
    {
        /// The contract.
        20 contract_id: ContractId = "合同", "Contract", ROOT;
        /// Its place, from 0.
        21 position: i64 = "序号", "Position";
        /// The product.
        22 product_id: ProductId = "产品", "Product";
        /// The unit in which it is counted.
        23 unit: Option<OptionItemId> = "单位", "Unit", OPTION("unit");
        /// What a unit costs by the list.
        24 list_price: Money = "标准价格", "List price", COPIES("product.price");
        /// What a unit is sold for.
        25 sales_price: Money = "售价", "Price";
        /// How many units.
        26 quantity: Number = "数量", "Quantity";
        /// Per cent off the list price.
        27 discount: Option<Number> = "折扣", "Discount";
        /// Which of price and discount a person typed.
        28 typed: LineTyped = "录入项", "Typed";
        /// What it comes to.
        29 subtotal: Money = "小计", "Subtotal", COPIES("contract.money");
        /// The tax in per cent.
        30 tax_rate: Option<Number> = "税率", "Tax rate";
    }
}

entity! {
    /// Somebody who signs a contract for us (我方签约人).
    pub link ContractSigner = 63, "contract_signer", "我方签约人", "Our signer";
    read operation "contract.read";
    unique (contract_id, employee_id);
    {
        /// The contract.
        20 contract_id: ContractId = "合同", "Contract", ROOT;
        /// Who.
        21 employee_id: EmployeeId = "员工", "Employee";
    }
}

impl Contract {
    /// That a contract was not declared void.
    pub(crate) fn stands() -> Bound {
        let void = Value::Text(CheckStatus::Void.code().into());
        Bound::Not(Box::new(Bound::is(Self::META, "status", void)))
    }
}

/// Contracts, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Contracts<'a>(&'a Session);

impl Session {
    /// Contracts.
    pub fn contracts(&self) -> Contracts<'_> {
        Contracts(self)
    }
}

impl Contracts<'_> {
    /// Drafts a contract.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, contract: NewContract) -> Result<Outcome<ContractId>> {
        self.0.run(CreateContract { contract, lines: None, signers: None })
    }

    /// Submits a contract: it takes effect, or somebody has to decide.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn submit(&self, contract: ContractId) -> Result<Outcome<ContractId>> {
        self.0.run(SubmitContract {
            contract,
            patch: None,
            lines: None,
            choices: None,
            expect_rev: None,
        })
    }

    /// One contract.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn get(&self, contract: ContractId) -> Result<Contract> {
        self.0.get(contract)
    }

    /// A page of contracts.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<ContractSummary>> {
        self.0.list::<Contract>(query)
    }
}
