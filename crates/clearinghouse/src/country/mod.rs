//! Which country an address belonged to on a day, by whose word, and which country a report goes to.

mod allocations;
mod choice;
mod places;
mod registries;
mod routing;

use std::net::IpAddr;

use jiff::civil::Date;

pub use allocations::AllocationError;
pub(crate) use allocations::AllocationTable;
pub(crate) use choice::{Choice, Grounds, Vote, choose};
pub(crate) use places::{PlaceFact, Says, of_addresses, of_notice, of_report};
pub use routing::check_routing;
pub(crate) use routing::{Basis, Proposal, Routing};

use crate::enrichment::{Network, NetworkKind, OperatorTable};

/// Who says where an address is allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The five regional internet registries.
    Registries,
    /// A scenario's allocation table.
    ScenarioTable,
    /// The table that the operator of this node supplies.
    OperatorTable,
}

impl Source {
    /// As it is stored, and in the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Registries => "registries",
            Self::ScenarioTable => "scenario_table",
            Self::OperatorTable => "operator_table",
        }
    }

    const ALL: [Self; 3] = [Self::Registries, Self::ScenarioTable, Self::OperatorTable];

    /// The source that is written as `text`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }

    /// The source that has this name in referrals.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.in_english() == name)
    }

    /// Its name in referrals and in JSON.
    pub(crate) fn in_english(self) -> &'static str {
        match self {
            Self::Registries => "regional internet registries",
            Self::ScenarioTable => "scenario allocation table",
            Self::OperatorTable => "operator table of the node",
        }
    }
}

/// What one source says of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opinion {
    pub(crate) source: Source,
    /// ISO 3166-1, two letters.
    pub(crate) country: String,
    /// The day for which the source says so.
    pub(crate) valid_on: Date,
}

/// All that the sources say of an address on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) opinions: Vec<Opinion>,
    /// Whom to ask for the subscriber.
    pub(crate) operator: Option<String>,
    /// Whether many subscribers share the address at a time.
    pub(crate) shared_by_many: bool,
    /// What the operator table says of its network.
    pub(crate) network: Option<Network>,
}

/// The sources of this node.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    scenario: Option<AllocationTable>,
    operators: Option<OperatorTable>,
}

impl Sources {
    /// The registries, and a scenario's table and the operator table where there are such.
    pub(crate) fn new(scenario: Option<AllocationTable>, operators: Option<OperatorTable>) -> Self {
        Self { scenario, operators }
    }

    /// Whether no table stands beside the registries, so that nothing can contradict them.
    pub(crate) fn is_single(&self) -> bool {
        self.scenario.is_none() && self.operators.is_none()
    }

    /// Asks every source. `written` is the address as a report writes it; what is no address gets no opinion.
    pub(crate) fn ask(&self, written: &str, on: Date) -> Answer {
        let Ok(address) = written.trim().parse::<IpAddr>() else { return Answer::default() };
        let address = address.to_canonical();
        let mut answer = Answer { shared_by_many: is_shared(address), ..Answer::default() };
        answer.opinions.extend(registries::ask(address));
        if let Some(allocation) = self.scenario.as_ref().and_then(|table| table.find(address, on)) {
            answer.opinions.push(Opinion {
                source: Source::ScenarioTable,
                country: allocation.country.clone(),
                valid_on: on,
            });
            answer.operator = Some(allocation.operator.clone());
            answer.shared_by_many |= allocation.cgnat;
        }
        if let Some(network) = self.operators.as_ref().and_then(|table| table.find(address, on)) {
            answer.opinions.push(Opinion {
                source: Source::OperatorTable,
                country: network.country.clone(),
                valid_on: on,
            });
            answer.operator.get_or_insert_with(|| network.operator.clone());
            answer.shared_by_many |= network.kind == NetworkKind::Shared;
            answer.network = Some(network);
        }
        answer
    }
}

/// The shared address space between operators and subscribers (RFC 6598).
fn is_shared(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.octets()[0] == 100 && (64..128).contains(&v4.octets()[1]),
        IpAddr::V6(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn real_and_scenario_addresses_get_their_source_and_garbage_none() {
        let table = r#"[{"cidr":"203.0.113.0/24","country":"ES","operator":"Operador","from":"2020-01-01","cgnat":true}]"#;
        let sources = Sources::new(Some(AllocationTable::parse(table).unwrap()), None);
        let ask = |address: &str| {
            let answer = sources.ask(address, day("2020-12-19"));
            let opinions: Vec<_> = answer.opinions.iter().map(|opinion| opinion.country.clone()).collect();
            (opinions, answer.operator, answer.shared_by_many)
        };
        assert_eq!(ask("203.0.113.7"), (vec!["ES".into()], Some("Operador".into()), true));
        assert_eq!(ask("::ffff:203.0.113.7"), ask("203.0.113.7"));
        assert_eq!(ask(" 8.8.8.8 "), (vec!["US".into()], None, false));
        assert_eq!(ask("100.64.0.1"), (vec![], None, true));
        assert!(!ask("100.128.0.1").2);
        let networks =
            "cidr,country,operator,kind,from,to,source\n203.0.113.0/24,FR,Ferme,shared,,,list of 2026\n";
        let networks = OperatorTable::parse(networks).unwrap();
        assert!(Sources::new(None, None).is_single());
        assert!(!sources.is_single() && !Sources::new(None, Some(OperatorTable::default())).is_single());
        let both = Sources::new(Some(AllocationTable::parse(table).unwrap()), Some(networks));
        let answer = both.ask("203.0.113.7", day("2020-12-19"));
        let countries: Vec<_> = answer.opinions.iter().map(|opinion| opinion.country.as_str()).collect();
        assert_eq!((countries, answer.operator.as_deref()), (vec!["ES", "FR"], Some("Operador")));
        for garbage in ["", "localhost", "203.0.113", "203.0.113.7:80", "999.1.1.1"] {
            assert_eq!(ask(garbage), (vec![], None, false), "{garbage}");
        }
    }
}
