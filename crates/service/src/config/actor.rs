//! Who may speak to a node, as far as the configuration says it.

use serde::Deserialize;

/// One member of staff or one machine, as the configuration states it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorConfig {
    /// Person or program.
    pub kind: ActorKind,
    /// User name of the HTTP Basic credentials (RFC 7617): no colon in it.
    pub name: String,
    /// Role in the node's permission matrix.
    pub role: String,
    /// Unit of a member of staff.
    #[serde(default)]
    pub unit: Option<String>,
    /// SHA-256 of a random secret, 64 hexadecimal digits.
    pub secret_sha256: String,
    /// SHA-256 of a machine's public key, 64 hexadecimal digits: the secret then counts only over a connection that shows a certificate of it.
    #[serde(default)]
    pub public_key_sha256: Option<String>,
    /// Networks and addresses, such as `203.0.113.0/24`: a machine's secret then counts only from one of them.
    #[serde(default)]
    pub networks: Vec<String>,
}

/// Whether credentials belong to a person or to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// A member of staff; in a simulation only.
    Staff,
    /// A program.
    Machine,
}
