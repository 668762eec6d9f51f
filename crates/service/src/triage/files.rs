//! What the files of a report say for its urgency: how new they are, how grave, how widely known.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use model::triage::{Basis, Fact, Factor, Quality, Raised, Trigger, doublings_permille};
use wire::cybertipline::{FileAnnotations, FileClassification, FileDetails, FileMark};

use crate::opening::Viewing;

/// In how many other reports a file must stand for everybody to know it.
const KNOWN_FROM: usize = 10;
/// In how many other reports a file is counted; in more it is as well known.
pub const MOST_COUNTED: usize = 100;
/// How long a file counts as recent.
const RECENT_DAYS: i32 = 30;
/// What a file counts that nobody at the sender viewed, in thousandths.
const UNVIEWED_PERMILLE: u32 = 500;
/// Names under which pictures state when they were made (Exif 2.32, 0x9003 and 0x9004).
const MADE_AT: [&str; 3] = ["DateTimeOriginal", "DateTimeDigitized", "CreateDate"];

/// A file of a report, with what is known of it here.
pub struct ScoredFile {
    /// Its id in the report.
    pub file_id: String,
    /// Of its content, hex.
    pub sha256: String,
    /// Who viewed it at the sender.
    pub viewing: Viewing,
    /// How many other reports have it or a near-duplicate, up to [`MOST_COUNTED`].
    pub elsewhere: usize,
    /// The lists that have it, each once.
    pub lists: Vec<Listed>,
    /// Whether it could be compared by how it looks.
    pub is_compared: bool,
    /// Its newest details.
    pub details: Option<FileDetails>,
}

model::unprintable!(ScoredFile);

/// That a list of known hashes has a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The list's name.
    pub list: String,
    /// By what it knows the file, and who vouches for that: in English words.
    pub by: String,
    /// Whether that makes the file known. What MD5 alone says does not: whoever makes a file can give it the MD5 of another.
    pub counts: bool,
}

impl ScoredFile {
    fn annotations(&self) -> Option<&FileAnnotations> {
        match self.details.as_ref()?.mark.as_ref()? {
            FileMark::Annotations(annotations) => Some(annotations),
            FileMark::PotentialMeme(_) => None,
        }
    }

    fn is_viral(&self) -> bool {
        let meme = matches!(
            self.details.as_ref().and_then(|d| d.mark.as_ref()),
            Some(FileMark::PotentialMeme(true))
        );
        meme || self.annotations().is_some_and(|marks| marks.potential_meme || marks.viral)
    }

    fn is_listed(&self) -> bool {
        self.lists.iter().any(|listed| listed.counts)
    }

    fn is_unseen(&self) -> bool {
        self.elsewhere == 0 && !self.is_listed() && !self.is_viral()
    }

    fn is_known(&self) -> bool {
        self.elsewhere >= KNOWN_FROM || self.is_listed() || self.is_viral()
    }

    /// Its gravest class by the industry's scheme, in thousandths of the factor, with its name.
    fn severity(&self) -> Option<(u32, &'static str)> {
        let marked = self.annotations().is_some_and(|marks| {
            marks.infant || marks.physical_harm || marks.violence_gore || marks.bestiality
        });
        let class = match self.details.as_ref()?.industry_classification {
            Some(FileClassification::A1) => Some((1000, "A1")),
            Some(FileClassification::A2) => Some((750, "A2")),
            Some(FileClassification::B1) => Some((500, "B1")),
            Some(FileClassification::B2) => Some((250, "B2")),
            None => None,
        };
        if marked { Some((1000, "annotations")) } else { class }
    }

    /// The day on which it says that it was made.
    fn made_on(&self) -> Option<Date> {
        let pairs = self.details.as_ref()?.details.iter().flat_map(|details| &details.name_value_pair);
        pairs
            .filter(|pair| MADE_AT.iter().any(|name| pair.name.trim().eq_ignore_ascii_case(name)))
            .find_map(|pair| pair.value.trim().get(..10)?.replace(':', "-").parse().ok())
    }

    fn path(&self, element: &str) -> String {
        format!("fileDetails[fileId={}]/{element}", self.file_id)
    }
}

/// Each content once, by its SHA-256.
fn distinct(files: &[ScoredFile]) -> Vec<&ScoredFile> {
    let by_content: BTreeMap<&str, &ScoredFile> =
        files.iter().rev().map(|file| (&*file.sha256, file)).collect();
    by_content.into_values().collect()
}

/// Who saw what files show: a person at the sender when one viewed a file in full.
pub(super) fn quality(files: &[ScoredFile]) -> Quality {
    if files.iter().any(|file| file.viewing == Viewing::InFull) {
        Quality::SeenByHuman
    } else {
        Quality::Automatic
    }
}

/// What they give points for. `is_batch`: the sender says that the report stands for many of a viral file.
pub(super) fn facts(files: &[ScoredFile], is_batch: bool, received_at: Timestamp) -> Vec<Fact> {
    let files = distinct(files);
    let mut facts = Vec::new();
    let share = |some: &[&ScoredFile]| {
        if some.iter().any(|file| file.viewing == Viewing::InFull) { 1000 } else { UNVIEWED_PERMILLE }
    };
    let unseen: Vec<&ScoredFile> = files.iter().copied().filter(|file| file.is_unseen()).collect();
    if !unseen.is_empty() {
        let says = format!("{}/{}", unseen.len(), files.len());
        let fact = Fact::new(Factor::UnseenFile, Quality::Fact, says, "report_file");
        facts.push(fact.since(received_at).amount(share(&unseen)));
    }
    let plain: Vec<&ScoredFile> = files.iter().copied().filter(|file| !file.is_viral()).collect();
    if !plain.is_empty() {
        let count = u32::try_from(plain.len()).unwrap_or(u32::MAX);
        let amount = doublings_permille(count) * share(&plain) / 1000;
        let fact = Fact::new(Factor::FileCount, Quality::Fact, count.to_string(), "report_file");
        facts.push(fact.since(received_at).amount(amount));
    }
    let gravest =
        files.iter().filter_map(|file| Some((file.severity()?, file))).max_by_key(|(class, _)| class.0);
    if let Some(((amount, class), file)) = gravest {
        let quality = if file.viewing == Viewing::InFull { Quality::SeenByHuman } else { Quality::Automatic };
        let source = file.path("industryClassification");
        facts.push(Fact::new(Factor::Severity, quality, class, source).amount(amount));
    }
    if let Some(file) = files.iter().find(|file| is_public(file)) {
        let source = file.path("publiclyAvailable");
        facts.push(Fact::new(Factor::Distribution, Quality::Fact, "public", source).since(received_at));
    }
    let all_known = !files.is_empty() && files.iter().all(|file| file.is_known());
    if is_batch || all_known {
        let says = if is_batch { "batch".to_owned() } else { format!("{0}/{0}", files.len()) };
        facts.push(Fact::new(Factor::OnlyKnownFiles, Quality::Fact, says, "report_file"));
    }
    facts
}

fn is_public(file: &ScoredFile) -> bool {
    file.details.as_ref().is_some_and(|details| details.publicly_available == Some(true))
}

/// What of them alone makes Band A.
pub(super) fn raised(files: &[ScoredFile], received_at: Timestamp) -> Vec<Raised> {
    let mut raised = Vec::new();
    let today = received_at.to_zoned_datetime(TimeZone::UTC).date();
    let recent = today.checked_sub(RECENT_DAYS.days()).unwrap_or(Date::MIN);
    let tomorrow = today.tomorrow().unwrap_or(today);
    for file in distinct(files) {
        if file.annotations().is_some_and(|marks| marks.live_streaming) {
            raised.push(Raised {
                trigger: Trigger::LiveAbuse,
                basis: Basis::Assessment,
                says: "liveStreaming".to_owned(),
                source: file.path("fileAnnotations"),
            });
        }
        let made_on = file.made_on().filter(|made| file.is_unseen() && recent <= *made && *made <= tomorrow);
        if let Some(made_on) = made_on {
            raised.push(Raised {
                trigger: Trigger::NewAndRecent,
                basis: Basis::Assessment, // what a file says of its own age can be wrong
                says: made_on.to_string(),
                source: file.path("details"),
            });
        }
    }
    raised
}

/// What nobody knows of them.
pub(super) fn unknowns(files: &[ScoredFile]) -> Vec<String> {
    let mut unknowns = Vec::new();
    if files.iter().any(|file| file.viewing == Viewing::NotStated) {
        unknowns.push("viewed".to_owned());
    }
    if files.iter().any(|file| !file.is_compared) {
        unknowns.push("likeness".to_owned());
    }
    unknowns
}
