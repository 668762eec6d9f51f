//! `amparo police`: a referral package from a file, or the reports of a folder, handed to a running police role.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Clock as _, Sensitive};
use serde_json::Value;
use service::SystemClock;

use super::police_import::Import;
use crate::client::{Client, key};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Hand over a referral package, for example from a stick, or a folder of reports that was downloaded
    Import {
        /// The package (.sealed, or .tar from a sender that does not seal yet), or a folder with the JSON of each report and its files
        file: PathBuf,
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
        /// The secret of that member of staff; better given as an environment variable
        #[arg(long, env = "AMPARO_SECRET", hide_env_values = true)]
        secret: Sensitive<String>,
    },
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    let Command::Import { file, key: signer, agency, country, url, actor, secret } = command;
    let is_folder = file.is_dir();
    let package = match (is_folder, signer) {
        (true, Some(signer)) => pack(file, signer, agency, country)?,
        (true, None) => bail!("a folder needs the key that signs it: give --key"),
        (false, _) => std::fs::read(file).with_context(|| format!("reading {}", file.display()))?,
    };
    let client = Client::new(url, actor, secret.reveal());
    let path = "/referrals";
    let request = || {
        Ok(client
            .post_with_key(path, &key(path, &package))
            .header("Content-Type", wire::package::sealed::SEALED_MEDIA_TYPE)
            .body(package.clone()))
    };
    let receipt: Value = client.send_for(request, path).await?;
    say!("{}", serde_json::to_string_pretty(&receipt)?);
    if is_folder {
        match client.get::<Vec<Value>>("/api/reports").await {
            Ok(reports) => {
                say!("{}", dying(&reports, SystemClock.now().to_zoned_datetime(TimeZone::UTC).date()))
            }
            Err(error) => say!("What dies unread cannot be listed for {actor}: {error:#}"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The package of a folder, and what of it could not be taken as it is stated.
fn pack(folder: &Path, signer: &Path, agency: &str, country: &str) -> Result<Vec<u8>> {
    let signer = super::weights::read_key(signer)?;
    let made = Import { signer: &signer, agency, country }.make(folder)?;
    for warning in &made.warnings {
        say!("{warning}");
    }
    say!("{} reports", made.reports);
    Ok(made.archive)
}

/// Of which reports that nobody has read an operator may erase a record until the end of the month, those that come first on top.
fn dying(reports: &[Value], today: Date) -> String {
    let last = today.last_of_month();
    let mut found: Vec<(Date, i64)> = reports
        .iter()
        .filter(|report| report["read_by"].is_null())
        .filter_map(|report| {
            let day: Date = report["evidence_until"].as_str()?.parse().ok()?;
            (today <= day && day <= last).then_some((day, report["report_number"].as_i64()?))
        })
        .collect();
    found.sort_unstable();
    let head =
        format!("Reports that nobody has read, whose records may be erased by {last}: {}", found.len());
    let lines = found.iter().map(|(day, number)| format!("{day}  {number}"));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_dies_unread_this_month_is_listed() {
        let report = |number: i64, until: &str, read_by: Value| json!({ "report_number": number, "evidence_until": until, "read_by": read_by });
        let reports = [
            report(1, "2021-01-20", Value::Null),
            report(2, "2021-01-05", Value::Null),
            report(3, "2021-01-06", json!("ines")),
            report(4, "2021-02-01", Value::Null),
            report(5, "2021-01-01", Value::Null),
        ];
        let said = dying(&reports, date(2021, 1, 2));
        assert!(said.ends_with("2021-01-31: 2\n2021-01-05  2\n2021-01-20  1"), "{said}");
    }
}
