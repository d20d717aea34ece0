//! Lines and tables of what was measured.

use super::measure::Line;
use std::fmt::Write;

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

/// Adds a table.
pub fn table(text: &mut String, [what, product, hand]: [&str; 3], lines: &[&Line]) {
    writeln!(text, "| {what} | {product} | {hand} | ratio | bar |\n|---|---:|---:|---:|---:|")
        .unwrap();
    for line in lines {
        let ratio = line.ratio();
        let ratio =
            if ratio <= line.bar { format!("{ratio:.2}×") } else { format!("**{ratio:.2}×**") };
        writeln!(
            text,
            "| {} | {:.1} | {:.1} | {ratio} | {:.2}× |",
            line.name, line.product, line.hand, line.bar
        )
        .unwrap();
    }
}
