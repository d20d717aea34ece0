//! The rules of follow-ups, on every store (B1.14).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod rules;
mod shown;
mod signing_in;

use common::{World, at, customer, lead, refusal, rows, told, worlds};
use crmkit::model::{Timestamp, TypedId};
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::lead::*;
use crmkit::session::Session;

fn on(customer: CustomerId, content: &str) -> NewFollowUp {
    NewFollowUp { customer_id: Some(customer), content: content.into(), ..Default::default() }
}

fn add(by: &Session, follow_up: NewFollowUp) -> FollowUpId {
    by.follow_ups().add(follow_up).unwrap().value
}

/// What a customer shows of its follow-ups.
fn shown(
    w: &World,
    id: CustomerId,
) -> (bool, Option<Timestamp>, Option<String>, Option<Timestamp>) {
    let c = w.manager.customers().get(id).unwrap();
    (c.followed, c.last_follow_at, c.last_follow_text, c.next_contact_at)
}

fn update(follow_up: FollowUpId, patch: FollowUpPatch) -> UpdateFollowUp {
    UpdateFollowUp { follow_up, patch, expect_rev: None }
}

fn restored(by: &Session, follow_ups: &[FollowUpId]) -> Vec<&'static str> {
    rows(by.run(RestoreFollowUps { follow_ups: follow_ups.to_vec() }))
}

fn sign_in(customer: CustomerId) -> SignIn {
    SignIn {
        customer,
        latitude: "30.593".parse().unwrap(),
        longitude: "114.305".parse().unwrap(),
        place: "武汉市江岸区".into(),
        content: None,
        method: None,
        next_contact_at: None,
        contacts: None,
        files: None,
    }
}
