//! The same for contracts, payment plans and receivables.

use super::deals::opportunity;
use super::timed::expire;
use super::{Case, Company, Run, of};
use chrono::{NaiveDate, TimeDelta};
use crmkit::model::Timestamp;
use crmkit::query::Query;
use crmkit::sales::contract::*;
use crmkit::sales::customer::{CustomerId, TeamAccess};
use crmkit::sales::lines::NewLine;
use crmkit::sales::receivable::*;
use crmkit_testkit::oracle::Loaded;
use serde_json::json;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 9).unwrap()
}

fn new_line(c: &Company) -> NewLine {
    NewLine {
        product_id: c.product(),
        quantity: "3".parse().unwrap(),
        list_price: None,
        sales_price: "18.5".parse().ok(),
        discount: None,
        unit: None,
        tax_rate: None,
    }
}

fn contract_with(c: &Company, customer_id: CustomerId) -> NewContract {
    NewContract {
        number: Some(c.name()),
        name: c.name(),
        customer_id,
        contact_id: Some(c.do_it(c.new_contact(customer_id))),
        money: "1000".parse().ok(),
        order_date: day(),
        ends_on: day().checked_add_days(chrono::Days::new(365)),
        ..Default::default()
    }
}

fn new_contract(c: &Company) -> CreateContract {
    let contract = contract_with(c, c.customer());
    CreateContract { contract, lines: None, signers: None }
}

/// A draft.
pub fn contract(c: &Company) -> ContractId {
    c.do_it(new_contract(c))
}

pub fn submitted(contract: ContractId) -> SubmitContract {
    SubmitContract { contract, patch: None, lines: None, choices: None, expect_rev: None }
}

/// A contract in effect.
pub fn in_effect(c: &Company) -> ContractId {
    c.do_it(submitted(contract(c)))
}

fn step(c: &Company, contract: ContractId, to: Fulfilment) {
    c.do_it(SetFulfilment { contract, to, reason: None });
}

fn terms(money: &str, days: i64) -> PlanTerms {
    let due_on = day() + TimeDelta::days(days);
    let money = money.parse().unwrap();
    PlanTerms { money, due_on, method: None, remind_days: None, remark: None }
}

/// A plan of a contract in effect.
fn plan(c: &Company) -> (ContractId, ReceivablePlanId) {
    let contract = c.do_it(CreateReceivablePlans {
        contract: in_effect(c),
        plans: vec![terms("400", 0), terms("600", 30)],
    });
    let query = Query::new(ReceivablePlan::contract_id().eq(contract));
    let mut plans = c.admin().list::<ReceivablePlan>(&query).unwrap().rows;
    plans.sort_by_key(|plan| plan.period);
    (contract, plans[0].id)
}

fn new_receivable(c: &Company, contract_id: ContractId) -> CreateReceivable {
    let receivable = NewReceivable {
        number: Some(c.name()),
        contract_id,
        received_on: day(),
        money: "250".parse().unwrap(),
        ..Default::default()
    };
    CreateReceivable { receivable, plan: None, allocations: None }
}

fn receivable(c: &Company) -> ReceivableId {
    c.do_it(new_receivable(c, in_effect(c)))
}

fn received(receivable: ReceivableId) -> SubmitReceivable {
    SubmitReceivable { receivable, patch: None, allocations: None, choices: None, expect_rev: None }
}

fn soon(c: &Company) -> Option<Timestamp> {
    Some(c.loaded.crm.clock().now() + TimeDelta::minutes(1))
}

/// Makes the case of a command.
pub fn case(name: &str, c: &Company) -> Option<Case> {
    let people = &c.loaded.people;
    Some(match name {
        "contract.create" => of(CreateContract {
            lines: Some(vec![new_line(c)]),
            signers: Some(vec![people[5]]),
            ..new_contract(c)
        }),
        "contract.update" => of(UpdateContract {
            contract: contract(c),
            patch: ContractPatch { remark: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "contract.set_lines" => {
            let opportunity = opportunity(c);
            let held = c.admin().opportunities().get(opportunity).unwrap();
            let opportunity_id = Some(opportunity);
            let contract = NewContract { opportunity_id, ..contract_with(c, held.customer_id) };
            of(SetContractLines {
                contract: c.admin().contracts().create(contract).unwrap().value,
                lines: vec![new_line(c), new_line(c)],
                to_opportunity: Some(true),
            })
        }
        "contract.set_signers" => {
            of(SetContractSigners { contract: contract(c), signers: vec![people[0], people[5]] })
        }
        "contract.submit" => of(SubmitContract {
            patch: Some(ContractPatch { money: "2000".parse().ok(), ..Default::default() }),
            lines: Some(vec![new_line(c)]),
            ..submitted(contract(c))
        }),
        "contract.void" => {
            let (contract, _) = plan(c);
            c.do_it(received(c.do_it(new_receivable(c, contract))));
            let receipts = Some(VoidReceipts::Keep);
            of(VoidContract { contract, reason: c.name(), receipts, to: None })
        }
        "contract.draft" => {
            of(DraftContract { opportunity: opportunity(c), number: Some(c.name()) })
        }
        "contract.copy" => of(CopyContract { contract: contract(c), number: Some(c.name()) }),
        "contract.renew" => of(RenewContract {
            contract: in_effect(c),
            number: Some(c.name()),
            starts_on: None,
            ends_on: None,
        }),
        "contract.amend" => of(AmendContract { contract: in_effect(c), number: Some(c.name()) }),
        "contract.fulfil" => {
            of(SetFulfilment { contract: in_effect(c), to: Fulfilment::Unconfirmed, reason: None })
        }
        "contract.cancel_fulfilment" => {
            let contract = in_effect(c);
            step(c, contract, Fulfilment::Unconfirmed);
            of(CancelFulfilment { contract, reason: Some(c.name()) })
        }
        "contract.delete" => of(DeleteContracts { contracts: vec![contract(c), plan(c).0] }),
        "contract.restore" => {
            let contracts = vec![plan(c).0];
            c.do_it(DeleteContracts { contracts: contracts.clone() });
            of(RestoreContracts { contracts })
        }
        "contract.transfer" => of(TransferContracts {
            contracts: vec![contract(c)],
            to: people[5],
            keep: Some(TeamAccess::Write),
            keep_until: None,
        }),
        "contract.add_member" => of(contract_member(c, None)),
        "contract.remove_member" => {
            let member = contract_member(c, None);
            c.do_it(member.clone());
            let AddContractMember { contracts, employee, .. } = member;
            of(RemoveContractMember { contracts, employee })
        }
        "contract.leave_team" => {
            let contracts = vec![contract(c)];
            c.do_it(TransferContracts {
                contracts: contracts.clone(),
                to: people[5],
                keep: Some(TeamAccess::Read),
                keep_until: None,
            });
            of(LeaveContractTeam { contracts }).told("team.not_member")
        }
        "contract.expire_members" => {
            c.do_it(contract_member(c, soon(c)));
            Case { arguments: json!({"members": Vec::<ContractMemberId>::new()}), ..expire(c) }
        }
        other => return receivables(other, c),
    })
}

fn contract_member(c: &Company, expires_at: Option<Timestamp>) -> AddContractMember {
    let (contracts, employee) = (vec![contract(c)], c.loaded.people[5]);
    AddContractMember { contracts, employee, access: TeamAccess::Read, expires_at }
}

fn receivable_member(c: &Company, expires_at: Option<Timestamp>) -> AddReceivableMember {
    let (receivables, employee) = (vec![receivable(c)], c.loaded.people[5]);
    AddReceivableMember { receivables, employee, access: TeamAccess::Read, expires_at }
}

fn receivables(name: &str, c: &Company) -> Option<Case> {
    let people = &c.loaded.people;
    Some(match name {
        "receivable_plan.create" => of(CreateReceivablePlans {
            contract: in_effect(c),
            plans: vec![terms("400", 0), terms("600", 30)],
        }),
        "receivable_plan.update" => of(UpdateReceivablePlan {
            plan: plan(c).1,
            patch: ReceivablePlanPatch { money: "350".parse().ok(), ..Default::default() },
            expect_rev: None,
        }),
        "receivable_plan.delete" => of(DeleteReceivablePlans { plans: vec![plan(c).1] }),
        "receivable_plan.restore" => {
            let plans = vec![plan(c).1];
            c.do_it(DeleteReceivablePlans { plans: plans.clone() });
            of(RestoreReceivablePlans { plans })
        }
        "receivable_plan.mark_overdue" => overdue(c),
        "receivable.create" => {
            let (contract, plan) = plan(c);
            of(CreateReceivable { plan: Some(plan), ..new_receivable(c, contract) })
        }
        "receivable.update" => of(UpdateReceivable {
            receivable: receivable(c),
            patch: ReceivablePatch { money: "300".parse().ok(), ..Default::default() },
            allocations: None,
            expect_rev: None,
        }),
        "receivable.allocate" => {
            let (contract, plan) = plan(c);
            let receivable = c.do_it(received(c.do_it(new_receivable(c, contract))));
            let part = |plan_id, money: &str| NewAllocation {
                contract_id: Some(contract),
                plan_id,
                money: money.parse().unwrap(),
            };
            let allocations = vec![part(Some(plan), "100"), part(None, "150")];
            of(AllocateReceivable { receivable, allocations })
        }
        "receivable.submit" => of(received(receivable(c))),
        "receivable.delete" => {
            let counting = c.do_it(received(receivable(c)));
            of(DeleteReceivables { receivables: vec![receivable(c), counting] })
        }
        "receivable.restore" => {
            let receivables = vec![c.do_it(received(receivable(c)))];
            c.do_it(DeleteReceivables { receivables: receivables.clone() });
            of(RestoreReceivables { receivables })
        }
        "receivable.transfer" => of(TransferReceivables {
            receivables: vec![receivable(c)],
            to: people[5],
            keep: Some(TeamAccess::Write),
            keep_until: None,
        }),
        "receivable.add_member" => of(receivable_member(c, None)),
        "receivable.remove_member" => {
            let member = receivable_member(c, None);
            c.do_it(member.clone());
            let AddReceivableMember { receivables, employee, .. } = member;
            of(RemoveReceivableMember { receivables, employee })
        }
        "receivable.leave_team" => {
            let receivables = vec![receivable(c)];
            c.do_it(TransferReceivables {
                receivables: receivables.clone(),
                to: people[5],
                keep: Some(TeamAccess::Read),
                keep_until: None,
            });
            of(LeaveReceivableTeam { receivables }).told("team.not_member")
        }
        "receivable.expire_members" => {
            c.do_it(receivable_member(c, soon(c)));
            Case { arguments: json!({"members": Vec::<ReceivableMemberId>::new()}), ..expire(c) }
        }
        _ => return None,
    })
}

/// Plans are marked by the clock on the day after theirs.
fn overdue(c: &Company) -> Case {
    let contract = in_effect(c);
    let today = c.loaded.crm.clock().now().date_naive();
    let plan = PlanTerms { due_on: today + TimeDelta::days(1), ..terms("500", 0) };
    c.do_it(CreateReceivablePlans { contract, plans: vec![plan] });
    let run = |loaded: &Loaded| {
        loaded.clock.advance_days(3);
        let done = loaded.crm.tick().unwrap();
        assert!(done.iter().any(|d| d.job == "receivable_plan.mark_overdue"), "nothing was marked");
        json!(done.iter().map(|d| d.id).collect::<Vec<_>>())
    };
    let arguments = json!({"plans": Vec::<ReceivablePlanId>::new()});
    Case { arguments, refusal: "right.system_only", run: Run::Otherwise(run) }
}
