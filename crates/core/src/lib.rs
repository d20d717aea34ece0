//! The domain of crmkit: model, query, store contract, session, rules.
