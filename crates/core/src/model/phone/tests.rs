use proptest::prelude::*;

use super::*;

fn canonical(input: &str, country: &str) -> Option<String> {
    normalise(input, country).map(|phone| phone.to_string())
}

#[test]
fn one_number_has_one_form() {
    let table: &[(&str, &[&str])] = &[
        (
            "+8613812345678",
            &[
                "13812345678",
                "138 1234 5678",
                "138-1234-5678",
                "138.1234.5678",
                "+86 138 1234 5678",
                "+8613812345678",
                "008613812345678",
                "0086-138-12345678",
                "8613812345678",
                "(+86)13812345678",
                "１３８１２３４５６７８",
                "＋８６　１３８－１２３４－５６７８",
                "013812345678",
                " 13812345678 ",
                "138\u{A0}1234\u{2013}5678",
                "+86 (0) 138 1234 5678",
            ],
        ),
        (
            "+862787654321",
            &[
                "027-87654321",
                "02787654321",
                "(027)87654321",
                "（027）8765 4321",
                "+86 27 8765 4321",
                "+86 027 87654321",
                "+86(0)27-87654321",
                "86-27-87654321",
                "8602787654321",
                "0086 27 87654321",
                "027/87654321",
            ],
        ),
        ("+861087654321", &["010-87654321", "+86 10 8765 4321", "010-8765-4321"]),
        ("+867558765432", &["0755-8765432", "+867558765432"]),
        ("+8675587654321", &["0755-87654321", "86 755 87654321"]),
        (
            "+862787654321;ext=803",
            &[
                "027-87654321转803",
                "027-87654321 轉 803",
                "027-87654321 ext. 803",
                "027-87654321x803",
                "02787654321-803",
                "027-87654321-803",
                "027-8765-4321-803",
                "(027)87654321#803",
                "027-87654321分机：803",
                "027-87654321分机号803",
                "027-8765 4321转803分机",
                "027-87654321 转 803 分机",
                "０２７－８７６５　４３２１转８０３分机",
                "027-87654321轉803分機",
                "(027)87654321转803号",
                "02787654321,803",
                "+86 27 87654321 EXT 803",
                "+862787654321;ext=803",
                "０２７－８７６５４３２１转８０３",
                "+86-27-87654321-803",
            ],
        ),
        ("+864008208820", &["400-820-8820", "4008208820", "+86 400 820 8820", "400 8208 820"]),
        ("+864008208820;ext=1", &["400-820-8820转1", "400-820-8820-1"]),
        ("+868008208820", &["800-820-8820"]),
        ("+14155552671", &["+1 (415) 555-2671", "001 415 555 2671"]),
        ("+442079460958", &["+44 20 7946 0958", "+44 (0)20 7946 0958", "0044 20 7946 0958"]),
        ("+390612345678", &["+39 06 1234 5678"]),
        ("+85223456789", &["+852 2345 6789", "00852-23456789"]),
        ("+886912345678", &["+886 912 345 678", "+886 0912345678"]),
        ("+79161234567", &["+7 916 123-45-67"]),
    ];
    for (form, variants) in table {
        for typed in *variants {
            assert_eq!(canonical(typed, "CN").as_deref(), Some(*form), "{typed}");
        }
    }
}

#[test]
fn what_is_no_number_is_left_alone() {
    for typed in [
        "",
        " ",
        "+",
        "10086",
        "95588",
        "110",
        "12345",
        "87654321",
        "2787654321",
        "12812345678",
        "1381234567",
        "138123456789",
        "2024-0001",
        "张三",
        "13812345678 张三",
        "电话13812345678",
        "13812345678/13912345678",
        "138+12345678",
        "++8613812345678",
        "027-07654321",
        "+86 12345",
        "+861381234567",
        "027-87654321转",
        "027-87654321转1234567",
        "027-87654321转80a",
        "027-87654321转803转804",
        "027-87654321转分机",
        "027-87654321转803分机分机",
        "027-87654321转803分机5",
        "13812345678\0",
        "+0123456789",
        "+1234567890123456",
        "+33 00 12345678",
        "08001234567",
        "+12345",
        "1-800-FLOWERS",
        "0000000000",
    ] {
        assert_eq!(canonical(typed, "CN"), None, "{typed:?}");
    }
    assert_eq!(canonical(&"1".repeat(1_000_000), "CN"), None);
}

#[test]
fn national_numbers_follow_the_default_country() {
    for (typed, country, expected) in [
        ("(415) 555-2671", "US", Some("+14155552671")),
        ("1 415 555 2671", "us", Some("+14155552671")),
        ("2345 6789", "HK", Some("+85223456789")),
        ("852 2345 6789", "HK", Some("+85223456789")),
        ("020 7946 0958", "GB", Some("+442079460958")),
        ("020 7946 0958 ext 12", "GB", Some("+442079460958;ext=12")),
        ("03-1234-5678", "JP", Some("+81312345678")),
        ("81 3 1234 5678", "JP", Some("+81312345678")),
        ("0912-345-678", "TW", Some("+886912345678")),
        ("13812345678", "HK", None),
        ("0612345678", "XX", None),
        ("+8613812345678", "XX", Some("+8613812345678")),
        ("13812345678", "", None),
    ] {
        assert_eq!(canonical(typed, country).as_deref(), expected, "{typed} in {country}");
    }
}

#[test]
fn the_national_form_is_what_one_dials() {
    for (typed, national) in [
        ("+8613812345678", "13812345678"),
        ("+862787654321", "02787654321"),
        ("+864008208820", "4008208820"),
        ("+442079460958", "02079460958"),
        ("+14155552671", "4155552671"),
        ("+85223456789", "23456789"),
    ] {
        assert_eq!(normalise(typed, "CN").unwrap().national(), national);
    }
}

/// Real numbers: mobiles, landlines and 400s, as bare digits.
fn chinese() -> impl Strategy<Value = String> {
    prop_oneof![
        "1[3-9][0-9]{9}",
        "010[2-9][0-9]{7}",
        "02[0-9][2-9][0-9]{7}",
        "0[3-9][1-9][0-9][2-9][0-9]{6,7}",
        "400[0-9]{7}"
    ]
}

proptest! {
    #[test]
    fn never_panics_and_is_idempotent(typed in "\\PC{0,70}", country in "(CN|US|HK|GB|\\PC{0,3})") {
        if let Some(once) = canonical(&typed, &country) {
            prop_assert_eq!(canonical(&once, &country), Some(once.clone()));
            prop_assert_eq!(canonical(&once, "CN"), Some(once));
        }
    }

    #[test]
    fn number_like_text_is_idempotent(
        typed in "[+＋]?[0-9０-９ ()-]{0,22}(转|x|;ext=|-)?[0-9]{0,7}",
        country in "(CN|US|HK|GB|JP|TW)",
    ) {
        if let Some(phone) = normalise(&typed, &country) {
            let once = phone.to_string();
            prop_assert_eq!(canonical(&once, &country), Some(once.clone()));
            prop_assert_eq!(canonical(&once, "CN"), Some(once));
            let digits = phone.e164().strip_prefix('+').unwrap();
            prop_assert!(E164_DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
        }
    }

    #[test]
    fn formatting_does_not_matter(
        number in chinese(),
        gaps in proptest::collection::vec(0usize..9, 12),
        prefix in prop_oneof![Just(""), Just("+86"), Just("0086"), Just("86"), Just("(+86) ")],
        wide in any::<bool>(),
        extension in proptest::option::of("[0-9]{1,6}"),
    ) {
        let expected = format!("+86{}", number.strip_prefix('0').unwrap_or(&number));
        let mut typed = prefix.to_owned();
        for (digit, gap) in number.chars().zip(gaps) {
            let shift = if wide { 0xFEE0 } else { 0 };
            typed.push(char::from_u32(u32::from(digit) + shift).unwrap());
            typed.push_str(["", "", "", "", "", " ", "-", "　", "."][gap]);
        }
        prop_assert_eq!(canonical(&typed, "CN"), Some(expected.clone()));
        if let Some(extension) = extension {
            let with_extension = Some(format!("{expected};ext={extension}"));
            prop_assert_eq!(canonical(&format!("{typed}转{extension}"), "CN"), with_extension);
        }
    }
}
