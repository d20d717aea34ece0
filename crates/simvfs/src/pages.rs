//! A real disk that is full: SQLite itself makes no file larger than so many pages.
#![allow(unsafe_code, reason = "SQLite's interface to what every connection begins with")]

use rusqlite::ffi;
use std::cell::Cell;
use std::ffi::{CString, c_char, c_int};
use std::ptr::null_mut;
use std::sync::Once;

thread_local! {
    static AT_MOST: Cell<Option<u32>> = const { Cell::new(None) };
}

/// No connection that this thread opens from now on makes its file larger than so many pages.
pub fn pages_at_most(pages: Option<u32>) {
    static ONCE: Once = Once::new();
    AT_MOST.set(pages);
    ONCE.call_once(|| {
        // SAFETY: the function lives as long as the process and has the type that SQLite calls.
        let told = unsafe { ffi::sqlite3_auto_extension(Some(begin)) };
        assert_eq!(told, ffi::SQLITE_OK, "SQLite did not take the beginning of connections");
    });
}

unsafe extern "C" fn begin(
    db: *mut ffi::sqlite3,
    _: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    let Some(pages) = AT_MOST.get() else { return ffi::SQLITE_OK };
    let Ok(sql) = CString::new(format!("PRAGMA max_page_count={pages}")) else {
        return ffi::SQLITE_ERROR;
    };
    // SAFETY: SQLite hands in the connection that it opens; the text outlives the call.
    unsafe { ffi::sqlite3_exec(db, sql.as_ptr(), None, null_mut(), null_mut()) }
}
