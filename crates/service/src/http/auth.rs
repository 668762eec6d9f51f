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
            let credential = Credential { actor: config.actor(), secret_sha256 };
            if config.kind == ActorKind::Machine && config.unit.is_some() {
                return Err(refuse("unit", "only staff belong to a unit"));
            }
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
    pub fn actor_of(&self, headers: &HeaderMap) -> Option<Actor> {
        let (name, secret) = basic(headers)?;
        let given = Sha256::digest(secret.as_bytes());
        let known = self.0.get(&name);
        // an unknown name is compared too, so that both refusals take the same time
        let wanted = known.map_or([0; 32], |credential| credential.secret_sha256);
        let equal = bool::from(given.as_slice().ct_eq(&wanted));
        known.filter(|_| equal).map(|credential| credential.actor.clone())
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
        let asking = Site::from_ref(state).who_asks(&parts.headers).await?;
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
        }
    }

    fn header(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn only_the_right_name_with_the_right_secret_is_an_actor() {
        let known = Credentials::new(&[config("ana", "s:1"), config("bea", "2")]).unwrap();
        let name = |value: &str| known.actor_of(&header(value)).map(|actor| actor.name().to_owned());
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
        assert!(known.actor_of(&HeaderMap::new()).is_none());
    }

    #[test]
    fn an_unknown_name_never_matches_the_digest_it_is_compared_with() {
        let mut zeros = config("ana", "");
        zeros.secret_sha256 = "00".repeat(32);
        let known = Credentials::new(&[zeros]).unwrap();
        assert!(known.actor_of(&header(&format!("Basic {}", STANDARD.encode("eve:")))).is_none());
    }

    #[test]
    fn bad_actors_are_refused_by_setting() {
        let mut short = config("ana", "1");
        short.secret_sha256.truncate(60);
        let mut machine = config("ana", "1");
        machine.kind = ActorKind::Machine;
        machine.unit = Some("08".into());
        for (actors, said) in [
            (vec![config("a:b", "1")], "node.actor.name"),
            (vec![config("", "1")], "node.actor.name"),
            (vec![short], "node.actor.secret_sha256"),
            (vec![machine], "node.actor.unit"),
            (vec![config("ana", "1"), config("ana", "2")], "node.actor.name"),
        ] {
            let error = Credentials::new(&actors).unwrap_err().to_string();
            assert!(error.starts_with(&format!("setting `{said}`")), "{error}");
        }
    }
}
