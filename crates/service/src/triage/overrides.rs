//! A person puts a report into another band than its score, or takes that back: what both roles that rank reports keep of it.

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use model::triage::Band;

use crate::db::band_overrides::{self as table, OverrideRow};
use crate::{Acting, ColumnKeys, ColumnRef, Failure, SealError, Sealed, Tx};

model::kinds! {
    /// A band that a person decided.
    BandOverride = "bov";
}

/// A band that a person decided, opened.
pub struct DecidedBand {
    /// Where the report stands by it.
    pub band: Band,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// By whom and when it was undone, and why.
    pub undone: Option<(String, Timestamp, String)>,
}

model::unprintable!(DecidedBand);

fn reason_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "band_override", row, column: "reason" }
}

fn undo_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "band_override", row, column: "undo_reason" }
}

impl OverrideRow {
    /// The decision of who acts that a report stands in this band, to be kept.
    ///
    /// # Errors
    /// Of sealing.
    pub fn decide(acting: &Acting<'_>, band: Band, reason: &str) -> Result<Self, SealError> {
        let override_id: Id<BandOverride> = acting.new_id();
        let row = override_id.to_string();
        let reason = Sealed::seal(acting.columns(), reason_column(&row), &reason.to_owned(), acting.rng())?;
        Ok(Self {
            override_id,
            band,
            reason,
            made_by: acting.actor.name().to_owned(),
            made_at: acting.now,
            undo_reason: Sealed::from_column(String::new()),
            undone: None,
        })
    }
}

/// Takes back the decision that stands, and says which it was: the one before it, or the score, counts again.
///
/// # Errors
/// A conflict where nobody decided; else of the database.
pub async fn take_back(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    reason: &str,
) -> Result<OverrideRow, Failure> {
    let Some(standing) = table::find_override(acting.tx, report_id).await? else {
        return Err(Failure::conflict("nobody put this report into another band"));
    };
    let row = standing.override_id.to_string();
    let reason = Sealed::seal(acting.columns(), undo_column(&row), &reason.to_owned(), acting.rng())?;
    let (by, now) = (acting.actor.name(), acting.now);
    table::undo_override(acting.tx, standing.override_id, (by, now), &reason).await?;
    Ok(standing)
}

/// What persons decided on the band of a report, opened, in order.
///
/// # Errors
/// Of the database, or of opening.
pub async fn list_decided(
    tx: &mut Tx,
    keys: &ColumnKeys,
    report_id: Id<Report>,
) -> Result<Vec<DecidedBand>, Failure> {
    let rows = table::list(tx, report_id).await?;
    Ok(rows.into_iter().map(|row| open(keys, row)).collect::<Result<_, _>>()?)
}

fn open(keys: &ColumnKeys, row: OverrideRow) -> Result<DecidedBand, SealError> {
    let sealed_row = row.override_id.to_string();
    let undo_reason = row.undo_reason.open_kept(keys, undo_column(&sealed_row))?;
    Ok(DecidedBand {
        band: row.band,
        reason: row.reason.open_kept(keys, reason_column(&sealed_row))?,
        made_by: row.made_by,
        made_at: row.made_at,
        undone: row.undone.map(|(by, at)| (by, at, undo_reason)),
    })
}
