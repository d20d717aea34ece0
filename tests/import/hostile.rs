//! Files of every encoding, and files that mean harm.

use super::{codes, counts, import, leads, mapped, plan};
use crate::common::{World, told, worlds};
use crmkit::data::{ImportJob, ImportPlan};
use crmkit::query::Query;

fn names(w: &World) -> Vec<String> {
    let query = Query::default().asc(crmkit::sales::lead::Lead::name()).limit(500);
    w.manager.leads().list(&query).unwrap().rows.into_iter().map(|r| r.name).collect()
}

const TEXT: &str = "线索名称,备注\r\n武汉鑫源,é ü\r\n";

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    let bytes = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn every_usual_encoding_is_told() {
    for w in worlds() {
        let gbk = encoding_rs::GB18030.encode("线索名称,备注\r\n武汉鑫源,㐂\r\n").0.into_owned();
        let files = [
            TEXT.as_bytes().to_vec(),
            format!("\u{feff}{TEXT}").into_bytes(),
            gbk,
            utf16(TEXT, false, true),
            utf16(TEXT, true, true),
        ];
        for (n, file) in files.iter().enumerate() {
            let (numbers, issues) = leads(&w, file);
            assert_eq!(numbers, [1, 0, 0, 0], "file {n}: {issues:?}");
            assert_eq!(names(&w), vec!["武汉鑫源"; n + 1], "file {n}");
        }
    }
}

#[test]
fn an_encoding_may_be_named_and_a_wrong_one_is_refused() {
    for w in worlds() {
        let named = |encoding: &str| ImportPlan { encoding: Some(encoding.into()), ..plan("lead") };
        let little = utf16(TEXT, false, false);
        assert_eq!(counts(&import(&w.manager, &named("utf-16le"), &little).unwrap()), [1, 0, 0, 0]);
        assert_eq!(told(import(&w.manager, &plan("lead"), &little)), "import.encoding");
        assert_eq!(
            told(import(&w.manager, &plan("lead"), &utf16(TEXT, true, false))),
            "import.encoding"
        );
        assert_eq!(told(import(&w.manager, &named("klingon"), TEXT.as_bytes())), "import.encoding");
        let gbk = encoding_rs::GBK.encode(TEXT).0.into_owned();
        assert_eq!(told(import(&w.manager, &named("utf-8"), &gbk)), "import.encoding");
        assert_eq!(names(&w), ["武汉鑫源"]);
        let jobs = w.manager.list::<ImportJob>(&Query::default()).unwrap().rows;
        assert_eq!(jobs.len(), 1, "what cannot be read leaves no job behind");
    }
}

#[test]
fn a_row_that_cannot_be_read_is_refused_and_not_mended_by_guess() {
    for w in worlds() {
        // Good for longer than the sample, then a byte that no UTF-8 has.
        let mut file = "name,remark\n".to_owned();
        for n in 0..2000 {
            file += &format!("甲{n},{}\n", "x".repeat(40));
        }
        let mut bytes = file.into_bytes();
        bytes.extend(b"bad\xff,\nlast,\n");
        let (numbers, issues) = leads(&w, &bytes);
        assert_eq!(
            (numbers, codes(&issues)),
            ([2001, 0, 0, 1], vec![(2002, "import.encoding", None)])
        );
    }
}

#[test]
fn a_file_without_rows_makes_nothing() {
    for w in worlds() {
        for empty in ["", "\n\n", "\u{feff}"] {
            let refused = import(&w.manager, &plan("lead"), empty.as_bytes()).unwrap_err();
            assert_eq!(
                (refused.code(), refused.field_name()),
                ("import.unmapped", Some("name")),
                "{empty:?}"
            );
        }
        for header in ["线索名称,手机", "线索名称,手机\n", "线索名称,手机\r\n\r\n\n"]
        {
            assert_eq!(leads(&w, header.as_bytes()), ([0, 0, 0, 0], vec![]), "{header:?}");
        }
        assert_eq!(names(&w).len(), 0);
    }
}

#[test]
fn a_header_that_is_taken_twice_is_refused() {
    for w in worlds() {
        let refused = import(&w.manager, &plan("lead"), "线索名称,手机,手机\n甲,1,2\n".as_bytes());
        let refused = refused.unwrap_err();
        assert_eq!(
            (refused.code(), refused.params()["column"].as_str()),
            ("import.header_twice", "手机")
        );
        // Columns without a name, and twice one that nobody takes, do no harm.
        let (numbers, _) = leads(&w, "线索名称,,,x,x\n甲,1,2,3,4\n".as_bytes());
        assert_eq!(numbers, [1, 0, 0, 0]);
    }
}

#[test]
fn ragged_rows_fail_alone() {
    for w in worlds() {
        let file = "name,remark,mobile\n好,,\n少,1\n多,1,2,3\n,,\n\"没有闭合,1,2\n";
        let (numbers, issues) = leads(&w, file.as_bytes());
        assert_eq!(numbers, [1, 0, 0, 4]);
        assert_eq!(
            codes(&issues),
            [
                (3, "import.columns", None),
                (4, "import.columns", None),
                (5, "value.required", Some("name")),
                (6, "import.quote", None),
            ]
        );
        assert_eq!(issues[1].reason, "应有 3 列，实有 4 列");
        assert_eq!(issues[1].source, "多,1,2,3");
        assert_eq!(names(&w), ["好"]);
    }
}

#[test]
fn control_characters_fail_their_row_and_can_be_shown() {
    for w in worlds() {
        let file = "name,remark,source\n\
            a\u{0}b,,\n\
            ok,c\u{1b}d,\n\
            ok,,\u{7}广告\u{0}\n\
            ok\u{85}x,,\n\
            好,第一行\t第二,\n";
        let (numbers, issues) = leads(&w, file.as_bytes());
        assert_eq!(numbers, [1, 0, 0, 4], "{issues:#?}");
        assert_eq!(
            codes(&issues),
            [
                (2, "value.control_character", Some("name")),
                (3, "value.control_character", Some("remark")),
                (4, "value.unknown_choice", Some("source")),
                (5, "value.control_character", Some("name")),
            ]
        );
        let shown = |text: &str| !text.chars().any(|c| c.is_control() && !"\n\r\t".contains(c));
        assert!(issues.iter().all(|i| shown(&i.reason) && shown(&i.source)), "{issues:#?}");
        assert_eq!(names(&w), ["好"]);
    }
}

#[test]
fn a_huge_cell_fails_its_row_and_the_reason_stays_short() {
    for w in worlds() {
        let huge = "巨".repeat(10 << 20 >> 1);
        let long = "长".repeat(100_000);
        let file = format!("name,remark,source\n甲,\"{huge}\",\n乙,,{long}\n丙,{long},\n丁,,\n");
        let (numbers, issues) = leads(&w, file.as_bytes());
        assert_eq!(numbers, [1, 0, 0, 3]);
        assert_eq!(
            codes(&issues),
            [
                (2, "import.cell_too_large", None),
                (3, "value.unknown_choice", Some("source")),
                (4, "value.too_long", Some("remark")),
            ]
        );
        assert!(issues.iter().all(|i| i.reason.chars().count() <= 1000));
        assert!(issues[0].source.len() < 20_000, "the huge cell is not kept");
        assert_eq!(names(&w), ["丁"]);
    }
}

#[test]
fn a_quote_that_never_closes_does_not_swallow_the_machine() {
    for w in worlds() {
        let mut file = b"name\nfirst\n\"".to_vec();
        file.resize(40 << 20, b'x');
        let refused = import(&w.manager, &plan("lead"), &file).unwrap_err();
        assert_eq!(refused.code(), "import.cell_too_large");
        assert!(names(&w).is_empty(), "the broken chunk came in as a whole or not at all");
    }
}

#[test]
fn a_quote_that_never_closes_costs_its_row_and_no_other() {
    for w in worlds() {
        let file =
            "name,remark\n甲,好\n乙,\"没有闭合\n丙,\"两\n行\"\n\n\"丁\"\"\",\n戊,\"到底\n己,\n";
        let report = import(&w.manager, &plan("lead"), file.as_bytes()).unwrap();
        let issues = w.manager.import_issues(report.job_id).unwrap();
        assert_eq!(counts(&report), [4, 0, 0, 2]);
        // As a spreadsheet counts: the cell of two lines is one row, the blank row is one.
        assert_eq!(codes(&issues), [(3, "import.quote", None), (7, "import.quote", None)]);
        assert_eq!(issues[0].reason, "本行有引号没有闭合");
        assert_eq!(issues[0].source, "乙,\"\"\"没有闭合\"");
        let mut came = names(&w);
        came.sort();
        assert_eq!(came, ["丁\"", "丙", "己", "甲"]);
        // The error file shows each cell in its column; without the quote the row comes in.
        let error_file = w.manager.import_error_file(report.job_id).unwrap();
        assert!(error_file.contains("\"乙\",\"\"\"没有闭合\""), "{error_file}");
        let mended = error_file.replace("\"\"\"", "\"");
        let again = import(&w.manager, &plan("lead"), mended.as_bytes()).unwrap();
        assert_eq!(counts(&again), [2, 0, 0, 0]);
    }
}

#[test]
fn a_quote_that_never_closes_in_the_header_refuses_the_file() {
    for w in worlds() {
        let file = "name,\"remark\n甲,好\n乙,\n";
        assert_eq!(told(import(&w.manager, &plan("lead"), file.as_bytes())), "import.quote");
        assert!(w.manager.list::<ImportJob>(&Query::default()).unwrap().rows.is_empty());
    }
}

#[test]
fn too_many_columns_are_refused() {
    for w in worlds() {
        let wide = |n: usize| format!("name{}\n甲{}\n", ",x".repeat(n), ",1".repeat(n));
        let refused = import(&w.manager, &plan("lead"), wide(1024).as_bytes()).unwrap_err();
        assert_eq!(refused.code(), "import.too_many_columns");
        assert_eq!(leads(&w, wide(1023).as_bytes()).0, [1, 0, 0, 0]);
        let header = format!("name,{}\n甲,1\n", "x".repeat(5000));
        let refused = import(&w.manager, &plan("lead"), header.as_bytes()).unwrap_err();
        assert_eq!(refused.code(), "import.cell_too_large");
        // A row of a million cells is one wrong row.
        let row = format!("name\n{}\n乙\n", ",".repeat(1_000_000));
        let (numbers, issues) = leads(&w, row.as_bytes());
        assert_eq!((numbers, codes(&issues)), ([1, 0, 0, 1], vec![(2, "import.columns", None)]));
        assert!(issues[0].source.len() < 5000);
    }
}

#[test]
fn formulas_and_statements_stay_plain_text() {
    for w in worlds() {
        let hostile = [
            "=HYPERLINK(\"\"x\"\")",
            "+cmd|' /C calc'!A0",
            "@SUM(1)",
            "'); DROP TABLE lead; --",
            "<script>alert(1)</script>",
        ];
        let rows: String = hostile.iter().map(|h| format!("\"{h}\"\n")).collect();
        assert_eq!(leads(&w, format!("name\n{rows}").as_bytes()).0, [5, 0, 0, 0]);
        let mut want: Vec<String> = hostile.iter().map(|h| h.replace("\"\"", "\"")).collect();
        want.sort();
        let mut got = names(&w);
        got.sort();
        assert_eq!(got, want);
        assert!(w.crm.check().unwrap().is_empty());
    }
}

#[test]
fn the_file_name_is_checked_before_the_rows() {
    for w in worlds() {
        for name in ["x".repeat(256), "a\u{0}b".into()] {
            let named = ImportPlan { file_name: Some(name), ..mapped("lead", &[("name", "name")]) };
            let refused = import(&w.manager, &named, b"name\nx\n").unwrap_err();
            assert_eq!(refused.field_name(), Some("file_name"));
            assert!(names(&w).is_empty());
        }
    }
}
