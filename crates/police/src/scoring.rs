//! How urgent a report is: scored when it comes, kept with every line, and put where it belongs in the order of work.
//!
//! The mathematics is [`model::triage`]'s, and what a document gives is read by [`service::triage`]. The numbers order work; they decide nothing.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::Id;
use model::kind::Report;
use model::triage::{Band, Stated, Trigger, Urgency, Weights, urgency};
use serde::{Deserialize, Serialize};
use service::triage::{ScoredFile, find_override, in_use, state};
use service::{Acting, ColumnKeys, Failure};
use wire::cybertipline::StatedDate;

use crate::country::grown_up_at;
use crate::db::triage::{self, ScoreRow};
use crate::intake::{IncomingAct, IncomingReport};
use crate::{alarms, recounts, seals};

/// Thirty days of waiting are worth one point.
const DAYS_A_POINT: i64 = 30;
const SECONDS_A_DAY: i64 = 86_400;

/// A score with what it was made of: it can be made again when somebody has read the report, without its documents.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Grounds {
    pub(crate) urgency: Urgency,
    /// Without the texts.
    pub(crate) stated: Stated,
}

model::unprintable!(Grounds);

impl Grounds {
    fn new(weights: &Weights, stated: Stated, now: Timestamp) -> Self {
        let stated = stated.distilled();
        Self { urgency: urgency(weights, &stated, now), stated }
    }
}

/// The row of a score.
pub(crate) fn score_row(report_id: Id<Report>, weights_version: &str) -> String {
    format!("{report_id}/{weights_version}")
}

/// Scores a report that has come to a node of this country, once its accounts, acts and links are kept.
pub(crate) async fn score_report(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    incoming: &IncomingReport,
    country: &str,
) -> Result<(), Failure> {
    let mut files = Vec::new();
    for act in &incoming.acts {
        files.extend(look_at_file(acting, report_id, incoming, act).await?);
    }
    let mut stated = state(Some(&incoming.document), &incoming.details, &files, acting.now, false);
    recounts::count(acting, report_id, &mut stated).await?;
    if may_be_of_minor(incoming, country) {
        triage::set_maybe_minor(acting.tx, report_id).await?;
    }
    let weights = in_use(acting.tx).await?;
    let grounds = Grounds::new(&weights, stated, acting.now);
    keep(acting, report_id, &grounds).await?;
    settle(acting, (report_id, incoming.report_number, incoming.finished_at), None, &grounds).await
}

/// Scores it again as one that a person has read, or that has to be read again.
pub(crate) async fn score_as_read(
    acting: &mut Acting<'_>,
    report: (Id<Report>, i64, Timestamp),
    before: Option<Band>,
    is_read: bool,
) -> Result<(), Failure> {
    let Some(mut grounds) = load(acting, report.0).await? else { return Ok(()) };
    grounds.stated.is_read = is_read;
    let weights = in_use(acting.tx).await?;
    let grounds = Grounds::new(&weights, grounds.stated, acting.now);
    keep(acting, report.0, &grounds).await?;
    settle(acting, report, before, &grounds).await
}

/// Scores it again under these weights, of what its newest score was made of. Nothing to do for one that was erased.
pub(crate) async fn score_again(
    acting: &mut Acting<'_>,
    weights: &Weights,
    report: (Id<Report>, i64, Timestamp),
    before: Option<Band>,
) -> Result<(), Failure> {
    let Some(grounds) = load(acting, report.0).await? else { return Ok(()) };
    let grounds = Grounds::new(weights, grounds.stated, acting.now);
    keep(acting, report.0, &grounds).await?;
    settle(acting, report, before, &grounds).await
}

/// The newest score of a report, opened; none where there is none, or where it was erased.
pub(crate) async fn load(acting: &mut Acting<'_>, report_id: Id<Report>) -> Result<Option<Grounds>, Failure> {
    let Some(score) = triage::find_score(acting.tx, report_id).await? else { return Ok(None) };
    open(acting.columns(), report_id, &score)
}

/// Opens a score.
pub(crate) fn open(
    keys: &ColumnKeys,
    report_id: Id<Report>,
    score: &ScoreRow,
) -> Result<Option<Grounds>, Failure> {
    if score.grounds.as_column().is_empty() {
        return Ok(None);
    }
    let row = score_row(report_id, &score.weights_version);
    Ok(Some(seals::SCORE_GROUNDS.open(keys, row, &score.grounds)?))
}

/// Puts a report (its id, its number and when its sender finished it) into the band of its score, or into the one that an officer decided. One in Band A
/// has an alarm, which another person takes.
pub(crate) async fn settle(
    acting: &mut Acting<'_>,
    (report_id, report_number, finished_at): (Id<Report>, i64, Timestamp),
    before: Option<Band>,
    grounds: &Grounds,
) -> Result<(), Failure> {
    let scored = &grounds.urgency;
    let (band, decided) = put(acting, (report_id, finished_at), scored).await?;
    if band == Band::A {
        let mut triggers = scored.triggers.clone();
        if decided == Some(Band::A) {
            triggers.push(Trigger::StaffMarkedUrgent);
        }
        alarms::raise(acting, (report_id, report_number), before == Some(Band::A), &triggers).await?;
    }
    Ok(())
}

/// Puts a report (its id and when its sender finished it) where this score places it, or a decision; gives its band, and the one decided.
async fn put(
    acting: &mut Acting<'_>,
    (report_id, finished_at): (Id<Report>, Timestamp),
    scored: &Urgency,
) -> Result<(Band, Option<Band>), Failure> {
    let decided = find_override(acting.tx, report_id).await?.map(|decided| decided.band);
    let (band, rank) = decided.map_or((scored.band, scored.rank()), |band| (band, rank_of(band)));
    let points = i64::from(scored.points_tenths);
    let work = points - waiting_tenths(finished_at);
    triage::set_standing(acting.tx, report_id, (band, rank), (points, work)).await?;
    Ok((band, decided))
}

/// Scores a report anew of what changed in its grounds beside its triggers. They alone make Band A, so that no alarm is raised.
pub(crate) async fn score_changed(
    acting: &mut Acting<'_>,
    weights: &Weights,
    report: (Id<Report>, Timestamp),
    stated: Stated,
) -> Result<(), Failure> {
    let grounds = Grounds::new(weights, stated, acting.now);
    keep(acting, report.0, &grounds).await?;
    put(acting, report, &grounds.urgency).await?;
    Ok(())
}

async fn keep(acting: &mut Acting<'_>, report_id: Id<Report>, grounds: &Grounds) -> Result<(), Failure> {
    let version = grounds.urgency.weights_version.clone();
    let row = ScoreRow {
        scored_at: acting.now,
        band: grounds.urgency.band,
        urgency_tenths: i64::from(grounds.urgency.points_tenths),
        grounds: seals::SCORE_GROUNDS.seal(acting, score_row(report_id, &version), grounds)?,
        weights_version: version,
    };
    Ok(triage::keep_score(acting.tx, report_id, &row).await?)
}

/// The file of an act, with what is known of it here.
async fn look_at_file(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    incoming: &IncomingReport,
    act: &IncomingAct,
) -> Result<Option<ScoredFile>, Failure> {
    let Some(file) = &act.file else { return Ok(None) };
    let elsewhere = triage::count_elsewhere(acting.tx, &file.sha256, report_id).await?;
    let details = incoming.details.iter().find(|(file_id, _)| *file_id == file.file_id);
    Ok(Some(ScoredFile {
        file_id: file.file_id.clone(),
        sha256: file.sha256.clone(),
        viewing: act.viewing,
        elsewhere: usize::try_from(elsewhere).unwrap_or(usize::MAX),
        lists: Vec::new(),
        is_compared: file.pdq.is_some(),
        details: details.map(|(_, details)| details.clone()),
    }))
}

/// Whether the birth date or the age that is stated of a reported account says that its holder was under age at the incident. It proves nothing,
/// and the report gets a queue of its own: it gives no points and takes none.
fn may_be_of_minor(incoming: &IncomingReport, country: &str) -> bool {
    let day = incoming.incident_at.to_zoned_datetime(TimeZone::UTC).date();
    // the law of the place is not known yet; a queue may begin with ours
    let adult_at = grown_up_at(country, day);
    let accounts = &incoming.document.person_or_user_reported;
    accounts.iter().filter_map(|account| account.person.as_ref()).any(|person| {
        let born = person.date_of_birth.as_ref().map(StatedDate::date);
        born.is_some_and(|born| day < of_age_on(born, adult_at))
            || person.age.is_some_and(|age| age < i32::from(adult_at))
    })
}

fn of_age_on(born: Date, years: u8) -> Date {
    born.checked_add(Span::new().years(i64::from(years))).unwrap_or(Date::MAX)
}

/// What the day takes away on which the sender finished a report: all that wait gain alike, so that the older one is ahead by its age.
fn waiting_tenths(finished_at: Timestamp) -> i64 {
    finished_at.as_second().div_euclid(SECONDS_A_DAY) * 10 / DAYS_A_POINT
}

/// The place of a band that an officer decided.
fn rank_of(band: Band) -> u8 {
    match band {
        Band::A => 0,
        Band::B => 2,
        Band::C => 3,
        Band::D => 4,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn thirty_days_of_waiting_are_one_point() {
        let at = |text: &str| waiting_tenths(text.parse().unwrap());
        assert_eq!(at("2020-12-31T00:00:00Z") - at("2020-12-01T00:00:00Z"), 10);
        assert_eq!(at("2020-12-01T00:00:00Z"), at("2020-12-01T23:59:59Z"));
    }

    #[test]
    fn nobody_is_a_minor_from_the_eighteenth_birthday_on() {
        assert_eq!(of_age_on(date(2002, 12, 1), 18), date(2020, 12, 1));
        assert_eq!(of_age_on(date(2004, 2, 29), 18), date(2022, 2, 28));
    }
}
