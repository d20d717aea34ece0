//! A row and its surroundings, as the interpreter sees them.

use super::data::{Data, id_of, live};
use crate::model::custom::stored;
use crate::model::{EntityMeta, Kind, Value};
use crate::query::eval::Facts;
use crate::query::{Admission, Column, ColumnRef, Link, Member};
use uuid::Uuid;

pub(super) struct RowFacts<'a> {
    pub(super) data: &'a Data,
    pub(super) entity: &'static EntityMeta,
    pub(super) values: &'a [Value],
}

impl Facts for RowFacts<'_> {
    fn value(&self, column: Column) -> Value {
        value(self.values, self.entity, column)
    }

    fn id(&self) -> Uuid {
        id_of(self.entity, self.values)
    }

    fn any(
        &self,
        entity: &'static EntityMeta,
        link: Link,
        test: &dyn Fn(&dyn Facts) -> bool,
    ) -> bool {
        let holds = |values: &[Value]| {
            live(entity, values) && test(&RowFacts { data: self.data, entity, values })
        };
        match link {
            Link::Forward(position) => {
                let target = self.values.get(position).and_then(Value::as_id);
                target
                    .and_then(|id| self.data.row(entity, id))
                    .is_some_and(|(_, values)| holds(values))
            }
            Link::Reverse(position) => {
                let me = Value::Id(self.id());
                self.data
                    .rows(entity)
                    .any(|(_, values)| values.get(position) == Some(&me) && holds(values))
            }
        }
    }

    fn member(&self, member: &Member) -> bool {
        let get = |values: &[Value], name: &str| {
            member.team.field(name).and_then(|(i, _)| values.get(i).cloned()).unwrap_or_default()
        };
        self.data.rows(member.team).any(|(_, values)| {
            let deciding = get(values, "deciding") == Value::Bool(true);
            let lasts = match get(values, "expires_at") {
                Value::Time(at) => at > member.now,
                _ => true,
            };
            get(values, "record_id") == Value::Id(self.id())
                && get(values, "employee_id") == Value::Id(member.employee)
                && match member.admits {
                    Admission::Any => lasts || deciding,
                    Admission::Write => lasts && get(values, "access").as_text() == Some("write"),
                    Admission::Deciding => deciding,
                }
        })
    }
}

/// The value of a column, custom ones typed from their stored form.
pub(super) fn value(values: &[Value], entity: &EntityMeta, column: Column) -> Value {
    match column.at {
        ColumnRef::Field(position) => values.get(position).cloned().unwrap_or_default(),
        ColumnRef::Custom(no) => {
            let custom = entity.flagged_kind(Kind::Custom).and_then(|i| values.get(i));
            custom
                .and_then(Value::as_text)
                .map_or(Value::Null, |json| stored(json, no, column.kind))
        }
    }
}
