//! The register of access entries, and who is behind a keyed digest.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, to_micros};

/// Keeps who is behind a digest; one kept before stays.
pub(crate) async fn know_actor(
    tx: &mut Tx,
    actor_blind: &str,
    sealed_name: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO known_actor (actor_blind, name, first_seen_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(actor_blind)
    .bind(sealed_name)
    .bind(to_micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which entries to show. Empty lists and `None` narrow nothing.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) from: Option<Timestamp>,
    /// The first instant that is too late.
    pub(crate) until: Option<Timestamp>,
    /// One of these digests of actors.
    pub(crate) actor_blinds: Vec<String>,
    pub(crate) object_id: Option<String>,
    pub(crate) operation: Option<&'static str>,
    pub(crate) action: Option<&'static str>,
}

/// An entry as the register shows it.
pub(crate) struct AccessRow {
    pub(crate) entry_id: String,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) operation: String,
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    pub(crate) grounds: String,
    /// The committed JSON.
    pub(crate) body: String,
}

/// Newest first.
pub(crate) async fn list(
    tx: &mut Tx,
    wanted: &Wanted,
    offset: i64,
    limit: i64,
) -> Result<Vec<AccessRow>, DbError> {
    let mut condition = Condition::of(wanted);
    let page = format!(
        "ORDER BY recorded_at DESC, entry_id DESC LIMIT {} OFFSET {}",
        condition.bind(Value::Number(limit)),
        condition.bind(Value::Number(offset))
    );
    let sql = format!(
        "SELECT entry_id, recorded_at, actor, action, operation, object_kind, object_id, grounds, body
         FROM custody_entry WHERE {} {page}",
        condition.sql
    );
    let rows = condition.query(&sql).fetch_all(tx.conn()).await?;
    rows.iter().map(read_row).collect()
}

pub(crate) async fn count(tx: &mut Tx, wanted: &Wanted) -> Result<i64, DbError> {
    let condition = Condition::of(wanted);
    let sql = format!("SELECT COUNT(*) AS entries FROM custody_entry WHERE {}", condition.sql);
    Ok(condition.query(&sql).fetch_one(tx.conn()).await?.try_get("entries")?)
}

/// Of each operation how many entries there are, and by how many actors.
pub(crate) async fn count_by_operation(
    tx: &mut Tx,
    wanted: &Wanted,
) -> Result<Vec<(String, i64, i64)>, DbError> {
    let condition = Condition::of(wanted);
    let sql = format!(
        "SELECT operation, COUNT(*) AS entries, COUNT(DISTINCT actor_blind) AS actors
         FROM custody_entry WHERE {} GROUP BY operation ORDER BY operation",
        condition.sql
    );
    let rows = condition.query(&sql).fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("operation")?, row.try_get("entries")?, row.try_get("actors")?)))
        .collect()
}

/// A condition and the values that it binds, in order.
struct Condition {
    sql: String,
    values: Vec<Value>,
}

enum Value {
    Number(i64),
    Text(String),
}

impl Condition {
    fn of(wanted: &Wanted) -> Self {
        let mut condition = Self { sql: "1 = 1".to_owned(), values: Vec::new() };
        let instant = |at: Timestamp| Value::Number(to_micros(at));
        condition.and("recorded_at >=", wanted.from.map(instant));
        condition.and("recorded_at <", wanted.until.map(instant));
        condition.and("object_id =", wanted.object_id.clone().map(Value::Text));
        condition.and("operation =", wanted.operation.map(|operation| Value::Text(operation.to_owned())));
        condition.and("action =", wanted.action.map(|action| Value::Text(action.to_owned())));
        condition.and_actor(&wanted.actor_blinds);
        condition
    }

    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn and(&mut self, comparison: &str, value: Option<Value>) {
        if let Some(value) = value {
            let place = self.bind(value);
            self.sql.push_str(&format!(" AND {comparison} {place}"));
        }
    }

    fn and_actor(&mut self, blinds: &[String]) {
        let alternatives: Vec<_> = blinds
            .iter()
            .map(|blind| {
                let column = self.bind(Value::Text(blind.clone()));
                // entries of before the column have the digest in their body alone
                let body = self.bind(Value::Text(format!("%{blind}%")));
                format!("actor_blind = {column} OR (actor_blind = '' AND body LIKE {body})")
            })
            .collect();
        if !alternatives.is_empty() {
            self.sql.push_str(&format!(" AND ({})", alternatives.join(" OR ")));
        }
    }

    fn query(&self, sql: &str) -> sqlx::query::Query<'_, sqlx::Any, sqlx::any::AnyArguments> {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
        for value in &self.values {
            query = match value {
                Value::Number(number) => query.bind(*number),
                Value::Text(text) => query.bind(text.clone()),
            };
        }
        query
    }
}

/// The sealed name behind a digest.
pub(crate) async fn find_name(tx: &mut Tx, actor_blind: &str) -> Result<Option<String>, DbError> {
    let row = sqlx::query("SELECT name FROM known_actor WHERE actor_blind = $1")
        .bind(actor_blind)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.try_get("name")).transpose()?)
}

fn read_row(row: &AnyRow) -> Result<AccessRow, DbError> {
    Ok(AccessRow {
        entry_id: row.try_get("entry_id")?,
        recorded_at: row.try_get("recorded_at")?,
        actor: row.try_get("actor")?,
        action: row.try_get("action")?,
        operation: row.try_get("operation")?,
        object_kind: row.try_get("object_kind")?,
        object_id: row.try_get("object_id")?,
        grounds: row.try_get("grounds")?,
        body: row.try_get("body")?,
    })
}
