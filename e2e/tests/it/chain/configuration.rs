//! The three configuration files, as an administrator would write them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use service::keys::KeyFile;
use service::testing::TestDb;
use service::witness::{WitnessConfig, WitnessedLogConfig};
use service::{NodeConfig, SystemRng};
use sha2::{Digest as _, Sha256};
use wire::package::sealed::{RecipientKey, RecipientSecret};

use super::Secrets;

/// Somebody who may speak to a role.
pub(super) struct Actor {
    pub(super) name: &'static str,
    kind: &'static str,
    role: &'static str,
    unit: Option<&'static str>,
}

const fn machine(name: &'static str, role: &'static str) -> Actor {
    Actor { name, kind: "machine", role, unit: None }
}

const fn staff(name: &'static str, role: &'static str, unit: Option<&'static str>) -> Actor {
    Actor { name, kind: "staff", role, unit }
}

/// Code of the agency at the clearinghouse, and user name under which it sends feedback.
pub const AGENCY: &str = "ES-POL";

/// Who may speak to platform, clearinghouse and police.
pub(super) const ACTORS: [&[Actor]; 3] = [
    &[
        machine("app", "application"),
        machine("ops", "operator"),
        staff("marta", "moderator", None),
        staff("mateo", "moderator", None),
        staff("alba", "administrator", None),
        staff("dora", "data_protection_officer", None),
        staff("wanda", "welfare_officer", None),
        staff("rita", "rights_officer", None),
    ],
    &[
        machine("social", "reporting_party"),
        machine("ops", "operator"),
        machine("forum", "reporting_party"),
        machine("form", "tip_form"),
        machine(AGENCY, "agency"),
        staff("noor", "analyst", None),
        staff("nils", "analyst", None),
        staff("kim", "administrator", None),
        staff("dora", "data_protection_officer", None),
        staff("rita", "rights_officer", None),
    ],
    &[
        machine("clearinghouse", "clearinghouse"),
        machine("ops", "operator"),
        staff("ines", "inspector", None),
        staff("ivan", "inspector", None),
        staff("pau", "provincial_officer", Some("08")),
        staff("guaci", "provincial_officer", Some("35")),
        staff("rosa", "registry", None),
        staff("adela", "administrator", None),
        staff("dora", "data_protection_officer", None),
        staff("wanda", "welfare_officer", None),
        staff("rita", "rights_officer", None),
    ],
];

/// Address ranges of nobody, given to operators of the story.
const ALLOCATIONS: &str = r#"[
    {"cidr": "203.0.113.0/24", "country": "ES", "operator": "Fibra Ejemplo", "from": "2015-01-01"},
    {"cidr": "2001:db8::/32", "country": "ES", "operator": "Fibra Ejemplo", "from": "2015-01-01"},
    {"cidr": "100.64.0.0/16", "country": "ES", "operator": "Móvil Ejemplo", "from": "2018-06-01", "cgnat": true}
]"#;

/// The data folder of a role.
pub(super) fn folder(db: &TestDb) -> PathBuf {
    db.folder().join("data")
}

/// What opens packages for the police, once their keys are made.
pub(super) fn recipient_secret(police_db: &TestDb) -> RecipientSecret {
    let ring = KeyFile::new(folder(police_db).join("node.key"), None).read().expect("a node key");
    ::police::recipient_secret(&ring)
}

/// Where a role is reached as a witness, and its public keys.
pub(super) struct Peer {
    pub(super) role: &'static str,
    url: String,
    log_key: String,
    witness_key: String,
}

impl Peer {
    /// Makes the keys of a role before its first start.
    pub(super) fn new(role: &'static str, db: &TestDb, url: String) -> Self {
        let config: Part = read(role, &node_alone(role, db));
        let (log, witness) = service::make_keys(role, &config.node, &SystemRng).expect("the keys");
        Self { role, url, log_key: log.to_string(), witness_key: witness.to_string() }
    }
}

#[derive(serde::Deserialize)]
struct Part {
    node: NodeConfig,
}

/// The other roles as witnesses, and their logs as witnessed ones.
pub(super) fn arrange(config: &mut NodeConfig, role: &str, peers: &[Peer]) {
    for peer in peers.iter().filter(|peer| peer.role != role) {
        let url = format!("{}/custody", peer.url);
        config.witness.push(WitnessConfig { url, verifier_key: peer.witness_key.clone() });
        config.witnessed_log.push(WitnessedLogConfig { verifier_key: peer.log_key.clone() });
    }
}

/// The part `[node]`, of a node on any free port, that nobody may speak to yet.
fn node_alone(role: &str, db: &TestDb) -> String {
    format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://{role}.localhost\"\nsimulation = true\n\
         data_dir = \"{}\"\ndatabase = \"{}\"\n",
        folder(db).display(),
        db.url()
    )
}

/// As [`node_alone`], with those who may speak to it.
fn node(role: &str, db: &TestDb, actors: &[Actor], secrets: &Secrets) -> String {
    let mut text = node_alone(role, db);
    for Actor { name, kind, role, unit } in actors {
        let digest = hex::encode(Sha256::digest(&secrets[name]));
        let unit = unit.map(|unit| format!("unit = \"{unit}\"\n")).unwrap_or_default();
        write!(
            text,
            "[[node.actor]]\nkind = \"{kind}\"\nname = \"{name}\"\nrole = \"{role}\"\n{unit}secret_sha256 = \"{digest}\"\n"
        )
        .expect("a text");
    }
    text
}

fn read<T: DeserializeOwned>(role: &str, text: &str) -> T {
    service::config::parse(Path::new(&format!("{role}.toml")), text).expect("the configuration is good")
}

/// `clearinghouse` is where it is reached, and what it knows the platform by; `equipment` is its part `[platform]`.
pub(super) fn platform(
    db: &TestDb,
    secrets: &Secrets,
    (clearinghouse, password): (String, &str),
    equipment: &str,
) -> platform::Config {
    let text = format!(
        "service = \"Ejemplo Social\"\nfeedback_poll_seconds = 1\n{}\
         [clearinghouse]\nurl = \"{clearinghouse}\"\nusername = \"social\"\npassword = \"{password}\"\n\
         [reporter]\nfirst_name = \"Trust\"\nlast_name = \"Team\"\nemail = \"trust@social.example\"\n{equipment}",
        node("platform", db, ACTORS[0], secrets),
    );
    read("platform", &text)
}

/// The folder that stands for the bucket `media` of an equipped platform.
pub(crate) fn bucket(platform: &Path) -> PathBuf {
    platform.with_file_name("media")
}

/// Part `[platform]` of an equipped platform.
pub(super) fn equipment(db: &TestDb, verdicts_to: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let (media, secret) = (bucket(&folder(db)), db.folder().join("webhook.secret"));
    std::fs::create_dir_all(&media).expect("a folder");
    std::fs::write(&secret, "0123456789abcdef0123456789abcdef").expect("a file");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).expect("a file of one's own");
    format!(
        "[[platform.object_source]]\nbucket = \"media\"\nsurface = \"public\"\nfolder = \"{}\"\n\
         [platform.verdict_webhook]\nurl = \"{verdicts_to}/verdicts\"\nsecret_file = \"{}\"\n\
         [platform.company]\ncountries = [\"ES\"]\nestablished_in = \"ES\"\nservice = \"hosting\"\n",
        media.display(),
        secret.display()
    )
}

pub(super) fn clearinghouse(
    db: &TestDb,
    secrets: &Secrets,
    at_police: &Secrets,
    (police_url, recipient_key): (&str, &RecipientKey),
) -> clearinghouse::Config {
    let allocations = db.folder().join("allocations.json");
    std::fs::write(&allocations, ALLOCATIONS).expect("a file");
    let text = format!(
        "{}[clearinghouse]\nname = \"Ejemplo Clearinghouse\"\ncountry = \"US\"\nallocations = \"{}\"\n\
         [[agency]]\ncode = \"{AGENCY}\"\nname = \"Policía (ejemplo)\"\ncountry = \"ES\"\nurl = \"{police_url}\"\n\
         recipient_key = \"{recipient_key}\"\nusername = \"clearinghouse\"\npassword = \"{}\"\n",
        node("clearinghouse", db, ACTORS[1], secrets),
        allocations.display(),
        at_police["clearinghouse"],
    );
    read("clearinghouse", &text)
}

pub(super) fn police(
    db: &TestDb,
    secrets: &Secrets,
    verifier_key: &str,
    (clearinghouse, password): (String, &str),
) -> police::Config {
    let text = format!(
        "{}[[sender]]\nverifier_key = \"{verifier_key}\"\n\
         [sender.feedback]\nurl = \"{clearinghouse}/feedback\"\nusername = \"{AGENCY}\"\npassword = \"{password}\"\n",
        node("police", db, ACTORS[2], secrets),
    );
    read("police", &text)
}
