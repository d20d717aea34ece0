use proptest::prelude::*;

use super::*;

fn text(fields: &[&str]) -> SearchText {
    let mut text = SearchText::new();
    fields.iter().for_each(|field| text.add_text(field));
    text
}

fn phone(number: &str) -> SearchText {
    let mut text = SearchText::new();
    text.add_phone(number);
    text
}

fn finds(query: &str, text: &SearchText) -> bool {
    SearchQuery::parse(query).is_some_and(|query| query.matches(text))
}

#[test]
fn hanzi_are_found_anywhere_in_a_run() {
    let name = text(&["武汉鑫魁鲸网络科技有限公司"]);
    for found in ["武", "司", "公司", "魁鲸", "武汉鑫魁鲸网络科技有限公司", "科技 武汉", "“魁鲸”"]
    {
        assert!(finds(found, &name), "{found}");
    }
    for missed in ["鲸魁", "武鑫", "汉口", "武汉 汉口", "公司武汉"] {
        assert!(!finds(missed, &name), "{missed}");
    }
}

#[test]
fn what_nobody_sees_is_not_searched_for() {
    assert!(finds("魁鲸", &text(&["武汉魁\u{200B}鲸网络"])));
    assert!(finds("魁\u{FEFF}鲸", &text(&["武汉魁鲸网络"])));
    assert!(finds("CAF\u{C9}", &text(&["Cafe\u{301} Luna"])));
}

#[test]
fn a_phrase_stays_in_its_run_and_its_field() {
    assert!(!finds("武汉鑫", &text(&["武汉", "鑫"])));
    assert!(!finds("武汉鑫", &text(&["武汉", "汉鑫"])));
    assert!(!finds("武汉鑫", &text(&["武汉，汉鑫"])));
    assert!(!finds("hwj", &text(&["华为", "技术"])));
}

#[test]
fn words_are_found_by_their_beginning() {
    let name = text(&["华为2024", "ABC科技", "Ｈuawei 合同", "Shanghai Huawei"]);
    for found in ["华为2024", "2024 华为", "ABC科技", "abc", "HUA", "ｈｕａ", "华为20"] {
        assert!(finds(found, &name), "{found}");
    }
    for missed in ["anghai", "华为2025", "024", "ABD科技"] {
        assert!(!finds(missed, &name), "{missed}");
    }
}

#[test]
fn initials_are_found_from_any_character_on() {
    let name = text(&["上海华为技术（深圳）有限公司", "长安汽车"]);
    for found in ["shhw", "SHHWJS", "hwjs", "jssz", "h", "gs", "caqc", "zaqc", "aq"] {
        assert!(finds(found, &name), "{found}");
    }
    for missed in ["hwsz", "gsca", "x1"] {
        assert!(!finds(missed, &name), "{missed}");
    }
    assert!(finds("cq", &text(&["重庆"])) && finds("zq", &text(&["重庆"])));
    assert!(finds("tcljt", &text(&["TCL集团"])));
}

#[test]
fn phones_are_found_by_beginning_and_tail() {
    for stored in ["+8613812345678", "138 1234 5678"] {
        let stored = phone(stored);
        for found in [
            "1",
            "138",
            "13812345678",
            "138-1234-5678",
            "+86 138 1234 5678",
            "008613812345678",
            "86138",
            "5678",
            "45678",
            "12345678",
            "１３８１２３４５６７８",
        ] {
            assert!(finds(found, &stored), "{found}");
        }
        for missed in ["678", "2345", "1234567", "13812345679", "8765"] {
            assert!(!finds(missed, &stored), "{missed}");
        }
    }
    let desk = phone("027-87654321转803");
    for found in [
        "027",
        "02787654321",
        "(027) 8765-4321",
        "8765-4321",
        "027-87654321转803",
        "0 2 7 8765 4321",
    ] {
        assert!(finds(found, &desk), "{found}");
    }
    assert!(finds("4155552671", &phone("+1 415 555 2671")));
    assert!(finds("95588", &phone("95588")));
    assert!(finds("下班", &phone("下班后打 12345")) && finds("12345", &phone("下班后打 12345")));
}

#[test]
fn digits_of_a_phone_are_no_letters_of_a_name() {
    let mut text = phone("13812345678");
    text.add_text("华为");
    assert!(!finds("76543", &text));
    assert!(finds("hw 5678 138", &text));
    assert!(finds("2024-0001234", &self::text(&["合同 2024-0001234"])));
}

#[test]
fn nothing_searchable_is_no_query() {
    for nothing in ["", " ", "\0", "\"*^:()", "🦀", "\u{E000}", "———"] {
        assert!(SearchQuery::parse(nothing).is_none(), "{nothing:?}");
        assert!(text(&[nothing]).is_empty());
    }
    assert!(phone("").is_empty() && phone(" - ").is_empty());
}

#[test]
fn a_query_is_bounded() {
    let many = SearchQuery::parse(&"a b ".repeat(300_000)).unwrap();
    assert_eq!(many.terms().len(), 16);
    let long = SearchQuery::parse(&"汉".repeat(300_000)).unwrap();
    assert_eq!(long.terms()[0].alternatives()[0][0].tokens().len(), 63);
    assert!(long.matches(&text(&[&"汉".repeat(2000)])));
    for digit in ["1", "0", "٣"] {
        let long = SearchQuery::parse(&digit.repeat(300_000)).unwrap();
        let size = |p: &Phrase| p.tokens().iter().map(|t| t.chars().count()).sum::<usize>();
        assert!(long.terms().iter().flat_map(Term::alternatives).flatten().all(|p| size(p) <= 130));
    }
}

/// Runs of a few characters, so that queries hit by chance too.
fn mixed() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            6 => "[武汉鑫科技長𠮷]{1,6}",
            2 => "[ab1]{1,3}",
            1 => "[ ,（）·-]",
        ],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    /// Both directions at once: found if and only if it is a substring of some field.
    #[test]
    fn hanzi_search_is_substring_search(
        fields in proptest::collection::vec(mixed(), 0..4),
        query in "[武汉鑫科技長𠮷]{1,5}",
    ) {
        let indexed = text(&fields.iter().map(String::as_str).collect::<Vec<_>>());
        let expected = fields.iter().any(|field| field.contains(&query));
        prop_assert_eq!(finds(&query, &indexed), expected);
    }

    #[test]
    fn every_hanzi_substring_is_found(name in "[\u{4E00}-\u{9FFF}]{1,20}", at in 0usize..20, len in 1usize..20) {
        let part: String = name.chars().skip(at % name.chars().count()).take(len).collect();
        prop_assert!(finds(&part, &text(&["A座", &name])));
    }

    #[test]
    fn latin_search_is_prefix_search(
        words in proptest::collection::vec("[ab1]{1,4}", 1..5), query in "[ab1]{0,2}[ab]",
    ) {
        let expected = words.iter().any(|word| word.starts_with(&query));
        prop_assert_eq!(finds(&query, &text(&[&words.join(" ")])), expected);
    }

    #[test]
    fn nothing_panics_and_tokens_are_plain(input in any::<String>(), other in "\\PC*") {
        let mut indexed = text(&[&input, &other]);
        indexed.add_phone(&input);
        let plain = |c: char| c.is_alphanumeric() || c == segment::TAIL;
        for term in SearchQuery::parse(&input).iter().flat_map(SearchQuery::terms) {
            for phrase in term.alternatives().iter().flatten() {
                prop_assert!(!phrase.tokens().is_empty());
                prop_assert!(phrase.tokens().iter().all(|t| !t.is_empty() && t.chars().all(plain)));
            }
        }
        for column in [indexed.body(), indexed.initials()] {
            prop_assert!(column.chars().all(|c| plain(c) || c == ' '));
            prop_assert!(column.is_empty() || column.split(' ').all(|token| !token.is_empty()));
        }
        if let Some(query) = SearchQuery::parse(&input) {
            prop_assert!(query.matches(&indexed), "a text is not found by itself");
        }
    }

    /// What a query without numbers finds tells nothing about telephone numbers.
    #[test]
    fn words_without_numbers_find_no_phone(
        query in "[a-z0-9武汉９ _+-]{1,8}",
        number in "(\\+86)?1[3-9][0-9]{9}(转[0-9]{1,3})?|\\+1415555[0-9]{4}|0[0-9]{2,3}-[0-9]{7,8}",
    ) {
        if let Some(parsed) = SearchQuery::parse(&query).filter(|q| !q.finds_numbers()) {
            prop_assert!(!parsed.matches(&phone(&number)), "{query} {number}");
        }
    }
}
