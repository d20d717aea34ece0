//! Contracts that come from something else: what they take over, from whom, and what waits.

use super::*;
use crmkit::admin::field::{DefineField, UpdateField};
use crmkit::admin::option::UpdateOption;
use crmkit::model::{Custom, Value};
use crmkit::org::{CustomKind, FieldDefinitionPatch, NewFieldDefinition, OptionItemPatch};
use crmkit::sales::contact::{ContactId, NewContact};
use crmkit::sales::customer::TeamAccess;
use crmkit::sales::opportunity::*;
use crmkit::sales::product::ProductPatch;

fn contact(by: &Session, customer_id: CustomerId) -> ContactId {
    let contact = NewContact { name: "单先生".into(), customer_id, ..Default::default() };
    by.contacts().create(contact).unwrap().value
}

fn opportunity(by: &Session, customer_id: CustomerId) -> OpportunityId {
    let new = NewOpportunity { name: "商机".into(), customer_id, ..Default::default() };
    by.opportunities().create(new).unwrap().value
}

fn copy(by: &Session, contract: ContractId, number: &str) -> crmkit::Result<ContractId> {
    let number = Some(number.to_owned());
    by.run(CopyContract { contract, number }).map(|done| done.value)
}

fn amend(by: &Session, contract: ContractId, number: &str) -> crmkit::Result<ContractId> {
    let number = Some(number.to_owned());
    by.run(AmendContract { contract, number }).map(|done| done.value)
}

fn member(w: &World, contract: ContractId, access: TeamAccess, until: Option<&str>) {
    let contracts = vec![contract];
    let (employee, expires_at) = (w.ids[2], until.map(at));
    let add = AddContractMember { contracts, employee, access, expires_at };
    assert_eq!(rows(w.wang.run(add)), ["done"]);
}

#[test]
fn custom_values_and_options_that_are_no_longer_offered_go_along() {
    for w in worlds() {
        let field = NewFieldDefinition {
            entity: "contract".into(),
            key: "ref".into(),
            label: "客户单号".into(),
            kind: CustomKind::Text,
            ..Default::default()
        };
        let field = w.admin.run(DefineField { field, options: None }).unwrap().value;
        let kind = w.option("contract_type", "直销合同");
        let custom = Custom::default().with("ref", "PO-7");
        let contract = NewContract {
            kind: Some(kind),
            custom: Some(custom),
            ..new(customer(&w.wang, "甲"), "1")
        };
        let id = w.wang.contracts().create(contract).unwrap().value;
        let patch = OptionItemPatch { archived: Some(true), ..Default::default() };
        w.admin.run(UpdateOption { option: kind, patch, expect_rev: None }).unwrap();
        let copied = w.wang.contracts().get(copy(&w.wang, id, "2").unwrap()).unwrap();
        assert_eq!(copied.custom.get("ref"), Some(&Value::Text("PO-7".into())));
        assert_eq!(copied.kind, Some(kind));
        let patch = FieldDefinitionPatch { archived: Some(true), ..Default::default() };
        w.admin.run(UpdateField { field, patch, expect_rev: None }).unwrap();
        copy(&w.wang, id, "3").unwrap();
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_copy_names_only_what_could_be_named_anew() {
    for w in worlds() {
        let a = product(&w, "A", "10");
        let home = customer(&w.wang, "甲");
        let (person, deal) = (contact(&w.wang, home), opportunity(&w.wang, home));
        let (contact_id, opportunity_id) = (Some(person), Some(deal));
        let contract = NewContract { contact_id, opportunity_id, ..new(home, "1") };
        let lines = Some(vec![line(a, "1", None)]);
        let id = w.wang.run(CreateContract { contract, lines, signers: None }).unwrap().value;
        w.wang.contracts().submit(id).unwrap();
        // A product that is off the shelf is not chosen anew; an amendment is the same deal.
        w.admin.run(UnshelveProducts { products: vec![a] }).unwrap();
        assert_eq!(told(copy(&w.wang, id, "2")), "product.off_shelf");
        let renew = RenewContract {
            contract: id,
            number: Some("2".into()),
            starts_on: None,
            ends_on: None,
        };
        assert_eq!(told(w.wang.run(renew)), "product.off_shelf");
        let amendment = amend(&w.wang, id, "1-1").unwrap();
        assert_eq!(rows(w.wang.run(DeleteContracts { contracts: vec![amendment] })), ["done"]);
        w.admin.run(ShelveProducts { products: vec![a] }).unwrap();
        // Who sees the contract alone may change it, but makes no new one with its customer.
        member(&w, id, TeamAccess::Write, None);
        assert_eq!(told(copy(&w.li, id, "3")), "record.not_found");
        amend(&w.li, id, "1-2").unwrap();
        // A contact who is gone is left out.
        w.admin.run(DeleteContacts { contacts: vec![person] }).unwrap();
        let copied = w.wang.contracts().get(copy(&w.wang, id, "4").unwrap()).unwrap();
        assert_eq!((copied.contact_id, copied.opportunity_id), (None, Some(deal)));
        // What the customer's owner does not see is not named either.
        let own = customer(&w.wang, "乙");
        let theirs = opportunity(&w.manager, own);
        let contract = NewContract { opportunity_id: Some(theirs), ..new(own, "5") };
        let id = w.manager.contracts().create(contract).unwrap().value;
        let transfer =
            TransferContracts { contracts: vec![id], to: w.ids[1], keep: None, keep_until: None };
        w.manager.run(transfer).unwrap();
        let copied = w.wang.contracts().get(copy(&w.wang, id, "6").unwrap()).unwrap();
        assert_eq!(copied.opportunity_id, None);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn an_amendment_stays_with_the_people_of_its_contract() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        member(&w, id, TeamAccess::Write, Some("2026-04-01T00:00:00Z"));
        for to in [Fulfilment::Unconfirmed, Fulfilment::AwaitingShipment] {
            w.wang.run(SetFulfilment { contract: id, to, reason: None }).unwrap();
        }
        let amendment = amend(&w.manager, id, "1-1").unwrap();
        let new = w.wang.contracts().get(amendment).unwrap();
        assert_eq!(new.owner_id, Some(w.ids[1]), "its owner is the contract's");
        let of = Query::new(ContractMember::record_id().eq(amendment));
        let team = w.wang.list::<ContractMember>(&of).unwrap().rows;
        let team: Vec<_> = team.iter().map(|m| (m.employee_id, m.access, m.expires_at)).collect();
        assert_eq!(team, [(w.ids[2], TeamAccess::Write, Some(at("2026-04-01T00:00:00Z")))]);
        w.li.contracts().submit(amendment).unwrap();
        // How far the order is goes over, unless it was cancelled.
        let fulfilment = |id| w.wang.contracts().get(id).unwrap().fulfilment;
        assert_eq!(fulfilment(amendment), Some(Fulfilment::AwaitingShipment));
        let reason = Some("缺货".to_owned());
        let refuse = SetFulfilment { contract: amendment, to: Fulfilment::Refused, reason };
        w.wang.run(refuse).unwrap();
        let again = amend(&w.wang, amendment, "1-2").unwrap();
        w.wang.contracts().submit(again).unwrap();
        assert_eq!(fulfilment(again), None);
        // Who is at work no more owns no new contract.
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        let orphan = amend(&w.manager, again, "1-3").unwrap();
        assert_eq!(w.manager.contracts().get(orphan).unwrap().owner_id, Some(w.ids[0]));
    }
}

#[test]
fn a_contract_is_amended_and_not_copied_while_its_customer_is_in_a_pool() {
    for w in worlds() {
        let pool = w.pool("公海");
        let id = effective(&w.wang, "1");
        let customers = vec![w.wang.contracts().get(id).unwrap().customer_id];
        assert_eq!(rows(w.manager.run(ReleaseCustomers { pool, customers })), ["done"]);
        assert_eq!(told(copy(&w.wang, id, "2")), "pool.pooled");
        let amendment = amend(&w.wang, id, "1-1").unwrap();
        w.wang.contracts().submit(amendment).unwrap();
        assert_eq!(status(&w, id), CheckStatus::Void);
    }
}

#[test]
fn an_amendment_that_was_declared_void_is_submitted_again_like_any_contract() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        let amendment = amend(&w.wang, id, "1-1").unwrap();
        w.wang.contracts().submit(amendment).unwrap();
        void(&w.manager, amendment).unwrap();
        w.wang.contracts().submit(amendment).unwrap();
        assert_eq!(status(&w, amendment), CheckStatus::NotNeeded);
        assert_eq!(status(&w, id), CheckStatus::Void, "its place is taken");
        assert_eq!(told(w.wang.contracts().submit(id)), "contract.amended");
    }
}

#[test]
fn nothing_becomes_of_a_contract_while_its_amendment_is_decided() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        let early = amend(&w.wang, id, "1-1").unwrap();
        assert_eq!(rows(w.wang.run(DeleteContracts { contracts: vec![early] })), ["done"]);
        flow(&w, true);
        let amendment = amend(&w.wang, id, "1-2").unwrap();
        w.wang.contracts().submit(amendment).unwrap();
        assert_eq!(told(void(&w.manager, id)), "contract.amending");
        assert_eq!(told(w.wang.contracts().submit(id)), "contract.amending");
        let delete = DeleteContracts { contracts: vec![id] };
        assert_eq!(rows(w.admin.run(delete)), ["contract.amending"]);
        // Nor does another one overtake it.
        assert_eq!(rows(w.wang.run(RestoreContracts { contracts: vec![early] })), ["done"]);
        assert_eq!(told(w.wang.contracts().submit(early)), "contract.amending");
        decide(&w, amendment, true).unwrap();
        assert_eq!(told(w.wang.contracts().submit(early)), "contract.not_effective");
        let statuses = [id, amendment, early].map(|id| status(&w, id));
        assert_eq!(statuses, [CheckStatus::Void, CheckStatus::Approved, CheckStatus::Draft]);
    }
}

#[test]
fn a_contract_is_drafted_of_an_opportunity_with_its_products_and_worth() {
    for w in worlds() {
        let a = product(&w, "A", "19.99");
        let home = customer(&w.wang, "甲");
        let person = contact(&w.wang, home);
        let new = NewOpportunity {
            name: "设备更新".into(),
            customer_id: home,
            primary_contact_id: Some(person),
            discount_rate: "10".parse().ok(),
            ..Default::default()
        };
        let lines = Some(vec![line(a, "3", Some("15"))]);
        let make = CreateOpportunity { opportunity: new, stage_group: None, stage: None, lines };
        let id = w.wang.run(make).unwrap().value;
        let draft = |number: &str| DraftContract { opportunity: id, number: Some(number.into()) };
        let end = |state, reason| EndOpportunity {
            opportunity: id,
            state,
            reason,
            remark: None,
            expect: None,
        };
        // Who wins is told that there is no contract yet.
        let won = w.wang.run(end(OpportunityState::Won, None)).unwrap();
        assert_eq!(won.warnings[0].code(), "opportunity.no_contract");
        // The price at which it was offered stays.
        let patch = ProductPatch { price: Some(money("25")), ..Default::default() };
        w.admin.run(UpdateProduct { product: a, patch, expect_rev: None }).unwrap();
        let made = w.wang.contracts().get(w.wang.run(draft("1")).unwrap().value).unwrap();
        let was = w.wang.opportunities().get(id).unwrap();
        assert_eq!((Some(made.money), made.total), (was.money, was.total));
        assert_eq!((made.money, made.unreceived), (money("45.87"), money("45.87")));
        assert_eq!((made.opportunity_id, made.contact_id), (Some(id), Some(person)));
        assert_eq!((made.name.as_str(), made.status), ("设备更新", CheckStatus::Draft));
        assert_eq!(made.order_date.to_string(), "2026-03-02");
        let of = Query::new(ContractLine::contract_id().eq(made.id));
        let lines = w.wang.list::<ContractLine>(&of).unwrap().rows;
        assert_eq!((lines.len(), lines[0].list_price), (1, money("19.99")));
        assert_eq!(lines[0].discount, "15".parse().ok());
        assert_eq!(lines[0].typed, crmkit::sales::lines::LineTyped::Discount);
        // With one, nobody is told any more; an opportunity that was lost has none.
        w.manager.run(ReopenOpportunity { opportunity: id }).unwrap();
        let won = w.wang.run(end(OpportunityState::Won, None)).unwrap();
        assert_eq!(won.warnings, []);
        w.manager.run(ReopenOpportunity { opportunity: id }).unwrap();
        w.admin.run(UnshelveProducts { products: vec![a] }).unwrap();
        assert_eq!(told(w.wang.run(draft("2"))), "product.off_shelf");
        assert_eq!(told(w.li.run(draft("2"))), "record.not_found");
        w.wang.run(end(OpportunityState::Invalid, None)).unwrap();
        assert_eq!(told(w.wang.run(draft("2"))), "opportunity.ended");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn who_may_not_read_what_an_opportunity_is_worth_drafts_no_contract_of_it() {
    use crmkit::admin::role::{FieldRight, UpdateRole};
    use crmkit::org::FieldAccess;
    for w in worlds() {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"));
        let field = FieldRight {
            entity: "opportunity".into(),
            field: "money".into(),
            access: FieldAccess::Hidden,
        };
        let update = UpdateRole {
            role: common::role(&w.admin, "salesperson"),
            patch: None,
            operations: None,
            departments: None,
            employees: None,
            fields: Some(vec![field]),
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        let draft = DraftContract { opportunity: id, number: Some("1".into()) };
        assert_eq!(refusal(w.wang.run(draft)), ("right.field".into(), "money".into()));
    }
}
