//! What officers find out about somebody, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Time;

use super::time::{Clock, local, stated};
use super::words::{GROUNDS, Place};
use super::{Draft, days_after};
use crate::class::Class;
use crate::conduct::{
    Assignment, Conclusion, Decision, Identification, NoIdentification, Outcome, OutcomeCode, PlaceOfActs,
    Sight,
};
use crate::people::Birth;

/// What is learned of a person.
pub(crate) struct Finding<'a> {
    pub(crate) person: &'a str,
    pub(crate) birth: Option<Birth>,
    pub(crate) place_of_acts: PlaceOfActs,
    pub(crate) unit: &'static Place,
    pub(crate) ending: Ending,
}

/// How an assignment ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With this.
    Exactly(OutcomeCode),
    /// With something lawful, by chance.
    Lawful,
}

impl Draft {
    /// Decides that the acts of a person are theirs, selecting them by what officers see.
    pub(crate) fn identify(&mut self, finding: Finding<'_>) {
        let sees = self.sights(finding.person);
        self.identify_by(sees, finding);
    }

    /// The same, with the sights given.
    pub(crate) fn identify_by(&mut self, sees: Vec<Sight>, finding: Finding<'_>) {
        let Some(person) = self.scenario.people.iter().find(|person| person.key == finding.person) else {
            return;
        };
        let mut learned = Identification {
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            birth: finding.birth,
            residence_province: Some(finding.unit.code.to_owned()),
            place_of_acts: finding.place_of_acts,
            grounds: (*self.dice.pick(&GROUNDS)).to_owned(),
            assign: None,
        };
        let mut decision = self.decision(sees, Conclusion::Identify(Box::new(learned.clone())));
        let class = Class::new(&self.scenario, &learned, &self.scenario.acts(&decision));
        learned.assign = Some(self.assignment(finding.unit, finding.ending, class));
        decision.then = Conclusion::Identify(Box::new(learned));
        self.scenario.decisions.push(decision);
    }

    /// Decides that nobody can be named for the acts of an account.
    pub(crate) fn leave_unidentified(&mut self, account: &str, reason: &str) {
        let sees = self.sight(account).into_iter().collect();
        let then = Conclusion::NoIdentification(NoIdentification { reason: reason.to_owned() });
        let decision = self.decision(sees, then);
        self.scenario.decisions.push(decision);
    }

    /// A sight of all acts of an account.
    pub(crate) fn sight(&self, account: &str) -> Option<Sight> {
        let account = self.scenario.find_account(account)?.esp_identifier.clone();
        Some(Sight { account, line: None, holder: None, from: None, to: None })
    }

    fn decision(&self, sees: Vec<Sight>, then: Conclusion) -> Decision {
        Decision { key: format!("decision-{:02}", self.scenario.decisions.len() + 1), sees, then }
    }

    fn assignment(&mut self, unit: &Place, ending: Ending, class: Class) -> Assignment {
        let arrest = OutcomeCode::LocatedAndArrested;
        let code = match ending {
            Ending::Exactly(code) => code,
            Ending::Lawful if class.under_14 == Some(true) => OutcomeCode::ReferredToProtection,
            Ending::Lawful if !class.may_be_arrested() => OutcomeCode::HeardWithoutArrest,
            Ending::Lawful if self.dice.happens(75) => arrest,
            Ending::Lawful => *self.dice.pick(&[OutcomeCode::HeardWithoutArrest, OutcomeCode::NotLocated]),
        };
        let trap = !class.may_be_arrested() && self.dice.happens(60);
        let at = self.working_hour();
        let outcome = |code| Outcome { code, at: stated(at, Clock::Madrid) };
        Assignment {
            unit: unit.press.to_owned(),
            expect_refused: trap.then(|| outcome(arrest)).into_iter().collect(),
            outcome: Some(outcome(code)),
        }
    }

    /// Some morning of the last fortnight before now.
    fn working_hour(&mut self) -> Timestamp {
        let today = jiff::tz::TimeZone::UTC.to_datetime(self.scenario.now.instant()).date();
        let day = days_after(today, -self.dice.between(1, 14));
        let time = Time::constant(7, 0, 0, 0)
            .saturating_add(jiff::SignedDuration::from_mins(self.dice.between(0, 420)));
        local(day, time, "28")
    }

    /// One sight for each account and line of a person's reported acts. An account that somebody else used too is told apart by line.
    fn sights(&mut self, person: &str) -> Vec<Sight> {
        let author_of: BTreeMap<_, _> =
            self.authors.iter().map(|one| (&one.upload, one.person.as_str())).collect();
        let referred = self.scenario.referred();
        let shared: BTreeSet<_> = referred
            .iter()
            .filter(|upload| author_of.get(&upload.key) != Some(&person))
            .map(|upload| upload.account.clone())
            .collect();
        let own = referred.iter().filter(|upload| author_of.get(&upload.key) == Some(&person));
        let used: BTreeSet<_> = own
            .map(|upload| {
                let line = self.line_of.get(&upload.key);
                let line = line.map(|line| (line.reference.clone(), line.holder.clone()));
                (upload.account.clone(), line)
            })
            .collect();
        let mut sights = Vec::new();
        for (account, line) in used {
            let Some(mut sight) = self.sight(&account) else { continue };
            let (line, holder) = line.unzip();
            match self.dice.between(1, 4) {
                1 if !shared.contains(&account) => {}
                2 if !shared.contains(&account) => sight.holder = holder,
                _ => sight.line = line,
            }
            if !sights.contains(&sight) {
                sights.push(sight);
            }
        }
        sights
    }
}
