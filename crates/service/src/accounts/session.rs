//! Sessions: an opaque token in a cookie of this host alone; the database knows its SHA-256. Looked up at each request, so an end is an end
//! at once.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{FRESH, LONGEST_SESSION, Staffing, actor_of};
use crate::db::staff_sessions as table;
use crate::{Actor, ColumnKeys, Failure, Node};

/// Where sessions are kept, as their keyed digests name it.
pub(crate) const TABLE: &str = "staff_session";
/// The cookie of a session. The prefix makes browsers refuse it without `Secure`, with a domain, or for a part of the host only.
const COOKIE_NAME: &str = "__Host-amparo";
/// The cookie between the two steps of signing in.
const HALF_COOKIE_NAME: &str = "__Host-amparo-half";
/// The cookie of an attempt to sign in with a passkey.
const ATTEMPT_COOKIE_NAME: &str = "__Host-amparo-attempt";
const ATTRIBUTES: &str = "; Path=/; Secure; HttpOnly; SameSite=Strict";
/// A use is noted no more often than this, so that reading pages writes little; a session may end that much sooner.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// So long after its last use a session still says whose form came too late: over a weekend, and no longer, for whoever has found its token has
/// found a way to write into somebody's drafts.
const LATE_FORMS: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How far behind a time of its session the clock may be: several machines may share a database, and theirs differ a little.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

/// The session that a request came with.
#[derive(Debug, Clone)]
pub struct Session {
    pub(crate) session_id: String,
    pub(crate) account_id: String,
    verified_at: Timestamp,
}

impl Session {
    pub(crate) fn of(row: &table::SessionRow) -> Self {
        let (session_id, account_id) = (row.session_id.clone(), row.account_id.clone());
        Self { session_id, account_id, verified_at: row.verified_at }
    }

    /// The same session after a fresh factor.
    pub(crate) fn confirmed(&self, now: Timestamp) -> Self {
        Self { verified_at: now, ..self.clone() }
    }

    /// Whether the second factor was given within the last five minutes.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        lasts(now, self.verified_at, FRESH)
    }
}

/// The person whose session the headers carry, if it lasts.
pub(crate) async fn find_session(
    node: &Node,
    staffing: &Staffing,
    headers: &HeaderMap,
) -> Result<Option<(Actor, Session)>, Failure> {
    let Some((actor, row)) = find_given(node, headers).await? else { return Ok(None) };
    let now = node.clock().now();
    if !lasts(now, row.began_at, LONGEST_SESSION) || !lasts(now, row.seen_at, staffing.idle(&actor)) {
        return Ok(None);
    }
    if now.duration_since(row.seen_at) >= NOTED_EVERY {
        let mut tx = node.db().begin_queue("note-session").await?;
        table::touch(&mut tx, &row.session_id, now).await?;
        tx.commit().await?;
    }
    Ok(Some((actor, Session::of(&row))))
}

/// The person to whom the session was given that the headers carry, though it may have ended: only to keep for them what they had typed.
/// Whoever signed out has none.
pub(crate) async fn find_ended(
    node: &Node,
    headers: &HeaderMap,
) -> Result<Option<(Actor, Session)>, Failure> {
    let now = node.clock().now();
    let given = find_given(node, headers).await?.filter(|(_, row)| lasts(now, row.seen_at, LATE_FORMS));
    Ok(given.map(|(actor, row)| (actor, Session::of(&row))))
}

/// The session whose token the headers carry, and the person of its account, if that is active; it may have ended.
async fn find_given(node: &Node, headers: &HeaderMap) -> Result<Option<(Actor, table::SessionRow)>, Failure> {
    let Some(token) = cookie(headers, COOKIE_NAME) else { return Ok(None) };
    let mut tx = node.db().begin_read("find-session").await?;
    let Some((row, account)) = table::find(&mut tx, &token_sha256(token)).await? else { return Ok(None) };
    drop(tx);
    if !is_owner(node.columns(), TABLE, &row.account_id, &row.token_sha256, &row.owner_blind) {
        tracing::warn!(session_id = row.session_id, "a session was not given to its account by this node");
        return Ok(None);
    }
    Ok(Some((actor_of(node.columns(), &account)?, row)))
}

/// Whether less than `length` has passed since. What lies ahead of the clock does not last: one that was put back must lengthen nothing.
fn lasts(now: Timestamp, since: Timestamp, length: SignedDuration) -> bool {
    let passed = now.duration_since(since);
    passed < length && passed > -CLOCKS_DIFFER
}

/// A new token: 256 random bits.
pub(crate) fn new_token(node: &Node) -> String {
    let mut random = [0; 32];
    node.rng().fill(&mut random);
    hex::encode(random)
}

/// What is kept of a token.
pub(crate) fn token_sha256(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// The keyed digest that ties a token in `table` to its account, so that whoever writes to the database cannot give it to another one.
pub(crate) fn owner_blind(keys: &ColumnKeys, table: &str, account_id: &str, token_sha256: &str) -> String {
    keys.blind(&format!("{table}.owner"), &format!("{account_id}/{token_sha256}"))
}

/// Whether `kept` ties the token to this account.
pub(crate) fn is_owner(
    keys: &ColumnKeys,
    table: &str,
    account_id: &str,
    token_sha256: &str,
    kept: &str,
) -> bool {
    owner_blind(keys, table, account_id, token_sha256).as_bytes().ct_eq(kept.as_bytes()).into()
}

/// Sets the cookie of a session; it lasts as long as the browser runs, the session no longer than 12 hours.
pub(crate) fn begin(token: &str) -> HeaderValue {
    set(COOKIE_NAME, token, "")
}

/// Takes the cookie of a session away.
pub(crate) fn end() -> HeaderValue {
    set(COOKIE_NAME, "", "; Max-Age=0")
}

/// Sets the cookie between the steps.
pub(crate) fn begin_half(sealed: &str) -> HeaderValue {
    set(HALF_COOKIE_NAME, sealed, "; Max-Age=300")
}

/// Takes the cookie between the steps away.
pub(crate) fn end_half() -> HeaderValue {
    set(HALF_COOKIE_NAME, "", "; Max-Age=0")
}

/// What the cookie between the steps holds.
pub(crate) fn half(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, HALF_COOKIE_NAME)
}

/// Sets the cookie of an attempt with a passkey.
pub(crate) fn begin_attempt(attempt: &str) -> HeaderValue {
    set(ATTEMPT_COOKIE_NAME, attempt, "; Max-Age=300")
}

/// Takes the cookie of an attempt away.
pub(crate) fn end_attempt() -> HeaderValue {
    set(ATTEMPT_COOKIE_NAME, "", "; Max-Age=0")
}

/// What the cookie of an attempt holds.
pub(crate) fn attempt(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, ATTEMPT_COOKIE_NAME)
}

/// `value` is hex or base64.
fn set(name: &str, value: &str, more: &str) -> HeaderValue {
    let text = format!("{name}={value}{ATTRIBUTES}{more}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// Whether an address leads to a page of this node: what a form says of where to go on may come from anywhere.
pub(crate) fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_set_for_this_host_alone() {
        let headers = |value: &str| HeaderMap::from_iter([(COOKIE, value.parse().unwrap())]);
        for (value, found) in [
            ("__Host-amparo=ab", Some("ab")),
            ("a=1; __Host-amparo=ab; b=2", Some("ab")),
            ("__Host-amparo-half=ab", None),
            ("amparo=ab", None),
            ("__Host-amparo=", None),
        ] {
            assert_eq!(cookie(&headers(value), COOKIE_NAME), found, "{value}");
        }
        assert_eq!(begin("ab"), "__Host-amparo=ab; Path=/; Secure; HttpOnly; SameSite=Strict");
    }

    #[test]
    fn only_pages_of_this_node_are_gone_back_to() {
        for (address, local) in [
            ("/", true),
            ("/persons/per_1?lang=es", true),
            ("", false),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example/", false),
            ("/a\r\nb", false),
        ] {
            assert_eq!(is_local(address), local, "{address}");
        }
    }
}
