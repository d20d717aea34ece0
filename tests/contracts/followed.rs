//! What is said about contracts (B1.0, B1.14).

use super::*;
use crmkit::model::Timestamp;
use crmkit::sales::customer::{CustomerPatch, TeamAccess};
use crmkit::sales::follow_up::{DeleteFollowUp, FollowUp, NewFollowUp};

fn about(contract: ContractId, next: Option<Timestamp>) -> NewFollowUp {
    NewFollowUp {
        contract_id: Some(contract),
        content: "催了尾款".into(),
        next_contact_at: next,
        ..Default::default()
    }
}

fn calendar(by: &Session) -> Vec<(String, bool)> {
    let (from, to) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let entries = by.calendar(from, to).unwrap();
    entries.into_iter().filter(|e| e.entity == "contract").map(|e| (e.name, e.own)).collect()
}

#[test]
fn a_follow_up_of_a_contract_shows_there_and_on_its_customer_whatever_its_status() {
    for w in worlds() {
        for (n, status) in [CheckStatus::InReview, CheckStatus::Approved].into_iter().enumerate() {
            let id = in_status(&w, status, &format!("HT-{n}"));
            let (now, next) = (at("2026-03-02T01:00:00Z"), at("2026-03-09T01:00:00Z"));
            let said = w.wang.follow_ups().add(about(id, Some(next))).unwrap().value;
            let shown = || {
                let held = w.wang.contracts().get(id).unwrap();
                (held.last_follow_at, held.next_contact_at, held.status)
            };
            assert_eq!(shown(), (Some(now), Some(next), status));
            let home = w.wang.contracts().get(id).unwrap().customer_id;
            assert_eq!(w.wang.get::<FollowUp>(said).unwrap().customer_id, Some(home));
            let last = w.wang.customers().get(home).unwrap().last_follow_text;
            assert_eq!(last.as_deref(), Some("催了尾款"));

            let deletion = w.wang.run(DeleteFollowUp { follow_up: said }).unwrap();
            assert_eq!(shown(), (None, None, status));
            w.wang.undo(deletion.command_id).unwrap();
            assert_eq!(shown(), (Some(now), Some(next), status));
        }
    }
}

#[test]
fn a_follow_up_stands_on_a_contract_of_its_customer_that_one_sees() {
    for w in worlds() {
        let id = draft(&w.wang, "HT-1");
        let other = customer(&w.wang, "乙");
        let wrong = NewFollowUp { customer_id: Some(other), ..about(id, None) };
        let (code, text) = refusal(w.wang.follow_ups().add(wrong));
        assert_eq!(code, "contract.elsewhere", "{text}");
        assert_eq!(told(w.li.follow_ups().add(about(id, None))), "record.not_found");
        // Who sees the contract sees what is said of it, and adds to it alone.
        let said = w.wang.follow_ups().add(about(id, None)).unwrap().value;
        assert_eq!(code_of(&w.li, said), Some("record.not_found"));
        let add = AddContractMember {
            contracts: vec![id],
            employee: w.ids[2],
            access: TeamAccess::Read,
            expires_at: None,
        };
        w.wang.run(add).unwrap();
        assert_eq!(code_of(&w.li, said), None);
        let added = w.li.follow_ups().add(about(id, None)).unwrap().value;
        assert_eq!(w.admin.get::<FollowUp>(added).unwrap().customer_id, None);
        // He corrects his own and no other, until he may edit the contract.
        assert_eq!(told(w.li.run(DeleteFollowUp { follow_up: said })), "right.row");
    }
}

fn code_of(by: &Session, said: crmkit::sales::follow_up::FollowUpId) -> Option<&'static str> {
    code(by.get::<FollowUp>(said))
}

#[test]
fn what_is_planned_for_a_contract_stands_in_the_calendar_until_it_is_void() {
    for w in worlds() {
        let id = effective(&w.wang, "HT-1");
        w.wang.follow_ups().add(about(id, Some(at("2026-03-09T01:00:00Z")))).unwrap();
        // The customer's own plan is of the same hour: one appointment.
        assert_eq!(calendar(&w.wang), []);
        let home = w.wang.contracts().get(id).unwrap().customer_id;
        let later = CustomerPatch {
            next_contact_at: Some(at("2026-03-20T01:00:00Z")),
            ..Default::default()
        };
        w.clock.advance_days(1);
        w.wang.customers().update(home, later).unwrap();
        assert_eq!(calendar(&w.wang), [("合同 HT-1".to_owned(), true)]);
        void(&w.manager, id).unwrap();
        assert_eq!(calendar(&w.wang), []);
    }
}
