//! For the tests of a role, at its edge: a configuration with known secrets, routes that refuse strangers, texts that are whole.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a failing test panics")]

mod access;
mod accounts;
mod alarms;
mod entry_words;
mod forms;
mod headers;
mod refusals;
mod routes;
mod sign_in;
mod texts;
mod tls;

use sha2::{Digest, Sha256};

pub use access::{AccessMatrix, Caller, Objects, Sample, Walked};
pub use accounts::account_samples;
pub use alarms::{alarm_samples, raise_alarm};
pub use entry_words::{wordless_codes, wordless_keys};
pub use headers::header_mistakes;
pub use refusals::refusal_mistakes;
pub use routes::{assert_routes_refuse, undeclared_routes};
pub use sign_in::{SignedIn, sign_in};
pub use texts::text_mistakes;
pub use tls::{
    answer_over_tls, client_certificate, client_tls, clients_ca_file, other_ca_file, test_ca_file, test_tls,
    with_mutual_tls,
};

use crate::testing::TestDb;
use crate::{ActorConfig, ActorKind, NodeConfig};

/// A configuration for one test: any free port on loopback, the test's own database and folder, a simulation, and `actors`, each
/// with the secret [`secret_of`] its name.
pub fn test_config(db: &TestDb, actors: Vec<ActorConfig>) -> NodeConfig {
    NodeConfig {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://test.localhost".into(),
        data_dir: db.folder().join("data"),
        reserve_bytes: 0,
        database: Some(db.url().into()),
        node_key_file: None,
        passphrase_file: None,
        test_clock: None,
        simulation: true,
        time_zone: "UTC".into(),
        tls: None,
        client_tls: None,
        trusted_ca_file: None,
        limits: crate::config::LimitsConfig::default(),
        scrub: crate::scrub::ScrubConfig::default(),
        sandbox: crate::sandbox::SandboxConfig::default(),
        // a test opens more files in a minute than anybody should
        opening: crate::opening::OpeningConfig { pause_after_openings: 0, ..Default::default() },
        danger: crate::alarm::DangerConfig::default(),
        witness: Vec::new(),
        witnessed_log: Vec::new(),
        password_words: Vec::new(),
        actor: actors,
        practice: None,
    }
}

/// A member of staff.
pub fn staff(name: &str, role: &str, unit: Option<&str>) -> ActorConfig {
    actor(ActorKind::Staff, name, role, unit)
}

/// A machine.
pub fn machine(name: &str, role: &str) -> ActorConfig {
    actor(ActorKind::Machine, name, role, None)
}

/// The secret that the actors of a test give.
pub fn secret_of(name: &str) -> String {
    format!("secret-of-{name}")
}

fn actor(kind: ActorKind, name: &str, role: &str, unit: Option<&str>) -> ActorConfig {
    ActorConfig {
        kind,
        name: name.to_owned(),
        role: role.to_owned(),
        unit: unit.map(str::to_owned),
        secret_sha256: hex::encode(Sha256::digest(secret_of(name))),
        public_key_sha256: None,
        networks: Vec::new(),
    }
}
