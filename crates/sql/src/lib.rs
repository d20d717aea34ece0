//! Query trees of crmkit to SQL text and bound arguments.

pub mod fts;
