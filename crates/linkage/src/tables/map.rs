//! A map (TOML): which columns of a table state what.

use super::columns::Columns;
use super::statements::Statements;

/// What a map asks for.
pub enum Map {
    /// Identifiers, names and dates, as reports state them.
    Statements(Box<Statements>),
    /// Columns that are compared one by one.
    Columns(Columns),
}

impl Map {
    /// Reads a map; one with `[compare]` says nothing beside it but `report_id`.
    ///
    /// # Errors
    /// It is no TOML, names what there is not, or compares fewer than two columns.
    pub fn read(text: &str) -> Result<Self, String> {
        let stated: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
        if !stated.contains_key("compare") {
            let statements = toml::from_str(text).map_err(|error| error.to_string())?;
            return Ok(Self::Statements(Box::new(statements)));
        }
        let columns: Columns = toml::from_str(text).map_err(|error| error.to_string())?;
        if columns.names().count() < 2 {
            return Err("`[compare]` needs two columns at least".to_owned());
        }
        Ok(Self::Columns(columns))
    }
}
