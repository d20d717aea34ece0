//! Query trees of crmkit to SQL text and bound arguments.
