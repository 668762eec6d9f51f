//! `amparo clearinghouse`: reports from a file, handed to a running clearinghouse some lines at a time.

use std::fs::File;
use std::io::{BufReader, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::Subcommand;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wire::report_lines::{Record, Records, Shape};

use super::secret::Secret;
use crate::client::Client;

/// So many lines go in one request, which is one transaction there.
const LINES_AT_ONCE: usize = 500;
/// So many bytes of lines go in one request at most, but for a single line.
const BYTES_AT_ONCE: usize = 4 << 20;
/// Where nobody watches a terminal, progress is told at each step of so many per cent.
const STEP_PERCENT: u64 = 5;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import reports from a CSV file, a JSON array, or a file with a JSON object on each line
    Import {
        /// The file
        file: PathBuf,
        /// Which column is which element of a report (TOML)
        #[arg(long)]
        map: PathBuf,
        /// The clearinghouse's address
        #[arg(long, default_value = "http://127.0.0.1:7102")]
        url: String,
        /// Name of the reporting party, or of a member of staff
        #[arg(long)]
        actor: String,
        #[command(flatten)]
        secret: Secret,
    },
}

#[derive(Serialize)]
struct NewImport<'a> {
    file_name: &'a str,
    file_sha256: &'a str,
    mapping: &'a str,
    columns: &'a [String],
}

#[derive(Deserialize)]
struct Standing {
    import_id: String,
    last_line: i64,
    kept: i64,
    known: i64,
    refused: i64,
    is_finished: bool,
}

#[derive(Serialize)]
struct Lines<'a> {
    lines: &'a [Record],
    end: bool,
}

#[derive(Deserialize)]
struct Taken {
    kept: i64,
    known: i64,
    refused: Vec<Refused>,
}

/// Lines that were refused before.
#[derive(Deserialize)]
struct RefusedBefore {
    lines: Vec<Refused>,
    next: Option<i64>,
}

#[derive(Deserialize)]
struct Refused {
    line: i64,
    column: String,
    message: String,
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    let Command::Import { file, map, url, actor, secret } = command;
    let mapping = std::fs::read_to_string(map).with_context(|| format!("reading {}", map.display()))?;
    let shape = Shape::read(&mapping).map_err(|says| anyhow!("reading {}: {says}", map.display()))?;
    let (file_sha256, size_bytes) = digest(file)?;
    let reading = File::open(file).with_context(|| format!("opening {}", file.display()))?;
    let (mut records, columns) =
        shape.open(BufReader::new(reading)).with_context(|| format!("reading {}", file.display()))?;
    let file_name = file.file_name().unwrap_or_default().to_string_lossy();
    let client = Client::new(url, actor, secret.read()?.reveal());
    let new =
        NewImport { file_name: &file_name, file_sha256: &file_sha256, mapping: &mapping, columns: &columns };
    let standing: Standing = client.post("/api/imports", &new).await?;
    let mut import = Import { client, file, size_bytes, standing, told_percent: 0 };
    if import.standing.refused > 0
        && let Err(error) = import.tell_refused_before().await
    {
        eprintln!("what was refused before cannot be told: {error:#}");
    }
    if import.standing.is_finished {
        say!("{}: was imported before", import.standing.import_id);
        return Ok(import.end());
    }
    if import.standing.last_line > 0 {
        eprintln!("going on after line {}", import.standing.last_line);
    }
    import.send_all(&mut records).await?;
    Ok(import.end())
}

/// SHA-256 and size of a file, read once through.
fn digest(path: &Path) -> Result<(String, u64)> {
    let mut file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let (mut digest, mut size_bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; 1 << 20]);
    loop {
        let length = file.read(&mut buffer).with_context(|| format!("reading {}", path.display()))?;
        if length == 0 {
            return Ok((hex::encode(digest.finalize()), size_bytes));
        }
        digest.update(&buffer[..length]);
        size_bytes += length as u64;
    }
}

/// An import under way.
struct Import<'a> {
    client: Client,
    file: &'a Path,
    size_bytes: u64,
    standing: Standing,
    /// Up to where progress was told.
    told_percent: u64,
}

impl Import<'_> {
    /// Sends every record after the last line that was looked at; a batch in memory at a time.
    async fn send_all(&mut self, records: &mut Records<BufReader<File>>) -> Result<()> {
        let after = self.standing.last_line;
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(record) = records.read_next() {
            let record = record.with_context(|| format!("reading {}", self.file.display()))?;
            if record.line <= after {
                continue;
            }
            if batch.len() == LINES_AT_ONCE
                || (bytes + record.text.len() > BYTES_AT_ONCE && !batch.is_empty())
            {
                self.send(&batch, false, records.read_bytes()).await?;
                batch.clear();
                bytes = 0;
            }
            bytes += record.text.len();
            batch.push(record);
        }
        if batch.is_empty() {
            if after == 0 {
                bail!("{}: there is no line to import", self.file.display());
            }
            return Ok(());
        }
        self.send(&batch, true, records.read_bytes()).await
    }

    /// Tells again what was refused before this run, as far as the clearinghouse keeps it.
    async fn tell_refused_before(&self) -> Result<()> {
        let mut offset = Some(0);
        while let Some(from) = offset {
            let path = format!("/api/imports/{}/refused-lines?offset={from}", self.standing.import_id);
            let before: RefusedBefore = self.client.get(&path).await?;
            for refused in &before.lines {
                self.tell(refused);
            }
            offset = before.next;
        }
        Ok(())
    }

    fn tell(&self, Refused { line, column, message }: &Refused) {
        let column = if column.is_empty() { String::new() } else { format!("{column}: ") };
        eprintln!("{}:{line}: {column}{message}", self.file.display());
    }

    async fn send(&mut self, lines: &[Record], end: bool, read_bytes: u64) -> Result<()> {
        let path = format!("/api/imports/{}/lines", self.standing.import_id);
        let taken: Taken = self.client.post(&path, &Lines { lines, end }).await?;
        for refused in &taken.refused {
            self.tell(refused);
        }
        self.standing.kept += taken.kept;
        self.standing.known += taken.known;
        self.standing.refused += i64::try_from(taken.refused.len())?;
        let percent = (read_bytes * 100).checked_div(self.size_bytes).unwrap_or(100);
        if std::io::stderr().is_terminal() || end || percent >= self.told_percent + STEP_PERCENT {
            self.told_percent = percent;
            eprintln!(
                "{percent} %: {} reports, {} known, {} refused",
                self.standing.kept, self.standing.known, self.standing.refused
            );
        }
        Ok(())
    }

    /// The figures; a failure when a line was refused.
    fn end(&self) -> ExitCode {
        let Standing { import_id, kept, known, refused, .. } = &self.standing;
        say!("{import_id}: {kept} reports, {known} known before, {refused} refused");
        if *refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
