//! HTTP Basic credentials (RFC 7617) of the configuration: machines, and in a simulation people.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Peer, Site};
use crate::config::{ActorConfig, ActorKind, ConfigError};
use crate::networks::Networks;
use crate::tls::KeyFingerprint;
use crate::{Actor, Failure};

/// What a 401 asks for.
pub(super) const CHALLENGE: HeaderValue =
    HeaderValue::from_static("Basic realm=\"amparo\", charset=\"UTF-8\"");

/// Most characters of the name of somebody who is let in unknown.
const STRANGER_CHARS: usize = 100;

/// Who may speak to the node, by user name. Only digests of secrets are held.
#[derive(Clone)]
pub struct Credentials {
    known: Arc<HashMap<String, Credential>>,
    /// The role of machines that nobody knows, on a node to practise on.
    strangers: Option<&'static str>,
}

struct Credential {
    actor: Actor,
    secret_sha256: [u8; 32],
    /// Without a certificate of this key the secret does not count.
    public_key: Option<KeyFingerprint>,
    /// From elsewhere the secret does not count.
    networks: Networks,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.known.keys()).finish()
    }
}

impl Credentials {
    /// Takes the actors of a configuration; refuses doubled names and public keys, names that HTTP Basic cannot carry, and digests that are none.
    pub fn new(actors: &[ActorConfig]) -> Result<Self, ConfigError> {
        let mut known = HashMap::<String, Credential>::new();
        for config in actors {
            let credential = Credential::read(config)?;
            let public_key = credential.public_key.as_ref();
            if public_key.is_some() && known.values().any(|other| other.public_key.as_ref() == public_key) {
                return Err(refusal(
                    config,
                    "public_key_sha256",
                    "stands for another machine too; give each machine a key pair of its own",
                ));
            }
            if known.insert(config.name.clone(), credential).is_some() {
                return Err(refusal(config, "name", "stands twice; give each actor a name of its own"));
            }
        }
        Ok(Self { known: Arc::new(known), strangers: None })
    }

    /// The same, and whoever brings any name and secret is a machine of this role.
    pub(super) fn and_strangers(self, role: Option<&'static str>) -> Self {
        Self { strangers: role, ..self }
    }

    /// The configured machine of this name.
    pub(crate) fn find_machine(&self, name: &str) -> Option<Actor> {
        let known = self.known.get(name).map(|credential| credential.actor.clone());
        known.filter(|actor| matches!(actor, Actor::Machine { .. }))
    }

    /// The configured machine that must show a certificate of this public key.
    pub(crate) fn find_by_public_key(&self, public_key: &KeyFingerprint) -> Option<&Actor> {
        let mut all = self.known.values();
        all.find(|known| known.public_key.as_ref() == Some(public_key)).map(|known| &known.actor)
    }

    /// The actor whose name and secret the headers carry.
    ///
    /// # Errors
    /// Unauthenticated, where the secret counts only with a certificate that was not shown, or from other networks.
    pub(crate) fn actor_of(&self, headers: &HeaderMap, peer: Peer<'_>) -> Result<Option<Actor>, Failure> {
        let Some((name, secret)) = basic(headers) else { return Ok(None) };
        let given = Sha256::digest(secret.as_bytes());
        let known = self.known.get(&name);
        // an unknown name is compared too, so that both refusals take the same time
        let wanted = known.map_or([0; 32], |credential| credential.secret_sha256);
        let equal = bool::from(given.as_slice().ct_eq(&wanted));
        match known.filter(|_| equal) {
            Some(Credential { public_key: Some(wanted), .. }) if peer.certificate != Some(wanted) => {
                Err(Failure::without_certificate())
            }
            Some(Credential { actor, networks, .. }) => {
                networks.check(actor.name(), peer.address)?;
                Ok(Some(actor.clone()))
            }
            None => Ok(self.stranger(name)),
        }
    }

    /// Whoever is let in unknown: their name must be one that a log can bear.
    fn stranger(&self, name: String) -> Option<Actor> {
        let role = self.strangers?;
        let fits = (1..=STRANGER_CHARS).contains(&name.chars().count()) && !name.contains(char::is_control);
        fits.then(|| Actor::Machine { name, role: role.to_owned() })
    }
}

impl Credential {
    fn read(config: &ActorConfig) -> Result<Self, ConfigError> {
        let refuse = |what: &str, reason: &str| Err(refusal(config, what, reason));
        if config.name.is_empty() || config.name.contains(|c: char| c == ':' || c.is_control()) {
            return refuse("name", "a name has at least one character, no colon and no control character");
        }
        let mut secret_sha256 = [0; 32];
        if hex::decode_to_slice(&config.secret_sha256, &mut secret_sha256).is_err() {
            let remedy = "not a SHA-256 in hex; take the first 64 characters that `sha256sum` prints";
            return refuse("secret_sha256", remedy);
        }
        if config.kind == ActorKind::Machine && config.unit.is_some() {
            return refuse("unit", "only staff belong to a unit");
        }
        if config.kind == ActorKind::Staff && config.public_key_sha256.is_some() {
            return refuse("public_key_sha256", "only machines show certificates");
        }
        let public_key = config.public_key_sha256.as_deref().map(KeyFingerprint::parse);
        if public_key == Some(None) {
            let remedy = "not 64 hexadecimal digits; docs/operator/tls.md has the command";
            return refuse("public_key_sha256", remedy);
        }
        if config.kind == ActorKind::Staff && !config.networks.is_empty() {
            return refuse("networks", "only machines are bound to networks");
        }
        let Ok(networks) = Networks::parse(&config.networks.join(" ")) else {
            return refuse("networks", "not all are networks or addresses, such as 203.0.113.0/24");
        };
        Ok(Self { actor: config.actor(), secret_sha256, public_key: public_key.flatten(), networks })
    }
}

fn refusal(config: &ActorConfig, what: &str, reason: &str) -> ConfigError {
    ConfigError::setting(format!("node.actor.{what}"), format!("`{}`: {reason}", config.name))
}

/// Name and secret of an `Authorization: Basic` header.
pub(crate) fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(token.trim()).ok()?).ok()?;
    let (name, secret) = pair.split_once(':')?;
    Some((name.to_owned(), secret.to_owned()))
}

impl ActorConfig {
    /// The actor that these credentials stand for.
    pub fn actor(&self) -> Actor {
        let (name, role) = (self.name.clone(), self.role.clone());
        match self.kind {
            ActorKind::Staff => Actor::Staff { name, role, unit: self.unit.clone() },
            ActorKind::Machine => Actor::Machine { name, role },
        }
    }
}

/// Extractor: the actor of the request. Without good credentials the answer is 401.
#[derive(Debug, Clone)]
pub struct Authenticated(pub Actor);

impl<S> FromRequestParts<S> for Authenticated
where
    S: Send + Sync,
    Site: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        // the guard of a route has put it here already
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let asking = Site::from_ref(state).who_asks(&parts.headers, Peer::of(&parts.extensions)).await?;
        asking.map(|asking| Self(asking.actor)).ok_or_else(Failure::unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(name: &str, secret: &str) -> ActorConfig {
        ActorConfig {
            kind: ActorKind::Staff,
            name: name.into(),
            role: "inspector".into(),
            unit: None,
            secret_sha256: hex::encode(Sha256::digest(secret)),
            public_key_sha256: None,
            networks: Vec::new(),
        }
    }

    fn header(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn only_the_right_name_with_the_right_secret_is_an_actor() {
        let known = Credentials::new(&[config("ana", "s:1"), config("bea", "2")]).unwrap();
        let name = |value: &str| {
            known.actor_of(&header(value), Peer::default()).unwrap().map(|actor| actor.name().to_owned())
        };
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        assert_eq!(name(&basic("ana:s:1")).as_deref(), Some("ana"));
        assert_eq!(name(&basic("ana:s:1").replace("Basic", "bAsIc")).as_deref(), Some("ana"));
        for wrong in [
            &basic("ana:2"),
            &basic("bea:s:1"),
            &basic("eve:2"),
            &basic("ana"),
            "Basic ***",
            "Bearer x",
            "Basic",
        ] {
            assert_eq!(name(wrong), None, "{wrong}");
        }
        assert!(known.actor_of(&HeaderMap::new(), Peer::default()).unwrap().is_none());
    }

    #[test]
    fn strangers_are_let_in_only_where_the_node_says_so() {
        let strict = Credentials::new(&[config("ana", "1")]).unwrap();
        let open = strict.clone().and_strangers(Some("reporting_party"));
        let basic = |pair: &str| header(&format!("Basic {}", STANDARD.encode(pair)));
        assert!(strict.actor_of(&basic("eve:x"), Peer::default()).unwrap().is_none());
        let eve = open.actor_of(&basic("eve:x"), Peer::default()).unwrap().unwrap();
        assert_eq!((eve.name(), eve.role(), eve.is_staff()), ("eve", "reporting_party", false));
        for nobody in
            [basic(":x"), basic(&format!("{}:x", "e".repeat(101))), header("Bearer x"), HeaderMap::new()]
        {
            assert!(open.actor_of(&nobody, Peer::default()).unwrap().is_none());
        }
    }

    #[test]
    fn an_unknown_name_never_matches_the_digest_it_is_compared_with() {
        let mut zeros = config("ana", "");
        zeros.secret_sha256 = "00".repeat(32);
        let known = Credentials::new(&[zeros]).unwrap();
        let eve = header(&format!("Basic {}", STANDARD.encode("eve:")));
        assert!(known.actor_of(&eve, Peer::default()).unwrap().is_none());
    }

    #[test]
    fn a_secret_bound_to_a_certificate_counts_only_with_it() {
        let [ours, other] = ["a", "b"].map(|digit| KeyFingerprint::parse(&digit.repeat(64)).unwrap());
        let bound = ActorConfig {
            kind: ActorKind::Machine,
            public_key_sha256: Some(ours.as_str().to_owned()),
            ..config("social", "1")
        };
        let known = Credentials::new(&[bound]).unwrap();
        let showing = |certificate| Peer { certificate, address: None };
        let [right, wrong] =
            ["social:1", "social:2"].map(|pair| header(&format!("Basic {}", STANDARD.encode(pair))));
        assert!(known.actor_of(&right, showing(Some(&ours))).unwrap().is_some());
        for certificate in [None, Some(&other)] {
            let error = known.actor_of(&right, showing(certificate)).unwrap_err();
            assert!(error.status() == 401 && error.to_string().contains("mutual TLS"), "{error}");
        }
        // who does not know the secret learns nothing of the certificate
        assert!(known.actor_of(&wrong, Peer::default()).unwrap().is_none());
    }

    #[test]
    fn a_secret_bound_to_networks_counts_from_them_alone() {
        let bound = ActorConfig {
            kind: ActorKind::Machine,
            networks: vec!["203.0.113.0/24".into(), "2001:db8::1".into()],
            ..config("social", "1")
        };
        let known = Credentials::new(&[bound]).unwrap();
        let [right, wrong] =
            ["social:1", "social:2"].map(|pair| header(&format!("Basic {}", STANDARD.encode(pair))));
        let from = |address: &str| Peer { certificate: None, address: Some(address.parse().unwrap()) };
        for inside in ["203.0.113.9", "2001:db8::1"] {
            assert!(known.actor_of(&right, from(inside)).unwrap().is_some(), "{inside}");
        }
        for outside in [from("203.0.114.9"), from("2001:db8::2"), Peer::default()] {
            let error = known.actor_of(&right, outside).unwrap_err();
            assert!(error.status() == 401 && error.to_string().contains("networks"), "{error}");
        }
        // who does not know the secret learns nothing of the networks
        assert!(known.actor_of(&wrong, from("203.0.114.9")).unwrap().is_none());
    }

    #[test]
    fn bad_actors_are_refused_by_setting() {
        let mut short = config("ana", "1");
        short.secret_sha256.truncate(60);
        let mut machine = config("ana", "1");
        machine.kind = ActorKind::Machine;
        machine.unit = Some("08".into());
        let with_key = |kind, digits: &str| ActorConfig {
            kind,
            public_key_sha256: Some(digits.into()),
            ..config("ana", "1")
        };
        let bound = with_key(ActorKind::Staff, &"0".repeat(64));
        let misspelt = with_key(ActorKind::Machine, "00");
        let from =
            |kind, network: &str| ActorConfig { kind, networks: vec![network.into()], ..config("ana", "1") };
        let placed = from(ActorKind::Staff, "203.0.113.0/24");
        let nowhere = from(ActorKind::Machine, "the office");
        let [first, second] = ["social", "forum"]
            .map(|name| ActorConfig { name: name.into(), ..with_key(ActorKind::Machine, &"0".repeat(64)) });
        for (actors, said) in [
            (vec![config("a:b", "1")], "node.actor.name"),
            (vec![config("", "1")], "node.actor.name"),
            (vec![short], "node.actor.secret_sha256"),
            (vec![machine], "node.actor.unit"),
            (vec![bound], "node.actor.public_key_sha256"),
            (vec![misspelt], "node.actor.public_key_sha256"),
            (vec![placed], "node.actor.networks"),
            (vec![nowhere], "node.actor.networks"),
            (vec![first, second], "node.actor.public_key_sha256"),
            (vec![config("ana", "1"), config("ana", "2")], "node.actor.name"),
        ] {
            let error = Credentials::new(&actors).unwrap_err().to_string();
            assert!(error.starts_with(&format!("setting `{said}`")), "{error}");
        }
    }
}
