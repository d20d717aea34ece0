//! Customers that nobody looks after (B1.2): conditions for lists, counts and saved views.

use super::Customer;
use crate::error::Result;
use crate::model::entity::system::CREATED_AT;
use crate::query::{Cmp, Filter, Operand, Relative};
use crate::session::Session;
use serde::Serialize;

/// The days of which a dashboard counts forgotten customers.
const DAYS: [u16; 5] = [7, 15, 30, 90, 180];

/// How many customers are forgotten for more than so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct ForgottenCount {
    /// The days.
    pub days: u16,
    /// How many; those of more days are among them.
    pub count: u64,
}

impl Customer {
    /// Forgotten customers (遗忘客户): without a deal, and last followed up, or else made, more
    /// than so many of the company's days ago.
    ///
    /// ```
    /// # use crmkit_core::sales::customer::Customer;
    /// assert_eq!(
    ///     Customer::forgotten(30).to_string(),
    ///     "dealt = false and (last_follow_at < today(-30) \
    ///      or (last_follow_at is null and created_at < today(-30)))"
    /// );
    /// ```
    pub fn forgotten(days: u16) -> Filter {
        let long_ago = |field: &str| {
            let value = Operand::Relative(Relative::Today(-i32::from(days)));
            Filter::Cmp { field: field.to_owned(), op: Cmp::Lt, value }
        };
        let made = Self::last_follow_at().is_null() & long_ago(CREATED_AT.name);
        Self::dealt().eq(false) & (long_ago(Self::last_follow_at().name) | made)
    }

    /// Customers with an overdue contact (逾期未联系): the next contact was planned for a day
    /// before today, and nobody followed them up since.
    ///
    /// ```
    /// # use crmkit_core::sales::customer::Customer;
    /// assert_eq!(
    ///     Customer::overdue().to_string(),
    ///     "next_contact_at < today(0) and not last_follow_at >= next_contact_at"
    /// );
    /// ```
    pub fn overdue() -> Filter {
        let (last, next) = (Self::last_follow_at(), Self::next_contact_at());
        let value = Operand::Relative(Relative::Today(0));
        let past = Filter::Cmp { field: next.name.into(), op: Cmp::Lt, value };
        past & !last.compare(Cmp::Ge, next)
    }
}

impl Session {
    /// How many of the customers that the caller sees are forgotten for more than 7, 15, 30, 90
    /// and 180 days.
    ///
    /// # Errors
    /// `right.missing`; `query.hidden_field` for who may not read when they were followed up.
    pub fn forgotten_counts(&self) -> Result<Vec<ForgottenCount>> {
        self.sight(|reader, sight| {
            let count = |days| {
                let count = sight.number::<Customer>(reader, Customer::forgotten(days))?;
                Ok(ForgottenCount { days, count })
            };
            DAYS.into_iter().map(count).collect()
        })
    }
}
