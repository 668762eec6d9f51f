//! Who asks: holders of keys, or whoever reaches a listener on loopback that has none.

use std::fs;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use service::Actor;
use service::config::ConfigError;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::config::KeyConfig;
use crate::permissions::Role;

/// The keys that count. Only their digests are held.
pub(crate) struct Keys(Vec<Key>);

struct Key {
    name: String,
    sha256: [u8; 32],
    role: Role,
}

/// Who asks, and what for.
#[derive(Clone)]
pub(crate) struct Caller {
    /// As custody entries name them.
    pub(crate) actor: Actor,
    /// What they may do.
    pub(crate) role: Role,
}

impl Caller {
    fn new(name: &str, role: Role) -> Self {
        let actor = Actor::Machine { name: name.to_owned(), role: role.as_str().to_owned() };
        Self { actor, role }
    }
}

impl Keys {
    /// Reads the digests.
    ///
    /// # Errors
    /// A file cannot be read or holds no digest; a name or a key stands twice.
    pub(crate) fn read(configured: &[KeyConfig]) -> Result<Self, ConfigError> {
        let mut keys = Vec::<Key>::new();
        for config in configured {
            let refuse = |reason: String| {
                let reason = format!("{}: {reason}", config.sha256_file.display());
                ConfigError::setting("matcher.key.sha256_file", reason)
            };
            let text = fs::read_to_string(&config.sha256_file).map_err(|error| refuse(error.to_string()))?;
            // as `sha256sum` writes it: the digest, then a file name
            let digits = text.split_whitespace().next().unwrap_or_default();
            let mut sha256 = [0; 32];
            hex::decode_to_slice(digits, &mut sha256).map_err(|_| {
                refuse("64 hexadecimal digits are needed: `printf %s KEY | sha256sum` writes them".to_owned())
            })?;
            if keys.iter().any(|key| key.sha256 == sha256 || key.name == config.name) {
                return Err(refuse(format!("the key or the name `{}` stands twice", config.name)));
            }
            let role = if config.curates { Role::Curator } else { Role::Client };
            keys.push(Key { name: config.name.clone(), sha256, role });
        }
        Ok(Self(keys))
    }

    /// Whether anybody is asked for a key.
    pub(crate) fn are_asked(&self) -> bool {
        !self.0.is_empty()
    }

    /// Who asks; none without a good key where keys are asked.
    pub(crate) fn who_asks(&self, headers: &HeaderMap) -> Option<Caller> {
        if self.0.is_empty() {
            return Some(Caller::new("local", Role::Curator));
        }
        let shown: [u8; 32] = Sha256::digest(presented(headers)?).into();
        // every key is compared, so that the time tells nothing of which one was near
        let mut found = None;
        for key in &self.0 {
            if bool::from(key.sha256.ct_eq(&shown)) {
                found = Some(key);
            }
        }
        found.map(|key| Caller::new(&key.name, key.role))
    }
}

/// The key: header `x-api-key`, `Bearer` token (RFC 6750), or password of HTTP Basic (RFC 7617) for clients that know an address only.
fn presented(headers: &HeaderMap) -> Option<String> {
    if let Some(key) = headers.get("x-api-key") {
        return key.to_str().ok().map(|key| key.trim().to_owned());
    }
    let (scheme, rest) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    pair.split_once(':').map(|(_, key)| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(axum::http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    #[test]
    fn a_key_is_known_by_its_digest_in_any_of_three_ways() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("k");
        let config = |curates| KeyConfig { name: "coop".into(), sha256_file: file.clone(), curates };
        assert!(Keys::read(&[config(true)]).is_err());
        fs::write(&file, "abc").unwrap();
        assert!(Keys::read(&[config(true)]).is_err_and(|error| error.to_string().contains("sha256sum")));
        fs::write(&file, format!("{}  -\n", hex::encode(Sha256::digest("secret")))).unwrap();
        assert!(Keys::read(&[config(true), config(false)]).is_err());
        let keys = Keys::read(&[config(true)]).unwrap();
        let basic = format!("Basic {}", STANDARD.encode("any:secret"));
        for (name, value) in
            [("x-api-key", "secret"), ("authorization", "bearer secret"), ("authorization", basic.as_str())]
        {
            let caller = keys.who_asks(&headers(name, value)).unwrap();
            assert!(caller.actor.name() == "coop" && caller.role == Role::Curator, "{value}");
        }
        for (name, value) in [("x-api-key", "Secret"), ("authorization", "Digest secret"), ("x-api-key", "")]
        {
            assert!(keys.who_asks(&headers(name, value)).is_none(), "{value}");
        }
        assert!(keys.are_asked() && keys.who_asks(&HeaderMap::new()).is_none());
        assert!(Keys::read(&[]).unwrap().who_asks(&HeaderMap::new()).is_some());
    }
}
