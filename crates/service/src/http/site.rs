//! What every handler of a role can reach.

use std::sync::Arc;

use crate::config::{ConfigError, NodeConfig};
use crate::http::Credentials;
use crate::i18n::Texts;
use crate::oversight::Refusals;
use crate::oversight::four_eyes::FourEyes;
use crate::{Actor, Failure, NavItem, Node, PageContext};

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
    four_eyes: FourEyes,
    refusals: Refusals,
}

impl Site {
    /// The face of `node` under `config`, speaking `texts`; `navigation` is what the role's main navigation offers a reader, `four_eyes` its
    /// actions that need a second person.
    pub fn new(
        node: &Node,
        config: &NodeConfig,
        texts: Texts,
        navigation: fn(&PageContext) -> Vec<NavItem>,
        four_eyes: FourEyes,
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
            four_eyes,
            refusals: Refusals::default(),
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

    /// The role's actions that need a second person.
    pub(crate) fn four_eyes(&self) -> &FourEyes {
        &self.0.four_eyes
    }

    /// How often actors were refused lately.
    pub(crate) fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    /// The member of staff with this sign-in name as they stand now: role and unit may have changed since they last acted.
    ///
    /// # Errors
    /// When the database fails.
    #[allow(clippy::unused_async, reason = "accounts live in the database")]
    pub async fn find_staff(&self, name: &str) -> Result<Option<Actor>, Failure> {
        Ok(self.credentials().find_staff(name))
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
