//! What every handler of a role can reach.

use std::sync::Arc;

use crate::Node;
use crate::config::{ConfigError, NodeConfig};
use crate::http::Credentials;
use crate::i18n::Texts;

/// The face of a node: its credentials, texts and addresses, beside the [`Node`] itself.
///
/// A role's state holds one and says so by `impl FromRef<State> for Site`; the extractors of this crate ask for no more.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    node: Node,
    credentials: Credentials,
    texts: Texts,
    simulation: bool,
    public_url: String,
}

impl Site {
    /// The face of `node` under `config`, speaking `texts`.
    pub fn new(node: &Node, config: &NodeConfig, texts: Texts) -> Result<Self, ConfigError> {
        // before the first request, or its measurement would be lost
        crate::telemetry::metrics_handle();
        Ok(Self(Arc::new(Inner {
            node: node.clone(),
            credentials: Credentials::new(&config.actor)?,
            texts,
            simulation: config.simulation,
            public_url: config.public_url.trim_end_matches('/').to_owned(),
        })))
    }

    /// The node behind.
    pub fn node(&self) -> &Node {
        &self.0.node
    }

    /// Who may speak to it.
    pub fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// What its pages say.
    pub fn texts(&self) -> &Texts {
        &self.0.texts
    }

    /// Whether every page is marked as a demonstration.
    pub fn simulation(&self) -> bool {
        self.0.simulation
    }

    /// Whether others reach it by TLS.
    pub fn is_encrypted(&self) -> bool {
        self.0.public_url.starts_with("https://")
    }

    /// Address by which others reach it, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.0.public_url
    }
}
