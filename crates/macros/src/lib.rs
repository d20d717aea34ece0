//! The declaration macros of crmkit: entity!, choice!, command!.
