//! Signing in at a customer (签到, B1.14).

use super::add::{add, in_the_future};
use super::parts::Parts;
use super::{FileReference, FollowUp, FollowUpId, FollowUpKind};
use crate::command;
use crate::error::{OrError, Result, codes, require};
use crate::model::geo::Place;
use crate::model::{Number, Timestamp};
use crate::org::OptionItemId;
use crate::sales::contact::ContactId;
use crate::sales::customer::CustomerId;
use crate::session::{Command, Context};

command! {
    /// Signs in at a customer: says that the caller is there now. It counts as a follow-up, and
    /// is neither deleted nor undone.
    pub struct SignIn = "follow_up.sign_in", 1, "签到", "Sign in at a customer" {
        /// At which customer.
        customer: CustomerId,
        /// Where: degrees north.
        latitude: Number,
        /// Where: degrees east.
        longitude: Number,
        /// What the place is called.
        place: String,
        /// What was said there; the name of the place when not said.
        content: Option<String>,
        /// How.
        method: Option<OptionItemId>,
        /// When to speak again.
        next_contact_at: Option<Timestamp>,
        /// Which contacts of the customer were met.
        contacts: Option<Vec<ContactId>>,
        /// Photos and other files.
        files: Option<Vec<FileReference>>,
    } -> FollowUpId; FOLLOW_UP_CREATE OFFLINE
}

impl Command for SignIn {
    fn run(self, cx: &mut Context<'_>) -> Result<FollowUpId> {
        require(!self.place.trim().is_empty(), &codes::REQUIRED)
            .map_err(|e| e.of(FollowUp::META).field("place"))?;
        Place::new(self.latitude, self.longitude)
            .or_error(&codes::OUT_OF_RANGE)
            .map_err(|e| e.of(FollowUp::META).field("latitude"))?;
        let follow_up = FollowUp {
            kind: FollowUpKind::SignIn,
            customer_id: Some(self.customer),
            latitude: Some(self.latitude),
            longitude: Some(self.longitude),
            content: self.content.unwrap_or_else(|| self.place.clone()),
            place: Some(self.place),
            method: self.method,
            at: cx.now(),
            next_contact_at: self.next_contact_at,
            ..FollowUp::blank()
        };
        in_the_future(cx, &follow_up)?;
        add(cx, follow_up, Parts::of(self.contacts, self.files)?).map(|f| f.id)
    }
}
