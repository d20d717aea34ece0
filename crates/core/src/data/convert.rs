//! Cells of a file become values: dates as people write them, options and owners by name.

use crate::error::{Error, Result, codes};
use crate::model::{FieldFlags, FieldMeta, Kind, Raw, Timestamp, Value, Zone};
use crate::org::EmployeeId;
use crate::session::write::unique_key;
use crate::session::{Company, Context, Staff};
use chrono::{NaiveDate, NaiveTime};

/// The value of a cell for a field; nothing for an empty cell.
pub(crate) fn cell(
    cx: &mut Context<'_>,
    field: &FieldMeta,
    text: &str,
) -> Result<Option<Raw<'static>>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let company = cx.company()?;
    let value = match field.kind {
        Kind::Time => Value::Time(instant(company.zone(), text)?),
        Kind::Id("employee") => Value::Id(employee(&company, text)?.0),
        Kind::Id("option_item") => option(&company, field.options.unwrap_or_default(), text)?,
        Kind::Choice(meta) => {
            let wanted = unique_key(text);
            let fits = |o: &&crate::model::ChoiceOption| {
                o.code == text
                    || unique_key(o.label.zh) == wanted
                    || unique_key(o.label.en) == wanted
            };
            let found = meta.options.iter().find(fits).ok_or_else(|| unknown(text))?;
            Value::Text(found.code.to_owned())
        }
        kind => plain(kind, text)?,
    };
    let long = field.kind == Kind::Text && field.is(FieldFlags::LONG);
    Ok(Some(match value {
        // A single-line field takes line breaks of a file as blanks.
        Value::Text(text) if field.kind == Kind::Text && !long => Raw::Text(
            text.split(['\r', '\n', '\t'])
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
                .into(),
        ),
        value => value.raw().into_owned(),
    }))
}

/// A value that is written the same way in declared and in custom fields.
pub(crate) fn plain(kind: Kind, text: &str) -> Result<Value> {
    match kind {
        Kind::Text => Ok(Value::Text(text.to_owned())),
        Kind::Date => date(text).map(Value::Date),
        Kind::Bool => yes_or_no(text).map(Value::Bool).ok_or_else(|| kind.wrong()),
        kind => kind.coerce(Value::Text(number_text(text))),
    }
}

/// Yes and no as people write them in a table.
fn yes_or_no(text: &str) -> Option<bool> {
    match unique_key(text).as_str() {
        "是" | "有" | "对" | "yes" | "y" | "true" | "t" | "1" | "√" | "✓" | "✔" | "on" => {
            Some(true)
        }
        "否" | "无" | "没有" | "不是" | "no" | "n" | "false" | "f" | "0" | "×" | "✗" | "✘"
        | "x" | "off" => Some(false),
        _ => None,
    }
}

fn unknown(text: &str) -> Error {
    Error::new(&codes::UNKNOWN_CHOICE).with("value", text)
}

/// Digits as people type them: full-width, with thousands separators.
fn number_text(text: &str) -> String {
    unique_key(text).replace([',', ' '], "")
}

/// A date as 2025-3-7, 2025/03/07, 2025.3.7, 2025年3月7日 or 20250307; a time after it is dropped.
pub(crate) fn date(text: &str) -> Result<NaiveDate> {
    let wrong = || Error::new(&codes::IMPORT_DATE).with("value", text);
    let folded = unique_key(text);
    let day = folded.split([' ', 't']).next().unwrap_or_default();
    if day.len() == 8 && day.chars().all(|c| c.is_ascii_digit()) {
        return NaiveDate::parse_from_str(day, "%Y%m%d").map_err(|_| wrong());
    }
    let parts: Vec<&str> =
        day.split(['-', '/', '.', '年', '月', '日']).filter(|p| !p.is_empty()).collect();
    let number = |part: Option<&&str>| part.and_then(|p| p.parse::<u32>().ok()).ok_or_else(wrong);
    let (year, month, day) = (number(parts.first())?, number(parts.get(1))?, number(parts.get(2))?);
    let year = i32::try_from(year).ok().filter(|y| (1900..=2999).contains(y)).ok_or_else(wrong)?;
    if parts.len() != 3 {
        return Err(wrong());
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(wrong)
}

/// An instant: RFC 3339, or a date as above where the company is, with a time of day or without.
fn instant(zone: Zone, text: &str) -> Result<Timestamp> {
    if let Ok(Value::Time(at)) = Kind::Time.coerce(Value::Text(text.to_owned())) {
        return Ok(at);
    }
    let day = date(text)?;
    let folded = unique_key(text);
    let Some((_, time)) = folded.split_once([' ', 't']) else { return Ok(zone.start_of(day)) };
    let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|f| NaiveTime::parse_from_str(time, f).ok());
    let time = time.ok_or_else(|| Error::new(&codes::IMPORT_DATE).with("value", text))?;
    Ok(zone.instant(day.and_time(time)))
}

/// An employee by id, mobile number, own number, or a name that only one has.
fn employee(company: &Staff, text: &str) -> Result<EmployeeId> {
    let phone = crate::model::phone::normalise(text, company.country()).map(|p| p.to_string());
    let id = text.parse().ok();
    let exact = company.employees.values().find(|e| {
        id == Some(e.id) || phone.as_ref() == Some(&e.mobile) || e.number.as_deref() == Some(text)
    });
    if let Some(employee) = exact {
        return Ok(employee.id);
    }
    let named: Vec<_> = company.employees.values().filter(|e| e.name == text).collect();
    match named.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Error::new(&codes::IMPORT_OWNER).with("value", text)),
        many => Err(Error::new(&codes::IMPORT_OWNER_AMBIGUOUS)
            .with("value", text)
            .with("count", many.len())),
    }
}

/// An option by label, or by the beginning of exactly one label up to a bracket: `A` for
/// `A（重点客户）`.
pub(crate) fn option(company: &Company, list: &str, text: &str) -> Result<Value> {
    let wanted = unique_key(text);
    let offered = || company.options.values().filter(|o| o.list == list && !o.archived);
    let exact = offered().find(|o| {
        unique_key(&o.label) == wanted
            || o.label_en.as_deref().map(unique_key).as_ref() == Some(&wanted)
    });
    if let Some(option) = exact {
        return Ok(Value::Id(option.id.0));
    }
    let short: Vec<_> = offered()
        .filter(|o| unique_key(&o.label).split('(').next() == Some(wanted.as_str()))
        .collect();
    match short.as_slice() {
        [one] => Ok(Value::Id(one.id.0)),
        _ => Err(unknown(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::{date, instant, yes_or_no};
    use crate::model::Zone;

    #[test]
    fn a_time_of_day_is_what_the_clocks_show() {
        let zone = Zone::parse("America/New_York").unwrap();
        for (text, want) in [
            ("2027-03-14 10:00", "2027-03-14 14:00:00 UTC"),
            ("2026-11-01 10:00:30", "2026-11-01 15:00:30 UTC"),
            ("2026-11-01", "2026-11-01 04:00:00 UTC"),
        ] {
            assert_eq!(instant(zone, text).unwrap().to_string(), want, "{text}");
        }
    }

    #[test]
    fn yes_and_no_as_people_write_them() {
        for text in ["是", "有", "Yes", "Y", "TRUE", "1", "１", "√", "✓"] {
            assert_eq!(yes_or_no(text), Some(true), "{text}");
        }
        for text in ["否", "无", "没有", "no", "N", "False", "0", "０", "×"] {
            assert_eq!(yes_or_no(text), Some(false), "{text}");
        }
        for text in ["", "也许", "2", "-", "yesno", "是否"] {
            assert_eq!(yes_or_no(text), None, "{text}");
        }
    }

    #[test]
    fn dates_as_people_write_them() {
        for text in [
            "2025-3-7",
            "2025/03/07",
            "2025.3.7",
            "2025年3月7日",
            "20250307",
            "２０２５－３－７",
            "2025-03-07 10:30",
        ] {
            assert_eq!(date(text).unwrap().to_string(), "2025-03-07", "{text}");
        }
        for text in
            ["2024-02-30", "2023/13/1", "下周", "2025-3", "3-7-2025", "2025-3-7-1", "99999999"]
        {
            assert_eq!(date(text).unwrap_err().code(), "import.date", "{text}");
        }
    }
}
