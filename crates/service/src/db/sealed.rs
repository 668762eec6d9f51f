//! Sealed values wherever they stand: a rotation finds them by how they begin, in every text column of every table.

use sqlx::{AssertSqlSafe, Row};

use super::{DbError, Engine, Tx};

const SQLITE_COLUMNS: &str = "SELECT m.name AS table_name, p.name AS column_name, p.pk AS key_position,
        CASE WHEN UPPER(p.type) = 'TEXT' THEN 1 ELSE 0 END AS is_text
    FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
    ORDER BY m.name, p.cid";
const POSTGRES_COLUMNS: &str = "SELECT CAST(c.table_name AS TEXT) AS table_name, CAST(c.column_name AS TEXT) AS column_name,
        CAST(COALESCE(k.ordinal_position, 0) AS BIGINT) AS key_position,
        CAST(CASE WHEN c.data_type = 'text' THEN 1 ELSE 0 END AS BIGINT) AS is_text
    FROM information_schema.columns c
    LEFT JOIN information_schema.table_constraints t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
        AND t.constraint_type = 'PRIMARY KEY'
    LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = t.constraint_schema
        AND k.constraint_name = t.constraint_name AND k.table_name = c.table_name AND k.column_name = c.column_name
    WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position";

/// Every column of every table: table and column.
///
/// # Errors
/// Of the database.
pub async fn list_columns(tx: &mut Tx) -> Result<Vec<(String, String)>, DbError> {
    let sql = match tx.engine() {
        Engine::Sqlite => SQLITE_COLUMNS,
        Engine::Postgres => POSTGRES_COLUMNS,
    };
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((row.try_get("table_name")?, row.try_get("column_name")?))).collect()
}

/// A text column, and how its rows are named: the parts of the primary key with `/` between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextColumn {
    pub(crate) table: String,
    pub(crate) column: String,
    key: Vec<String>,
    /// Whether the first part of the key is text; else it is a number, and PostgreSQL compares no number with a text.
    is_first_text: bool,
}

/// A sealed value and the row it stands in.
pub(crate) struct SealedValue {
    pub(crate) row: String,
    pub(crate) sealed: String,
}

/// A table's name, its key columns with their places and whether they are text, and its text columns.
type TableColumns = (String, Vec<(i64, String, bool)>, Vec<String>);

/// Every text column of every table that has a primary key.
pub(crate) async fn list_text_columns(tx: &mut Tx) -> Result<Vec<TextColumn>, DbError> {
    let sql = match tx.engine() {
        Engine::Sqlite => SQLITE_COLUMNS,
        Engine::Postgres => POSTGRES_COLUMNS,
    };
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    let mut tables: Vec<TableColumns> = Vec::new();
    for row in &rows {
        let table: String = row.try_get("table_name")?;
        if tables.last().is_none_or(|(name, ..)| *name != table) {
            tables.push((table, Vec::new(), Vec::new()));
        }
        let Some((_, key, texts)) = tables.last_mut() else { continue };
        let (column, position): (String, i64) = (row.try_get("column_name")?, row.try_get("key_position")?);
        let is_text = row.try_get::<i64, _>("is_text")? == 1;
        if position > 0 {
            key.push((position, column, is_text));
        } else if is_text {
            texts.push(column);
        }
    }
    let mut columns = Vec::new();
    for (table, mut key, texts) in tables {
        key.sort();
        let is_first_text = key.first().is_none_or(|(.., is_text)| *is_text);
        let key: Vec<String> = key.into_iter().map(|(_, column, _)| column).collect();
        let of_table = |column| TextColumn { table: table.clone(), column, key: key.clone(), is_first_text };
        columns.extend(texts.into_iter().map(of_table).filter(|column| !column.key.is_empty()));
    }
    Ok(columns)
}

impl TextColumn {
    fn row_sql(&self) -> String {
        let parts: Vec<String> = self.key.iter().map(|part| format!("CAST({part} AS TEXT)")).collect();
        parts.join(" || '/' || ")
    }

    /// Values that begin with `prefix`, in the order of their rows, after the row named `after`.
    pub(crate) async fn list(
        &self,
        tx: &mut Tx,
        prefix: &str,
        after: &str,
        limit: i64,
    ) -> Result<Vec<SealedValue>, DbError> {
        let Self { table, column, .. } = self;
        let row_sql = self.row_sql();
        // the names come from the schema, not from outside
        let sql = format!(
            "SELECT {row_sql} AS row_name, {column} AS sealed FROM {table}
             WHERE SUBSTR({column}, 1, {}) = $1 AND {row_sql} > $2 ORDER BY 1 LIMIT $3",
            prefix.len()
        );
        let rows =
            sqlx::query(AssertSqlSafe(sql)).bind(prefix).bind(after).bind(limit).fetch_all(tx.conn()).await?;
        rows.iter()
            .map(|row| Ok(SealedValue { row: row.try_get("row_name")?, sealed: row.try_get("sealed")? }))
            .collect()
    }

    /// How many values begin with `prefix`.
    pub(crate) async fn count(&self, tx: &mut Tx, prefix: &str) -> Result<i64, DbError> {
        let Self { table, column, .. } = self;
        let sql = format!(
            "SELECT COUNT(*) AS sealed FROM {table} WHERE SUBSTR({column}, 1, {}) = $1",
            prefix.len()
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(prefix).fetch_one(tx.conn()).await?;
        Ok(row.try_get("sealed")?)
    }

    /// Puts `sealed` in the place of `before`, if it still stands there.
    pub(crate) async fn replace(
        &self,
        tx: &mut Tx,
        before: &SealedValue,
        sealed: &str,
    ) -> Result<(), DbError> {
        let Self { table, column, .. } = self;
        // the first part of a key is indexed, the whole name is not
        let first = self.key.first().map(String::as_str).unwrap_or_default();
        let row_sql = self.row_sql();
        let sql = format!(
            "UPDATE {table} SET {column} = $1 WHERE {first} = $2 AND {row_sql} = $3 AND {column} = $4"
        );
        let first_value = match self.key.len() {
            1 => before.row.as_str(),
            _ => before.row.split('/').next().unwrap_or_default(),
        };
        let query = sqlx::query(AssertSqlSafe(sql)).bind(sealed);
        let query = if self.is_first_text {
            query.bind(first_value)
        } else {
            let number: i64 = first_value.parse().map_err(|_| DbError::Value { column: "key" })?;
            query.bind(number)
        };
        query.bind(&before.row).bind(&before.sealed).execute(tx.conn()).await?;
        Ok(())
    }
}
