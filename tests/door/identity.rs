//! A command id stands for one run: repeated, it answers as the first time and does nothing.

use crate::common::{code, file, worlds};
use crate::{customer, id, lead, new_lead, pool, remark, with};
use crmkit::admin::employee::{DisableEmployee, SetRoles};
use crmkit::query::{Query, Total, Totals};
use crmkit::sales::lead::{CreateLead, Lead, TransferLeads, UpdateLead};
use crmkit::sales::pool::{ClaimCustomers, ReleaseCustomers};
use crmkit::sales::undo::UndoCommand;
use crmkit::session::Outcome;
use serde_json::{Value as Json, json};

fn same<T: PartialEq + std::fmt::Debug>(first: &Outcome<T>, again: &Outcome<T>) {
    assert!(!first.replayed && again.replayed);
    assert_eq!(first.value, again.value);
    assert_eq!(first.command_id, again.command_id);
    assert_eq!(first.changes, again.changes);
    assert_eq!(first.warnings, again.warnings);
}

#[test]
fn a_repeated_command_is_done_once_and_answers_as_the_first_time() {
    for w in worlds() {
        let create = CreateLead { lead: new_lead("甲") };
        let first = w.wang.run_with(create.clone(), with(1)).unwrap();
        w.wang.leads().update(first.value, remark("改")).unwrap();
        let before = w.digest();
        same(&first, &w.wang.run_with(create.clone(), with(1)).unwrap());
        same(&first, &w.crm.session(w.ids[1]).unwrap().run_with(create, with(1)).unwrap());
        assert_eq!(w.digest(), before);
        // A batch of which some were refused.
        let other = lead(&w.li, "乙");
        let transfer = TransferLeads { leads: vec![first.value, other, first.value], to: w.ids[2] };
        let done = w.manager.run_with(transfer.clone(), with(2)).unwrap();
        assert_eq!(done.value.done(), 1);
        same(&done, &w.manager.run_with(transfer, with(2)).unwrap());
    }
}

#[test]
fn typed_and_json_are_one_door() {
    for w in worlds() {
        let create = CreateLead { lead: new_lead("甲") };
        let first = w.wang.run_with(create.clone(), with(1)).unwrap();
        let text =
            |lead: Json| json!({"command": "lead.create", "id": id(1), "lead": lead}).to_string();
        let answer = |lead: Json| -> Json {
            serde_json::from_str(&w.wang.run_json(&text(lead)).unwrap()).unwrap()
        };
        for lead in [json!({"name": "甲"}), json!({"name": "甲", "remark": null})] {
            let again = answer(lead);
            assert_eq!((&again["value"], &again["replayed"]), (&json!(first.value), &json!(true)));
            assert_eq!(again["changes"], json!(first.changes));
        }
        assert_eq!(code(w.wang.run_json(&text(json!({"name": "乙"})))), Some("command.id_reused"));
        let made = w.wang.run_json(
            &json!({"command": "lead.create", "id": id(2), "lead": {"name": "丙"}}).to_string(),
        );
        let made: Json = serde_json::from_str(&made.unwrap()).unwrap();
        let again = w.wang.run_with(CreateLead { lead: new_lead("丙") }, with(2)).unwrap();
        assert_eq!((json!(again.value), again.replayed), (made["value"].clone(), true));
    }
}

#[test]
fn the_file_remembers() {
    let w = file();
    let create = CreateLead { lead: new_lead("甲") };
    let first = w.wang.run_with(create.clone(), with(1)).unwrap();
    let before = w.digest();
    let beside = w.open_again(2).unwrap().session(w.ids[1]).unwrap();
    same(&first, &beside.run_with(create.clone(), with(1)).unwrap());
    w.crm.close().unwrap();
    let later = w.open_again(3).unwrap().session(w.ids[1]).unwrap();
    same(&first, &later.run_with(create, with(1)).unwrap());
    assert_eq!(
        code(later.run_with(CreateLead { lead: new_lead("乙") }, with(1))),
        Some("command.id_reused")
    );
    assert_eq!(crmkit_testkit::oracle::digest(&**later.crm().store()), before);
}

#[test]
fn an_id_is_for_one_command_of_one_person() {
    for w in worlds() {
        let made = w.wang.run_with(CreateLead { lead: new_lead("甲") }, with(1)).unwrap().value;
        let reused = Some("command.id_reused");
        let before = w.digest();
        let update = UpdateLead { lead: made, patch: remark("x"), expect_rev: None };
        assert_eq!(code(w.wang.run_with(update, with(1))), reused, "another command");
        let other = CreateLead { lead: new_lead("乙") };
        assert_eq!(code(w.wang.run_with(other, with(1))), reused, "other arguments");
        let same = CreateLead { lead: new_lead("甲") };
        assert_eq!(code(w.li.run_with(same, with(1))), reused, "somebody else");
        assert_eq!(
            code(w.wang.run_with(UndoCommand { of: id(1) }, with(1))),
            reused,
            "its own undo"
        );
        assert_eq!(w.digest(), before);
    }
}

#[test]
fn a_refusal_and_a_command_that_changes_nothing_use_up_no_id() {
    for w in worlds() {
        let bad = CreateLead { lead: new_lead(" ") };
        assert_eq!(code(w.wang.run_with(bad, with(1))), Some("value.required"));
        let made = w.wang.run_with(CreateLead { lead: new_lead("甲") }, with(1)).unwrap();
        assert!(!made.replayed);
        let before = w.digest();
        let nothing = UpdateLead { lead: made.value, patch: Default::default(), expect_rev: None };
        let outcome = w.wang.run_with(nothing, with(2)).unwrap();
        assert_eq!((outcome.changes, w.digest()), (vec![], before));
        let update = UpdateLead { lead: made.value, patch: remark("x"), expect_rev: None };
        assert!(!w.wang.run_with(update, with(2)).unwrap().replayed);
    }
}

#[test]
fn a_repetition_shows_only_what_may_be_seen_now() {
    for w in worlds() {
        let made = w.wang.run_with(CreateLead { lead: new_lead("甲") }, with(1)).unwrap();
        let again = || w.wang.run_with(CreateLead { lead: new_lead("甲") }, with(1));
        w.manager.leads().transfer(vec![made.value], w.ids[2]).unwrap();
        let seen = again().unwrap();
        assert_eq!((seen.value, seen.changes), (made.value, vec![]), "it is somebody else's now");
        w.admin.run(SetRoles { employee: w.ids[1], roles: vec![] }).unwrap();
        assert_eq!(code(again()), Some("right.missing"));
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        assert_eq!(code(again()), Some("session.disabled"));
    }
}

#[test]
fn undo_claim_and_release_are_done_once_too() {
    for w in worlds() {
        let pool = pool(&w, "公海");
        let customers = vec![customer(&w.wang, "甲").value];
        let release = ReleaseCustomers { pool, customers: customers.clone() };
        w.wang.run(release.clone()).unwrap();
        let claim = ClaimCustomers { pool, customers };
        let first = w.li.run_with(claim.clone(), with(1)).unwrap();
        same(&first, &w.li.run_with(claim.clone(), with(1)).unwrap());
        w.li.run_with(release, with(3)).unwrap();
        let undo = UndoCommand { of: id(3) };
        let undone = w.li.run_with(undo.clone(), with(2)).unwrap();
        let before = w.digest();
        let again = w.li.run_with(undo, with(2)).unwrap();
        assert_eq!((again.value, again.replayed), (undone.value, true));
        assert_eq!(
            w.li.run_with(claim, with(1)).unwrap().value,
            first.value,
            "what was undone stays done once"
        );
        assert_eq!(w.digest(), before);
    }
}

#[test]
fn of_many_threads_with_one_id_one_does_it() {
    for w in worlds() {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let session = w.wang.clone();
                std::thread::spawn(move || {
                    session.run_with(CreateLead { lead: new_lead("甲") }, with(1)).unwrap()
                })
            })
            .collect();
        let outcomes: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        assert_eq!(outcomes.iter().filter(|o| !o.replayed).count(), 1);
        assert!(outcomes.iter().all(|o| o.value == outcomes[0].value));
        let all = w.admin.count::<Lead>(&Query::default(), Totals::Exact).unwrap();
        assert_eq!(all, Total::Exact { count: 1 });
    }
}
