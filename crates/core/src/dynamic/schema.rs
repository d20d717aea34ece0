//! What crmkit declares, as JSON: for forms, generated bindings and docs.

use crate::commands::COMMANDS;
use crate::error::codes;
use crate::model::{
    Choice, ChoiceMeta, EntityKind, EntityMeta, FieldFlags, FieldMeta, Kind, Label,
};
use crate::sales::customer::Cascade;
use crate::session::{Access, CommandFlags, Operation, operation};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Entities that may be read, choices, commands, operations and error codes, each once.
pub fn schema() -> Json {
    // That of an argument only.
    let cascade = <Cascade as Choice>::META;
    let mut choices = BTreeMap::from([(cascade.name, cascade)]);
    let entities: Vec<Json> = entities()
        .into_iter()
        .map(|(rust, meta)| {
            for field in meta.fields {
                if let Kind::Choice(choice) = field.kind {
                    choices.insert(choice.name, choice);
                }
            }
            entity(rust, meta)
        })
        .collect();
    json!({
        "entities": entities,
        "choices": choices.into_values().map(choice).collect::<Vec<_>>(),
        "commands": COMMANDS.iter().map(command).collect::<Vec<_>>(),
        "operations": operation::ALL.iter().map(|o: &&Operation| json!({
            "code": o.code, "label": label(&o.label),
        })).collect::<Vec<_>>(),
        "errors": codes::ALL.iter().map(|c| json!({
            "code": c.code, "kind": c.kind, "zh": c.zh, "en": c.en,
        })).collect::<Vec<_>>(),
    })
}

macro_rules! named {
    ($($name:ident: $entity:ident;)*) => {
        fn entities() -> Vec<(&'static str, &'static EntityMeta)> {
            use crate::dynamic::*;
            vec![$((stringify!($entity), $entity::META)),*]
        }
    };
}
crate::records!(named);

fn label(label: &Label) -> Json {
    json!({ "zh": label.zh, "en": label.en })
}

fn entity(rust: &str, meta: &EntityMeta) -> Json {
    json!({
        "name": meta.name,
        "type": rust,
        "label": label(&meta.label),
        "doc": meta.doc,
        "record": meta.kind == EntityKind::Record,
        "fields": meta.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

fn field(field: &FieldMeta) -> Json {
    let written = [FieldFlags::READONLY, FieldFlags::DERIVED, FieldFlags::SYSTEM];
    let settable = !written.into_iter().any(|flag| field.is(flag));
    json!({
        "name": field.name,
        "label": label(&field.label),
        "doc": field.doc,
        "kind": field.kind.name(),
        "nullable": field.nullable,
        "listed": field.is(FieldFlags::LIST),
        "settable": settable,
        "changeable": settable && !field.is(FieldFlags::CREATE_ONLY),
        "required": settable && field.required(),
        "max": field.max,
        "options": field.options,
    })
}

fn choice(meta: &ChoiceMeta) -> Json {
    let options = meta.options.iter().map(|o| json!({ "code": o.code, "label": label(&o.label) }));
    json!({ "name": meta.name, "options": options.collect::<Vec<_>>() })
}

fn command(entry: &crate::commands::Entry) -> Json {
    let meta = entry.meta;
    let access = match meta.access {
        Access::SetUp => "set_up",
        Access::Anyone => "anyone",
        Access::System => "system",
        Access::Operation(operation) => operation.code,
    };
    let arguments = meta
        .arguments
        .iter()
        .map(|a| json!({ "name": a.name, "type": a.ty, "required": a.required, "doc": a.doc }));
    json!({
        "method": entry.method,
        "name": meta.name,
        "label": label(&meta.label),
        "doc": meta.doc,
        "access": access,
        "arguments": arguments.collect::<Vec<_>>(),
        "output": meta.output,
        "undoable": meta.flags.has(CommandFlags::UNDOABLE),
    })
}
