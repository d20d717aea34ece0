//! SQLite backend of crmkit.
