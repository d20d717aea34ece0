//! The pinyin initials of a name: `上海华为` is found by `shhw` and by `hw`.
//!
//! Initials are cut into bigrams like hanzi (`sh hh hw w`), and a query is a phrase of them. So
//! they are found from any character on. On 100 k company names of 13 hanzi, half of them with a
//! second reading, that adds 76 bytes a name to the index. One token for every suffix
//! (`shhw hhw hw w`) adds 87 bytes even without second readings and takes 1.3–1.5 times as long to
//! fill; one token for the whole name adds 15 bytes, but does not find `hw`.

use pinyin::ToPinyin;

use super::segment::{Kind, kind, push_bigrams};

/// A longer text is prose, not a name: nobody searches it by initials.
const MAX_NAME: usize = 64;

/// At most this many readings of one name are indexed.
const MAX_READINGS: usize = 4;

/// Appends the initials of folded text, in every plausible reading; words between hanzi count with
/// all their letters (`tcl集团` is `tcljt`). Text without hanzi has none: its words are in the body.
pub(super) fn push_initials(out: &mut String, folded: &str) {
    let is_name = folded.chars().nth(MAX_NAME).is_none();
    if !is_name || !folded.chars().any(|c| kind(c) == Kind::Dense) {
        return;
    }
    let mut readings = vec![String::with_capacity(folded.len())];
    for c in folded.chars() {
        let mut letter = [0; 4];
        let letters = match kind(c) {
            Kind::Dense => initials_of(c),
            Kind::Word => c.encode_utf8(&mut letter),
            Kind::Gap => "",
        };
        append_each(&mut readings, letters);
    }
    for reading in readings {
        push_bigrams(out, reading.chars());
    }
}

/// Continues every reading with every letter; with the first letter only, if that were too many.
fn append_each(readings: &mut Vec<String>, letters: &str) {
    let mut letters = letters.chars();
    let Some(usual) = letters.next() else { return };
    let mut others = Vec::new();
    for other in letters {
        if readings.len() + others.len() + readings.len() <= MAX_READINGS {
            others.extend(readings.iter().map(|reading| format!("{reading}{other}")));
        }
    }
    readings.iter_mut().for_each(|reading| reading.push(usual));
    readings.append(&mut others);
}

/// The initials a character may have in a name, the usual one first.
fn initials_of(c: char) -> &'static str {
    let several = several_initials(c);
    if several.is_empty() { c.to_pinyin().map_or("", |p| p.first_letter()) } else { several }
}

/// Characters whose readings begin with different letters, both seen in names of firms, places or
/// people (as surnames: 单 曾 查 仇 解 尉 翟 谌 郗 区 覃 褚). Rare and archaic readings are left out on
/// purpose: each one doubles the initials of every name it is in.
#[rustfmt::skip]
fn several_initials(c: char) -> &'static str {
    match c {
        '重' => "zc", '长' | '長' => "cz", '厦' | '廈' => "xs", '行' => "hx", '乐' | '樂' => "ly",
        '单' | '單' => "ds", '曾' => "zc", '查' => "cz", '仇' => "cq", '解' => "jx", '尉' => "wy",
        '翟' => "zd", '谌' => "cs", '郗' => "xc", '郇' => "xh", '召' => "zs", '折' => "zs",
        '区' | '區' => "qo", '隗' => "wk", '覃' => "qt", '褚' => "cz", '乜' => "nm", '臧' => "zc",
        '澹' => "dt", '贾' | '賈' => "jg", '盛' => "sc", '晟' => "sc", '茜' => "xq", '颉' | '頡' => "xj",
        '会' | '會' => "hk", '朝' => "cz", '调' | '調' => "dt", '传' | '傳' => "cz", '藏' => "cz",
        '参' | '參' => "cs", '弹' | '彈' => "dt", '校' => "xj", '车' | '車' => "cj", '降' => "jx",
        '种' | '種' => "zc", '给' | '給' => "gj", '茄' => "qj", '咖' => "kg", '率' => "ls",
        '宿' => "sx", '阿' => "ae", '番' => "fp", '莘' => "sx", '铅' | '鉛' => "qy", '浚' => "jx",
        '歙' => "sx", '涡' | '渦' => "wg", '枞' | '樅' => "cz", '荥' | '滎' => "xy", '筠' => "yj",
        '泊' => "bp", '埔' => "pb", '堡' => "bp", '圩' => "wx", '秘' => "mb", '泌' => "mb",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use pinyin::ToPinyinMulti;

    use super::*;

    fn initials(text: &str) -> String {
        let mut out = String::new();
        push_initials(&mut out, text);
        out
    }

    #[test]
    fn every_plausible_reading_is_indexed() {
        assert_eq!(initials("武汉鑫"), "wh hx x");
        assert_eq!(initials("重庆"), "zq q cq q");
        assert_eq!(initials("厦门"), "xm m sm m");
        assert_eq!(initials("tcl（中国）"), "tc cl lz zg g");
        assert_eq!(initials("acme 2024"), "");
    }

    #[test]
    fn readings_and_lengths_are_bounded() {
        let lone_ends = |text: &str| initials(text).split(' ').filter(|t| t.len() == 1).count();
        assert_eq!(lone_ends(&"重".repeat(MAX_NAME)), MAX_READINGS);
        assert_eq!(lone_ends(&"重".repeat(MAX_NAME + 1)), 0);
    }

    #[test]
    fn common_characters_have_their_common_initial() {
        let text = "沈术券厂广宁丰干六万大什柏石和合都台区单任朴盖缪吕葛翁邢仝佟闫冯";
        let first: String = text.chars().filter_map(|c| initials_of(c).chars().next()).collect();
        assert_eq!(first, "ssqcgnfglwdsbshhdtqdrpgmlgwxttyf");
    }

    #[test]
    fn the_table_has_only_real_readings() {
        for c in ('\u{4E00}'..='\u{9FFF}').filter(|c| !several_initials(*c).is_empty()) {
            let known: String = c
                .to_pinyin_multi()
                .into_iter()
                .flatten()
                .map(|reading| reading.first_letter())
                .collect();
            for letter in several_initials(c).chars() {
                // 谌 is read Shèn in some families; the crate knows Chén only.
                let real = known.contains(letter) || (c, letter) == ('谌', 's');
                assert!(real, "{c} is not read {letter}…, only {known}");
            }
        }
    }
}
