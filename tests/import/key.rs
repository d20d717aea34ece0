//! The example files: exactly the rows that their answer key calls bad are refused.

use super::{counts, import, mapped};
use crate::common::{World, worlds};
use crmkit::admin::employee::CreateEmployee;
use crmkit::admin::field::DefineField;
use crmkit::org::{CustomKind, Employee, NewEmployee, NewFieldDefinition};
use crmkit::query::Query;
use crmkit::sales::lead::Lead;
use std::collections::BTreeMap;

/// The defects for which a strict import refuses a row, and how.
const REFUSED: [(&str, &str); 14] = [
    ("company_missing", "value.required"),
    ("company_too_long", "value.too_long"),
    ("next_date_wrong", "import.date"),
    ("entered_date_wrong", "import.date"),
    ("owner_unknown_mobile", "import.owner"),
    ("owner_unknown_name", "import.owner"),
    ("email_not_email", "value.email"),
    ("email_placeholder", "value.email"),
    ("source_unknown", "value.unknown_choice"),
    ("industry_unknown", "value.unknown_choice"),
    ("level_unknown", "value.unknown_choice"),
    ("mobile_wrong", "value.phone"),
    ("columns_too_few", "import.columns"),
    ("columns_too_many", "import.columns"),
];

const COLUMNS: [(&str, &str); 15] = [
    ("公司名称", "name"),
    ("联系人", "contact_name"),
    ("手机号", "mobile"),
    ("座机", "telephone"),
    ("邮箱", "email"),
    ("来源渠道", "source"),
    ("所属行业", "industry"),
    ("客户级别", "level"),
    ("省份", "address"),
    ("城市", "address"),
    ("详细地址", "address"),
    ("下次联系日期", "next_contact_at"),
    ("负责人", "owner_id"),
    ("备注", "remark"),
    ("录入日期", "custom.entered_on"),
];

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/examples/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The whole sales team of the files, and a field for the date of entry.
fn prepare(w: &World) {
    let department_id = w.admin.get::<Employee>(w.ids[1]).unwrap().department_id;
    for (name, mobile) in [("周杰", "13800000005"), ("刘洋", "13800000006")] {
        let (name, mobile) = (name.into(), mobile.into());
        let employee = NewEmployee { name, mobile, department_id, ..Default::default() };
        w.admin.run(CreateEmployee { employee, roles: vec![], password_hash: None }).unwrap();
    }
    let field = NewFieldDefinition {
        entity: "lead".into(),
        key: "entered_on".into(),
        kind: CustomKind::Date,
        label: "录入日期".into(),
        ..Default::default()
    };
    w.admin.run(DefineField { field, options: None }).unwrap();
}

/// The codes with which a row of a file may be refused, by row.
fn key(file: &str) -> BTreeMap<i64, Vec<&'static str>> {
    let text = String::from_utf8(data("leads_defects.csv")).unwrap();
    let mut bad: BTreeMap<i64, Vec<&'static str>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let code = REFUSED.iter().find(|(defect, _)| *defect == cells[3]).map(|(_, code)| *code);
        if let Some(code) = code.filter(|_| cells[0] == file) {
            // The key counts records after the header, an import the header too.
            bad.entry(cells[1].parse::<i64>().unwrap() + 1).or_default().push(code);
        }
    }
    bad
}

fn refuses_exactly(file: &str, created: i64) {
    let bad = key(file);
    for w in worlds() {
        prepare(&w);
        let report = import(&w.admin, &mapped("lead", &COLUMNS), &data(file)).unwrap();
        let issues = w.admin.import_issues(report.job_id).unwrap();
        let refused: Vec<i64> = issues.iter().map(|i| i.row).collect();
        let shown: Vec<_> = issues
            .iter()
            .filter(|i| !bad.contains_key(&i.row))
            .map(|i| (&i.reason, &i.source))
            .collect();
        assert_eq!(refused, bad.keys().copied().collect::<Vec<_>>(), "beyond the key: {shown:#?}");
        for issue in &issues {
            let codes = &bad[&issue.row];
            assert!(
                codes.contains(&issue.code.as_str()),
                "{}: {} {codes:?}",
                issue.row,
                issue.reason
            );
        }
        assert_eq!(counts(&report), [created, 0, 0, bad.len() as i64]);
        // Nothing half-written: as many leads as were counted, all of this import.
        let ours =
            Query::new(Lead::import_id().eq(report.job_id)).totals(crmkit::query::Totals::Exact);
        let all = Query::default().totals(crmkit::query::Totals::Exact);
        for query in [ours, all] {
            let total = w.admin.leads().list(&query).unwrap().total;
            assert_eq!(total, Some(crmkit::query::Total::Exact { count: created as u64 }));
        }
        assert!(w.crm.check().unwrap().is_empty());
    }
}

#[test]
fn leads_csv_loses_exactly_the_rows_of_the_key() {
    refuses_exactly("leads.csv", 1837);
}

#[test]
fn leads_gbk_csv_loses_exactly_the_rows_of_the_key() {
    refuses_exactly("leads_gbk.csv", 273);
}

#[test]
fn what_comes_in_is_what_the_file_says() {
    for w in worlds() {
        prepare(&w);
        import(&w.admin, &mapped("lead", &COLUMNS), &data("leads.csv")).unwrap();
        let one = |text: &str| {
            let page = w.admin.leads().list(&Query::new(text.parse().unwrap())).unwrap();
            assert_eq!(page.rows.len(), 1, "{text}");
            w.admin.leads().get(page.rows[0].id).unwrap()
        };
        let first = one(r#"name = "深圳嘉禾水务有限公司""#);
        assert_eq!(first.mobile.as_deref(), Some("+8613194621512"));
        assert_eq!(first.telephone, None);
        assert_eq!(first.address.as_deref(), Some("广东省 深圳市 龙岗区张路281号U座545室"));
        assert_eq!(first.owner_id, Some(w.ids[1]));
        assert_eq!(first.next_contact_at, Some("2025-01-15T16:00:00Z".parse().unwrap()));
        let entered = first.custom.get("entered_on").map(crmkit::model::Value::to_text);
        assert_eq!(entered.as_deref(), Some("2025-01-02"));
    }
}
