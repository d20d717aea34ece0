//! Roles: what they permit, on whose records, with which fields.

use crate::common::{World, code, new_role, role, worlds};
use crmkit::admin::employee::{SetRoles, UpdateEmployee};
use crmkit::admin::role::*;
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::lead::{LeadId, LeadPatch, NewLead};
use crmkit::session::Session;

fn change(role: RoleId) -> UpdateRole {
    UpdateRole {
        role,
        patch: None,
        operations: None,
        departments: None,
        employees: None,
        fields: None,
        expect_rev: None,
    }
}

fn give(w: &World, employee: EmployeeId, roles: &[RoleId]) {
    w.admin.run(SetRoles { employee, roles: roles.to_vec() }).unwrap();
}

fn lead(session: &Session, name: &str) -> LeadId {
    session.leads().create(NewLead { name: name.into(), ..Default::default() }).unwrap().value
}

/// The names of the leads that somebody sees.
fn sees(session: &Session) -> Vec<String> {
    let page = session.leads().list(&Query::default().limit(500)).unwrap();
    let mut names: Vec<String> = page.rows.into_iter().map(|r| r.name).collect();
    names.sort();
    names
}

fn right(field: &str, access: FieldAccess) -> FieldRight {
    FieldRight { entity: "lead".into(), field: field.into(), access }
}

#[test]
fn a_role_is_made_changed_copied_and_deleted() {
    for w in worlds() {
        let made = w.role("电销", DataScope::Own, &["lead.read", "lead.create"]);
        let read = w.admin.get::<Role>(made).unwrap();
        assert_eq!((read.name.as_str(), read.scope, read.built_in), ("电销", DataScope::Own, None));
        let patch = RolePatch { name: Some("电话销售".into()), ..Default::default() };
        w.admin.run(UpdateRole { patch: Some(patch), ..change(made) }).unwrap();
        let copy = w.admin.run(CopyRole { role: made, name: "电销副本".into() }).unwrap().value;
        give(&w, w.ids[1], &[copy]);
        lead(&w.wang, "甲");
        assert_eq!(code(w.wang.leads().delete(vec![])), Some("right.missing"));
        w.admin.run(DeleteRole { role: made }).unwrap();
        assert_eq!(code(w.admin.get::<Role>(made)), Some("record.not_found"));
        assert_eq!(sees(&w.wang), ["甲"], "the copy stands by itself");
    }
}

#[test]
fn names_of_roles_are_unique_and_fit() {
    for w in worlds() {
        let made = w.role("电销", DataScope::Own, &[]);
        let make = |name: &str| code(w.admin.run(new_role(name, DataScope::Own, &[])));
        assert_eq!(make(" 电销 "), Some("record.duplicate"));
        assert_eq!(make(""), Some("value.required"));
        assert_eq!(make(&"甲".repeat(65)), Some("value.too_long"));
        let copy = CopyRole { role: made, name: "销售员".into() };
        assert_eq!(code(w.admin.run(copy)), Some("record.duplicate"), "a built-in one's name");
        w.admin.run(DeleteRole { role: made }).unwrap();
        assert_eq!(make("电销"), None, "the name is free again");
    }
}

#[test]
fn a_role_is_not_deleted_while_somebody_holds_it_nor_if_it_is_built_in() {
    for w in worlds() {
        let made = w.role("电销", DataScope::Own, &[]);
        give(&w, w.ids[1], &[made]);
        give(&w, w.ids[2], &[made]);
        let refused = w.admin.run(DeleteRole { role: made }).unwrap_err();
        assert_eq!((refused.code(), refused.params()["employees"].as_str()), ("role.used", "2"));
        give(&w, w.ids[1], &[]);
        give(&w, w.ids[2], &[]);
        assert_eq!(code(w.admin.run(DeleteRole { role: made })), None);
        for built_in in ["super_admin", "salesperson"] {
            let delete = DeleteRole { role: role(&w.admin, built_in) };
            assert_eq!(code(w.admin.run(delete)), Some("role.built_in"));
        }
        let top = role(&w.admin, "super_admin");
        assert_eq!(code(w.admin.run(change(top))), Some("role.built_in"));
        let copy = CopyRole { role: top, name: "影子".into() };
        assert_eq!(code(w.admin.run(copy)), Some("role.built_in"));
        assert_eq!(
            code(w.admin.run(new_role("x", DataScope::Own, &["lead.fly"]))),
            Some("role.unknown_operation")
        );
        let unknown = SetRoles { employee: w.ids[1], roles: vec![made] };
        assert_eq!(code(w.admin.run(unknown)), Some("value.unknown_reference"), "a deleted role");
    }
}

#[test]
fn a_custom_scope_is_its_holder_and_the_listed_departments_and_people() {
    for w in worlds() {
        let other = w.employee("孙丽", "13900000001", vec![role(&w.admin, "salesperson")]);
        let third = w.employee("周杰", "13900000002", vec![role(&w.admin, "salesperson")]);
        let home = crmkit::admin::department::CreateDepartment {
            department: NewDepartment { name: "客服部".into(), ..Default::default() },
        };
        let home = w.admin.run(home).unwrap().value;
        let place = |employee, department_id| {
            let patch = EmployeePatch { department_id: Some(department_id), ..Default::default() };
            w.admin.run(UpdateEmployee { employee, patch, expect_rev: None }).unwrap();
        };
        place(other, home);
        for (who, name) in
            [(w.ids[1], "李强的"), (w.ids[2], "赵敏的"), (other, "孙丽的"), (third, "周杰的")]
        {
            lead(&w.crm.session(who).unwrap(), name);
        }
        let make = CreateRole {
            departments: Some(vec![home]),
            employees: Some(vec![w.ids[1]]),
            ..new_role("片区", DataScope::Custom, &["lead.read"])
        };
        let area = w.admin.run(make).unwrap().value;
        give(&w, w.ids[2], &[area]);
        assert_eq!(sees(&w.li), ["孙丽的", "李强的", "赵敏的"]);
        place(third, home);
        assert_eq!(sees(&w.li), ["周杰的", "孙丽的", "李强的", "赵敏的"], "at the next call");
        w.admin.run(UpdateRole { departments: Some(vec![]), ..change(area) }).unwrap();
        assert_eq!(sees(&w.li), ["李强的", "赵敏的"], "the other list stays");
        let gone = CreateRole {
            departments: Some(vec![DepartmentId::default()]),
            ..new_role("无", DataScope::Custom, &[])
        };
        assert_eq!(code(w.admin.run(gone)), Some("value.unknown_reference"));
    }
}

#[test]
fn several_roles_give_the_union_for_each_operation() {
    for w in worlds() {
        let (a, b) = (lead(&w.wang, "李强的"), lead(&w.li, "赵敏的"));
        let read_all = w.role("全看", DataScope::All, &["lead.read"]);
        let work_own = w.role("自办", DataScope::Own, &["lead.read", "lead.edit"]);
        let patch = || LeadPatch { remark: Some("x".into()), ..Default::default() };
        give(&w, w.ids[1], &[read_all, work_own]);
        assert_eq!(sees(&w.wang), ["李强的", "赵敏的"]);
        assert_eq!(code(w.wang.leads().update(a, patch())), None);
        assert_eq!(code(w.wang.leads().update(b, patch())), Some("right.row"), "sees, may not");
        assert_eq!(code(w.wang.leads().delete(vec![a])), Some("right.missing"));
        give(&w, w.ids[1], &[work_own]);
        assert_eq!(code(w.wang.leads().update(b, patch())), Some("record.not_found"));
        // Own department and own subordinates are not nested: both together see both.
        let staff = w.role("下属", DataScope::Subordinates, &["lead.read"]);
        let house = w.role("部门", DataScope::Department, &["lead.read"]);
        give(&w, w.ids[0], &[staff]);
        assert_eq!(sees(&w.manager), ["李强的", "赵敏的"]);
        let away = EmployeePatch { clear: vec!["superior_id".into()], ..Default::default() };
        w.admin.run(UpdateEmployee { employee: w.ids[2], patch: away, expect_rev: None }).unwrap();
        assert_eq!(sees(&w.manager), ["李强的"]);
        give(&w, w.ids[0], &[staff, house]);
        assert_eq!(sees(&w.manager), ["李强的", "赵敏的"]);
    }
}

#[test]
fn who_has_no_role_sees_nothing_and_a_role_without_people_gives_nothing() {
    for w in worlds() {
        lead(&w.wang, "甲");
        give(&w, w.ids[1], &[]);
        assert_eq!(code(w.wang.leads().list(&Query::default())), Some("right.missing"));
        let empty = CreateRole {
            departments: Some(vec![]),
            ..new_role("空", DataScope::Custom, &["lead.read"])
        };
        let empty = w.admin.run(empty).unwrap().value;
        give(&w, w.ids[2], &[empty]);
        assert_eq!(sees(&w.li), Vec::<String>::new());
    }
}

#[test]
fn a_right_taken_from_the_role_is_gone_at_the_next_call() {
    for w in worlds() {
        let made = w.role("电销", DataScope::All, &["lead.read", "lead.create", "lead.edit"]);
        give(&w, w.ids[1], &[made]);
        let mine = lead(&w.wang, "甲");
        lead(&w.li, "乙");
        let edit = || {
            code(
                w.wang
                    .leads()
                    .update(mine, LeadPatch { remark: Some("x".into()), ..Default::default() }),
            )
        };
        assert_eq!((edit(), sees(&w.wang).len()), (None, 2));
        let fewer = Some(vec!["lead.read".into()]);
        let taken = w.admin.run(UpdateRole { operations: fewer, ..change(made) }).unwrap();
        assert_eq!(edit(), Some("right.missing"));
        let own = Some(RolePatch { scope: Some(DataScope::Own), ..Default::default() });
        w.admin.run(UpdateRole { patch: own, ..change(made) }).unwrap();
        assert_eq!(sees(&w.wang), ["甲"]);
        assert_eq!(code(w.admin.undo(taken.command_id)), None);
        assert_eq!(edit(), None);
    }
}

#[test]
fn field_rights_take_the_most_generous_role_and_a_denial_wins() {
    for w in worlds() {
        let with = |name: &str, access| {
            let fields = Some(vec![right("remark", access)]);
            let make = CreateRole {
                fields,
                ..new_role(name, DataScope::Own, &["lead.read", "lead.create", "lead.edit"])
            };
            w.admin.run(make).unwrap().value
        };
        use FieldAccess::{Deny, Edit, Hidden, Read};
        let all = [("隐", Hidden), ("读", Read), ("改", Edit), ("禁", Deny)]
            .map(|(n, a)| (a, with(n, a)));
        let silent = w.role("无限制", DataScope::Own, &["lead.read"]);
        let mine = lead(&w.wang, "甲");
        let given = LeadPatch { remark: Some("机密".into()), ..Default::default() };
        w.admin.leads().update(mine, given).unwrap();
        let check = |roles: &[RoleId], want: FieldAccess| {
            give(&w, w.ids[1], roles);
            let read = w.wang.leads().get(mine).unwrap();
            let shown = read.remark.is_some();
            assert_eq!(shown, matches!(want, Read | Edit), "{roles:?}");
            assert_eq!(read.masked.contains(&"remark".to_owned()), !shown);
            let patch = LeadPatch { remark: Some("机密".into()), ..Default::default() };
            let change = LeadPatch { remark: Some("机密 ".repeat(2)), ..Default::default() };
            let refused = code(w.wang.leads().update(mine, change)) == Some("right.field");
            assert_eq!(refused, want != Edit, "{roles:?}");
            w.admin.leads().update(mine, patch).unwrap();
        };
        for (a, one) in all {
            check(&[one], a);
            for (b, two) in all {
                let want = if a == Deny || b == Deny { Deny } else { a.max(b) };
                check(&[one, two], want);
            }
        }
        let [(_, hidden), .., (_, deny)] = all;
        check(&[hidden, silent], Edit);
        check(&[deny, silent], Deny);
    }
}

#[test]
fn field_rights_name_fields_that_there_are() {
    for w in worlds() {
        let set = |entity: &str, field: &str| {
            let fields = Some(vec![FieldRight {
                entity: entity.into(),
                field: field.into(),
                access: FieldAccess::Hidden,
            }]);
            code(w.admin.run(CreateRole {
                fields,
                ..new_role(&format!("{entity}{field}"), DataScope::Own, &[])
            }))
        };
        assert_eq!(set("lead", "remark"), None);
        assert_eq!(set("lead", "colour"), Some("query.unknown_field"));
        assert_eq!(set("lead", "custom.colour"), Some("query.unknown_field"));
        assert_eq!(set("lead", "updated_at"), Some("query.unknown_field"), "lists are made of it");
        assert_eq!(set("ship", "name"), Some("query.unknown_entity"));
    }
}

#[test]
fn nobody_grants_what_he_has_not() {
    for w in worlds() {
        let mine = w.role("人事", DataScope::All, &["org.manage", "role.manage", "lead.read"]);
        give(&w, w.ids[0], &[mine]);
        let me = &w.manager;
        let escalation = Some("role.escalation");
        assert_eq!(code(me.run(new_role("a", DataScope::All, &["lead.read"]))), None);
        assert_eq!(code(me.run(new_role("b", DataScope::Own, &["lead.edit"]))), escalation);
        let sales = role(&w.admin, "salesperson");
        let lower = w.role("低", DataScope::Own, &["lead.read"]);
        assert_eq!(
            code(me.run(SetRoles { employee: w.ids[1], roles: vec![sales, lower] })),
            None,
            "he keeps it"
        );
        assert_eq!(code(me.run(SetRoles { employee: w.ids[1], roles: vec![lower] })), None);
        let back = SetRoles { employee: w.ids[1], roles: vec![sales] };
        assert_eq!(code(me.run(back)), escalation, "what was taken is not his to give back");
        let oneself = SetRoles { employee: w.ids[0], roles: vec![mine, sales] };
        assert_eq!(code(me.run(oneself)), escalation);
    }
}

#[test]
fn the_history_of_a_role_and_of_an_employee_tells_of_rights() {
    for w in worlds() {
        let made = w.role("电销", DataScope::Own, &["lead.read"]);
        let fields = Some(vec![right("remark", FieldAccess::Read)]);
        let operations = Some(vec!["lead.edit".to_owned()]);
        w.admin.run(UpdateRole { operations, fields, ..change(made) }).unwrap();
        let history = w.admin.history::<Role>(made, None, 50).unwrap();
        let said = |entity: &str, text: &str| {
            history.iter().any(|h| {
                h.entity == entity
                    && h.actor == "陈晓明"
                    && h.fields.iter().any(|f| [&f.old, &f.new].contains(&&Some(text.to_owned())))
            })
        };
        assert!(said("role_right", "lead.read") && said("role_right", "lead.edit"), "{history:#?}");
        assert!(said("role_field", "只读") && said("role", "电销"), "{history:#?}");
        give(&w, w.ids[1], &[made]);
        let history = w.admin.history::<Employee>(w.ids[1], None, 1).unwrap();
        assert_eq!(
            (history[0].entity.as_str(), history[0].command.as_str()),
            ("employee_role", "employee.set_roles")
        );
    }
}
