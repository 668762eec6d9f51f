//! Imports of many reports from one file, some lines at a time.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once, Permission as _, Query, Scope, Tx};
use utoipa::ToSchema;
use vault::SealedItem;
use wire::report_lines::{MAX_COLUMNS, MAX_MAPPING_BYTES, Reader};

use crate::Permission;
use crate::actions::begin_import::BeginImport;
use crate::actions::import_lines::{ImportLines, ImportedLine};
use crate::actions::open_report::OpenReport;
use crate::db;
use crate::db::imports::ImportRow;
use crate::evidence::put_document;
use crate::import::{Line, LineError, RefusedLine, load_refused};
use crate::state::State as Clearinghouse;

/// Most lines in one request: one transaction.
const MAX_LINES: usize = 500;
/// Most refused lines in one answer.
const MAX_REFUSED: i64 = 200;
/// Most characters of a file's name.
const MAX_NAME_CHARS: usize = 255;
/// Largest request, in bytes.
pub(crate) const MAX_LINES_BYTES: usize = 16 << 20;
/// So many documents are sealed at a time: their flushes to the disk become few.
const SEALED_AT_ONCE: usize = 16;

/// A file that is to be imported.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewImport {
    /// Its name, without folders.
    file_name: String,
    /// SHA-256 of the whole file, hex: an import that broke off is found again by it.
    file_sha256: String,
    /// The mapping file, TOML.
    mapping: String,
    /// The header record of a CSV file; empty for JSON.
    columns: Vec<String>,
}

/// Where an import stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportStanding {
    import_id: String,
    /// Up to which line all were looked at: go on after it.
    last_line: i64,
    kept: i64,
    /// Lines whose key was known before.
    known: i64,
    refused: i64,
    is_finished: bool,
}

impl From<ImportRow> for ImportStanding {
    fn from(row: ImportRow) -> Self {
        Self {
            import_id: row.import_id.to_string(),
            last_line: row.last_line,
            kept: row.kept,
            known: row.known,
            refused: row.refused,
            is_finished: row.finished_at.is_some(),
        }
    }
}

/// `POST /api/imports`: begins an import, or finds the one of this very file that was begun before.
pub(crate) async fn begin(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Json(new): Json<NewImport>,
) -> Result<(StatusCode, Json<ImportStanding>), Failure> {
    check_new(&new)?;
    let reader = Reader::new(&new.mapping, &new.columns).map_err(|says| Failure::refused("mapping", says))?;
    let action = BeginImport {
        source: reader.source().to_owned(),
        reporting_party: party(&actor, &reader)?,
        file_name: new.file_name,
        file_sha256: new.file_sha256,
        mapping: new.mapping,
        columns: new.columns,
    };
    let begun = state.node().act(&actor, &action).await?;
    let mut tx = state.node().db().begin_read("find-import").await?;
    let import = db::imports::find(&mut tx, &begun.import_id).await?;
    let import = import.ok_or_else(|| Failure::absent("import"))?;
    Ok((StatusCode::CREATED, Json(import.into())))
}

/// Looks at how much is stated before any of it is read or kept.
fn check_new(new: &NewImport) -> Result<(), Failure> {
    if new.mapping.len() > MAX_MAPPING_BYTES {
        return Err(Failure::refused(
            "mapping",
            format!("must not be larger than {MAX_MAPPING_BYTES} bytes"),
        ));
    }
    let is_digest = new.file_sha256.len() == 64
        && new.file_sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_digest {
        return Err(Failure::refused("file_sha256", "must be 64 lower-case hexadecimal digits"));
    }
    if !(1..=MAX_NAME_CHARS).contains(&new.file_name.chars().count()) {
        return Err(Failure::refused("file_name", format!("write from 1 to {MAX_NAME_CHARS} characters")));
    }
    if new.columns.len() > MAX_COLUMNS {
        return Err(Failure::refused("columns", format!("must not be more than {MAX_COLUMNS}")));
    }
    Ok(())
}

/// In whose name the reports are filed.
fn party(actor: &Actor, reader: &Reader) -> Result<String, Failure> {
    match (Permission::ImportReports.allows(actor), reader.reporting_party()) {
        (Scope::All, Some(party)) if !party.trim().is_empty() => Ok(party.trim().to_owned()),
        (Scope::All, _) => {
            Err(Failure::refused("mapping", "reporting_party: say in whose name the reports are filed"))
        }
        (_, Some(party)) if party != actor.name() => {
            Err(Failure::refused("mapping", "reporting_party: you import in your own name alone"))
        }
        _ => Ok(actor.name().to_owned()),
    }
}

/// Lines of the file, in order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLines {
    lines: Vec<NewLine>,
    /// Whether nothing follows.
    end: bool,
}

/// A line, or a record of several lines between quotes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLine {
    /// Number of its first line in the file, from 1.
    line: i64,
    /// As it stands there.
    text: String,
}

/// What came of some lines.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinesTaken {
    kept: usize,
    known: usize,
    refused: Vec<RefusedLine>,
}

/// `POST /api/imports/{id}/lines`: files a report for each line, all in one transaction. A line that cannot be read keeps no other from being kept.
pub(crate) async fn take(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    once: Once<NewLines>,
) -> Result<Json<LinesTaken>, Failure> {
    let NewLines { lines, end } = once.body;
    let mut tx = state.node().db().begin_read("find-import").await?;
    let import = find_own(&mut tx, &actor, &id).await?;
    check_lines(&lines)?;
    let reader = Reader::new(&import.mapping, &import.columns);
    let reader = reader.map_err(|says| Failure::broken(std::io::Error::other(says)))?;
    let (first_line, last_line) =
        (lines.first().map_or(1, |line| line.line), lines.last().map_or(1, |line| line.line));
    let (mut read, mut refused) = (Vec::new(), Vec::new());
    let now = state.node().clock().now();
    for NewLine { line, text } in lines {
        match Line::read(&reader, &text, &import.reporting_party) {
            Ok(found) if found.written.report.incident_summary.incident_date_time.instant() > now => {
                let error = LineError::whole("incidentSummary.incidentDateTime must not be in the future");
                refused.push(RefusedLine { line, error });
            }
            Ok(found) => {
                // of each party its own: nobody learns or takes the keys of another's lines
                let named = [import.reporting_party.as_str(), reader.source(), found.key.as_str()];
                let named = serde_json::to_string(&named).map_err(Failure::broken)?;
                let key_blind = state.node().columns().blind("report-origin", &named);
                read.push(ReadLine { line, text, key_blind, found });
            }
            Err(error) => refused.push(RefusedLine { line, error }),
        }
    }
    let keys: Vec<String> = read.iter().map(|line| line.key_blind.clone()).collect();
    let mut seen = db::imports::list_known(&mut tx, &keys).await?;
    drop(tx);
    let all = read.len();
    // of two lines with one key the first counts
    read.retain(|line| seen.insert(line.key_blind.clone()));
    let known = all - read.len();
    let sealing = read.into_iter().map(|line| {
        let state = state.clone();
        async move { seal(&state, line).await }
    });
    let sealing: Vec<_> = sealing.collect();
    let lines: Vec<ImportedLine> = stream::iter(sealing).buffered(SEALED_AT_ONCE).try_collect().await?;
    let items: Vec<SealedItem> = lines.iter().map(|line| line.report.xml.clone()).collect();
    let action = ImportLines { import_id: id, first_line, last_line, lines, known, refused, is_end: end };
    let taken = state.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await;
    let is_in_vain = match &taken {
        Ok(taken) => taken.replayed,
        Err(failure) => matches!(failure, Failure::Refused(_) | Failure::Conflict { .. }),
    };
    if is_in_vain {
        for item in &items {
            state.vault().remove(item).await.map_err(Failure::broken)?;
        }
    }
    let taken = taken?.output;
    Ok(Json(LinesTaken { kept: taken.kept, known: taken.known, refused: action.refused }))
}

/// An import: the caller's own, or any for whoever may see all. Another's looks like none.
async fn find_own(tx: &mut Tx, actor: &Actor, import_id: &str) -> Result<ImportRow, Failure> {
    let import = db::imports::find(tx, import_id).await?;
    let sees_all = Permission::ImportReports.allows(actor) == Scope::All;
    import
        .filter(|import| sees_all || import.begun_by == actor.name())
        .ok_or_else(|| Failure::absent("import"))
}

/// Where to go on.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    pub(crate) offset: i64,
}

/// Lines of an import that made no report, in the order of the file.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusedLines {
    /// How many were refused; the first 1,000 of them are kept, until the import is undone or erased.
    refused: i64,
    lines: Vec<RefusedLine>,
    /// The offset to go on from; none after the last.
    next: Option<i64>,
}

/// `GET /api/imports/{id}/refused-lines[?offset=]`: for whoever lost the answer that named them.
pub(crate) async fn refused_lines(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    Query(After { offset }): Query<After>,
) -> Result<Json<RefusedLines>, Failure> {
    let offset = offset.max(0);
    let mut tx = state.node().db().begin_read("list-refused-lines").await?;
    let import = find_own(&mut tx, &actor, &id).await?;
    let lines = load_refused(&mut tx, state.node().columns(), &import, (MAX_REFUSED, offset)).await?;
    let is_full = i64::try_from(lines.len()).is_ok_and(|count| count == MAX_REFUSED);
    let next = is_full.then_some(offset.saturating_add(MAX_REFUSED));
    Ok(Json(RefusedLines { refused: import.refused, lines, next }))
}

/// A line that makes a report whose document is not sealed yet.
struct ReadLine {
    line: i64,
    text: String,
    key_blind: String,
    found: Line,
}

fn check_lines(lines: &[NewLine]) -> Result<(), Failure> {
    if lines.len() > MAX_LINES {
        return Err(Failure::refused("lines", format!("send at most {MAX_LINES} at a time")));
    }
    let is_ordered = lines.is_sorted_by(|one, next| one.line < next.line);
    if !is_ordered || lines.first().is_none_or(|first| first.line < 1) {
        return Err(Failure::refused(
            "lines",
            "must be one at least, in the order of the file, from line 1 on",
        ));
    }
    Ok(())
}

async fn seal(state: &Clearinghouse, read: ReadLine) -> Result<ImportedLine, Failure> {
    let ReadLine { line, text, key_blind, found } = read;
    let report_id = Id::new(state.node().clock(), state.node().rng());
    let case = state.node().cases().draw(report_id);
    let xml = put_document(state, &case, found.written.xml.as_bytes()).await?;
    let summary = &found.written.report.incident_summary;
    let report = OpenReport {
        report_id,
        case,
        xml,
        incident_type: summary.incident_type.code(),
        incident_at: summary.incident_date_time.instant(),
        escalated: summary.escalate_to_high_priority.is_some(),
        warnings: found.written.warnings,
    };
    Ok(ImportedLine { report, line, original: text, key_blind })
}
