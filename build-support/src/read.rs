//! From text to a checked table: read, put on top of another one, check.

use crate::diagnostic::{Diagnostics, Problems};
use crate::table::Table;
use crate::{extend, parse, validate};

impl Table {
    /// Reads and checks a table.
    ///
    /// # Errors
    /// Every problem of the text, each with its place, in the order of their places.
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        Self::read(text, None)
    }

    /// Reads and checks a table on top of `base`: its rows are added, its policies replace those of the same name,
    /// its page, messages and unlisted answers come first. It may have as little as one row.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), of the two together.
    pub fn parse_over(text: &str, base: Self) -> Result<Self, Diagnostics> {
        Self::read(text, Some(base))
    }

    fn read(text: &str, base: Option<Self>) -> Result<Self, Diagnostics> {
        let mut problems = Problems::default();
        let mut table = parse::table(text, base.is_none(), &mut problems);
        if let Some(base) = base {
            table = table.map(|own| extend::over(base, own));
        }
        if let Some(table) = &table {
            validate::table(table, &mut problems);
        }
        match table {
            Some(table) if problems.is_empty() => Ok(table),
            _ => Err(problems.into_diagnostics(text)),
        }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// When the bytes are not UTF-8, with the place of the first that is not.
    pub(crate) fn text(bytes: &[u8]) -> Result<&str, Diagnostics> {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            Err(error) => error,
        };
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        let at = good.len();
        let mut problems = Problems::default();
        problems.push(at..at + 1, "not UTF-8; save the table as UTF-8 text");
        Err(problems.into_diagnostics(&good))
    }

    /// Reads and checks a table from a file's bytes.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); also when the bytes are not UTF-8, with the place of the first that is not.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, Diagnostics> {
        Self::parse(Self::text(bytes)?)
    }
}
