//! Setting a rule, and what it must hold.

use super::{
    CounterReset, DatePattern, NumberPart, NumberPartKind, NumberRule, NumberRuleId, Numbered,
};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Choice, TypedId, Value};
use crate::query::Bound;
use crate::session::{Command, Context};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A part of a number as a person sets it: a kind, and what that kind needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewNumberPart {
    /// What it is.
    pub kind: NumberPartKind,
    /// The text, of a text.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub text: Option<String>,
    /// How it is written, of a date.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub pattern: Option<DatePattern>,
    /// The first number, of a counter: digits, with zeros up to the width of all its numbers.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub start: Option<String>,
    /// By how much it grows, of a counter.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub step: Option<i64>,
    /// When it begins again, of a counter.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub reset: Option<CounterReset>,
}

command! {
    /// Sets the rule by which one kind of record gets its numbers, in place of the one it had.
    /// Counters go on where they are.
    pub struct SetNumberRule = "number_rule.set", 1, "设置编号规则", "Set a number rule" {
        /// For what.
        numbered: Numbered,
        /// Whether it gives numbers; if not, people type them.
        enabled: bool,
        /// Its parts, joined by "-": two or more, one of them a counter.
        parts: Vec<NewNumberPart>,
    } -> NumberRuleId; SETTINGS_MANAGE UNDOABLE
}

impl Command for SetNumberRule {
    fn run(self, cx: &mut Context<'_>) -> Result<NumberRuleId> {
        let enabled = self.enabled;
        let rule = match rule_for(cx, self.numbered.code())? {
            Some(rule) => cx.update(&rule, |rule| rule.enabled = enabled)?,
            None => {
                let numbered = self.numbered;
                cx.insert(NumberRule { numbered, enabled, ..NumberRule::blank() })?
            }
        };
        require(self.parts.len() <= MOST, &codes::TOO_MANY_ROWS)
            .map_err(|e| e.with("max", MOST))?;
        let wanted: Vec<NumberPart> = (0..).zip(self.parts).map(|p| row(rule.id, p)).collect();
        let held = stored(cx, rule.id)?;
        for part in held.iter().filter(|h| !wanted.iter().any(|w| same(w, h))) {
            cx.remove(part)?;
        }
        for part in wanted.into_iter().filter(|w| !held.iter().any(|h| same(w, h))) {
            cx.create(part)?;
        }
        sound(cx, rule.id)?;
        Ok(rule.id)
    }
}

/// Parts of a number.
const MOST: usize = 10;
/// The largest step.
const LARGEST: i64 = 1_000_000;

fn row(rule_id: NumberRuleId, (position, part): (i64, NewNumberPart)) -> NumberPart {
    let NewNumberPart { kind, text, pattern, start, step, reset } = part;
    let blank = NumberPart::blank();
    NumberPart { rule_id, position, kind, text, pattern, start, step, reset, ..blank }
}

fn same(a: &NumberPart, b: &NumberPart) -> bool {
    let key = |p: &NumberPart| (p.position, p.kind, p.pattern, p.step, p.reset);
    key(a) == key(b) && (&a.text, &a.start) == (&b.text, &b.start)
}

/// The rule for an entity.
pub(super) fn rule_for(cx: &Context<'_>, entity: &str) -> Result<Option<NumberRule>> {
    let of = Bound::is(NumberRule::META, "numbered", Value::Text(entity.into()));
    Ok(cx.find(of)?.pop())
}

fn stored(cx: &Context<'_>, rule: NumberRuleId) -> Result<Vec<NumberPart>> {
    let of = Bound::is(NumberPart::META, "rule_id", Value::Id(rule.uuid()));
    let mut parts: Vec<NumberPart> = cx.find(of)?;
    parts.sort_by_key(|part| part.position);
    Ok(parts)
}

/// The parts of a rule, in order.
pub(super) fn parts(cx: &Context<'_>, rule: NumberRuleId) -> Result<Vec<Part>> {
    stored(cx, rule)?.iter().map(Part::of).collect()
}

/// Whether a rule can give numbers, whatever was changed.
///
/// # Errors
/// `value.required` and `value.out_of_range` for a part that lacks what its kind needs;
/// `number_rule.parts`, `number_rule.counter`, `number_rule.reset`.
pub(crate) fn sound(cx: &Context<'_>, rule: NumberRuleId) -> Result<()> {
    let parts = parts(cx, rule)?;
    require(parts.len() >= 2, &codes::NUMBER_PARTS)?;
    let mut counters = parts.iter().filter_map(|part| match part {
        Part::Counter(counter) => Some(counter.reset),
        _ => None,
    });
    let (Some(reset), None) = (counters.next(), counters.next()) else {
        return Err(Error::new(&codes::NUMBER_COUNTER));
    };
    // Else two periods would have the same numbers.
    let told = parts.iter().any(|part| match (part, reset) {
        (_, CounterReset::Never) | (Part::Date(DatePattern::Day), _) => true,
        (Part::Date(DatePattern::Month), reset) => reset != CounterReset::Daily,
        (Part::Date(DatePattern::Year), reset) => reset == CounterReset::Yearly,
        _ => false,
    });
    require(told, &codes::NUMBER_RESET)
}

/// A part, with what its kind needs.
pub(super) enum Part {
    Text(String),
    Date(DatePattern),
    Counter(Counter),
}

/// A counter.
pub(super) struct Counter {
    pub(super) start: i64,
    pub(super) width: usize,
    pub(super) step: i64,
    pub(super) reset: CounterReset,
}

impl Part {
    fn of(part: &NumberPart) -> Result<Self> {
        let at = |code, field: &str| Error::new(code).of(NumberPart::META).field(field);
        let missing = |field: &str| at(&codes::REQUIRED, field);
        let wrong = |field: &str| at(&codes::OUT_OF_RANGE, field);
        Ok(match part.kind {
            NumberPartKind::Text => Self::Text(part.text.clone().ok_or_else(|| missing("text"))?),
            NumberPartKind::Date => Self::Date(part.pattern.ok_or_else(|| missing("pattern"))?),
            NumberPartKind::Counter => {
                let digits = part.start.as_deref().ok_or_else(|| missing("start"))?;
                let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
                let start = digits.parse().ok().filter(|_| all_digits);
                let step = part.step.ok_or_else(|| missing("step"))?;
                let grows = (1..=LARGEST).contains(&step);
                Self::Counter(Counter {
                    start: start.ok_or_else(|| wrong("start"))?,
                    width: digits.len(),
                    step: Some(step).filter(|_| grows).ok_or_else(|| wrong("step"))?,
                    reset: part.reset.ok_or_else(|| missing("reset"))?,
                })
            }
        })
    }
}

impl DatePattern {
    pub(super) fn write(self, date: NaiveDate) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self {
            Self::Year => format!("{year:04}"),
            Self::Month => format!("{year:04}{month:02}"),
            Self::Day => format!("{year:04}{month:02}{day:02}"),
        }
    }
}
