//! Tables of persons that others wrote, a record a line, read by a map that says which columns state what.
//!
//! A map states of which columns a [`Statement`](crate::resolve::Statement) is made, or which columns are compared one by one
//! ([`Records`](crate::records::Records)).

mod columns;
mod lines;
mod map;
mod statements;
mod table;

use std::fmt;

pub use columns::Columns;
pub use lines::{Lines, MAX_LINE_BYTES, each_cell};
pub use map::Map;
pub use statements::Statements;
pub use table::MOST_RECORDS;

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Line, from 1.
    pub line: u64,
    /// Name of the column; nothing where it is the line as a whole.
    pub column: Option<String>,
    /// What is wrong. It may quote the cell.
    pub problem: String,
}

impl fmt::Display for Wrong {
    /// Briefly, however long the cells are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:.200}")?;
        }
        write!(f, ": {:.1000}", self.problem)
    }
}

impl std::error::Error for Wrong {}
