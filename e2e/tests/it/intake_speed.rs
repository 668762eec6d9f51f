//! How fast a clearinghouse takes in reports with three files each, as a platform sends them: opened, uploaded to, described, filed. In the ordinary
//! run a few; `AMPARO_INTAKE=10000` makes it the benchmark. It prints what it measured and judges no time.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use futures::{StreamExt as _, stream};
use model::Rng as _;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, StatusCode};
use service::SystemRng;
use wire::cybertipline::{IncidentType, ReportResponse, Response};

use crate::chain::{Chain, Client, Role, on_both_engines};
use crate::page_speed::wait;

const REPORTS: usize = 12;
const FILES: usize = 3;
/// Random bytes, so that nothing beneath can press them together.
const FILE_BYTES: usize = 32 << 10;
/// Reports that are sent at once.
const AT_ONCE: usize = 8;
const CALLS: [&str; 4] = ["submit", "upload", "fileinfo", "finish"];

/// A call that was answered with 200: the last part of its address, and what it took.
pub(crate) type Call = (&'static str, Duration);

on_both_engines! {
    async fn reports_with_three_files_are_taken_in(chain: &Chain) {
        let reports =
            std::env::var("AMPARO_INTAKE").ok().and_then(|text| text.parse().ok()).unwrap_or(REPORTS);
        let (role, party) = (&chain.clearinghouse, chain.clearinghouse.client("social"));
        let before = bytes_on_disk(role).await;
        let began = Instant::now();
        let filing = stream::iter(0..reports).map(|number| file_one(&party, number, FILES)).buffer_unordered(AT_ONCE);
        let times = filing.collect::<Vec<_>>().await.concat();
        let taken_in = began.elapsed().as_secs_f64();
        assert_eq!(count(&times, "finish"), reports);
        assert_eq!(count(&times, "upload"), reports * FILES);
        let analyst = role.client("noor");
        wait("every report is enriched", async || {
            let waiting = analyst.get("/api/reports?state=finished&limit=1").await;
            waiting["reports"].as_array().is_some_and(Vec::is_empty)
        })
        .await;
        let reports = u32::try_from(reports).expect("not so many");
        println!("{reports} reports with {FILES} files of {FILE_BYTES} bytes each, {AT_ONCE} at once; {}", flushing(role).await);
        println!("{:.1} reports a second; all of them enriched after {:.1} s", f64::from(reports) / taken_in, began.elapsed().as_secs_f64());
        print(&times);
        let grown = bytes_on_disk(role).await.saturating_sub(before) / u64::from(reports.max(1));
        println!("{grown} bytes on disk a report, {} of them its files", FILES * FILE_BYTES);
    }
}

/// How many calls of this kind were answered.
pub(crate) fn count(times: &[Call], call: &str) -> usize {
    times.iter().filter(|(name, _)| *name == call).count()
}

/// Median, 99th percentile and longest of each kind of call, in milliseconds.
pub(crate) fn print(times: &[Call]) {
    println!("| call | answers | p50 ms | p99 ms | longest ms |\n|---|---|---|---|---|");
    for call in CALLS {
        let mut of_call: Vec<f64> = times
            .iter()
            .filter(|(name, _)| *name == call)
            .map(|(_, time)| time.as_secs_f64() * 1e3)
            .collect();
        of_call.sort_unstable_by(f64::total_cmp);
        let Some(longest) = of_call.last() else { continue };
        let at = |share: usize| of_call[(of_call.len() * share / 100).min(of_call.len() - 1)];
        println!("| {call} | {} | {:.1} | {:.1} | {longest:.1} |", of_call.len(), at(50), at(99));
    }
}

/// Sends one report with its files, and ends early where it is turned away.
pub(crate) async fn file_one(party: &Client, number: usize, files: usize) -> Vec<Call> {
    let mut times = Vec::new();
    // what is missing in the times says that it was turned away
    let _ = file_into(&mut times, party, number, files).await;
    times
}

async fn file_into(times: &mut Vec<Call>, party: &Client, number: usize, files: usize) -> Option<()> {
    let submit = party.request(Method::POST, "/ispws/submit").header("content-type", "text/xml");
    let report = timed(times, "submit", submit.body(report_xml(number))).await?.report_id?;
    for file in 0..files {
        let mut bytes = vec![0; FILE_BYTES];
        SystemRng.fill(&mut bytes);
        let part = Part::bytes(bytes).file_name(format!("{number}-{file}.bin"));
        let form = Form::new().text("id", report.to_string()).part("file", part);
        let upload = party.request(Method::POST, "/ispws/upload").multipart(form);
        let file_id = timed(times, "upload", upload).await?.file_id?;
        let details = format!(
            "<fileDetails><reportId>{report}</reportId><fileId>{file_id}</fileId><fileViewedByEsp>true</fileViewedByEsp></fileDetails>"
        );
        let fileinfo = party.request(Method::POST, "/ispws/fileinfo").header("content-type", "text/xml");
        timed(times, "fileinfo", fileinfo.body(details)).await?;
    }
    let finish = party.request(Method::POST, "/ispws/finish").form(&[("id", report.to_string())]);
    timed(times, "finish", finish).await.map(drop)
}

/// The answer of success, with what it took noted; none where the call was turned away for want of room.
async fn timed(times: &mut Vec<Call>, call: &'static str, request: RequestBuilder) -> Option<ReportResponse> {
    let began = Instant::now();
    let answer = request.send().await.ok()?;
    let status = answer.status();
    let bytes = answer.bytes().await.ok()?;
    if status != StatusCode::OK {
        return None;
    }
    times.push((call, began.elapsed()));
    let read = Response::read(&bytes).expect("a known answer").value;
    assert_eq!(read.code().number(), 0, "{call}: {}", String::from_utf8_lossy(&bytes));
    Some(match read {
        Response::Report(response) => response,
        Response::Done(done) => {
            ReportResponse { report_id: Some(done.report_id), ..ReportResponse::new(done.response_code) }
        }
    })
}

fn report_xml(number: usize) -> String {
    let (day, address) = (1 + number % 28, 1 + number % 250);
    format!(
        "<report><incidentSummary><incidentType>{}</incidentType>\
         <incidentDateTime>2020-10-{day:02}T10:00:00Z</incidentDateTime></incidentSummary>\
         <internetDetails><webPageIncident><url>https://social.example/posts/{number}</url></webPageIncident></internetDetails>\
         <reporter><reportingPerson><email>esp@party.example</email></reportingPerson></reporter>\
         <personOrUserReported><espIdentifier>account-{number}</espIdentifier><screenName>screen-{number}</screenName>\
         <ipCaptureEvent><ipAddress>203.0.113.{address}</ipAddress><eventName>Upload</eventName>\
         <dateTime>2020-10-{day:02}T09:30:00+02:00</dateTime><port>40001</port></ipCaptureEvent></personOrUserReported></report>",
        IncidentType::ALL[0].code()
    )
}

/// What data folder and database take.
async fn bytes_on_disk(role: &Role) -> u64 {
    // a SQLite file lies beside the data folder
    let files = bytes_below(role.folder.parent().expect("a folder around it"));
    if !is_on_postgres(role) {
        return files;
    }
    let size = ask_postgres(role, "SELECT CAST(pg_database_size(current_database()) AS TEXT)").await;
    files + size.parse::<u64>().expect("a size")
}

fn bytes_below(folder: &Path) -> u64 {
    // what is renamed or removed meanwhile counts where it is met
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let about = entry.metadata().ok()?;
        Some(if about.is_dir() { bytes_below(&entry.path()) } else { about.blocks() * 512 })
    });
    sizes.sum()
}

/// Whether what is committed is on the disk: the server for tests leaves that out.
async fn flushing(role: &Role) -> String {
    if is_on_postgres(role) {
        format!("PostgreSQL, fsync {}", ask_postgres(role, "SHOW fsync").await)
    } else {
        "SQLite, synchronous FULL".to_owned()
    }
}

fn is_on_postgres(role: &Role) -> bool {
    role.database.starts_with("postgres")
}

/// The one text that a question is answered with.
async fn ask_postgres(role: &Role, sql: &'static str) -> String {
    let db = service::Db::open_existing(&role.database).await.expect("the database");
    let mut tx = db.begin_read("measure").await.expect("a transaction");
    let answer: String = sqlx::query_scalar(sql).fetch_one(tx.conn()).await.expect("an answer");
    drop(tx);
    db.close().await;
    answer
}
