//! Setting a company up: settings, top department, first super administrator, built-in roles,
//! default option lists.

use super::seed;
use crate::command;
use crate::error::{Error, Result, codes};
use crate::org::{Credential, Department, Employee, EmployeeId, EmployeeRole, Settings};
use crate::session::login::check_hash;
use crate::session::{Context, Crm, Outcome, hash_password};
use crate::store::State;
use std::fmt;

command! {
    /// Sets the company up; possible once. The first employee becomes super administrator.
    pub struct SetUp = "setup", 1, "初始化企业", "Set the company up" {
        /// The company's name, also of its top department.
        company: String,
        /// The first super administrator's name.
        admin_name: String,
        /// His mobile number, which is his login.
        admin_mobile: String,
        /// His password's argon2id hash.
        #[secret]
        password_hash: String,
        /// IANA time zone; `Asia/Shanghai` when not said.
        zone: Option<String>,
        /// ISO 4217 currency; `CNY` when not said.
        currency: Option<String>,
        /// `zh-CN` or `en`; `zh-CN` when not said.
        locale: Option<String>,
        /// ISO 3166 country; `CN` when not said.
        country: Option<String>,
    } -> EmployeeId; SetUp
}

impl SetUp {
    /// Makes the company, its first super administrator, and what administrators work with; the
    /// command adds what is sold with.
    pub(crate) fn found(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        if cx.writer.state(State::SetUp)? != 0 {
            return Err(Error::new(&codes::ALREADY_SET_UP));
        }
        check_hash(&self.password_hash)?;
        let mut settings = Settings { company: self.company.clone(), ..Settings::blank() };
        settings.zone = self.zone.unwrap_or(settings.zone);
        settings.currency = self.currency.unwrap_or(settings.currency);
        settings.locale = self.locale.unwrap_or(settings.locale);
        settings.country = self.country.unwrap_or(settings.country);
        cx.insert(settings)?.check()?;
        let department = cx.insert(Department { name: self.company, ..Department::blank() })?;
        let employee = Employee {
            name: self.admin_name,
            mobile: self.admin_mobile,
            department_id: department.id,
            ..Employee::blank()
        };
        let admin = cx.insert(employee)?.id;
        cx.insert(Credential {
            employee_id: admin,
            password_hash: self.password_hash,
            ..Credential::blank()
        })?;
        let role_id = seed::roles(cx)?;
        cx.insert(EmployeeRole { employee_id: admin, role_id, ..EmployeeRole::blank() })?;
        seed::options(cx)?;
        cx.writer.set_state(State::SetUp, 1)?;
        Ok(admin)
    }
}

/// What a company is set up with.
#[derive(Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CompanySetup {
    /// The company's name.
    pub company: String,
    /// The first super administrator's name.
    pub admin_name: String,
    /// His mobile number, which is his login.
    pub admin_mobile: String,
    /// His password, at least eight characters; only its hash is kept.
    pub password: String,
    /// IANA time zone; `Asia/Shanghai` when not said.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub zone: Option<String>,
    /// ISO 4217 currency; `CNY` when not said.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub currency: Option<String>,
    /// `zh-CN` or `en`; `zh-CN` when not said.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub locale: Option<String>,
    /// ISO 3166 country; `CN` when not said.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub country: Option<String>,
}

/// Without the password.
impl fmt::Debug for CompanySetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompanySetup").field("company", &self.company).finish_non_exhaustive()
    }
}

impl Crm {
    /// Sets the company up and returns its first super administrator.
    ///
    /// # Errors
    /// `setup.done` when it is; `password.weak`, `value.*` for what does not fit.
    pub fn set_up(&self, setup: CompanySetup) -> Result<Outcome<EmployeeId>> {
        let password_hash = hash_password(&setup.password)?;
        self.founder().run(SetUp {
            company: setup.company,
            admin_name: setup.admin_name,
            admin_mobile: setup.admin_mobile,
            password_hash,
            zone: setup.zone,
            currency: setup.currency,
            locale: setup.locale,
            country: setup.country,
        })
    }
}
