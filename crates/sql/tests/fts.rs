//! The real FTS5 finds exactly what `SearchQuery::matches` says, and never fails.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeSet;

use crmkit_core::query::search::{SearchQuery, SearchText};
use crmkit_sql::fts::{TABLE_ARGUMENTS, match_text};
use proptest::prelude::*;
use rusqlite::Connection;

fn index(rows: &[SearchText]) -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(&format!("CREATE VIRTUAL TABLE t USING fts5({TABLE_ARGUMENTS})")).unwrap();
    for (row, text) in (0u32..).zip(rows) {
        db.execute(
            "INSERT INTO t(rowid, body, initials) VALUES (?1, ?2, ?3)",
            (row, text.body(), text.initials()),
        )
        .unwrap();
    }
    db
}

fn found(db: &Connection, query: &SearchQuery) -> Vec<u32> {
    db.prepare_cached("SELECT rowid FROM t WHERE t MATCH ?1 ORDER BY rowid")
        .unwrap()
        .query_map([match_text(query)], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{query:?}: {error}"))
}

fn expected(rows: &[SearchText], query: &SearchQuery) -> Vec<u32> {
    (0..).zip(rows).filter(|(_, text)| query.matches(text)).map(|(row, _)| row).collect()
}

fn record((name, note, phone): (String, String, String)) -> SearchText {
    let mut text = SearchText::new();
    text.add_text(&name);
    text.add_text(&note);
    text.add_phone(&phone);
    text
}

/// Few characters, so that texts and queries meet often.
fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            5 => "[武汉鑫科技重长庆𠮷]{1,5}",
            3 => "[whxkjzcqａＢ12éßſKİ]{1,4}",
            1 => "[ ,（）\"*:^·-]",
        ],
        0..5,
    )
    .prop_map(|parts| parts.concat())
}

fn phones() -> impl Strategy<Value = String> {
    prop_oneof![
        "1[38][12]{9}",
        "\\+861[38][12]{9}",
        "027-?[2][12]{7}(转[12]{2})?",
        "[12]{4,8}",
        "\\+1415[12]{7}",
        "[12]{3}武?",
    ]
}

fn queries() -> impl Strategy<Value = String> {
    prop_oneof![
        words(),
        phones(),
        "[12]{1,5}[ -]?[12]{0,4}",
        "[whxkjzcq]{1,3}",
        "[武汉鑫科技重长庆]{1,3}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fts_finds_what_the_definition_says(
        rows in proptest::collection::vec((words(), words(), phones()), 1..20),
        queries in proptest::collection::vec(queries(), 20),
    ) {
        let rows: Vec<SearchText> = rows.into_iter().map(record).collect();
        let db = index(&rows);
        for query in queries.iter().filter_map(|query| SearchQuery::parse(query)) {
            prop_assert_eq!(found(&db, &query), expected(&rows, &query), "{:?}", query);
        }
    }

    /// Any text is found by itself, whatever script or Unicode version its letters are of.
    #[test]
    fn fts_keeps_our_tokens(texts in proptest::collection::vec("\\PC{1,12}", 1..10)) {
        let rows: Vec<SearchText> =
            texts.iter().map(|t| record((t.clone(), String::new(), t.clone()))).collect();
        let db = index(&rows);
        for query in texts.iter().filter_map(|text| SearchQuery::parse(text)) {
            prop_assert_eq!(found(&db, &query), expected(&rows, &query), "{:?}", query);
        }
    }
}

/// What breaks or subverts a `MATCH` that is passed through, alone and around a real word.
fn hostile() -> Vec<String> {
    let parts = [
        "\"",
        "\"\"",
        "\"\"\"",
        "'",
        "''",
        "\\",
        "\\\"",
        "*",
        "**",
        "^",
        "^^",
        ":",
        "::",
        "(",
        ")",
        "()",
        ")(",
        "((((",
        "))))",
        "{",
        "}",
        "{}",
        "[",
        "]",
        "+",
        "-",
        "--",
        "-- ",
        "/*",
        "*/",
        ";",
        ",",
        ".",
        "?",
        "?1",
        ":1",
        "@a",
        "$a",
        "%",
        "_",
        "~",
        "!",
        "#",
        "&",
        "&&",
        "|",
        "||",
        "<",
        ">",
        "=",
        "`",
        "\0",
        "\0\0",
        "\u{1}",
        "\u{7f}",
        "\u{80}",
        "\u{200b}",
        "\u{feff}",
        "\u{fffd}",
        "\u{202e}",
        "\u{e000}",
        "\u{e001}",
        "\u{10ffff}",
        "\n",
        "\r\n",
        "\t",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "and",
        "NEAR(",
        "NEAR/2",
        "NEAR(a b, 2)",
        "AND AND",
        "OR OR OR",
        "NOT NOT",
        "a AND",
        "OR a",
        "a NOT b",
        "a AND (b",
        "a + b",
        "a^b",
        "^a",
        "a*b",
        "*a",
        "a:b",
        "body:",
        "body:a",
        "body : a",
        "initials:a",
        "{body initials}:a",
        "- body : a",
        "-{body}:a",
        "rank",
        "rank:a",
        "rowid",
        "t",
        "t:a",
        "t.body",
        "rank MATCH 'bm25(10.0)'",
        "a\" OR \"b",
        "\" OR 1=1 --",
        "' OR '1'='1",
        "'; DROP TABLE t; --",
        "\");--",
        "a\"*",
        "\"a\"*",
        "\"a b\" *",
        "\"a\" + \"b\"",
        "x'00'",
        "𠮷",
        "🦀",
        "e\u{301}",
        "ﬃ",
        "İ",
        "ß",
        "٣٤",
        "１２",
        "①②③④",
        "ａ＊",
        "＂",
        "　",
        "汉",
        "武汉",
        "汉\0字",
        "\"武汉\"",
        "武汉*",
        "武*汉",
    ];
    let mut all: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    all.extend(parts.iter().map(|part| format!("{part}武汉{part}a1{part}")));
    all.extend(
        ["a", "\"", "(", "汉", "1 ", "a* ", "NOT ", "\0"]
            .map(|part| part.repeat(1_000_000 / part.len())),
    );
    all
}

#[test]
fn hostile_queries_are_no_errors() {
    let hostile = hostile();
    assert!(hostile.len() >= 200);
    let short: Vec<&String> = hostile.iter().filter(|text| text.len() < 100).collect();
    let rows: Vec<SearchText> = short
        .iter()
        .map(|text| record((text.to_string(), String::new(), text.to_string())))
        .collect();
    let db = index(&rows);
    for typed in &hostile {
        if let Some(query) = SearchQuery::parse(typed) {
            assert_eq!(found(&db, &query), expected(&rows, &query), "{typed:.40?}");
        }
    }
    for (row, typed) in (0..).zip(&short) {
        let found_itself = |query: SearchQuery| found(&db, &query).contains(&row);
        assert!(SearchQuery::parse(typed).is_none_or(found_itself), "{typed:?}");
    }
}

/// Why the tokenizer is `ascii`: it keeps each letter and digit as it is, `unicode61` does not.
#[test]
fn unicode61_would_not_keep_our_tokens() {
    let lost = |tokenizer: &str| {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(&format!(
            "CREATE VIRTUAL TABLE t USING fts5(x, content='', tokenize='{tokenizer}');
             CREATE VIRTUAL TABLE v USING fts5vocab(t, row);"
        ))
        .unwrap();
        let folded = (char::MIN..=char::MAX)
            .filter(|c| c.is_alphanumeric() && c.to_lowercase().eq([*c]))
            .map(String::from)
            .collect::<BTreeSet<_>>();
        let text = folded.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        db.execute("INSERT INTO t(x) VALUES (?1)", [text]).unwrap();
        let mut terms = db.prepare("SELECT term FROM v").unwrap();
        let terms = terms.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        folded.difference(&terms).cloned().collect::<String>()
    };
    assert_eq!(lost("ascii"), "");
    let lost = lost("unicode61 remove_diacritics 0");
    assert!(lost.contains('ſ'), "folded to s: would find what nobody searched");
    assert!(lost.contains('ั'), "a vowel that ends the token: Thai names fall apart");
}
