//! From a configuration to an open node.

use std::fs::{DirBuilder, File};
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{Clock, Rng};
use note::{CosignerVerifier, NoteVerifier};
use thiserror::Error;

use crate::config::{ActorConfig, ActorKind, ConfigError, NodeConfig};
use crate::custody_log::Publisher;
use crate::keys::{self, KeyFile, LOG_KEY, NodeKeys, Ring, WITNESS_KEY};
use crate::sandbox::Sandbox;
use crate::witness::Witnessing;
use crate::{Db, DbError, Migration, Node, OffsetClock, SystemClock, SystemRng, custody_log};

/// Why a node does not start; each text says what to do.
#[derive(Debug, Error)]
pub enum StartError {
    /// The configuration cannot stand.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be opened.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A file or folder of the node is not usable.
    #[error("{}: {what}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
    /// Another program has the port.
    #[error(
        "{role} cannot listen on {addr}: port {} is busy; stop the program that has it (`ss -ltnp` names it), or set another `listen`",
        addr.port()
    )]
    PortBusy {
        /// Role that wanted the port.
        role: &'static str,
        /// Address that is taken.
        addr: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}; set another `listen`")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something of the role's own.
    #[error("{0}")]
    Other(String),
}

impl StartError {
    /// A failure to start that only the role knows, with its causes.
    pub fn other(error: &dyn std::error::Error) -> Self {
        Self::Other(crate::failure::causes(error))
    }
}

/// Where time, chance and decoding come from: the machine, or a test.
#[derive(Clone)]
pub struct Env {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes.
    pub rng: Arc<dyn Rng>,
    /// Decodes media.
    pub sandbox: Sandbox,
}

impl Env {
    /// The machine's clock and chance, or the configuration's test clock; decoding in children of this program.
    pub fn from_config(config: &NodeConfig) -> Result<Self, StartError> {
        config.check()?;
        let clock: Arc<dyn Clock> = match &config.test_clock {
            Some(text) => Arc::new(
                OffsetClock::parse(text)
                    .map_err(|error| ConfigError::setting("node.test_clock", error.to_string()))?,
            ),
            None => Arc::new(SystemClock),
        };
        Ok(Self {
            clock,
            rng: Arc::new(SystemRng),
            sandbox: Sandbox::current_exe().configured(&config.sandbox),
        })
    }
}

/// Makes the data folder (0700) if it is not there, opens the database, brings its schema up to date, and reads the node key.
///
/// A key is made (0600) for a database in which nothing was done yet, and for no other: under a second key its data could not be
/// opened, and would not be found again.
pub async fn open_node(
    role: &'static str,
    config: &NodeConfig,
    env: &Env,
    migrations: &'static [Migration],
) -> Result<Node, StartError> {
    config.check()?;
    make_private_dir(&config.data_dir)?;
    refuse_half_restored(&config.data_dir)?;
    warn_of_missing_layers(&env.sandbox).await;
    let db = Db::open(&config.database_url(role), migrations).await?;
    let key = open_key_file(config)?;
    if !key.path().try_exists().map_err(|error| file(key.path(), &error))? {
        refuse_second_key(&db, key.path()).await?;
        key.write(&Ring::make(&*env.rng), &*env.rng)?;
        tracing::info!(path = %key.path().display(), "made the node key; back it up, the data cannot be opened without it");
    }
    let ring = key.read()?;
    let mut keys = NodeKeys::of(&ring).with_tombstones(ring.tombstones(&config.data_dir)?);
    keys.publisher = Some(open_publisher(&db, &ring, role, config, env).await?);
    keys.witnessing = Some(open_witnessing(&db, &ring, role, config, env).await?);
    warn_of_clock(&db, &*env.clock).await?;
    let people = config.actor.iter().filter(|actor| actor.kind == ActorKind::Staff).map(ActorConfig::actor);
    let node = Node::new(role, db, env.clock.clone(), env.rng.clone(), keys, people.collect());
    node.erase_again().await.map_err(|failure| StartError::other(&failure))?;
    Ok(node)
}

/// The order of the custody log is that of its places, whatever the clock says; whoever reads its times must be able to believe them.
async fn warn_of_clock(db: &Db, clock: &dyn Clock) -> Result<(), StartError> {
    if let Some(behind) = custody_log::clock_behind(db, clock.now()).await? {
        tracing::error!(
            seconds = behind.as_secs(),
            "the clock says less than the newest custody entry; set it right, and start the node again"
        );
    }
    Ok(())
}

/// A node without its decoders' fence still takes reports: it only decodes nothing.
async fn warn_of_missing_layers(sandbox: &Sandbox) {
    match sandbox.missing_layers().await {
        Ok(missing) => {
            for layer in missing {
                let (name, remedy) = (layer.name(), layer.remedy());
                tracing::warn!(
                    name,
                    remedy,
                    required = layer.is_required(),
                    "the decoders' sandbox lacks a layer"
                );
            }
        }
        Err(error) => tracing::warn!(%error, "the decoders cannot be asked for their sandbox"),
    }
    match sandbox.ffmpeg().await {
        Ok(Some(found)) => match &found.version {
            Ok(version) => tracing::info!(%version, path = %found.path.display(), "ffmpeg decodes videos"),
            Err(reason) => tracing::warn!(%reason, path = %found.path.display(), "videos are not hashed"),
        },
        Ok(None) => tracing::info!("no ffmpeg was found: videos, AVIF and HEIC are kept and not hashed"),
        Err(error) => tracing::warn!(%error, "ffmpeg cannot be asked for its version"),
    }
}

/// The log's key is made for a log of which nothing was ever signed, and for no other: under a second key its checkpoints would be another
/// log's.
async fn open_publisher(
    db: &Db,
    ring: &Ring,
    role: &str,
    config: &NodeConfig,
    env: &Env,
) -> Result<Publisher, StartError> {
    let is_signed = custody_log::newest_checkpoint(db).await?.is_some();
    let origin = (!is_signed).then(|| log_origin(&config.public_url, role));
    ring.publisher(&config.data_dir, origin.as_deref(), &*env.rng)?.ok_or_else(|| {
        let what = "the key of the custody log is missing, and checkpoints were signed with it; restore it from its backup";
        StartError::File { path: config.data_dir.join(LOG_KEY.file_name), what: what.to_owned() }
    })
}

/// The witness's key is made for a node that has cosigned nothing, and for no other: its cosignatures would be of a stranger.
async fn open_witnessing(
    db: &Db,
    ring: &Ring,
    role: &str,
    config: &NodeConfig,
    env: &Env,
) -> Result<Witnessing, StartError> {
    let mut tx = db.begin_read("find-cosigned").await?;
    let has_cosigned = !crate::db::witness::list_witnessed(&mut tx).await?.is_empty();
    drop(tx);
    let name = (!has_cosigned).then(|| witness_name(&config.public_url, role));
    let signer = ring.note_signer(&WITNESS_KEY, &config.data_dir, name.as_deref(), &*env.rng)?;
    let signer = signer.ok_or_else(|| {
        let what = "the key of cosignatures is missing, and checkpoints of other logs were cosigned with it; restore it from its backup";
        StartError::File { path: config.data_dir.join(WITNESS_KEY.file_name), what: what.to_owned() }
    })?;
    Ok(Witnessing::new(signer, config.arrangement()?, &config.data_dir))
}

/// Makes node key, log key and witness key of a node that was never started, so that others can be told the public halves before it is.
///
/// # Errors
/// Of the disk; a key is there and cannot be read.
pub fn make_keys(
    role: &str,
    config: &NodeConfig,
    rng: &dyn Rng,
) -> Result<(NoteVerifier, CosignerVerifier), StartError> {
    make_private_dir(&config.data_dir)?;
    let file = open_key_file(config)?;
    if !file.path().exists() {
        file.write(&Ring::make(rng), rng)?;
    }
    let ring = file.read()?;
    let make = |key, name: String| {
        let signer = ring.note_signer(key, &config.data_dir, Some(&name), rng)?;
        signer.ok_or_else(|| StartError::Other("a key was not made".to_owned()))
    };
    let log = make(&LOG_KEY, log_origin(&config.public_url, role))?;
    let witness = make(&WITNESS_KEY, witness_name(&config.public_url, role))?;
    Ok((log.verifier(), CosignerVerifier::of(&witness)))
}

/// The name of a node as a witness.
fn witness_name(public_url: &str, role: &str) -> String {
    format!("{}/witness", log_origin(public_url, role))
}

/// The name of a new log: host and port of the node's address, and its role (C2SP `tlog-checkpoint`: an address without its scheme).
fn log_origin(public_url: &str, role: &str) -> String {
    let host = public_url.split_once("://").map_or(public_url, |(_, host)| host);
    format!("{}/{role}", host.trim_end_matches('/'))
}

/// The node key's file, with the passphrase where the configuration or the terminal gives one.
///
/// # Errors
/// Passphrase or key file cannot be read.
pub fn open_key_file(config: &NodeConfig) -> Result<KeyFile, StartError> {
    let path = key_path(config);
    let is_sealed = path.exists() && KeyFile::is_sealed(&path)?;
    Ok(KeyFile::new(path, keys::find_passphrase(config, is_sealed)?))
}

fn key_path(config: &NodeConfig) -> PathBuf {
    config.node_key_file.clone().unwrap_or_else(|| config.data_dir.join("node.key"))
}

/// Every action leaves a custody entry, so a database without one holds nothing under a key.
async fn refuse_second_key(db: &Db, key: &Path) -> Result<(), StartError> {
    let mut tx = db.begin_read("look-for-entries").await?;
    if !crate::db::custody::has_entries(&mut tx).await? {
        return Ok(());
    }
    let what = "the node key is missing, and the database holds data under it; restore the key from its backup, or mount its folder";
    Err(StartError::File { path: key.to_owned(), what: what.to_owned() })
}

fn refuse_half_restored(data_dir: &Path) -> Result<(), StartError> {
    let path = data_dir.join(crate::backup::INCOMPLETE);
    if path.try_exists().map_err(|error| file(&path, &error))? {
        Err(StartError::File {
            path,
            what: "a restoration did not come to its end; empty the folder and restore again".to_owned(),
        })
    } else {
        Ok(())
    }
}

/// A secret that others on the machine can read is none.
pub(crate) fn refuse_key_others_can_read(path: &Path) -> Result<(), StartError> {
    let mode = std::fs::metadata(path).map_err(|error| file(path, &error))?.permissions().mode();
    if mode & 0o077 != 0 {
        let what = format!("others can read this key (mode {:03o}); run `chmod 600` on it", mode & 0o777);
        return Err(StartError::File { path: path.to_owned(), what });
    }
    Ok(())
}

fn make_private_dir(path: &Path) -> Result<(), StartError> {
    make_and_flush(path).map_err(|error| file(path, &error))
}

/// Makes the folder, for its owner alone. Its name is on the disk when this returns: what is flushed in a folder that a loss of power takes back is
/// lost with it.
fn make_and_flush(path: &Path) -> std::io::Result<()> {
    let above = || {
        path.ancestors()
            .skip(1)
            .map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
    };
    let missing = above().take_while(|folder| !folder.exists()).count();
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    for folder in above().take(missing + 1) {
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            // what we may not read somebody else has made, who made the folder in it too
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {}
            flushed => flushed?,
        }
    }
    Ok(())
}

fn file(path: &Path, error: &std::io::Error) -> StartError {
    StartError::File { path: path.to_owned(), what: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(dir: &Path) -> NodeConfig {
        let text = format!(
            "listen = \"127.0.0.1:0\"\npublic_url = \"http://a.localhost\"\ndata_dir = \"{}\"\n",
            dir.join("data").display()
        );
        crate::config::parse(Path::new("test.toml"), &text).unwrap()
    }

    #[test]
    fn a_busy_port_is_named_with_what_to_do() {
        let error = StartError::PortBusy { role: "police", addr: ([127, 0, 0, 1], 7003).into() }.to_string();
        assert!(error.contains("port 7003 is busy") && error.contains("set another `listen`"), "{error}");
    }

    #[test]
    fn an_unreadable_test_clock_is_refused_by_its_setting() {
        let dir = tempfile::tempdir().unwrap();
        let mut config = config(dir.path());
        config.simulation = true;
        config.test_clock = Some("yesterday".into());
        let error = Env::from_config(&config).err().unwrap().to_string();
        assert!(error.starts_with("setting `node.test_clock`"), "{error}");
        config.test_clock = Some("2020-12-28T09:00:00Z@1764000000".into());
        let now = Env::from_config(&config).unwrap().clock.now();
        assert!(now > "2020-12-28T09:00:00Z".parse().unwrap() && now < SystemClock.now());
    }
}
