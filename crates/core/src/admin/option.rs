//! Option lists.

use crate::command;
use crate::error::{Error, Result, codes};
use crate::model::{EntityMeta, Kind, TypedId, Value};
use crate::org::{NewOptionItem, OptionItem, OptionItemId, OptionItemPatch};
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, ColumnRef};
use crate::session::{Command, Context};

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
        Ok(cx.create(option)?.id)
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
        Ok(cx.edit(&old, &self.patch, self.expect_rev, |_| {})?.id)
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
        let entities: Vec<&'static EntityMeta> = cx.registry().iter().collect();
        for entity in entities {
            for column in columns_of(cx, entity, &old.list)? {
                let mut query = BoundQuery::all(entity)
                    .filter(Bound::Cmp(column, Cmp::Eq, Value::Id(self.option.uuid())))
                    .limit(1);
                query.bin = Bin::Any;
                query.columns.clear();
                let mut used = false;
                cx.writer.query(&query, &mut |_| {
                    used = true;
                    Ok(())
                })?;
                if used {
                    return Err(Error::new(&codes::OPTION_USED).entity("option_item"));
                }
            }
        }
        cx.delete(&old)?;
        Ok(self.option)
    }
}

/// The columns of an entity whose values come from a list.
fn columns_of(
    cx: &mut Context<'_>,
    entity: &'static EntityMeta,
    list: &str,
) -> Result<Vec<Column>> {
    let declared = entity.fields.iter().enumerate().filter(|(_, f)| f.options == Some(list));
    let mut columns: Vec<Column> = declared.map(|(i, _)| Column::field(entity, i)).collect();
    let company = cx.company()?;
    for field in
        company.fields.iter().filter(|f| f.entity == entity.name && f.option_list() == list)
    {
        let at = ColumnRef::Custom(u32::try_from(field.number).unwrap_or_default());
        columns.push(Column { at, kind: Kind::Id("option_item"), nullable: true });
    }
    Ok(columns)
}
