//! Changing a contact.

use super::{Contact, ContactId, ContactPatch};
use crate::command;
use crate::error::Result;
use crate::sales::follow_up::note_plan;
use crate::session::{Command, Context, operation};

command! {
    /// Changes a contact.
    pub struct UpdateContact = "contact.update", 1, "编辑联系人", "Change a contact" {
        /// Which.
        contact: ContactId,
        /// What changes.
        patch: ContactPatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> ContactId; CONTACT_EDIT UNDOABLE OFFLINE
}

impl Command for UpdateContact {
    fn run(self, cx: &mut Context<'_>) -> Result<ContactId> {
        let old: Contact = cx.reach(self.contact, &operation::CONTACT_EDIT)?;
        let now = cx.now();
        let noted = |new: &mut _| note_plan(new, Some(&old), now);
        Ok(cx.edit(&old, &self.patch, self.expect_rev, noted)?.id)
    }
}
