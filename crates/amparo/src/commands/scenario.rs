//! `amparo scenario`: making and checking invented operations.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use scenario::Size;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate an operation: FILE.json, and FILE.truth.json beside it
    Generate {
        /// The same seed gives the same operation
        #[arg(long)]
        seed: u64,
        /// How many people
        #[arg(long, default_value_t = 20)]
        people: u64,
        /// Where to; without it the scenario goes to standard output and no truth is written
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Read a scenario and name every mistake in it
    Check {
        /// The scenario
        file: PathBuf,
    },
}

pub(crate) fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Generate { seed, people, out } => generate(*seed, *people, out.as_deref()),
        Command::Check { file } => check(file),
    }
}

fn generate(seed: u64, people: u64, out: Option<&Path>) -> Result<ExitCode> {
    let (scenario, truth) = scenario::generate(seed, Size::try_from(people)?);
    match out {
        None => say!("{}", scenario.to_json().trim_end()),
        Some(path) => {
            write(path, &scenario.to_json())?;
            write(&truth_path(path), &truth.to_json())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    say!("wrote {}", path.display());
    Ok(())
}

fn check(file: &Path) -> Result<ExitCode> {
    let scenario = load(file)?;
    say!(
        "{}: {} people, {} accounts, {} uploads, {} decisions",
        scenario.name,
        scenario.people.len(),
        scenario.accounts.len(),
        scenario.uploads.len(),
        scenario.decisions.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// `F.json` has its truth in `F.truth.json`.
pub(crate) fn truth_path(scenario: &Path) -> PathBuf {
    scenario.with_extension("truth.json")
}

/// Reads a scenario.
///
/// # Errors
/// Names the field of each mistake and what to do.
pub(crate) fn load(file: &Path) -> Result<scenario::Scenario> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    match scenario::Scenario::read(&text) {
        Ok(scenario) => Ok(scenario),
        Err(error) => bail!("{}: {error}", file.display()),
    }
}
