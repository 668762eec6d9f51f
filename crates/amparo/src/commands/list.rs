//! `amparo list`: lists of known hashes as files, and their index files.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use hashlist::{Classification, IndexError, List, ListHead, ListIndex};
use service::hash_lists::{self, Loaded};
use sha2::{Digest as _, Sha256};
use wire::hash_list::Format;

use super::fence::{shown, shown_path};

/// Most left-out entries that are named one by one.
const MOST_NAMED: usize = 20;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the index file of a list, which `amparo scan` uses as it is, however long the list
    Build(Build),
}

/// What `--help` ends with.
const AFTER: &str = "\
The list is taken whole or not at all: of a broken one the file, line and column are named, and an index file that was there stays. Entries that
would match ordinary pictures are named and left out of the search for alike ones; their other digests count.

Exit code: 0 when the index was written, 1 when not, 2 when the command line is wrong.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Build {
    /// The list as its source publishes it
    #[arg(value_name = "FILE")]
    list: PathBuf,
    /// The index file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// How the list is called; without it, its file's name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Its version, counted from 1 by whoever keeps it
    #[arg(long = "list-version", value_name = "NUMBER", default_value_t = 1)]
    list_version: u64,
    /// Where it was got; without it, its file's name
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    #[command(flatten)]
    stated: Stated,
}

/// What is stated of lists that do not say it themselves.
#[derive(Debug, Clone, Args)]
pub(crate) struct Stated {
    /// Format of the lists: ncmec, stopncii, threatexchange-csv, threatexchange-json, vics, icse, plain, plain-pdq, plain-sha256 or amparo;
    /// without it the format is told from the file's beginning
    #[arg(long, value_name = "FORMAT")]
    list_format: Option<Format>,
    /// Who vouches for the entries that name nobody; may be given again. Hits that nobody vouches for are in shadow
    #[arg(long, value_name = "NAME")]
    list_member: Vec<String>,
    /// The class of the entries that state none, such as A1 or baseline. Hits without a class are in shadow
    #[arg(long, value_name = "CLASS")]
    list_class: Option<Classification>,
}

/// A list ready for look-up.
pub(crate) struct Ready {
    pub(crate) index: ListIndex,
    /// SHA-256 of its index file in hex, the same whether it was read from the list or from the file.
    pub(crate) sha256: String,
}

pub(crate) fn run(command: &Command) -> Result<ExitCode> {
    let Command::Build(build) = command;
    let head = ListHead {
        name: build.name.clone().unwrap_or_else(|| file_name(&build.list)),
        version: build.list_version,
        source: build.source.clone().unwrap_or_else(|| file_name(&build.list)),
        ..ListHead::default()
    };
    let list = read(&build.list, &build.stated, head)?;
    let output = &build.output;
    hash_lists::write_index(output, &list).with_context(|| format!("writing {}", output.display()))?;
    let index = hash_lists::map_index(output).with_context(|| format!("reading {}", output.display()))?;
    tell_left_out(&index);
    tell_shadow(&index);
    let counts = index.counts();
    say!(
        "wrote {}: {} entries, {} pictures, {} videos, {} withdrawn, {} left out of the search for alike ones",
        output.display(),
        counts.entries,
        counts.pictures,
        counts.videos,
        counts.withdrawn,
        counts.left_out
    );
    Ok(ExitCode::SUCCESS)
}

/// Opens a list: an index file where it lies, anything else read whole. It takes a while: call it where that stops nobody.
///
/// # Errors
/// The text names the file, and in it line and column; nothing of the list is used then.
pub(crate) fn open(path: &Path, stated: &Stated) -> Result<Ready> {
    let ready = if let Some(index) = mapped(path)? {
        Ready { index, sha256: sha256_of(path)? }
    } else {
        let (name, source) = (file_name(path), file_name(path));
        let list = read(path, stated, ListHead { name, version: 1, source, ..ListHead::default() })?;
        let bytes = ListIndex::build(&list);
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Ready { index: ListIndex::open(bytes)?, sha256 }
    };
    tell_left_out(&ready.index);
    tell_shadow(&ready.index);
    Ok(ready)
}

/// The file as a checked index, if it is one.
fn mapped(path: &Path) -> Result<Option<ListIndex>> {
    let in_file = || shown_path(path);
    if !fs::metadata(path).with_context(in_file)?.is_file() {
        return Ok(None);
    }
    match hash_lists::map_index(path) {
        Ok(index) => {
            // a damaged index would answer wrongly without a word
            index.verify().with_context(in_file)?;
            Ok(Some(index))
        }
        Err(error) if is_no_index(&error) => Ok(None),
        Err(error) => Err(error).with_context(in_file),
    }
}

fn is_no_index(error: &io::Error) -> bool {
    let said = error.get_ref().and_then(|inner| inner.downcast_ref::<IndexError>());
    said == Some(&IndexError::NoIndex)
}

fn read(path: &Path, stated: &Stated, head: ListHead) -> Result<List> {
    let head = ListHead { members: stated.list_member.clone(), classification: stated.list_class, ..head };
    let Loaded { list, next, ignored, deleted, .. } = hash_lists::read(path, stated.list_format, head)?;
    let said = |what: &str| eprintln!("amparo: {}: {what}", shown_path(path));
    if let Some(next) = next {
        said(&format!("this is one page of a list; give the next one too: {}", shown(&next)));
    }
    let elsewhere = deleted_elsewhere(&list, &deleted);
    if elsewhere > 0 {
        said(&format!("it deletes {elsewhere} entries of other pages, which stay in those"));
    }
    for left in ignored {
        said(&format!("line {}: left out, {} in all: {}", left.line, left.count, shown(&left.why)));
    }
    Ok(list)
}

/// How many deleted entries do not stand in the list itself, where they are withdrawn.
fn deleted_elsewhere(list: &List, deleted: &[String]) -> usize {
    if deleted.is_empty() {
        return 0;
    }
    let own: HashSet<&str> = list.entries().iter().filter_map(|entry| entry.source_id.as_deref()).collect();
    deleted.iter().filter(|id| !own.contains(id.as_str())).count()
}

/// Names the entries that would match ordinary pictures: the rest of their list is used.
fn tell_left_out(index: &ListIndex) {
    let name = shown(&index.head().name);
    for left in index.left_out().iter().take(MOST_NAMED) {
        eprintln!(
            "amparo: list {name}: entry {} is not searched for alike ones: {}",
            left.entry_no, left.reason
        );
    }
    let mut more = BTreeMap::<_, usize>::new();
    for left in index.left_out().iter().skip(MOST_NAMED) {
        *more.entry(left.reason).or_default() += 1;
    }
    for (reason, count) in more {
        eprintln!("amparo: list {name}: nor are {count} more: {reason}");
    }
}

/// Says that no hit of the list will count, before somebody takes silence for a clean storage.
fn tell_shadow(index: &ListIndex) {
    if index.is_shadow() {
        eprintln!(
            "amparo: list {}: nobody vouches for it or it has no class, so all its hits are in shadow; state both with --list-member and \
             --list-class, of an index file when it is built",
            shown(&index.head().name)
        );
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn sha256_of(path: &Path) -> Result<String> {
    let in_file = || format!("reading {}", path.display());
    let mut file = fs::File::open(path).with_context(in_file)?;
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        let length = io::Read::read(&mut file, &mut piece).with_context(in_file)?;
        if length == 0 {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(&piece[..length]);
    }
}
