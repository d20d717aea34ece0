//! The generator of the Kotlin and Swift sources, in the very version the library is built with.

fn main() {
    uniffi::uniffi_bindgen_main();
}
