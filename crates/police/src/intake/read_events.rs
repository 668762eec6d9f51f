//! From the XML of a report to where its accounts were seen of which no act is made: at sign-ins and registrations, say.

use std::collections::BTreeSet;

use jiff::Timestamp;
use wire::cybertipline::{IpCaptureEvent, Report, StatedDateTime};
use wire::referral::ReferredReport;

use super::read_report::{connection, is_act, referred_address};
use super::{Connection, IncomingAct};

/// A dated event of an account that is no act. Without a time no operator can be asked, so that an undated one stands with what is stated of the
/// account alone.
pub(crate) struct IncomingEvent {
    /// Index in the accounts of the report.
    pub(crate) account: usize,
    /// As the CyberTipline names it; empty where none is stated.
    pub(crate) event_name: String,
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) connection: Connection,
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
}

/// Every event of a report that is no act, each once; what an act of the account has already, address, port and instant, is none.
pub(super) fn read(referred: &ReferredReport, report: &Report, acts: &[IncomingAct]) -> Vec<IncomingEvent> {
    let of_act = |act: &IncomingAct| Some(key(act.account, act.happened_at, act.connection.as_ref()?));
    let mut known: BTreeSet<_> = acts.iter().filter_map(of_act).collect();
    let mut events = Vec::new();
    for (account, reported) in report.person_or_user_reported.iter().enumerate() {
        for event in reported.ip_capture_event.iter().filter(|event| !is_act(event)) {
            let Some(time) = &event.date_time else { continue };
            if known.insert(key(account, time.instant(), &connection(event))) {
                events.push(read_one(referred, account, event, time));
            }
        }
    }
    events
}

fn key(account: usize, at: Timestamp, connection: &Connection) -> (usize, Timestamp, String, Option<u16>) {
    (account, at, connection.address.clone(), connection.port)
}

fn read_one(
    referred: &ReferredReport,
    account: usize,
    event: &IpCaptureEvent,
    time: &StatedDateTime,
) -> IncomingEvent {
    let known = referred_address(referred, event);
    IncomingEvent {
        account,
        event_name: event.event_name.map(|name| name.code().to_owned()).unwrap_or_default(),
        stated_text: time.text().to_owned(),
        happened_at: time.instant(),
        connection: connection(event),
        operator: known.and_then(|address| address.operator.clone()),
        shared_by_many: known.is_some_and(|address| address.shared_by_many),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use service::opening::Viewing;
    use wire::cybertipline::{
        IncidentSummary, IncidentType, IpCaptureType, Person, PersonOrUserReported, Reporter,
    };

    use super::*;

    const AT: &str = "2020-11-01T10:00:00Z";

    fn event(kind: IpCaptureType, at: Option<&str>, port: i32) -> IpCaptureEvent {
        IpCaptureEvent {
            ip_address: "192.0.2.1".to_owned(),
            event_name: Some(kind),
            date_time: at.map(|at| StatedDateTime::parse(at).unwrap()),
            possible_proxy: None,
            port: Some(port),
        }
    }

    /// An act at that instant from port 1.
    fn act() -> IncomingAct {
        IncomingAct {
            account: 0,
            stated_text: AT.to_owned(),
            happened_at: AT.parse().unwrap(),
            time_source: "",
            connection: Some(Connection { address: "192.0.2.1".to_owned(), port: Some(1) }),
            operator: None,
            shared_by_many: false,
            file: None,
            viewing: Viewing::of_statement(None),
        }
    }

    #[test]
    fn each_dated_event_that_no_act_has_counts_once() {
        let referred: ReferredReport = serde_json::from_value(json!({
            "report_number": 7, "reporting_party": "Rede", "received_at": AT, "finished_at": AT,
            "report_path": "data/reports/7/report.xml", "file_details_paths": [], "files": [],
            "ip_addresses": [], "country": {"code": "ES", "grounds": "allocation"}
        }))
        .unwrap();
        let reporter = Reporter {
            reporting_person: Person::default(),
            contact_person: None,
            company_template: None,
            terms_of_service: None,
            legal_url: None,
        };
        let at = StatedDateTime::parse(AT).unwrap();
        let mut report = Report::new(IncidentSummary::new(IncidentType::ChildPornography, at), reporter);
        let stated = vec![
            event(IpCaptureType::Upload, Some(AT), 1),
            event(IpCaptureType::Login, Some(AT), 1),
            event(IpCaptureType::Login, Some(AT), 2),
            event(IpCaptureType::Login, Some("2020-11-01T11:00:00+01:00"), 2),
            event(IpCaptureType::Registration, None, 3),
        ];
        let reported =
            || PersonOrUserReported { ip_capture_event: stated.clone(), ..PersonOrUserReported::default() };
        report.person_or_user_reported.extend([reported(), reported()]);
        let found = read(&referred, &report, &[act()]);
        let found: Vec<_> = found.iter().map(|event| (event.account, event.connection.port)).collect();
        // the second account did not do the act
        assert_eq!(found, [(0, Some(2)), (1, Some(1)), (1, Some(2))]);
    }
}
