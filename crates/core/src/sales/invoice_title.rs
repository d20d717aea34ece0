//! Invoice titles (发票抬头): to whom a customer's invoices are made out (B1.11).

use crate::error::{Error, Result, codes, require};
use crate::model::text::half_width;
use crate::query::{Bin, Query};
use crate::sales::customer::{Customer, CustomerId};
use crate::session::{BatchReport, Command, Context, Outcome, Page, Session, operation};
use crate::{choice, command, entity};

choice! {
    /// To what sort of taxpayer an invoice is made out.
    pub enum TitleKind = "title_kind" {
        /// A company or other organisation.
        Company = "company", "企业", "Company";
        /// A person.
        Person = "person", "个人", "Person";
    }
}

entity! {
    /// An invoice title (发票抬头) of a customer, kept to be used again.
    pub record InvoiceTitle = 27, "invoice_title", "发票抬头", "Invoice title";
    read operation "invoice_title.read";
    {
        /// Whose it is.
        20 customer_id: CustomerId = "客户", "Customer", LIST ROOT CREATE_ONLY POOLED;
        /// Company or person.
        21 kind: TitleKind = "抬头类型", "Kind", LIST, DEFAULT(TitleKind::Company);
        /// The name on the invoice, once per customer.
        22 title: String = "抬头名称", "Title", LIST SEARCH, MAX(255), UNIQUE("invoice_title.title"), PII(Identity);
        /// The taxpayer's number; a company has one.
        23 tax_number: Option<String> = "税号", "Tax number", LIST, MAX(20), PII(Identity);
        /// The bank.
        24 bank: Option<String> = "开户行", "Bank", MAX(255);
        /// The account at the bank.
        25 account: Option<String> = "银行账号", "Account", MAX(64), PII(Identity);
        /// The registered address.
        26 address: Option<String> = "注册地址", "Address", MAX(500), PII(Location);
        /// The registered telephone number.
        27 phone: Option<String> = "注册电话", "Telephone", PHONE, MAX(32), PII(Contact), TELLS("customer.mobile", "customer.telephone");
    }
}

command! {
    /// Adds an invoice title to a customer that the caller may edit.
    pub struct CreateInvoiceTitle = "invoice_title.create", 1, "新建发票抬头", "Add an invoice title" {
        /// What it is.
        invoice_title: NewInvoiceTitle,
    } -> InvoiceTitleId; INVOICE_TITLE_EDIT UNDOABLE
}

impl Command for CreateInvoiceTitle {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceTitleId> {
        let mut title = self.invoice_title.into_record();
        may_edit(cx, &title)?;
        title.tidy()?;
        Ok(cx.create(title)?.id)
    }
}

command! {
    /// Changes an invoice title.
    pub struct UpdateInvoiceTitle = "invoice_title.update", 1, "编辑发票抬头", "Change an invoice title" {
        /// Which.
        invoice_title: InvoiceTitleId,
        /// What changes.
        patch: InvoiceTitlePatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> InvoiceTitleId; INVOICE_TITLE_EDIT UNDOABLE
}

impl Command for UpdateInvoiceTitle {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceTitleId> {
        let old: InvoiceTitle = cx.reach(self.invoice_title, &operation::INVOICE_TITLE_EDIT)?;
        may_edit(cx, &old)?;
        let new = cx.edit(&old, &self.patch, self.expect_rev, InvoiceTitle::tidy)?;
        Ok(new.id)
    }
}

command! {
    /// Puts an invoice title into the recycle bin.
    pub struct DeleteInvoiceTitle = "invoice_title.delete", 1, "删除发票抬头", "Delete an invoice title" {
        /// Which.
        invoice_title: InvoiceTitleId,
    } -> InvoiceTitleId; INVOICE_TITLE_EDIT UNDOABLE
}

impl Command for DeleteInvoiceTitle {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceTitleId> {
        let old: InvoiceTitle = cx.reach(self.invoice_title, &operation::INVOICE_TITLE_EDIT)?;
        may_edit(cx, &old)?;
        Ok(cx.delete(&old)?.id)
    }
}

command! {
    /// Takes invoice titles out of the recycle bin, where their names are still free.
    pub struct RestoreInvoiceTitles = "invoice_title.restore", 1, "恢复发票抬头", "Restore invoice titles" {
        /// Which.
        invoice_titles: Vec<InvoiceTitleId>,
    } -> BatchReport; INVOICE_TITLE_EDIT UNDOABLE
}

impl Command for RestoreInvoiceTitles {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.invoice_titles, |cx, id| {
            let operation = &operation::INVOICE_TITLE_EDIT;
            let old: InvoiceTitle = cx.reach_in(id, operation, Bin::Deleted)?;
            may_edit(cx, &old)?;
            cx.restore(&old).map(|_| ())
        })
    }
}

/// Titles are part of a customer: who may not edit the customer leaves them alone.
fn may_edit(cx: &Context<'_>, title: &InvoiceTitle) -> Result<()> {
    cx.reach::<Customer>(title.customer_id, &operation::CUSTOMER_EDIT).map(|_| ())
}

impl InvoiceTitle {
    /// Brings the tax number into its canonical form: half-width capitals without blanks.
    fn tidy(&mut self) -> Result<()> {
        let canonical = |text: &String| {
            let kept = text.chars().map(half_width).filter(|c| !c.is_whitespace());
            kept.map(|c| c.to_ascii_uppercase()).collect()
        };
        self.tax_number = self.tax_number.as_ref().map(canonical);
        self.check()
    }

    /// A company has a tax number: 15 to 20 digits and letters.
    fn check(&self) -> Result<()> {
        let refuse = |e: Error| e.of(Self::META).field("tax_number");
        let number = self.tax_number.as_deref().filter(|n| !n.is_empty());
        let missing = self.kind == TitleKind::Company && number.is_none();
        require(!missing, &codes::TAX_NUMBER_MISSING).map_err(refuse)?;
        let fits =
            |n: &str| (15..=20).contains(&n.len()) && n.chars().all(|c| c.is_ascii_alphanumeric());
        require(number.is_none_or(fits), &codes::TAX_NUMBER).map_err(refuse)
    }
}

/// Invoice titles, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct InvoiceTitles<'a>(&'a Session);

impl Session {
    /// Invoice titles.
    pub fn invoice_titles(&self) -> InvoiceTitles<'_> {
        InvoiceTitles(self)
    }
}

impl InvoiceTitles<'_> {
    /// Adds an invoice title.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, invoice_title: NewInvoiceTitle) -> Result<Outcome<InvoiceTitleId>> {
        self.0.run(CreateInvoiceTitle { invoice_title })
    }

    /// A page of invoice titles.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<InvoiceTitleSummary>> {
        self.0.list::<InvoiceTitle>(query)
    }
}
