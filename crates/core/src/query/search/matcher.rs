//! A user's search words, parsed into phrases of tokens. This is the meaning of a search: the
//! in-memory store evaluates it directly, SQL stores translate it word by word.

use super::SearchText;
use super::segment::{Kind, MAX_RUN, Run, TAIL, bigrams, fold, runs};
use crate::model::phone::{self, is_phone_punctuation};

/// Characters of a query that are read at all.
const MAX_QUERY: usize = 2048;
/// Terms of a query that count; more of them are ignored.
const MAX_TERMS: usize = 16;
/// Digits from which on a number is also looked for at the end of phones.
const MIN_TAIL: usize = 4;
/// Digits that, written in groups, are taken for one phone number.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Which part of a [`SearchText`] a phrase is looked for in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// [`SearchText::body`].
    Body,
    /// [`SearchText::initials`].
    Initials,
}

/// Tokens that must stand one after the other in one column.
///
/// Made only by [`SearchQuery::parse`], out of letters, digits and private-use characters: no
/// quote, no operator and no control character ever gets into one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phrase {
    column: Column,
    tokens: Vec<String>,
    prefix: bool,
}

impl Phrase {
    /// A token of the body that begins with these characters.
    fn beginning(chars: impl Iterator<Item = char>) -> Self {
        let token = chars.take(MAX_RUN).collect();
        Self { column: Column::Body, tokens: vec![token], prefix: true }
    }

    /// These characters wherever they stand together. A single one has no bigram: there it is the
    /// beginning of a token.
    fn bigrams(column: Column, run: &str) -> Self {
        Self { column, tokens: bigrams(run), prefix: run.chars().nth(1).is_none() }
    }

    /// Where to look.
    pub fn column(&self) -> Column {
        self.column
    }

    /// What to look for; never empty.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// Whether the last token is only the beginning of one.
    pub fn is_prefix(&self) -> bool {
        self.prefix
    }

    fn matches(&self, text: &SearchText) -> bool {
        let column = match self.column {
            Column::Body => text.body(),
            Column::Initials => text.initials(),
        };
        let Some((last, before)) = self.tokens.split_last() else { return false };
        let tokens: Vec<&str> = column.split(' ').collect();
        tokens.windows(self.tokens.len()).any(|window| {
            let Some((end, start)) = window.split_last() else { return false };
            start == before && if self.prefix { end.starts_with(last) } else { end == last }
        })
    }
}

/// One search word, and what satisfies it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    alternatives: Vec<Vec<Phrase>>,
}

impl Term {
    /// The ways to match: one of them must hold, with all its phrases. Nothing in here is empty.
    pub fn alternatives(&self) -> &[Vec<Phrase>] {
        &self.alternatives
    }

    fn matches(&self, text: &SearchText) -> bool {
        self.alternatives.iter().any(|phrases| phrases.iter().all(|p| p.matches(text)))
    }

    /// Hanzi that stand together somewhere.
    fn dense(run: &str) -> Self {
        Self { alternatives: vec![vec![Phrase::bigrams(Column::Body, run)]] }
    }

    /// The beginning of a word, or initials from any character of a name on.
    fn word(run: &str) -> Self {
        let initials = Phrase::bigrams(Column::Initials, run);
        Self { alternatives: vec![vec![Phrase::beginning(run.chars())], vec![initials]] }
    }

    /// The beginning of a number or the end of a phone. Several groups (`2024-0001`) may be one
    /// phone, but also numbers of their own.
    fn number(groups: &[Run<'_>]) -> Self {
        let typed: String = groups.iter().flat_map(|run| run.text.chars()).take(MAX_RUN).collect();
        let dialled = typed.strip_prefix("00").filter(|rest| PHONE_DIGITS.contains(&rest.len()));
        let number = dialled.unwrap_or(&typed);
        let mut alternatives = vec![vec![Phrase::beginning(number.chars())]];
        if number.len() >= MIN_TAIL {
            let tail = [TAIL].into_iter().chain(number.chars().rev());
            alternatives.push(vec![Phrase::beginning(tail)]);
        }
        if let Some(phone) = phone::normalise(&typed, "CN").filter(|p| p.national() != number) {
            alternatives.push(vec![Phrase::beginning(phone.national().chars())]);
        }
        if groups.len() > 1 || dialled.is_some() {
            let each = |run: &Run<'_>| Phrase::beginning(run.text.chars());
            alternatives.push(groups.iter().map(each).collect());
        }
        Self { alternatives }
    }
}

/// A user's search words, parsed: every term must match.
///
/// Read are the first 2,048 characters, of these the first 16 terms, of each term the first 64
/// characters. What is beyond does not count, so that an over-long query finds more, not less.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchQuery {
    terms: Vec<Term>,
}

impl SearchQuery {
    /// Parses what a user typed; `None` if there is nothing to search for in it.
    pub fn parse(input: &str) -> Option<Self> {
        let mut typed: String = input.chars().take(MAX_QUERY).collect();
        // An extension is not indexed: `027-87654321转803` searches for the number before it.
        if let Some(phone) = phone::normalise(&typed, "CN").filter(|p| p.extension().is_some()) {
            typed = phone.national();
        }
        let folded = fold(&typed);
        let runs: Vec<Run<'_>> = runs(&folded).collect();
        let mut rest = runs.as_slice();
        let mut terms = Vec::new();
        while let Some(first) = rest.first().filter(|_| terms.len() < MAX_TERMS) {
            let (groups, after) = rest.split_at_checked(number_groups(rest))?;
            terms.push(match first.kind {
                Kind::Dense => Term::dense(first.text),
                _ if first.is_digits() => Term::number(groups),
                _ => Term::word(first.text),
            });
            rest = after;
        }
        (!terms.is_empty()).then_some(Self { terms })
    }

    /// The terms, which must all match; never empty.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether a telephone number may be what is found: it has no token that begins with a letter.
    pub(crate) fn finds_numbers(&self) -> bool {
        let phrases = self.terms.iter().flat_map(|term| term.alternatives.iter().flatten());
        let mut tokens = phrases.flat_map(|phrase| &phrase.tokens);
        tokens.any(|token| token.starts_with(|c: char| c == TAIL || c.is_ascii_digit()))
    }

    /// Whether a record with this text is found. The definition that every store must follow.
    pub fn matches(&self, text: &SearchText) -> bool {
        self.terms.iter().all(|term| term.matches(text))
    }
}

/// How many of the first runs are the groups of one phone number; 1 if none.
///
/// Groups between dashes always are (`8765-4321`). Between spaces they may as well be two searches
/// (`5678 138`), so there they must be a complete number (`+1 415 555 2671`, `138 1234 5678`).
fn number_groups(runs: &[Run<'_>]) -> usize {
    let mut number = String::new();
    let mut groups = 0;
    let mut spaced = false;
    for run in runs {
        let joined = groups == 0 || run.gap.chars().all(is_phone_punctuation);
        if !run.is_digits() || !joined {
            break;
        }
        if groups == 0 && run.gap.ends_with('+') {
            number.push('+');
        }
        spaced |= groups > 0 && run.gap.trim().is_empty();
        number.push_str(run.text);
        groups += 1;
    }
    let is_phone = PHONE_DIGITS.contains(&number.trim_start_matches('+').len())
        && (!spaced || phone::normalise(&number, "CN").is_some());
    if is_phone { groups.max(1) } else { 1 }
}
