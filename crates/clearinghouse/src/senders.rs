//! How good the reports of a sender are: what it hears of itself, and what analysts see of it. Counts only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use service::{Failure, Tx};
use utoipa::ToSchema;
use wire::cybertipline::advice::Missing;
use wire::feedback::OutcomeCode;

use crate::State;
use crate::db;
use crate::db::senders::{Grouping, PARTS};
use crate::scoring::{grounds_column, score_row};

/// Of how many of the newest reports it is told what they lack, and what is unusual in them.
const NEWEST: i64 = 200;
/// Most places of remarks that are named.
const MOST_WARNINGS: i64 = 50;
/// Most informational reports that are named.
const MOST_INFORMATIONAL: i64 = 500;

/// How good the reports of a sender are.
#[derive(Serialize, ToSchema)]
pub(crate) struct SenderQuality {
    /// The sender's name here.
    pub(crate) sender: String,
    /// How many reports it has filed.
    pub(crate) reports: i64,
    /// How many of them agencies have.
    pub(crate) referred: i64,
    /// How many of them said too little to act on.
    pub(crate) informational: i64,
    /// How complete they are: the count of each quarter of the scale, from the lowest.
    pub(crate) completeness: Vec<SenderCompleteness>,
    /// What the newest of them lack most often.
    pub(crate) missing: Vec<SenderLacks>,
    /// Of how many of the newest reports `missing` tells.
    pub(crate) missing_of: i64,
    /// Where the documents of the newest hold what is unusual or unknown to the schema, most often first.
    pub(crate) warnings: Vec<SenderWarning>,
    /// Its urgent marks.
    pub(crate) urgent_marks: UrgentMarksOfSender,
    /// How many of its reports have each outcome; one may have several.
    pub(crate) outcomes: Vec<SenderOutcome>,
    /// Its reports that are informational now, the newest on top.
    pub(crate) informational_reports: Vec<InformationalReport>,
}

/// One part of the scale of completeness.
#[derive(Serialize, ToSchema)]
pub(crate) struct SenderCompleteness {
    /// From so many points of 100.
    pub(crate) from: i64,
    /// To so many points, exclusive but for the last.
    pub(crate) to: i64,
    pub(crate) reports: i64,
}

/// Something that reports lack.
#[derive(Serialize, ToSchema)]
pub(crate) struct SenderLacks {
    /// Its code.
    pub(crate) element: String,
    /// What it is, in English.
    pub(crate) says: &'static str,
    /// Why a police unit needs it, in English.
    pub(crate) why: &'static str,
    /// How many reports lack it.
    pub(crate) reports: i64,
}

/// A place in documents that remarks were made on; what stands there is not told.
#[derive(Serialize, ToSchema)]
pub(crate) struct SenderWarning {
    /// Path of the element or attribute.
    pub(crate) element: String,
    /// In how many reports.
    pub(crate) reports: i64,
}

/// How often a sender marks reports as urgent, and how often it was right.
#[derive(Serialize, ToSchema)]
pub(crate) struct UrgentMarksOfSender {
    pub(crate) marked: i64,
    /// By a person, or by an outcome.
    pub(crate) judged: i64,
    pub(crate) confirmed: i64,
}

/// How many reports have an outcome.
#[derive(Serialize, ToSchema)]
pub(crate) struct SenderOutcome {
    #[schema(value_type = String)]
    pub(crate) code: OutcomeCode,
    pub(crate) reports: i64,
}

/// A report that said too little to act on.
#[derive(Serialize, ToSchema)]
pub(crate) struct InformationalReport {
    pub(crate) report_number: i64,
    /// Since when.
    #[schema(value_type = String)]
    pub(crate) since: Timestamp,
}

/// How good a sender's reports are; none for who has filed nothing.
pub(crate) async fn find(state: &State, tx: &mut Tx, party: &str) -> Result<Option<SenderQuality>, Failure> {
    let rows = db::senders::list(tx, Grouping::Sender).await?;
    let Some(row) = rows.into_iter().find(|row| row.name == party) else { return Ok(None) };
    let marks = db::urgent_marks::count(tx, party).await?;
    let outcomes = db::senders::count_outcomes(tx, Grouping::Sender).await?.remove(party).unwrap_or_default();
    let informational = db::informational::list_of_party(tx, party, MOST_INFORMATIONAL).await?;
    let (missing, missing_of) = count_missing(state, tx, party).await?;
    let warnings = db::warnings::count_by_path(tx, party, NEWEST, MOST_WARNINGS).await?;
    Ok(Some(SenderQuality {
        completeness: parts(db::senders::count_completeness(tx, party).await?),
        sender: row.name,
        reports: row.reports,
        referred: row.referred,
        informational: row.informational,
        missing,
        missing_of,
        warnings: warnings.into_iter().map(|(element, reports)| SenderWarning { element, reports }).collect(),
        urgent_marks: UrgentMarksOfSender {
            marked: marks.marked,
            judged: marks.judged,
            confirmed: marks.confirmed,
        },
        outcomes: outcomes.into_iter().map(|(code, reports)| SenderOutcome { code, reports }).collect(),
        informational_reports: informational
            .into_iter()
            .map(|(report_number, since)| InformationalReport { report_number, since })
            .collect(),
    }))
}

/// What a sender hears of itself: nothing but zeros before it has filed anything.
pub(crate) async fn own(state: &State, tx: &mut Tx, party: &str) -> Result<SenderQuality, Failure> {
    Ok(find(state, tx, party).await?.unwrap_or_else(|| nothing_of(party)))
}

fn nothing_of(party: &str) -> SenderQuality {
    SenderQuality {
        sender: party.to_owned(),
        reports: 0,
        referred: 0,
        informational: 0,
        completeness: parts([0; PARTS]),
        missing: Vec::new(),
        missing_of: 0,
        warnings: Vec::new(),
        urgent_marks: UrgentMarksOfSender { marked: 0, judged: 0, confirmed: 0 },
        outcomes: Vec::new(),
        informational_reports: Vec::new(),
    }
}

fn parts(counts: [i64; PARTS]) -> Vec<SenderCompleteness> {
    let part = |(from, reports)| SenderCompleteness { from, to: from + 25, reports };
    (0..).step_by(25).zip(counts).map(part).collect()
}

/// What the newest reports of a sender lack, the most frequent first, and of how many that is told: those that have a score.
async fn count_missing(state: &State, tx: &mut Tx, party: &str) -> Result<(Vec<SenderLacks>, i64), Failure> {
    let keys = state.node().columns();
    let (mut counts, mut scored) = (BTreeMap::<String, i64>::new(), 0);
    for report_id in db::senders::list_newest(tx, party, NEWEST).await? {
        let Some(score) = db::scores::latest(tx, report_id).await? else { continue };
        let row = score_row(report_id, &score.weights_version);
        let grounds = score.grounds.open(keys, grounds_column(&row))?;
        scored += 1;
        // a fact may lack in several places of one report
        let facts: BTreeSet<String> =
            grounds.completeness.missing.into_iter().map(|missing| missing.why).collect();
        for fact in facts {
            *counts.entry(fact).or_default() += 1;
        }
    }
    let mut missing: Vec<SenderLacks> = counts.into_iter().filter_map(element).collect();
    missing.sort_by_key(|element| std::cmp::Reverse(element.reports));
    Ok((missing, scored))
}

fn element((key, reports): (String, i64)) -> Option<SenderLacks> {
    let known = Missing::from_key(&key)?;
    Some(SenderLacks { element: key, says: known.says(), why: known.why(), reports })
}
