//! Leads, customers, their contacts and invoice titles, teams, the public pool, follow-ups, products.

pub mod approval;
pub mod calendar;
pub mod capacity;
pub mod contact;
pub mod contract;
pub mod customer;
pub mod duplicate;
pub mod follow_up;
pub mod hand_over;
pub mod import;
pub mod invoice;
pub mod invoice_title;
pub mod lead;
pub mod lines;
pub mod merge;
pub mod opportunity;
pub mod pool;
pub mod product;
pub mod receivable;
mod set_up;
pub mod stage;
pub mod team;
pub mod todo;
pub mod undo;
pub mod visit;
