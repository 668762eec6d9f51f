//! What every handler of a role can reach.

use std::sync::Arc;

use crate::config::{ConfigError, NodeConfig};
use crate::http::Credentials;
use crate::i18n::Texts;
use crate::{NavItem, Node, PageContext};

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
    navigation: fn(&PageContext) -> Vec<NavItem>,
}

impl Site {
    /// The face of `node` under `config`, speaking `texts`; `navigation` is what the role's main navigation offers a reader.
    pub fn new(
        node: &Node,
        config: &NodeConfig,
        texts: Texts,
        navigation: fn(&PageContext) -> Vec<NavItem>,
    ) -> Result<Self, ConfigError> {
        // before the first request, or its measurement would be lost
        crate::telemetry::metrics_handle();
        Ok(Self(Arc::new(Inner {
            node: node.clone(),
            credentials: Credentials::new(&config.actor)?,
            texts,
            simulation: config.simulation,
            public_url: config.public_url.trim_end_matches('/').to_owned(),
            navigation,
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

    /// The role's main navigation, for the pages that every role has.
    pub fn navigation(&self, ctx: &PageContext) -> Vec<NavItem> {
        (self.0.navigation)(ctx)
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
