//! Number rules (编号规则): how contracts, receivables, visits and invoices get their numbers
//! (B1.8).
//!
//! A rule is a row of parts, joined by "-". Its counter is a row for each period, raised in the
//! transaction that uses the number: two commands never get the same one. Numbers that were given
//! out and not kept leave gaps.

mod next;
mod rule;

pub(crate) use next::next;
pub(crate) use rule::sound;
pub use rule::{NewNumberPart, SetNumberRule};

use crate::{choice, entity};

choice! {
    /// What gets numbers by a rule; named like its entity.
    pub enum Numbered = "numbered" {
        /// Contracts.
        Contract = "contract", "合同", "Contracts";
        /// Receivables.
        Receivable = "receivable", "回款", "Receivables";
        /// Return visits.
        Visit = "visit", "回访", "Return visits";
        /// Invoices.
        Invoice = "invoice", "发票", "Invoices";
    }
}

choice! {
    /// What a part of a number is.
    pub enum NumberPartKind = "number_part_kind" {
        /// Always the same text.
        Text = "text", "固定文本", "Text";
        /// The date of the record.
        Date = "date", "日期", "Date";
        /// A number that grows.
        Counter = "counter", "自动计数", "Counter";
    }
}

choice! {
    /// How a date is written in a number.
    pub enum DatePattern = "date_pattern" {
        /// 2026.
        Year = "year", "年（2026）", "Year (2026)";
        /// 202603.
        Month = "month", "年月（202603）", "Month (202603)";
        /// 20260309.
        Day = "day", "年月日（20260309）", "Day (20260309)";
    }
}

choice! {
    /// When a counter begins again.
    pub enum CounterReset = "counter_reset" {
        /// Never.
        Never = "never", "从不", "Never";
        /// Every year.
        Yearly = "yearly", "每年", "Every year";
        /// Every month.
        Monthly = "monthly", "每月", "Every month";
        /// Every day.
        Daily = "daily", "每天", "Every day";
    }
}

entity! {
    /// How one kind of record gets its numbers (编号规则).
    pub record NumberRule = 13, "number_rule", "编号规则", "Number rule";
    read anyone;
    {
        /// What gets numbers by it; there is one rule for each.
        20 numbered: Numbered = "适用对象", "For", LIST CREATE_ONLY;
        /// Whether it gives numbers; if not, people type them.
        21 enabled: bool = "启用", "Enabled", LIST;
    }
}

entity! {
    /// A part of the numbers of a rule.
    pub link NumberPart = 14, "number_part", "编号规则组成", "Number's part";
    read anyone;
    unique (rule_id, position);
    {
        /// The rule.
        20 rule_id: NumberRuleId = "编号规则", "Rule", ROOT;
        /// Its place, from 0.
        21 position: i64 = "排序", "Position";
        /// What it is.
        22 kind: NumberPartKind = "类型", "Kind";
        /// The text, of a text.
        23 text: Option<String> = "文本", "Text", MAX(20);
        /// How it is written, of a date.
        24 pattern: Option<DatePattern> = "日期格式", "Date pattern";
        /// The first number, of a counter: digits, with zeros up to the width of all its numbers.
        25 start: Option<String> = "起始编号", "Start", MAX(15);
        /// By how much it grows, of a counter.
        26 step: Option<i64> = "递增数", "Step";
        /// When it begins again, of a counter.
        27 reset: Option<CounterReset> = "重新编号", "Begins again";
    }
}

entity! {
    /// How far a rule has counted in a period.
    pub link NumberCounter = 15, "number_counter", "编号计数", "Number's counter";
    read internal;
    lasting;
    unique (rule_id, period);
    {
        /// The rule.
        20 rule_id: NumberRuleId = "编号规则", "Rule", ROOT;
        /// The day 20260309, month 20260300 or year 20260000; 0 where the counter never begins
        /// again, 1 for the provisional numbers of a replica.
        21 period: i64 = "周期", "Period";
        /// The last number.
        22 last: i64 = "当前值", "Last";
    }
}
