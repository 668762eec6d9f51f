//! A working set of the three roles and the public form on loopback: their configuration with fresh secrets, SQLite, a local vault.

mod actors;
mod files;
mod ports;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use model::Rng as _;
use serde_json::{Value, json};
use service::keys::KeyFile;
use service::{NodeConfig, SystemRng};
use wire::note::NoteSigner;

use crate::client::Client;
pub(crate) use actors::officer;
use actors::{Actor, Kind, actors};
pub(crate) use ports::FIRST_PORT;

/// Code of the police at the clearinghouse.
pub(crate) const AGENCY: &str = "ES-CENTRAL";
/// The machine that reports, as the clearinghouse knows it.
const REPORTING_PARTY: &str = "example-network";
/// The machine that refers, as the police know it.
const REFERRER: &str = "clearinghouse";
/// The public form, as the clearinghouse knows it.
const TIP_FORM: &str = "public-form";
/// The process of the public form. It is no role: it has no node, no database and no key that opens.
pub(crate) const FORM: &str = "tip";
/// The roles, in the order in which they are started.
pub(crate) const ROLES: [&str; 3] = ["police", "clearinghouse", "platform"];

/// Stands in a folder whose nodes play: only such a folder is removed as a whole.
pub(crate) const DEMO_MARK: &str = "demonstration.txt";
/// What it says.
const DEMO_NOTE: &str = "`amparo demo` made this folder. Everything in it is made up.\n\
    `amparo demo --remove FOLDER` removes all of it in one step.\n";

/// What the set is for.
pub(crate) enum Purpose {
    /// Somebody's own trials.
    Use,
    /// Playing a scenario.
    Play {
        /// `NOW@ANCHOR`, the same for all processes.
        test_clock: String,
        /// The scenario's allocation table.
        allocations: Value,
        /// INE codes of the provincial units.
        units: Vec<String>,
    },
}

/// The three roles' addresses and everybody's secrets.
pub(crate) struct Set {
    folder: PathBuf,
    ports: BTreeMap<&'static str, u16>,
    actors: Vec<Actor>,
    /// Verifier keys of each role's log and of the role as a witness.
    keys: BTreeMap<&'static str, (String, String)>,
}

/// Whether a folder holds a set already.
pub(crate) fn is_there(folder: &Path) -> bool {
    ROLES.iter().any(|role| folder.join(format!("{role}.toml")).exists())
}

impl Set {
    /// Makes the folder (0700) and writes configuration and secrets (0600) into it. A busy port is named and the next free
    /// one taken.
    pub(crate) fn make(folder: &Path, first_port: u16, purpose: &Purpose) -> Result<Self> {
        if is_there(folder) {
            bail!("{} holds a configuration already; name another folder, or remove it", folder.display());
        }
        files::make_folder(folder)?;
        let folder = folder.canonicalize().with_context(|| format!("finding {}", folder.display()))?;
        let ports = ports::choose(first_port)?;
        let mut set = Self { folder, ports, actors: actors(purpose), keys: BTreeMap::new() };
        if matches!(purpose, Purpose::Play { .. }) {
            files::write(&set.folder.join(DEMO_MARK), DEMO_NOTE)?;
        }
        set.make_node_keys(purpose)?;
        let verifier_key = set.make_signing_key()?;
        set.write_config("police", &set.police(purpose, &verifier_key))?;
        set.write_config("clearinghouse", &set.clearinghouse(purpose, &set.recipient_key()?)?)?;
        set.write_config("platform", &set.platform(purpose))?;
        set.write_config(FORM, &set.form(purpose)?)?;
        let lines: String = set.actors.iter().map(|actor| set.credentials_of(actor) + "\n").collect();
        files::write(&set.folder.join("credentials.txt"), &lines)?;
        Ok(set)
    }

    /// Where the configuration is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A role's pages, under a host name of its own since cookies ignore ports.
    pub(crate) fn page(&self, role: &str) -> String {
        format!("http://{role}.localhost:{}", self.port(role))
    }

    /// A role's address for programs: browsers know `*.localhost` (RFC 6761), the resolvers of many systems do not.
    fn address(&self, role: &str) -> String {
        format!("http://127.0.0.1:{}", self.port(role))
    }

    /// An actor of a role as a client of it.
    pub(crate) fn client(&self, role: &str, name: &str) -> Client {
        Client::new(&self.address(role), name, self.secret(role, name))
    }

    /// One line for each member of staff that the terminal should show: page, name, secret. Administrators and the officers of
    /// provincial units stand in the credentials file only, and so do programs.
    pub(crate) fn credential_lines(&self) -> Vec<String> {
        let shown = self.actors.iter().filter(|actor| {
            actor.kind == Kind::Staff && actor.unit.is_none() && actor.name != "administrator"
        });
        shown.map(|actor| self.credentials_of(actor)).collect()
    }

    fn credentials_of(&self, actor: &Actor) -> String {
        format!("{:<36} {:<16} {}", self.page(actor.node), actor.name, actor.secret)
    }

    fn port(&self, role: &str) -> u16 {
        self.ports.get(role).copied().unwrap_or_default()
    }

    fn secret(&self, role: &str, name: &str) -> &str {
        let actor = self.actors.iter().find(|actor| actor.node == role && actor.name == name);
        actor.map_or("", |actor| actor.secret.as_str())
    }

    /// The clearinghouse's signing key, made before its first start so that the police can be told whom to trust.
    fn make_signing_key(&self) -> Result<String> {
        let mut secret = [0; 32];
        SystemRng.fill(&mut secret);
        let folder = self.folder.join("clearinghouse");
        files::make_folder(&folder)?;
        files::write(&folder.join("signing.key"), &format!("{}\n", hex::encode(secret)))?;
        Ok(NoteSigner::new("clearinghouse.localhost", &secret)?.verifier().to_string())
    }

    /// What the clearinghouse seals packages for the police to.
    fn recipient_key(&self) -> Result<String> {
        let ring = KeyFile::new(self.folder.join("police/node.key"), None).read()?;
        Ok(police::recipient_secret(&ring).recipient().to_string())
    }

    /// What the public form seals tips for the clearinghouse to.
    fn tip_recipient_key(&self) -> Result<String> {
        let ring = KeyFile::new(self.folder.join("clearinghouse/node.key"), None).read()?;
        Ok(clearinghouse::tip_recipient_secret(&ring).recipient().to_string())
    }

    /// Every role's own keys, made before its first start so that the others can be told whom to trust: they witness each other.
    fn make_node_keys(&mut self, purpose: &Purpose) -> Result<()> {
        for role in ROLES {
            let config: NodeConfig = serde_json::from_value(self.node(role, purpose))?;
            let (log, witness) = service::make_keys(role, &config, &SystemRng)?;
            self.keys.insert(role, (log.to_string(), witness.to_string()));
        }
        Ok(())
    }

    /// The other roles as witnesses of this one, and their logs as what it witnesses.
    fn add_witnesses(&self, role: &str, node: &mut Value) {
        let others = self.keys.iter().filter(|(other, _)| **other != role);
        let (witnesses, logs): (Vec<Value>, Vec<Value>) = others
            .map(|(other, (log, witness))| {
                let url = format!("{}/custody", self.address(other));
                (json!({ "url": url, "verifier_key": witness }), json!({ "verifier_key": log }))
            })
            .unzip();
        node["witness"] = witnesses.into();
        node["witnessed_log"] = logs.into();
    }

    fn node(&self, role: &'static str, purpose: &Purpose) -> Value {
        let actors: Vec<Value> =
            self.actors.iter().filter(|actor| actor.node == role).map(Actor::configured).collect();
        let mut node = json!({
            "listen": format!("127.0.0.1:{}", self.port(role)),
            "public_url": self.page(role),
            "data_dir": self.folder.join(role),
            "actor": actors,
        });
        if let Purpose::Play { test_clock, .. } = purpose {
            node["simulation"] = true.into();
            node["test_clock"] = test_clock.as_str().into();
        }
        self.add_witnesses(role, &mut node);
        node
    }

    fn platform(&self, purpose: &Purpose) -> Value {
        let mut node = self.node("platform", purpose);
        if let Purpose::Play { .. } = purpose {
            // months of review are played within one day
            node["opening"] = json!({ "openings_per_day": 100_000, "pause_after_openings": 0 });
        }
        json!({
            "node": node,
            "service": "Example network",
            "feedback_poll_seconds": match purpose { Purpose::Use => 60, Purpose::Play { .. } => 1 },
            "clearinghouse": {
                "url": self.address("clearinghouse"),
                "username": REPORTING_PARTY,
                "password": self.secret("clearinghouse", REPORTING_PARTY),
            },
            "reporter": { "first_name": "Trust", "last_name": "Desk", "email": "trust@network.example" },
        })
    }

    fn clearinghouse(&self, purpose: &Purpose, recipient_key: &str) -> Result<Value> {
        let mut own = json!({ "name": "Example clearinghouse", "country": "US" });
        if let Purpose::Play { allocations, .. } = purpose {
            let table = self.folder.join("allocations.json");
            files::write(&table, &serde_json::to_string_pretty(allocations)?)?;
            own["allocations"] = json!(table);
        }
        Ok(json!({
            "node": self.node("clearinghouse", purpose),
            "clearinghouse": own,
            "agency": [{
                "code": AGENCY,
                "name": "Central cybercrime unit (example)",
                "country": "ES",
                "language": "es",
                "url": self.address("police"),
                "recipient_key": recipient_key,
                "username": REFERRER,
                "password": self.secret("police", REFERRER),
            }],
        }))
    }

    fn police(&self, purpose: &Purpose, verifier_key: &str) -> Value {
        let mut node = self.node("police", purpose);
        node["opening"] = json!({ "country": "ES" });
        node["time_zone"] = "Europe/Madrid".into();
        json!({
            "node": node,
            "agency": AGENCY,
            "sender": [{
                "verifier_key": verifier_key,
                "feedback": {
                    "url": format!("{}/feedback", self.address("clearinghouse")),
                    "username": AGENCY,
                    "password": self.secret("clearinghouse", AGENCY),
                },
            }],
        })
    }

    /// The public form gets a public key and the secret of its account, which opens nothing.
    fn form(&self, purpose: &Purpose) -> Result<Value> {
        let folder = self.folder.join(FORM);
        files::make_folder(&folder)?;
        let secret_file = folder.join("clearinghouse.secret");
        files::write(&secret_file, &format!("{}\n", self.secret("clearinghouse", TIP_FORM)))?;
        let mut form = json!({
            "listen": format!("127.0.0.1:{}", self.port(FORM)),
            "public_url": self.page(FORM),
            "data_dir": folder,
            "country": "ES",
        });
        if let Purpose::Play { test_clock, .. } = purpose {
            form["simulation"] = true.into();
            form["test_clock"] = test_clock.as_str().into();
        }
        Ok(json!({
            "tip": form,
            "clearinghouse": {
                "url": self.address("clearinghouse"),
                "username": TIP_FORM,
                "secret_file": secret_file,
                "recipient_key": self.tip_recipient_key()?,
            },
        }))
    }

    fn write_config(&self, role: &str, config: &Value) -> Result<()> {
        let text = toml::to_string(config).with_context(|| format!("writing the configuration of {role}"))?;
        files::write(&self.folder.join(format!("{role}.toml")), &text)
    }
}
