//! The files of a folder that a unit downloaded, and those in its zips, which a child behind a fence unpacks.

use std::borrow::Cow;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use service::Sandbox;
use wire::law_enforcement::ZipLimits;

/// Most files in one zip.
const MOST_MEMBERS: usize = 10_000;
/// Most bytes that one file of a zip unpacks to.
const MOST_MEMBER_BYTES: u64 = 1 << 30;
/// Most bytes that all zips of a folder unpack to: they are held in memory.
const MOST_UNPACKED_BYTES: u64 = 2 << 30;

/// A file of the folder, or of a zip in it.
pub(super) struct Found {
    /// Where it lies: one in a zip, the path of the zip and then its own.
    pub(super) path: PathBuf,
    /// Below which a file that a document names is looked for, when it does not lie beside it: its zip.
    pub(super) zip: Option<PathBuf>,
    /// None for one that lies on the disk.
    unpacked: Option<Vec<u8>>,
}

impl Found {
    /// What is in it.
    pub(super) fn read(&self) -> Result<Cow<'_, [u8]>> {
        match &self.unpacked {
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None => {
                let bytes =
                    fs::read(&self.path).with_context(|| format!("reading {}", self.path.display()))?;
                Ok(Cow::Owned(bytes))
            }
        }
    }

    /// Whether its name ends so, in capitals or not.
    pub(super) fn is(&self, extension: &str) -> bool {
        has_extension(&self.path, extension)
    }
}

/// Every file below a folder, in the order of their paths, each zip opened. What a zip in a zip holds stays in it, and is told.
pub(super) async fn list(folder: &Path, sandbox: &Sandbox, warnings: &mut Vec<String>) -> Result<Vec<Found>> {
    let mut paths = Vec::new();
    walk(folder, &mut paths)?;
    paths.sort();
    let (mut all, mut left_bytes) = (Vec::new(), MOST_UNPACKED_BYTES);
    for path in paths {
        if has_extension(&path, "zip") {
            let members = unzip(&path, sandbox, &mut left_bytes).await;
            let members = members.with_context(|| path.display().to_string())?;
            for inner in members.iter().filter(|member| member.is("zip")) {
                warnings.push(format!(
                    "{}: is a zip in a zip, kept as it is and not opened",
                    inner.path.display()
                ));
            }
            all.extend(members);
        } else {
            all.push(Found { path, zip: None, unpacked: None });
        }
    }
    all.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(all)
}

async fn unzip(path: &Path, sandbox: &Sandbox, left_bytes: &mut u64) -> Result<Vec<Found>> {
    let limits = ZipLimits {
        members: MOST_MEMBERS,
        member_bytes: MOST_MEMBER_BYTES.min(*left_bytes),
        total_bytes: *left_bytes,
    };
    let members = sandbox.unzip(File::open(path)?, &limits).await?.map_err(|reason| anyhow!(reason))?;
    let mut found = Vec::new();
    for member in members {
        *left_bytes = left_bytes.saturating_sub(member.bytes.len() as u64);
        found.push(Found {
            path: path.join(&member.name),
            zip: Some(path.to_owned()),
            unpacked: Some(member.bytes),
        });
    }
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
        let kind = entry.file_type().with_context(|| format!("reading {}", entry.path().display()))?;
        if kind.is_dir() {
            walk(&entry.path(), found)?;
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}
