//! Option lists.

use crate::command;
use crate::error::{Error, Result, codes};
use crate::model::TypedId;
use crate::org::{NewOptionItem, OptionItem, OptionItemId, OptionItemPatch};
use crate::query::Bin;
use crate::session::write::unique_key;
use crate::session::{Command, Context};
use std::collections::BTreeSet;

command! {
    /// Adds an option to a list.
    pub struct CreateOption = "option.create", 1, "新建选项", "Add an option" {
        /// What it is.
        option: NewOptionItem,
    } -> OptionItemId; FIELD_MANAGE UNDOABLE
}

impl Command for CreateOption {
    fn run(self, cx: &mut Context<'_>) -> Result<OptionItemId> {
        let option = self.option.into_record();
        let known = cx
            .registry()
            .iter()
            .flat_map(|e| e.fields)
            .any(|f| f.options == Some(option.list.as_str()));
        let custom = cx.company()?.fields.iter().any(|f| f.option_list() == option.list);
        if !known && !custom {
            return Err(Error::new(&codes::UNKNOWN_CHOICE)
                .entity("option_item")
                .field("list")
                .with("value", option.list));
        }
        let option = cx.create(option)?;
        stands_once(cx, &option)?;
        Ok(option.id)
    }
}

command! {
    /// Changes, moves or archives an option; archived ones stay readable where they are used.
    pub struct UpdateOption = "option.update", 1, "编辑选项", "Change an option" {
        /// Which.
        option: OptionItemId,
        /// What changes.
        patch: OptionItemPatch,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> OptionItemId; FIELD_MANAGE UNDOABLE
}

impl Command for UpdateOption {
    fn run(self, cx: &mut Context<'_>) -> Result<OptionItemId> {
        let old: OptionItem = cx.load(self.option)?;
        let option = cx.edit(&old, &self.patch, self.expect_rev, |_| Ok(()))?;
        stands_once(cx, &option)?;
        Ok(option.id)
    }
}

command! {
    /// Deletes an option that no record uses.
    pub struct DeleteOption = "option.delete", 1, "删除选项", "Delete an option" {
        /// Which.
        option: OptionItemId,
    } -> OptionItemId; FIELD_MANAGE UNDOABLE
}

impl Command for DeleteOption {
    fn run(self, cx: &mut Context<'_>) -> Result<OptionItemId> {
        let old: OptionItem = cx.load(self.option)?;
        // A record in the recycle bin may come back.
        if cx.used(OptionItem::META, self.option.uuid(), Bin::Any)? {
            return Err(Error::new(&codes::OPTION_USED).entity("option_item"));
        }
        cx.delete(&old)?;
        Ok(self.option)
    }
}

/// Refuses a label, in either language, that another option of the list bears which can be chosen:
/// people and files name options by their labels.
pub(crate) fn stands_once(cx: &mut Context<'_>, option: &OptionItem) -> Result<()> {
    if option.archived {
        return Ok(());
    }
    let company = cx.company()?;
    let others = company.options.values();
    let others = others.filter(|o| o.list == option.list && o.id != option.id && !o.archived);
    let taken: BTreeSet<String> = others.flat_map(OptionItem::labels).map(unique_key).collect();
    match option.labels().position(|label| taken.contains(&unique_key(label))) {
        None => Ok(()),
        Some(0) => Err(duplicate("label")),
        Some(_) => Err(duplicate("label_en")),
    }
}

/// The error of a label that is taken.
pub(crate) fn duplicate(field: &str) -> Error {
    let error = Error::new(&codes::DUPLICATE).of(OptionItem::META);
    match OptionItem::META.field(field) {
        Some((_, field)) => error.at(field),
        None => error,
    }
}
