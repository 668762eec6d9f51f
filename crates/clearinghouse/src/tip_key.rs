//! What opens tips: the public form seals each step to its public half, and holds nothing that opens them.

use std::fs;

use service::keys::Ring;
use service::{ConfigError, Node};
use wire::package::sealed::RecipientSecret;

use crate::config::TipsConfig;

/// What the secret is for, among the role's secrets.
const PURPOSE: &str = "tip recipient key 1";
const SETTING: &str = "tips.recipient_key_file";

/// What opens tips at the clearinghouse whose node key this is, where the configuration names no file.
pub fn tip_recipient_secret(ring: &Ring) -> RecipientSecret {
    RecipientSecret::derive(&ring.role_secret(PURPOSE))
}

/// The secret that the configuration names, else the one that follows from the node's own key.
///
/// # Errors
/// The file cannot be read, or does not hold 32 bytes in hex.
pub(crate) fn open(config: &TipsConfig, node: &Node) -> Result<RecipientSecret, ConfigError> {
    let Some(path) = &config.recipient_key_file else {
        return Ok(RecipientSecret::derive(&node.role_secret(PURPOSE)));
    };
    let text = fs::read_to_string(path).map_err(|error| {
        ConfigError::setting(SETTING, format!("`{}` cannot be read: {error}", path.display()))
    })?;
    let mut secret = [0; 32];
    hex::decode_to_slice(text.trim(), &mut secret).map_err(|_| {
        ConfigError::setting(SETTING, format!("`{}` does not hold 64 hexadecimal digits", path.display()))
    })?;
    Ok(RecipientSecret::derive(&secret))
}
