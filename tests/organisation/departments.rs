//! Departments are a tree; one that is used is not deleted.

use crate::common::{World, code, memory, new_role, worlds};
use crmkit::admin::department::*;
use crmkit::admin::employee::{DisableEmployee, UpdateEmployee};
use crmkit::admin::role::{CreateRole, DeleteRole};
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::pool::{CreatePool, DeletePool, NewPool};
use crmkit_testkit::random::Random;

fn add(w: &World, name: &str, parent: Option<DepartmentId>) -> DepartmentId {
    let department = NewDepartment { name: name.into(), parent_id: parent, ..Default::default() };
    w.admin.run(CreateDepartment { department }).unwrap().value
}

fn patch(department: DepartmentId, patch: DepartmentPatch) -> UpdateDepartment {
    UpdateDepartment { department, patch, expect_rev: None }
}

fn below(department: DepartmentId, parent: DepartmentId) -> UpdateDepartment {
    patch(department, DepartmentPatch { parent_id: Some(parent), ..Default::default() })
}

fn on_top(department: DepartmentId) -> UpdateDepartment {
    patch(department, DepartmentPatch { clear: vec!["parent_id".into()], ..Default::default() })
}

fn delete(w: &World, department: DepartmentId) -> crmkit::Result<()> {
    w.admin.run(DeleteDepartment { department }).map(|_| ())
}

#[test]
fn departments_are_named_renamed_and_moved() {
    for w in worlds() {
        let (north, south) = (add(&w, " 华北 ", None), add(&w, "华南", None));
        assert_eq!(w.admin.get::<Department>(north).unwrap().name, "华北");
        let rename = DepartmentPatch {
            name: Some("华北大区".into()),
            manager_id: Some(w.ids[0]),
            position: Some(3),
            ..Default::default()
        };
        w.admin.run(patch(north, rename)).unwrap();
        w.admin.run(below(south, north)).unwrap();
        let read = w.wang.get::<Department>(north).unwrap();
        assert_eq!(
            (read.name.as_str(), read.manager_id, read.position),
            ("华北大区", Some(w.ids[0]), 3)
        );
        assert_eq!(w.wang.get::<Department>(south).unwrap().parent_id, Some(north));
        w.admin.run(on_top(south)).unwrap();
        assert_eq!(w.wang.get::<Department>(south).unwrap().parent_id, None);
        let top = Query::new(Department::name().eq("示例科技".into()));
        let top = w.admin.list::<Department>(&top).unwrap().rows[0].id;
        let rename = DepartmentPatch { name: Some("示例集团".into()), ..Default::default() };
        w.admin.run(patch(top, rename)).unwrap();
        assert_eq!(w.admin.get::<Department>(top).unwrap().name, "示例集团");
    }
}

#[test]
fn a_department_has_a_name_that_fits_and_a_parent_that_exists() {
    for w in worlds() {
        let gone = add(&w, "短命", None);
        delete(&w, gone).unwrap();
        let make = |name: String, parent_id| {
            let department = NewDepartment { name, parent_id, ..Default::default() };
            code(w.admin.run(CreateDepartment { department }))
        };
        let before = w.digest();
        assert_eq!(make("  ".into(), None), Some("value.required"));
        assert_eq!(make("甲".repeat(256), None), Some("value.too_long"));
        assert_eq!(make("a\u{7}b".into(), None), Some("value.control_character"));
        assert_eq!(make("甲".into(), Some(gone)), Some("value.unknown_reference"));
        assert_eq!(code(w.admin.run(below(w.department, gone))), Some("value.unknown_reference"));
        assert_eq!(w.digest(), before);
        assert_eq!(make("甲".repeat(255), None), None);
    }
}

#[test]
fn a_department_never_lies_below_itself() {
    for w in worlds() {
        let a = add(&w, "甲", None);
        let b = add(&w, "乙", Some(a));
        let c = add(&w, "丙", Some(b));
        let before = w.digest();
        for under in [a, b, c] {
            let refused = w.admin.run(below(a, under)).unwrap_err();
            assert_eq!(
                (refused.code(), refused.field_name()),
                ("department.cycle", Some("parent_id"))
            );
        }
        assert_eq!(w.digest(), before);
        w.admin.run(below(c, a)).unwrap();
    }
}

#[test]
fn an_undo_makes_no_cycle_either() {
    for w in worlds() {
        let a = add(&w, "甲", None);
        let b = add(&w, "乙", Some(a));
        let freed = w.admin.run(on_top(b)).unwrap().command_id;
        w.admin.run(below(a, b)).unwrap();
        let before = w.digest();
        assert_eq!(code(w.admin.undo(freed)), Some("department.cycle"));
        assert_eq!(w.digest(), before);
        w.admin.run(on_top(a)).unwrap();
        w.admin.undo(freed).unwrap();
        assert_eq!(w.admin.get::<Department>(b).unwrap().parent_id, Some(a));
    }
}

/// Whatever is moved and taken back, the way up ends, and every parent is there.
#[test]
fn the_tree_stays_a_tree() {
    for seed in 0..20 {
        let (w, mut random) = (memory(), Random::new(seed));
        let all: Vec<DepartmentId> = (0..6).map(|n| add(&w, &format!("部门{n}"), None)).collect();
        let mut done = Vec::new();
        for _ in 0..60 {
            let (a, b) = (random.pick(&all), random.pick(&all));
            let outcome = match random.below(5) {
                0 => w.admin.run(on_top(a)).map(|o| o.command_id),
                1 => w.admin.run(DeleteDepartment { department: a }).map(|o| o.command_id),
                2 if !done.is_empty() => w.admin.undo(random.pick(&done)).map(|o| o.command_id),
                _ => w.admin.run(below(a, b)).map(|o| o.command_id),
            };
            done.extend(outcome);
            let rows = w.admin.list::<Department>(&Query::default().limit(500)).unwrap().rows;
            for row in &rows {
                let parent = |id: DepartmentId| rows.iter().find(|r| r.id == id).unwrap().parent_id;
                let way = std::iter::successors(row.parent_id, |at| parent(*at));
                assert!(way.take(rows.len() + 1).count() <= rows.len(), "seed {seed}: no end");
            }
        }
    }
}

#[test]
fn a_department_with_people_or_departments_is_not_deleted() {
    for w in worlds() {
        let north = add(&w, "华北", None);
        let city = add(&w, "北京", Some(north));
        let refused = delete(&w, north).unwrap_err();
        assert_eq!(refused.code(), "department.used");
        assert_eq!(
            (refused.params()["departments"].as_str(), &*refused.params()["employees"]),
            ("1", "0")
        );
        let who = w.employee("孙丽", "13900000001", vec![]);
        let moved = EmployeePatch { department_id: Some(city), ..Default::default() };
        w.admin.run(UpdateEmployee { employee: who, patch: moved, expect_rev: None }).unwrap();
        // Who has left still has his place.
        w.admin.run(DisableEmployee { employee: who }).unwrap();
        assert_eq!(code(delete(&w, city)), Some("department.used"));
        let back = EmployeePatch { department_id: Some(w.department), ..Default::default() };
        w.admin.run(UpdateEmployee { employee: who, patch: back, expect_rev: None }).unwrap();
        delete(&w, city).unwrap();
        delete(&w, north).unwrap();
        assert_eq!(code(w.admin.get::<Department>(north)), Some("record.not_found"));
    }
}

#[test]
fn a_department_listed_by_a_pool_or_a_role_is_not_deleted() {
    for w in worlds() {
        let north = add(&w, "华北", None);
        let pool = CreatePool {
            pool: NewPool { name: "公海".into(), ..Default::default() },
            admins: vec![w.ids[0]],
            members: vec![],
            departments: vec![north],
        };
        w.pool("另一个");
        let pool = w.admin.run(pool).unwrap().value;
        assert_eq!(code(delete(&w, north)), Some("department.listed"));
        w.admin.run(DeletePool { pool }).unwrap();
        let role = CreateRole {
            departments: Some(vec![north]),
            ..new_role("区域", DataScope::Custom, &["lead.read"])
        };
        let role = w.admin.run(role).unwrap().value;
        assert_eq!(code(delete(&w, north)), Some("department.listed"));
        w.admin.run(DeleteRole { role }).unwrap();
        assert_eq!(code(delete(&w, north)), None);
    }
}

#[test]
fn taking_back_never_leaves_people_or_departments_without_their_department() {
    for w in worlds() {
        let make = |name: &str, parent_id| {
            let department = NewDepartment { name: name.into(), parent_id, ..Default::default() };
            w.admin.run(CreateDepartment { department }).unwrap()
        };
        let made = make("华北", None);
        let child = make("北京", Some(made.value));
        assert_eq!(code(w.admin.undo(made.command_id)), Some("undo.used_since"));
        let gone = w.admin.run(DeleteDepartment { department: child.value }).unwrap().command_id;
        delete(&w, made.value).unwrap();
        assert_eq!(code(w.admin.undo(gone)), Some("undo.touched_since"), "its parent is gone");
        let home = make("华东", None);
        let who = w.employee("孙丽", "13900000001", vec![]);
        let moved = EmployeePatch { department_id: Some(home.value), ..Default::default() };
        w.admin.run(UpdateEmployee { employee: who, patch: moved, expect_rev: None }).unwrap();
        assert_eq!(code(w.admin.undo(home.command_id)), Some("undo.used_since"));
    }
}

#[test]
fn a_change_made_for_an_older_revision_is_refused() {
    for w in worlds() {
        let rev = w.admin.get::<Department>(w.department).unwrap().rev;
        let rename = |name: &str, rev| UpdateDepartment {
            department: w.department,
            patch: DepartmentPatch { name: Some(name.into()), ..Default::default() },
            expect_rev: Some(rev),
        };
        w.admin.run(rename("一部", rev)).unwrap();
        let refused = w.admin.run(rename("二部", rev)).unwrap_err();
        assert_eq!(
            (refused.code(), refused.params()["rev"].clone()),
            ("record.stale", (rev + 1).to_string())
        );
        assert_eq!(w.admin.get::<Department>(w.department).unwrap().name, "一部");
    }
}
