//! Which rows of a list: page, order, and what they must contain.

use service::List;

/// What a list asks of SQL. The order is one of those that the list knows, never the request's own text.
pub(crate) struct Rows {
    column: &'static str,
    descending: bool,
    /// For `LIKE … ESCAPE '!'` on lower-case text; empty without a filter.
    pub(crate) pattern: String,
    /// What was typed; empty without a filter.
    pub(crate) exact: String,
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

impl Rows {
    /// What the address asks for, among these columns; the first with its sign is the default.
    pub(crate) fn of(list: &List, known: &[&'static str]) -> Self {
        let (column, descending) = list.order(known);
        let exact = list.filter().unwrap_or_default().to_owned();
        Self {
            column,
            descending,
            pattern: if exact.is_empty() { String::new() } else { containing(&exact) },
            exact,
            limit: list.limit(),
            offset: list.offset(),
        }
    }

    /// So many rows after so many others, by a column, as programs ask for them.
    pub(crate) fn part(column: &'static str, (limit, offset): (i64, i64)) -> Self {
        let (pattern, exact) = (String::new(), String::new());
        Self { column, descending: false, pattern, exact, limit, offset }
    }

    /// SQL: by the chosen column of `table`, and by its key where that is equal, so that no row stands on two pages.
    pub(crate) fn order_by(&self, table: &str, key: &str) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        format!("ORDER BY {table}.{} {direction}, {table}.{key} {direction}", self.column)
    }

    /// Whether the list is in the order of this column, and then whether it goes down.
    pub(crate) fn direction_of(&self, column: &str) -> Option<bool> {
        (self.column == column).then_some(self.descending)
    }

    /// SQL: as [`Self::order_by`], where the list's columns are called otherwise, or come from several tables.
    pub(crate) fn order_among(&self, columns: &[(&str, &str)], key: &str) -> String {
        let found = columns.iter().find(|(name, _)| *name == self.column);
        let column = found.map_or(key, |(_, column)| *column);
        let direction = if self.descending { "DESC" } else { "ASC" };
        format!("ORDER BY {column} {direction}, {key} {direction}")
    }
}

/// SQL: the places of so many values, from one on.
pub(super) fn places(first: usize, count: usize) -> String {
    let places: Vec<_> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}

/// A pattern for a text that contains this one.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_place() {
        assert_eq!(places(2, 3), "$2, $3, $4");
        assert_eq!(places(2, 0), "");
    }

    #[test]
    fn what_is_typed_is_no_pattern() {
        assert_eq!(containing("Pro_5!0%"), "%pro!_5!!0!%%");
        assert_eq!(containing("Ágora"), "%ágora%");
    }
}
