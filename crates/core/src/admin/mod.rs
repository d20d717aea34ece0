//! Administration: set-up, departments, employees, roles, options, custom fields.

pub mod department;
pub mod employee;
pub mod field;
pub mod option;
pub mod password;
pub mod role;
mod seed;
pub mod settings;
pub mod setup;

use crate::error::{Error, Result, codes};
use crate::session::Context;
use crate::session::operation::Operation;

/// Nobody grants what he does not have: refuses operations that the caller lacks.
pub(crate) fn no_escalation(cx: &Context<'_>, operations: &[&'static str]) -> Result<()> {
    let Some(rights) = cx.rights() else { return Ok(()) };
    let lacks = |code: &&&'static str| Operation::by_code(code).is_ok_and(|o| !rights.may(o));
    match operations.iter().find(lacks) {
        Some(_) => Err(Error::new(&codes::ESCALATION)),
        None => Ok(()),
    }
}
