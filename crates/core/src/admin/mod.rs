//! Administration: set-up, departments, employees, roles, options, custom fields,
//! number rules.

pub mod department;
pub mod employee;
pub mod field;
pub mod number;
pub mod option;
pub mod password;
pub mod purge;
pub mod role;
mod seed;
pub mod settings;
pub mod setup;

use crate::error::{Result, codes, require};
use crate::org::RoleId;
use crate::session::Context;

/// Nobody makes or gives a role that permits more than he may himself. Looked at when the role
/// is as it will be.
pub(crate) fn no_escalation(cx: &mut Context<'_>, role: RoleId) -> Result<()> {
    let company = cx.company()?;
    match (cx.rights(), company.roles.get(&role)) {
        (Some(rights), Some(facts)) => require(rights.cover(facts), &codes::ESCALATION),
        _ => Ok(()),
    }
}
