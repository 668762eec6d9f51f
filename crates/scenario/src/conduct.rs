//! How the humans of a scenario decide: rules on what they see, never on what is true.

use jiff::Timestamp;
use model::StatedTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::people::{Birth, Channel};
use crate::shape::TimeShape;

/// What a moderator does with a hit. The first rule that fits decides; without one the hit stays open and nothing is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModerationRule {
    /// Which hits it is about.
    pub sees: HitSight,
    /// What is decided.
    pub decision: Verdict,
    /// Whether the moderator opened the file.
    pub viewed: Viewed,
    /// Why.
    pub reason: String,
}

/// What a moderator sees of a hit; every field given must fit, none given fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HitSight {
    /// Name of the hash list of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Name of the uploaded file, with extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Channel of the upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
}

impl HitSight {
    /// Whether a hit on an entry of `list` by a file of this name in this channel is meant.
    pub fn fits(&self, list: &str, file_name: &str, channel: Channel) -> bool {
        self.list.as_deref().is_none_or(|wanted| wanted == list)
            && self.file_name.as_deref().is_none_or(|wanted| wanted == file_name)
            && self.channel.is_none_or(|wanted| wanted == channel)
    }
}

/// A moderator's decision on a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The file is what the list says: report it.
    Confirm,
    /// It is not.
    Dismiss,
}

/// Whether the moderator opened the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Viewed {
    /// From beginning to end.
    InFull,
    /// Decided by the entry alone.
    NotViewed,
}

/// A provincial team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// As the press prints it, for example `Vizcaya` or `Gran Canaria`.
    pub name: String,
    /// INE code of its province.
    pub province: String,
}

/// What the officers do about some acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Name within the scenario, for messages.
    pub key: String,
    /// The acts: those that any of these sights selects. Several accounts may be one person.
    pub sees: Vec<Sight>,
    /// What follows.
    pub then: Conclusion,
}

/// What an officer sees of an act; every field given must fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sight {
    /// The platform's number of the account (`esp_identifier`).
    pub account: String,
    /// A line that the operator named for the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// A holder that the operator named for the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Acts from this instant on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimeShape>")]
    pub from: Option<StatedTime>,
    /// Acts before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimeShape>")]
    pub to: Option<StatedTime>,
}

impl Sight {
    /// Whether an act is selected. `answered` are the subscribers that the operator named for it: line and holder.
    pub fn selects(&self, esp_identifier: &str, at: Timestamp, answered: &[(&str, &str)]) -> bool {
        let line = |wanted: &str| answered.iter().any(|(line, _)| *line == wanted);
        let holder = |wanted: &str| answered.iter().any(|(_, holder)| *holder == wanted);
        self.account == esp_identifier
            && self.line.as_deref().is_none_or(line)
            && self.holder.as_deref().is_none_or(holder)
            && self.from.as_ref().is_none_or(|from| from.instant() <= at)
            && self.to.as_ref().is_none_or(|to| at < to.instant())
    }
}

/// What the officers conclude about the acts they selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Conclusion {
    /// One person did them all.
    Identify(Box<Identification>),
    /// Nobody can be named; nothing is recorded.
    NoIdentification(NoIdentification),
}

/// The person, as the officers came to know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identification {
    /// Given name.
    pub given_name: String,
    /// Family names.
    pub family_name: String,
    /// As precisely as it was learned; absent: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Birth>,
    /// INE code of the province of residence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence_province: Option<String>,
    /// Whose clock counts.
    pub place_of_acts: PlaceOfActs,
    /// Why the officers hold that it was this person.
    pub grounds: String,
    /// Who went to work on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign: Option<Assignment>,
}

/// Where the acts took place, as far as known; the same JSON as the police's interface takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceOfActs {
    /// Where the line of each act is installed; the operator must have named one province for each.
    Installation,
    /// In the province with this INE code.
    Province(String),
    /// Somewhere in Spain.
    Unknown,
}

/// A provincial unit at work on a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Name of the unit, as the press prints it.
    pub unit: String,
    /// Outcomes that somebody tries to record first and that must be refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect_refused: Vec<Outcome>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// What came of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What.
    pub code: OutcomeCode,
    /// When; never after the scenario's now.
    #[schemars(with = "TimeShape")]
    pub at: StatedTime,
}

/// Outcomes of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeCode {
    /// Refused by the police for anybody not certainly of the age of responsibility at one act at least.
    LocatedAndArrested,
    /// The default for 14 to 17.
    HeardWithoutArrest,
    /// No penal responsibility.
    ReferredToProtection,
    /// Not found.
    NotLocated,
    /// It turned out to be none.
    NoOffence,
}

/// Why nobody was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoIdentification {
    /// Why.
    pub reason: String,
}
