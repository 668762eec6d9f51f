//! Packages as a clearinghouse makes them.

use std::collections::BTreeMap;
use std::io::Cursor;

use sha2::{Digest, Sha256};
use wire::cybertipline::{
    Email, FileDetails, IncidentSummary, IncidentType, IpCaptureEvent, IpCaptureType, Person,
    PersonOrUserReported, Report, Reporter, StatedDateTime, Token,
};
use wire::note::NoteSigner;
use wire::package::{self, Payload};
use wire::referral::{
    ChosenCountry, IMPORTED, PdqDigest, Recipient, Referral, ReferredAddress, ReferredFile, ReferredReport,
    Sender,
};

/// A package to be built.
pub(crate) struct Package {
    pub(crate) referral_id: String,
    /// Whom it is for.
    pub(crate) agency: &'static str,
    pub(crate) reports: Vec<(i64, Account, Vec<Upload>)>,
}

/// The reported account of a report.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) identifier: &'static str,
    pub(crate) email: Option<&'static str>,
}

/// A shared file.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) media: Media,
    /// As the report writes it.
    pub(crate) at: &'static str,
    pub(crate) address: &'static str,
    pub(crate) port: Option<u16>,
    /// Whose the address is; empty where no allocation says.
    pub(crate) operator: &'static str,
    /// Whether a person at the sender viewed the file, as the report states it.
    pub(crate) viewed: Option<bool>,
}

/// A file: its bytes and its perceptual hash.
#[derive(Clone)]
pub(crate) struct Media {
    pub(crate) bytes: &'static [u8],
    pub(crate) print: Option<PdqDigest>,
}

/// An operator whose addresses are shared by many, whether a port is stated or not.
pub(crate) const SHARING: &str = "Operador Compartido";

/// The key that the tests trust.
pub(crate) fn signer() -> NoteSigner {
    NoteSigner::new("clearinghouse.example", &[9; 32]).unwrap()
}

/// A perceptual hash of all `digit`s.
pub(crate) fn print(digit: char, quality: u8) -> Option<PdqDigest> {
    Some(PdqDigest { hash: digit.to_string().repeat(64), quality })
}

/// The same with its first seven digits turned to `f`: at most 28 bits away.
pub(crate) fn near_print(digit: char) -> Option<PdqDigest> {
    Some(PdqDigest { hash: format!("fffffff{}", digit.to_string().repeat(57)), quality: 100 })
}

impl Package {
    /// The archive, signed by the trusted key.
    pub(crate) fn write(&self) -> Vec<u8> {
        self.write_with(&|_, _| {})
    }

    /// The archive, with each report as `change` leaves it, by its number.
    pub(crate) fn write_with(&self, change: &dyn Fn(i64, &mut Report)) -> Vec<u8> {
        self.write_both(change, &|_| {})
    }

    /// The archive, with what it tells of each file as `change` leaves it.
    pub(crate) fn write_telling(&self, change: &dyn Fn(&mut ReferredFile)) -> Vec<u8> {
        self.write_both(&|_, _| {}, change)
    }

    fn write_both(&self, change: &dyn Fn(i64, &mut Report), tell: &dyn Fn(&mut ReferredFile)) -> Vec<u8> {
        let mut payload = BTreeMap::new();
        let mut reports: Vec<_> =
            self.reports.iter().map(|report| referred(report, &mut payload, change)).collect();
        for report in &mut reports {
            report.files.iter_mut().for_each(tell);
        }
        let referral = Referral {
            schema: "amparo-referral/1".to_owned(),
            referral_id: self.referral_id.clone(),
            from: Sender { name: "National Clearinghouse".to_owned(), country: "US".to_owned() },
            to: Recipient { agency: self.agency.to_owned(), country: "ES".to_owned() },
            made_at: super::at("2020-12-01T10:00:00Z"),
            made_by: if self.referral_id.starts_with("imp_") { IMPORTED } else { "analyst" }.to_owned(),
            conveyed_by: None,
            custody: None,
            reports,
            derived: Vec::new(),
            batch: Vec::new(),
        };
        let files = payload.into_iter().map(|(path, bytes): (String, Vec<u8>)| Payload {
            path,
            size_bytes: bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&bytes)),
            source: Cursor::new(bytes),
        });
        let mut archive = Vec::new();
        package::write(&mut archive, &referral, files.collect(), &signer()).unwrap();
        archive
    }
}

fn referred(
    (number, account, uploads): &(i64, Account, Vec<Upload>),
    payload: &mut BTreeMap<String, Vec<u8>>,
    change: &dyn Fn(i64, &mut Report),
) -> ReferredReport {
    let report_path = format!("data/reports/{number}/report.xml");
    let mut report = report(account, uploads);
    change(*number, &mut report);
    payload.insert(report_path.clone(), report.write().into_bytes());
    let mut files = Vec::new();
    let mut file_details_paths = Vec::new();
    for (index, upload) in uploads.iter().enumerate() {
        let file_id = format!("{number:016x}{index:016x}");
        let path = format!("data/reports/{number}/{file_id}.xml");
        payload.insert(path.clone(), details(*number, &file_id, upload).write().into_bytes());
        file_details_paths.push(path);
        let file = file(file_id, &upload.media);
        payload.insert(file.path.clone(), upload.media.bytes.to_vec());
        files.push(file);
    }
    ReferredReport {
        report_number: *number,
        reporting_party: "Rede".to_owned(),
        received_at: super::at("2020-11-30T10:00:00Z"),
        finished_at: super::at("2020-11-30T10:05:00Z"),
        report_path,
        file_details_paths,
        files,
        ip_addresses: uploads.iter().map(address).collect(),
        country: ChosenCountry {
            code: "ES".to_owned(),
            grounds: "addresses of file uploads: 1 of 1 allocated to ES".to_owned(),
        },
        detection_bases: Vec::new(),
    }
}

fn report(account: &Account, uploads: &[Upload]) -> Report {
    let at = uploads.first().map_or("2020-11-01T10:00:00Z", |upload| upload.at);
    let summary = IncidentSummary::new(IncidentType::ChildPornography, StatedDateTime::parse(at).unwrap());
    let reporter = Reporter {
        reporting_person: Person::default(),
        contact_person: None,
        company_template: None,
        terms_of_service: None,
        legal_url: None,
    };
    let emails = account.email.iter().map(|address| Email {
        address: (*address).to_owned(),
        email_type: None,
        verified: None,
        verification_date: None,
    });
    let mut report = Report::new(summary, reporter);
    report.person_or_user_reported.push(PersonOrUserReported {
        person: Some(Person { email: emails.collect(), ..Person::default() }),
        esp_identifier: Some(account.identifier.to_owned()),
        esp_service: Some("rede.example".to_owned()),
        screen_name: Some(format!("screen-{}", account.identifier)),
        ip_capture_event: uploads.iter().map(event).collect(),
        ..PersonOrUserReported::default()
    });
    report
}

fn details(number: i64, file_id: &str, upload: &Upload) -> FileDetails {
    let mut details = FileDetails::new(number, Token::new(file_id));
    details.file_viewed_by_esp = upload.viewed;
    details.original_file_name = Some("shared.png".to_owned());
    details.ip_capture_event = Some(event(upload));
    details
}

fn event(upload: &Upload) -> IpCaptureEvent {
    IpCaptureEvent {
        ip_address: upload.address.to_owned(),
        event_name: Some(IpCaptureType::Upload),
        date_time: Some(StatedDateTime::parse(upload.at).unwrap()),
        possible_proxy: None,
        port: upload.port.map(i32::from),
    }
}

fn file(file_id: String, media: &Media) -> ReferredFile {
    let sha256 = hex::encode(Sha256::digest(media.bytes));
    ReferredFile {
        file_id,
        path: format!("data/files/{sha256}"),
        sha256,
        md5: "0".repeat(32),
        sha1: None,
        size_bytes: media.bytes.len() as u64,
        file_name: "shared.png".to_owned(),
        pdq: media.print.clone(),
    }
}

fn address(upload: &Upload) -> ReferredAddress {
    ReferredAddress {
        address: upload.address.to_owned(),
        port: upload.port,
        time: Some(upload.at.to_owned()),
        element: "report/personOrUserReported/ipCaptureEvent/ipAddress".to_owned(),
        opinions: Vec::new(),
        operator: Some(upload.operator).filter(|operator| !operator.is_empty()).map(str::to_owned),
        shared_by_many: upload.port.is_some() || upload.operator == SHARING,
    }
}
