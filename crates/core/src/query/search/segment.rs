//! Text to tokens: folding, runs, and bigrams. Both the index and the query go through here.
//!
//! Why bigrams: most Chinese searches have two characters, and a trigram index finds nothing for
//! them, a word index only whole runs. A run of n characters becomes n tokens (`魁鲸 鲸科 科`), so
//! every substring of the run is either a phrase of bigrams or, with one character, the beginning
//! of a token. The lone last character can be part of no phrase of bigrams, so it also separates: no
//! phrase reaches over the end of a run or of a field, and no separator token is needed.

use crate::model::text::comparable;

/// Words (and words of a query) count up to this many characters.
pub(super) const MAX_RUN: usize = 64;

/// Stands before the reversed digits of a phone, so that only the search for a tail finds them.
/// A private-use character: no query contains one.
pub(super) const TAIL: char = '\u{E000}';

/// What a character is to the search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Written without spaces between words: hanzi, kana, hangul.
    Dense,
    /// Letters and digits of other scripts, written as words.
    Word,
    /// Everything else.
    Gap,
}

pub(super) fn kind(c: char) -> Kind {
    match c {
        '0'..='9' | 'a'..='z' => Kind::Word,
        '\u{4E00}'..='\u{9FFF}'   // the common hanzi
        | '\u{3400}'..='\u{4DBF}' // extension A
        | '\u{F900}'..='\u{FAFF}' // compatibility
        | '\u{20000}'..='\u{3FFFF}' // extensions B and later: the rare ones in names
        | '々' | '〇'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | 'ー' // kana
        | '\u{AC00}'..='\u{D7A3}' /* hangul */ => Kind::Dense,
        _ if c.is_alphanumeric() => Kind::Word,
        _ => Kind::Gap,
    }
}

/// Lower case, as it is compared.
pub(super) fn fold(text: &str) -> String {
    let text = comparable(text);
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            c if kind(c) == Kind::Dense => folded.push(c),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// A stretch of characters of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Run<'a> {
    /// What stands between the previous run and this one.
    pub(super) gap: &'a str,
    pub(super) kind: Kind,
    pub(super) text: &'a str,
}

impl Run<'_> {
    pub(super) fn is_digits(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_digit())
    }
}

/// The runs of folded text.
pub(super) fn runs(folded: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        let (gap, from) = split_kind(rest, Kind::Gap);
        let kind = kind(from.chars().next()?);
        let (text, after) = split_kind(from, kind);
        rest = after;
        Some(Run { gap, kind, text })
    })
}

fn split_kind(text: &str, wanted: Kind) -> (&str, &str) {
    let end = text.find(|c| kind(c) != wanted).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Appends the tokens of folded text.
pub(super) fn push_tokens(out: &mut String, folded: &str) {
    for run in runs(folded) {
        match run.kind {
            Kind::Dense => push_bigrams(out, run.text.chars()),
            _ => push_token(out, run.text.chars().take(MAX_RUN)),
        }
    }
}

/// Appends `魁鲸 鲸科 科` for `魁鲸科`.
pub(super) fn push_bigrams(out: &mut String, chars: impl Iterator<Item = char>) {
    let mut chars = chars.peekable();
    while let Some(first) = chars.next() {
        push_token(out, [first].into_iter().chain(chars.peek().copied()));
    }
}

/// Appends one token.
pub(super) fn push_token(out: &mut String, chars: impl IntoIterator<Item = char>) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.extend(chars);
}

/// The tokens that stand one after the other wherever `run` stands: its bigrams, or its only
/// character, which is then the beginning of a token.
pub(super) fn bigrams(run: &str) -> Vec<String> {
    let mut text = String::new();
    push_bigrams(&mut text, run.chars().take(MAX_RUN));
    let mut tokens: Vec<String> = text.split(' ').map(str::to_owned).collect();
    if tokens.len() > 1 {
        tokens.pop();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let mut out = String::new();
        push_tokens(&mut out, &fold(text));
        out
    }

    #[test]
    fn text_becomes_bigrams_and_words() {
        assert_eq!(tokens("魁鲸科"), "魁鲸 鲸科 科");
        assert_eq!(tokens("科"), "科");
        assert_eq!(tokens("ABC科技2024"), "abc 科技 技 2024");
        assert_eq!(tokens("ＡＢＣ　１２３（武汉）"), "abc 123 武汉 汉");
        assert_eq!(tokens("O'Brien \"NEAR\"\0*^:"), "o brien near");
        assert_eq!(tokens("𠮷野家"), "𠮷野 野家 家");
        assert_eq!(tokens(" \u{E000}\u{E001}🦀"), "");
    }

    #[test]
    fn words_are_cut_runs_are_not() {
        assert_eq!(tokens(&"a".repeat(1000)).len(), MAX_RUN);
        assert_eq!(tokens(&"汉".repeat(1000)).split(' ').count(), 1000);
    }

    #[test]
    fn the_tail_mark_is_in_no_query() {
        assert_eq!(kind(TAIL), Kind::Gap);
    }
}
