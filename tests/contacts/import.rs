//! Contacts from a file (B1.24).

use crate::common::{World, customer, told, worlds};
use crmkit::data::{ImportPlan, OnDuplicate};
use crmkit::query::Query;
use crmkit::sales::contact::Contact;
use crmkit::session::{RunOptions, Session};

/// Created, updated, skipped.
type Counts = (u64, u64, u64);

/// Imports a file; its counts, and the problems by row.
fn import(
    by: &Session,
    text: &str,
    match_on: &[&str],
    on_duplicate: OnDuplicate,
) -> crmkit::Result<(Counts, Vec<(i64, String)>)> {
    let plan = ImportPlan {
        entity: "contact".into(),
        match_on: match_on.iter().map(|m| (*m).to_owned()).collect(),
        on_duplicate,
        ..ImportPlan::default()
    };
    let report = by.import(&mut text.as_bytes(), &plan, RunOptions::default(), &mut |_| true)?;
    let number = |n: i64| n.unsigned_abs();
    let counts = report.counts;
    let done = (number(counts.created), number(counts.updated), number(counts.skipped));
    let issues = by.import_issues(report.job_id)?;
    Ok((done, issues.into_iter().map(|i| (i.row, i.code)).collect()))
}

fn named(w: &World, name: &str) -> Contact {
    let query = Query::new(Contact::name().eq(name.into()));
    let id = w.admin.contacts().list(&query).unwrap().rows[0].id;
    w.admin.contacts().get(id).unwrap()
}

#[test]
fn customers_are_found_by_name_or_id_and_owners_as_in_other_files() {
    for w in worlds() {
        let (one, two) = (customer(&w.wang, "ABC 科技"), customer(&w.li, "乙"));
        let text = format!(
            "姓名,客户,手机,职务,决策人,负责人\n\
             张伟,abc 科技,13900001111,采购经理,是,李强\n\
             王丽,{two},,,否,13800000004\n\
             无主,{two},,,,\n\
             无客户,没有这家,,,,\n\
             无此人,乙,,,,某某\n"
        );
        let (done, problems) = import(&w.manager, &text, &[], OnDuplicate::Skip).unwrap();
        assert_eq!(done, (3, 0, 0));
        let want = [(5, "value.unknown_reference".to_owned()), (6, "import.owner".to_owned())];
        assert_eq!(problems, want);
        let zhang = named(&w, "张伟");
        assert_eq!((zhang.customer_id, zhang.owner_id), (one, Some(w.ids[1])));
        assert!(zhang.decision_maker && zhang.import_id.is_some());
        assert_eq!(named(&w, "王丽").owner_id, Some(w.ids[2]));
        assert_eq!(named(&w, "无主").owner_id, Some(w.ids[0]), "the one who imports");
        let primary = w.wang.customers().get(one).unwrap().primary_contact_id;
        assert_eq!(primary, Some(zhang.id));
    }
}

#[test]
fn a_known_contact_is_skipped_or_overwritten_and_keeps_its_customer() {
    for w in worlds() {
        customer(&w.wang, "甲");
        customer(&w.wang, "乙");
        let file = |customer: &str, post: &str| {
            format!("name,customer_id,mobile,post\n张伟,{customer},13900001111,{post}\n")
        };
        let run = |text: &str, how| import(&w.manager, text, &["mobile"], how).unwrap();
        assert_eq!(run(&file("甲", "经理"), OnDuplicate::Skip).0, (1, 0, 0));
        assert_eq!(run(&file("甲", "总监"), OnDuplicate::Skip).0, (0, 0, 1));
        assert_eq!(named(&w, "张伟").post.as_deref(), Some("经理"));
        assert_eq!(run(&file("甲", "总监"), OnDuplicate::Overwrite).0, (0, 1, 0));
        assert_eq!(named(&w, "张伟").post.as_deref(), Some("总监"));
        let moved = run(&file("乙", "总监"), OnDuplicate::Overwrite);
        assert_eq!(moved, ((0, 0, 0), vec![(2, "value.read_only".into())]));
    }
}

#[test]
fn importing_contacts_is_a_right_of_its_own_and_reaches_visible_customers_only() {
    for w in worlds() {
        customer(&w.li, "乙");
        let text = "name,customer_id\n张伟,乙\n";
        assert_eq!(told(import(&w.wang, text, &[], OnDuplicate::Skip)), "right.missing");
        use crmkit::org::DataScope;
        let rights = ["contact.import", "contact.read", "contact.create", "customer.read"];
        let role = w.role("导入", DataScope::Own, &rights);
        let zhou = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        let (done, problems) = import(&zhou, text, &[], OnDuplicate::Skip).unwrap();
        assert_eq!(done, (0, 0, 0));
        assert_eq!(problems, [(2, "value.unknown_reference".to_owned())]);
    }
}
