//! What a report says of countries, by what ties it to them.

use serde::{Deserialize, Serialize};
use wire::cybertipline::{Address, EstimatedLocation, InternetDetails, Person, Report};
use wire::notice::{Because, Notice};

use super::Opinion;
use crate::addresses::Relation;

/// What ties a report to a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Where the act took place.
    Act,
    /// Where whoever is reported is.
    Subject,
    /// Where whoever is harmed is.
    Victim,
    /// Nothing says.
    Unknown,
}

impl Place {
    /// In the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Subject => "subject",
            Self::Victim => "victim",
            Self::Unknown => "unknown",
        }
    }
}

/// What says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Says {
    /// Where an address of the internet is allocated.
    Allocation,
    /// A postal address that the report states.
    Address,
    /// Where its sender thinks that somebody is.
    Estimate,
    /// The sender of a notice names the country.
    Notice,
}

impl Says {
    /// In the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Allocation => "allocation",
            Self::Address => "address",
            Self::Estimate => "estimate",
            Self::Notice => "notice",
        }
    }
}

/// One fact that ties a report to a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlaceFact {
    pub(crate) place: Place,
    /// ISO 3166-1, two letters.
    pub(crate) country: String,
    pub(crate) says: Says,
}

/// What the allocation of addresses says. An address on which its sources disagree speaks for each country that they name.
pub(crate) fn of_addresses(addresses: &[(Relation, Vec<Opinion>)]) -> Vec<PlaceFact> {
    let mut facts = Vec::new();
    for (relation, opinions) in addresses {
        let place = match relation {
            Relation::FileUpload | Relation::Incident => Place::Act,
            Relation::Reported => Place::Subject,
            Relation::Victim => Place::Victim,
            // to whom something was sent may be anybody
            Relation::Recipient => continue,
        };
        let mut countries: Vec<&str> = opinions.iter().map(|opinion| opinion.country.as_str()).collect();
        countries.sort_unstable();
        countries.dedup();
        let fact = |country: &str| PlaceFact { place, country: country.to_owned(), says: Says::Allocation };
        facts.extend(countries.into_iter().map(fact));
    }
    facts
}

/// What a report states of where somebody is.
pub(crate) fn of_report(report: &Report) -> Vec<PlaceFact> {
    let mut facts = Vec::new();
    for scene in &report.internet_details {
        if let InternetDetails::NonInternet(scene) = scene {
            facts.extend(of_postal(Place::Act, &scene.incident_address));
        }
    }
    for reported in &report.person_or_user_reported {
        facts.extend(of_person(Place::Subject, reported.person.as_ref()));
        facts.extend(of_estimate(Place::Subject, reported.estimated_location.as_ref()));
    }
    for victim in &report.victim {
        facts.extend(of_person(Place::Victim, Some(&victim.person)));
        facts.extend(of_estimate(Place::Victim, victim.estimated_location.as_ref()));
    }
    facts
}

/// The member states that a notice names.
pub(crate) fn of_notice(notice: &Notice) -> Vec<PlaceFact> {
    let fact = |state: &wire::notice::MemberState| PlaceFact {
        place: match state.because {
            Because::PlaceOfAct => Place::Act,
            Because::Suspect => Place::Subject,
            Because::Victim => Place::Victim,
        },
        country: state.country.clone(),
        says: Says::Notice,
    };
    notice.member_states.iter().map(fact).collect()
}

fn of_person(place: Place, person: Option<&Person>) -> Vec<PlaceFact> {
    person.map(|person| of_postal(place, &person.address)).unwrap_or_default()
}

fn of_postal(place: Place, addresses: &[Address]) -> Vec<PlaceFact> {
    let codes = addresses.iter().filter_map(|address| address.country.as_ref()).map(|country| country.code());
    codes.filter_map(|code| stated(place, code, Says::Address)).collect()
}

fn of_estimate(place: Place, location: Option<&EstimatedLocation>) -> Option<PlaceFact> {
    stated(place, location?.country_code.as_ref()?.code(), Says::Estimate)
}

/// The schema's list of countries holds codes that are none: of regions, of registries, and the empty one.
fn stated(place: Place, code: &str, says: Says) -> Option<PlaceFact> {
    let is_country = code.len() == 2
        && code.bytes().all(|byte| byte.is_ascii_uppercase())
        && !matches!(code, "AP" | "EU" | "FX");
    is_country.then(|| PlaceFact { place, country: code.to_owned(), says })
}

#[cfg(test)]
mod tests {
    use wire::cybertipline::{
        Country, IncidentSummary, IncidentType, PersonOrUserReported, Reporter, StatedDateTime, Victim,
    };

    use super::*;

    #[test]
    fn a_report_ties_subject_and_victim_to_their_countries() {
        let at = StatedDateTime::parse("2024-05-01T10:00:00Z").unwrap();
        let mut report = Report::new(IncidentSummary::new(IncidentType::ALL[0], at), Reporter::default());
        let address = |code: &str| Address { country: Country::from_code(code), ..Address::default() };
        let person = |code: &str| Person { address: vec![address(code)], ..Person::default() };
        let location =
            EstimatedLocation { country_code: Country::from_code("ES"), ..EstimatedLocation::default() };
        report.person_or_user_reported.push(PersonOrUserReported {
            person: Some(person("FR")),
            estimated_location: Some(location),
            ..PersonOrUserReported::default()
        });
        report.victim.push(Victim { person: person("EU"), ..Victim::default() });
        let fact =
            |country: &str, says| PlaceFact { place: Place::Subject, country: country.to_owned(), says };
        assert_eq!(of_report(&report), [fact("FR", Says::Address), fact("ES", Says::Estimate)]);
    }
}
