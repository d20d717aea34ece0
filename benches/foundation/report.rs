//! The table in `docs/performance.md`.

use crate::common::Table;
use crate::common::measure::Line;
use crate::common::report::table;
use std::fmt::Write;

/// Replaces the tables of this size in the page.
pub fn write(rows: u64, lines: &[Line]) {
    let (far, lines): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.is("page"));
    let mut text = format!("{rows} customers; µs of thread CPU time, medians.\n\n");
    table(&mut text, ["What", "crmkit", "by hand"], &lines);
    for line in lines.iter().filter(|line| line.is("import")) {
        let a_second = |micros: f64| 1000.0 / micros;
        writeln!(
            text,
            "\nThe import in rows a second of CPU time: crmkit {:.1} k, by hand {:.1} k; bar 30 k.",
            a_second(line.product),
            a_second(line.hand)
        )
        .unwrap();
    }
    let searches = lines.iter().filter(|line| line.is("search"));
    if let Some(slowest) = searches.max_by(|a, b| a.product.total_cmp(&b.product)) {
        let (what, millis) = (&slowest.name, slowest.product / 1000.0);
        writeln!(text, "\nThe slowest search ({what}) takes {millis:.2} ms; bar 3 ms.\n").unwrap();
    }
    table(&mut text, ["Far down beside the first page", "far down", "first"], &far);
    Table::of(&format!("ROWS={rows} cargo bench --bench foundation")).write(&text);
}
