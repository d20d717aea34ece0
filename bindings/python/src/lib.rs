//! crmkit for Python.
