//! Who signs for us (我方签约人).

use super::{Contract, ContractId, ContractSigner};
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::org::EmployeeId;
use crate::query::Bound;
use crate::session::{Command, Context, operation};

command! {
    /// Says who signs a contract for us: these, and no others.
    pub struct SetContractSigners = "contract.set_signers", 1, "设置我方签约人", "Set our signers" {
        /// The contract.
        contract: ContractId,
        /// Who.
        signers: Vec<EmployeeId>,
    } -> ContractId; CONTRACT_EDIT UNDOABLE
}

impl Command for SetContractSigners {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let contract: Contract = cx.reach(self.contract, &operation::CONTRACT_EDIT)?;
        super::update::may_change(cx, &contract)?;
        put(cx, contract.id, self.signers)?;
        Ok(contract.id)
    }
}

pub(super) fn of(cx: &Context<'_>, contract: ContractId) -> Result<Vec<ContractSigner>> {
    cx.find(Bound::is(ContractSigner::META, "contract_id", Value::Id(contract.uuid())))
}

pub(super) fn put(
    cx: &mut Context<'_>,
    contract_id: ContractId,
    mut signers: Vec<EmployeeId>,
) -> Result<()> {
    let company = cx.company()?;
    require(signers.len() <= 50, &codes::TOO_MANY_ROWS).map_err(|e| e.with("max", 50))?;
    signers.sort_unstable();
    signers.dedup();
    let held = of(cx, contract_id)?;
    for signer in held.iter().filter(|s| !signers.contains(&s.employee_id)) {
        cx.remove(signer)?;
    }
    for employee_id in signers {
        if held.iter().any(|s| s.employee_id == employee_id) {
            continue;
        }
        let wrong = |e: Error| e.of(ContractSigner::META).field("employee_id");
        company.active(employee_id).or_error(&codes::OWNER_INACTIVE).map_err(wrong)?;
        cx.create(ContractSigner { contract_id, employee_id, ..ContractSigner::blank() })?;
    }
    Ok(())
}
