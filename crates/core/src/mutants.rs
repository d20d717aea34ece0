//! Breakages on purpose, to see that the tests find them: `tests/mutants` lists them, builds once
//! and turns each on in turn. Without the feature `mutants` every one of them is a constant no.

/// Whether the breakage of this number is on.
#[cfg(feature = "mutants")]
pub(crate) fn mutant(number: u32) -> bool {
    static CHOSEN: std::sync::OnceLock<Option<u32>> = std::sync::OnceLock::new();
    let chosen = || std::env::var("CRMKIT_MUTANT").ok()?.parse().ok();
    *CHOSEN.get_or_init(chosen) == Some(number)
}

/// Whether the breakage of this number is on: no.
#[cfg(not(feature = "mutants"))]
pub(crate) const fn mutant(_number: u32) -> bool {
    false
}

#[cfg(all(feature = "mutants", not(debug_assertions)))]
compile_error!("the feature `mutants` breaks crmkit on purpose: it is for tests only");
