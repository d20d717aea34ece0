//! The domain of crmkit. No SQL, no I/O, no clock and no randomness of its own.
//!
//! Modules depend downwards only: `commands` → areas (`sales`, `org`, …) → `session` →
//! `store` → `query` → `model`; a test holds that.

pub mod admin;
pub mod commands;
pub mod data;
pub mod dynamic;
pub mod error;
#[cfg(feature = "uniffi")]
pub mod ffi;
pub mod model;
mod mutants;
pub mod org;
#[cfg(feature = "python")]
pub mod python;
pub mod query;
pub mod sales;
pub mod session;
pub mod store;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("crmkit_core");

pub use crmkit_macros::{choice, command, entity};
pub use error::{Error, ErrorKind, Result};

/// Every entity that crmkit has.
pub static ENTITIES: &[&model::EntityMeta] = &[
    org::Settings::META,
    org::Department::META,
    org::Employee::META,
    org::Credential::META,
    org::Role::META,
    org::RoleRight::META,
    org::RoleTarget::META,
    org::RoleField::META,
    org::EmployeeRole::META,
    org::FieldDefinition::META,
    org::OptionItem::META,
    org::LoginAttempt::META,
    admin::number::NumberRule::META,
    admin::number::NumberPart::META,
    admin::number::NumberCounter::META,
    sales::lead::Lead::META,
    sales::lead::LeadMapping::META,
    sales::customer::Customer::META,
    sales::customer::CustomerMember::META,
    sales::contact::Contact::META,
    sales::contact::ContactMember::META,
    sales::capacity::CapacityRule::META,
    sales::capacity::CapacityTarget::META,
    sales::pool::Pool::META,
    sales::pool::PoolMember::META,
    sales::pool::PoolRule::META,
    sales::pool::PoolHiddenField::META,
    sales::pool::PoolEvent::META,
    sales::follow_up::FollowUp::META,
    sales::follow_up::FollowUpContact::META,
    sales::follow_up::FollowUpFile::META,
    sales::todo::TodoMark::META,
    sales::invoice_title::InvoiceTitle::META,
    sales::stage::StageGroup::META,
    sales::stage::StageGroupDepartment::META,
    sales::stage::Stage::META,
    sales::stage::StageField::META,
    sales::stage::StageCheck::META,
    sales::opportunity::Opportunity::META,
    sales::opportunity::OpportunityMember::META,
    sales::opportunity::OpportunityLine::META,
    sales::opportunity::OpportunityContact::META,
    sales::opportunity::OpportunityCompetitor::META,
    sales::opportunity::OpportunityCheck::META,
    sales::opportunity::StageChange::META,
    sales::product::ProductCategory::META,
    sales::product::Product::META,
    sales::product::ProductPrice::META,
    sales::product::ProductFile::META,
    sales::visit::Visit::META,
    sales::contract::Contract::META,
    sales::contract::ContractMember::META,
    sales::contract::ContractLine::META,
    sales::contract::ContractSigner::META,
    sales::receivable::ReceivablePlan::META,
    sales::receivable::Receivable::META,
    sales::receivable::ReceivableMember::META,
    sales::receivable::Allocation::META,
    sales::invoice::Invoice::META,
    sales::invoice::InvoiceMember::META,
    sales::invoice::InvoiceLine::META,
    sales::approval::ApprovalFlow::META,
    sales::approval::ApprovalVersion::META,
    sales::approval::Approval::META,
    sales::approval::ApprovalTask::META,
    sales::approval::ApprovalEvent::META,
    sales::approval::ApprovalFile::META,
    sales::approval::ApprovalDelegate::META,
    data::ImportJob::META,
    data::ImportProblem::META,
    session::log::ChangeLog::META,
    session::log::CommandLog::META,
];
