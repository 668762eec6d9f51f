//! Acts with the age of their author as readers see them.

use jiff::Timestamp;
use model::kind::{Act, Report, Subject};
use model::{AgeAtAct, Id, Path};
use serde::Serialize;
use utoipa::ToSchema;

use super::LimitationView;
use crate::judged::{JudgedAct, doubt_word, path_word};
use crate::limitation::{LimitationClock, Notes};
use crate::paths::{PathDecisions, choices};

/// An act with the age of its author.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AgedActView {
    #[schema(value_type = String)]
    pub(crate) act_id: Id<Act>,
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    #[schema(value_type = String)]
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    /// Whether it is about a file.
    pub(crate) has_file: bool,
    pub(crate) time_text: String,
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// INE code of the place, which says what clock counts.
    pub(crate) place: Option<&'static str>,
    /// The age in completed years, when the birth is known.
    pub(crate) age_years: Option<AgeYears>,
    /// The path of this act.
    pub(crate) path: &'static str,
    /// Against the age of criminal responsibility: `certainly_under`, `certainly_over` or `undetermined`.
    pub(crate) responsibility: &'static str,
    /// Against the age of the adult code.
    pub(crate) adult_code: &'static str,
    /// Why one of them is undetermined, in words and as a code.
    pub(crate) doubt: Option<String>,
    pub(crate) doubt_code: Option<&'static str>,
    /// When it may have lapsed.
    pub(crate) limitation: LimitationView,
    /// On which path it is handled, while the age is open too: `protection`, `juvenile` or `adult`.
    pub(crate) handled_as: &'static str,
    /// What an officer may decide while the age is open; nothing where it is certain.
    #[schema(value_type = Vec<String>)]
    pub(crate) may_decide: Vec<&'static str>,
    /// Whether an officer decided it.
    pub(crate) is_decided: bool,
}

/// An age in completed years; the two ends differ when open facts leave several ages possible.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct AgeYears {
    pub(crate) at_least: u16,
    pub(crate) at_most: u16,
}

impl AgeYears {
    /// Of the author of an act, when the birth is known.
    pub(super) fn of(judged: &JudgedAct) -> Option<Self> {
        let years = judged.years.as_ref()?;
        Some(Self { at_least: *years.start(), at_most: *years.end() })
    }
}

impl AgedActView {
    pub(super) fn new(judged: &JudgedAct, notes: &Notes, decisions: &PathDecisions) -> Self {
        let path = judged.age.path();
        let doubt = match path {
            Path::Undetermined(doubt) => Some(doubt),
            Path::Protection | Path::Juvenile | Path::Adult => None,
        };
        Self {
            act_id: judged.act.act_id,
            subject_id: judged.act.subject_id,
            report_id: judged.act.report_id,
            report_number: judged.act.report_number,
            has_file: judged.act.has_file,
            time_text: judged.act.stated_text.clone(),
            at: judged.act.happened_at,
            place: judged.place_code(),
            age_years: AgeYears::of(judged),
            path: path_word(path),
            responsibility: side(judged.age.responsibility),
            adult_code: side(judged.age.adult_code),
            doubt: doubt.map(|doubt| doubt.to_string()),
            doubt_code: doubt.map(doubt_word),
            limitation: LimitationView::new(&LimitationClock::new(judged, notes)),
            handled_as: decisions.handling(judged.act.act_id, judged.age).as_str(),
            may_decide: choices(judged.age).iter().map(|path| path.as_str()).collect(),
            is_decided: decisions.counting(judged.act.act_id, judged.age).is_some(),
        }
    }
}

fn side(age: AgeAtAct) -> &'static str {
    match age {
        AgeAtAct::CertainlyUnder => "certainly_under",
        AgeAtAct::CertainlyOver => "certainly_over",
        AgeAtAct::Undetermined(_) => "undetermined",
    }
}
