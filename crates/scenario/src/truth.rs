//! Who was behind each upload, and what the operation must come to. No role ever reads this.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conduct::{Conclusion, Decision, Identification};
use crate::people::{Person, Upload};
use crate::problem::{Problem, ReadError};
use crate::scenario::Scenario;
use crate::tally::Tally;

/// The truth of a scenario, kept in a file of its own beside it (`F.truth.json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// Format of this document.
    pub schema: TruthSchemaName,
    /// Title of the scenario.
    pub scenario: String,
    /// Who made each upload.
    pub authors: Vec<Author>,
    /// The figures that follow from the people, the uploads and the decisions.
    pub tally: Tally,
}

/// Names of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TruthSchemaName {
    /// The first.
    #[serde(rename = "amparo-truth/1")]
    V1,
}

/// Who made an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// Key of the upload.
    pub upload: String,
    /// Key of the person.
    pub person: String,
}

impl Truth {
    /// Computes the figures from who made each upload.
    pub fn new(scenario: &Scenario, authors: Vec<Author>) -> Self {
        let tally = Tally::new(scenario, &authors);
        Self { schema: TruthSchemaName::V1, scenario: scenario.name.clone(), authors, tally }
    }

    /// Reads a truth file.
    ///
    /// # Errors
    /// [`ReadError`] names the field.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        crate::path::read_json(text)
    }

    /// The document as it is committed: indented JSON with a final newline.
    pub fn to_json(&self) -> String {
        crate::path::write_json(self)
    }

    /// Where the truth and the scenario contradict each other: authors that are missing or unknown, decisions that take two people
    /// for one or one for two, particulars that are not those of the person, figures that do not follow.
    pub fn problems(&self, scenario: &Scenario) -> Vec<Problem> {
        let mut problems = self.author_problems(scenario);
        let author_of: BTreeMap<_, _> =
            self.authors.iter().map(|author| (author.upload.as_str(), author.person.as_str())).collect();
        let mut identified = BTreeSet::new();
        for (number, decision) in scenario.decisions.iter().enumerate() {
            let path = format!("decisions[{number}]");
            let Conclusion::Identify(learned) = &decision.then else { continue };
            match the_author(scenario, decision, &author_of) {
                Err(message) => problems.push(Problem::new(path, message)),
                Ok(person) if !identified.insert(&person.key) => {
                    let message = format!("identifies `{}` a second time; make it one decision", person.key);
                    problems.push(Problem::new(path, message));
                }
                Ok(person) => problems.extend(contradictions(&path, person, learned)),
            }
        }
        for line in crate::differences(&Tally::new(scenario, &self.authors), &self.tally) {
            problems.push(Problem::new("tally", line));
        }
        problems
    }

    fn author_problems(&self, scenario: &Scenario) -> Vec<Problem> {
        let mut problems = Vec::new();
        let people: BTreeSet<_> = scenario.people.iter().map(|person| &person.key).collect();
        let mut missing: BTreeSet<_> = scenario.uploads.iter().map(|upload| &upload.key).collect();
        for (number, author) in self.authors.iter().enumerate() {
            if !missing.remove(&author.upload) {
                let message = format!("`{}` is no upload, or has an author already", author.upload);
                problems.push(Problem::new(format!("authors[{number}].upload"), message));
            }
            if !people.contains(&author.person) {
                let message = format!("`{}` is nobody in people", author.person);
                problems.push(Problem::new(format!("authors[{number}].person"), message));
            }
        }
        problems.extend(
            missing.iter().map(|key| Problem::new("authors", format!("upload `{key}` has no author"))),
        );
        problems
    }
}

/// The one person behind all acts of a decision.
fn the_author<'a>(
    scenario: &'a Scenario,
    decision: &Decision,
    author_of: &BTreeMap<&str, &str>,
) -> Result<&'a Person, String> {
    let behind = |act: &&Upload| author_of.get(act.key.as_str()).copied();
    let authors: BTreeSet<_> = scenario.acts(decision).iter().filter_map(behind).collect();
    let mut authors = authors.into_iter();
    match (authors.next(), authors.next()) {
        (Some(key), None) => {
            let person = scenario.people.iter().find(|person| person.key == key);
            person.ok_or_else(|| format!("its acts are those of `{key}`, who is nobody in people"))
        }
        (Some(one), Some(other)) => {
            Err(format!("takes the acts of `{one}` and of `{other}` for those of one person"))
        }
        (None, _) => Err("selects no act with an author".to_owned()),
    }
}

fn contradictions(path: &str, person: &Person, learned: &Identification) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut differs = |field: &str, message: String| {
        problems.push(Problem::new(format!("{path}.then.identify.{field}"), message));
    };
    if (&person.given_name, &person.family_name) != (&learned.given_name, &learned.family_name) {
        differs("given_name", format!("the acts are those of {} {}", person.given_name, person.family_name));
    }
    let possible = |birth: crate::Birth| birth.possible_days();
    if let (Some((first, last)), Some((earliest, latest))) =
        (possible(person.birth), learned.birth.and_then(possible))
        && (first < earliest || latest < last)
    {
        differs("birth", format!("leaves out the true birth of `{}`", person.key));
    }
    problems
}
