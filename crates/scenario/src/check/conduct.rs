//! Rules of moderators and officers, and what they lead to.

use std::collections::BTreeMap;

use super::Check;
use crate::class::Class;
use crate::conduct::{Assignment, Conclusion, Decision, Identification, OutcomeCode, PlaceOfActs, Sight};
use crate::people::Upload;

impl Check<'_> {
    pub(super) fn conduct(&mut self) {
        let scenario = self.scenario;
        for (number, rule) in scenario.moderation.iter().enumerate() {
            let path = format!("moderation[{number}].sees");
            if let Some(list) = &rule.sees.list {
                let lists = scenario.media.iter().filter_map(|media| media.list.as_deref());
                self.known(format!("{path}.list"), list, "the lists of media", lists);
            }
            if let Some(name) = &rule.sees.file_name
                && !scenario.media.iter().any(|media| media.file_name() == *name)
            {
                self.refuse(format!("{path}.file_name"), format!("no file of media is named `{name}`"));
            }
        }
        self.unique("units", "name", scenario.units.iter().map(|unit| unit.name.as_str()));
        for (number, unit) in scenario.units.iter().enumerate() {
            self.province(format!("units[{number}].province"), &unit.province);
        }
        self.unique("decisions", "key", scenario.decisions.iter().map(|decision| decision.key.as_str()));
        for (number, decision) in scenario.decisions.iter().enumerate() {
            self.decision(&format!("decisions[{number}]"), decision);
        }
    }

    fn decision(&mut self, path: &str, decision: &Decision) {
        if decision.sees.is_empty() {
            self.refuse(format!("{path}.sees"), "selects nothing; name an account at least");
        }
        for (number, sight) in decision.sees.iter().enumerate() {
            self.sight(&format!("{path}.sees[{number}]"), sight);
        }
        if let Conclusion::Identify(person) = &decision.then {
            self.identification(&format!("{path}.then.identify"), person);
        }
    }

    fn sight(&mut self, path: &str, sight: &Sight) {
        let scenario = self.scenario;
        let numbers = scenario.accounts.iter().map(|account| account.esp_identifier.as_str());
        self.known(format!("{path}.account"), &sight.account, "the esp_identifier of accounts", numbers);
        if let Some(line) = &sight.line {
            self.line(format!("{path}.line"), line);
        }
        if let Some(holder) = &sight.holder {
            let holders = scenario.subscriber_records.iter().map(|record| record.holder.as_str());
            self.known(format!("{path}.holder"), holder, "subscriber_records", holders);
        }
        self.order(path, sight.from.as_ref(), sight.to.as_ref());
    }

    fn identification(&mut self, path: &str, person: &Identification) {
        if let Some(birth) = person.birth {
            self.birth(format!("{path}.birth"), birth);
        }
        if let Some(code) = &person.residence_province {
            self.province(format!("{path}.residence_province"), code);
        }
        if let PlaceOfActs::Province(code) = &person.place_of_acts {
            self.province(format!("{path}.place_of_acts.province"), code);
        }
        if person.grounds.trim().is_empty() {
            self.refuse(format!("{path}.grounds"), "is empty; say why it was this person");
        }
        let Some(assignment) = &person.assign else { return };
        let units = self.scenario.units.iter().map(|unit| unit.name.as_str());
        self.known(format!("{path}.assign.unit"), &assignment.unit, "units", units);
        for (number, refused) in assignment.expect_refused.iter().enumerate() {
            let path = format!("{path}.assign.expect_refused[{number}]");
            self.past(format!("{path}.at"), &refused.at);
            if refused.code != OutcomeCode::LocatedAndArrested {
                self.refuse(format!("{path}.code"), "only `located_and_arrested` is ever refused");
            }
        }
        if let Some(outcome) = &assignment.outcome {
            self.past(format!("{path}.assign.outcome.at"), &outcome.at);
        }
    }

    /// What the decisions lead to, once every reference holds.
    pub(super) fn consequences(&mut self) {
        let scenario = self.scenario;
        let mut taken = BTreeMap::new();
        for (number, decision) in scenario.decisions.iter().enumerate() {
            let path = format!("decisions[{number}]");
            let acts = scenario.acts(decision);
            if acts.is_empty() {
                self.refuse(
                    format!("{path}.sees"),
                    "selects no act: no reported upload of this country fits",
                );
                continue;
            }
            let Conclusion::Identify(person) = &decision.then else { continue };
            for act in &acts {
                if let Some(other) = taken.insert(&act.key, &decision.key) {
                    let message = format!("selects `{}`, which `{other}` gave to another person", act.key);
                    self.refuse(format!("{path}.sees"), message);
                }
            }
            let path = format!("{path}.then.identify");
            self.place(&path, person, &acts);
            if let Some(assignment) = &person.assign {
                self.lawful(&path, assignment, Class::new(scenario, person, &acts));
            }
        }
    }

    fn place(&mut self, path: &str, person: &Identification, acts: &[&Upload]) {
        if person.place_of_acts != PlaceOfActs::Installation {
            return;
        }
        let unclear = acts.iter().filter(|act| self.scenario.installation_province(act).is_none());
        let unclear: Vec<_> = unclear.map(|act| act.key.as_str()).collect();
        if !unclear.is_empty() {
            let message =
                format!("the operator names no one province of installation for {}", unclear.join(", "));
            self.refuse(format!("{path}.place_of_acts"), message);
        }
    }

    fn lawful(&mut self, path: &str, assignment: &Assignment, class: Class) {
        let arrested = assignment.outcome.as_ref().is_some_and(|o| o.code == OutcomeCode::LocatedAndArrested);
        if arrested && !class.may_be_arrested() {
            let message = "would be refused: it is not certain that the person was 14 at any act; move it to `expect_refused`";
            self.refuse(format!("{path}.assign.outcome.code"), message);
        }
        if class.may_be_arrested() && !assignment.expect_refused.is_empty() {
            let message = "would not be refused: the person was certainly 14 at one act at least";
            self.refuse(format!("{path}.assign.expect_refused"), message);
        }
    }
}
