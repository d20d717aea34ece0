//! The job: rights, progress, stopping, going on, the error file.

use super::{codes, counts, import, leads, mapped, plan};
use crate::common::{World, told, worlds};
use crmkit::data::*;
use crmkit::model::{CommandId, TypedId};
use crmkit::query::{Query, Total, Totals};
use crmkit::sales::import::ImportRows;
use crmkit::session::RunOptions;
use std::io::Read;

fn file(rows: usize) -> String {
    (0..rows).fold("线索名称,手机\n".to_owned(), |text, n| {
        text + &format!("线索{n},{}\n", if n % 100 == 7 { "错" } else { "" })
    })
}

fn total(w: &World) -> u64 {
    let leads = w.manager.leads().list(&Query::default().totals(Totals::Exact)).unwrap();
    let Some(Total::Exact { count }) = leads.total else { return u64::MAX };
    count
}

fn id(n: u128) -> RunOptions {
    RunOptions::id(CommandId(uuid::Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0000 + n)))
}

fn job(w: &World, id: ImportJobId) -> (ImportState, [i64; 5]) {
    let j: ImportJob = w.manager.get(id).unwrap();
    (j.state, [j.rows, j.created, j.updated, j.skipped, j.failed])
}

#[test]
fn who_may_not_import_learns_nothing_and_leaves_nothing() {
    for w in worlds() {
        let file = "x\n".as_bytes();
        assert_eq!(told(import(&w.wang, &plan("lead"), file)), "right.missing");
        assert_eq!(told(import(&w.wang, &plan("customer"), file)), "right.missing");
        let start = StartImport { entity: "lead".into(), file_name: None, header: None };
        assert_eq!(told(w.wang.run(start)), "right.missing");
        assert_eq!(w.wang.list::<ImportJob>(&Query::default()).unwrap().rows.len(), 0);
    }
}

#[test]
fn nobodys_follow_ups_are_written_over_and_matches_are_by_texts_that_there_are() {
    for w in worlds() {
        let columns = [("客户", "customer_id"), ("内容", "content")];
        let on_duplicate = OnDuplicate::Overwrite;
        let over = ImportPlan { on_duplicate, ..mapped("follow_up", &columns) };
        let said = "客户,内容\n甲,电话\n".as_bytes();
        assert_eq!(told(import(&w.manager, &over, said)), "import.overwrite");
        for wrong in ["mobil", "手机", "owner_id", "custom.code"] {
            let mut by = plan("lead");
            by.match_on = vec![wrong.into()];
            assert_eq!(
                told(import(&w.manager, &by, file(1).as_bytes())),
                "query.unknown_field",
                "{wrong}"
            );
        }
        assert_eq!(total(&w), 0);
    }
}

#[test]
fn progress_is_told_chunk_by_chunk() {
    for w in worlds() {
        let mut told = Vec::new();
        let mut tell = |c: ImportCounts| {
            told.push((c.rows, c.created, c.failed));
            true
        };
        let text = file(2234);
        let report = w
            .manager
            .import(&mut text.as_bytes(), &plan("lead"), RunOptions::default(), &mut tell)
            .unwrap();
        assert_eq!(told, [(1000, 990, 10), (2000, 1980, 20), (2234, 2211, 23)]);
        assert!(!report.stopped);
        assert_eq!(counts(&report), [2211, 0, 0, 23]);
        assert_eq!(job(&w, report.job_id), (ImportState::Done, [2234, 2211, 0, 0, 23]));
        assert_eq!(total(&w), 2211);
    }
}

#[test]
fn a_stopped_import_goes_on_where_it_stopped() {
    for w in worlds() {
        let text = file(3200);
        let run = |stop_at: i64| {
            w.manager.import(&mut text.as_bytes(), &plan("lead"), id(1), &mut |c| c.rows < stop_at)
        };
        let report = run(1000).unwrap();
        assert!(report.stopped);
        assert_eq!(job(&w, report.job_id), (ImportState::Running, [1000, 990, 0, 0, 10]));
        assert_eq!(total(&w), 990);
        let again = run(2000).unwrap();
        assert_eq!((again.job_id, again.stopped), (report.job_id, true));
        assert_eq!(total(&w), 1980, "the first chunk was not done again");
        let rest = run(i64::MAX).unwrap();
        assert_eq!((rest.job_id, counts(&rest)), (report.job_id, [3168, 0, 0, 32]));
        assert_eq!(total(&w), 3168, "no row came in twice");
        assert_eq!(job(&w, report.job_id), (ImportState::Done, [3200, 3168, 0, 0, 32]));
        // Once more is nothing new.
        assert_eq!((counts(&run(i64::MAX).unwrap()), total(&w)), ([3168, 0, 0, 32], 3168));
        // The same id with another file is refused, at the header or at the first other chunk.
        let other = text.replace("线索9,", "别的,");
        let other = w.manager.import(&mut other.as_bytes(), &plan("lead"), id(1), &mut |_| true);
        assert_eq!(told(other), "command.id_reused");
        let header =
            w.manager.import(&mut "name\nx\n".as_bytes(), &plan("lead"), id(1), &mut |_| true);
        assert_eq!(told(header), "command.id_reused");
        // Nor is a file that ends earlier, at the end of a chunk or before the first.
        for rows in [1500, 1000, 0] {
            let shorter = file(rows);
            let shorter =
                w.manager.import(&mut shorter.as_bytes(), &plan("lead"), id(1), &mut |_| true);
            assert_eq!(told(shorter), "command.id_reused", "{rows}");
        }
        assert_eq!(total(&w), 3168);
    }
}

/// A file whose disk fails after so many bytes.
struct Failing<'a>(&'a [u8], usize);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(self.1).min(self.0.len());
        if most == 0 && !self.0.is_empty() {
            return Err(std::io::Error::other("gone"));
        }
        let (now, later) = self.0.split_at(most);
        buffer[..most].copy_from_slice(now);
        (self.0, self.1) = (later, self.1 - most);
        Ok(most)
    }
}

#[test]
fn an_import_that_broke_in_the_middle_is_resumed() {
    for w in worlds() {
        let text = file(9000);
        let cut = text.find("线索7000").unwrap();
        let mut broken = Failing(text.as_bytes(), cut);
        let mut chunks = 0;
        let result = w.manager.import(&mut broken, &plan("lead"), id(2), &mut |_| {
            chunks += 1;
            true
        });
        let error = result.err().unwrap();
        assert_eq!(error.code(), "import.unreadable");
        let begun: ImportJobId = error.params()["job"].parse::<uuid::Uuid>().unwrap().into();
        assert!(chunks > 3, "whole chunks before the break came in");
        let before = total(&w);
        assert!(before > 0 && before.is_multiple_of(990), "{before}: whole chunks only");
        let report =
            w.manager.import(&mut text.as_bytes(), &plan("lead"), id(2), &mut |_| true).unwrap();
        assert_eq!(report.job_id, begun, "the error names the job of what came in");
        assert_eq!(counts(&report), [8910, 0, 0, 90]);
        assert_eq!(total(&w), 8910);
    }
}

#[test]
fn an_import_goes_on_after_the_process_died() {
    use crate::common;
    use crmkit::session::CrmOptions;
    use std::sync::Arc;
    let path = tempfile::tempdir().unwrap().keep().join("company.crm");
    let clock = Arc::new(crmkit::model::time::ManualClock::new(common::at("2026-03-02T01:00:00Z")));
    let open = |seed| {
        let ids = Arc::new(crmkit::model::id::SeededIds::new(seed));
        let crm = CrmOptions { clock: clock.clone(), ids, deadline: None };
        crmkit::open_with(&path, crmkit::FileOptions { crm, ..Default::default() }).unwrap()
    };
    let w = common::world(open(1), clock.clone());
    let text = file(3200);
    // The process dies in the second chunk's callback: nothing more is said to the file.
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        w.manager.import(&mut text.as_bytes(), &plan("lead"), id(3), &mut |c| {
            assert!(c.rows < 2000, "the process dies here");
            true
        })
    }));
    assert!(died.is_err());
    let manager = w.ids[0];
    drop(w);
    let crm = open(2);
    let manager = crm.session(manager).unwrap();
    let exact = Query::default().totals(Totals::Exact);
    let total = || manager.leads().list(&exact).unwrap().total;
    assert_eq!(total(), Some(Total::Exact { count: 1980 }));
    let report = manager.import(&mut text.as_bytes(), &plan("lead"), id(3), &mut |_| true).unwrap();
    assert_eq!(counts(&report), [3168, 0, 0, 32]);
    assert_eq!(total(), Some(Total::Exact { count: 3168 }));
    assert!(crm.check().unwrap().is_empty());
}

#[test]
fn an_import_that_was_stopped_does_not_end_with_a_shorter_file() {
    for w in worlds() {
        let text = file(1600);
        let stopped = w
            .manager
            .import(&mut text.as_bytes(), &plan("lead"), id(5), &mut |c| c.rows < 1000)
            .unwrap();
        let import = |text: &str| {
            w.manager.import(&mut text.as_bytes(), &plan("lead"), id(5), &mut |_| true)
        };
        assert_eq!(told(import(&file(500))), "command.id_reused");
        assert_eq!(job(&w, stopped.job_id).0, ImportState::Running);
        assert_eq!(counts(&import(&text).unwrap()), [1584, 0, 0, 16]);
        assert_eq!(job(&w, stopped.job_id).0, ImportState::Done);
    }
}

#[test]
fn a_cancelled_or_finished_import_takes_no_rows() {
    for w in worlds() {
        let text = file(1100);
        let report =
            w.manager.import(&mut text.as_bytes(), &plan("lead"), id(4), &mut |_| false).unwrap();
        let finish = |state| w.manager.run(FinishImport { job: report.job_id, state, rows: None });
        assert_eq!(told(finish(ImportState::Running)), "import.state");
        assert_eq!(
            told(w.li.run(FinishImport {
                job: report.job_id,
                state: ImportState::Done,
                rows: None
            })),
            "record.not_found"
        );
        assert_eq!(told(finish(ImportState::Cancelled)), "done");
        let on = w.manager.import(&mut text.as_bytes(), &plan("lead"), id(4), &mut |_| true);
        assert_eq!(told(on), "import.state");
        assert_eq!(told(finish(ImportState::Done)), "import.state");
        assert_eq!(told(finish(ImportState::Running)), "import.state", "no way back");
        assert_eq!(job(&w, report.job_id).0, ImportState::Cancelled);
        assert_eq!(total(&w), 990);
    }
}

#[test]
fn rows_go_only_to_a_job_of_their_entity_and_ones_own() {
    for w in worlds() {
        let start = StartImport { entity: "customer".into(), file_name: None, header: None };
        let job = w.manager.run(start).unwrap().value;
        let rows = |entity: &str, cells: &[&str]| ImportRows {
            job,
            entity: entity.into(),
            fields: vec!["name".into()],
            columns: 1,
            rows: vec![ImportRow {
                number: 2,
                cells: cells.iter().map(|c| (*c).to_owned()).collect(),
                broken: None,
            }],
            match_on: vec![],
            on_duplicate: OnDuplicate::Skip,
            pool: None,
        };
        let error = w.manager.run(rows("lead", &["甲"])).unwrap_err();
        assert_eq!((error.code(), error.entity_name()), ("import.entity", Some("customer")));
        assert_eq!(error.message(crmkit::model::Locale::ZhCn), "该导入任务导入的是客户");
        assert_eq!(told(w.admin.run(rows("customer", &["甲"]))), "record.not_found");
        assert_eq!(told(w.manager.run(rows("pool", &["甲"]))), "query.unknown_entity");
        assert_eq!(
            (total(&w), w.manager.customers().list(&Query::default()).unwrap().rows.len()),
            (0, 0)
        );
        assert_eq!(w.manager.run(rows("customer", &["甲"])).unwrap().value.created, 1);
        for cells in [&[][..], &["乙", "多"]] {
            assert_eq!(
                w.manager.run(rows("customer", cells)).unwrap().value.failed,
                1,
                "{cells:?}"
            );
        }
    }
}

#[test]
fn the_error_file_is_corrected_and_imported_again() {
    for w in worlds() {
        let by = mapped(
            "lead",
            &[
                ("公司", "name"),
                ("省", "address"),
                ("市", "address"),
                ("电话", "mobile"),
                ("备注", "remark"),
            ],
        );
        let text = "序号,公司,省,市,电话,备注\n\
            1,好公司,湖北,武汉,,\n\
            2,错公司,湖北,武汉,一三八,\"第一行\n第二行, 带逗号\"\n\
            3,,广东,深圳,+86 13812345678,=HYPERLINK(1)\n\
            4,短\n";
        let report = import(&w.manager, &by, text.as_bytes()).unwrap();
        assert_eq!(counts(&report), [1, 0, 0, 3]);
        let errors = w.manager.import_error_file(report.job_id).unwrap();
        assert!(errors.starts_with('\u{feff}'), "a spreadsheet must see that it is UTF-8");
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(errors.trim_start_matches('\u{feff}').as_bytes());
        let header: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(header, ["行号", "结果", "原因", "序号", "公司", "省", "市", "电话", "备注"]);
        let rows: Vec<Vec<String>> =
            reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows[0][..5], ["3", "失败", "手机不是有效的电话号码", "2", "错公司"]);
        assert_eq!(rows[0][8], "第一行\n第二行, 带逗号");
        assert_eq!(rows[1][..3], ["4", "失败", "线索名称不能为空"]);
        assert_eq!(
            rows[1][7..],
            ["\t+86 13812345678", "\t=HYPERLINK(1)"],
            "no spreadsheet runs it"
        );
        assert_eq!(rows[2], ["5", "失败", "应有 6 列，实有 2 列", "4", "短"]);
        // Corrected in place, the same plan takes it.
        let corrected = errors
            .replace("一三八", "13800001111")
            .replace("\"3\",\"\",", "\"3\",\"新公司\",")
            .replace("\"4\",\"短\"", "\"4\",\"短公司\",\"\",\"\",\"\",\"\"");
        let again = import(&w.manager, &by, corrected.as_bytes()).unwrap();
        assert_eq!(counts(&again), [3, 0, 0, 0], "{:#?}", w.manager.import_issues(again.job_id));
        let read = |name: &str| {
            let query = Query::new(crmkit::sales::lead::Lead::name().eq(name.into()));
            w.manager.leads().get(w.manager.leads().list(&query).unwrap().rows[0].id).unwrap()
        };
        assert_eq!(read("错公司").remark.as_deref(), Some("第一行\n第二行, 带逗号"));
        let new = read("新公司");
        assert_eq!(
            (new.address.as_deref(), new.remark.as_deref()),
            (Some("广东 深圳"), Some("=HYPERLINK(1)"))
        );
        assert_eq!(new.mobile.as_deref(), Some("+8613812345678"));
        assert_eq!(told(w.wang.import_error_file(report.job_id)), "record.not_found");
    }
}

#[test]
fn an_import_marks_its_records() {
    for w in worlds() {
        let named = ImportPlan { file_name: Some("线索.csv".into()), ..plan("lead") };
        let report = import(&w.manager, &named, "name\n甲\n乙\n".as_bytes()).unwrap();
        let job: ImportJob = w.manager.get(report.job_id).unwrap();
        assert_eq!((job.entity.as_str(), job.file_name.as_deref()), ("lead", Some("线索.csv")));
        crate::common::lead(&w.manager, "丙");
        let ours = crmkit::sales::lead::Lead::import_id().eq(report.job_id);
        assert_eq!(w.manager.leads().list(&Query::new(ours)).unwrap().rows.len(), 2);
        let history = w.manager.leads().list(&Query::search("甲")).unwrap().rows[0].id;
        let history = w.manager.history::<crmkit::sales::lead::Lead>(history, None, 10).unwrap();
        assert_eq!(
            (history[0].command.as_str(), history[0].actor.as_str()),
            ("import.rows", "王芳")
        );
        let (numbers, issues) = leads(&w, "name\n甲\n".as_bytes());
        assert_eq!((numbers, codes(&issues)), ([1, 0, 0, 0], vec![]), "leads may repeat");
        assert_ne!(report.job_id.uuid(), uuid::Uuid::nil());
    }
}
