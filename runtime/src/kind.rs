//! The kinds of any table.

use core::fmt;

use crate::row::Row;
use crate::table::Table;

/// A documented error of some table: the `ErrorKind` of its module.
pub trait Kind: Copy + fmt::Debug + 'static {
    /// Its row.
    fn row(self) -> &'static Row;

    /// The kind of a row; none when the row is of another table.
    fn from_row(row: &'static Row) -> Option<Self>;
}

/// Where the table is not known, the row is the kind.
impl Kind for &'static Row {
    fn row(self) -> &'static Row {
        self
    }

    fn from_row(row: &'static Row) -> Option<Self> {
        Some(row)
    }
}

/// The text is not the id of any row: the error of `ErrorKind::from_str`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownId;

impl fmt::Display for UnknownId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no row of the table has this id")
    }
}

impl core::error::Error for UnknownId {}

/// The kind with this id in its own table.
pub fn parse_id<K: Kind>(table: &'static Table, id: &str) -> Result<K, UnknownId> {
    table.row_by_id(id).and_then(K::from_row).ok_or(UnknownId)
}
