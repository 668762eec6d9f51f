//! Claims as readers see them: of another unit only who, since when and until when.

use jiff::Timestamp;
use model::Id;
use model::kind::{Person, Subject};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::claims::{ClaimState, province_of};
use crate::db::claims::{self, ClaimRow, DecisionRow};
use crate::db::{Reader, Rows};
use crate::ids::{Claim, ClaimDecision};
use crate::seals;

/// A claim. A provincial unit reads of another's nothing that names anybody.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ClaimView {
    #[schema(value_type = String)]
    pub(crate) claim_id: Id<Claim>,
    /// INE code, or `central`.
    pub(crate) unit: String,
    /// Castilian name of the province; none of the central unit.
    pub(crate) unit_name: Option<&'static str>,
    #[schema(value_type = String)]
    pub(crate) since: Timestamp,
    #[schema(value_type = String)]
    pub(crate) until: Timestamp,
    /// `active`, `expired`, `overruled` or `withdrawn`.
    pub(crate) state: &'static str,
    /// What it is on, why and by whom: of the own unit, and for the central one.
    pub(crate) own: Option<OwnClaim>,
}

/// What a unit reads of its own claim, and the central one of all.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct OwnClaim {
    #[schema(value_type = Option<String>)]
    pub(crate) person_id: Option<Id<Person>>,
    pub(crate) reason: String,
    pub(crate) made_by: String,
    #[schema(value_type = Option<String>)]
    pub(crate) renewed_at: Option<Timestamp>,
}

model::unprintable!(ClaimView);
model::unprintable!(OwnClaim);

/// A claim with those that it meets.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ClaimDetail {
    #[serde(flatten)]
    pub(crate) claim: ClaimView,
    pub(crate) meets: Vec<MeetingView>,
}

model::unprintable!(ClaimDetail);

/// Another unit's claim on the same subject, and what was decided between the two.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct MeetingView {
    pub(crate) other: ClaimView,
    /// Whether both hold and nothing is decided.
    pub(crate) is_conflict: bool,
    pub(crate) decision: Option<ClaimDecisionView>,
}

model::unprintable!(MeetingView);

/// What the central unit decided.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ClaimDecisionView {
    #[schema(value_type = String)]
    pub(crate) decision_id: Id<ClaimDecision>,
    /// The claim that goes on.
    #[schema(value_type = String)]
    pub(crate) claim_id: Id<Claim>,
    /// `alone` or `together`.
    pub(crate) verdict: &'static str,
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
}

model::unprintable!(ClaimDecisionView);

/// Who looks: the code of the unit; none is the central one.
#[derive(Clone, Copy)]
pub(crate) struct Looking<'a> {
    pub(crate) reader: &'a Reader,
    pub(crate) unit: Option<&'a str>,
    pub(crate) now: Timestamp,
}

impl ClaimView {
    fn open(keys: &ColumnKeys, looking: Looking<'_>, row: &ClaimRow) -> Result<Self, Failure> {
        let is_shown = looking.unit.is_none_or(|unit| unit == row.unit);
        let own = if is_shown {
            Some(OwnClaim {
                person_id: row.person_id,
                reason: seals::CLAIM_REASON.open_kept(keys, row.claim_id, &row.reason)?,
                made_by: row.made_by.clone(),
                renewed_at: row.renewed_at,
            })
        } else {
            None
        };
        Ok(Self {
            claim_id: row.claim_id,
            unit: row.unit.clone(),
            unit_name: province_of(&row.unit),
            since: row.made_at,
            until: row.until_at,
            state: ClaimState::of(row, looking.now).code(),
            own,
        })
    }
}

impl ClaimDecisionView {
    fn open(keys: &ColumnKeys, row: &DecisionRow) -> Result<Self, Failure> {
        Ok(Self {
            decision_id: row.decision_id,
            claim_id: row.claim_id,
            verdict: row.verdict.code(),
            reason: seals::CLAIM_DECISION_REASON.open_kept(keys, row.decision_id, &row.reason)?,
            decided_at: row.decided_at,
        })
    }
}

/// One page of the claims that the unit sees, and how many there are.
pub(crate) async fn page_claims(
    tx: &mut Tx,
    keys: &ColumnKeys,
    looking: Looking<'_>,
    rows: &Rows,
) -> Result<(Vec<ClaimView>, i64), Failure> {
    let total = claims::count(tx, looking.reader, looking.unit).await?;
    let found = claims::list_page(tx, looking.reader, looking.unit, rows).await?;
    Ok((open_all(keys, looking, &found)?, total))
}

/// The standing claims on a subject, oldest first.
pub(crate) async fn list_claims_on_subject(
    tx: &mut Tx,
    keys: &ColumnKeys,
    looking: Looking<'_>,
    subject_id: Id<Subject>,
) -> Result<Vec<ClaimView>, Failure> {
    open_all(keys, looking, &claims::list_on_subject(tx, looking.reader, subject_id).await?)
}

/// The standing claims that concern a person, oldest first.
pub(crate) async fn list_claims_on_person(
    tx: &mut Tx,
    keys: &ColumnKeys,
    looking: Looking<'_>,
    person_id: Id<Person>,
) -> Result<Vec<ClaimView>, Failure> {
    open_all(keys, looking, &claims::list_on_person(tx, looking.reader, person_id).await?)
}

fn open_all(keys: &ColumnKeys, looking: Looking<'_>, rows: &[ClaimRow]) -> Result<Vec<ClaimView>, Failure> {
    rows.iter().map(|row| ClaimView::open(keys, looking, row)).collect()
}

/// One claim that the unit sees.
pub(crate) async fn load_claim(
    tx: &mut Tx,
    keys: &ColumnKeys,
    looking: Looking<'_>,
    claim_id: Id<Claim>,
) -> Result<ClaimDetail, Failure> {
    let row = claims::find(tx, looking.reader, looking.unit, claim_id).await?;
    let row = row.ok_or_else(|| Failure::absent("claim"))?;
    let claim = ClaimView::open(keys, looking, &row)?;
    let mut meets = Vec::new();
    // another's meetings are not this unit's
    if claim.own.is_some() {
        for other in claims::list_meeting(tx, looking.reader, &row).await? {
            let decision = claims::find_between(tx, claim_id, other.claim_id).await?;
            let other = ClaimView::open(keys, looking, &other)?;
            meets.push(MeetingView {
                is_conflict: decision.is_none() && claim.state == "active" && other.state == "active",
                decision: match &decision {
                    Some(decision) => Some(ClaimDecisionView::open(keys, decision)?),
                    None => None,
                },
                other,
            });
        }
    }
    Ok(ClaimDetail { claim, meets })
}
