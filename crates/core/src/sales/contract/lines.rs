//! The lines of a contract (产品明细).

use super::status::counted;
use super::{Contract, ContractId, ContractLine};
use crate::command;
use crate::error::{Error, OrError, Result, codes};
use crate::model::{Money, TypedId};
use crate::sales::lines::{self, NewLine, lined};
use crate::sales::{opportunity, receivable};
use crate::session::{Command, Context, operation};

lined!(ContractLine, contract_id);

command! {
    /// Gives a contract these lines in this order, and no others. Its amount follows what they come
    /// to, unless it was another one before.
    pub struct SetContractLines = "contract.set_lines", 1, "编辑合同产品", "Set a contract's lines" {
        /// The contract.
        contract: ContractId,
        /// Its lines.
        lines: Vec<NewLine>,
        /// Whether its opportunity gets the same lines.
        to_opportunity: Option<bool>,
    } -> ContractId; CONTRACT_EDIT UNDOABLE
}

impl Command for SetContractLines {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let contract: Contract = cx.reach(self.contract, &operation::CONTRACT_EDIT)?;
        super::update::may_change(cx, &contract)?;
        if self.to_opportunity == Some(true) {
            let id = contract.opportunity_id.or_error(&codes::REQUIRED);
            let id = id.map_err(|e: Error| e.of(Contract::META).field("opportunity_id"))?;
            let opportunity = cx.reach(id, &operation::OPPORTUNITY_EDIT)?;
            lines::in_own_currency(cx, &contract.currency)?;
            opportunity::take_lines(cx, &opportunity, self.lines.clone())?;
        }
        let new = put(cx, &contract, self.lines, None)?;
        if new.status.effective() && new.money < contract.money {
            receivable::covers(cx, &new)?;
        }
        Ok(new.id)
    }
}

/// Gives a contract its lines, and what follows from them. The amount follows what they come to where it did before, or where
/// nothing was said; where it does not, the person is told.
pub(super) fn put(
    cx: &mut Context<'_>,
    contract: &Contract,
    given: Vec<NewLine>,
    said: Option<Money>,
) -> Result<Contract> {
    let made = lines::set::<ContractLine>(cx, contract.id.uuid(), given, &contract.currency)?;
    let total = lines::total_of(&made, contract.discount_rate, &contract.currency)?;
    let followed = contract.money == contract.total.unwrap_or(Money::ZERO);
    let money = match (said, total) {
        (Some(said), _) => said,
        (None, Some(total)) if followed => total,
        _ => contract.money,
    };
    if total.is_some_and(|total| total != money) {
        let differs = Error::new(&codes::CONTRACT_TOTAL).of(Contract::META).field("money");
        let told = |money| cx.told(Contract::META, "money", money);
        let (money, total) = (told(money), told(total.unwrap_or(Money::ZERO)));
        cx.warn(differs.with("money", money).with("total", total));
    }
    let new = counted(cx, Contract { total, money, ..contract.clone() })?;
    cx.update(contract, |c| *c = new)
}
