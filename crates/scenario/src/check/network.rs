//! Operators, allocations, subscriber records.

use model::Province;

use super::Check;
use crate::network::{Allocation, LineKind, SubscriberRecord};

impl Check<'_> {
    pub(super) fn network(&mut self) {
        let scenario = self.scenario;
        self.unique("operators", "name", scenario.operators.iter().map(|operator| operator.name.as_str()));
        for (number, allocation) in scenario.allocations.iter().enumerate() {
            self.allocation(&format!("allocations[{number}]"), allocation);
        }
        for (number, record) in scenario.subscriber_records.iter().enumerate() {
            self.record(&format!("subscriber_records[{number}]"), record);
        }
    }

    fn allocation(&mut self, path: &str, allocation: &Allocation) {
        self.documentation_range(format!("{path}.range"), allocation.range);
        self.operator(format!("{path}.operator"), &allocation.operator);
        self.order(path, Some(&allocation.from), allocation.to.as_ref());
        let country = &allocation.country;
        if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            self.refuse(
                format!("{path}.country"),
                format!("`{country}` is not two capital letters (ISO 3166-1)"),
            );
        }
    }

    fn record(&mut self, path: &str, record: &SubscriberRecord) {
        self.operator(format!("{path}.operator"), &record.operator);
        self.documentation_range(format!("{path}.range"), record.range);
        self.order(path, Some(&record.from), record.to.as_ref());
        let of_operator = |allocation: &&Allocation| {
            allocation.operator == record.operator && allocation.range.contains(&record.range)
        };
        if !self.scenario.allocations.iter().any(|allocation| of_operator(&allocation)) {
            let message = format!("{} is in no allocation of `{}`", record.range, record.operator);
            self.refuse(format!("{path}.range"), message);
        }
        if record.ports.is_some_and(|ports| ports.from > ports.to) {
            self.refuse(format!("{path}.ports.to"), "is below `from`");
        }
        match (record.kind, &record.installation) {
            (LineKind::Fixed, Some(place)) if Province::find_name(&place.province).is_none() => {
                let message = format!("`{}` is no name of a province of Spain", place.province);
                self.refuse(format!("{path}.installation.province"), message);
            }
            (LineKind::Fixed, None) => self.refuse(format!("{path}.installation"), "a fixed line has one"),
            (LineKind::Mobile, Some(_)) => {
                self.refuse(format!("{path}.installation"), "a mobile line has none");
            }
            (LineKind::Fixed, Some(_)) | (LineKind::Mobile, None) => {}
        }
    }

    fn operator(&mut self, path: String, name: &str) {
        let names = self.scenario.operators.iter().map(|operator| operator.name.as_str());
        self.known(path, name, "operators", names);
    }
}
