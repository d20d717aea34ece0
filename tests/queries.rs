//! Lists, searches and numbers as people ask for them, on every store (B1.19).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, lead, told, worlds};
use crmkit::admin::department::CreateDepartment;
use crmkit::admin::employee::{CreateEmployee, UpdateEmployee};
use crmkit::admin::settings::UpdateSettings;
use crmkit::data::ImportPlan;
use crmkit::model::Value;
use crmkit::org::*;
use crmkit::query::*;
use crmkit::sales::customer::*;
use crmkit::sales::lead::*;
use crmkit::session::{RunOptions, Session};

fn leads(by: &Session, query: &Query) -> Vec<String> {
    by.leads().list(query).unwrap().rows.into_iter().map(|r| r.name).collect()
}

/// The leads that fulfil a filter, by name; the same however it is written.
fn found(by: &Session, filter: &str) -> Vec<String> {
    let filter: Filter = filter.parse().unwrap();
    let json = serde_json::to_string(&filter).unwrap();
    assert_eq!(serde_json::from_str::<Filter>(&json).unwrap(), filter);
    assert_eq!(filter.to_string().parse::<Filter>().unwrap(), filter);
    let count = by.count::<Lead>(&Query::new(filter.clone()), Totals::Exact).unwrap();
    let mut names = leads(by, &Query::new(filter));
    assert_eq!(count, Total::Exact { count: names.len() as u64 });
    names.sort();
    names
}

fn planned(by: &Session, name: &str, next: &str) -> LeadId {
    let new = NewLead { name: name.into(), next_contact_at: Some(at(next)), ..Default::default() };
    by.leads().create(new).unwrap().value
}

/// All names, page by page.
fn paged(by: &Session, query: &Query) -> Vec<String> {
    let (mut query, mut names) = (query.clone(), Vec::new());
    loop {
        let page = by.leads().list(&query).unwrap();
        assert!(page.rows.len() <= query.limit as usize);
        names.extend(page.rows.into_iter().map(|r| r.name));
        match page.next {
            Some(next) => query = query.after(next),
            None => return names,
        }
    }
}

#[test]
fn operators_by_table() {
    for w in worlds() {
        let id = w.option("source", "广告");
        let full = NewLead {
            name: "ABC 科技".into(),
            mobile: Some("13812345678".into()),
            remark: Some("重要100%客户_x".into()),
            source: Some(id),
            ..Default::default()
        };
        w.wang.leads().create(full).unwrap();
        lead(&w.wang, "abd 贸易");
        lead(&w.wang, "深圳科技");
        let table: [(String, &[&str]); 19] = [
            ("all".into(), &["ABC 科技", "abd 贸易", "深圳科技"]),
            ("nothing".into(), &[]),
            ("name = \"ABC 科技\"".into(), &["ABC 科技"]),
            ("name = \"abc 科技\"".into(), &[]),
            ("name contains \"科技\"".into(), &["ABC 科技", "深圳科技"]),
            ("name starts_with \"AB\"".into(), &["ABC 科技", "abd 贸易"]),
            ("name ends_with \"贸易\"".into(), &["abd 贸易"]),
            ("remark contains \"0%\"".into(), &["ABC 科技"]),
            ("remark contains \"%重\"".into(), &[]),
            ("remark contains \"户_x\"".into(), &["ABC 科技"]),
            ("remark contains \"户x\"".into(), &[]),
            ("mobile is null".into(), &["abd 贸易", "深圳科技"]),
            ("mobile = \"+8613812345678\"".into(), &["ABC 科技"]),
            ("name in (\"深圳科技\", \"没有\")".into(), &["深圳科技"]),
            (format!("source = \"{id}\""), &["ABC 科技"]),
            (format!("source != \"{id}\""), &["abd 贸易", "深圳科技"]),
            (format!("not (source = \"{id}\" or name starts_with \"深\")"), &["abd 贸易"]),
            ("followed = false and name contains \"b\"".into(), &["ABC 科技", "abd 贸易"]),
            ("rev in [1, 2)".into(), &["ABC 科技", "abd 贸易", "深圳科技"]),
        ];
        for (filter, want) in table {
            assert_eq!(found(&w.wang, &filter), want, "{filter}");
            assert_eq!(found(&w.li, &filter), [""; 0], "{filter}");
        }
    }
}

#[test]
fn days_are_those_of_the_company() {
    for w in worlds() {
        // It is 2 March 09:00 in Shanghai. 1 March ends there at 16:00 UTC of that day.
        for (name, next) in [
            ("前日末", "2026-02-28T15:59:59Z"),
            ("一日末", "2026-03-01T15:59:59Z"),
            ("二日初", "2026-03-01T16:00:00Z"),
            ("二日末", "2026-03-02T15:59:59Z"),
            ("三日初", "2026-03-02T16:00:00Z"),
            ("四日初", "2026-03-03T16:00:00Z"),
            ("八日末", "2026-03-08T15:59:59Z"),
            ("四月", "2026-03-31T16:00:00Z"),
        ] {
            planned(&w.wang, name, next);
        }
        lead(&w.wang, "无计划");
        let table: [(&str, &[&str]); 13] = [
            ("next_contact_at in day(0)", &["二日初", "二日末"]),
            ("next_contact_at in day(-1)", &["一日末"]),
            ("next_contact_at in day(1)", &["三日初"]),
            // 2 March 2026 is a Monday.
            ("next_contact_at in week(0)", &["四日初", "三日初", "二日初", "二日末", "八日末"]),
            ("next_contact_at in week(-1)", &["一日末", "前日末"]),
            ("next_contact_at in month(1)", &["四月"]),
            ("next_contact_at in quarter(1)", &["四月"]),
            ("next_contact_at in last_days(2)", &["一日末", "二日初", "二日末"]),
            ("next_contact_at in next_days(2)", &["三日初", "二日初", "二日末"]),
            ("next_contact_at < today(0)", &["一日末", "前日末"]),
            (
                "next_contact_at >= today(1) and next_contact_at in year(0)",
                &["三日初", "四日初", "八日末", "四月"],
            ),
            ("next_contact_at < now(0)", &["一日末", "二日初", "前日末"]),
            ("not next_contact_at in year(0)", &["无计划"]),
        ];
        for (filter, want) in table {
            let mut want = want.to_vec();
            want.sort_unstable();
            assert_eq!(found(&w.wang, filter), want, "{filter}");
        }
        // The same instants in a company in New York: it is still 1 March there.
        let zone = SettingsPatch { zone: Some("America/New_York".into()), ..Default::default() };
        w.admin.run(UpdateSettings { patch: zone, expect_rev: None }).unwrap();
        assert_eq!(found(&w.wang, "next_contact_at in day(0)"), ["一日末", "二日初"]);
        w.clock.advance_days(1);
        assert_eq!(found(&w.wang, "next_contact_at in day(0)"), ["三日初", "二日末"]);
    }
}

#[test]
fn me_my_people_and_my_department() {
    for w in worlds() {
        let department = NewDepartment { name: "二部".into(), ..Default::default() };
        let department_id = w.admin.run(CreateDepartment { department }).unwrap().value;
        let employee = NewEmployee {
            name: "孙".into(),
            mobile: "13800000009".into(),
            department_id,
            superior_id: Some(w.ids[1]),
            ..Default::default()
        };
        let employee = CreateEmployee { employee, roles: vec![], password_hash: None };
        let sun = w.admin.run(employee).unwrap().value;
        for (name, owner) in
            [("王芳的", w.ids[0]), ("李强的", w.ids[1]), ("赵敏的", w.ids[2]), ("孙的", sun)]
        {
            let new = NewLead { name: name.into(), owner_id: Some(owner), ..Default::default() };
            w.admin.leads().create(new).unwrap();
        }
        let sorted = |names: &[&str]| {
            let mut names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
            names.sort();
            names
        };
        let table: [(&str, &[&str]); 6] = [
            ("owner_id = me()", &["王芳的"]),
            ("owner_id != me()", &["李强的", "赵敏的", "孙的"]),
            // At any depth: 孙 reports to 李强, who reports to her.
            ("owner_id in my_subordinates()", &["李强的", "赵敏的", "孙的"]),
            ("owner_id in my_department()", &["王芳的", "李强的", "赵敏的"]),
            ("owner_id in my_departments()", &["王芳的", "李强的", "赵敏的"]),
            ("not owner_id in my_department()", &["孙的"]),
        ];
        for (filter, want) in table {
            assert_eq!(found(&w.manager, filter), sorted(want), "{filter}");
        }
        assert_eq!(found(&w.wang, "owner_id in my_subordinates()"), [""; 0], "a set opens nothing");
        let below = DepartmentPatch {
            parent_id: Some(w.admin.get::<Employee>(w.ids[0]).unwrap().department_id),
            ..Default::default()
        };
        let below = crmkit::admin::department::UpdateDepartment {
            department: department_id,
            patch: below,
            expect_rev: None,
        };
        w.admin.run(below).unwrap();
        assert_eq!(found(&w.manager, "owner_id in my_departments()").len(), 4);
        let alone = EmployeePatch { clear: vec!["superior_id".into()], ..Default::default() };
        w.admin.run(UpdateEmployee { employee: sun, patch: alone, expect_rev: None }).unwrap();
        assert_eq!(
            found(&w.manager, "owner_id in my_subordinates()"),
            sorted(&["李强的", "赵敏的"])
        );
    }
}

#[test]
fn related_records_are_asked_about_through_what_one_sees() {
    for w in worlds() {
        let [mine, lis] = [(&w.wang, "甲"), (&w.li, "乙")].map(|(by, name)| customer(by, name));
        for (by, id) in [(&w.wang, mine), (&w.li, lis)] {
            let said = crmkit::sales::follow_up::NewFollowUp {
                customer_id: Some(id),
                content: "报价".into(),
                ..Default::default()
            };
            by.follow_ups().add(said).unwrap();
        }
        customer(&w.wang, "丙");
        let names = |by: &Session, filter: &str| {
            let page =
                by.customers().list(&Query::new(filter.parse().unwrap()).asc(Customer::name()));
            page.unwrap().rows.into_iter().map(|r| r.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&w.wang, "has follow_ups (content contains \"报价\")"), ["甲"]);
        assert_eq!(names(&w.wang, "not has follow_ups (all)"), ["丙"]);
        assert_eq!(names(&w.manager, "has follow_ups (all)"), ["乙", "甲"]);
        assert_eq!(names(&w.manager, "owner.name = \"赵敏\""), ["乙"]);
        assert_eq!(names(&w.manager, "owner.superior.name = \"王芳\"").len(), 3);
        assert_eq!(names(&w.manager, "has customer_members (all)"), [""; 0]);
        for (filter, want) in [
            ("has nonsenses (all)", "query.unknown_relation"),
            ("nonsense.name = \"x\"", "query.unknown_relation"),
            ("owner.nonsense = \"x\"", "query.unknown_field"),
            ("owner.password_hash = \"x\"", "query.unknown_field"),
        ] {
            let filter = filter.parse().unwrap();
            assert_eq!(told(w.manager.customers().list(&Query::new(filter))), want);
        }
    }
}

#[test]
fn pages_go_on_where_they_stopped_whatever_the_order() {
    for w in worlds() {
        let names: Vec<String> = (0..23).map(|n| format!("线索{n:02}")).collect();
        for (n, name) in names.iter().enumerate() {
            // Ties in the planned time, and some without.
            match n % 4 {
                0 => lead(&w.wang, name),
                k => planned(&w.wang, name, &format!("2026-03-0{k}T00:00:00Z")),
            };
        }
        let reversed: Vec<String> = names.iter().rev().cloned().collect();
        assert_eq!(paged(&w.wang, &Query::default().asc(Lead::name()).limit(5)), names);
        assert_eq!(paged(&w.wang, &Query::default().desc(Lead::name()).limit(7)), reversed);
        let by = |k: usize| names.iter().skip(k).step_by(4).cloned().collect::<Vec<_>>();
        let ascending = [by(0), by(1), by(2), by(3)].concat();
        let planned = Query::default().asc(Lead::next_contact_at()).asc(Lead::name());
        for limit in [1, 4, 22, 23, 24] {
            assert_eq!(paged(&w.wang, &planned.clone().limit(limit)), ascending, "{limit}");
        }
        let mixed = Query::default().desc(Lead::next_contact_at()).asc(Lead::name());
        assert_eq!(paged(&w.wang, &mixed.limit(6)), [by(3), by(2), by(1), by(0)].concat());
        // Without an order the last edited comes first.
        w.clock.advance_days(1);
        let old =
            w.wang.leads().list(&Query::new(Lead::name().eq("线索05".into()))).unwrap().rows[0].id;
        let patch = LeadPatch { remark: Some("x".into()), ..Default::default() };
        w.wang.leads().update(old, patch).unwrap();
        let all = paged(&w.wang, &Query::default().limit(10));
        assert_eq!((all.len(), all[0].as_str()), (23, "线索05"));
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 23);
    }
}

#[test]
fn a_cursor_belongs_to_its_query_and_survives_changes() {
    for w in worlds() {
        let ids: Vec<_> = (0..6).map(|n| lead(&w.manager, &format!("线索{n}"))).collect();
        let query = Query::default().asc(Lead::name()).limit(2);
        let first = w.manager.leads().list(&query).unwrap();
        let next = first.next.unwrap();
        // The row the page ended with is gone, another came in before it.
        w.manager.leads().delete(vec![ids[1]]).unwrap();
        lead(&w.manager, "线索00");
        let page = w.manager.leads().list(&query.clone().after(next.clone())).unwrap();
        let names: Vec<_> = page.rows.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, ["线索2", "线索3"]);
        for other in [
            Query::default().desc(Lead::name()).limit(2),
            Query::default().asc(Lead::next_contact_at()).limit(2),
            Query::default(),
        ] {
            assert_eq!(
                told(w.manager.leads().list(&other.after(next.clone()))),
                "query.bad_cursor"
            );
        }
        assert_eq!(
            told(w.manager.customers().list(&query.clone().after(next))),
            "query.bad_cursor"
        );
        let nonsense = Cursor::from_text("nonsense");
        assert_eq!(told(w.manager.leads().list(&query.after(nonsense))), "query.bad_cursor");
    }
}

#[test]
fn totals_are_exact_capped_or_none() {
    for w in worlds() {
        let text = (0..1003).fold("name\n".to_owned(), |text, n| text + &format!("线索{n}\n"));
        let plan = ImportPlan { entity: "lead".into(), ..Default::default() };
        w.manager
            .import(&mut text.as_bytes(), &plan, RunOptions::default(), &mut |_| true)
            .unwrap();
        let total = |query: Query| w.manager.leads().list(&query.limit(1)).unwrap().total;
        let exact = |count| Some(Total::Exact { count });
        // A store that counts for nothing may say more than it must.
        let capped = [Some(Total::AtLeast { count: 1000 }), exact(1003)];
        // Without a filter the counters know.
        assert_eq!(total(Query::default()), exact(1003));
        let filtered = || Query::new(Lead::followed().eq(false));
        assert!(capped.contains(&total(filtered())));
        assert_eq!(total(filtered().totals(Totals::Exact)), exact(1003));
        assert_eq!(total(filtered().totals(Totals::None)), None);
        assert_eq!(total(Query::new(Lead::name().starts_with("线索99"))), exact(11));
        assert!(capped.contains(&total(Query::search("线索"))));
        assert_eq!(w.wang.leads().list(&Query::default()).unwrap().total, exact(0));
        let id = w.manager.leads().list(&Query::default().limit(1)).unwrap().rows[0].id;
        w.manager.leads().delete(vec![id]).unwrap();
        assert_eq!(total(Query::default()), exact(1002));
        assert_eq!(total(Query::default().deleted()), exact(1));
    }
}

#[test]
fn the_search_box_finds_what_lies_in_the_recycle_bin() {
    for w in worlds() {
        let ids = ["武汉鲸魁", "上海鲸魁", "广州"].map(|name| {
            let mobile = Some("138 1234 5678".into());
            let new = NewLead { name: name.into(), mobile, ..Default::default() };
            w.wang.leads().create(new).unwrap().value
        });
        w.manager.leads().delete(vec![ids[0], ids[2]]).unwrap();
        let bin = |words: &str| leads(&w.manager, &Query::search(words).deleted());
        for turn in ["kept", "made anew"] {
            assert_eq!(bin("鲸魁"), ["武汉鲸魁"], "{turn}");
            assert_eq!(bin("5678").len(), 2, "{turn}");
            assert_eq!(leads(&w.manager, &Query::search("5678")), ["上海鲸魁"], "{turn}");
            assert!(leads(&w.li, &Query::search("鲸魁").deleted()).is_empty(), "{turn}");
            let totals = Query::search("5678").deleted().totals(Totals::Exact);
            let total = w.manager.leads().list(&totals).unwrap().total;
            assert_eq!(total, Some(Total::Exact { count: 2 }), "{turn}");
            crmkit::session::write::rebuild(&**w.crm.store()).unwrap();
        }
        w.manager.leads().restore(vec![ids[0]]).unwrap();
        assert!(bin("鲸魁").is_empty());
        assert_eq!(leads(&w.manager, &Query::search("whjk")), ["武汉鲸魁"]);
    }
}

#[test]
fn the_search_box_finds_hanzi_initials_and_phone_tails() {
    for w in worlds() {
        let new = |name: &str, contact: &str, mobile: &str| NewLead {
            name: name.into(),
            contact_name: Some(contact.into()),
            mobile: Some(mobile.into()),
            ..Default::default()
        };
        w.wang.leads().create(new("武汉鲸魁科技 ABC Trade", "单雄信", "138 1234 5678")).unwrap();
        w.wang.leads().create(new("重庆长安汽车2024", "李四", "+86 139 8765 4321")).unwrap();
        let one = "武汉鲸魁科技 ABC Trade";
        let two = "重庆长安汽车2024";
        let table: [(&str, &[&str]); 21] = [
            ("鲸", &[one]),
            ("鲸魁", &[one]),
            ("魁鲸", &[]),
            ("whjk", &[one]),
            ("JKKJ", &[one]),
            ("cqca", &[two]),
            ("abc", &[one]),
            ("tra", &[one]),
            ("xyz", &[]),
            ("5678", &[one]),
            ("345678", &[one]),
            ("567", &[]),
            ("138", &[one]),
            ("１３８ 1234 5678", &[one]),
            ("+86 139-8765-4321", &[two]),
            ("8613", &[one, two]),
            ("2024", &[two]),
            ("长安 4321", &[two]),
            ("长安 5678", &[]),
            ("单雄", &[one]),
            ("sxx", &[one]),
        ];
        for (words, want) in table {
            let mut got = leads(&w.wang, &Query::search(words));
            got.sort();
            let mut want = want.to_vec();
            want.sort_unstable();
            assert_eq!(got, want, "{words}");
            assert!(leads(&w.li, &Query::search(words)).is_empty(), "{words}");
        }
        // What changes is found by what it is now.
        let id = w.wang.leads().list(&Query::search("鲸魁")).unwrap().rows[0].id;
        let patch = LeadPatch {
            name: Some("上海".into()),
            clear: vec!["mobile".into()],
            ..Default::default()
        };
        w.wang.leads().update(id, patch).unwrap();
        assert!(leads(&w.wang, &Query::search("鲸魁")).is_empty());
        assert!(leads(&w.wang, &Query::search("5678")).is_empty());
        assert_eq!(leads(&w.wang, &Query::search("sh")), ["上海"]);
        // With a filter and an order, both hold.
        let both =
            Query { search: Some("1".into()), ..Query::new(Lead::name().contains("长安")) };
        assert_eq!(leads(&w.wang, &both.asc(Lead::name())).len(), 1);
        for nothing in ["", "  ", "，。！", "()"] {
            assert_eq!(
                told(w.wang.leads().list(&Query::search(nothing))),
                "query.nothing_to_search",
                "{nothing:?}"
            );
        }
    }
}

#[test]
fn hostile_questions_are_bounded() {
    for w in worlds() {
        let list = |query: &Query| told(w.wang.leads().list(query));
        assert_eq!(list(&Query::default().limit(500)), "done");
        assert_eq!(list(&Query::default().limit(501)), "query.page_too_large");
        assert_eq!(leads(&w.wang, &Query::default().limit(0)), [""; 0]);
        let name = |n: usize| Lead::name().eq(format!("{n}"));
        let wide = |n: usize| Query::new(Filter::Or((0..n).map(name).collect()));
        assert_eq!(list(&wide(255)), "done");
        assert_eq!(list(&wide(256)), "query.filter_too_large");
        let deep = |n: usize| Query::new((0..n).fold(name(1), |f, _| Filter::Not(Box::new(f))));
        assert_eq!(list(&deep(16)), "done");
        assert_eq!(list(&deep(17)), "query.filter_too_large");
        let values = |n: usize| Query::new(Lead::name().is_in((0..n).map(|n| n.to_string())));
        assert_eq!(list(&values(1000)), "done");
        assert_eq!(list(&values(1001)), "query.filter_too_large");
        let text = |n: usize| Query::new(Lead::name().contains("x".repeat(n)));
        assert_eq!(list(&text(4096)), "done");
        assert_eq!(list(&text(4097)), "query.filter_too_large");
        assert_eq!(list(&Query::search("x".repeat(4097))), "query.filter_too_large");
        let order = (0..5).fold(Query::default(), |q, _| q.asc(Lead::name()));
        assert_eq!(list(&order), "query.filter_too_large");
        for (filter, want) in [
            ("nonsense = 1", "query.unknown_field"),
            ("name > me()", "query.wrong_operator"),
            ("followed > true", "query.wrong_operator"),
            ("owner_id contains \"x\"", "query.wrong_operator"),
            ("owner_id in day(0)", "query.wrong_operator"),
            ("next_contact_at in my_department()", "query.wrong_operator"),
            ("next_contact_at = \"gestern\"", "value.wrong_kind"),
            ("followed = 1", "value.wrong_kind"),
            ("owner_id = \"x\"", "value.wrong_kind"),
        ] {
            assert_eq!(list(&Query::new(filter.parse().unwrap())), want, "{filter}");
        }
        for syntax in [
            "",
            "name",
            "name =",
            "name = \"x",
            "(name = \"x\"",
            "name = \"x\" name",
            "and",
            "name in (",
            "name ~ 1",
        ] {
            assert_eq!(told(syntax.parse::<Filter>()), "query.syntax", "{syntax}");
        }
    }
}

#[test]
fn numbers_by_owner_and_by_month_of_the_company() {
    for w in worlds() {
        planned(&w.wang, "一", "2026-03-31T15:59:59Z");
        planned(&w.wang, "二", "2026-03-31T16:00:00Z");
        planned(&w.li, "三", "2026-04-15T00:00:00Z");
        lead(&w.li, "四");
        let ask = |by: &Session, field: &str, bucket, filter: &str| {
            let group = vec![Group { field: field.into(), bucket }];
            let filter = filter.parse().unwrap();
            let asked = Aggregate { group, filter, measures: vec![Measure::Count] };
            let table = by.aggregate::<Lead>(&asked).unwrap();
            assert_eq!(table.columns, [field, "count"]);
            let row = |r: Vec<Value>| format!("{} {}", r[0].to_text(), r[1].to_text());
            table.rows.into_iter().map(row).collect::<Vec<_>>()
        };
        let month = Some(Bucket::Month);
        let by_month = ask(&w.manager, "next_contact_at", month, "all");
        assert_eq!(by_month, [" 1", "2026-03-01 1", "2026-04-01 2"]);
        assert_eq!(ask(&w.wang, "next_contact_at", month, "all"), ["2026-03-01 1", "2026-04-01 1"]);
        let mut by_owner = ask(&w.manager, "owner_id", None, "next_contact_at is not null");
        by_owner.sort_by_key(|row| std::cmp::Reverse(row.chars().last()));
        assert_eq!(by_owner, [format!("{} 2", w.ids[1]), format!("{} 1", w.ids[2])]);
        let one = Aggregate {
            measures: vec![Measure::Count, Measure::Min("next_contact_at".into())],
            ..Default::default()
        };
        let rows = w.li.aggregate::<Lead>(&one).unwrap().rows;
        assert_eq!(rows, [vec![Value::Int(2), Value::Time(at("2026-04-15T00:00:00Z"))]]);
        let none = Aggregate { filter: Filter::Nothing, ..one };
        assert_eq!(w.li.aggregate::<Lead>(&none).unwrap().rows, [vec![Value::Int(0), Value::Null]]);
        // A bucket needs a time; a sum needs a number.
        let wrong = |group: &str, bucket, measure| {
            let group = vec![Group { field: group.into(), bucket }];
            told(w.li.aggregate::<Lead>(&Aggregate {
                group,
                measures: vec![measure],
                ..Default::default()
            }))
        };
        assert_eq!(wrong("name", month, Measure::Count), "query.wrong_operator");
        assert_eq!(wrong("name", None, Measure::Sum("mobile".into())), "query.wrong_operator");
        assert_eq!(wrong("name", None, Measure::Max("owner_id".into())), "query.wrong_operator");
        assert_eq!(wrong("nonsense", None, Measure::Count), "query.unknown_field");
    }
}

/// Nothing of this file is about one store: the same world has the same answers.
#[test]
fn the_stores_answer_alike() {
    let answers: Vec<Vec<String>> = worlds()
        .into_iter()
        .map(|w: World| {
            for (n, name) in ["b", "A", "a", "张", "丙", "B", "1"].iter().enumerate() {
                w.clock.advance_days(i64::try_from(n % 2).unwrap());
                lead(&w.wang, name);
            }
            let orders = [
                Query::default().asc(Lead::name()),
                Query::default().desc(Lead::name()),
                Query::default(),
                Query::default().asc(Lead::owner_id()),
            ];
            orders.iter().flat_map(|q| paged(&w.wang, &q.clone().limit(2))).collect()
        })
        .collect();
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].len(), 28);
}

#[test]
fn dates_and_instants_end_where_every_calendar_can_follow() {
    for w in worlds() {
        let plan = |next: &str| {
            let next_contact_at = Some(at(next));
            let new = NewLead { name: next.into(), next_contact_at, ..Default::default() };
            w.manager.leads().create(new).map(|o| o.value)
        };
        // The last is of the year 10000 in Shanghai.
        for far in ["+262142-12-31T23:59:59Z", "+200000-01-01T00:00:00Z", "9999-12-31T16:00:00Z"] {
            let refused = ("value.out_of_range".to_owned(), "next_contact_at".to_owned());
            assert_eq!(common::refusal(plan(far)), refused, "{far}");
        }
        plan("9999-12-31T15:59:59Z").unwrap();
        let group = Group { field: "next_contact_at".into(), bucket: Some(Bucket::Month) };
        let by_month = Aggregate { group: vec![group], ..Default::default() };
        let rows = w.manager.aggregate::<Lead>(&by_month).unwrap();
        assert_eq!(rows.rows[0][0], Value::Date("9999-12-01".parse().unwrap()));

        let beyond = Query::new(Lead::next_contact_at().lt(at("0000-12-31T00:00:00Z")));
        assert_eq!(told(w.manager.leads().list(&beyond)), "value.out_of_range");
    }
}
