//! `amparo custody verify`: what the log shows, and what only a checkpoint that somebody else holds can show.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use clap::Args;
use custody::{Checkpoint, Hash, LogKeys};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use note::{CosignerVerifier, NoteVerifier};
use service::Db;
use service::custody_log::{self, Finding, Published, Verdict, WitnessedError};

use super::Source;
use super::anchor::Anchor;

const AFTER: &str = "\
Exit code, as of verify_custody.py: 0 when the log is intact and fits a checkpoint that somebody else held, or cosigned, before the dispute (PROVEN);
3 when it is intact and nothing from outside holds it (CONSISTENT, NOT PROVEN); 1 when something does not fit (NOT INTACT); 2 when nothing was checked,
since the command line is wrong or something cannot be read.";
/// What is intact, and held by nobody else.
const NOT_PROVEN: u8 = 3;
/// Something could not be read.
const NOT_CHECKED: u8 = 2;

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(flatten)]
    source: Source,
    /// The log's verifier key, NAME+HASH+BASE64, as you have it from elsewhere; or its fingerprint, typed from paper
    #[arg(long, value_name = "KEY")]
    key: Option<GivenKey>,
    /// A checkpoint that somebody else holds, SIZE:ROOT[@YYYY-MM-DD], typed from a receipt; may be given several times
    #[arg(long, value_name = "CHECKPOINT")]
    checkpoint: Vec<Anchor>,
    /// What a receipt counts on an object, OBJECT=NUMBER (header `Custody-Entries`, without the kind); may be given several times
    #[arg(long, value_name = "RECEIPT")]
    receipt: Vec<Receipt>,
    /// Verifier key of cosignatures of a witness whom you trust, as you have it from elsewhere; may be given several times
    #[arg(long, value_name = "KEY")]
    witness: Vec<String>,
    /// The day since which the log is disputed: a checkpoint counts only if it was held before
    #[arg(long, value_name = "DAY")]
    dispute: Option<Date>,
}

pub(crate) async fn run(options: &Options) -> ExitCode {
    check(options).await.unwrap_or_else(|error| {
        eprintln!("amparo: {error:#}");
        ExitCode::from(NOT_CHECKED)
    })
}

async fn check(options: &Options) -> Result<ExitCode> {
    let witnesses: Vec<CosignerVerifier> = options
        .witness
        .iter()
        .map(|key| CosignerVerifier::parse(key))
        .collect::<Result<_, _>>()
        .context("--witness")?;
    let db = options.source.open().await?;
    let mut anchors = options.checkpoint.clone();
    for witness in &witnesses {
        match find_cosigned(&db, witness, options.dispute).await {
            Ok(found) => anchors.extend(found),
            Err(error @ WitnessedError::Invalid { .. }) => {
                say!("NOT INTACT: {error}");
                return Ok(ExitCode::FAILURE);
            }
            Err(error) => return Err(error).context("reading cosignatures"),
        }
    }
    let own = match &options.source.data {
        Some(data) => service::keys::find_log_keys(data)?,
        None => None,
    };
    let changes = own.iter().flat_map(LogKeys::changes).map(|change| (change.last.size, change.last.root));
    let held: Vec<(u64, Hash)> =
        anchors.iter().map(|anchor| (anchor.size, anchor.root)).chain(changes).collect();
    let sizes: BTreeSet<u64> = held.iter().map(|(size, _)| *size).collect();
    let (verdict, roots) =
        custody_log::verify_with_roots(&db, &sizes).await.context("reading the custody log")?;
    say!("entries: {}   waiting for their place: {}   root: {}", verdict.size, verdict.pending, verdict.root);
    if let Finding::Broken { entry_id, leaf_index, reason } = &verdict.verdict {
        say_broken(reason, entry_id.as_deref(), *leaf_index);
        return Ok(ExitCode::FAILURE);
    }
    let published = custody_log::newest_checkpoint(&db).await.context("reading the newest checkpoint")?;
    if let Some(fault) = say_signed(&db, options, own, published.as_ref()).await? {
        say!("NOT INTACT: {fault}");
        return Ok(ExitCode::FAILURE);
    }
    if let Some(fault) = find_contradiction(&held, &roots, &verdict) {
        say!("NOT INTACT: {fault}");
        return Ok(ExitCode::FAILURE);
    }
    if let Some(fault) = find_missing(&db, &options.receipt).await? {
        say!("NOT INTACT: {fault}");
        return Ok(ExitCode::FAILURE);
    }
    Ok(say_proven(&anchors, options.dispute))
}

/// The log's key as it was given: whole, or by what is compared by eye.
#[derive(Debug, Clone)]
enum GivenKey {
    Whole(Box<NoteVerifier>),
    Fingerprint(String),
}

impl FromStr for GivenKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let typed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if typed.len() == 64 && typed.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self::Fingerprint(typed.to_lowercase()));
        }
        let key =
            NoteVerifier::parse(text).map_err(|error| format!("{error}, nor a fingerprint of 64 digits"))?;
        Ok(Self::Whole(Box::new(key)))
    }
}

impl GivenKey {
    fn is(&self, key: &NoteVerifier) -> bool {
        match self {
            Self::Whole(given) => **given == *key,
            Self::Fingerprint(typed) => key.fingerprint() == *typed,
        }
    }
}

/// How many entries an object had when somebody was given a receipt.
#[derive(Debug, Clone)]
struct Receipt {
    object_id: String,
    entries: i64,
}

impl FromStr for Receipt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (object, entries) =
            text.rsplit_once('=').ok_or("write the object's id, `=`, and the number of the receipt")?;
        // the header says KIND/ID
        let object_id = object.rsplit('/').next().unwrap_or(object).trim().to_owned();
        let entries = entries.trim().parse().map_err(|_| format!("`{entries}` is no number of entries"))?;
        Ok(Self { object_id, entries })
    }
}

/// The first receipt that counts more entries than its object has.
async fn find_missing(db: &Db, receipts: &[Receipt]) -> Result<Option<String>> {
    for Receipt { object_id, entries } in receipts {
        let found = custody_log::count_on_object(db, object_id).await.context("reading the custody log")?;
        if found < *entries {
            return Ok(Some(format!(
                "a receipt counts {entries} entries on {object_id}, the log has {found}: some were left out"
            )));
        }
        say!("{object_id}: {found} entries, the receipt counts {entries}");
    }
    Ok(None)
}

/// The newest that a witness cosigned: before the dispute, else at all.
async fn find_cosigned(
    db: &Db,
    witness: &CosignerVerifier,
    dispute: Option<Date>,
) -> Result<Option<Anchor>, WitnessedError> {
    let before = dispute.and_then(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok());
    let mut found = custody_log::find_witnessed(db, witness, before).await?;
    if found.is_none() && before.is_some() {
        found = custody_log::find_witnessed(db, witness, None).await?;
    }
    if found.is_none() {
        say!("nothing in this log is cosigned by {}", witness.name());
    }
    Ok(found.map(|found| Anchor::cosigned(witness.name(), &found)))
}

fn say_broken(reason: &str, entry_id: Option<&str>, leaf_index: Option<i64>) {
    say!("NOT INTACT: {reason}");
    if let Some(entry) = entry_id {
        let index = leaf_index.map_or("none".into(), |index| index.to_string());
        say!("first entry at fault: {entry} (index {index})");
    }
}

/// Says what the node has signed; gives what speaks against it.
async fn say_signed(
    db: &Db,
    options: &Options,
    own: Option<LogKeys>,
    published: Option<&Published>,
) -> Result<Option<String>> {
    if let Some(own) = &own {
        say_keys(own);
    }
    if let Some(fault) = custody_log::verify_signed(db, own.as_ref()).await? {
        return Ok(Some(fault));
    }
    let keys = match (&options.key, own) {
        (Some(given), Some(own)) if own.all().any(|key| given.is(key)) => Some(own),
        (Some(_), Some(_)) => {
            return Ok(Some("none of the log's keys above is the one given with --key".into()));
        }
        (Some(GivenKey::Whole(key)), None) => Some(LogKeys::of((**key).clone(), Vec::new())?),
        (Some(GivenKey::Fingerprint(_)), None) => {
            bail!("--key: a fingerprint checks no signature by itself; give the data folder with --data too")
        }
        (None, own) => own,
    };
    let Some(published) = published else {
        say!("newest checkpoint: none was published");
        return Ok(None);
    };
    let Checkpoint { origin, size, root } = &published.checkpoint;
    say!("newest checkpoint: {origin}, {size} entries, root {root}, of {}", published.published_at);
    let Some(keys) = keys else {
        say!("its signature was not checked: give the log's key with --key");
        return Ok(None);
    };
    Ok(match keys.open(published.note.as_bytes()) {
        Ok(_) => None,
        Err(error) => {
            let key = keys.of_size(*size).name();
            Some(format!("the newest checkpoint is not signed by {key}: {error}"))
        }
    })
}

fn say_keys(keys: &LogKeys) {
    for change in keys.changes() {
        say!("up to {} entries the log key was: {}", change.last.size, change.from);
        say!("                fingerprint: {}", change.from.fingerprint());
    }
    say!("log key in the data folder: {}", keys.newest());
    say!("                fingerprint: {}", keys.newest().fingerprint());
}

/// The first checkpoint that is held elsewhere, or that the keys signed when one took the place of the other, and that the log contradicts.
fn find_contradiction(
    held: &[(u64, Hash)],
    roots: &BTreeMap<u64, Hash>,
    verdict: &Verdict,
) -> Option<String> {
    held.iter().find_map(|(size, held)| match roots.get(size) {
        Some(root) if root == held => None,
        Some(root) => Some(format!(
            "at {size} entries the log has the root {root}; the checkpoint held elsewhere says {held}: its history was replaced"
        )),
        None => Some(format!(
            "a checkpoint of {size} entries is held elsewhere, and the log has {}: it was cut back",
            verdict.size
        )),
    })
}

fn say_proven(anchors: &[Anchor], dispute: Option<Date>) -> ExitCode {
    let (before, other): (Vec<&Anchor>, Vec<&Anchor>) =
        anchors.iter().partition(|anchor| anchor.predates(dispute));
    for anchor in &before {
        say!("agrees with what is held elsewhere: {anchor}");
    }
    for anchor in &other {
        say!(
            "agrees, but was not held before the dispute as far as is known, so it proves nothing there: {anchor}"
        );
    }
    match before.iter().max_by_key(|anchor| anchor.size) {
        Some(newest) => {
            say!(
                "PROVEN up to {} entries, as far as whoever holds or cosigned that checkpoint is trusted. What came after it is consistent, not proven.",
                newest.size
            );
            ExitCode::SUCCESS
        }
        None => {
            say!(
                "CONSISTENT, NOT PROVEN: every entry, leaf and root is as recomputed. Proof against the node's own administrator"
            );
            say!(
                "needs a checkpoint that somebody else holds: type it from a receipt with --checkpoint SIZE:ROOT@DAY, or trust a witness with --witness KEY."
            );
            ExitCode::from(NOT_PROVEN)
        }
    }
}
