//! What a cell may look like, and which record it goes to.

use super::{codes, counts, import, leads, mapped, plan};
use crate::common::{World, at, customer, told, worlds};
use crmkit::admin::field::DefineField;
use crmkit::data::{ImportJob, ImportPlan, ImportState, OnDuplicate};
use crmkit::model::Value;
use crmkit::org::{CustomKind, NewFieldDefinition};
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::FollowUp;
use crmkit::sales::lead::{Lead, NewLead};

/// The lead of a name.
fn lead(w: &World, name: &str) -> Lead {
    let page = w.manager.leads().list(&Query::new(Lead::name().eq(name.into()))).unwrap();
    assert_eq!(page.rows.len(), 1, "{name}");
    w.manager.leads().get(page.rows[0].id).unwrap()
}

#[test]
fn a_blank_line_is_one_failed_row_and_the_others_come_in() {
    for w in worlds() {
        for blank in [" ", "\u{3000}", "\t", " \u{3000}\t "] {
            let [a, b] = ["甲", "乙"].map(|name| format!("{name}{blank:?}"));
            let file = format!("name,mobile\n{a},\n{blank}\n{b},\n");
            let (numbers, issues) = leads(&w, file.as_bytes());
            assert_eq!(numbers, [2, 0, 0, 1], "{blank:?}");
            assert_eq!(codes(&issues), [(3, "import.columns", None)], "{blank:?}");
            for name in [a, b] {
                lead(&w, &name);
            }
        }
        let (numbers, issues) = leads(&w, "name\n丙\n \n丁\n".as_bytes());
        assert_eq!(numbers, [2, 0, 0, 1]);
        assert_eq!(codes(&issues), [(3, "value.required", Some("name"))]);
        let query = Query::new(ImportJob::state().eq(ImportState::Running));
        assert_eq!(w.manager.list::<ImportJob>(&query).unwrap().rows, [], "every job has ended");
    }
}

#[test]
fn headers_are_names_or_labels_in_either_language() {
    for w in worlds() {
        for header in [
            "线索名称*,手机,电话,未知列",
            "name,mobile,telephone,x",
            "Name,MOBILE,Ｔｅｌｅｐｈｏｎｅ,x",
        ] {
            let file = format!("{header}\n甲,１３８ 1234 5678,027-8765 4321转803分机,x\n");
            assert_eq!(leads(&w, file.as_bytes()).0, [1, 0, 0, 0], "{header}");
        }
        let all = w.manager.leads().list(&Query::default()).unwrap().rows;
        for row in all {
            let lead = w.manager.leads().get(row.id).unwrap();
            assert_eq!(lead.mobile.as_deref(), Some("+8613812345678"));
            assert_eq!(lead.telephone.as_deref(), Some("+862787654321;ext=803"));
        }
    }
}

#[test]
fn cells_are_read_as_people_write_them() {
    for w in worlds() {
        let file = "线索名称,下次联系时间,客户级别,线索来源,负责人,备注\n\
            一,2026年3月7日,A,广告 ,李强,\"第一行\n第二行\"\n\
            二,２０２６-３-７,Ｂ（普通客户）,Advertisement,13800000003,\"带\"\"引号\"\",逗号\"\n\
            三,2026/3/7 18:30,C(非优先客户),,+86 138 0000 0003,\"a\r\nb\"\n\
            四,2026-03-07T18:30:00+08:00,,,,\n";
        let (numbers, issues) = leads(&w, file.as_bytes());
        assert_eq!(numbers, [4, 0, 0, 0], "{issues:#?}");
        let midnight = Some(at("2026-03-06T16:00:00Z"));
        let evening = Some(at("2026-03-07T10:30:00Z"));
        for (name, next, level, owner, remark) in [
            ("一", midnight, Some("A（重点客户）"), w.ids[1], Some("第一行\n第二行")),
            ("二", midnight, Some("B（普通客户）"), w.ids[1], Some("带\"引号\",逗号")),
            ("三", evening, Some("C（非优先客户）"), w.ids[1], Some("a\r\nb")),
            ("四", evening, None, w.ids[0], None),
        ] {
            let read = lead(&w, name);
            assert_eq!(read.next_contact_at, next, "{name}");
            assert_eq!(read.level, level.map(|l| w.option("level", l)), "{name}");
            assert_eq!((read.owner_id, read.remark.as_deref()), (Some(owner), remark), "{name}");
            assert_eq!(read.assigned, owner != w.ids[0]);
        }
        assert_eq!(lead(&w, "二").source, Some(w.option("source", "广告")));
    }
}

#[test]
fn a_wrong_cell_fails_its_row_alone_and_names_the_field() {
    for w in worlds() {
        let file = "线索名称,手机,邮箱,下次联系时间,线索来源,负责人,备注\n\
            好,13812345678,a@b.cn,2026-3-7,广告,李强,\n\
            ,,,,,,只有备注\n\
            二,12345,,,,,\n\
            三,,无,,,,\n\
            四,,,2026-02-30,,,\n\
            五,,,2026-3-7 下午,,,\n\
            六,,,,没有的来源,,\n\
            七,,,,,离职的人,\n\
            也好,,,,,,\n";
        let (numbers, issues) = leads(&w, file.as_bytes());
        assert_eq!(numbers, [2, 0, 0, 7]);
        assert_eq!(
            codes(&issues),
            [
                (3, "value.required", Some("name")),
                (4, "value.phone", Some("mobile")),
                (5, "value.email", Some("email")),
                (6, "import.date", Some("next_contact_at")),
                (7, "import.date", Some("next_contact_at")),
                (8, "value.unknown_choice", Some("source")),
                (9, "import.owner", Some("owner_id")),
            ]
        );
        assert_eq!(issues[0].reason, "线索名称不能为空");
        assert_eq!(issues[5].reason, "线索来源没有选项“没有的来源”");
        assert_eq!(w.manager.leads().list(&Query::default()).unwrap().rows.len(), 2);
    }
}

#[test]
fn an_owner_out_of_scope_or_of_a_shared_name_is_refused() {
    for w in worlds() {
        let department_id = w.admin.get::<crmkit::org::Employee>(w.ids[1]).unwrap().department_id;
        let employee = crmkit::org::NewEmployee {
            name: "李强".into(),
            mobile: "13900000001".into(),
            department_id,
            ..Default::default()
        };
        let twin = crmkit::admin::employee::CreateEmployee {
            employee,
            roles: vec![],
            password_hash: None,
        };
        w.admin.run(twin).unwrap();
        let (numbers, issues) = leads(&w, "name,owner_id\n甲,李强\n乙,13800000003\n".as_bytes());
        assert_eq!(
            (numbers, codes(&issues)),
            ([1, 0, 0, 1], vec![(2, "import.owner_ambiguous", Some("owner_id"))])
        );
    }
}

fn define(w: &World, key: &str, kind: CustomKind, label: &str, options: Option<Vec<String>>) {
    let field = NewFieldDefinition {
        entity: "lead".into(),
        key: key.into(),
        kind,
        label: label.into(),
        ..Default::default()
    };
    w.admin.run(DefineField { field, options }).unwrap();
}

#[test]
fn custom_fields_come_in_by_label_like_declared_ones() {
    for w in worlds() {
        define(&w, "signed", CustomKind::Boolean, "已签约", None);
        define(&w, "budget", CustomKind::Number, "预算", None);
        define(&w, "due", CustomKind::Date, "到期", None);
        define(&w, "note", CustomKind::Text, "说明", None);
        define(&w, "size", CustomKind::Choice, "规模", Some(vec!["大".into(), "小".into()]));
        let file = "线索名称,已签约,预算,到期,说明,规模\n\
            一,是,\"１，２００.5\",2026年3月7日, 文字 ,大\n\
            二,√,1200,20260307,,\n\
            三,No,,,,小\n\
            四,０,,,,\n\
            五,也许,,,,\n\
            六,,很多,,,\n\
            七,,,下周,,\n\
            八,,,,,中\n";
        let (numbers, issues) = leads(&w, file.as_bytes());
        assert_eq!(
            codes(&issues),
            [
                (6, "value.wrong_kind", Some("custom.signed")),
                (7, "value.wrong_kind", Some("custom.budget")),
                (8, "import.date", Some("custom.due")),
                (9, "value.unknown_choice", Some("custom.size")),
            ]
        );
        assert_eq!(numbers, [4, 0, 0, 4]);
        assert_eq!(issues[0].reason, "已签约应为是或否");
        let read = lead(&w, "一").custom;
        assert_eq!(read.get("signed"), Some(&Value::Bool(true)));
        assert_eq!(read.get("budget").map(Value::to_text).as_deref(), Some("1200.5"));
        assert_eq!(read.get("due").map(Value::to_text).as_deref(), Some("2026-03-07"));
        assert_eq!(read.get("note"), Some(&Value::Text("文字".into())));
        assert!(matches!(read.get("size"), Some(Value::Id(_))));
        for (name, signed) in [("二", true), ("三", false), ("四", false)] {
            assert_eq!(lead(&w, name).custom.get("signed"), Some(&Value::Bool(signed)), "{name}");
        }
    }
}

#[test]
fn columns_are_mapped_joined_or_left_out() {
    for w in worlds() {
        let by = mapped(
            "lead",
            &[(" 公司 ", "name"), ("省", "address"), ("市", "address"), ("街", "address")],
        );
        let file = "公司,手机,省,市,街\n甲,不是号码,湖北, ,珞喻路\n乙,,,,\n";
        let report = import(&w.manager, &by, file.as_bytes()).unwrap();
        assert_eq!(counts(&report), [2, 0, 0, 0]);
        let read = lead(&w, "甲");
        assert_eq!((read.address.as_deref(), read.mobile), (Some("湖北 珞喻路"), None));
        assert_eq!(lead(&w, "乙").address, None);
    }
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_before_anything() {
    for w in worlds() {
        let file = "公司,手机,手机\n甲,1,2\n".as_bytes();
        for (columns, want, field) in [
            (&[("公司", "name"), ("没有", "mobile")][..], "import.header", None),
            (&[("手机", "mobile")], "import.header_twice", None),
            (&[("公司", "remark")], "import.unmapped", Some("name")),
            (&[("公司", "nonsense")], "query.unknown_field", Some("nonsense")),
            (&[("公司", "custom.nonsense")], "query.unknown_field", Some("custom.nonsense")),
            (&[("公司", "followed")], "value.read_only", Some("followed")),
            (&[("公司", "created_at")], "value.read_only", Some("created_at")),
        ] {
            let columns: Vec<_> = if want == "import.header_twice" {
                [("公司", "name")].iter().chain(columns).copied().collect()
            } else {
                columns.to_vec()
            };
            let error = import(&w.manager, &mapped("lead", &columns), file).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (want, field), "{columns:?}");
        }
        // Twice and not taken is no matter.
        assert_eq!(told(import(&w.manager, &mapped("lead", &[("公司", "name")]), file)), "done");
        assert_eq!(told(import(&w.manager, &plan("pool"), file)), "query.unknown_entity");
        let jobs = w.manager.list::<ImportJob>(&Query::default()).unwrap().rows;
        assert_eq!(jobs.len(), 1, "what is refused leaves no job behind");
    }
}

#[test]
fn a_known_customer_is_skipped_or_overwritten() {
    for w in worlds() {
        let new = NewCustomer {
            name: "甲 公司".into(),
            mobile: Some("13812345678".into()),
            remark: Some("旧".into()),
            ..Default::default()
        };
        let known = w.wang.customers().create(new).unwrap().value;
        let file =
            "客户名称,备注,手机\n甲　公司,新,\n乙公司,,13812345678\n乙公司,再来,\n".as_bytes();
        let skip = ImportPlan { match_on: vec!["mobile".into()], ..plan("customer") };
        let report = import(&w.manager, &skip, file).unwrap();
        assert_eq!(counts(&report), [1, 0, 2, 0]);
        let issues = w.manager.import_issues(report.job_id).unwrap();
        assert_eq!(
            codes(&issues),
            [(2, "record.duplicate", Some("name")), (3, "record.duplicate", Some("mobile"))]
        );
        assert_eq!(w.wang.customers().get(known).unwrap().remark.as_deref(), Some("旧"));
        let over = ImportPlan { on_duplicate: OnDuplicate::Overwrite, ..plan("customer") };
        assert_eq!(counts(&import(&w.manager, &over, file).unwrap()), [0, 3, 0, 0]);
        let read = w.wang.customers().get(known).unwrap();
        assert_eq!((read.name.as_str(), read.remark.as_deref()), ("甲　公司", Some("新")));
        assert_eq!(
            read.mobile.as_deref(),
            Some("+8613812345678"),
            "an empty cell leaves the value"
        );
    }
}

#[test]
fn follow_ups_come_in_for_customers_by_name() {
    for w in worlds() {
        let known = customer(&w.wang, "甲公司");
        customer(&w.li, "乙公司");
        let file = "客户,跟进内容,跟进时间,跟进方式\n\
            甲公司,聊了报价,2026-02-20 14:00,打电话\n\
            乙公司,不是我的,2026-02-20,\n\
            丙公司,没有,2026-02-20,\n\
            甲公司,还没发生,2026-12-01,\n\
            甲公司,,2026-02-20,\n\
            ,没有客户,2026-02-20,\n";
        let report = import(&w.wang, &plan("follow_up"), file.as_bytes()).unwrap();
        let issues = w.wang.import_issues(report.job_id).unwrap();
        assert_eq!(
            codes(&issues),
            [
                (3, "value.unknown_reference", Some("customer_id")),
                (4, "value.unknown_reference", Some("customer_id")),
                (5, "value.in_the_future", Some("at")),
                (6, "value.required", Some("content")),
                (7, "follow_up.target", None),
            ]
        );
        assert_eq!(issues[0].reason, issues[1].reason, "out of sight is as if it were not");
        let all = w.wang.list::<FollowUp>(&Query::default()).unwrap().rows;
        assert_eq!((all.len(), all[0].at), (1, at("2026-02-20T06:00:00Z")));
        let read = w.wang.customers().get(known).unwrap();
        assert_eq!(read.last_follow_text.as_deref(), Some("聊了报价"));
    }
}

#[test]
fn rows_are_matched_by_what_would_be_stored() {
    for w in worlds() {
        for (field, first, second) in [
            ("email", "Li@Example.COM", "Li@example.com"),
            ("email", "Zhao@EXAMPLE.com", "Zhao@EXAMPLE.com"),
            ("mobile", "13812345678", "+86 138-1234-5678"),
        ] {
            let file = format!("name,{field}\n甲,{first}\n乙,{second}\n丙,{first}\n");
            let plan = ImportPlan { match_on: vec![field.into()], ..plan("lead") };
            let report = import(&w.manager, &plan, file.as_bytes()).unwrap();
            assert_eq!(counts(&report), [1, 0, 2, 0], "{second}");
        }
    }
}

#[test]
fn a_plan_from_a_file_is_the_lead_s_own_and_a_converted_lead_is_not_written_over() {
    for w in worlds() {
        let lead = |name: &str| {
            let new = NewLead {
                name: name.into(),
                mobile: Some("13812345678".into()),
                ..Default::default()
            };
            w.wang.leads().create(new).unwrap().value
        };
        let over = ImportPlan {
            on_duplicate: OnDuplicate::Overwrite,
            match_on: vec!["mobile".into()],
            ..plan("lead")
        };
        let file = "线索名称,手机,下次联系时间\n甲,13812345678,2026-03-20 09:00\n".as_bytes();
        let id = lead("甲");
        assert_eq!(counts(&import(&w.manager, &over, file).unwrap()), [0, 1, 0, 0]);
        let read = w.wang.leads().get(id).unwrap();
        assert_eq!((read.own_plan, read.own_plan_at.is_some()), (read.next_contact_at, true));
        assert!(read.next_contact_at.is_some());
        w.wang.leads().convert(vec![id]).unwrap();
        let report = import(&w.manager, &over, file).unwrap();
        assert_eq!(counts(&report), [0, 0, 0, 1]);
        let issues = w.manager.import_issues(report.job_id).unwrap();
        assert_eq!(codes(&issues), [(2, "lead.already_converted", None)]);
    }
}
