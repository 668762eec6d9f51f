//! Keys and certificates of machine clients, made and revoked by an administrator. A key is shown once; both are looked up at each request, so
//! a revocation counts at once; what each may ask in a minute is counted in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use jiff::{SignedDuration, Timestamp};
use model::Rng;
use sha2::{Digest as _, Sha256};

use super::cause::Cause;
use super::key_watch::{self, KeyWatch};
use crate::db::Tx;
use crate::db::api_keys::{self as table, ApiKeyRow, Proof};
use crate::http::{Peer, basic};
use crate::networks::Networks;
use crate::tls::KeyFingerprint;
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Node, Permission};

model::kinds! {
    /// A key of a machine client.
    ApiKey = "key";
}

/// How a key begins, so that it is recognised wherever it should not be.
const PREFIX: &str = "amk_";
/// Largest quota: more than a node answers.
pub(crate) const MOST_PER_MINUTE: i64 = 100_000;
/// A use is written down no more often than this, so that requests write nothing.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A new key: 256 random bits.
pub(crate) fn new_key(rng: &dyn Rng) -> String {
    let mut random = [0; 32];
    rng.fill(&mut random);
    format!("{PREFIX}{}", hex::encode(random))
}

/// What is kept of a key.
pub(crate) fn digest(key: &str) -> String {
    hex::encode(Sha256::digest(key))
}

/// A machine that has proved who it is by a key or a certificate.
pub(crate) struct Machine {
    pub(crate) actor: Actor,
    pub(crate) key_id: String,
    /// The wait in seconds where it asks too often.
    pub(crate) within_quota: Result<(), i64>,
}

/// How many requests each key made in the present minute, and when its use was last noted. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Quotas {
    counts: Arc<Mutex<HashMap<String, (i64, i64)>>>,
    noted: Arc<Mutex<HashMap<String, Timestamp>>>,
}

impl Quotas {
    /// Counts a request; the seconds until the next minute when it is one too many.
    fn count(&self, key: &ApiKeyRow, now: Timestamp) -> Result<(), i64> {
        let minute = now.as_second().div_euclid(60);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        // keys that asked nothing in this minute have nothing to be remembered for
        counts.retain(|_, (counted, _)| *counted == minute);
        let (_, count) = counts.entry(key.key_id.clone()).or_insert((minute, 0));
        if *count >= key.quota_per_minute {
            return Err(60 - now.as_second().rem_euclid(60));
        }
        *count += 1;
        Ok(())
    }

    /// Whether who asks is to note a use of the key: of all requests of an hour, one.
    fn claim_note(&self, key: &ApiKeyRow, now: Timestamp) -> bool {
        let is_due = |last: Timestamp| now.duration_since(last) >= NOTED_EVERY;
        if !key.last_used_at.is_none_or(is_due) {
            return false;
        }
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.retain(|_, at| !is_due(*at));
        if noted.contains_key(&key.key_id) {
            return false;
        }
        noted.insert(key.key_id.clone(), now);
        true
    }
}

/// The machine whose key the headers carry, or whose certificate the connection has shown.
///
/// # Errors
/// Unauthenticated, where the key counts only with a certificate that was not shown, or from other networks, or is held; of the database.
pub(crate) async fn find_machine(
    node: &Node,
    quotas: &Quotas,
    watch: &KeyWatch,
    headers: &HeaderMap,
    peer: Peer<'_>,
) -> Result<Option<Machine>, Failure> {
    let (key, shown) = (presented(headers), peer.certificate.map(KeyFingerprint::as_str));
    let now = node.clock().now();
    let row = match (key, shown) {
        (Some((name, key)), shown) => {
            let mut tx = node.db().begin_read("find-api-key").await?;
            find_by_key(&mut tx, name.as_deref(), &key, shown, now).await?
        }
        // who says otherwise who they are is not taken for a machine
        (None, Some(shown)) if !headers.contains_key(AUTHORIZATION) && !headers.contains_key(COOKIE) => {
            let mut tx = node.db().begin_read("find-certificate").await?;
            let rows = table::list_by_certificate(&mut tx, shown).await?;
            let valid: Vec<_> = rows.into_iter().filter(|row| row.holds_at(now)).collect();
            // of several, one that counts from here
            let from_here = valid.iter().position(|row| row.networks.hold(peer.address));
            valid.into_iter().nth(from_here.unwrap_or_default())
        }
        _ => None,
    };
    let Some(row) = row else { return Ok(None) };
    row.networks.check(&row.name, peer.address)?;
    if row.held_at.is_some() {
        return Err(Failure::key_held());
    }
    key_watch::look(node, watch, &row, now).await?;
    if quotas.claim_note(&row, now)
        && let Err(error) = note_use(node, &row.key_id, now).await
    {
        // a machine is not turned away because a date could not be written
        tracing::warn!(key_id = row.key_id, %error, "the use of an API key could not be noted");
    }
    let within_quota = quotas.count(&row, now);
    if within_quota.is_err() {
        watch.note_refused(&row.key_id);
    }
    let actor = Actor::Machine { name: row.name, role: row.role };
    Ok(Some(Machine { actor, key_id: row.key_id, within_quota }))
}

/// Writes down that a key is in use, to the minute.
async fn note_use(node: &Node, key_id: &str, now: Timestamp) -> Result<(), Failure> {
    let minute = Timestamp::from_second(now.as_second().div_euclid(60) * 60).map_err(Failure::broken)?;
    let mut tx = node.db().begin_queue("note-api-key").await?;
    table::note_use(&mut tx, key_id, minute).await?;
    Ok(tx.commit().await?)
}

async fn find_by_key(
    tx: &mut Tx,
    name: Option<&str>,
    key: &str,
    shown: Option<&str>,
    now: Timestamp,
) -> Result<Option<ApiKeyRow>, Failure> {
    let found = table::find_by_secret(tx, &digest(key)).await?;
    let found = found.filter(|row| row.holds_at(now) && name.is_none_or(|name| name == row.name));
    match found {
        Some(row) if row.proof.public_key().is_some_and(|wanted| shown != Some(wanted)) => {
            Err(Failure::without_certificate())
        }
        found => Ok(found),
    }
}

/// The key as HTTP Basic password, with the name beside it, or as `Bearer` token (RFC 6750).
fn presented(headers: &HeaderMap) -> Option<(Option<String>, String)> {
    let bearer = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ');
    let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (name, key) = match bearer {
        Some((_, token)) => (None, token.trim().to_owned()),
        None => basic(headers).map(|(name, secret)| (Some(name), secret))?,
    };
    key.starts_with(PREFIX).then_some((name, key))
}

/// Makes a key for a machine, or registers its certificate, or both.
pub(crate) struct MakeApiKey<P> {
    pub(crate) manage: P,
    pub(crate) name: String,
    pub(crate) role: &'static str,
    pub(crate) quota_per_minute: i64,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) proof: Proof,
    pub(crate) networks: Networks,
    /// Of the key, where one is part of the proof.
    pub(crate) secret_sha256: Option<String>,
}

impl<P: Permission> Action for MakeApiKey<P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "make-api-key";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        // what a machine may see hangs on its name: one name is one machine in one role
        if table::is_of_another_role(acting.tx, &self.name, self.role).await? {
            return Err(Failure::refused(
                "role",
                "a machine of this name has another role; give another name",
            ));
        }
        if let Some(public_key) = self.proof.public_key()
            && table::is_of_another_name(acting.tx, public_key, &self.name).await?
        {
            return Err(of_another_name());
        }
        if self.expires_at.is_some_and(|end| end <= acting.now) {
            return Err(Failure::refused("last_day", "lies in the past"));
        }
        let row = ApiKeyRow {
            key_id: acting.new_id::<ApiKey>().to_string(),
            name: self.name.clone(),
            role: self.role.to_owned(),
            proof: self.proof.clone(),
            networks: self.networks.clone(),
            quota_per_minute: self.quota_per_minute,
            made_at: acting.now,
            expires_at: self.expires_at,
            revoked_at: None,
            last_used_at: None,
            busiest_hour: 0,
            hours_counted: 0,
            doubted_at: None,
            doubt: None,
            doubt_count: None,
            held_at: None,
        };
        table::insert(acting.tx, &row, self.secret_sha256.as_deref()).await?;
        let entry = EntryDraft::on("api_key", &row.key_id).without_personal_data().with("role", self.role);
        let entry = entry.with("proof", self.proof.as_str());
        let is_bound = !self.networks.is_everywhere();
        let entry = if is_bound { entry.with("networks", self.networks.to_string()) } else { entry };
        Ok(Done::new(row.key_id, entry))
    }
}

/// Of a certificate whose public key is another machine's already, by registration or by the configuration.
pub(crate) fn of_another_name() -> Failure {
    let remedy =
        "this public key stands for a machine of another name; give each machine a key pair of its own";
    Failure::refused("public_key", remedy)
}

/// Takes a key or certificate away, for good.
pub(crate) struct RevokeApiKey<'a, P> {
    pub(crate) manage: P,
    pub(crate) key_id: &'a str,
    pub(crate) cause: Cause,
}

impl<P: Permission> Action for RevokeApiKey<'_, P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "revoke-api-key";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        if !table::revoke(acting.tx, self.key_id, acting.now).await? {
            return Err(Failure::absent("API key"));
        }
        let entry = EntryDraft::on("api_key", self.key_id).without_personal_data();
        let entry = entry.with("cause", self.cause.as_str());
        Ok(Done::new(self.key_id.to_owned(), entry))
    }
}

/// Holds a key until somebody releases it: while it is looked into, instead of revoking it.
pub(crate) struct HoldApiKey<'a, P> {
    pub(crate) manage: P,
    pub(crate) key_id: &'a str,
    pub(crate) cause: Cause,
}

impl<P: Permission> Action for HoldApiKey<'_, P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "hold-api-key";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        if !table::hold(acting.tx, self.key_id, acting.now).await? {
            return Err(Failure::absent("API key"));
        }
        table::doubt(acting.tx, self.key_id, acting.now, "person", None).await?;
        let entry = EntryDraft::on("api_key", self.key_id).without_personal_data();
        Ok(Done::new(self.key_id.to_owned(), entry.with("cause", self.cause.as_str())))
    }
}

/// Says of a key that is in doubt that it may go on, and ends a hold.
pub(crate) struct ReleaseApiKey<'a, P> {
    pub(crate) manage: P,
    pub(crate) key_id: &'a str,
    pub(crate) cause: Cause,
}

impl<P: Permission> Action for ReleaseApiKey<'_, P> {
    type Permission = P;
    type Output = String;
    const NAME: &'static str = "release-api-key";

    fn permission(&self) -> P {
        self.manage
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        if !table::release(acting.tx, self.key_id).await? {
            return Err(Failure::absent("API key"));
        }
        let entry = EntryDraft::on("api_key", self.key_id).without_personal_data();
        Ok(Done::new(self.key_id.to_owned(), entry.with("cause", self.cause.as_str())))
    }
}

/// A key that has asked nothing yet.
#[cfg(test)]
pub(super) fn key(quota_per_minute: i64) -> ApiKeyRow {
    ApiKeyRow {
        key_id: "key_1".into(),
        name: "social".into(),
        role: "reporting_party".into(),
        proof: Proof::Key,
        networks: Networks::default(),
        quota_per_minute,
        made_at: Timestamp::UNIX_EPOCH,
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
        busiest_hour: 0,
        hours_counted: 0,
        doubted_at: None,
        doubt: None,
        doubt_count: None,
        held_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_room_for_the_quota_and_the_next_one_anew() {
        let (quotas, key) = (Quotas::default(), key(3));
        let at = |second| Timestamp::from_second(second).unwrap();
        for _ in 0..3 {
            assert_eq!(quotas.count(&key, at(70)), Ok(()));
        }
        assert_eq!(quotas.count(&key, at(75)), Err(45));
        assert_eq!(quotas.count(&key, at(120)), Ok(()));
    }

    #[test]
    fn of_many_requests_one_an_hour_notes_the_use() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let (quotas, unused) = (Quotas::default(), key(3));
        assert!(quotas.claim_note(&unused, at(7200)) && !quotas.claim_note(&unused, at(7201)));
        assert!(!quotas.claim_note(&unused, at(10_799)) && quotas.claim_note(&unused, at(10_800)));
        let used = ApiKeyRow { last_used_at: Some(at(7200)), ..key(3) };
        let restarted = Quotas::default();
        assert!(!restarted.claim_note(&used, at(10_799)) && restarted.claim_note(&used, at(10_800)));
    }

    #[test]
    fn a_key_holds_until_its_end_or_its_revocation() {
        let end = Timestamp::from_second(100).unwrap();
        let ends = ApiKeyRow { expires_at: Some(end), ..key(1) };
        assert!(ends.holds_at(Timestamp::from_second(99).unwrap()) && !ends.holds_at(end));
        let revoked = ApiKeyRow { revoked_at: Some(end), ..key(1) };
        assert!(!revoked.holds_at(Timestamp::UNIX_EPOCH) && key(1).holds_at(end));
    }
}
