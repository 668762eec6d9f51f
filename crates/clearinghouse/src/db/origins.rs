//! What reports were made of that did not come as CyberTipline documents.

use model::{Id, kind::Report};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::corrupt;

/// By which way a report came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// A notice under article 18 of the Digital Services Act.
    Notice,
    /// A line of a file.
    Import,
}

impl Way {
    /// As it is stored, and in the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Import => "import",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Notice, Self::Import].into_iter().find(|way| way.as_str() == text)
    }
}

/// What a report was made of.
pub(crate) struct OriginRow {
    pub(crate) way: Way,
    /// Of a notice: the item that holds its bytes.
    pub(crate) item_name: Option<String>,
    /// Of an import: the line.
    pub(crate) original: Sealed,
    pub(crate) original_sha256: String,
    pub(crate) import_id: Option<String>,
    pub(crate) line: Option<i64>,
    /// The keyed digest of the line's key.
    pub(crate) key_blind: String,
}

/// Keeps what a report was made of.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, origin: &OriginRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_origin (report_id, way, item_name, original, original_sha256, import_id, line, key_blind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(report_id.to_string())
    .bind(origin.way.as_str())
    .bind(&origin.item_name)
    .bind(origin.original.as_column())
    .bind(&origin.original_sha256)
    .bind(&origin.import_id)
    .bind(origin.line)
    .bind(&origin.key_blind)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a report was made of; none of what came as a CyberTipline document.
pub(crate) async fn find(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<OriginRow>, DbError> {
    let row = sqlx::query("SELECT * FROM report_origin WHERE report_id = $1")
        .bind(report_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<OriginRow, DbError> {
    Ok(OriginRow {
        way: Way::parse(&row.try_get::<String, _>("way")?).ok_or_else(|| corrupt("way"))?,
        item_name: row.try_get("item_name")?,
        original: Sealed::from_column(row.try_get("original")?),
        original_sha256: row.try_get("original_sha256")?,
        import_id: row.try_get("import_id")?,
        line: row.try_get("line")?,
        key_blind: row.try_get("key_blind")?,
    })
}

/// Forgets what an erased report was made of, its digest too: whoever has a guess at the line could try it. Gives how many rows.
pub(crate) async fn forget(tx: &mut Tx, report_id: &str) -> Result<u64, DbError> {
    let sql =
        "UPDATE report_origin SET original = '', original_sha256 = '', key_blind = '' WHERE report_id = $1";
    Ok(sqlx::query(sql).bind(report_id).execute(tx.conn()).await?.rows_affected())
}
