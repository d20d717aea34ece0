//! Reading a CSV file row by row, whatever its encoding, into texts by field.

use super::csv_records::{Record, Records};
use super::import::{ImportPlan, ImportRow, MAX_CELL};
use crate::error::{Code, Error, Result, codes};
use crate::model::{EntityMeta, FieldFlags, FieldMeta};
use crate::session::write::unique_key;
use crate::session::{Company, Session};
use encoding_rs::{Encoding, GB18030, UTF_8};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use std::io::{Chain, Cursor, Read};
use std::sync::Arc;

/// Bytes that are looked at to tell the encoding.
const SAMPLE: usize = 64 * 1024;
/// Columns of a file.
const MAX_COLUMNS: usize = 1024;
/// Bytes of a column's header.
const MAX_HEADER: usize = 4096;
/// Bytes of a chunk, beyond which it ends early.
const MAX_CHUNK: usize = 8 << 20;

type Source<'a> = DecodeReaderBytes<Chain<Cursor<Vec<u8>>, &'a mut dyn Read>, Vec<u8>>;

/// The rows of a file.
pub(crate) struct Rows<'a> {
    records: Records<Source<'a>>,
    header: Vec<String>,
    fields: Vec<String>,
    number: i64,
}

impl<'a> Rows<'a> {
    /// Opens a file: tells its encoding, reads its header, maps its columns.
    pub(crate) fn open(
        file: &'a mut dyn Read,
        plan: &ImportPlan,
        entity: &'static EntityMeta,
        session: &Session,
    ) -> Result<Self> {
        let unreadable = |_| Error::new(&codes::IMPORT_READ);
        let mut sample = Vec::new();
        Read::take(&mut *file, SAMPLE as u64).read_to_end(&mut sample).map_err(unreadable)?;
        let encoding = match &plan.encoding {
            Some(name) => Encoding::for_label(name.as_bytes())
                .ok_or_else(|| Error::new(&codes::IMPORT_ENCODING))?,
            None => guess(&sample).ok_or_else(|| Error::new(&codes::IMPORT_ENCODING))?,
        };
        let source = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding))
            .bom_override(true)
            .strip_bom(true)
            .build_with_buffer(Cursor::new(sample).chain(file), vec![0; 64 * 1024])
            .map_err(unreadable)?;
        let mut records = Records::new(source, MAX_CELL);
        let mut number = 0;
        let header = loop {
            number += 1;
            match records.next()? {
                Some(Record::Blank) => {}
                Some(Record::Cells(cells)) => break cells,
                Some(Record::Unclosed(_)) => return Err(Error::new(&codes::IMPORT_QUOTE)),
                None => break Vec::new(),
            }
        };
        if header.len() > MAX_COLUMNS {
            return Err(Error::new(&codes::IMPORT_WIDE).with("max", MAX_COLUMNS));
        }
        let header: Vec<String> = header.iter().map(|h| h.trim().to_owned()).collect();
        for column in &header {
            if column.len() > MAX_HEADER {
                return Err(Error::new(&codes::IMPORT_CELL).with("max", MAX_HEADER));
            }
            // A file of another encoding than was told or guessed.
            if column.contains(['\0', char::REPLACEMENT_CHARACTER]) {
                return Err(Error::new(&codes::IMPORT_ENCODING));
            }
        }
        let fields = mapping(plan, entity, &header, session)?;
        let required = |f: &&FieldMeta| {
            f.required() && !f.is(FieldFlags::SYSTEM) && !fields.iter().any(|n| n == f.name)
        };
        if let Some(field) = entity.fields.iter().find(required) {
            return Err(Error::new(&codes::IMPORT_UNMAPPED).of(entity).at(field));
        }
        Ok(Self { records, header, fields, number })
    }

    /// The columns of the file.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// The field that each column fills; nothing for a column that is not taken.
    pub(crate) fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The next rows; none at the end of the file.
    pub(crate) fn chunk(&mut self, most: usize) -> Result<Vec<ImportRow>> {
        let mut rows = Vec::with_capacity(most);
        let mut bytes = 0;
        while rows.len() < most && bytes < MAX_CHUNK {
            let Some(record) = self.records.next()? else { break };
            self.number += 1;
            let (cells, broken) = match record {
                Record::Blank => continue,
                Record::Unclosed(cells) => (cells, Some(&codes::IMPORT_QUOTE)),
                Record::Cells(cells) => {
                    let broken = self.broken(&cells);
                    (cells, broken)
                }
            };
            bytes += cells.iter().map(String::len).sum::<usize>();
            let cut = |cell: &String| cell.chars().take(MAX_HEADER).collect();
            rows.push(ImportRow {
                number: self.number,
                cells: match broken {
                    None => cells,
                    Some(_) => cells.iter().take(MAX_COLUMNS).map(cut).collect(),
                },
                broken: broken.map(|c| c.code.to_owned()),
            });
        }
        Ok(rows)
    }

    /// Why a row cannot be taken.
    fn broken(&self, cells: &[String]) -> Option<&'static Code> {
        if cells.iter().any(|c| c.len() > MAX_CELL) {
            Some(&codes::IMPORT_CELL)
        } else if cells.len() != self.header.len() {
            Some(&codes::IMPORT_COLUMNS)
        } else if cells.iter().any(|c| c.contains(char::REPLACEMENT_CHARACTER)) {
            Some(&codes::IMPORT_ENCODING)
        } else {
            None
        }
    }
}

/// What its mark says, else UTF-8 if the sample is (a character cut at its end does not count),
/// else GB18030. A text of neither kind has no NUL; UTF-16 without a mark is full of them.
fn guess(sample: &[u8]) -> Option<&'static Encoding> {
    if let Some((marked, _)) = Encoding::for_bom(sample) {
        return Some(marked);
    }
    match std::str::from_utf8(sample) {
        Ok(_) => Some(UTF_8),
        Err(e) if e.error_len().is_none() && sample.len() - e.valid_up_to() < 4 => Some(UTF_8),
        Err(_) => (!sample.contains(&0)).then_some(GB18030),
    }
}

/// The field that each column fills; nothing for a column that is not taken.
fn mapping(
    plan: &ImportPlan,
    entity: &'static EntityMeta,
    header: &[String],
    session: &Session,
) -> Result<Vec<String>> {
    for mapped in &plan.columns {
        if !header.iter().any(|h| *h == mapped.column.trim()) {
            return Err(Error::new(&codes::IMPORT_HEADER).with("column", &mapped.column));
        }
        known(entity, &mapped.field, session)?;
    }
    let fields: Vec<String> = if plan.columns.is_empty() {
        let labels = session.sight(|_, sight| Ok(Arc::clone(&sight.company)))?;
        header.iter().map(|h| called(entity, &labels, h).unwrap_or_default()).collect()
    } else {
        let mapped = |h: &String| plan.columns.iter().find(|m| m.column.trim() == *h);
        header.iter().map(|h| mapped(h).map(|m| m.field.clone()).unwrap_or_default()).collect()
    };
    for (place, (column, field)) in header.iter().zip(&fields).enumerate() {
        if !field.is_empty() && header.iter().take(place).any(|h| h == column) {
            return Err(Error::new(&codes::IMPORT_HEADER_TWICE).with("column", column));
        }
    }
    Ok(fields)
}

/// The field whose name or label a column bears.
fn called(entity: &EntityMeta, company: &Company, column: &str) -> Option<String> {
    let wanted = unique_key(column.trim_end_matches('*'));
    let is = |label: &str| unique_key(label) == wanted;
    let fits = |f: &&FieldMeta| {
        !f.is(FieldFlags::SYSTEM)
            && !f.is(FieldFlags::READONLY)
            && !f.is(FieldFlags::DERIVED)
            && (f.name == wanted || is(f.label.zh) || is(f.label.en))
    };
    let custom = || {
        let own = company.fields.iter().filter(|f| f.entity == entity.name && !f.archived);
        let mut named = own.filter(|f| {
            wanted == format!("custom.{}", f.key)
                || is(&f.label)
                || f.label_en.as_deref().is_some_and(is)
        });
        named.next().map(|f| format!("custom.{}", f.key))
    };
    entity.fields.iter().find(fits).map(|f| f.name.to_owned()).or_else(custom)
}

/// A field that a file may fill.
fn known(entity: &'static EntityMeta, field: &str, session: &Session) -> Result<()> {
    let unknown = || Error::new(&codes::UNKNOWN_FIELD).entity(entity.name).field(field);
    if let Some(key) = field.strip_prefix("custom.") {
        let defined =
            session.sight(|_, sight| Ok(sight.company.field(entity.name, key).is_some()))?;
        return if defined { Ok(()) } else { Err(unknown()) };
    }
    let (_, meta) = entity.field(field).ok_or_else(unknown)?;
    let fixed = meta.is(FieldFlags::SYSTEM)
        || meta.is(FieldFlags::READONLY)
        || meta.is(FieldFlags::DERIVED);
    if fixed {
        Err(Error::new(&codes::READ_ONLY_FIELD).entity(entity.name).field(field))
    } else {
        Ok(())
    }
}
