//! Invoices (发票): applied for, approved, issued, and taken back by a red-letter one (B1.11).

mod bin;
mod create;
mod issue;
mod lines;
mod red;
mod status;
mod team;
mod transfer;
mod update;

pub(crate) use bin::none_left;
pub use bin::{DeleteInvoices, RestoreInvoices};
pub use create::CreateInvoice;
pub use issue::{IssueInvoice, ResetInvoice};
pub use lines::NewInvoiceLine;
pub use red::CreateRedInvoice;
pub use status::SubmitInvoice;
pub(crate) use status::{carry_over, invoiced_for, none_in_review};
pub use team::{AddInvoiceMember, ExpireInvoiceMembers, LeaveInvoiceTeam, RemoveInvoiceMember};
pub use transfer::TransferInvoices;
pub(crate) use transfer::transfer;
pub use update::UpdateInvoice;

use crate::entity;
use crate::error::Result;
use crate::model::{Money, Number, Timestamp};
use crate::org::{EmployeeId, OptionItemId};
use crate::query::Query;
use crate::sales::approval::CheckStatus;
use crate::sales::contract::ContractId;
use crate::sales::customer::{CustomerId, TeamAccess};
use crate::sales::invoice_title::TitleKind;
use crate::session::{Outcome, Page, Session};
use chrono::NaiveDate;

entity! {
    /// An invoice (发票) for a contract: applied for, and issued when it is approved.
    pub record Invoice = 70, "invoice", "发票", "Invoice";
    read operation "invoice.read";
    team "invoice_member";
    index (customer_id, updated_at);
    index (contract_id, updated_at);
    index (red_of_id);
    {
        /// The number of the application, by rule or typed.
        20 number: String = "开票申请编号", "Number", LIST SEARCH, MAX(64), UNIQUE("invoice.number"), DEFAULT(String::new());
        /// The customer: its contract's.
        21 customer_id: CustomerId = "客户", "Customer", LIST READONLY, COPIES("contract.customer_id");
        /// For which contract.
        22 contract_id: ContractId = "合同", "Contract", LIST CREATE_ONLY;
        /// How much, tax included; below zero for a red-letter invoice.
        23 money: Money = "开票金额", "Amount", LIST SORTED;
        /// The tax in it, as its lines say.
        24 tax: Option<Money> = "税额", "Tax", LIST READONLY, COPIES("invoice.money");
        /// Currency of the amount: its contract's.
        25 currency: String = "币种", "Currency", LIST READONLY, MAX(3), DEFAULT(String::new());
        /// The day for which it is applied.
        26 applied_on: NaiveDate = "开票日期", "Applied on", LIST SORTED;
        /// The kind of invoice.
        27 kind: Option<OptionItemId> = "开票类型", "Kind", LIST, OPTION("invoice_type");
        /// Anything else.
        28 remark: Option<String> = "备注", "Remark", LONG, MAX(1000), PII(Content);
        /// Company or person.
        29 title_kind: TitleKind = "抬头类型", "Title's kind", DEFAULT(TitleKind::Company);
        /// To whom it is made out; the given title of the customer fills it and what follows.
        30 title: Option<String> = "开票抬头", "Title", LIST SEARCH, MAX(255), PII(Identity);
        /// The taxpayer's number.
        31 tax_number: Option<String> = "纳税识别号", "Tax number", MAX(20), PII(Identity);
        /// The bank.
        32 bank: Option<String> = "开户行", "Bank", MAX(255);
        /// The account at the bank.
        33 account: Option<String> = "开户账号", "Account", MAX(64), PII(Identity);
        /// The registered address.
        34 address: Option<String> = "开票地址", "Address", MAX(500), PII(Location);
        /// The registered telephone number.
        35 phone: Option<String> = "电话", "Telephone", PHONE, MAX(32), PII(Contact);
        /// To whom it is posted.
        36 post_name: Option<String> = "邮寄联系人", "Posted to", MAX(64), PII(Identity);
        /// That person's mobile number.
        37 post_mobile: Option<String> = "邮寄联系方式", "Mobile for the post", PHONE, MAX(32), PII(Contact);
        /// Where it is posted to.
        38 post_address: Option<String> = "邮寄地址", "Postal address", MAX(500), PII(Location);
        /// Where it stands.
        39 status: CheckStatus = "审批状态", "Status", LIST READONLY, DEFAULT(CheckStatus::Draft);
        /// Whether it was issued.
        40 issued: bool = "已开票", "Issued", LIST READONLY, DEFAULT(false);
        /// The number of the invoice itself.
        41 invoice_number: Option<String> = "发票号码", "Invoice number", LIST SEARCH READONLY, MAX(64);
        /// The day on which it was issued.
        42 issued_on: Option<NaiveDate> = "实际开票日期", "Issued on", LIST READONLY;
        /// By which the post finds it.
        43 tracking_number: Option<String> = "物流单号", "Tracking number", READONLY, MAX(64);
        /// The invoice that this red-letter one takes back.
        44 red_of_id: Option<InvoiceId> = "红冲原发票", "Takes back", LIST READONLY;
        /// Whose it is.
        45 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY;
    }
}

entity! {
    /// A member of an invoice's team (团队成员).
    pub link InvoiceMember = 71, "invoice_member", "发票团队成员", "Invoice's team member";
    read operation "invoice.read";
    unique (record_id, employee_id);
    index (employee_id, touched_at, record_id);
    index (expires_at);
    {
        /// The invoice.
        20 record_id: InvoiceId = "发票", "Invoice", ROOT;
        /// The member.
        21 employee_id: EmployeeId = "员工", "Employee";
        /// What the member may do.
        22 access: TeamAccess = "权限", "Access";
        /// When the membership ends; looked at whenever somebody asks.
        23 expires_at: Option<Timestamp> = "有效期至", "Expires at";
        /// The invoice's `updated_at`, so that a member's list needs no join.
        24 touched_at: Timestamp = "发票更新时间", "Invoice updated at", DERIVED;
        /// Whether he has to decide about it now, and reads it for that.
        25 deciding: bool = "待其审批", "Has to decide", READONLY, DEFAULT(false);
    }
}

entity! {
    /// A line of an invoice (开票明细): what is invoiced, and the tax in it.
    pub link InvoiceLine = 72, "invoice_line", "开票明细", "Invoice line";
    read operation "invoice.read";
    index (invoice_id, position);
    {
        /// The invoice.
        20 invoice_id: InvoiceId = "发票", "Invoice", ROOT;
        /// Its place, from 0.
        21 position: i64 = "序号", "Position";
        /// What is invoiced.
        22 name: String = "项目名称", "Name", MAX(255), PII(Content);
        /// How much, tax included.
        23 money: Money = "价税合计", "Amount", COPIES("invoice.money");
        /// The tax in per cent.
        24 tax_rate: Number = "税率", "Tax rate";
        /// The tax in the amount.
        25 tax: Money = "税额", "Tax", COPIES("invoice.money");
    }
}

/// Invoices, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Invoices<'a>(&'a Session);

impl Session {
    /// Invoices.
    pub fn invoices(&self) -> Invoices<'_> {
        Invoices(self)
    }
}

impl Invoices<'_> {
    /// Applies for an invoice.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, invoice: NewInvoice) -> Result<Outcome<InvoiceId>> {
        self.0.run(CreateInvoice { invoice, title_from: None, lines: None })
    }

    /// Submits an invoice: it may be issued, or somebody has to decide.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn submit(&self, invoice: InvoiceId) -> Result<Outcome<InvoiceId>> {
        let command =
            SubmitInvoice { invoice, patch: None, lines: None, choices: None, expect_rev: None };
        self.0.run(command)
    }

    /// A page of invoices.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<InvoiceSummary>> {
        self.0.list::<Invoice>(query)
    }
}
