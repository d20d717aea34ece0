//! The table in `docs/performance.md`.

use crate::measure::Line;
use std::fmt::Write;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");
const BEGIN: &str = "<!-- made by `cargo bench --bench foundation`, ";
const END: &str = "<!-- end -->";

/// A line for people.
pub fn line(line: &Line) -> String {
    let verdict = if line.ratio() <= line.bar { "" } else { "  over" };
    format!(
        "{:<48} {:>9.1} µs  by hand {:>9.1} µs  {:.2}× of {:.2}×{verdict}",
        line.name,
        line.product,
        line.hand,
        line.ratio(),
        line.bar
    )
}

/// Replaces the table of this size in the page, or adds it at the end.
pub fn write(rows: u64, lines: &[Line]) {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let begin = format!("{BEGIN}ROWS={rows} -->");
    let mut table = format!(
        "{begin}\n\n{rows} customers; µs of thread CPU time, medians.\n\n\
         | What | crmkit | by hand | ratio | bar |\n|---|---:|---:|---:|---:|\n"
    );
    for line in lines {
        let ratio = line.ratio();
        let ratio =
            if ratio <= line.bar { format!("{ratio:.2}×") } else { format!("**{ratio:.2}×**") };
        writeln!(
            table,
            "| {} | {:.1} | {:.1} | {ratio} | {:.2}× |",
            line.name, line.product, line.hand, line.bar
        )
        .unwrap();
    }
    for line in lines.iter().filter(|line| line.name.starts_with("import")) {
        let a_second = |micros: f64| 1000.0 / micros;
        writeln!(
            table,
            "\nThe import in rows a second of CPU time: crmkit {:.1} k, by hand {:.1} k.",
            a_second(line.product),
            a_second(line.hand)
        )
        .unwrap();
    }
    write!(table, "\n{END}").unwrap();
    let page = match page.split_once(&begin) {
        Some((before, old)) => format!("{before}{table}{}", old.split_once(END).unwrap().1),
        None => format!("{page}\n{table}\n"),
    };
    std::fs::write(PAGE, page).unwrap();
}
