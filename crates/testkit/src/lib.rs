//! Conformance cases, permission oracle and worlds for testing crmkit and its backends.
