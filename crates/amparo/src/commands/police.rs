//! `amparo police`: a referral package from a file, or the reports of a folder, handed to a running police role; and how such an import is undone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use model::Clock as _;
use serde_json::{Value, json};
use service::{Sandbox, SystemClock};

use super::fence::shown;
use super::police_import::Import;
use super::secret::Secret;
use crate::client::{Client, key};

/// How many days of reading tell the pace.
const DAYS_OF_PACE: i64 = 7;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Hand over a referral package, for example from a stick, or a folder of reports that was downloaded
    Import(Options),
}

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The package (.sealed, or .tar from a sender that does not seal yet), or a folder with the JSON of each report and its files, or their zips
    #[arg(required_unless_present_any = ["list", "undo"], conflicts_with_all = ["list", "undo"])]
    file: Option<PathBuf>,
    /// List the folders that were imported
    #[arg(long, conflicts_with = "undo")]
    list: bool,
    /// Ask that an import be undone as a whole; another person approves it
    #[arg(long, value_name = "IMPORT_ID", requires = "reason")]
    undo: Option<String>,
    /// Why it is undone
    #[arg(long, requires = "undo")]
    reason: Option<String>,
    /// For a folder: the secret key that signs it (`amparo weights new-key` makes one); the police name its public key as a sender
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// For a folder: the code by which the police are addressed
    #[arg(long, default_value = "es-police")]
    agency: String,
    /// For a folder: the country of the police (ISO 3166-1)
    #[arg(long, default_value = "ES")]
    country: String,
    /// The police role's address
    #[arg(long, default_value = "http://127.0.0.1:7103")]
    url: String,
    /// Name of a member of staff who may take packages
    #[arg(long)]
    actor: String,
    #[command(flatten)]
    secret: Secret,
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    let Command::Import(options) = command;
    let client = Client::new(&options.url, &options.actor, options.secret.read()?.reveal());
    match (&options.file, &options.undo) {
        (Some(file), _) => import(options, &client, file).await?,
        (None, Some(import_id)) => undo(options, &client, import_id).await?,
        (None, None) => {
            let imports: Vec<Value> = client.get("/api/imports").await?;
            say!("{}", listed(&imports));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn import(options: &Options, client: &Client, file: &Path) -> Result<()> {
    let is_folder = file.is_dir();
    let package = match (is_folder, &options.key) {
        (true, Some(signer)) => pack(file, signer, &options.agency, &options.country).await?,
        (true, None) => bail!("a folder needs the key that signs it: give --key"),
        (false, _) => std::fs::read(file).with_context(|| format!("reading {}", file.display()))?,
    };
    let path = "/referrals";
    // a folder may come again once its import was undone; the same package changes nothing by itself
    let key = (!is_folder).then(|| key(path, &package));
    let request = || {
        Ok(client
            .post_bytes(path, key.as_deref())
            .header("Content-Type", wire::package::sealed::SEALED_MEDIA_TYPE)
            .body(package.clone()))
    };
    let receipt: Value = client.send_for(request, path).await?;
    say!("{}", serde_json::to_string_pretty(&receipt)?);
    if is_folder {
        match client.get::<Vec<Value>>("/api/reports").await {
            Ok(reports) => say!("{}", dying(&reports, SystemClock.now())),
            Err(error) => say!("What dies unread cannot be listed for {}: {error:#}", options.actor),
        }
    }
    Ok(())
}

/// Asks for it: two persons undo an import.
async fn undo(options: &Options, client: &Client, import_id: &str) -> Result<()> {
    let path = format!("/api/imports/{import_id}/undo");
    let asked: Value = client.post(&path, &json!({ "reason": options.reason })).await?;
    let text = |field: &str| asked[field].as_str().unwrap_or_default().to_owned();
    say!("Another person may approve {} until {}.", text("approval_id"), text("expires_at"));
    Ok(())
}

/// One line for each import, the newest first.
fn listed(imports: &[Value]) -> String {
    let line = |import: &Value| {
        let text = |field: &str| import[field].as_str().unwrap_or_default().to_owned();
        let undone = match import["undone_by"].as_str() {
            Some(by) => format!(", undone by {by} {}", text("undone_at")),
            None => String::new(),
        };
        format!(
            "{}  {}  {} reports, {} of them known before, by {}{undone}",
            text("import_id"),
            text("imported_at"),
            import["reports"],
            import["known"],
            text("imported_by"),
        )
    };
    if imports.is_empty() {
        return "No folder was imported.".to_owned();
    }
    imports.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The package of a folder, and what of it could not be taken as it is stated.
async fn pack(folder: &Path, signer: &Path, agency: &str, country: &str) -> Result<Vec<u8>> {
    let signer = super::weights::read_key(signer)?;
    let sandbox = Sandbox::current_exe();
    let made = Import { signer: &signer, sandbox: &sandbox, agency, country }.make(folder).await?;
    for warning in &made.warnings {
        say!("{}", shown(warning));
    }
    say!("{} reports", made.reports);
    Ok(made.archive)
}

/// Of which reports that nobody has read an operator may erase a record within a month, those that come first on top; and which
/// of them nobody reaches in time where as many are read each day as in the last seven, always the one that comes first.
fn dying(reports: &[Value], now: Timestamp) -> String {
    let today = now.to_zoned_datetime(TimeZone::UTC).date();
    let last = today.checked_add(Span::new().months(1)).unwrap_or(Date::MAX);
    let mut found: Vec<(Date, i64)> = reports
        .iter()
        .filter(|report| report["read_by"].is_null())
        .filter_map(|report| {
            let day: Date = report["evidence_until"].as_str()?.parse().ok()?;
            (today <= day && day <= last).then_some((day, report["report_number"].as_i64()?))
        })
        .collect();
    found.sort_unstable();
    let since = now.checked_sub(SignedDuration::from_hours(24 * DAYS_OF_PACE)).unwrap_or(Timestamp::MIN);
    let read_at = |report: &&Value| report["read_at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
    let read = reports.iter().filter(|report| read_at(report).is_some_and(|at| at > since)).count();
    let read = i64::try_from(read).unwrap_or(i64::MAX);
    let (mut reached, mut lost) = (0, 0);
    let mut lines = Vec::new();
    for (day, number) in &found {
        let days = today.until(*day).map_or(0, |span| i64::from(span.get_days()));
        let is_reached = reached < read.saturating_mul(days) / DAYS_OF_PACE;
        if is_reached {
            reached += 1;
        } else {
            lost += 1;
        }
        lines.push(format!("{day}  {number}{}", if is_reached { "" } else { "  not reached" }));
    }
    lines.insert(0, format!(
        "Reports that nobody has read, whose records may be erased by {last}: {}; at the pace of the last {DAYS_OF_PACE} days ({read} read), {lost} of them before anybody reads them",
        found.len()
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(number: i64, until: &str, read: Option<&str>) -> Value {
        let by = read.map(|_| "ines");
        json!({ "report_number": number, "evidence_until": until, "read_by": by, "read_at": read })
    }

    #[test]
    fn what_dies_unread_this_month_is_listed_and_what_is_not_reached() {
        let now = "2021-01-02T09:00:00Z".parse().unwrap();
        let unread = [
            report(1, "2021-01-20", None),
            report(2, "2021-01-05", None),
            report(4, "2021-02-03", None),
            report(5, "2021-01-01", None),
            report(6, "2021-01-05", None),
        ];
        let said = dying(&unread, now);
        assert!(said.contains("2021-02-02: 3; at the pace of the last 7 days (0 read), 3 of them"), "{said}");
        assert!(
            said.ends_with(
                "2021-01-05  2  not reached\n2021-01-05  6  not reached\n2021-01-20  1  not reached"
            ),
            "{said}"
        );
        // three in seven days are one in the three days until the fifth
        let read =
            ["2020-12-27T10:00:00Z", "2020-12-31T10:00:00Z", "2021-01-02T08:00:00Z", "2020-12-20T10:00:00Z"];
        let read = read.map(|at| report(7, "2021-01-06", Some(at)));
        let said = dying(&[unread.as_slice(), read.as_slice()].concat(), now);
        assert!(said.contains("(3 read), 1 of them"), "{said}");
        assert!(said.ends_with("2021-01-05  2\n2021-01-05  6  not reached\n2021-01-20  1"), "{said}");
    }

    #[test]
    fn on_the_last_day_of_a_month_the_next_one_counts() {
        let said = dying(&[report(1, "2021-02-03", None)], "2021-01-31T09:00:00Z".parse().unwrap());
        assert!(said.contains("2021-02-28: 1;") && said.ends_with("2021-02-03  1  not reached"), "{said}");
    }

    #[test]
    fn imports_are_listed_with_what_became_of_them() {
        let import = json!({
            "import_id": "rim_1", "imported_at": "2021-01-02T09:00:00Z", "imported_by": "rosa", "reports": 3, "known": 1,
            "undone_by": "ines", "undone_at": "2021-01-03T09:00:00Z"
        });
        let said = listed(&[import]);
        let expected = "rim_1  2021-01-02T09:00:00Z  3 reports, 1 of them known before, by rosa, undone by ines 2021-01-03T09:00:00Z";
        assert_eq!(said, expected);
        assert!(listed(&[]).starts_with("No folder"));
    }
}
