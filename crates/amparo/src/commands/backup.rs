//! `amparo backup` and `amparo restore`: a node's data without its key, and back.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use model::Clock as _;
use service::backup::{self, Bucket, Compared, Erasures, Items, Looked, Manifest};
use service::{SystemClock, load};
use vault::{Objects, VaultConfig};

use super::serve::AnyConfig;

const KEYS_GO_APART: &str = "the node key never goes into a backup: who has both can read everything. Copy `node.key` (and \
     `signing.key`, where there is one) to another place, under another lock; see docs/operator/backup.md";

#[derive(Debug, Args)]
pub(crate) struct BackUp {
    /// The role's TOML file; the node may run
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The backup folder of this one node; each backup is a generation in it
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Afterwards, remove all but this many newest generations: erased items leave the backup only so
    #[arg(long, value_name = "N")]
    keep: Option<usize>,
    #[arg(long, hide = true)]
    with_key: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The role's TOML file; its data folder and database must be empty
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The generation: a folder that holds a manifest.json
    #[arg(long, value_name = "FOLDER")]
    from: PathBuf,
    /// The newest `erased.log`: of the lost node's data folder, or its newest copy
    #[arg(long, value_name = "FILE", required_unless_present_any = ["erasures_lost", "check"])]
    erased_log: Option<PathBuf>,
    /// There is no newer `erased.log`: what was erased after the backup comes back, and somebody must erase it again
    #[arg(long, conflicts_with = "erased_log")]
    erasures_lost: bool,
    /// Only read the backup and compare every file with its manifest
    #[arg(long)]
    check: bool,
    #[arg(long, hide = true)]
    with_key: bool,
}

impl Restore {
    /// The newest list that is known: where nothing is said, as only a check allows, the backup's own.
    fn erasures(&self) -> Erasures {
        match &self.erased_log {
            Some(path) => Erasures::Known(path.clone()),
            None if self.erasures_lost => Erasures::Lost,
            None => Erasures::Known(self.from.join("erased.log")),
        }
    }
}

pub(crate) async fn back_up(options: &BackUp) -> Result<ExitCode> {
    if options.with_key {
        bail!(KEYS_GO_APART);
    }
    let AnyConfig { node: config, vault } = load(&options.config)?;
    let role = super::role_of(&options.config, &config)?;
    let bucket = Evidence::of(vault.as_ref())?;
    let items = match &bucket {
        None => Items::Files(vault::item_path),
        Some(bucket) => Items::Objects(bucket),
    };
    let taken = backup::back_up(role, &config, &options.to, SystemClock.now(), items).await?;
    say!("{}", taken.generation.display());
    say!("{}, {} of them new items", sums(&taken.manifest), taken.new_items);
    say!("SHA-256 of the manifest: {}   (write it down elsewhere)", taken.manifest_sha256);
    if let Some(bucket) = &bucket {
        say!(
            "The items stay in {}: keep its versions or a replica, or they are not backed up.",
            bucket.place()
        );
    }
    say!("The node key is not in it, and it needs version {} of it.", taken.manifest.key_version);
    if let Some(keep) = options.keep {
        let (generations, items) = backup::keep_newest(&options.to, keep)?;
        say!("{generations} older generations removed, and {items} items that no other one needs");
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn restore(options: &Restore) -> Result<ExitCode> {
    if options.with_key {
        bail!(KEYS_GO_APART);
    }
    let AnyConfig { node: config, vault } = load(&options.config)?;
    let bucket = Evidence::of(vault.as_ref())?;
    let bucket = bucket.as_ref().map(|bucket| bucket as &dyn Bucket);
    let erasures = options.erasures();
    if options.check {
        let Compared { manifest, missing, .. } = backup::check(&options.from, &erasures, bucket).await?;
        say!("whole: {}", sums(&manifest));
        say_missing(missing);
        return Ok(ExitCode::SUCCESS);
    }
    let role = super::role_of(&options.config, &config)?;
    let Compared { manifest, missing, damaged_lists } =
        backup::restore(role, &config, &options.from, &erasures, bucket).await?;
    say!("restored: {}", sums(&manifest));
    say_missing(missing);
    for list in damaged_lists {
        say!("An index file of the hash list `{list}` was damaged before the backup and is left out.");
        say!("If the overview of lists says that it is missing, import the list again.");
    }
    if let Erasures::Lost = erasures {
        say!("");
        say!("ERASURES AFTER {} ARE NOT KNOWN HERE.", manifest.taken_at);
        say!(
            "What was erased since then is back and will be shown. If any copy of a newer `erased.log` exists, do not start the"
        );
        say!(
            "node: empty its data folder and restore again with --erased-log. Otherwise erase again what the receipts of erasure,"
        );
        say!(
            "the letters to the persons and the courts' orders since then name, before anybody else works with the node."
        );
        say!("");
    }
    say!(
        "Now put the node key back as {} (mode 0600), version {} or newer with it,",
        super::key_path(&config).display(),
        manifest.key_version
    );
    say!(
        "and start the node: it first erases again what `erased.log` names. `amparo key check` opens everything once."
    );
    say!("It cosigns no log of others before `amparo witness confirm` (docs/operator/backup.md).");
    Ok(ExitCode::SUCCESS)
}

/// The bucket that holds a node's items.
struct Evidence(Objects);

impl Evidence {
    /// None where the items are files.
    fn of(config: Option<&VaultConfig>) -> Result<Option<Self>> {
        Ok(config.map(Objects::of).transpose()?.map(Self))
    }
}

impl Bucket for Evidence {
    fn place(&self) -> &str {
        self.0.place()
    }

    fn size<'a>(&'a self, name: &'a str) -> Looked<'a, u64> {
        Box::pin(async move { self.0.size(name).await.map_err(|error| error.to_string()) })
    }

    fn digest<'a>(&'a self, name: &'a str) -> Looked<'a, (u64, String)> {
        Box::pin(async move { self.0.digest(name).await.map_err(|error| error.to_string()) })
    }
}

fn say_missing(missing: usize) {
    if missing > 0 {
        say!(
            "{missing} listed objects are missing: erased since, or lost; only a newer `erased.log` could tell."
        );
    }
}

fn sums(manifest: &Manifest) -> String {
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    let listed = manifest.bucket.as_ref().map(|listed| format!(", {} listed objects", listed.objects.len()));
    format!(
        "{} of {}, {} files{}, {} MiB, {} custody entries",
        manifest.role,
        manifest.taken_at,
        manifest.files.len(),
        listed.unwrap_or_default(),
        bytes >> 20,
        manifest.custody_size
    )
}
