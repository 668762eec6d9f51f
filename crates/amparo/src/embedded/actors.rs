//! Who may speak to the three roles of an embedded set.

use model::Rng as _;
use serde_json::{Value, json};
use service::SystemRng;
use service::http::OPERATOR;
use sha2::{Digest as _, Sha256};

use super::{AGENCY, Purpose, REFERRER, REPORTING_PARTY, TIP_FORM};

/// Person or program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Staff,
    Machine,
}

/// One of them, with the secret that only the credentials file keeps.
pub(super) struct Actor {
    pub(super) node: &'static str,
    pub(super) kind: Kind,
    pub(super) name: String,
    role: &'static str,
    pub(super) unit: Option<String>,
    pub(super) secret: String,
}

impl Actor {
    fn new(node: &'static str, kind: Kind, name: &str, role: &'static str) -> Self {
        let mut secret = [0; 32];
        SystemRng.fill(&mut secret);
        Self { node, kind, name: name.to_owned(), role, unit: None, secret: hex::encode(secret) }
    }

    /// The actor as the node's configuration states it.
    pub(super) fn configured(&self) -> Value {
        let mut actor = json!({
            "kind": match self.kind { Kind::Staff => "staff", Kind::Machine => "machine" },
            "name": self.name,
            "role": self.role,
            "secret_sha256": hex::encode(Sha256::digest(self.secret.as_bytes())),
        });
        if let Some(unit) = &self.unit {
            actor["unit"] = unit.as_str().into();
        }
        actor
    }
}

/// Name of the officer of a provincial unit.
pub(crate) fn officer(unit: &str) -> String {
    format!("officer-{unit}")
}

/// Every program with a fresh secret; in a play the people too.
pub(super) fn actors(purpose: &Purpose) -> Vec<Actor> {
    let mut actors: Vec<Actor> = [
        ("platform", Kind::Machine, "application", "application"),
        ("platform", Kind::Machine, "operator", OPERATOR),
        ("platform", Kind::Staff, "moderator", "moderator"),
        ("platform", Kind::Staff, "second-moderator", "moderator"),
        ("platform", Kind::Staff, "administrator", "administrator"),
        ("platform", Kind::Staff, "data-protection-officer", "data_protection_officer"),
        ("platform", Kind::Staff, "rights-officer", "rights_officer"),
        ("platform", Kind::Staff, "welfare-officer", "welfare_officer"),
        ("clearinghouse", Kind::Machine, REPORTING_PARTY, "reporting_party"),
        ("clearinghouse", Kind::Machine, AGENCY, "agency"),
        ("clearinghouse", Kind::Machine, TIP_FORM, "tip_form"),
        ("clearinghouse", Kind::Machine, "operator", OPERATOR),
        ("clearinghouse", Kind::Staff, "analyst", "analyst"),
        ("clearinghouse", Kind::Staff, "second-analyst", "analyst"),
        ("clearinghouse", Kind::Staff, "administrator", "administrator"),
        ("clearinghouse", Kind::Staff, "data-protection-officer", "data_protection_officer"),
        ("clearinghouse", Kind::Staff, "rights-officer", "rights_officer"),
        ("police", Kind::Machine, REFERRER, "clearinghouse"),
        ("police", Kind::Machine, "operator", OPERATOR),
        ("police", Kind::Staff, "inspector", "inspector"),
        ("police", Kind::Staff, "second-inspector", "inspector"),
        ("police", Kind::Staff, "registry", "registry"),
        ("police", Kind::Staff, "administrator", "administrator"),
        ("police", Kind::Staff, "data-protection-officer", "data_protection_officer"),
        ("police", Kind::Staff, "rights-officer", "rights_officer"),
        ("police", Kind::Staff, "welfare-officer", "welfare_officer"),
    ]
    .into_iter()
    // people of a node in earnest have accounts
    .filter(|(_, kind, ..)| *kind == Kind::Machine || matches!(purpose, Purpose::Play { .. }))
    .map(|(node, kind, name, role)| Actor::new(node, kind, name, role))
    .collect();
    let Purpose::Play { units, .. } = purpose else { return actors };
    actors.extend(units.iter().map(|unit| Actor {
        unit: Some(unit.clone()),
        ..Actor::new("police", Kind::Staff, &officer(unit), "provincial_officer")
    }));
    actors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_has_a_machine_that_may_read_its_metrics() {
        let actors = actors(&Purpose::Use);
        for node in ["platform", "clearinghouse", "police"] {
            let found = actors.iter().find(|actor| actor.node == node && actor.role == OPERATOR);
            assert!(found.is_some_and(|actor| actor.kind == Kind::Machine), "{node}");
        }
        assert!(actors.iter().all(|actor| actor.kind == Kind::Machine), "people have accounts");
    }
}
