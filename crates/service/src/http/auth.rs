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

use super::Site;
use crate::config::{ActorConfig, ActorKind, ConfigError};
use crate::tls::KeyFingerprint;
use crate::{Actor, Failure};

/// What a 401 asks for.
pub(super) const CHALLENGE: HeaderValue =
    HeaderValue::from_static("Basic realm=\"amparo\", charset=\"UTF-8\"");

/// Who may speak to the node, by user name. Only digests of secrets are held.
#[derive(Clone)]
pub struct Credentials(Arc<HashMap<String, Credential>>);

struct Credential {
    actor: Actor,
    secret_sha256: [u8; 32],
    /// Without a certificate of this key the secret does not count.
    public_key: Option<KeyFingerprint>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Credentials {
    /// Takes the actors of a configuration; refuses doubled names, names that HTTP Basic cannot carry, and digests that are none.
    pub fn new(actors: &[ActorConfig]) -> Result<Self, ConfigError> {
        let mut known = HashMap::new();
        for config in actors {
            let refuse = |what: &str, reason: &str| {
                ConfigError::setting(format!("node.actor.{what}"), format!("`{}`: {reason}", config.name))
            };
            if config.name.is_empty() || config.name.contains(|c: char| c == ':' || c.is_control()) {
                return Err(refuse(
                    "name",
                    "a name has at least one character, no colon and no control character",
                ));
            }
            let mut secret_sha256 = [0; 32];
            hex::decode_to_slice(&config.secret_sha256, &mut secret_sha256).map_err(|_| {
                refuse(
                    "secret_sha256",
                    "not a SHA-256 in hex; take the first 64 characters that `sha256sum` prints",
                )
            })?;
            if config.kind == ActorKind::Machine && config.unit.is_some() {
                return Err(refuse("unit", "only staff belong to a unit"));
            }
            if config.kind == ActorKind::Staff && config.public_key_sha256.is_some() {
                return Err(refuse("public_key_sha256", "only machines show certificates"));
            }
            let public_key = config.public_key_sha256.as_deref().map(|text| {
                KeyFingerprint::parse(text).ok_or_else(|| {
                    refuse(
                        "public_key_sha256",
                        "not 64 hexadecimal digits; docs/operator/tls.md has the command",
                    )
                })
            });
            let public_key = public_key.transpose()?;
            let credential = Credential { actor: config.actor(), secret_sha256, public_key };
            if known.insert(config.name.clone(), credential).is_some() {
                return Err(refuse("name", "stands twice; give each actor a name of its own"));
            }
        }
        Ok(Self(Arc::new(known)))
    }

    /// The configured machine of this name.
    pub(crate) fn find_machine(&self, name: &str) -> Option<Actor> {
        let known = self.0.get(name).map(|credential| credential.actor.clone());
        known.filter(|actor| matches!(actor, Actor::Machine { .. }))
    }

    /// The actor whose name and secret the headers carry.
    ///
    /// # Errors
    /// Unauthenticated, where the secret counts only with a certificate that was not `shown`.
    pub(crate) fn actor_of(
        &self,
        headers: &HeaderMap,
        shown: Option<&KeyFingerprint>,
    ) -> Result<Option<Actor>, Failure> {
        let Some((name, secret)) = basic(headers) else { return Ok(None) };
        let given = Sha256::digest(secret.as_bytes());
        let known = self.0.get(&name);
        // an unknown name is compared too, so that both refusals take the same time
        let wanted = known.map_or([0; 32], |credential| credential.secret_sha256);
        let equal = bool::from(given.as_slice().ct_eq(&wanted));
        match known.filter(|_| equal) {
            Some(Credential { public_key: Some(wanted), .. }) if shown != Some(wanted) => {
                Err(Failure::without_certificate())
            }
            found => Ok(found.map(|credential| credential.actor.clone())),
        }
    }
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
        let asking = Site::from_ref(state).who_asks(&parts.headers, parts.extensions.get()).await?;
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
        }
    }

    fn header(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn only_the_right_name_with_the_right_secret_is_an_actor() {
        let known = Credentials::new(&[config("ana", "s:1"), config("bea", "2")]).unwrap();
        let name =
            |value: &str| known.actor_of(&header(value), None).unwrap().map(|actor| actor.name().to_owned());
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
        assert!(known.actor_of(&HeaderMap::new(), None).unwrap().is_none());
    }

    #[test]
    fn an_unknown_name_never_matches_the_digest_it_is_compared_with() {
        let mut zeros = config("ana", "");
        zeros.secret_sha256 = "00".repeat(32);
        let known = Credentials::new(&[zeros]).unwrap();
        let eve = header(&format!("Basic {}", STANDARD.encode("eve:")));
        assert!(known.actor_of(&eve, None).unwrap().is_none());
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
        let [right, wrong] =
            ["social:1", "social:2"].map(|pair| header(&format!("Basic {}", STANDARD.encode(pair))));
        assert!(known.actor_of(&right, Some(&ours)).unwrap().is_some());
        for shown in [None, Some(&other)] {
            let error = known.actor_of(&right, shown).unwrap_err();
            assert!(error.status() == 401 && error.to_string().contains("mutual TLS"), "{error}");
        }
        // who does not know the secret learns nothing of the certificate
        assert!(known.actor_of(&wrong, None).unwrap().is_none());
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
        for (actors, said) in [
            (vec![config("a:b", "1")], "node.actor.name"),
            (vec![config("", "1")], "node.actor.name"),
            (vec![short], "node.actor.secret_sha256"),
            (vec![machine], "node.actor.unit"),
            (vec![bound], "node.actor.public_key_sha256"),
            (vec![misspelt], "node.actor.public_key_sha256"),
            (vec![config("ana", "1"), config("ana", "2")], "node.actor.name"),
        ] {
            let error = Credentials::new(&actors).unwrap_err().to_string();
            assert!(error.starts_with(&format!("setting `{said}`")), "{error}");
        }
    }
}
