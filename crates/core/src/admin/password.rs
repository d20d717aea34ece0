//! Setting passwords; the command carries the hash only.

use super::employee::outrank;
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::{FieldType, Value};
use crate::org::{Credential, Employee, EmployeeId, EmployeeStatus};
use crate::query::{Bound, Cmp, Column};
use crate::session::login::check_hash;
use crate::session::{Command, Context, Outcome, Session, hash_password, operation};

command! {
    /// Sets a password: one's own, or with the right to manage employees anybody's.
    pub struct SetPassword = "employee.set_password", 1, "设置密码", "Set a password" {
        /// Whose.
        employee: EmployeeId,
        /// The password's argon2id hash.
        #[secret]
        password_hash: String,
    } -> EmployeeId; Anyone
}

impl Command for SetPassword {
    fn run(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        check_hash(&self.password_hash)?;
        if cx.who().employee() != Some(self.employee) {
            cx.need(&operation::ORG_MANAGE)?;
            outrank(cx, self.employee)?;
        }
        let employee: Employee = cx.load(self.employee)?;
        require(employee.status != EmployeeStatus::Disabled, &codes::USER_DISABLED)?;
        let column = Column::field(Credential::META, Credential::META.position("employee_id"));
        let held = cx.find::<Credential>(Bound::Cmp(
            column,
            Cmp::Eq,
            self.employee.value().unwrap_or(Value::Null),
        ))?;
        match held.first() {
            Some(old) => cx.update(old, |c| c.password_hash = self.password_hash).map(|_| ())?,
            None => {
                let row = Credential {
                    employee_id: self.employee,
                    password_hash: self.password_hash,
                    ..Credential::blank()
                };
                cx.insert(row).map(|_| ())?;
            }
        }
        if employee.status == EmployeeStatus::Invited {
            cx.update(&employee, |e| e.status = EmployeeStatus::Active)?;
        }
        Ok(self.employee)
    }
}

impl Session {
    /// Sets a password. The hash is made here; the command never sees the password.
    ///
    /// # Errors
    /// `password.weak`; `right.missing` for somebody else's without the right to manage
    /// employees.
    pub fn set_password(
        &self,
        employee: EmployeeId,
        password: &str,
    ) -> Result<Outcome<EmployeeId>> {
        self.run(SetPassword { employee, password_hash: hash_password(password)? })
    }
}
