//! The recycle bin of contracts.

use super::status::has_its_opportunity;
use super::{Contract, ContractId, chain, count};
use crate::command;
use crate::error::{Result, codes, require};
use crate::query::{Bin, Visibility};
use crate::sales::approval::{self, CheckStatus};
use crate::sales::customer::{Customer, refresh_deal};
use crate::sales::{invoice, receivable, visit};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts contracts into the recycle bin, with their payment plans: drafts and withdrawn ones;
    /// others only a super administrator. One with receivables, invoices or return visits stays.
    pub struct DeleteContracts = "contract.delete", 1, "删除合同", "Delete contracts" {
        /// Which.
        contracts: Vec<ContractId>,
    } -> BatchReport; CONTRACT_DELETE UNDOABLE
}

impl Command for DeleteContracts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.contracts, |cx, id| {
            let contract: Contract = cx.reach(id, &operation::CONTRACT_DELETE)?;
            let all_powerful = cx.rights().is_none_or(|r| r.is_super_admin());
            let draft = matches!(contract.status, CheckStatus::Draft | CheckStatus::Withdrawn);
            require(draft || all_powerful, &codes::CONTRACT_DELETE)?;
            // It goes when nobody decides about it any more.
            require(contract.status != CheckStatus::InReview, &codes::CONTRACT_IN_REVIEW)?;
            chain::none_in_review(cx, contract.id)?;
            unused(cx, contract.id)?;
            receivable::delete_plans(cx, contract.id)?;
            cx.delete(&contract)?;
            refresh_deal(cx, contract.customer_id)
        })
    }
}

command! {
    /// Takes contracts out of the recycle bin with their payment plans, while their customer and
    /// their opportunity are not in it and their number is free.
    pub struct RestoreContracts = "contract.restore", 1, "恢复合同", "Restore contracts" {
        /// Which.
        contracts: Vec<ContractId>,
    } -> BatchReport; CONTRACT_DELETE UNDOABLE
}

impl Command for RestoreContracts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.contracts, |cx, id| {
            let old: Contract = cx.reach_in(id, &operation::CONTRACT_DELETE, Bin::Deleted)?;
            let customer =
                cx.fetch::<Customer>(old.customer_id, &Visibility::Everything, Bin::Live)?;
            require(customer.is_some(), &codes::DELETED).map_err(|e| e.of(Customer::META))?;
            has_its_opportunity(cx, &old, &codes::DELETED)?;
            let contract = cx.restore(&old)?;
            receivable::restore_plans(cx, &old)?;
            receivable::follow_contract(cx, &contract)?;
            count(cx, contract.id)?;
            approval::keep_deciders_of::<Contract>(cx, contract.id)?;
            refresh_deal(cx, contract.customer_id)
        })
    }
}

/// Refuses to put a contract into the bin that receivables, invoices or visits outside it name.
pub(crate) fn unused(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    receivable::none_left(cx, contract)?;
    invoice::none_left(cx, contract)?;
    visit::none_left(cx, contract)
}
