//! Households and people.

use super::Check;

impl Check<'_> {
    pub(super) fn people(&mut self) {
        let scenario = self.scenario;
        self.unique("households", "key", scenario.households.iter().map(|household| household.key.as_str()));
        self.unique("people", "key", scenario.people.iter().map(|person| person.key.as_str()));
        for (number, household) in scenario.households.iter().enumerate() {
            let path = format!("households[{number}]");
            self.province(format!("{path}.province"), &household.province);
            for (index, line) in household.lines.iter().enumerate() {
                self.line(format!("{path}.lines[{index}]"), line);
            }
        }
        for (number, person) in scenario.people.iter().enumerate() {
            let keys = scenario.households.iter().map(|household| household.key.as_str());
            if let Some(household) = &person.household {
                self.known(format!("people[{number}].household"), household, "households", keys);
            }
            self.birth(format!("people[{number}].birth"), person.birth);
        }
    }

    pub(super) fn line(&mut self, path: String, line: &str) {
        let lines = self.scenario.subscriber_records.iter().map(|record| record.line.as_str());
        self.known(path, line, "subscriber_records", lines);
    }
}
