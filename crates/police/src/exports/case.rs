//! What leaves as CASE/UCO: reports with their files, accounts and addresses, as a clearinghouse writes them for its packages.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use service::Failure;
use wire::investigation::{CaseAccount, CaseHead, CaseReport, write_investigation};
use wire::referral::{ChosenCountry, ReferredAddress, ReferredFile, ReferredReport};

use super::{Leaving, LeavingAccount, LeavingAct, LeavingEvent};
use crate::db::exports::{ExportedAct, ExportedFile};
use crate::db::reports::ReportRow;

/// Writes the graph. `authority` names its nodes.
pub(super) fn write(leaving: &Leaving, id: &str, authority: &str) -> Result<Vec<u8>, Failure> {
    // by the report itself: two clearinghouses may give one number
    let mut reports: BTreeMap<Id<Report>, ReferredReport> = BTreeMap::new();
    for found in &leaving.acts {
        let report = reports.entry(found.act.report_id).or_insert_with(|| report(&found.act));
        if let Some(file) = &found.act.file
            && !report.files.iter().any(|known| known.sha256 == file.sha256)
        {
            report.files.push(referred(file));
        }
        add_address(report, address(found));
    }
    let rows: BTreeMap<_, _> = leaving.reports.iter().map(|row| (row.report_id, row)).collect();
    for event in &leaving.events {
        if let Some(row) = rows.get(&event.found.event.report_id) {
            let report = reports.entry(row.report_id).or_insert_with(|| report_without_act(row));
            add_address(report, address_of_event(event));
        }
    }
    let mut accounts: BTreeMap<Id<Report>, Vec<CaseAccount>> = BTreeMap::new();
    for found in &leaving.accounts {
        accounts.entry(found.report_id).or_default().push(account(found));
    }
    let mut described: Vec<_> =
        reports.iter().map(|(id, report)| case_report(*id, report, &accounts)).collect();
    described.sort_by_key(|case| (case.report.report_number, case.key.clone()));
    let mut description = vec![format!("{} reports, from {authority}", reports.len())];
    description.extend(leaving.doubts.lines());
    let head = CaseHead { id, name: format!("Inquiry {id}"), description: description.join(". ") };
    write_investigation(&head, &described, authority).map_err(Failure::broken)
}

/// Each address once.
fn add_address(report: &mut ReferredReport, address: Option<ReferredAddress>) {
    if let Some(address) = address
        && !report.ip_addresses.iter().any(|known| known.address == address.address)
    {
        report.ip_addresses.push(address);
    }
}

fn case_report<'a>(
    id: Id<Report>,
    report: &'a ReferredReport,
    accounts: &'a BTreeMap<Id<Report>, Vec<CaseAccount>>,
) -> CaseReport<'a> {
    CaseReport { key: id.to_string(), report, accounts: accounts.get(&id).into_iter().flatten().collect() }
}

/// A report without its files and addresses.
fn report(act: &ExportedAct) -> ReferredReport {
    let country = ChosenCountry { code: act.country_code.clone(), grounds: act.country_grounds.clone() };
    bare((act.report_id, act.report_number), &act.reporting_party, act.finished_at, country)
}

/// The same of one that tells of no act here.
fn report_without_act(row: &ReportRow) -> ReferredReport {
    let country = ChosenCountry { code: row.country_code.clone(), grounds: row.country_grounds.clone() };
    bare((row.report_id, row.report_number), &row.reporting_party, row.finished_at, country)
}

fn bare(
    (report_id, report_number): (Id<Report>, i64),
    reporting_party: &str,
    finished_at: Timestamp,
    country: ChosenCountry,
) -> ReferredReport {
    ReferredReport {
        report_number,
        reporting_party: reporting_party.to_owned(),
        received_at: finished_at,
        finished_at,
        report_path: format!("data/reports/{report_id}/report.xml"),
        file_details_paths: Vec::new(),
        files: Vec::new(),
        ip_addresses: Vec::new(),
        country,
        detection_bases: Vec::new(),
    }
}

/// The name that a sender gave is not told: it may name somebody.
fn referred(file: &ExportedFile) -> ReferredFile {
    ReferredFile {
        file_id: file.sha256.clone(),
        sha256: file.sha256.clone(),
        md5: file.md5.clone(),
        sha1: file.sha1.clone(),
        size_bytes: file.size_bytes.unsigned_abs(),
        file_name: file.sha256.clone(),
        pdq: None,
        path: format!("data/files/{}", file.sha256),
    }
}

fn address(found: &LeavingAct) -> Option<ReferredAddress> {
    let connection = found.connection.as_ref()?;
    Some(ReferredAddress {
        address: connection.address.clone(),
        port: connection.port,
        time: Some(found.act.stated_text.clone()),
        element: found.act.time_source.clone(),
        opinions: Vec::new(),
        operator: found.act.operator.clone(),
        shared_by_many: found.act.shared_by_many,
    })
}

fn address_of_event(leaving: &LeavingEvent) -> Option<ReferredAddress> {
    let (event, connection) = (&leaving.found.event, leaving.connection.as_ref()?);
    Some(ReferredAddress {
        address: connection.address.clone(),
        port: connection.port,
        time: Some(event.stated_text.clone()),
        element: "report/personOrUserReported/ipCaptureEvent/ipAddress".to_owned(),
        opinions: Vec::new(),
        operator: event.operator.clone(),
        shared_by_many: event.shared_by_many,
    })
}

fn account(account: &LeavingAccount) -> CaseAccount {
    CaseAccount {
        report_number: account.report_number,
        service: Some(account.service.clone()),
        identifier: account.stated.esp_identifier.clone(),
        screen_name: account.stated.screen_name.clone(),
    }
}
