//! An authenticator in software, of ES256 keys (W3C Web Authentication level 3, section 6): what a browser and a security key do together,
//! and what an attacker would make them do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// As the offices of these tests are reached.
pub(super) const ORIGIN: &str = "https://test.localhost";
const RP_ID: &str = "test.localhost";
/// Flags of authenticator data: present, verified, with a new credential.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// One security key with one passkey.
#[derive(Clone)]
pub(super) struct Authenticator {
    key: SigningKey,
    pub(super) credential_id: Vec<u8>,
    pub(super) user_handle: Vec<u8>,
    pub(super) counter: u32,
    /// What it lies about, if anything.
    pub(super) origin: &'static str,
    pub(super) rp_id: &'static str,
    pub(super) verifies: bool,
}

impl Authenticator {
    /// One that tells apart by `number`.
    pub(super) fn new(number: u8) -> Self {
        let key = SigningKey::from_slice(&[number; 32]).expect("a key");
        Self {
            key,
            credential_id: vec![number; 32],
            user_handle: Vec::new(),
            counter: 1,
            origin: ORIGIN,
            rp_id: RP_ID,
            verifies: true,
        }
    }

    /// `navigator.credentials.create`.
    pub(super) fn create(&mut self, options: &Value) -> String {
        assert_eq!(options["rp"]["id"], RP_ID);
        self.user_handle =
            BASE64.decode(options["user"]["id"].as_str().expect("a handle")).expect("base64url");
        let client = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential_id.len()).expect("short").to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(self.cose_key());
        // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR (RFC 8949)
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        attestation.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        attestation.extend(data);
        let response = json!({
            "clientDataJSON": BASE64.encode(client), "attestationObject": BASE64.encode(attestation),
            "transports": ["usb"],
        });
        self.credential(&response)
    }

    /// `navigator.credentials.get`; the counter goes up.
    pub(super) fn get(&mut self, options: &Value) -> String {
        self.counter += 1;
        let client = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": BASE64.encode(client), "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der().as_bytes()), "userHandle": BASE64.encode(&self.user_handle),
        });
        self.credential(&response)
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.rp_id).to_vec();
        data.push(PRESENT | if self.verifies { VERIFIED } else { 0 } | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053 section 7.1.1)
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("a point"), point.y().expect("a point"));
        let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend(x);
        key.extend(b"\x22\x58\x20");
        key.extend(y);
        key
    }

    fn credential(&self, response: &Value) -> String {
        let id = BASE64.encode(&self.credential_id);
        let whole = json!({
            "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {},
        });
        whole.to_string()
    }
}
