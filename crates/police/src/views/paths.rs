//! What is due on the paths of a person's acts, and what officers decided on open ages.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::kind::Act;
use model::law::{Duty, Handling, Jurisdiction, Review};
use model::{Id, PersonClass};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::DetentionView;
use crate::db::decisions::Decided;
use crate::db::paths as table;
use crate::db::persons::PersonRow;
use crate::ids::PathDecision;
use crate::judged::Judged;
use crate::paths::PathDecisions;
use crate::{names, seals};

/// One path that acts of a person are handled on, with what is due there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PathView {
    /// `protection`, `juvenile` or `adult`.
    pub(crate) path: &'static str,
    /// How many acts.
    pub(crate) acts: usize,
    /// Whether the age at one of them is open, so that it is handled here until somebody decides.
    pub(crate) is_open: bool,
    /// Whether the law that counts here has its duties entered. Where it has not, an empty list does not say that nothing is due.
    pub(crate) duties_known: bool,
    pub(crate) duties: Vec<DutyView>,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DutyView {
    /// Names it in texts.
    pub(crate) key: &'static str,
    /// To whom it is owed, by the word of the texts.
    pub(crate) owed: &'static str,
    /// Whether it begins with an arrest only.
    pub(crate) in_custody: bool,
    pub(crate) within_hours: Option<i64>,
    /// When the term ends, where an arrest is recorded.
    #[schema(value_type = Option<String>)]
    pub(crate) ends_at: Option<Timestamp>,
    /// When it was done and who recorded that, of a duty of custody that an officer ticked.
    #[schema(value_type = Option<String>)]
    pub(crate) done_at: Option<Timestamp>,
    pub(crate) done_by: Option<String>,
    /// When a duty of custody ceased to run: it was done, or custody ended.
    #[schema(value_type = Option<String>)]
    pub(crate) stopped_at: Option<Timestamp>,
    pub(crate) source: &'static str,
    pub(crate) article: &'static str,
    pub(crate) is_verified: bool,
}

/// What an officer decided on acts at which the age is open.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct PathDecisionView {
    #[schema(value_type = String)]
    pub(crate) decision_id: Id<PathDecision>,
    /// `protection`, `juvenile` or `adult`.
    pub(crate) path: String,
    /// Names of minors cut to initials.
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<String>,
    #[schema(value_type = Vec<String>)]
    pub(crate) act_ids: Vec<Id<Act>>,
}

model::unprintable!(PathDecisionView);

impl DutyView {
    fn new(duty: &'static Duty, detention: Option<&DetentionView>) -> Self {
        let detention = detention.filter(|_| duty.in_custody);
        let done = detention.and_then(|detention| detention.done(duty.key));
        let done_at = done.map(|done| done.done_at);
        let ended_at = detention.and_then(DetentionView::end).map(|end| end.ended_at);
        Self {
            key: duty.key,
            owed: duty.owed.as_str(),
            in_custody: duty.in_custody,
            within_hours: duty.within_hours,
            ends_at: detention.and_then(|detention| duty.ends_at(detention.arrested_at)),
            done_at,
            done_by: done.map(|done| done.record.recorded_by.clone()),
            stopped_at: done_at.into_iter().chain(ended_at).min(),
            source: duty.source,
            article: duty.article,
            is_verified: duty.review == Review::Verified,
        }
    }
}

/// The paths of a person's acts, the protective one first. Where an arrest is recorded, its terms run from then.
pub(crate) fn list_paths(
    judged: &Judged,
    decisions: &PathDecisions,
    detention: Option<&DetentionView>,
) -> Vec<PathView> {
    let handled = judged.acts.iter().map(|act| decisions.handling(act.act.act_id, act.age));
    let paths: BTreeSet<Handling> = handled.collect();
    // one node, one law; where none decides, none says what is due
    let law = judged.acts.iter().find_map(|act| act.act.law);
    let view = |path: Handling| {
        let of_path =
            || judged.acts.iter().filter(move |act| decisions.handling(act.act.act_id, act.age) == path);
        let is_open = of_path().any(|act| {
            !crate::paths::choices(act.age).is_empty()
                && decisions.counting(act.act.act_id, act.age).is_none()
        });
        let duties = law.into_iter().flat_map(|law| law.duties(path));
        let duties = duties.map(|duty| DutyView::new(duty, detention)).collect();
        let duties_known = law.is_some_and(Jurisdiction::has_duties);
        PathView { path: path.as_str(), acts: of_path().count(), is_open, duties_known, duties }
    };
    paths.into_iter().map(view).collect()
}

/// Every decision on a person's acts, standing or not, oldest first.
pub(crate) async fn list_path_decisions(
    tx: &mut Tx,
    keys: &ColumnKeys,
    person: &PersonRow,
    class: PersonClass,
) -> Result<Vec<PathDecisionView>, Failure> {
    let person_id = person.person_id;
    let given = seals::GIVEN_NAME.open_kept(keys, person_id, &person.given_name)?;
    let family = seals::FAMILY_NAME.open_kept(keys, person_id, &person.family_name)?;
    let of_decisions = table::list_decided_acts(tx, person_id).await?;
    let mut views = Vec::new();
    for row in table::list_decisions(tx, person_id).await? {
        let open =
            |sealed| seals::withdrawn_reason(Decided::PathDecision).open_kept(keys, row.decision_id, sealed);
        let withdrawn = row.withdrawn_reason.as_ref().map(open).transpose()?;
        let reason = seals::PATH_REASON.open_kept(keys, row.decision_id, &row.reason)?;
        let acts = of_decisions.iter().filter(|(decision_id, _)| *decision_id == row.decision_id);
        views.push(PathDecisionView {
            decision_id: row.decision_id,
            path: row.path,
            reason: names::shown_text(class, &reason, &given, &family),
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            standing: row.standing,
            withdrawn_reason: withdrawn.map(|reason| names::shown_text(class, &reason, &given, &family)),
            act_ids: acts.map(|(_, act_id)| *act_id).collect(),
        });
    }
    Ok(views)
}
