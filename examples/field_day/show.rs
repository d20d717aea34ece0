//! How the story is shown: titles, tables, dates, a progress bar.

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use crmkit::Result;
use crmkit::data::{ImportPlan, ImportReport};
use crmkit::model::{Choice, Locale, Timestamp};
use crmkit::query::Total;
use crmkit::session::{BatchReport, RunOptions, Session, Why};
use indicatif::{ProgressBar, ProgressStyle};

/// The language of the story.
pub(crate) const ZH: Locale = Locale::ZhCn;

pub(crate) fn chapter(title: &str) {
    println!("\n━━ {title} ━━");
}

pub(crate) fn table<const N: usize>(header: [&str; N], rows: Vec<Vec<String>>) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header.to_vec());
    table.add_rows(rows.iter().map(|row| row.iter().map(|cell| short(cell, 40))));
    println!("{table}");
}

/// What came of a call: done, or the refusal's words.
pub(crate) fn result<T>(result: Result<T>) -> String {
    result.err().map_or("可以".into(), |error| error.message(ZH))
}

/// The same of the rows of a batch.
pub(crate) fn single(report: &BatchReport) -> String {
    result(report.single())
}

pub(crate) fn some(text: Option<String>) -> String {
    text.unwrap_or_else(|| "—".into())
}

pub(crate) fn number(total: Option<Total>) -> String {
    total.map_or("?".into(), |total| total.to_string())
}

/// A date in China.
pub(crate) fn date(at: Option<Timestamp>) -> String {
    let day = |at: Timestamp| (at + chrono::TimeDelta::hours(8)).format("%Y-%m-%d").to_string();
    at.map_or("—".into(), day)
}

pub(crate) fn is_id(text: Option<&String>) -> bool {
    text.is_none_or(|text| text.contains("-7000-"))
}

pub(crate) fn short(text: &str, most: usize) -> String {
    let short: String = text.chars().take(most).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

/// Imports a CSV file under a progress bar.
pub(crate) fn import(session: &Session, bytes: &[u8], plan: &ImportPlan) -> Result<ImportReport> {
    let bar = ProgressBar::new(bytes.iter().filter(|b| **b == b'\n').count() as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg:16} {bar:40} {pos}/{len} 行") {
        bar.set_style(style);
    }
    bar.set_message(plan.file_name.clone().unwrap_or_default());
    let report = session.import(&mut &*bytes, plan, RunOptions::default(), &mut |counts| {
        bar.set_position(counts.rows.unsigned_abs());
        true
    })?;
    bar.finish_and_clear();
    let (c, name) = (report.counts, plan.file_name.as_deref().unwrap_or("?"));
    println!("{name}：{} 行，新增 {}，重复 {}，失败 {}", c.rows, c.created, c.skipped, c.failed);
    Ok(report)
}

/// A reason why somebody sees a record.
pub(crate) fn reason(why: &Why) -> String {
    let scope = why.scope.map(|scope| scope.label(ZH).to_owned());
    let parts = [Some(why.reason.label(ZH).to_owned()), why.role.clone(), scope];
    parts.into_iter().flatten().collect::<Vec<_>>().join("，")
}
