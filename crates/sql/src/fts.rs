//! Search queries as FTS5 `MATCH` text.
//!
//! `MATCH` takes a language with operators, column names and its own errors. Of nine hostile
//! strings passed through as typed, eight were SQL errors that named our columns. So nothing a user
//! typed goes in: the text is rebuilt from the tokens of a parsed [`SearchQuery`], each quoted.

use crmkit_core::query::search::{Column, Phrase, SearchQuery, Term};

/// The arguments of `USING fts5(…)` for an index that [`match_text`] may be asked of.
///
/// The tokenizer is `ascii`, not `unicode61`: it splits at spaces and keeps every other character
/// of our tokens as it is, in every version of SQLite. `unicode61` has a letter table and a case
/// folding of its own: of our letters it changes or drops 1,047 (`ſ` becomes `s`, the vowels of
/// Thai and Hindi end a token).
pub const TABLE_ARGUMENTS: &str =
    "body, initials, content='', contentless_delete=1, tokenize='ascii'";

/// The right side of `MATCH`: finds the rows whose text [`SearchQuery::matches`].
pub fn match_text(query: &SearchQuery) -> String {
    join(query.terms(), " AND ", term)
}

fn term(term: &Term) -> String {
    format!("({})", join(term.alternatives(), " OR ", |phrases| all(phrases)))
}

fn all(phrases: &[Phrase]) -> String {
    format!("({})", join(phrases, " AND ", phrase))
}

fn phrase(phrase: &Phrase) -> String {
    let column = match phrase.column() {
        Column::Body => "body",
        Column::Initials => "initials",
    };
    let star = if phrase.is_prefix() { " *" } else { "" };
    format!("{column} : \"{}\"{star}", phrase.tokens().join(" "))
}

fn join<T>(parts: &[T], between: &str, text: impl Fn(&T) -> String) -> String {
    parts.iter().map(text).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn match_text_is_made_of_quoted_tokens() {
        for (typed, expected) in [
            ("武", "((body : \"武\" *))"),
            ("武汉鑫", "((body : \"武汉 汉鑫\"))"),
            ("AND", "((body : \"and\" *) OR (initials : \"an nd\"))"),
            ("华为12", "((body : \"华为\")) AND ((body : \"12\" *))"),
        ] {
            assert_eq!(match_text(&SearchQuery::parse(typed).unwrap()), expected);
        }
    }
}
