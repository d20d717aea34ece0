//! What may happen to a contract in each status, and what cannot be agreed.

use super::*;

/// Every status against every action, with and without a flow: what it becomes, or the refusal.
#[test]
fn every_transition_of_the_table_and_no_other() {
    use CheckStatus::*;
    let number = Cell::new(0);
    for w in worlds() {
        let table: [(CheckStatus, [&str; 9]); 7] = [
            // submit with a flow, submit without, edit with a flow, edit without,
            // approve, reject, withdraw, void, delete by its owner
            (
                Draft,
                [
                    "in_review",
                    "not_needed",
                    "draft",
                    "draft",
                    "record.not_found",
                    "record.not_found",
                    "record.not_found",
                    "contract.not_effective",
                    "gone",
                ],
            ),
            (
                InReview,
                [
                    "contract.in_review",
                    "contract.in_review",
                    "contract.in_review",
                    "contract.in_review",
                    "approved",
                    "rejected",
                    "withdrawn",
                    "contract.not_effective",
                    "contract.delete_state",
                ],
            ),
            (
                Approved,
                [
                    "contract.approved",
                    "contract.approved",
                    "contract.approved",
                    "contract.approved",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "void",
                    "contract.delete_state",
                ],
            ),
            (
                Rejected,
                [
                    "in_review",
                    "not_needed",
                    "rejected",
                    "rejected",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "contract.not_effective",
                    "contract.delete_state",
                ],
            ),
            (
                Withdrawn,
                [
                    "in_review",
                    "not_needed",
                    "withdrawn",
                    "withdrawn",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "contract.not_effective",
                    "gone",
                ],
            ),
            (
                NotNeeded,
                [
                    "in_review",
                    "not_needed",
                    "contract.must_submit",
                    "not_needed",
                    "record.not_found",
                    "record.not_found",
                    "record.not_found",
                    "void",
                    "contract.delete_state",
                ],
            ),
            (
                Void,
                [
                    "in_review",
                    "not_needed",
                    "contract.is_void",
                    "contract.is_void",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "contract.not_effective",
                    "contract.delete_state",
                ],
            ),
        ];
        for (from, expected) in table {
            for (action, expected) in expected.into_iter().enumerate() {
                number.set(number.get() + 1);
                let id = in_status(&w, from, &number.get().to_string());
                flow(&w, !matches!(action, 1 | 3));
                let patch = ContractPatch { remark: Some("改".into()), ..Default::default() };
                let done = match action {
                    0 | 1 => w.wang.contracts().submit(id).map(|_| ()),
                    2 | 3 => w
                        .wang
                        .run(UpdateContract { contract: id, patch, expect_rev: None })
                        .map(|_| ()),
                    4 => decide(&w, id, true),
                    5 => decide(&w, id, false),
                    6 => withdraw(&w, id),
                    7 => void(&w.manager, id),
                    _ => {
                        let report = w.wang.run(DeleteContracts { contracts: vec![id] });
                        report.map(|r| r.value).and_then(|r| r.single())
                    }
                };
                let became = match code(done) {
                    Some(refused) => {
                        assert_eq!(status(&w, id), from, "a refusal changes nothing");
                        refused.to_owned()
                    }
                    None => match w.admin.contracts().get(id) {
                        Ok(contract) => crmkit::model::Choice::code(contract.status).to_owned(),
                        Err(_) => "gone".to_owned(),
                    },
                };
                assert_eq!(became, expected, "{from:?}, action {action}");
            }
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_void_contract_is_changed_by_submitting_it_with_the_changes() {
    for w in worlds() {
        let id = in_status(&w, CheckStatus::Void, "1");
        flow(&w, true);
        let patch = Some(ContractPatch { money: Some(money("9000")), ..Default::default() });
        let submit =
            SubmitContract { contract: id, patch, lines: None, choices: None, expect_rev: None };
        w.wang.run(submit).unwrap();
        let contract = w.wang.contracts().get(id).unwrap();
        assert_eq!((contract.status, contract.money), (CheckStatus::InReview, money("9000")));
        assert_eq!(contract.void_reason, None);
    }
}

#[test]
fn a_draft_is_deleted_by_its_owner_and_those_above_him_and_by_no_member() {
    for w in worlds() {
        let id = draft(&w.wang, "1");
        let add = AddContractMember {
            contracts: vec![id],
            employee: w.ids[2],
            access: TeamAccess::Write,
            expires_at: None,
        };
        w.wang.run(add).unwrap();
        let delete = || DeleteContracts { contracts: vec![id] };
        let restore = || RestoreContracts { contracts: vec![id] };
        let patch = || ContractPatch { remark: Some("改".into()), ..Default::default() };
        w.li.run(UpdateContract { contract: id, patch: patch(), expect_rev: None }).unwrap();
        assert_eq!(rows(w.li.run(delete())), ["right.row"], "though he may change it");
        for by in [&w.wang, &w.manager] {
            assert_eq!(
                (rows(by.run(delete())), rows(by.run(restore()))),
                (vec!["done"], vec!["done"])
            );
        }
        // The salesperson deletes none of a colleague's.
        let theirs = draft(&w.manager, "2");
        let delete = DeleteContracts { contracts: vec![theirs] };
        assert_eq!(rows(w.wang.run(delete)), ["record.not_found"]);
    }
}

#[test]
fn only_a_super_administrator_deletes_what_is_no_draft() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        let delete = || DeleteContracts { contracts: vec![id] };
        assert_eq!(rows(w.wang.run(delete())), ["contract.delete_state"]);
        assert_eq!(rows(w.manager.run(delete())), ["contract.delete_state"]);
        let dealt = |w: &World| w.admin.list::<Customer>(&Query::default()).unwrap().rows[0].dealt;
        assert!(dealt(&w));
        assert_eq!(rows(w.admin.run(delete())), ["done"]);
        assert!(!dealt(&w));
        assert_eq!(rows(w.admin.run(RestoreContracts { contracts: vec![id] })), ["done"]);
        assert!(dealt(&w));
    }
}

#[test]
fn numbers_are_unique_among_the_live() {
    for w in worlds() {
        let one = draft(&w.wang, "HT-1");
        let other = customer(&w.li, "别家");
        let twice = w.li.contracts().create(new(other, "ｈｔ-1"));
        assert_eq!(refusal(twice), ("record.duplicate".into(), "number".into()));
        let none = NewContract { number: None, ..new(other, "") };
        assert_eq!(
            refusal(w.li.contracts().create(none)),
            ("number.required".into(), "number".into())
        );
        assert_eq!(rows(w.wang.run(DeleteContracts { contracts: vec![one] })), ["done"]);
        w.li.contracts().create(new(other, "HT-1")).unwrap();
        assert_eq!(
            rows(w.wang.run(RestoreContracts { contracts: vec![one] })),
            ["record.duplicate"]
        );
    }
}

#[test]
fn what_cannot_be_agreed_is_refused() {
    for w in worlds() {
        let (mine, his) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        let create = |change: &dyn Fn(&mut NewContract)| {
            let mut contract = new(mine, "1");
            change(&mut contract);
            w.wang.contracts().create(contract)
        };
        let date = |day: &str| Some(day.parse().unwrap());
        let early =
            create(&|c| (c.starts_on, c.ends_on) = (date("2026-03-02"), date("2026-03-01")));
        assert_eq!(refusal(early), ("contract.dates".into(), "ends_on".into()));
        for rate in ["-0.01", "100.01"] {
            let rate = create(&|c| c.discount_rate = rate.parse().ok());
            assert_eq!(refusal(rate), ("value.out_of_range".into(), "discount_rate".into()));
        }
        let less = create(&|c| c.money = Some(money("-1")));
        assert_eq!(refusal(less), ("value.out_of_range".into(), "money".into()));
        assert_eq!(told(create(&|c| c.customer_id = his)), "value.unknown_reference");
        assert_eq!(told(create(&|c| c.currency = Some("人民币".into()))), "settings.currency");
        let contact = |by: &Session, customer_id| {
            let contact = crmkit::sales::contact::NewContact {
                name: "单先生".into(),
                customer_id,
                ..Default::default()
            };
            by.contacts().create(contact).unwrap().value
        };
        let other = customer(&w.wang, "丙");
        let elsewhere = contact(&w.wang, other);
        let signer = create(&|c| c.contact_id = Some(elsewhere));
        assert_eq!(refusal(signer), ("contact.elsewhere".into(), "contact_id".into()));
        let unseen = contact(&w.li, his);
        assert_eq!(told(create(&|c| c.contact_id = Some(unseen))), "record.not_found");
        let fits = create(&|c| (c.starts_on, c.ends_on) = (date("2026-03-02"), date("2026-03-02")));
        assert_eq!(w.wang.contracts().get(fits.unwrap().value).unwrap().currency, "CNY");
    }
}

#[test]
fn what_was_decided_is_not_changed_by_taking_something_back() {
    for w in worlds() {
        flow(&w, true);
        // Of the same price: the contract itself does not change.
        let (a, b) = (product(&w, "A", "100"), product(&w, "B", "100"));
        let contract = NewContract { money: None, ..new(customer(&w.wang, "甲"), "1") };
        let (lines, signers) = (Some(vec![line(a, "1", None)]), Some(vec![w.ids[1]]));
        let id = w.wang.run(CreateContract { contract, lines, signers }).unwrap().value;
        let lines = vec![line(b, "1", None)];
        let set = SetContractLines { contract: id, lines, to_opportunity: None };
        let lines = w.wang.run(set).unwrap().command_id;
        let set = SetContractSigners { contract: id, signers: vec![w.ids[0]] };
        let signers = w.wang.run(set).unwrap().command_id;
        w.wang.contracts().submit(id).unwrap();
        assert_eq!(code(w.wang.undo(lines)), Some("contract.in_review"));
        decide(&w, id, true).unwrap();
        assert_eq!(code(w.wang.undo(lines)), Some("contract.approved"));
        assert_eq!(code(w.wang.undo(signers)), Some("contract.approved"));
        void(&w.manager, id).unwrap();
        assert_eq!(code(w.wang.undo(signers)), Some("contract.is_void"));
        // Nor what would have to be approved by now.
        let free = in_status(&w, CheckStatus::NotNeeded, "2");
        let patch = ContractPatch { remark: Some("改".into()), ..Default::default() };
        let update = UpdateContract { contract: free, patch, expect_rev: None };
        let update = w.wang.run(update).unwrap().command_id;
        flow(&w, true);
        assert_eq!(code(w.wang.undo(update)), Some("contract.must_submit"));
        flow(&w, false);
        w.wang.undo(update).unwrap();
    }
}

#[test]
fn a_contract_comes_out_of_the_recycle_bin_while_its_opportunity_is_not_in_it() {
    for w in worlds() {
        let home = customer(&w.wang, "甲");
        let opportunity = crmkit::sales::opportunity::NewOpportunity {
            name: "商机".into(),
            customer_id: home,
            ..Default::default()
        };
        let opportunity = w.wang.opportunities().create(opportunity).unwrap().value;
        let contract = NewContract { opportunity_id: Some(opportunity), ..new(home, "1") };
        let contracts = vec![w.wang.contracts().create(contract).unwrap().value];
        let deleted = w.wang.run(DeleteContracts { contracts: contracts.clone() }).unwrap();
        let opportunities = vec![opportunity];
        let delete = DeleteOpportunities { opportunities: opportunities.clone() };
        assert_eq!(rows(w.manager.run(delete)), ["done"]);
        let restore = || rows(w.wang.run(RestoreContracts { contracts: contracts.clone() }));
        assert_eq!(restore(), ["record.deleted"]);
        assert_eq!(code(w.wang.undo(deleted.command_id)), Some("undo.touched_since"));
        assert_eq!(rows(w.manager.run(RestoreOpportunities { opportunities })), ["done"]);
        assert_eq!(restore(), ["done"]);
    }
}
