//! One sealed, signed evidence file for the police: a referral package of one report, with the original bytes, what the report says, what the
//! application said, and how it came to be (who looked, what matched, what was decided and answered), sealed to a key of the police.
//!
//! Nothing of it is kept: the same evidence gives the same archive, which is written twice. The first time into a digest alone, so that what goes out
//! is recorded before a byte of it does; the second time through the sealing to who asked.

mod parts;
mod write;

use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::opening::{Viewing, first_viewed_at};
use service::rights::ObjectRef;
use service::{Failure, Tx, custody_log};
use vault::SealedItem;
use wire::custody_mark::CustodyMark;
use wire::document::Document as _;
use wire::package::sealed::RecipientKey;
use wire::referral::{
    ChosenCountry, DerivedDocument, DetectionBasis, Recipient, Referral, ReferredReport, Sender,
};

use crate::State;
use crate::db::reports::ReportRow;
use crate::db::{decisions, filing_steps, hits, match_results, surfaces};
use crate::hold_basis::basis_of;
use crate::ids::{EvidencePackage, LegalProcess};
use crate::match_results::MatchResult;
use crate::reported::Reported;
pub(crate) use write::{measure, sealed};

const PROVENANCE_PATH: &str = "data/provenance.json";
const STATEMENT_PATH: &str = "data/statement.json";

/// To whom a package goes, and why.
pub(crate) struct Addressed {
    /// Code by which the agency is addressed.
    pub(crate) agency: String,
    /// Its country (ISO 3166-1, two letters).
    pub(crate) country: String,
    /// What it is sealed to.
    pub(crate) recipient: RecipientKey,
    /// The order that it answers, where there is one.
    pub(crate) process_id: Option<Id<LegalProcess>>,
    pub(crate) reason: String,
}

/// What stands in a package. Personal.
#[derive(Clone)]
pub(crate) struct Bag {
    referral: Referral,
    documents: Vec<(String, Vec<u8>)>,
    /// The original bytes, with where they lie in the package.
    items: Vec<(String, SealedItem)>,
}

/// How a report came to be: what a court asks of it. Names no person of the company.
#[derive(Serialize)]
struct Provenance {
    schema: &'static str,
    report_id: String,
    upload_id: String,
    /// Whether a person of the company had opened the whole file before it was reported; else whether a hash matched.
    viewing: Viewing,
    /// When a person first had.
    first_viewed_at: Option<Timestamp>,
    matches: Vec<Match>,
    /// What other services had stated, taken back or not.
    stated_matches: Vec<StatedMatch>,
    decisions: Vec<Decided>,
    requests: Vec<Request>,
    /// Until when what belongs to the report is preserved, and on what that rests.
    preservation: Option<Preserved>,
}

#[derive(Serialize)]
struct Preserved {
    at_least_until: String,
    /// The statute or the policy, and of whose law no period is known; none where the configuration says another period by now.
    rests_on: Option<String>,
}

#[derive(Serialize)]
struct Match {
    list: String,
    version: i64,
    algorithm: String,
    distance_bits: i64,
    vouched_by: Vec<String>,
    found_at: Timestamp,
    confirmed: bool,
}

/// What another service said of a file.
#[derive(Serialize)]
struct StatedMatch {
    provider: String,
    source: &'static str,
    list: String,
    version: Option<String>,
    score: Option<f64>,
    distance_bits: Option<i64>,
    matched: bool,
    matched_at: Timestamp,
}

#[derive(Serialize)]
struct Decided {
    decision: &'static str,
    viewed: &'static str,
    decided_at: Timestamp,
}

impl From<MatchResult> for StatedMatch {
    fn from(result: MatchResult) -> Self {
        Self {
            provider: result.provider,
            source: result.source.name(),
            list: result.list_name,
            version: result.version,
            score: result.score,
            distance_bits: result.distance_bits,
            matched: result.matched,
            matched_at: result.matched_at,
        }
    }
}

/// A request of the CyberTipline API, with its answer.
#[derive(Serialize)]
struct Request {
    step: &'static str,
    state: &'static str,
    intended_at: Timestamp,
    settled_at: Option<Timestamp>,
    http_status: Option<i64>,
    response_code: Option<i64>,
    report_number: Option<i64>,
}

/// Collects what stands in the package of a report.
///
/// # Errors
/// Conflict while the report has no number; gone once it is erased.
pub(crate) async fn gather(
    state: &State,
    tx: &mut Tx,
    report: &ReportRow,
    (package_id, to, at): (Id<EvidencePackage>, &Addressed, Timestamp),
) -> Result<Bag, Failure> {
    let (Some(number), Some(finished_at)) = (report.report_number, report.filed_at) else {
        return Err(Failure::conflict("the report is not filed yet; a package carries its number"));
    };
    let company = state.config.platform.company.as_ref().ok_or_else(|| {
        Failure::conflict("it is not configured where the company is established; a package says so")
    })?;
    let reported = Reported::load(state, tx, report).await?.ok_or_else(Failure::erased)?;
    let provenance = provenance(state, tx, report, &reported).await?;
    let mark = custody_log::mark_before(&state.node, tx, at).await?;
    let folder = format!("data/reports/{number}");
    let report_path = format!("{folder}/report.xml");
    let document = reported.document(&state.reporting).map_err(Failure::broken)?;
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(Failure::broken);
    let mut documents = vec![
        (report_path.clone(), document.write().into_bytes()),
        (PROVENANCE_PATH.to_owned(), json(serde_json::to_vec_pretty(&provenance))?),
        (STATEMENT_PATH.to_owned(), json(parts::statement(&reported))?),
    ];
    let details = parts::details(&reported, &folder)?;
    let details_paths = details.iter().map(|(path, _)| path.clone()).collect();
    let files = reported.files().iter().map(parts::referred_file).collect();
    documents.extend(details);
    let referred = ReferredReport {
        report_number: number,
        reporting_party: state.config.service.clone(),
        received_at: report.opened_at,
        finished_at,
        report_path,
        file_details_paths: details_paths,
        files,
        ip_addresses: parts::addresses(&document),
        country: ChosenCountry {
            code: to.country.clone(),
            grounds: "the country of the agency that asked; no other was looked for".to_owned(),
        },
        detection_bases: detection_bases(tx, &reported).await?,
    };
    let referral = Referral {
        schema: Referral::SCHEMA.to_owned(),
        referral_id: package_id.to_string(),
        from: Sender { name: state.config.service.clone(), country: company.established_in.clone() },
        to: Recipient { agency: to.agency.clone(), country: to.country.clone() },
        made_at: at,
        made_by: "moderator".to_owned(),
        conveyed_by: None,
        custody: mark.map(|mark| CustodyMark {
            origin: mark.origin,
            key_fingerprint: mark.key_fingerprint,
            size: mark.size,
            root: mark.root,
        }),
        reports: vec![referred],
        derived: vec![derived(PROVENANCE_PATH, "provenance"), derived(STATEMENT_PATH, "statement")],
        batch: Vec::new(),
    };
    Ok(Bag { referral, documents, items: parts::items(&reported) })
}

/// On what the files were compared with lists, as it stood then; each once.
async fn detection_bases(tx: &mut Tx, reported: &Reported) -> Result<Vec<DetectionBasis>, Failure> {
    let mut bases = Vec::new();
    for upload in reported.uploads() {
        let Some(row) = surfaces::find_of_upload(tx, upload.upload.upload_id).await? else { continue };
        let basis = DetectionBasis {
            name: row.basis,
            valid_from: row.from,
            valid_to: row.until,
            source: format!("stated by the company for its surface `{}`", row.surface),
        };
        if !bases.contains(&basis) {
            bases.push(basis);
        }
    }
    Ok(bases)
}

fn derived(path: &str, kind: &str) -> DerivedDocument {
    DerivedDocument {
        path: path.to_owned(),
        kind: kind.to_owned(),
        media_type: "application/json".to_owned(),
    }
}

/// Until when what belongs to a filed report is preserved.
fn preserved(state: &State, report: &ReportRow) -> Option<Preserved> {
    let until = report.preserve_until?;
    let basis = basis_of(&state.config.platform, report.filed_at?).filter(|basis| basis.until == until);
    Some(Preserved { at_least_until: until.to_string(), rests_on: basis.map(|basis| basis.sentence()) })
}

async fn provenance(
    state: &State,
    tx: &mut Tx,
    report: &ReportRow,
    reported: &Reported,
) -> Result<Provenance, Failure> {
    let upload_id = report.upload_id;
    let (mut matches, mut stated_matches, mut decisions) = (Vec::new(), Vec::new(), Vec::new());
    for upload in reported.uploads() {
        let id = upload.upload.upload_id;
        let hits = hits::list_hits_of_upload(tx, id).await?;
        matches.extend(hits.into_iter().map(|hit| Match {
            confirmed: hit.is_confirmed(),
            list: hit.list_name,
            version: hit.list_version,
            algorithm: hit.algorithm,
            distance_bits: hit.distance_bits,
            vouched_by: hit.members,
            found_at: hit.found_at,
        }));
        let stated = match_results::list_standing(tx, id, Timestamp::MAX).await?;
        stated_matches.extend(stated.into_iter().map(StatedMatch::from));
        let made = decisions::list_decisions(tx, id).await?;
        decisions.extend(made.into_iter().map(|row| Decided {
            decision: row.verdict.name(),
            viewed: row.viewed.name(),
            decided_at: row.decided_at,
        }));
    }
    let requests = filing_steps::list_steps(tx, report.report_id).await?.into_iter().map(|row| Request {
        step: row.step.name(),
        state: row.state.name(),
        intended_at: row.intended_at,
        settled_at: row.settled_at,
        http_status: row.http_status,
        response_code: row.response_code,
        report_number: row.report_number,
    });
    let requests = requests.collect();
    Ok(Provenance {
        schema: "amparo-provenance/1",
        report_id: report.report_id.to_string(),
        upload_id: upload_id.to_string(),
        viewing: reported.file().viewing,
        first_viewed_at: first_viewed_at(tx, &ObjectRef::new("upload", upload_id), None).await?,
        matches,
        stated_matches,
        decisions,
        requests,
        preservation: preserved(state, report),
    })
}
