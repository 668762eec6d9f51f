//! `amparo report`: documents for a clearinghouse, held against the rules of its server before they are sent; and the evidence of a report as one
//! sealed file.

mod package;

use std::borrow::Cow;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use model::Clock as _;
use serde::Serialize;
use service::SystemClock;
use wire::cybertipline::advice::{self, Advice};
use wire::cybertipline::{MAX_SUBMITTED_BYTES, Refused, Remark, Rules, Submitted, UnknownElements};

use super::fence::{shown, shown_path};
use package::Package;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check reports and file details as a clearinghouse would, without sending them
    Validate(Validate),
    /// Write the evidence of a report into one sealed, signed file for the police
    Package(Box<Package>),
}

/// What `--help` ends with.
const AFTER: &str = "\
Takes <report> (the body of /submit) and <fileDetails> (the body of /fileinfo), told by the root element. Of an invalid document the first reason is
named, with line, element and what was expected. A valid one may have warnings (it breaks a rule that servers let pass) and advice (what an analyst
would miss, and why a police unit needs it); neither changes the exit code.

With --json, one object a line, always with path, document (report or fileDetails), valid, error, warnings and advice; document and error are null
where there is none. error has code, line, element, problem and expected; a warning line, element and message; advice key, element, missing and why. Of
a file that cannot be read error has the problem alone.

Exit code: 0 when every document is valid, 1 when one is not, 2 when one cannot be read or the command line is wrong.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Validate {
    /// The documents, one a file; `-` is standard input, and a file that is called `-` is given as ./-
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
    /// Warn of elements that the schema does not know, as a national clearinghouse may, instead of refusing them as the CyberTipline does
    #[arg(long)]
    keep_unknown: bool,
}

pub(crate) async fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Validate(options) => validate(options),
        Command::Package(options) => package::run(options).await,
    }
}

fn validate(options: &Validate) -> Result<ExitCode> {
    let unknown = if options.keep_unknown { UnknownElements::Keep } else { UnknownElements::Refuse };
    let rules = Rules { unknown, now: Some(SystemClock.now()) };
    let mut worst = 0;
    for path in &options.files {
        let outcome = match read(path) {
            Ok(bytes) => Outcome::Checked(Submitted::check(&bytes, rules)),
            Err(error) => Outcome::NotRead(format!("{error:#}")),
        };
        worst = worst.max(outcome.code());
        if options.json {
            say!("{}", serde_json::to_string(&Line::of(path, &outcome))?);
        } else {
            tell(path, &outcome);
        }
    }
    Ok(ExitCode::from(worst))
}

/// What became of one document.
enum Outcome {
    Checked(Result<Submitted, Refused>),
    NotRead(String),
}

impl Outcome {
    fn code(&self) -> u8 {
        match self {
            Self::Checked(Ok(_)) => 0,
            Self::Checked(Err(_)) => 1,
            Self::NotRead(_) => 2,
        }
    }
}

/// The document, or as much of it as shows that it is too large.
fn read(path: &Path) -> Result<Vec<u8>> {
    let most = MAX_SUBMITTED_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(most).read_to_end(&mut bytes).context("reading standard input")?;
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("opening {}", shown_path(path)))?;
        file.take(most).read_to_end(&mut bytes).with_context(|| format!("reading {}", shown_path(path)))?;
    }
    Ok(bytes)
}

/// What an analyst would miss in a document by itself.
fn advise(submitted: &Submitted) -> Vec<Advice> {
    advice::absent(match submitted {
        Submitted::Report(report) => advice::examine_report(&report.value),
        Submitted::FileDetails(file) => advice::examine_file(&file.value),
    })
}

fn kind(submitted: &Submitted) -> &'static str {
    match submitted {
        Submitted::Report(_) => "report",
        Submitted::FileDetails(_) => "fileDetails",
    }
}

/// For a person. Everything that the document says is shown so that it moves no cursor.
fn tell(path: &Path, outcome: &Outcome) {
    let file = shown_path(path);
    match outcome {
        Outcome::NotRead(error) => eprintln!("amparo: {}", shown(error)),
        Outcome::Checked(Err(refused)) => {
            say!("{file}: INVALID ({} {})", refused.code.number(), refused.code.text());
            say!("  {}", shown(&refused.to_string()));
        }
        Outcome::Checked(Ok(submitted)) => {
            say!("{file}: valid {}", kind(submitted));
            for Remark { path, line, message } in submitted.remarks() {
                say!("  warning: line {line}, {}: {}", shown(path), shown(message));
            }
            for advice in advise(submitted) {
                say!("  advice: {}", advice.sentence());
            }
        }
    }
}

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    path: Cow<'a, str>,
    document: Option<&'static str>,
    valid: bool,
    error: Option<ErrorLine<'a>>,
    warnings: Vec<Warning<'a>>,
    advice: Vec<AdviceLine>,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    code: Option<i32>,
    line: Option<u32>,
    element: Option<&'a str>,
    problem: &'a str,
    expected: Option<&'a str>,
}

#[derive(Serialize)]
struct Warning<'a> {
    line: u32,
    element: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct AdviceLine {
    key: &'static str,
    element: String,
    missing: &'static str,
    why: &'static str,
}

impl<'a> Line<'a> {
    fn of(path: &'a Path, outcome: &'a Outcome) -> Self {
        let submitted = match outcome {
            Outcome::Checked(Ok(submitted)) => Some(submitted),
            _ => None,
        };
        let remarks = submitted.map(Submitted::remarks).unwrap_or_default();
        let warning = |remark: &'a Remark| Warning {
            line: remark.line,
            element: &remark.path,
            message: &remark.message,
        };
        Self {
            path: path.to_string_lossy(),
            document: submitted.map(kind),
            valid: submitted.is_some(),
            error: ErrorLine::of(outcome),
            warnings: remarks.iter().map(warning).collect(),
            advice: submitted.map(advise).unwrap_or_default().into_iter().map(AdviceLine::of).collect(),
        }
    }
}

impl<'a> ErrorLine<'a> {
    fn of(outcome: &'a Outcome) -> Option<Self> {
        match outcome {
            Outcome::Checked(Ok(_)) => None,
            Outcome::Checked(Err(refused)) => Some(Self {
                code: Some(refused.code.number()),
                line: Some(refused.line),
                element: Some(&refused.path),
                problem: &refused.problem,
                expected: refused.expected.as_deref(),
            }),
            Outcome::NotRead(error) => {
                Some(Self { code: None, line: None, element: None, problem: error, expected: None })
            }
        }
    }
}

impl AdviceLine {
    fn of(advice: Advice) -> Self {
        let Advice { missing, path } = advice;
        Self { key: missing.key(), element: path, missing: missing.says(), why: missing.why() }
    }
}
