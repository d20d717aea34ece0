//! Phone numbers: one canonical form per line, whatever way it was typed.
//!
//! Uniqueness, search and the duplicate check all compare phones, so they must agree on what "the
//! same number" means. The rules are ours and not the `phonenumber` crate's: that one adds 3.3 MB
//! to a stripped binary (the whole library has 5 MB), takes 4–12 µs a number plus 73 ms at first
//! use, and reads neither full-width digits nor `转803`. These rules cost 0.1–0.3 µs. See
//! `docs/decisions/0003-phone-normalisation.md`.
//!
//! - Chinese numbers are understood: mobiles, area codes, 400/800, `86`/`+86`/`0086`, extensions.
//! - Numbers of the countries in `COUNTRIES` are understood when dialled from inside.
//! - Every other number is accepted in international form (`+` or `00`) if its length is possible.
//!
//! What is none of these is not a number we can compare: [`normalise`] says `None`, and the caller
//! keeps the text as typed.

use crate::model::text::half_width;
use std::fmt;

/// Version of the rules. Stored canonical numbers must be rebuilt when it grows.
pub const PHONE_RULES: u16 = 2;

/// Longer input is not a phone number.
const MAX_INPUT: usize = 64;
/// Digits of the shortest and the longest number with country code (E.164).
const E164_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits of an extension.
const EXTENSION_DIGITS: std::ops::RangeInclusive<usize> = 1..=6;

/// A normalised phone number: E.164, and the extension behind it if there is one.
///
/// [`Display`](fmt::Display) writes both (`+862787654321;ext=803`, the form of RFC 3966), which is
/// the text to store and to compare: two desks behind one switchboard are two numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    e164: String,
    extension: Option<String>,
}

impl Phone {
    /// The number itself: `+8613812345678`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The extension behind the number: `803`.
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    /// The digits one dials inside the country: `13812345678`, `02787654321`.
    pub fn national(&self) -> String {
        let digits = self.e164.trim_start_matches('+');
        let (code, number) = split_country_code(digits);
        let without_trunk = match code {
            "86" => is_mobile(number) || is_service(number),
            _ => COUNTRIES.iter().all(|c| c.code != code || c.trunk != "0"),
        };
        if without_trunk { number.to_owned() } else { format!("0{number}") }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.e164)?;
        self.extension.iter().try_for_each(|ext| write!(f, ";ext={ext}"))
    }
}

/// How numbers are dialled inside a country other than China.
struct Country {
    iso: &'static str,
    code: &'static str,
    /// What is dialled before the area code and is no part of the international number.
    trunk: &'static str,
    /// Digits of a number without country code and trunk prefix.
    digits: std::ops::RangeInclusive<usize>,
}

impl Country {
    /// `number` (without trunk prefix) as E.164, if there can be such a number.
    fn e164(&self, number: &str) -> Option<String> {
        let trunk_left = !self.trunk.is_empty() && number.starts_with(self.trunk);
        let possible = self.digits.contains(&number.len()) && !trunk_left;
        possible.then(|| format!("+{}{number}", self.code))
    }
}

const fn country(
    iso: &'static str,
    code: &'static str,
    trunk: &'static str,
    min: usize,
    max: usize,
) -> Country {
    Country { iso, code, trunk, digits: min..=max }
}

/// The countries, beside China, whose national form is understood: where Chinese firms trade most.
const COUNTRIES: &[Country] = &[
    country("HK", "852", "", 8, 8),
    country("MO", "853", "", 8, 8),
    country("TW", "886", "0", 8, 9),
    country("SG", "65", "", 8, 8),
    country("MY", "60", "0", 8, 10),
    country("TH", "66", "0", 8, 9),
    country("VN", "84", "0", 9, 10),
    country("ID", "62", "0", 8, 11),
    country("PH", "63", "0", 8, 10),
    country("IN", "91", "0", 10, 10),
    country("JP", "81", "0", 9, 10),
    country("KR", "82", "0", 8, 10),
    country("AU", "61", "0", 9, 9),
    country("NZ", "64", "0", 8, 10),
    country("GB", "44", "0", 9, 10),
    country("DE", "49", "0", 7, 11),
    country("FR", "33", "0", 9, 9),
    country("US", "1", "1", 10, 10),
    country("CA", "1", "1", 10, 10),
];

/// Brings a typed phone number into its canonical form; `None` if it cannot be told which it is.
///
/// `default_country` is the ISO 3166 code (`"CN"`) of the country a number without country code is
/// dialled in. Of an unlisted country only international numbers are understood.
///
/// ```
/// # use crmkit_core::model::phone::normalise;
/// let phone = normalise("（027）8765 4321 转 803", "CN").unwrap();
/// assert_eq!(phone.e164(), "+862787654321");
/// assert_eq!(phone.extension(), Some("803"));
/// assert_eq!(phone.to_string(), "+862787654321;ext=803");
/// ```
pub fn normalise(input: &str, default_country: &str) -> Option<Phone> {
    if input.len() > MAX_INPUT * 3 || input.chars().nth(MAX_INPUT).is_some() {
        return None;
    }
    let typed = Typed::read(input)?;
    if let Some(e164) = typed.e164(&typed.digits, default_country) {
        return Some(Phone { e164, extension: typed.extension });
    }
    // `027-87654321-803`: too long as a whole, a number without its last group.
    let (number, extension) = typed.digits.split_at_checked(typed.last_dash?)?;
    if typed.extension.is_some() || !EXTENSION_DIGITS.contains(&extension.len()) {
        return None;
    }
    let e164 = typed.e164(number, default_country)?;
    Some(Phone { e164, extension: Some(extension.to_owned()) })
}

/// What stands between the digits of one number.
pub(crate) fn is_phone_punctuation(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{A0}' | '-' | '‐'
            ..='―' | '−' | '(' | ')' | '[' | ']' | '.' | '·' | '/' | '+'
    )
}

/// The parts of a number as it was typed.
struct Typed {
    /// It began with `+`.
    international: bool,
    digits: String,
    /// How many digits stand before the last dash.
    last_dash: Option<usize>,
    extension: Option<String>,
}

impl Typed {
    fn read(input: &str) -> Option<Self> {
        let mut typed = Self {
            international: false,
            digits: String::with_capacity(24),
            last_dash: None,
            extension: None,
        };
        for (at, typed_char) in input.trim().char_indices() {
            match half_width(typed_char) {
                c if c.is_ascii_digit() => typed.digits.push(c),
                '+' if typed.digits.is_empty() && !typed.international => {
                    typed.international = true;
                }
                '+' => return None,
                c if is_phone_punctuation(c) => {
                    if matches!(c, '-' | '‐'..='―' | '−') {
                        typed.last_dash = Some(typed.digits.len());
                    }
                }
                _ => {
                    typed.extension = Some(read_extension(input.trim().get(at..)?)?);
                    break;
                }
            }
        }
        Some(typed)
    }

    /// `digits` as E.164, with `+`.
    fn e164(&self, digits: &str, default_country: &str) -> Option<String> {
        if self.international {
            return international(digits);
        }
        if let Some(dialled) = digits.strip_prefix("00") {
            return international(dialled);
        }
        if default_country.eq_ignore_ascii_case("CN") {
            let bare_code = || china(digits.strip_prefix("86")?, true);
            return china(digits, false).or_else(bare_code);
        }
        let home = COUNTRIES.iter().find(|c| default_country.eq_ignore_ascii_case(c.iso))?;
        let from_inside = digits.strip_prefix(home.trunk);
        let bare_code = || home.e164(digits.strip_prefix(home.code)?);
        match home.trunk {
            "1" => home.e164(from_inside.unwrap_or(digits)),
            _ => from_inside.and_then(|number| home.e164(number)),
        }
        .or_else(bare_code)
    }
}

/// `转803`, `转803分机`, `ext. 803`, `x803`, `分机：803`, `#803`, `,803`, `;ext=803` → `803`.
fn read_extension(text: &str) -> Option<String> {
    let folded: String = text.chars().map(|c| half_width(c).to_ascii_lowercase()).collect();
    let rest = folded.trim_start_matches([';', ',', ' ']);
    let words = ["extension", "ext", "x", "分机号", "分机", "分機", "转", "轉", "#"];
    let after_word = words.iter().find_map(|word| rest.strip_prefix(word));
    // Only a comma or a semicolon may stand for the word itself.
    let digits = match after_word {
        Some(after) => after.trim_start_matches(['.', ':', '=', ' ', '-']),
        None if rest.len() < folded.len() => rest,
        None => return None,
    };
    // `转8715分机`: spoken order, the word behind the digits; `转8715号` too.
    let spoken = |d| ["分机号", "分机", "分機", "号"].iter().find_map(|w| str::strip_suffix(d, w));
    let digits = spoken(digits).unwrap_or(digits).trim_end();
    let plain = EXTENSION_DIGITS.contains(&digits.len());
    (plain && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
}

/// A number with country code.
fn international(digits: &str) -> Option<String> {
    let (code, number) = split_country_code(digits);
    if code == "86" {
        return china(number, true);
    }
    // `+44 (0)20 …`: the trunk prefix is no part of the number. (Italy, unlisted, keeps its 0.)
    let number = match COUNTRIES.iter().any(|c| c.code == code && c.trunk == "0") {
        true if number.starts_with("00") => return None,
        true => number.strip_prefix('0').unwrap_or(number),
        false => number,
    };
    let possible = E164_DIGITS.contains(&(code.len() + number.len())) && !code.starts_with('0');
    possible.then(|| format!("+{code}{number}"))
}

/// A Chinese number without country code; `abroad`: the 0 before the area code may be missing.
fn china(digits: &str, abroad: bool) -> Option<String> {
    let (trunk, number) = match digits.strip_prefix('0') {
        Some(number) => (true, number),
        None => (false, digits),
    };
    // Mobiles were long dialled with a 0 from another city; service numbers never were.
    let known = is_mobile(number)
        || (!trunk && is_service(number))
        || ((trunk || abroad) && is_landline(number));
    known.then(|| format!("+86{number}"))
}

fn is_mobile(number: &str) -> bool {
    let mut bytes = number.bytes();
    number.len() == 11 && bytes.next() == Some(b'1') && matches!(bytes.next(), Some(b'3'..=b'9'))
}

fn is_service(number: &str) -> bool {
    number.len() == 10 && (number.starts_with("400") || number.starts_with("800"))
}

/// Area code without its 0, then the local number: 10/2x + 8 digits, 3xx–9xx + 7 or 8 digits.
fn is_landline(number: &str) -> bool {
    let area = if number.starts_with("10") || number.starts_with('2') { 2 } else { 3 };
    let Some((code, local)) = number.split_at_checked(area) else { return false };
    let lengths = if area == 2 { 8..=8 } else { 7..=8 };
    let area_exists = code == "10" || code.starts_with(|c| ('2'..='9').contains(&c));
    area_exists
        && !is_service(number)
        && lengths.contains(&local.len())
        && local.starts_with(|c| ('2'..='9').contains(&c))
}

/// Country code and the rest. Codes have three digits except for zones 1 and 7 and these.
fn split_country_code(digits: &str) -> (&str, &str) {
    const TWO_DIGITS: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(two) if TWO_DIGITS.contains(&two) => 2,
        _ => 3,
    };
    digits.split_at_checked(length).unwrap_or((digits, ""))
}

#[cfg(test)]
mod tests;
