//! Files to import: refused as a whole without a trace, or each row by itself.

use crate::common::worlds;
use crate::{attempt, tell};
use crmkit::data::ImportPlan;
use crmkit::query::Query;
use crmkit::session::RunOptions;

/// How many rows come in and how many do not; or the refusal of the whole.
type Told = Result<(i64, i64), &'static str>;

#[test]
fn files_that_mean_harm_are_refused_whole_or_row_by_row() {
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let broken = [gbk("线索名称\n").as_slice(), b"\x81\x20\xff\xff\n", &gbk("乙\n")].concat();
    let header = |n: usize| (0..n).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let cases: Vec<(&str, Vec<u8>, Told)> = vec![
        ("empty", vec![], Err("import.unmapped")),
        ("a mark and nothing", b"\xef\xbb\xbf".to_vec(), Err("import.unmapped")),
        ("NUL", vec![0; 4096], Err("import.encoding")),
        ("NUL in a cell", b"name\na\0b\nc\n".to_vec(), Ok((1, 1))),
        ("all bytes", (0..=255).collect(), Err("import.encoding")),
        ("UTF-8 with a mark", "\u{feff}线索名称\n甲\n".into(), Ok((1, 0))),
        ("GBK", gbk("线索名称\n甲\n"), Ok((1, 0))),
        ("UTF-16", utf16("线索名称\n甲\n"), Ok((1, 0))),
        ("UTF-16, cut", utf16("线索名称\n甲\n")[..15].to_vec(), Ok((0, 1))),
        ("GBK, broken", broken, Ok((1, 1))),
        ("a cell of 10 MB", format!("name\n{}\n乙\n", "x".repeat(10 << 20)).into(), Ok((1, 1))),
        (
            "100 000 columns",
            format!("name,{}\n", header(100_000)).into(),
            Err("import.too_many_columns"),
        ),
        ("a row of 100 000 cells", format!("name\n{}\n", ",".repeat(100_000)).into(), Ok((0, 1))),
        ("a column twice", b"name,name\na,b\n".to_vec(), Err("import.header_twice")),
        ("no column known", b"x,y\n1,2\n".to_vec(), Err("import.unmapped")),
        // Which is no UTF-8, and so taken for GBK.
        ("an unpaired surrogate", b"name\n\xed\xa0\x80\nb\n".to_vec(), Ok((2, 0))),
    ];
    for w in worlds() {
        for (what, file, want) in &cases {
            let before = w.manager.leads().list(&Query::default().limit(500)).unwrap().rows.len();
            let plan = ImportPlan { entity: "lead".into(), ..ImportPlan::default() };
            let got = attempt(&w, what, || {
                w.manager.import(&mut file.as_slice(), &plan, RunOptions::default(), &mut |_| true)
            });
            let got = got.map(|report| (report.counts.created, report.counts.failed));
            assert_eq!(got, *want, "{what}");
            let after = w.manager.leads().list(&Query::default().limit(500)).unwrap().rows.len();
            assert_eq!((after - before) as i64, got.map_or(0, |(made, _)| made), "{what}");
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
    tell("files");
}
