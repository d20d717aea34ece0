//! What may be changed of an opportunity that has ended, and by whom.

use crate::common::{customer, told};
use crate::{each, end, line, money, new, number, product, read, set_lines};
use crmkit::commands::*;
use crmkit::org::DataScope;
use crmkit::sales::contract::NewContract;
use crmkit::sales::opportunity::OpportunityState::{Invalid, Lost, Won};
use crmkit::sales::opportunity::*;

#[test]
fn after_its_end_only_remarks_are_changed_without_the_right_to_reopen() {
    each(|w| {
        let role = [
            "customer.create",
            "customer.read",
            "opportunity.create",
            "opportunity.read",
            "opportunity.edit",
            "contact.create",
            "contact.read",
            "product.read",
            "contract.create",
            "contract.read",
            "contract.edit",
        ];
        let role = w.role("只编辑", DataScope::Own, &role);
        let by = w.crm.session(w.employee("周杰", "13800000009", vec![role])).unwrap();
        let a = product(&w, "A", "10");
        let home = customer(&by, "甲");
        for state in [Won, Lost, Invalid] {
            let opportunity = NewOpportunity { money: Some(money("5")), ..new(home, "商机") };
            let id = by.opportunities().create(opportunity).unwrap().value;
            let competitors = || {
                let competitor = Competitor { name: "乙".into(), price: None, remark: None };
                by.run(SetCompetitors { opportunity: id, competitors: vec![competitor] })
            };
            end(&w.admin, id, state).unwrap();
            let update =
                |by: &crmkit::session::Session, patch| told(by.opportunities().update(id, patch));
            let free = [
                OpportunityPatch { remark: Some("他们选了乙".into()), ..Default::default() },
                OpportunityPatch {
                    next_contact_at: Some("2026-09-01T01:00:00Z".parse().unwrap()),
                    ..Default::default()
                },
            ];
            for patch in free {
                assert_eq!(update(&by, patch), "done", "{state:?}");
            }
            assert_eq!(told(competitors()), "done");
            let kept = read(&by, id);
            let fixed = [
                OpportunityPatch { name: Some("新".into()), ..Default::default() },
                OpportunityPatch { money: Some(money("6")), ..Default::default() },
                OpportunityPatch { discount_rate: Some(number("1")), ..Default::default() },
                OpportunityPatch {
                    expected_on: Some("2026-09-01".parse().unwrap()),
                    remark: Some("和备注一起".into()),
                    ..Default::default()
                },
                OpportunityPatch { probability_by_hand: Some(number("1")), ..Default::default() },
            ];
            for patch in &fixed {
                assert_eq!(update(&by, patch.clone()), "opportunity.closed", "{state:?}");
            }
            assert_eq!(told(by.run(set_lines(id, vec![line(a, "1")]))), "opportunity.closed");
            let contacts = SetOpportunityContacts { opportunity: id, contacts: vec![] };
            assert_eq!(told(by.run(contacts)), "opportunity.closed");
            assert_eq!(read(&by, id), kept);
            // Who may reopen it corrects it without; its end stays.
            for patch in fixed {
                assert_eq!(update(&w.manager, patch), "done");
            }
            assert_eq!(told(w.manager.run(set_lines(id, vec![line(a, "1")]))), "done");
            let now = read(&by, id);
            assert_eq!((now.state, now.stage_id), (state, kept.stage_id));
            assert_eq!(now.money, Some(money("9.9")));
            // The contract with which it was won gives it its products.
            let contract = NewContract {
                number: Some(format!("{state:?}")),
                name: "合同".into(),
                customer_id: home,
                opportunity_id: Some(id),
                order_date: "2026-03-01".parse().unwrap(),
                ..Default::default()
            };
            let contract = by.contracts().create(contract).unwrap().value;
            let lines = vec![line(a, "7")];
            let set = SetContractLines { contract, lines, to_opportunity: Some(true) };
            let want = if state == Won { "done" } else { "opportunity.closed" };
            assert_eq!(told(by.run(set)), want, "{state:?}");
            let worth = if state == Won { "69.3" } else { "9.9" };
            assert_eq!(read(&by, id).money, Some(money(worth)));
        }
    });
}

#[test]
fn what_was_changed_before_the_end_is_not_taken_back_after_it() {
    each(|w| {
        let role = ["customer.create", "customer.read", "opportunity.create", "opportunity.read"];
        let role = w.role(
            "只编辑",
            DataScope::Own,
            &[&role[..], &["opportunity.edit", "product.read"]].concat(),
        );
        let by = w.crm.session(w.employee("周杰", "13800000009", vec![role])).unwrap();
        let (a, b) = (product(&w, "A", "10"), product(&w, "B", "10"));
        let id = by.opportunities().create(new(customer(&by, "甲"), "商机")).unwrap().value;
        by.run(set_lines(id, vec![line(a, "1")])).unwrap();
        let swap = by.run(set_lines(id, vec![line(b, "1")])).unwrap().command_id;
        end(&by, id, Won).unwrap();
        // It comes to the same, so that the opportunity itself was not touched.
        assert_eq!(told(by.undo(swap)), "opportunity.closed");
        assert_eq!(told(w.admin.undo(swap)), "done");
    });
}
