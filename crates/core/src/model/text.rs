//! Text as it is compared: the same name typed twice is one name, however it was typed.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Text without differences that nobody sees: composed (NFKC, so full-width is half-width too),
/// without characters of no width.
pub(crate) fn comparable(text: &str) -> Cow<'_, str> {
    let plain = is_nfkc_quick(text.chars()) == IsNormalized::Yes;
    if plain && !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).nfkc().collect())
}

/// Characters that show nothing and take no place (Unicode `Default_Ignorable_Code_Point`, the
/// common ones): soft hyphen, zero-width and joiners, direction marks, selectors, byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Full-width ASCII (`０`, `Ａ`, `（`) and the ideographic space as their ASCII twins.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
