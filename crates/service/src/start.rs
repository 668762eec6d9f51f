//! From a configuration to an open node.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hkdf::Hkdf;
use model::{Clock, Rng};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::config::{ConfigError, NodeConfig};
use crate::sandbox::Sandbox;
use crate::{ColumnKeys, Db, DbError, Migration, Node, OffsetClock, SystemClock, SystemRng};

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
        Ok(Self { clock, rng: Arc::new(SystemRng), sandbox: Sandbox::current_exe() })
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
    let db = Db::open(&config.database_url(role), migrations).await?;
    let key = key_path(config);
    if !key.try_exists().map_err(|error| file(&key, &error))? {
        refuse_second_key(&db, &key).await?;
        NodeSecret::make(&key, &*env.rng)?;
    }
    let columns = ColumnKeys::from_node_secret(&NodeSecret::read(&key)?.derive("columns"));
    Ok(Node::new(role, db, env.clock.clone(), env.rng.clone(), columns))
}

/// The 32 random bytes from which every key of a node is derived. Wiped from memory when dropped.
pub struct NodeSecret(Zeroizing<[u8; 32]>);

impl NodeSecret {
    /// Reads the key file, which [`open_node`] made. Refuses a file that others can read.
    pub fn open(config: &NodeConfig) -> Result<Self, StartError> {
        Self::read(&key_path(config))
    }

    /// A key for one purpose (HKDF-SHA-256, RFC 5869); another label gives an unrelated key.
    #[allow(clippy::missing_panics_doc, reason = "it cannot: see below")]
    pub fn derive(&self, label: &str) -> [u8; 32] {
        let mut key = [0; 32];
        #[allow(clippy::expect_used, reason = "HKDF-SHA-256 refuses only outputs beyond 8160 bytes")]
        Hkdf::<Sha256>::new(None, &*self.0)
            .expand_multi_info(&[b"amparo ", label.as_bytes()], &mut key)
            .expect("32 bytes");
        key
    }

    fn read(path: &Path) -> Result<Self, StartError> {
        refuse_key_others_can_read(path)?;
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|error| file(path, &error))?);
        let mut secret = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), &mut *secret).map_err(|_| StartError::File {
            path: path.to_owned(),
            what: "not a node key of 64 hexadecimal digits; restore it from a backup, since the data cannot be opened without it"
                .into(),
        })?;
        Ok(Self(secret))
    }

    fn make(path: &Path, rng: &dyn Rng) -> Result<(), StartError> {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill(&mut *secret);
        let text = Zeroizing::new(format!("{}\n", hex::encode(*secret)));
        write_key_file(path, text.as_bytes()).map_err(|error| file(path, &error))?;
        tracing::info!(path = %path.display(), "made the node key; back it up, the data cannot be opened without it");
        Ok(())
    }
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

/// Writes a key whole or not at all, readable by its owner alone: one cut off by a crash would stop every later start.
fn write_key_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let staged = path.with_extension("new");
    let mut key = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&staged)?;
    key.write_all(bytes)?;
    key.sync_all()?;
    std::fs::rename(&staged, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
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
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| file(path, &error))?;
    let private = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(path, private).map_err(|error| file(path, &error))
}

fn file(path: &Path, error: &std::io::Error) -> StartError {
    StartError::File { path: path.to_owned(), what: error.to_string() }
}

#[cfg(test)]
mod tests {
    use model::SeededRng;

    use super::*;

    fn config(dir: &Path) -> NodeConfig {
        let text = format!(
            "listen = \"127.0.0.1:0\"\npublic_url = \"http://a.localhost\"\ndata_dir = \"{}\"\n",
            dir.join("data").display()
        );
        crate::config::parse(Path::new("test.toml"), &text).unwrap()
    }

    #[test]
    fn the_key_is_made_private_and_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path());
        make_private_dir(&config.data_dir).unwrap();
        let key = config.data_dir.join("node.key");
        NodeSecret::make(&key, &SeededRng::new(1)).unwrap();
        let first = NodeSecret::open(&config).unwrap();
        let again = NodeSecret::open(&config).unwrap();
        assert_eq!(first.derive("vault"), again.derive("vault"));
        assert_ne!(first.derive("vault"), first.derive("columns"));
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&key), 0o600);
        assert_eq!(std::fs::read_dir(&config.data_dir).unwrap().count(), 1, "the staged file is left");
        assert_eq!(mode(&config.data_dir), 0o700);
    }

    #[test]
    fn a_key_that_others_can_read_or_that_is_none_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path());
        make_private_dir(&config.data_dir).unwrap();
        let path = config.data_dir.join("node.key");
        let refused = || NodeSecret::open(&config).err().unwrap().to_string();
        std::fs::write(&path, "00".repeat(32)).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(refused().contains("others can read this key (mode 640)"), "{}", refused());
        std::fs::write(&path, "00".repeat(31)).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(refused().contains("not a node key"), "{}", refused());
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
