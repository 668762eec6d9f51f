//! Links between accounts, and vetoes.

use jiff::Timestamp;
use linkage::TraitKind;
use model::Id;
use model::kind::{Link, Subject};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all, undecodable};
use crate::ids::{Account, Veto};

/// The kinds of trait that link alone.
const LINKING_KINDS: [TraitKind; 4] =
    [TraitKind::EspIdentifier, TraitKind::Email, TraitKind::Phone, TraitKind::DeviceId];

/// A link; `account_a` sorts before `account_b`.
pub(crate) struct LinkRow {
    pub(crate) link_id: Id<Link>,
    pub(crate) account_a: Id<Account>,
    pub(crate) account_b: Id<Account>,
    /// Kind of the key that both state.
    pub(crate) kind: TraitKind,
    /// Keyed digest of that key.
    pub(crate) key_blind: String,
    /// Why, in words; names the key.
    pub(crate) grounds: Sealed<String>,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) standing: bool,
    /// By whom and when it was withdrawn; none where it stands, and where it fell because what it rested on was erased.
    pub(crate) withdrawn: Option<(String, Timestamp)>,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// A veto.
pub(crate) struct VetoRow {
    pub(crate) veto_id: Id<Veto>,
    pub(crate) account_a: Id<Account>,
    pub(crate) account_b: Id<Account>,
    pub(crate) reason: Sealed<String>,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) standing: bool,
}

/// The two accounts of a pair in their fixed order.
pub(crate) fn ordered(a: Id<Account>, b: Id<Account>) -> (Id<Account>, Id<Account>) {
    (a.min(b), a.max(b))
}

fn read_link(row: &AnyRow) -> Result<LinkRow, Error> {
    let withdrawn_by = row.maybe_text("withdrawn_by")?;
    Ok(LinkRow {
        link_id: row.id("link_id")?,
        account_a: row.id("account_a")?,
        account_b: row.id("account_b")?,
        kind: read_kind(row)?,
        key_blind: row.text("key_blind")?,
        grounds: Sealed::from_column(row.text("grounds")?),
        made_at: row.instant("made_at")?,
        made_by: row.text("made_by")?,
        standing: row.flag("standing")?,
        withdrawn: withdrawn_by.zip(row.maybe_instant("withdrawn_at")?),
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

fn read_kind(row: &AnyRow) -> Result<TraitKind, Error> {
    let name = row.text("kind")?;
    let unknown = || undecodable("kind", std::io::Error::other(format!("unknown kind of trait `{name}`")));
    LINKING_KINDS.into_iter().find(|kind| kind.as_str() == name).ok_or_else(unknown)
}

fn read_veto(row: &AnyRow) -> Result<VetoRow, Error> {
    Ok(VetoRow {
        veto_id: row.id("veto_id")?,
        account_a: row.id("account_a")?,
        account_b: row.id("account_b")?,
        reason: Sealed::from_column(row.text("reason")?),
        made_at: row.instant("made_at")?,
        made_by: row.text("made_by")?,
        standing: row.flag("standing")?,
    })
}

/// Whether the pair was linked by this key before, standing or not.
pub(crate) async fn is_known(
    tx: &mut Tx,
    account_a: Id<Account>,
    account_b: Id<Account>,
    key_blind: &str,
) -> Result<bool, DbError> {
    let row =
        sqlx::query("SELECT link_id FROM link WHERE account_a = $1 AND account_b = $2 AND key_blind = $3")
            .bind(account_a.to_string())
            .bind(account_b.to_string())
            .bind(key_blind)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.is_some())
}

pub(crate) async fn insert_link(tx: &mut Tx, row: &LinkRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO link (link_id, account_a, account_b, kind, key_blind, grounds, made_at, made_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(row.link_id.to_string())
    .bind(row.account_a.to_string())
    .bind(row.account_b.to_string())
    .bind(row.kind.as_str())
    .bind(&row.key_blind)
    .bind(row.grounds.as_column())
    .bind(row.made_at.as_microsecond())
    .bind(&row.made_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find_link(
    tx: &mut Tx,
    reader: &Reader,
    link_id: Id<Link>,
) -> Result<Option<LinkRow>, DbError> {
    let sql = format!("SELECT * FROM link WHERE link_id = $1 AND {}", may_read_both("link", 2));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(link_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_link).transpose()?)
}

/// Makes a withdrawn link stand again; says whether it was withdrawn.
pub(crate) async fn restore_link(tx: &mut Tx, link_id: Id<Link>) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE link SET standing = 1, withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_reason = NULL
         WHERE link_id = $1 AND standing = 0",
    )
    .bind(link_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Every link that touches an account, standing or not.
pub(crate) async fn list_links_of_account(
    tx: &mut Tx,
    reader: &Reader,
    account_id: Id<Account>,
) -> Result<Vec<LinkRow>, DbError> {
    let sql = format!(
        "SELECT * FROM link WHERE (account_a = $1 OR account_b = $1) AND {} ORDER BY link_id",
        may_read_both("link", 2)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(account_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_link)
}

/// Every link that touches an account of a subject, standing or not, and joins accounts that the reader may read.
pub(crate) async fn list_links_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<LinkRow>, DbError> {
    let sql =
        format!("SELECT * FROM link WHERE {OF_SUBJECT} AND {} ORDER BY link_id", may_read_both("link", 2));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_link)
}

/// The links of a subject that lead into an operation closed to the reader: their ids and nothing else.
pub(crate) async fn list_border_links(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<Id<Link>>, DbError> {
    let may_read_subject = may_read(Closed::Subject, "$1", 2);
    let sql = format!(
        "SELECT link_id FROM link WHERE {OF_SUBJECT} AND {may_read_subject} AND NOT {} ORDER BY link_id",
        may_read_both("link", 2)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("link_id"))
}

const OF_SUBJECT: &str = "(account_a IN (SELECT account_id FROM account WHERE subject_id = $1)
    OR account_b IN (SELECT account_id FROM account WHERE subject_id = $1))";

/// SQL: neither account of a row of `table` is closed to the reader.
fn may_read_both(table: &str, place: usize) -> String {
    let [a, b] = ["account_a", "account_b"]
        .map(|column| may_read(Closed::Account, &format!("{table}.{column}"), place));
    format!("({a} AND {b})")
}

pub(crate) async fn insert_veto(tx: &mut Tx, row: &VetoRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO veto (veto_id, account_a, account_b, reason, made_at, made_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(row.veto_id.to_string())
    .bind(row.account_a.to_string())
    .bind(row.account_b.to_string())
    .bind(row.reason.as_column())
    .bind(row.made_at.as_microsecond())
    .bind(&row.made_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find_veto(
    tx: &mut Tx,
    reader: &Reader,
    veto_id: Id<Veto>,
) -> Result<Option<VetoRow>, DbError> {
    let sql = format!("SELECT * FROM veto WHERE veto_id = $1 AND {}", may_read_both("veto", 2));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(veto_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_veto).transpose()?)
}

/// Every veto that touches an account, standing or not.
pub(crate) async fn list_vetoes_of_account(
    tx: &mut Tx,
    reader: &Reader,
    account_id: Id<Account>,
) -> Result<Vec<VetoRow>, DbError> {
    let sql = format!(
        "SELECT * FROM veto WHERE (account_a = $1 OR account_b = $1) AND {} ORDER BY veto_id",
        may_read_both("veto", 2)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(account_id.to_string()).bind(reader.name());
    let rows = query.fetch_all(tx.conn()).await?;
    read_all(&rows, read_veto)
}

/// Every veto that touches an account of a subject, standing or not, each once, oldest first.
pub(crate) async fn list_vetoes_of_subject(
    tx: &mut Tx,
    reader: &Reader,
    subject_id: Id<Subject>,
) -> Result<Vec<VetoRow>, DbError> {
    let of_it = "(SELECT account.account_id FROM account WHERE account.subject_id = $1)";
    let sql = format!(
        "SELECT * FROM veto WHERE (account_a IN {of_it} OR account_b IN {of_it}) AND {} ORDER BY veto_id",
        may_read_both("veto", 2)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(subject_id.to_string()).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_veto)
}
