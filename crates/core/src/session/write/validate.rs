//! What a value must be to enter a field, and its canonical form.

use super::record::AnyRecord;
use crate::error::{Error, Result, codes};
use crate::model::text::{comparable, is_invisible};
use crate::model::{EntityMeta, FieldFlags, FieldMeta, Kind, Raw, Value};
use crate::model::{phone, region};
use crate::mutants::mutant;
use crate::org::{EmployeeId, OptionItemId};
use crate::query::{Bin, Visibility};
use crate::session::door::Context;
use std::borrow::Cow;
use uuid::Uuid;

impl Context<'_> {
    /// Brings fields into canonical form and refuses what does not fit. `old` is the record
    /// before, whose values need no second look.
    pub(super) fn validate(
        &mut self,
        record: &mut dyn AnyRecord,
        old: Option<&dyn AnyRecord>,
        fields: &[usize],
    ) -> Result<()> {
        let entity = record.meta();
        for position in fields {
            let Some(field) = entity.fields.get(*position).filter(|f| !f.is(FieldFlags::SYSTEM))
            else {
                continue;
            };
            let named = |e: Error| e.of(entity).at(field);
            if let Raw::Text(text) = record.raw(*position)
                && field.kind == Kind::Text
                && !field.is(FieldFlags::SECRET)
                && let Some(canonical) = self.text(field, &text).map_err(named)?
            {
                record.set(*position, canonical)?;
            }
            match record.raw(*position) {
                Raw::Null if !field.nullable => return Err(named(Error::new(&codes::REQUIRED))),
                Raw::Id(id) => self.reference(field, id).map_err(named)?,
                raw @ Raw::Int(_) if matches!(field.kind, Kind::Date | Kind::Time) => {
                    let value = field.kind.coerce(field.kind.read(raw)?).map_err(named)?;
                    // Nor may its date where the company is be of another year.
                    if let Value::Time(at) = value {
                        Kind::Date.coerce(Value::Date(self.zone().date(at))).map_err(named)?;
                    }
                }
                _ => {}
            }
        }
        if fields.iter().filter_map(|i| entity.fields.get(*i)).any(|f| f.kind == Kind::Custom) {
            self.validate_custom(record, old)?;
        }
        Ok(())
    }

    /// The canonical form of a text, where it differs from what was given.
    pub(crate) fn text(&mut self, field: &FieldMeta, text: &str) -> Result<Option<Raw<'static>>> {
        let long = field.is(FieldFlags::LONG);
        let trimmed = text.trim();
        if trimmed.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            return if field.nullable {
                Ok(Some(Raw::Null))
            } else {
                Err(Error::new(&codes::REQUIRED))
            };
        }
        let allowed = |c: char| !c.is_control() || long && matches!(c, '\n' | '\r' | '\t');
        if !trimmed.chars().all(allowed) {
            return Err(Error::new(&codes::CONTROL_CHARACTER));
        }
        if field.max > 0
            && trimmed.len() > field.max as usize
            && trimmed.chars().count() > field.max as usize
        {
            return Err(Error::new(&codes::TEXT_TOO_LONG).with("max", field.max));
        }
        let canonical = if field.is(FieldFlags::PHONE) {
            let company = self.company()?;
            let phone = phone::normalise(trimmed, company.country())
                .ok_or_else(|| Error::new(&codes::BAD_PHONE))?;
            phone.to_string()
        } else if field.is(FieldFlags::REGION) {
            region::parse(trimmed).ok_or_else(|| Error::new(&codes::BAD_REGION))?
        } else if field.is(FieldFlags::EMAIL) {
            email(trimmed).ok_or_else(|| Error::new(&codes::BAD_EMAIL))?
        } else if trimmed.len() == text.len() {
            return Ok(None);
        } else {
            trimmed.to_owned()
        };
        Ok((canonical != text).then_some(Raw::Text(Cow::Owned(canonical))))
    }

    /// A reference must name a live row; an owner must be at work, an option must be of the
    /// field's list. Whether a person may see the row, and whether the option is still offered
    /// to him, is looked at before.
    fn reference(&mut self, field: &FieldMeta, id: Uuid) -> Result<()> {
        let Kind::Id(target) = field.kind else { return Ok(()) };
        let unknown = || Error::new(&codes::UNKNOWN_REFERENCE).with("target", target);
        if field.is(FieldFlags::READONLY) || field.is(FieldFlags::DERIVED) {
            return Ok(());
        }
        match target {
            "employee" if field.is(FieldFlags::OWNER) => self
                .company()?
                .active(EmployeeId(id))
                .map(|_| ())
                .ok_or_else(|| Error::new(&codes::OWNER_INACTIVE)),
            "employee" => {
                self.company()?.employees.get(&EmployeeId(id)).map(|_| ()).ok_or_else(unknown)
            }
            "option_item" => {
                let company = self.company()?;
                let item = company.options.get(&OptionItemId(id));
                if item.is_some_and(|o| Some(o.list.as_str()) == field.options) {
                    Ok(())
                } else {
                    Err(Error::new(&codes::UNKNOWN_CHOICE).with("value", id))
                }
            }
            target => {
                let entity = self.entity(target)?;
                if self.knows_alive(entity, id)
                    || self.exists(entity, id, &Visibility::Everything)?
                {
                    self.is_alive(entity, id);
                    Ok(())
                } else {
                    Err(unknown())
                }
            }
        }
    }

    /// Whether there is such a live row in a reach.
    pub(crate) fn exists(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        reach: &Visibility,
    ) -> Result<bool> {
        self.writer.get(entity, id, &[], reach, Bin::Live, &mut |_| Ok(()))
    }

    /// Refuses references, given by a person, to rows that he may not see, as if they did not
    /// exist, and to options that are no longer offered.
    pub(super) fn check_references(&self, record: &dyn AnyRecord, fields: &[usize]) -> Result<()> {
        for position in fields {
            let field = record.meta().fields.get(*position);
            let Some(field) = field.filter(|f| !f.is(FieldFlags::READONLY)) else { continue };
            let (Kind::Id(target), Some(id)) = (field.kind, record.id_at(*position)) else {
                continue;
            };
            let option = self.sight.company.options.get(&OptionItemId(id));
            if let Some(option) = option.filter(|o| target == "option_item" && o.archived) {
                let archived = Error::new(&codes::UNKNOWN_CHOICE).with("value", &option.label);
                return Err(archived.of(record.meta()).at(field));
            }
            let entity = self.entity(target)?;
            let sees = self.sight.visibility(entity)?;
            if !entity.epoch && !mutant(46) && !self.exists(entity, id, &sees)? {
                let unknown = Error::new(&codes::UNKNOWN_REFERENCE).with("target", target);
                return Err(unknown.of(record.meta()).at(field));
            }
        }
        Ok(())
    }
}

/// An address in its canonical form: the domain in lower case. Only the shape is checked; an
/// address is real when mail arrives.
fn email(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let labels: Vec<&str> = domain.split('.').collect();
    let label = |l: &&str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_fits = !local.is_empty()
        && !local.chars().any(|c| c.is_whitespace() || "@<>()[],;:\\\"".contains(c));
    (local_fits && labels.len() >= 2 && labels.iter().all(label))
        .then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// The form in which unique values are compared: composed, half-width, without what cannot be
/// seen, lower case, single blanks. When this changes, stored keys must be made anew by [`super::rebuild`].
pub fn unique_key(text: &str) -> String {
    let folded: String = comparable(text).chars().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_shapes() {
        for (text, want) in [
            ("Li.Lei@Example.COM", Some("Li.Lei@example.com")),
            ("a+b@xn--fiq228c.cn", Some("a+b@xn--fiq228c.cn")),
            ("张三@例子.中国", Some("张三@例子.中国")),
            ("no-at", None),
            ("a@b", None),
            ("a b@c.cn", None),
            ("a@.cn", None),
            ("@c.cn", None),
            ("a@c..cn", None),
            ("a@-c.cn", None),
        ] {
            assert_eq!(email(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn unique_values_ignore_width_case_and_blanks() {
        assert_eq!(unique_key(" ＡＢＣ　科技 "), unique_key("abc 科技"));
        assert_eq!(unique_key("示\u{200B}例\u{FEFF}"), unique_key("示例"), "zero width");
        assert_eq!(unique_key("Cafe\u{301}"), unique_key("CAF\u{C9}"), "composed and not");
        assert_eq!(unique_key("㈱日立"), unique_key("(株)日立"));
        assert_ne!(unique_key("abc科技"), unique_key("abc 科技"));
    }
}
