//! On what basis disclosure requests stand, who orders them, and whether they were sent.

use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use service::Sealed;

use super::{Columns, DbError, Tx, read_all};
use crate::ids::DisclosureRequest;

/// On what basis a request stands and who orders it; empty texts where nobody said.
#[derive(Clone, Default)]
pub(crate) struct Authority {
    /// Code of a legal basis.
    pub(crate) basis: String,
    /// Code of an addressee.
    pub(crate) addressee: String,
    /// Why it goes elsewhere than to the juvenile prosecutor.
    pub(crate) addressee_reason: Option<Sealed<String>>,
    /// Why a European Production Order is an emergency.
    pub(crate) emergency_reason: Option<Sealed<String>>,
    pub(crate) court: String,
    pub(crate) procedure_number: String,
    pub(crate) authorization_number: String,
}

/// Says on what basis a request stands and who orders it, as long as it is not sent; says whether it was so.
pub(crate) async fn set_authority(
    tx: &mut Tx,
    request_id: Id<DisclosureRequest>,
    authority: &Authority,
    minor_hint: bool,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE disclosure_request SET basis = $2, addressee = $3, addressee_reason = $4, court = $5,
             procedure_number = $6, authorization_number = $7, emergency_reason = $8, minor_hint = $9
         WHERE request_id = $1 AND standing = 1 AND sent_at IS NULL",
    )
    .bind(request_id.to_string())
    .bind(&authority.basis)
    .bind(&authority.addressee)
    .bind(authority.addressee_reason.as_ref().map(Sealed::as_column))
    .bind(&authority.court)
    .bind(&authority.procedure_number)
    .bind(&authority.authorization_number)
    .bind(authority.emergency_reason.as_ref().map(Sealed::as_column))
    .bind(i64::from(minor_hint))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Marks a request as sent; says whether it was not yet.
pub(crate) async fn mark_sent(
    tx: &mut Tx,
    request_id: Id<DisclosureRequest>,
    at: Timestamp,
    by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE disclosure_request SET sent_at = $2, sent_by = $3
         WHERE request_id = $1 AND standing = 1 AND sent_at IS NULL",
    )
    .bind(request_id.to_string())
    .bind(at.as_microsecond())
    .bind(by)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes the mark back; says whether there was one.
pub(crate) async fn unmark_sent(
    tx: &mut Tx,
    request_id: Id<DisclosureRequest>,
    reason: &Sealed<String>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE disclosure_request SET sent_at = NULL, sent_by = NULL, unsent_reason = $2
         WHERE request_id = $1 AND standing = 1 AND sent_at IS NOT NULL",
    )
    .bind(request_id.to_string())
    .bind(reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whose acts a request asks about, by standing decisions.
pub(crate) async fn list_authors(
    tx: &mut Tx,
    request_id: Id<DisclosureRequest>,
) -> Result<Vec<Id<Person>>, DbError> {
    let sql = "SELECT DISTINCT identification.person_id FROM disclosure_line
        JOIN identified_act ON identified_act.act_id = disclosure_line.act_id AND identified_act.standing = 1
        JOIN identification ON identification.identification_id = identified_act.identification_id
            AND identification.standing = 1
        WHERE disclosure_line.request_id = $1 ORDER BY identification.person_id";
    let rows = sqlx::query(sql).bind(request_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| row.id("person_id"))
}
