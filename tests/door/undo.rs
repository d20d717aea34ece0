//! Taking back: what may be, by whom, until when, and the reasons when not.

use crate::common::{World, code, role, worlds};
use crate::{customer, id, lead, new_lead, pool, remark};
use crmkit::ErrorKind;
use crmkit::admin::employee::{DisableEmployee, SetRoles};
use crmkit::model::CommandId;
use crmkit::org::DataScope;
use crmkit::sales::contact::{AddContactMember, NewContact, RemoveContactMember};
use crmkit::sales::customer::{
    AddMember, CustomerPatch, LeaveTeam, NewCustomer, RemoveMember, TeamAccess,
};
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::{Lead, LeadPatch};
use crmkit::sales::pool::{
    AssignCustomers, DeletePool, MovePooled, PoolId, PoolPatch, ReleaseCustomers, UpdatePool,
};
use crmkit::session::Session;
use crmkit_testkit::oracle::business;

/// Refused, and nothing was touched.
fn refused(w: &World, session: &Session, command: CommandId, want: &str) {
    let before = w.digest();
    assert_eq!(code(session.undo(command)), Some(want));
    assert_eq!(w.digest(), before, "{want}");
}

fn enable(w: &World, pool: PoolId, enabled: bool) -> CommandId {
    let patch = Some(PoolPatch { enabled: Some(enabled), ..Default::default() });
    let (admins, members, departments, expect_rev) = (None, None, None, None);
    w.admin
        .run(UpdatePool { pool, patch, admins, members, departments, expect_rev })
        .unwrap()
        .command_id
}

fn roles(w: &World, roles: Vec<crmkit::org::RoleId>) {
    w.admin.run(SetRoles { employee: w.ids[1], roles }).unwrap();
}

#[test]
fn a_command_is_taken_back_once() {
    for w in worlds() {
        let made = lead(&w.wang, "甲");
        let before = business(&**w.crm.store());
        let done = w.wang.leads().update(made, remark("x")).unwrap();
        let undone = w.wang.undo(done.command_id).unwrap();
        assert_eq!((undone.value.command.as_str(), undone.value.changes), ("lead.update", 1));
        assert_eq!(business(&**w.crm.store()), before);
        refused(&w, &w.wang, done.command_id, "undo.already");
        // Taking back is no command that can be taken back: do it again instead.
        refused(&w, &w.wang, undone.command_id, "undo.not_undoable");
        let history = w.wang.history::<Lead>(made, None, 9).unwrap();
        let commands: Vec<_> = history.iter().map(|h| h.command.as_str()).collect();
        assert_eq!(commands, ["command.undo", "lead.update", "lead.create"]);
        assert_eq!(w.wang.leads().get(made).unwrap().rev, 3, "a change like any other");
    }
}

#[test]
fn what_was_changed_since_is_not_taken_back() {
    for w in worlds() {
        let made = lead(&w.wang, "甲");
        let first = w.wang.leads().update(made, remark("一")).unwrap().command_id;
        let address = LeadPatch { address: Some("武汉".into()), ..Default::default() };
        w.manager.leads().update(made, address).unwrap();
        refused(&w, &w.wang, first, "undo.touched_since");
        let error = w.wang.undo(first).unwrap_err();
        assert_eq!((error.kind(), error.entity_name()), (ErrorKind::Conflict, Some("lead")));
        // One of many rows is enough.
        let others = vec![lead(&w.wang, "乙"), lead(&w.wang, "丙")];
        let moved = w.manager.leads().transfer(others.clone(), w.ids[2]).unwrap().command_id;
        let new =
            NewFollowUp {
                lead_id: Some(others[1]), content: "电话".into(), ..Default::default()
            };
        w.li.follow_ups().add(new).unwrap();
        refused(&w, &w.manager, moved, "undo.touched_since");
    }
}

#[test]
fn changes_are_taken_back_one_after_the_other() {
    for w in worlds() {
        let made = w.wang.leads().create(new_lead("甲")).unwrap();
        let steps = ["一", "二", "三"].map(|text| {
            let before = w.wang.leads().get(made.value).unwrap().remark;
            (w.wang.leads().update(made.value, remark(text)).unwrap().command_id, before)
        });
        let remark_of = || w.wang.leads().get(made.value).unwrap().remark;
        refused(&w, &w.wang, steps[1].0, "undo.touched_since");
        w.wang.undo(steps[2].0).unwrap();
        assert_eq!(remark_of(), steps[2].1);
        // What came between and is gone again is no hindrance; what stands is.
        let between = w.manager.leads().update(made.value, remark("四")).unwrap().command_id;
        refused(&w, &w.wang, steps[1].0, "undo.touched_since");
        w.manager.undo(between).unwrap();
        for (command, before) in steps[..2].iter().rev() {
            w.wang.undo(*command).unwrap();
            assert_eq!(remark_of(), *before);
        }
        w.wang.undo(made.command_id).unwrap();
        assert_eq!(code(w.wang.leads().get(made.value)), Some("record.not_found"));
    }
}

#[test]
fn nothing_goes_back_into_a_pool_that_is_closed() {
    for w in worlds() {
        let (from, to) = (pool(&w, "公海"), pool(&w, "另一公海"));
        let made = customer(&w.wang, "甲").value;
        w.admin.run(ReleaseCustomers { pool: from, customers: vec![made] }).unwrap();
        let moved = w.admin.run(MovePooled { from, to }).unwrap().command_id;
        enable(&w, from, false);
        refused(&w, &w.admin, moved, "pool.disabled");
    }
}

#[test]
fn what_an_administrator_set_is_taken_back_where_the_rest_still_fits() {
    for w in worlds() {
        let (one, two) = (pool(&w, "公海"), pool(&w, "另一公海"));
        let closed = enable(&w, one, false);
        let opened = enable(&w, one, true);
        let made = customer(&w.wang, "甲").value;
        w.admin.run(ReleaseCustomers { pool: one, customers: vec![made] }).unwrap();
        refused(&w, &w.admin, opened, "pool.not_empty");
        w.wang.pool(one).claim(vec![made]).unwrap().value.single().unwrap();
        enable(&w, two, false);
        refused(&w, &w.admin, opened, "pool.last");
        enable(&w, two, true);
        w.admin.undo(opened).unwrap();
        w.admin.undo(closed).unwrap();
        // Members: the first command adds one, the second takes away the other.
        let members = |members: &[usize]| {
            let members = Some(members.iter().map(|n| w.ids[*n]).collect());
            let (pool, admins, departments, patch) = (one, None, Some(vec![]), None);
            let command =
                UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
            w.admin.run(command).unwrap().command_id
        };
        members(&[1]);
        let added = members(&[1, 2]);
        members(&[2]);
        refused(&w, &w.admin, added, "pool.members_missing");
    }
}

#[test]
fn nobody_comes_back_into_the_team_of_what_he_owns() {
    for w in worlds() {
        let made = customer(&w.wang, "甲").value;
        let li = w.ids[2];
        let remove = || RemoveMember { customers: vec![made], employee: li, cascade: None };
        let add = || {
            let (access, expires_at) = (TeamAccess::Read, None);
            let customers = vec![made];
            let employee = li;
            let add = AddMember { customers, employee, access, expires_at, cascade: None };
            let report = w.manager.run(add);
            report.unwrap().value.single().unwrap();
        };
        add();
        let removed = w.manager.run(remove()).unwrap();
        add();
        refused(&w, &w.manager, removed.command_id, "undo.touched_since");
        w.manager.run(remove()).unwrap();
        w.manager.customers().transfer(vec![made], li).unwrap().value.single().unwrap();
        refused(&w, &w.manager, removed.command_id, "undo.touched_since");
    }
}

#[test]
fn nor_into_the_team_of_a_contact_that_he_owns() {
    for w in worlds() {
        let customer_id = customer(&w.wang, "甲").value;
        let new = NewContact { customer_id, name: "一".into(), ..Default::default() };
        let contacts = vec![w.wang.contacts().create(new).unwrap().value];
        let (employee, access) = (w.ids[2], TeamAccess::Read);
        let add =
            AddContactMember { contacts: contacts.clone(), employee, access, expires_at: None };
        w.manager.run(add).unwrap().value.single().unwrap();
        let remove = RemoveContactMember { contacts: contacts.clone(), employee };
        let removed = w.manager.run(remove).unwrap().command_id;
        w.manager.contacts().transfer(contacts, employee).unwrap().value.single().unwrap();
        refused(&w, &w.manager, removed, "undo.touched_since");
    }
}

#[test]
fn what_somebody_else_did_is_his_to_take_back_and_the_super_administrator_s() {
    for w in worlds() {
        let made = w.wang.leads().create(new_lead("甲")).unwrap();
        for session in [&w.li, &w.manager] {
            refused(&w, session, made.command_id, "undo.unknown");
            refused(&w, session, id(99), "undo.unknown");
        }
        w.admin.undo(made.command_id).unwrap();
        assert_eq!(code(w.wang.leads().get(made.value)), Some("record.not_found"));
    }
}

#[test]
fn what_cannot_be_taken_back_says_so() {
    for w in worlds() {
        let role = w.admin.run(crate::common::new_role("电销", DataScope::Own, &[])).unwrap();
        refused(&w, &w.admin, role.command_id, "undo.not_undoable");
        let error = w.admin.undo(role.command_id).unwrap_err();
        assert_eq!(error.params()["command"], "role.create");
        let password = w.wang.set_password(w.ids[1], "long enough").unwrap();
        refused(&w, &w.wang, password.command_id, "undo.not_undoable");
    }
}

#[test]
fn rights_that_are_gone_are_not_used_to_take_back() {
    for w in worlds() {
        let own = lead(&w.wang, "甲");
        let theirs = lead(&w.li, "乙");
        let all = w.role("全部", DataScope::All, &["lead.read", "lead.edit"]);
        let read = w.role("只看", DataScope::All, &["lead.read"]);
        let sales = role(&w.admin, "salesperson");
        roles(&w, vec![all]);
        let mine = w.wang.leads().update(own, remark("x")).unwrap().command_id;
        let other = w.wang.leads().update(theirs, remark("x")).unwrap().command_id;
        roles(&w, vec![read]);
        refused(&w, &w.wang, mine, "right.missing");
        roles(&w, vec![sales]);
        refused(&w, &w.wang, other, "record.not_found");
        roles(&w, vec![sales, read]);
        refused(&w, &w.wang, other, "record.not_found");
        w.wang.undo(mine).unwrap();
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        refused(&w, &w.wang, other, "session.disabled");
    }
}

#[test]
fn who_gave_something_away_may_take_it_back() {
    for w in worlds() {
        let pool = pool(&w, "公海");
        let made = customer(&w.wang, "甲").value;
        let before = business(&**w.crm.store());
        let back = |session: &Session, command| {
            assert_eq!(code(w.wang.customers().get(made)), Some("record.not_found"));
            session.undo(command).unwrap();
            assert_eq!(business(&**w.crm.store()), before);
        };
        let given = w.wang.customers().transfer(vec![made], w.ids[2]).unwrap();
        back(&w.wang, given.command_id);
        let released = w.wang.run(ReleaseCustomers { pool, customers: vec![made] }).unwrap();
        back(&w.wang, released.command_id);
        w.wang.customers().add_member(made, w.ids[2], TeamAccess::Write, None).unwrap();
        let left = w.li.run(LeaveTeam { customers: vec![made] }).unwrap();
        assert_eq!(code(w.li.customers().get(made)), Some("record.not_found"));
        // Nobody lets himself in again, where the owner may have let him go meanwhile.
        refused(&w, &w.li, left.command_id, "undo.not_undoable");
        assert_eq!(code(w.li.customers().get(made)), Some("record.not_found"));
    }
}

#[test]
fn of_a_batch_what_was_done_is_taken_back() {
    for w in worlds() {
        let (own, theirs) = (lead(&w.wang, "甲"), lead(&w.li, "乙"));
        let before = business(&**w.crm.store());
        let done = w.manager.leads().transfer(vec![own, theirs], w.ids[2]).unwrap();
        assert_eq!(done.value.done(), 1);
        assert_eq!(w.manager.undo(done.command_id).unwrap().value.changes, 1);
        assert_eq!(business(&**w.crm.store()), before);
    }
}

#[test]
fn what_was_given_to_another_meanwhile_is_not_taken_from_him() {
    for w in worlds() {
        let made = customer(&w.wang, "独一").value;
        let deleted = w.manager.customers().delete(vec![made]).unwrap().command_id;
        let other = customer(&w.li, "独一").value;
        refused(&w, &w.manager, deleted, "undo.touched_since");
        let rename = CustomerPatch { name: Some("另一".into()), ..Default::default() };
        w.li.customers().update(other, rename).unwrap();
        w.manager.undo(deleted).unwrap();
        let taken = NewCustomer { name: "独一".into(), ..Default::default() };
        assert_eq!(
            code(w.li.customers().create(taken)),
            Some("record.duplicate"),
            "it is his again"
        );
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn nothing_goes_back_to_somebody_who_has_left() {
    for w in worlds() {
        let made = customer(&w.wang, "甲").value;
        let moved = w.manager.customers().transfer(vec![made], w.ids[2]).unwrap().command_id;
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        refused(&w, &w.manager, moved, "owner.inactive");
    }
}

#[test]
fn nothing_goes_back_into_a_pool_that_is_gone() {
    for w in worlds() {
        let pool = pool(&w, "公海");
        let made = customer(&w.wang, "甲").value;
        w.wang.run(ReleaseCustomers { pool, customers: vec![made] }).unwrap();
        w.pool("另一个");
        let assign = AssignCustomers { pool, customers: vec![made], to: w.ids[2] };
        let claimed = w.manager.run(assign).unwrap().command_id;
        let gone = w.admin.run(DeletePool { pool }).unwrap().command_id;
        refused(&w, &w.manager, claimed, "undo.touched_since");
        w.admin.undo(gone).unwrap();
        w.manager.undo(claimed).unwrap();
        assert_eq!(w.wang.pool(pool).list(&Default::default()).unwrap().rows[0].id, made);
    }
}
