//! Reading a CSV file row by row, whatever its encoding, into texts by field.

use super::import::{ImportPlan, ImportRow};
use crate::error::{Error, Result, codes};
use crate::model::{EntityMeta, FieldFlags, FieldMeta};
use crate::session::Session;
use crate::session::write::unique_key;
use encoding_rs::{Encoding, GB18030, UTF_8};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use std::io::{Chain, Cursor, Read};

/// Bytes that are looked at to tell the encoding.
const SAMPLE: usize = 64 * 1024;

type Source<'a> = DecodeReaderBytes<Chain<Cursor<Vec<u8>>, &'a mut dyn Read>, Vec<u8>>;

/// The rows of a file.
pub(crate) struct Rows<'a> {
    reader: csv::Reader<Source<'a>>,
    fields: Vec<String>,
    /// For each column of the file, which field it fills.
    places: Vec<Option<usize>>,
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
        let unreadable = |_| Error::new(&codes::IMPORT_ENCODING);
        let mut sample = Vec::new();
        Read::take(&mut *file, SAMPLE as u64).read_to_end(&mut sample).map_err(unreadable)?;
        let encoding = match &plan.encoding {
            Some(name) => Encoding::for_label(name.as_bytes())
                .ok_or_else(|| Error::new(&codes::IMPORT_ENCODING))?,
            None => guess(&sample),
        };
        let bytes = Cursor::new(sample).chain(file);
        let source = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding))
            .bom_override(true)
            .build_with_buffer(bytes, vec![0; 64 * 1024])
            .map_err(|_| Error::new(&codes::IMPORT_ENCODING))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let header = reader.headers().map_err(|_| Error::new(&codes::IMPORT_ENCODING))?.clone();
        let header: Vec<&str> =
            header.iter().map(|h| h.trim().trim_start_matches('\u{feff}')).collect();
        let wanted = mapping(plan, entity, &header, session)?;
        let mut fields: Vec<String> = Vec::new();
        let places = wanted
            .into_iter()
            .map(|field| {
                let field = field?;
                let place = fields.iter().position(|f| *f == field);
                Some(place.unwrap_or_else(|| {
                    fields.push(field);
                    fields.len() - 1
                }))
            })
            .collect();
        let required = |f: &&FieldMeta| {
            f.required() && !f.is(FieldFlags::SYSTEM) && !fields.iter().any(|n| n == f.name)
        };
        if let Some(field) = entity.fields.iter().find(required) {
            return Err(Error::new(&codes::IMPORT_UNMAPPED).of(entity).at(field));
        }
        Ok(Self { reader, fields, places, number: 1 })
    }

    /// The fields that are filled.
    pub(crate) fn fields(&self) -> &[String] {
        &self.fields
    }

    /// How many columns the file has.
    pub(crate) fn columns(&self) -> i64 {
        i64::try_from(self.places.len()).unwrap_or(i64::MAX)
    }

    /// The next rows; none at the end of the file.
    pub(crate) fn chunk(&mut self, most: usize, max_cell: usize) -> Result<Vec<ImportRow>> {
        let mut rows = Vec::with_capacity(most);
        let mut record = csv::StringRecord::new();
        while rows.len() < most {
            match self.reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => return Err(Error::new(&codes::IMPORT_ENCODING)),
            }
            self.number += 1;
            rows.push(self.row(&record, max_cell));
        }
        Ok(rows)
    }

    fn row(&self, record: &csv::StringRecord, max_cell: usize) -> ImportRow {
        let number = self.number;
        let all = || record.iter().map(|c| c.chars().take(200).collect()).collect();
        if record.iter().any(|c| c.len() > max_cell) {
            return ImportRow {
                number,
                cells: all(),
                broken: Some(codes::IMPORT_CELL.code.to_owned()),
            };
        }
        if record.len() != self.places.len() {
            return ImportRow {
                number,
                cells: all(),
                broken: Some(codes::IMPORT_COLUMNS.code.to_owned()),
            };
        }
        let mut cells = vec![String::new(); self.fields.len()];
        for (cell, place) in record.iter().zip(&self.places) {
            if let Some(slot) = place.and_then(|p| cells.get_mut(p))
                && !cell.trim().is_empty()
            {
                if !slot.is_empty() {
                    slot.push(' ');
                }
                slot.push_str(cell);
            }
        }
        ImportRow { number, cells, broken: None }
    }
}

/// UTF-8 if the sample is (a character cut at its end does not count), else GB18030.
fn guess(sample: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(sample) {
        Ok(_) => UTF_8,
        Err(e) if e.error_len().is_none() && sample.len() - e.valid_up_to() < 4 => UTF_8,
        Err(_) => GB18030,
    }
}

/// The field that each column fills.
fn mapping(
    plan: &ImportPlan,
    entity: &'static EntityMeta,
    header: &[&str],
    session: &Session,
) -> Result<Vec<Option<String>>> {
    for mapped in &plan.columns {
        if !header.contains(&mapped.column.trim()) {
            return Err(Error::new(&codes::IMPORT_HEADER).with("column", &mapped.column));
        }
        known(entity, &mapped.field, session)?;
    }
    if plan.columns.is_empty() {
        let field = |column: &&str| {
            let wanted = unique_key(column.trim_end_matches('*'));
            let fits = |f: &&FieldMeta| {
                !f.is(FieldFlags::SYSTEM)
                    && !f.is(FieldFlags::READONLY)
                    && (f.name == wanted
                        || unique_key(f.label.zh) == wanted
                        || unique_key(f.label.en) == wanted)
            };
            entity.fields.iter().find(fits).map(|f| f.name.to_owned())
        };
        return Ok(header.iter().map(field).collect());
    }
    Ok(header
        .iter()
        .map(|h| plan.columns.iter().find(|m| m.column.trim() == *h).map(|m| m.field.clone()))
        .collect())
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
