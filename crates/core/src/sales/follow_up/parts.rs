//! What belongs to a follow-up besides its words: further contacts, files.

use super::{FollowUp, FollowUpContact, FollowUpFile, FollowUpId};
use crate::error::{Error, Result, codes, require};
use crate::model::{EntityMeta, TypedId, Value};
use crate::query::Bound;
use crate::sales::contact::{Contact, ContactId};
use crate::sales::customer::CustomerId;
use crate::session::Context;
use serde::{Deserialize, Serialize};

/// A file that the host keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileReference {
    /// What people call it.
    pub name: String,
    /// By what the host finds it: a key, a path, an address.
    pub reference: String,
    /// How large it is, in bytes.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub size: Option<i64>,
}

/// What a person gives with a follow-up.
#[derive(Default)]
pub(crate) struct Parts {
    /// Further contacts.
    pub(super) contacts: Vec<ContactId>,
    /// Files.
    pub(super) files: Vec<FileReference>,
}

/// Contacts or files of one follow-up.
const MOST: usize = 50;

impl Parts {
    pub(super) fn of(
        contacts: Option<Vec<ContactId>>,
        files: Option<Vec<FileReference>>,
    ) -> Result<Self> {
        let (contacts, files) = (contacts.unwrap_or_default(), files.unwrap_or_default());
        let most = contacts.len().max(files.len());
        require(most <= MOST, &codes::TOO_MANY_ROWS).map_err(|e| e.with("max", MOST))?;
        Ok(Self { contacts, files })
    }

    /// Refuses contacts that the caller does not see, or of another customer than `home`.
    pub(super) fn check(&self, cx: &Context<'_>, home: Option<CustomerId>) -> Result<()> {
        self.contacts.iter().try_for_each(|id| {
            let contact: Contact = cx.see(*id)?;
            require(home == Some(contact.customer_id), &codes::CONTACT_ELSEWHERE)
                .map_err(|e| e.of(FollowUp::META).field("contacts"))
        })
    }

    /// Stores them; a contact that is named twice stands once.
    pub(super) fn keep(mut self, cx: &mut Context<'_>, of: &FollowUp) -> Result<()> {
        let follow_up_id = of.id;
        self.contacts.sort_unstable();
        self.contacts.dedup();
        for contact_id in self.contacts.into_iter().filter(|id| of.contact_id != Some(*id)) {
            cx.create(FollowUpContact { follow_up_id, contact_id, ..FollowUpContact::blank() })?;
        }
        for FileReference { name, reference, size } in self.files {
            let entity: &EntityMeta = FollowUpFile::META;
            require(size.is_none_or(|size| size >= 0), &codes::OUT_OF_RANGE)
                .map_err(|e: Error| e.of(entity).field("size"))?;
            let file =
                FollowUpFile { follow_up_id, name, reference, size, ..FollowUpFile::blank() };
            cx.create(file)?;
        }
        Ok(())
    }
}

/// Every contact that a follow-up names.
pub(super) fn contacts(cx: &Context<'_>, follow_up: &FollowUp) -> Result<Vec<ContactId>> {
    let of = Bound::is(FollowUpContact::META, "follow_up_id", Value::Id(follow_up.id.uuid()));
    let further = cx.find::<FollowUpContact>(of)?.into_iter().map(|link| link.contact_id);
    Ok(follow_up.contact_id.into_iter().chain(further).collect())
}

/// The follow-ups that name a contact besides another.
pub(super) fn naming(cx: &Context<'_>, contact: ContactId) -> Result<Vec<FollowUpId>> {
    let of = Bound::is(FollowUpContact::META, "contact_id", Value::Id(contact.uuid()));
    Ok(cx.find::<FollowUpContact>(of)?.into_iter().map(|link| link.follow_up_id).collect())
}
