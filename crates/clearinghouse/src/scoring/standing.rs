//! Scores on their way into the database and out of it, and what band a report stands in.

use model::triage::{Band, Trigger};
use model::{Id, kind::Report};
use service::{Acting, ColumnKeys, Failure, Sealed, triage};

use super::{Grounds, grounds_column, in_use, score_row};
use crate::alarms;
use crate::beside::Beside;
use crate::db;
use crate::db::scores::StoredScore;

/// Keeps a score of a report, and puts the report where it belongs. Band A calls somebody.
pub(crate) async fn keep(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    grounds: &Grounds,
) -> Result<(), Failure> {
    store(acting, report_id, grounds).await?;
    settle_band(acting, report_id, grounds).await
}

/// The same for a report that an agency has already, when all are scored again: nobody is called at night for what is in other hands.
pub(crate) async fn keep_quietly(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    grounds: &Grounds,
) -> Result<(), Failure> {
    store(acting, report_id, grounds).await?;
    place(acting, report_id, grounds).await.map(drop)
}

async fn store(acting: &mut Acting<'_>, report_id: Id<Report>, grounds: &Grounds) -> Result<(), Failure> {
    let row = score_row(report_id, &grounds.urgency.weights_version);
    let score = StoredScore {
        weights_version: grounds.urgency.weights_version.clone(),
        scored_at: acting.now,
        band: grounds.urgency.band,
        urgency_tenths: grounds.urgency.points_tenths,
        completeness_tenths: grounds.completeness.points_tenths,
        grounds: Sealed::seal(acting.columns(), grounds_column(&row), grounds, acting.rng())?,
    };
    Ok(db::scores::keep(acting.tx, report_id, &score).await?)
}

/// Scores a report again by what its newest score was made of, whether or not a person has read it meanwhile. Nothing to do for one that has none.
pub(crate) async fn keep_again(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    is_read: bool,
) -> Result<(), Failure> {
    match score_again(acting, report_id, is_read).await? {
        Some(grounds) => keep(acting, report_id, &grounds).await,
        None => Ok(()),
    }
}

/// What [`keep_again`] keeps.
pub(crate) async fn score_again(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    is_read: bool,
) -> Result<Option<Grounds>, Failure> {
    let Some(mut grounds) = load_grounds(acting, report_id).await? else { return Ok(None) };
    grounds.stated.is_read = is_read;
    let weights = in_use(acting.tx).await?;
    Ok(Some(grounds.again(&weights, acting.now)))
}

/// The newest score of a report, opened.
pub(crate) async fn load_grounds(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
) -> Result<Option<Grounds>, Failure> {
    let keys = acting.columns();
    match db::scores::latest(acting.tx, report_id).await? {
        Some(score) => open(keys, report_id, &score),
        None => Ok(None),
    }
}

/// The grounds of a score; none once its report is erased.
pub(crate) fn open(
    keys: &ColumnKeys,
    report_id: Id<Report>,
    score: &StoredScore,
) -> Result<Option<Grounds>, Failure> {
    if score.grounds.as_column().is_empty() {
        return Ok(None);
    }
    let row = score_row(report_id, &score.weights_version);
    Ok(Some(score.grounds.open(keys, grounds_column(&row))?))
}

/// Puts a report into the band of its score, or into the one that a person decided. Band A calls somebody.
pub(crate) async fn settle_band(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    grounds: &Grounds,
) -> Result<(), Failure> {
    let triggers = place(acting, report_id, grounds).await?;
    alarms::raise(acting, report_id, &triggers).await
}

/// Puts a report into its band; gives what calls somebody, which is nothing outside Band A.
async fn place(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    grounds: &Grounds,
) -> Result<Vec<Trigger>, Failure> {
    let urgency = &grounds.urgency;
    let decided = triage::find_override(acting.tx, report_id).await?.map(|decided| decided.band);
    let (band, rank) = match decided {
        Some(band) => (band, rank_of(band)),
        None => (urgency.band, urgency.rank()),
    };
    let points = (urgency.points_tenths, grounds.completeness.points_tenths);
    db::scores::set_standing(acting.tx, report_id, (band, rank), points, acting.now).await?;
    if band != Band::A {
        return Ok(Vec::new());
    }
    // whatever calls somebody is left out of what is done to a whole cluster; what is in none yet says so when it comes into one
    db::clusters::mark(acting.tx, &report_id.to_string(), Beside::Trigger).await?;
    let mut triggers = urgency.triggers.clone();
    if decided == Some(Band::A) {
        triggers.push(Trigger::StaffMarkedUrgent);
    }
    Ok(triggers)
}

/// The place of a band that a person decided.
fn rank_of(band: Band) -> u8 {
    match band {
        Band::A => 0,
        Band::B => 2,
        Band::C => 3,
        Band::D => 4,
    }
}
