//! Façade of crmkit: an embeddable CRM in one file.
