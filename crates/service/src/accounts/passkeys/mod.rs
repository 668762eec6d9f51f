//! Passkeys (W3C Web Authentication, level 3): the first way to sign in, and a fresh factor.
//!
//! A challenge is asked for by one browser (its session, or its attempt to sign in), kept here for five minutes, and taken once. What comes
//! back is judged by `webauthn-rs` alone: origin, relying party, challenge, signature, and that the person was verified. A passkey belongs
//! to one account, which authenticators know under a random name.

mod actions;
mod challenges;
mod register;
#[cfg(feature = "passkey")]
mod relying_party;
#[cfg(not(feature = "passkey"))]
#[path = "no_relying_party.rs"]
mod relying_party;
mod sign_in;

pub(crate) use actions::RemovePasskey;
pub(crate) use register::{begin_registration, register};
pub(crate) use relying_party::RelyingParty;
pub(crate) use sign_in::{
    Proof, begin_sign_in, begin_step_up, check_sign_in, proof_of_step_up, take_passkey,
};

use jiff::SignedDuration;
use serde_json::Value;

use crate::db::passkeys::PasskeyRow;
use crate::{ColumnKeys, Failure};

model::kinds! {
    /// A passkey of an account.
    Passkey = "psk";
}

/// How long a challenge waits for its answer.
const CHALLENGE_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// Most passkeys of an account.
const MOST_PASSKEYS: usize = 20;

/// Whose passkey a new one becomes, as the authenticator shows it.
#[cfg_attr(not(feature = "passkey"), allow(dead_code, reason = "read by the judge of passkeys alone"))]
struct User<'a> {
    /// The random name of the account.
    handle: [u8; 16],
    name: &'a str,
}

/// What a browser is asked.
struct Asked {
    /// For `navigator.credentials`.
    options: Value,
    /// To judge the answer by; kept sealed.
    state: String,
}

/// A passkey that was made as asked.
struct Made {
    credential_id: Vec<u8>,
    /// What is kept of it, sealed.
    credential: String,
}

/// What an answer says of itself. Nothing of it is proven.
struct Claim {
    credential_id: Vec<u8>,
    /// The random name of the account, where the authenticator gives it.
    user_handle: Option<Vec<u8>>,
}

/// Why an answer proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "passkey"), allow(dead_code, reason = "read by the judge of passkeys alone"))]
enum Unproven {
    /// Not this passkey's answer to what was asked here, or nobody was verified.
    Wrong,
    /// It is, but its counter went back (W3C Web Authentication level 3, section 6.1.1): there may be a copy.
    Copied,
}

/// The keyed digest by which a credential is found again.
fn credential_blind(keys: &ColumnKeys, credential_id: &[u8]) -> String {
    keys.blind("passkey.credential", &hex::encode(credential_id))
}

/// The primary key as seals name it: with the account, so that a passkey opens no other one.
pub(crate) fn passkey_row(account_id: &str, passkey_id: &str) -> String {
    format!("{account_id}/{passkey_id}")
}

/// What is kept of a credential.
fn open_credential(keys: &ColumnKeys, row: &PasskeyRow) -> Result<String, Failure> {
    let at = passkey_row(&row.account_id, &row.passkey_id);
    Ok(keys.open("passkey", &at, "credential", &row.credential)?)
}

/// What is kept of the passkeys of an account that still open something.
fn open_usable(keys: &ColumnKeys, rows: &[PasskeyRow]) -> Result<Vec<String>, Failure> {
    rows.iter().filter(|row| row.doubted_at.is_none()).map(|row| open_credential(keys, row)).collect()
}
