//! An officer records that a ground fell away: the match of a file, or an allocation of addresses.

use std::net::IpAddr;

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::losses::{self as table, RestingRow};
use crate::ids::GroundLoss;
use crate::losses::{self, AddressRange, Cause, LossSaid};
use crate::permissions::Permission;
use crate::seals;

/// Digits of a SHA-256.
const SHA256_DIGITS: usize = 64;

/// Marks everything that rests on it, and what will: it is remembered where nobody is identified by it yet. Nothing is removed, and nobody concerned is
/// handed on until an officer has decided on each object.
pub(crate) struct LoseGround {
    /// `file` or `allocation`.
    pub(crate) cause: String,
    /// SHA-256 of the file, or the range of addresses.
    pub(crate) value: String,
    pub(crate) reason: String,
}

impl Action for LoseGround {
    type Permission = Permission;
    type Output = Id<GroundLoss>;
    const NAME: &'static str = "lose-ground";

    fn permission(&self) -> Permission {
        Permission::DecideNotices
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<GroundLoss>>, Failure> {
        let cause = Cause::find(&self.cause).filter(|cause| matches!(cause, Cause::File | Cause::Allocation));
        let cause = cause.ok_or_else(|| Failure::refused("cause", "choose one of these"))?;
        let value = self.value.trim();
        let (cause_id, what, resting) = match cause {
            Cause::File => (value.to_lowercase(), "", resting_on_file(acting, value).await?),
            _ => (String::new(), value, resting_on_range(acting, value).await?),
        };
        let reason = required("reason", &self.reason)?;
        let said = LossSaid { what: what.to_owned(), reason };
        let loss_id = losses::remember(acting, cause, &cause_id, &said, &resting).await?;
        let entry = EntryDraft::on("ground_loss", loss_id).with("cause", cause.code());
        Ok(Done::new(loss_id, entry))
    }
}

async fn resting_on_file(acting: &mut Acting<'_>, value: &str) -> Result<Vec<RestingRow>, Failure> {
    let sha256 = value.to_lowercase();
    if sha256.len() != SHA256_DIGITS || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Failure::refused("value", "give the SHA-256 of the file: 64 digits from 0 to f"));
    }
    Ok(table::list_resting_on_file(acting.tx, &sha256).await?)
}

/// Addresses are sealed, so each is opened; an address that is none lies in no range.
async fn resting_on_range(acting: &mut Acting<'_>, value: &str) -> Result<Vec<RestingRow>, Failure> {
    let range = AddressRange::read(value).ok_or_else(|| {
        Failure::refused("value", "give an address or a range of addresses, as 192.0.2.0/24")
    })?;
    let mut resting = Vec::new();
    for (row, sealed) in table::list_connected(acting.tx).await? {
        let connection = seals::CONNECTION.open(acting.columns(), row.act_id, &sealed)?;
        if connection.address.parse::<IpAddr>().is_ok_and(|address| range.contains(address)) {
            resting.push(row);
        }
    }
    Ok(resting)
}
