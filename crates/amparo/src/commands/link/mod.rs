//! `amparo link`: which reports concern one person, without a node.

mod compare;
mod output;
mod rows;
mod set;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use linkage::resolve::{Evidence, Family, Millibits, Resolution, Settings};
use linkage::tables::{Columns, Map, Wrong};

use compare::Compared;
use output::Output;
use set::Set;

/// What `--help` ends with.
const AFTER: &str = "\
DIR holds reports.csv, subjects.csv, idents.csv, ips.csv and files.csv, each with a first line of column names and all in the order of
reports.csv. Only the first two must be there. Times are ISO 8601 in UTC.

With --map, DIR is one CSV file of persons instead, a record a line, and FILE (TOML) says which of its columns state what, by the names of the tables:
report_id = \"id\", full_name = [\"given\", \"family\"], dob = \"born\", dob_format = \"%Y%m%d\", email, phone, device and hash = [\"column\", [\"two\", \"together\"]].
A table that knows of no identifiers is compared column by column instead: report_id = \"id\", [compare] given = \"name\", street = \"text\", born = \"digits\".

Subjects are assessments for a person to check, from traits that reports state; points order them and are no probability of guilt. Values that
identify nobody (placeholders, shared inboxes, default dates) lose their weight by who shares them, and no row is left out.

Exit code: 0 when all was linked, 1 when a file is wrong (file, line and column are named, and nothing is written).";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Folder with the tables, or with --map one CSV file
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Which columns of a CSV file of persons state what (TOML)
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Where to write `report_id,subject_id`
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Where to write `subject_a,subject_b,kind`: subjects that stay apart and share a home or a line
    #[arg(long, value_name = "FILE")]
    relations: Option<PathBuf>,
    /// Where to write what holds each subject together, in milli-bits that sum to their total
    #[arg(long, value_name = "FILE")]
    explain: Option<PathBuf>,
    /// Bits by which one person must beat two strangers; more are asked for beyond 40,000 accounts
    #[arg(long, value_name = "BITS", default_value_t = bits(Settings::default().over_strangers_millibits))]
    over_strangers: f64,
    /// Bits by which one person must beat two people of one household; more are asked for beyond 40,000 accounts
    #[arg(long, value_name = "BITS", default_value_t = bits(Settings::default().over_household_millibits))]
    over_household: f64,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let map = options.map.as_deref().map(read_map).transpose()?;
    let set = match map {
        None => Set::read(&options.folder)?,
        Some(Map::Columns(columns)) => return compare(options, &columns),
        Some(Map::Statements(statements)) => {
            let read = statements.read(read_table(&options.folder)?);
            let (reports, resolver) = read.map_err(|wrong| named(&options.folder, &wrong))?;
            Set { reports, resolver }
        }
    };
    let resolution = set.resolver.resolve(&options.settings());
    let names = Names { reports: &set.reports, resolution: &resolution };
    names.write_subjects(&options.out)?;
    if let Some(path) = &options.relations {
        names.write_relations(path)?;
    }
    if let Some(path) = &options.explain {
        names.write_explanations(path)?;
    }
    let subjects =
        resolution.subject_of_account.iter().enumerate().filter(|(at, of)| *at == **of as usize).count();
    say!(
        "{} reports, {} accounts, {subjects} subjects, {} relations",
        set.reports.len(),
        resolution.subject_of_account.len(),
        resolution.relations.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// A table whose columns are compared one by one.
fn compare(options: &Options, columns: &Columns) -> Result<ExitCode> {
    if options.relations.is_some() {
        bail!(
            "--relations: a table that is compared column by column tells nothing of homes and lines; leave it out"
        );
    }
    let bar_millibits = i64::from(options.settings().over_strangers_millibits);
    let compared = Compared::of(&options.folder, columns, bar_millibits)?;
    compared.write_subjects(&options.out)?;
    if let Some(path) = &options.explain {
        compared.write_explanations(path)?;
    }
    say!("{} records, {} subjects", compared.records.len(), compared.subjects());
    Ok(ExitCode::SUCCESS)
}

fn read_map(path: &Path) -> Result<Map> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Map::read(&text).map_err(|says| anyhow!("{}: {says}", path.display()))
}

fn read_table(path: &Path) -> Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

/// What is wrong with a table, and with which.
fn named(path: &Path, wrong: &Wrong) -> anyhow::Error {
    anyhow!("{}, {wrong}", path.display())
}

fn bits(millibits: i32) -> f64 {
    f64::from(millibits) / 1000.0
}

impl Options {
    fn settings(&self) -> Settings {
        #[expect(clippy::cast_possible_truncation, reason = "within the range, and a cast saturates")]
        let millibits = |bits: f64| (bits.clamp(-1e6, 1e6) * 1000.0).round() as i32;
        Settings {
            over_strangers_millibits: millibits(self.over_strangers),
            over_household_millibits: millibits(self.over_household),
            ..Settings::default()
        }
    }
}

/// Writes results in the words of the set.
struct Names<'a> {
    reports: &'a [String],
    resolution: &'a Resolution,
}

impl Names<'_> {
    fn write_subjects(&self, path: &Path) -> Result<()> {
        let mut out = Output::create(path, &["report_id", "subject_id"])?;
        for (number, report) in (0..).zip(self.reports) {
            out.line([report.as_str(), &subject(self.resolution.subject_of_report(number))], &[])?;
        }
        out.finish()
    }

    fn write_relations(&self, path: &Path) -> Result<()> {
        let mut out = Output::create(path, &["subject_a", "subject_b", "kind"])?;
        for relation in &self.resolution.relations {
            let subjects = [relation.a, relation.b].map(subject);
            out.line([subjects[0].as_str(), &subjects[1], relation.kind.as_str()], &[])?;
        }
        out.finish()
    }

    fn write_explanations(&self, path: &Path) -> Result<()> {
        let mut header = vec!["subject_id", "report_a", "report_b", "against", "prior", "name", "birth_date"];
        header.extend(Family::ALL.map(Family::as_str));
        header.push("total");
        let mut out = Output::create(path, &header)?;
        let first = self.first_reports();
        for join in &self.resolution.joins {
            let of = subject(self.resolution.subject_of_account[join.a as usize]);
            let reports = [join.a, join.b].map(|account| self.reports[first[account as usize]].as_str());
            for (against, part) in AGAINST {
                out.line([of.as_str(), reports[0], reports[1], against], &points(&join.evidence, part))?;
            }
        }
        out.finish()
    }

    /// By account: the place of its first report.
    fn first_reports(&self) -> Vec<usize> {
        let mut first = vec![usize::MAX; self.resolution.subject_of_account.len()];
        for (report, account) in self.resolution.account_of_report.iter().enumerate() {
            let first = &mut first[*account as usize];
            *first = report.min(*first);
        }
        first
    }
}

/// One side of the evidence.
type Part = fn(Millibits) -> i64;

const AGAINST: [(&str, Part); 2] =
    [("strangers", |points| points.strangers), ("household", |points| points.household)];

/// In the order of the columns; the last is the sum of the others.
fn points(evidence: &Evidence, part: Part) -> Vec<i64> {
    let of_family = |family| {
        let line = evidence.lines.iter().find(|(of, _)| *of == family);
        line.map_or(0, |(_, points)| part(*points))
    };
    let identity = [evidence.prior, evidence.name, evidence.birth_date].map(part);
    identity.into_iter().chain(Family::ALL.map(of_family)).chain([part(evidence.total)]).collect()
}

/// Subjects are numbered by their lowest account.
fn subject(account: u32) -> String {
    format!("S{account:07}")
}
