//! On which path an act is handled: by the age at it, and by what an officer decided where that is open.
//!
//! A decision opens no arrest: the gate asks the ages alone. Where it is open whether somebody had reached the age of responsibility, no decision
//! can say that they had; only a better known birth can.

use std::collections::BTreeMap;

use model::kind::{Act, Person};
use model::law::Handling;
use model::{ActAge, AgeAtAct, Id};
use service::{Failure, Tx};

use crate::db::paths as table;

/// The standing decisions on a person's acts: of each act the newest.
#[derive(Default)]
pub(crate) struct PathDecisions(BTreeMap<Id<Act>, Handling>);

impl PathDecisions {
    /// Of one person.
    pub(crate) async fn load(tx: &mut Tx, person_id: Id<Person>) -> Result<Self, Failure> {
        let decisions = table::list_decisions(tx, person_id).await?;
        let standing: BTreeMap<_, _> = decisions
            .iter()
            .filter(|row| row.standing)
            .filter_map(|row| Some((row.decision_id, find(&row.path)?)))
            .collect();
        let of_acts = table::list_decided_acts(tx, person_id).await?;
        let decided = of_acts.iter().filter_map(|(id, act_id)| Some((*act_id, *standing.get(id)?)));
        Ok(Self(decided.collect()))
    }

    /// What counts for an act now: a decision counts as long as the age is open in the way that it answers.
    pub(crate) fn counting(&self, act_id: Id<Act>, age: ActAge) -> Option<Handling> {
        self.0.get(&act_id).copied().filter(|path| choices(age).contains(path))
    }

    /// How an act is handled.
    pub(crate) fn handling(&self, act_id: Id<Act>, age: ActAge) -> Handling {
        self.counting(act_id, age).unwrap_or_else(|| Handling::of(age))
    }
}

/// A path by its word.
pub(crate) fn find(word: &str) -> Option<Handling> {
    [Handling::Protection, Handling::Juvenile, Handling::Adult].into_iter().find(|path| path.as_str() == word)
}

/// What an officer may decide at an age: nothing where it is certain.
pub(crate) fn choices(age: ActAge) -> &'static [Handling] {
    match (age.responsibility, age.adult_code) {
        (AgeAtAct::Undetermined(_), _) => &[Handling::Protection],
        (AgeAtAct::CertainlyOver, AgeAtAct::Undetermined(_)) => &[Handling::Juvenile, Handling::Adult],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use model::Doubt;

    use super::*;

    const OPEN: AgeAtAct = AgeAtAct::Undetermined(Doubt::BirthUnknown);
    const ALL: [AgeAtAct; 3] = [AgeAtAct::CertainlyUnder, OPEN, AgeAtAct::CertainlyOver];

    #[test]
    fn no_decision_makes_anybody_answer_who_may_have_been_too_young() {
        for responsibility in ALL {
            for adult_code in ALL {
                let age = ActAge { responsibility, adult_code };
                let is_over = responsibility == AgeAtAct::CertainlyOver;
                for path in choices(age) {
                    assert!(is_over || *path == Handling::Protection, "{age:?}: {path:?}");
                }
                assert_eq!(
                    choices(age).is_empty(),
                    responsibility != OPEN && (!is_over || adult_code != OPEN)
                );
            }
        }
    }

    #[test]
    fn every_path_has_its_word() {
        for path in [Handling::Protection, Handling::Juvenile, Handling::Adult] {
            assert_eq!(find(path.as_str()), Some(path));
        }
        assert_eq!(find("undetermined"), None);
    }
}
