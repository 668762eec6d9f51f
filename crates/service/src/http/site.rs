//! What every handler of a role can reach.

use std::sync::Arc;

use axum::http::HeaderMap;
use jiff::tz::TimeZone;

use super::day_bytes::DayBytes;
use crate::accounts::{self, Hasher, KeyWatch, OwnWords, Quotas, RelyingParty, Session, Staffing};
use crate::alarm::DangerConfig;
use crate::config::{ConfigError, NodeConfig};
use crate::http::{Concern, Credentials, Lanes, Peer, SentForms};
use crate::i18n::{Lang, Texts};
use crate::oversight::Refusals;
use crate::oversight::four_eyes::FourEyes;
use crate::{Actor, Failure, NavItem, Node, PageContext, Space};

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
    is_practice: bool,
    /// Key of what stands beside the name.
    mark: Option<&'static str>,
    takes_client_certificates: bool,
    public_url: String,
    navigation: fn(&PageContext) -> Vec<NavItem>,
    four_eyes: FourEyes,
    refusals: Refusals,
    staffing: Staffing,
    hasher: Hasher,
    password_words: OwnWords,
    quotas: Quotas,
    key_watch: KeyWatch,
    lanes: Lanes,
    day_bytes: DayBytes,
    space: Space,
    zone: TimeZone,
    sent_forms: SentForms,
    danger: DangerConfig,
    /// What somebody must look after by its configuration.
    concern: Option<Concern>,
    /// Or why there is none.
    passkeys: Result<RelyingParty, &'static str>,
}

/// Who asks, and with what they proved it.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    pub(crate) actor: Actor,
    /// Of who signed in to an account.
    pub(crate) session: Option<Session>,
    /// Seconds to wait, of a machine whose key asks too often.
    pub(crate) over_quota: Option<i64>,
    /// Of a machine with a key.
    pub(crate) key_id: Option<String>,
}

impl Site {
    /// The face of `node` under `config`, speaking `texts`; `navigation` is what the role's main navigation offers a reader, `four_eyes` its
    /// actions that need a second person, `staffing` whom accounts may be made for.
    pub fn new(
        node: &Node,
        config: &NodeConfig,
        texts: Texts,
        navigation: fn(&PageContext) -> Vec<NavItem>,
        four_eyes: FourEyes,
        staffing: Staffing,
    ) -> Result<Self, ConfigError> {
        // before the first request, or its measurement would be lost
        crate::telemetry::metrics_handle();
        let strangers = config.practice.and_then(|practice| practice.strangers);
        Ok(Self(Arc::new(Inner {
            node: node.clone(),
            credentials: Credentials::new(&config.actor)?.and_strangers(strangers),
            texts,
            simulation: config.simulation,
            is_practice: config.practice.is_some(),
            mark: None,
            takes_client_certificates: config.takes_client_certificates(),
            public_url: config.public_url.trim_end_matches('/').to_owned(),
            navigation,
            four_eyes,
            refusals: Refusals::default(),
            staffing,
            hasher: Hasher::new(),
            password_words: OwnWords::of(&config.public_url, &config.password_words),
            quotas: Quotas::default(),
            key_watch: KeyWatch::new(&config.limits.keys),
            lanes: Lanes::new(&config.limits),
            day_bytes: DayBytes::new(
                config.limits.machine_bytes_per_day,
                config.limits.machine_files_per_day,
            ),
            space: Space::of(config, node.role()),
            zone: config.zone()?,
            sent_forms: SentForms::default(),
            danger: config.danger.clone(),
            concern: None,
            passkeys: RelyingParty::of(&config.public_url),
        })))
    }

    /// The same, with the text of this key beside its name on every page.
    #[must_use]
    pub fn marked(mut self, key: &'static str) -> Self {
        // it was made just now, so nobody else holds it
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.mark = Some(key);
        }
        self
    }

    /// The same, with what somebody must look after for as long as it is configured so. For a site that nobody shares yet.
    #[must_use]
    pub fn concerned(mut self, concern: Concern) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.concern = Some(concern);
        }
        self
    }

    /// What somebody must look after by its configuration.
    pub(crate) fn concern(&self) -> Option<Concern> {
        self.0.concern
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

    /// What the node calls itself on every page.
    pub(crate) fn name(&self, lang: Lang) -> String {
        let name = self.texts().text(lang, "node-name", &[]);
        let name = if self.0.is_practice { format!("{name} (SANDBOX)") } else { name };
        match self.0.mark {
            Some(key) => format!("{name}, {}", self.texts().text(lang, key, &[])),
            None => name,
        }
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
    pub async fn find_staff(&self, name: &str) -> Result<Option<Actor>, Failure> {
        let mut tx = self.node().db().begin_read("find-staff").await?;
        self.node().staff().find(&mut tx, name).await
    }

    /// Who asks, by the credentials that the headers carry and what the connection tells; none without good ones.
    pub(crate) async fn who_asks(
        &self,
        headers: &HeaderMap,
        peer: Peer<'_>,
    ) -> Result<Option<Asking>, Failure> {
        if let Some(actor) = self.credentials().actor_of(headers, peer)? {
            return Ok(Some(Asking { actor, session: None, over_quota: None, key_id: None }));
        }
        let watch = self.key_watch();
        let machine = accounts::find_machine(self.node(), &self.0.quotas, watch, headers, peer).await?;
        if let Some(machine) = machine {
            let (over_quota, key_id) = (machine.within_quota.err(), Some(machine.key_id));
            return Ok(Some(Asking { actor: machine.actor, session: None, over_quota, key_id }));
        }
        let found = accounts::find_session(self.node(), self.staffing(), headers).await?;
        let asking =
            |(actor, session)| Asking { actor, session: Some(session), over_quota: None, key_id: None };
        Ok(found.map(asking))
    }

    /// What keys do unlike before.
    pub(crate) fn key_watch(&self) -> &KeyWatch {
        &self.0.key_watch
    }

    /// How much each machine has sent today.
    pub(super) fn day_bytes(&self) -> &DayBytes {
        &self.0.day_bytes
    }

    /// Room for the requests that are being answered.
    pub(crate) fn lanes(&self) -> &Lanes {
        &self.0.lanes
    }

    /// Whom accounts may be made for.
    pub(crate) fn staffing(&self) -> &Staffing {
        &self.0.staffing
    }

    /// How many hashes of passwords this node has computed since its start: what attempts to sign in have cost it.
    pub fn password_hashes(&self) -> u64 {
        self.hasher().runs()
    }

    /// What computes hashes of passwords.
    pub(crate) fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// Zone of the times on its pages.
    pub fn zone(&self) -> &TimeZone {
        &self.0.zone
    }

    /// The forms that were sent lately, and their answers.
    pub(crate) fn sent_forms(&self) -> &SentForms {
        &self.0.sent_forms
    }

    /// Its disks.
    pub(crate) fn space(&self) -> &Space {
        &self.0.space
    }

    /// Whom the staff calls when a child may be in danger now.
    pub(crate) fn danger(&self) -> &DangerConfig {
        &self.0.danger
    }

    /// What judges passkeys.
    ///
    /// # Errors
    /// Conflict, with what to do, where this node can have none.
    pub(crate) fn passkeys(&self) -> Result<&RelyingParty, Failure> {
        self.0.passkeys.as_ref().map_err(|why| Failure::conflict(*why))
    }

    /// Words that no password here holds.
    pub(crate) fn password_words(&self) -> &OwnWords {
        &self.0.password_words
    }

    /// Whether pages offer passkeys.
    pub(crate) fn has_passkeys(&self) -> bool {
        self.0.passkeys.is_ok()
    }

    /// Whether every page is marked as a demonstration.
    pub fn simulation(&self) -> bool {
        self.0.simulation
    }

    /// Whether clients are asked for a certificate.
    pub(crate) fn takes_client_certificates(&self) -> bool {
        self.0.takes_client_certificates
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
