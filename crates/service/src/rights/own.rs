//! What every node keeps beside its role's cases: persons' requests about their data, and accounts of the staff.

use jiff::Timestamp;

use super::{Kept, ObjectRef, Overwritten, Rights};
use crate::db::Tx;
use crate::db::periods::{self, ACCOUNT, REQUEST};
use crate::{Acting, Failure};

/// The kinds of all that a node with this role keeps.
pub(super) fn kinds<S: Rights>() -> impl Iterator<Item = &'static str> {
    S::KINDS.iter().copied().chain([REQUEST, ACCOUNT])
}

/// One kept object, of the role or of the node; none when there is no such thing, or it is erased.
pub(super) async fn find_kept<S: Rights>(tx: &mut Tx, object: &ObjectRef) -> Result<Option<Kept>, Failure> {
    if object.id.is_empty() {
        return Ok(None);
    }
    let found = match object.kind.as_str() {
        REQUEST => periods::list_requests(tx, &object.id, Timestamp::MIN).await?,
        ACCOUNT => periods::list_accounts(tx, &object.id, Timestamp::MIN).await?,
        _ => return S::find_kept(tx, object).await,
    };
    Ok(found.into_iter().next())
}

/// Overwrites an object of the role or of the node.
pub(super) async fn overwrite<S: Rights>(
    acting: &mut Acting<'_>,
    kept: &Kept,
) -> Result<Overwritten, Failure> {
    let mut done = Overwritten::default();
    match kept.object.kind.as_str() {
        REQUEST => periods::wipe_request(acting.tx, &mut done, &kept.object.id).await?,
        ACCOUNT => periods::wipe_account(acting.tx, &mut done, &kept.object.id).await?,
        _ => return S::overwrite(acting, kept).await,
    }
    Ok(done)
}
