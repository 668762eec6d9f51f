//! How often somebody may try to sign in: by account and by client address, with a delay that grows. An attempt is charged before it is
//! looked at, so that many at once gain nothing; one that comes too early is not looked at.

use std::net::IpAddr;

use jiff::SignedDuration;

use crate::db::sign_in_limits as table;
use crate::http::network_of;
use crate::{Failure, Node};

/// Failures are forgotten after this long without an attempt.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Whose attempts are counted together: a keyed digest, since what was typed as a name may be anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    key: String,
    /// How many failures have no delay after them.
    free: i64,
    longest: SignedDuration,
}

/// Under which key failures in the name behind this digest are counted.
pub(crate) fn account_key(name_blind: &str) -> String {
    format!("account:{name_blind}")
}

/// What an attempt is charged to.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    address: Limit,
    account: Option<Limit>,
}

impl Limits {
    /// Attempts from an address; those of one IPv6 network of 64 bits count together.
    pub(crate) fn of_address(node: &Node, address: Option<IpAddr>) -> Self {
        let text = match address {
            Some(address) => network_of(address).to_string(),
            None => "unknown".to_owned(),
        };
        let key = node.columns().blind("sign_in_limit.address", &text);
        let address = Limit { key, free: 20, longest: SignedDuration::from_mins(5) };
        Self { address, account: None }
    }

    /// The keyed digest of the address.
    pub(crate) fn address_key(&self) -> &str {
        &self.address.key
    }

    /// And those in the name behind this digest, whether or not there is such an account.
    pub(crate) fn and_account(self, name_blind: &str) -> Self {
        let key = account_key(name_blind);
        Self { account: Some(Limit { key, free: 5, longest: SignedDuration::from_hours(1) }), ..self }
    }

    fn all(&self) -> impl Iterator<Item = &Limit> {
        // always in this order, so that two attempts never wait for each other
        std::iter::once(&self.address).chain(&self.account)
    }

    /// Charges an attempt; the wait in front of it when it comes too early.
    pub(crate) async fn charge(&self, node: &Node) -> Result<Result<(), SignedDuration>, Failure> {
        let now = node.clock().now();
        // most of a flood ends here, without a turn to write
        let mut tx = node.db().begin_read("look-at-limits").await?;
        for limit in self.all() {
            if let Some(until) =
                table::find_blocked_until(&mut tx, &limit.key).await?.filter(|until| *until > now)
            {
                return Ok(Err(until.duration_since(now)));
            }
        }
        drop(tx);
        let mut tx = node.db().begin_queue("charge-attempt").await?;
        let forgotten = now.checked_sub(FORGOTTEN_AFTER).map_err(Failure::broken)?;
        for limit in self.all() {
            let Some(failures) = table::charge(&mut tx, &limit.key, now, forgotten).await? else {
                return Ok(Err(SignedDuration::from_secs(1)));
            };
            let until = now.checked_add(limit.delay_after(failures)).map_err(Failure::broken)?;
            table::block(&mut tx, &limit.key, until).await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Takes the charge back: the attempt was right.
    pub(crate) async fn refund(&self, node: &Node) -> Result<(), Failure> {
        let now = node.clock().now();
        let mut tx = node.db().begin_queue("refund-attempt").await?;
        for limit in self.all() {
            table::refund(&mut tx, &limit.key, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Forgets the failures of the account, whose owner has come in; the address gets its charge back only.
    pub(crate) async fn forget(&self, node: &Node) -> Result<(), Failure> {
        let now = node.clock().now();
        let mut tx = node.db().begin_queue("forget-failures").await?;
        table::refund(&mut tx, &self.address.key, now).await?;
        if let Some(account) = &self.account {
            table::remove(&mut tx, &account.key).await?;
        }
        let forgotten = now.checked_sub(FORGOTTEN_AFTER).map_err(Failure::broken)?;
        table::remove_before(&mut tx, forgotten).await?;
        Ok(tx.commit().await?)
    }
}

impl Limit {
    /// 1 s after the last free failure, doubled with each further one.
    fn delay_after(&self, failures: i64) -> SignedDuration {
        if failures < self.free {
            return SignedDuration::ZERO;
        }
        let doublings = u32::try_from(failures - self.free).unwrap_or(u32::MAX).min(30);
        SignedDuration::from_secs(1 << doublings).min(self.longest)
    }
}

/// Whole seconds of a wait, at least one.
pub(crate) fn seconds(wait: SignedDuration) -> i64 {
    wait.as_secs().saturating_add(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_up_to_its_longest() {
        let limit = Limit { key: String::new(), free: 5, longest: SignedDuration::from_hours(1) };
        for (failures, seconds) in
            [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (16, 2048), (17, 3600), (1000, 3600)]
        {
            assert_eq!(limit.delay_after(failures).as_secs(), seconds, "{failures}");
        }
    }
}
