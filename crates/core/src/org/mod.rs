//! The company: settings, departments, employees, roles, definitions.

pub mod department;
pub mod employee;
pub mod field;
pub mod option;
pub mod role;
pub mod settings;

pub use department::{Department, DepartmentId, DepartmentPatch, DepartmentSummary, NewDepartment};
pub use employee::{
    Credential, CredentialId, Employee, EmployeeId, EmployeePatch, EmployeeRole, EmployeeRoleId,
    EmployeeStatus, EmployeeSummary, LoginAttempt, LoginAttemptId, NewEmployee, Sex,
};
pub use field::{
    CustomKind, FieldDefinition, FieldDefinitionId, FieldDefinitionPatch, FieldDefinitionSummary,
    NewFieldDefinition,
};
pub use option::{NewOptionItem, OptionItem, OptionItemId, OptionItemPatch, OptionItemSummary};
pub use role::{
    DataScope, FieldAccess, NewRole, Role, RoleField, RoleFieldId, RoleId, RolePatch, RoleRight,
    RoleRightId, RoleSummary, RoleTarget, RoleTargetId,
};
pub use settings::{
    DuplicatePolicy, NewSettings, OverPayment, Settings, SettingsId, SettingsPatch, SettingsSummary,
};
