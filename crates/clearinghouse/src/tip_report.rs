//! A report of the clearinghouse itself on a tip: it says what a named analyst wrote, and nothing of the tip by itself.

use jiff::civil::Date;
use service::Failure;
use wire::cybertipline::{
    IncidentSummary, IncidentType, InternetDetails, Person, PersonOrUserReported, Report, Reporter, Severity,
    StatedDateTime, WebPageIncident,
};

use crate::db::warnings::Warning;

/// Most characters of what happened (schema: `additionalInfo`).
pub(crate) const MAX_WORDS: usize = 3000;
/// Most characters of a service's name (schema: `espService`).
const MAX_SERVICE: usize = 100;
/// Most characters of a name on a service (schema: `screenName`).
const MAX_ACCOUNT: usize = 256;
/// Most characters of the reporter's name (schema: `lastName`).
const MAX_PARTY: usize = 100;
const DAY_NOTE: &str = "The day alone is known; the hour is not.";

/// What an analyst wrote.
pub(crate) struct Passage {
    /// A code of the schema.
    pub(crate) incident_type: String,
    /// The day of the incident, as typed.
    pub(crate) incident_on: String,
    /// Address of a page; may be empty.
    pub(crate) url: String,
    /// Name of a service; may be empty.
    pub(crate) service: String,
    /// A name on that service, as seen; may be empty.
    pub(crate) account: String,
    /// What happened.
    pub(crate) words: String,
}

/// A report that can be opened.
pub(crate) struct Written {
    pub(crate) xml: String,
    pub(crate) report: Report,
    pub(crate) warnings: Vec<Warning>,
}

impl Passage {
    /// The report, in the name of `party`.
    ///
    /// # Errors
    /// Refused by field: an unknown type, no day, no words, a text too long for the schema, an account without its service.
    pub(crate) fn write(&self, party: &str) -> Result<Written, Failure> {
        let found = IncidentType::ALL.iter().copied().find(|kind| kind.code() == self.incident_type);
        let kind = found.ok_or_else(|| Failure::refused("incident_type", "choose one of the list"))?;
        let day: Date = self.incident_on.trim().parse().map_err(|_| {
            Failure::refused(
                "incident_on",
                "must be a day, such as 2024-05-31; without one, the day on which the tip came",
            )
        })?;
        let at = StatedDateTime::parse(&format!("{day}T00:00:00Z"));
        let at = at.map_err(|expected| Failure::refused("incident_on", expected))?;
        let mut summary = IncidentSummary::new(kind, at);
        summary.incident_date_time_description = Some(DAY_NOTE.to_owned());
        let service = text("service", &self.service, MAX_SERVICE)?;
        let account = text("account", &self.account, MAX_ACCOUNT)?;
        let words = text("happened", &self.words, MAX_WORDS)?;
        if account.is_some() && service.is_none() {
            return Err(Failure::refused("service", "say on which service this name stands"));
        }
        if words.is_none() {
            return Err(Failure::refused("happened", "say what happened, in your own words"));
        }
        let name: String = party.chars().take(MAX_PARTY).collect();
        let person = Person { last_name: Some(name), ..Person::default() };
        let mut report = Report::new(summary, Reporter { reporting_person: person, ..Reporter::default() });
        if let Some(url) = text("url", &self.url, wire::tip::URL_MAX)? {
            let page = WebPageIncident { url: vec![url], ..WebPageIncident::default() };
            report.internet_details.push(InternetDetails::WebPage(page));
        }
        if let Some(account) = account {
            // a name as somebody saw it: no identifier, so that nothing is linked by it
            let seen = PersonOrUserReported {
                screen_name: Some(account),
                esp_service: service,
                ..PersonOrUserReported::default()
            };
            report.person_or_user_reported.push(seen);
        } else {
            report.incident_summary.platform = service;
        }
        report.additional_info = words;
        checked(report)
    }
}

/// What was typed, without the spaces around it.
fn text(field: &str, typed: &str, most: usize) -> Result<Option<String>, Failure> {
    let typed = typed.trim();
    if typed.chars().count() > most {
        return Err(Failure::refused(field, format!("must not be longer than {most} characters")));
    }
    Ok((!typed.is_empty()).then(|| typed.to_owned()))
}

/// Read back as a reporting party's would be: what goes on to the police stands under the same schema.
pub(crate) fn checked(report: Report) -> Result<Written, Failure> {
    let xml = report.write();
    let read = Report::read(xml.as_bytes());
    read.map_err(|error| Failure::refused("report", error.to_string()))?;
    let mut warnings = Vec::new();
    for problem in report.problems() {
        if problem.severity == Severity::Refuse {
            return Err(Failure::refused("report", format!("{}: {}", problem.path, problem.message)));
        }
        warnings.push(Warning { path: problem.path, line: None, message: problem.message });
    }
    Ok(Written { xml, report, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage() -> Passage {
        Passage {
            incident_type: IncidentType::ALL[0].code().to_owned(),
            incident_on: "2024-05-31".to_owned(),
            url: " https://a.example/x ".to_owned(),
            service: "Example".to_owned(),
            account: "seen-name".to_owned(),
            words: "<b>words</b> & more".to_owned(),
        }
    }

    fn field_of(passage: &Passage) -> String {
        match passage.write("Clearinghouse").err().expect("refused") {
            Failure::Refused(refused) => refused.field.unwrap_or_default(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn it_says_what_the_analyst_wrote_and_names_no_identifier() {
        let written = passage().write("Clearinghouse").unwrap();
        let read = Report::read(written.xml.as_bytes()).unwrap().value;
        assert!(read == written.report);
        assert_eq!(read.additional_info.as_deref(), Some("<b>words</b> & more"));
        assert_eq!(read.reporter.reporting_person.last_name.as_deref(), Some("Clearinghouse"));
        let account = &read.person_or_user_reported[0];
        assert_eq!((account.screen_name.as_deref(), &account.esp_identifier), (Some("seen-name"), &None));
        assert!(crate::identities::of_report(&read, "Clearinghouse").is_empty());
        let [InternetDetails::WebPage(page)] = read.internet_details.as_slice() else { panic!("one page") };
        assert_eq!(page.url, ["https://a.example/x"]);
    }

    #[test]
    fn what_cannot_stand_is_refused_by_field() {
        for (wrong, field) in [
            (Passage { incident_type: "x".to_owned(), ..passage() }, "incident_type"),
            (Passage { incident_on: "yesterday".to_owned(), ..passage() }, "incident_on"),
            (Passage { service: " ".to_owned(), ..passage() }, "service"),
            (Passage { account: "x".repeat(MAX_ACCOUNT + 1), ..passage() }, "account"),
            (Passage { words: " \n".to_owned(), ..passage() }, "happened"),
            (Passage { words: "x".repeat(MAX_WORDS + 1), ..passage() }, "happened"),
        ] {
            assert_eq!(field_of(&wrong), field);
        }
    }
}
