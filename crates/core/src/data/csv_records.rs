//! The records of a CSV text, and what to do with a quote that nothing closes.
//!
//! Such a quote is no rarity in lists that people keep by hand, and a reader that takes it for the
//! beginning of a cell swallows the rest of the file. Here the line on which it opens is told as
//! unclosed, and reading goes on at the next line. A record that goes on for more than `longest`
//! bytes behind its first line has such a quote too, and so has one in which more text follows a
//! closing quote: that one is most often the opening quote of a later cell.
//!
//! No file takes long: it is remembered up to where a closing quote was searched for in vain, and
//! from a cell that is open at a line end before that place none is searched for again.

use crate::error::{Error, Result, codes};
use std::io::Read;

/// Bytes of a record: one without end must not swallow the machine.
const MAX_RECORD: usize = 32 << 20;
/// Bytes that are read at a time.
const STEP: usize = 64 * 1024;

/// What stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Record {
    /// Its cells.
    Cells(Vec<String>),
    /// A line on which a quote opens that nothing closes, cut at its commas.
    Unclosed(Vec<String>),
    /// A line on which nothing stands.
    Blank,
}

/// A CSV text as a stream of records.
pub(super) struct Records<R> {
    source: R,
    /// What is read of it.
    text: Vec<u8>,
    /// How much of that has been handed out.
    from: usize,
    ended: bool,
    longest: usize,
    /// Up to here a cell that is open at a line end is known to stay open.
    vain: usize,
}

/// Where in a cell a character stands.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted cell: its end, or the first of two that stand for one.
    Quote,
    /// Behind its closing quote.
    Closed,
}

impl<R: Read> Records<R> {
    /// The records of UTF-8.
    pub(super) fn new(source: R, longest: usize) -> Self {
        Self { source, text: Vec::new(), from: 0, ended: false, longest, vain: 0 }
    }

    /// The next record; none at the end of the text.
    ///
    /// # Errors
    /// `import.cell_too_large` for one without end, `import.unreadable`.
    pub(super) fn next(&mut self) -> Result<Option<Record>> {
        let (mut cells, mut cell, mut at) = (Vec::new(), Vec::new(), At::Start);
        // Where the first line ends, if the record goes on behind it.
        let mut first_line = None;
        let mut place = 0;
        if self.byte(0)?.is_none() {
            return Ok(None);
        }
        loop {
            if first_line.is_some_and(|line| place > line + self.longest) {
                return self.unclosed(first_line, place).map(Some);
            }
            let byte = self.byte(place)?;
            let ends = matches!(byte, None | Some(b'\r' | b'\n'));
            at = match (at, byte) {
                (At::Quoted, None) => return self.unclosed(first_line, place).map(Some),
                (At::Quoted, Some(b'"')) => At::Quote,
                (At::Quoted, Some(byte)) => {
                    if ends {
                        first_line = first_line.or(Some(place));
                        if place < self.vain {
                            return self.unclosed(first_line, self.vain).map(Some);
                        }
                    }
                    cell.push(byte);
                    At::Quoted
                }
                (At::Quote, Some(b'"')) => {
                    cell.push(b'"');
                    At::Quoted
                }
                (_, Some(b',')) => {
                    cells.push(text(&std::mem::take(&mut cell)));
                    At::Start
                }
                _ if ends => break,
                (At::Start, Some(b'"')) => At::Quoted,
                (At::Quote | At::Closed, Some(b' ' | b'\t')) => At::Closed,
                (At::Quote | At::Closed, _) => return self.unclosed(first_line, place).map(Some),
                (At::Start | At::Plain, byte) => {
                    cell.extend(byte);
                    At::Plain
                }
            };
            place += 1;
        }
        let blank = place == 0;
        self.pass(place)?;
        cells.push(text(&cell));
        Ok(Some(if blank { Record::Blank } else { Record::Cells(cells) }))
    }

    /// The first line of a record as it stands, where a closing quote was searched for in vain up
    /// to a place; what follows the line is read anew.
    fn unclosed(&mut self, first_line: Option<usize>, vain: usize) -> Result<Record> {
        self.vain = self.vain.max(vain);
        let mut end = first_line.unwrap_or(0);
        while first_line.is_none() && !matches!(self.byte(end)?, None | Some(b'\r' | b'\n')) {
            end += 1;
        }
        let line = self.text.get(self.from..self.from + end).unwrap_or_default();
        let cells = line.split(|byte| *byte == b',').map(text).collect();
        self.pass(end)?;
        Ok(Record::Unclosed(cells))
    }

    /// Hands out so many bytes and the end of the line behind them.
    fn pass(&mut self, bytes: usize) -> Result<()> {
        let end = match (self.byte(bytes)?, self.byte(bytes + 1)?) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(_), _) => 1,
            (None, _) => 0,
        };
        self.from += bytes + end;
        self.vain = self.vain.saturating_sub(bytes + end);
        Ok(())
    }

    /// A byte of what is not yet handed out; none behind the end of the text.
    fn byte(&mut self, place: usize) -> Result<Option<u8>> {
        while self.from + place >= self.text.len() && !self.ended {
            if place >= MAX_RECORD {
                return Err(Error::new(&codes::IMPORT_CELL).with("max", MAX_RECORD));
            }
            self.text.drain(..std::mem::take(&mut self.from));
            let read = Read::take(&mut self.source, STEP as u64).read_to_end(&mut self.text);
            self.ended = read.map_err(|_| Error::new(&codes::IMPORT_READ))? == 0;
        }
        Ok(self.text.get(self.from + place).copied())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Record, Records};

    /// The records of a text, read in pieces of so many bytes.
    fn records(text: &str, piece: usize) -> Vec<Record> {
        struct Slow<'a>(&'a [u8], usize);
        impl std::io::Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                let n = self.1.min(buffer.len()).min(self.0.len());
                buffer[..n].copy_from_slice(&self.0[..n]);
                self.0 = &self.0[n..];
                Ok(n)
            }
        }
        let mut records = Records::new(Slow(text.as_bytes(), piece), 1000);
        std::iter::from_fn(|| records.next().unwrap()).collect()
    }

    fn cells(cells: &[&str]) -> Record {
        Record::Cells(cells.iter().map(|c| (*c).to_owned()).collect())
    }

    fn unclosed(cells: &[&str]) -> Record {
        Record::Unclosed(cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn a_text_without_fault_is_read_as_everybody_reads_it() {
        let cells =
            ["", "a", "甲 乙", "\"a\"", "\"x,\"\"y\"\"\r\nz\"", "\"\"", "a\"b", " \"", "\"\"\"\""];
        let ends = ["\n", "\r\n", "\r", "\n\n"];
        for n in 0..3000_usize {
            let rows = (0..4).map(|row| {
                let cell = |column: usize| cells[(n * 31 + row * 7 + column * n) % cells.len()];
                format!("{},{},{}{}", cell(1), cell(2), cell(3), ends[(n + row) % ends.len()])
            });
            let text: String = rows.collect();
            let mut reader = csv::ReaderBuilder::new();
            let mut reader = reader.has_headers(false).flexible(true).from_reader(text.as_bytes());
            let want: Vec<Record> = reader
                .records()
                .map(|r| Record::Cells(r.unwrap().iter().map(str::to_owned).collect()))
                .collect();
            let mut got = records(&text, n % 7 + 1);
            got.retain(|record| *record != Record::Blank);
            assert_eq!(got, want, "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_nothing_closes_costs_its_line_and_no_other() {
        let (ok, last) = (cells(&["b", "2"]), cells(&["c", "3"]));
        for (text, wrong) in [
            ("a,\"1\nb,2\nc,3\n", unclosed(&["a", "\"1"])),
            ("\"a,1\r\nb,2\r\nc,3", unclosed(&["\"a", "1"])),
            // The quote that seems to close it opens another cell.
            ("a,\"1\n\"b\",2\nc,\"3\"\n", unclosed(&["a", "\"1"])),
            ("\"a\"x,1\nb,2\nc,3\n", unclosed(&["\"a\"x", "1"])),
        ] {
            assert_eq!(records(text, 5), [wrong, ok.clone(), last.clone()], "{text:?}");
        }
        let lines: String = (0..300).map(|n| format!("{n},x\n")).collect();
        assert_eq!(records(&format!("a,\"1\n{lines}"), 64).len(), 301, "no cell is that long");
        assert_eq!(records("a\n\n\"b\" \n", 1), [cells(&["a"]), Record::Blank, cells(&["b"])]);
    }

    #[test]
    fn quotes_without_end_do_not_take_ages() {
        // In the second each line closes the quote of the line before and opens another.
        for line in ["\"\"\"x\n", "a\",\"\n"] {
            let found = records(&line.repeat(200_000), 1 << 16);
            assert_eq!(found.len(), 200_000, "{line}");
            assert!(found.iter().all(|r| matches!(r, Record::Unclosed(_))), "{line}");
        }
    }
}
