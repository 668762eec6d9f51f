//! The node as a relying party: its name and origin are those of `node.public_url`. The only place that knows `webauthn-rs`.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::{Asked, CHALLENGE_LIFE, Claim, Made, Unproven, User};
use crate::Failure;

/// Judges passkeys for one origin.
#[derive(Clone)]
pub(crate) struct RelyingParty(Arc<Webauthn>);

impl RelyingParty {
    /// The relying party of the node at this address.
    ///
    /// # Errors
    /// Why there is none: browsers tie passkeys to a host name.
    pub(crate) fn of(public_url: &str) -> Result<Self, &'static str> {
        let no_name = "passkeys need an address with a host name: set `node.public_url` to https://NAME:PORT, or to http://localhost:PORT on this machine";
        let origin = Url::parse(public_url).map_err(|_| no_name)?;
        let host = origin.domain().ok_or(no_name)?;
        let builder = WebauthnBuilder::new(host, &origin).map_err(|_| no_name)?;
        let builder = builder.rp_name("Amparo").timeout(CHALLENGE_LIFE.unsigned_abs());
        Ok(Self(Arc::new(builder.build().map_err(|_| no_name)?)))
    }

    /// Asks for a new passkey that is none of `known`.
    pub(super) fn ask_to_register(&self, user: &User<'_>, known: &[String]) -> Result<Asked, Failure> {
        let handle = Uuid::from_bytes(user.handle);
        let asked = self.0.start_passkey_registration(handle, user.name, user.name, Some(ids(known)?));
        let (options, state) = asked.map_err(Failure::broken)?;
        let mut options = to_value(&options.public_key)?;
        // without a name typed first, the authenticator itself must know the passkey
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        Ok(Asked { options, state: to_text(&state)? })
    }

    /// The passkey that a browser made, if it answers what was asked.
    pub(super) fn made(&self, answer: &str, state: &str) -> Result<Result<Made, Unproven>, Failure> {
        let state: PasskeyRegistration = read(state)?;
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
            return Ok(Err(Unproven::Wrong));
        };
        match self.0.finish_passkey_registration(&answer, &state) {
            Ok(passkey) => {
                let credential_id = passkey.cred_id().as_slice().to_vec();
                Ok(Ok(Made { credential_id, credential: to_text(&passkey)? }))
            }
            Err(error) => Ok(Err(unproven(&error))),
        }
    }

    /// Asks for a passkey; `known` narrows the browser's choice, and is none where nobody is known yet.
    pub(super) fn ask(&self, known: &[String]) -> Result<Asked, Failure> {
        let (options, state) = self.0.start_discoverable_authentication().map_err(Failure::broken)?;
        let mut options = to_value(&options.public_key)?;
        // JSON holds bytes as base64url (W3C Web Authentication level 3, section 5.1)
        let text = |id| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(id) });
        let allowed = ids(known)?.into_iter().map(text);
        options["allowCredentials"] = allowed.collect();
        Ok(Asked { options, state: to_text(&state)? })
    }

    /// What an answer says of itself.
    pub(super) fn claim(answer: &str) -> Option<Claim> {
        let answer: PublicKeyCredential = serde_json::from_str(answer).ok()?;
        Some(Claim {
            credential_id: answer.get_credential_id().to_vec(),
            user_handle: answer.get_user_unique_id().map(<[u8]>::to_vec),
        })
    }

    /// What to keep of this passkey from now on, if the answer is its own to what was asked, from this origin, with the person verified.
    pub(super) fn judge(
        &self,
        answer: &str,
        state: &str,
        credential: &str,
    ) -> Result<Result<String, Unproven>, Failure> {
        let (state, mut passkey): (DiscoverableAuthentication, Passkey) = (read(state)?, read(credential)?);
        let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
            return Ok(Err(Unproven::Wrong));
        };
        match self.0.finish_discoverable_authentication_v2(&answer, state, &passkey) {
            Ok(result) => {
                passkey.update_credential(&result);
                to_text(&passkey).map(Ok)
            }
            Err(error) => Ok(Err(unproven(&error))),
        }
    }
}

fn unproven(error: &WebauthnError) -> Unproven {
    tracing::info!(%error, "a passkey was not accepted");
    match error {
        WebauthnError::CredentialPossibleCompromise => Unproven::Copied,
        _ => Unproven::Wrong,
    }
}

fn ids(credentials: &[String]) -> Result<Vec<CredentialID>, Failure> {
    credentials.iter().map(|credential| Ok(read::<Passkey>(credential)?.cred_id().clone())).collect()
}

/// Reads what this file has written.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(Failure::broken)
}

fn to_text<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(Failure::broken)
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(Failure::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relying_party_needs_an_address_with_a_host_name() {
        for (public_url, has_passkeys) in [
            ("https://police.example", true),
            ("https://police.example:7003/", true),
            ("http://localhost:7003", true),
            ("http://police.localhost:7003", true),
            ("http://127.0.0.1:7003", false),
            ("https://[2001:db8::1]/", false),
            ("police.example", false),
            ("", false),
        ] {
            assert_eq!(RelyingParty::of(public_url).is_ok(), has_passkeys, "{public_url}");
        }
    }

    #[test]
    fn a_browser_is_asked_to_verify_the_person_and_to_keep_the_passkey() {
        let party = RelyingParty::of("https://police.example:7003").unwrap();
        let create = party.ask_to_register(&User { handle: [7; 16], name: "alba" }, &[]).unwrap().options;
        assert_eq!((&create["rp"]["id"], &create["attestation"]), (&json!("police.example"), &json!("none")));
        let selection = &create["authenticatorSelection"];
        assert_eq!([&selection["userVerification"], &selection["residentKey"]], ["required", "required"]);
        let get = party.ask(&[]).unwrap().options;
        assert_eq!([&get["userVerification"], &get["rpId"]], ["required", "police.example"]);
        assert_ne!(get["challenge"], party.ask(&[]).unwrap().options["challenge"]);
    }
}
