//! Whether everything opens: what an operator asks after a rotation, a restore, or once a week.

use super::CaseKey;
use crate::db::sealed::list_text_columns;
use crate::db::{Tx, items};
use crate::{Failure, Node};

pub use crate::db::items::ItemRecord;

/// Values of one column that one reading takes.
const BATCH: i64 = 500;

/// What a look at all sealed columns found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ColumnSurvey {
    /// Values that open under the newest key.
    pub current: u64,
    /// Values that open under an earlier one.
    pub earlier: u64,
    /// Values that do not open, by table, column and row.
    pub closed: Vec<String>,
}

/// The next items of this node's vault after the item named `after`, in the order of their names; erased ones are left out.
///
/// # Errors
/// Of the database.
pub async fn list_items(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<ItemRecord>, Failure> {
    Ok(items::list(tx, after, limit).await?)
}

/// The key of an item's case.
///
/// # Errors
/// As [`super::CaseKeys::open`].
pub async fn key_of(node: &Node, tx: &mut Tx, item: &ItemRecord) -> Result<CaseKey, Failure> {
    node.cases().open(tx, &item.case_id).await
}

/// Opens every sealed value of every column, and keeps none.
///
/// # Errors
/// Of the database.
pub async fn survey_columns(node: &Node) -> Result<ColumnSurvey, Failure> {
    let (keys, mut found) = (node.columns(), ColumnSurvey::default());
    let mut tx = node.db().begin_read("survey-columns").await?;
    for column in list_text_columns(&mut tx).await? {
        for (prefix, is_current) in keys.prefixes() {
            let mut after = String::new();
            loop {
                let values = column.list(&mut tx, &prefix, &after, BATCH).await?;
                for value in &values {
                    match keys.open(&column.table, &value.row, &column.column, &value.sealed) {
                        Ok(_) if is_current => found.current += 1,
                        Ok(_) => found.earlier += 1,
                        Err(_) => {
                            found.closed.push(format!("{}.{} {}", column.table, column.column, value.row));
                        }
                    }
                }
                let Some(last) = values.last() else { break };
                after.clone_from(&last.row);
            }
        }
    }
    Ok(found)
}
