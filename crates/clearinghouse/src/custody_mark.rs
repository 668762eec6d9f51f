//! The custody log's mark on what this role sends.

use service::custody_log::Mark;
use wire::custody_mark::CustodyMark;

/// A mark as packages and receipts carry it.
pub(crate) fn wire_mark(mark: Mark) -> CustodyMark {
    let Mark { origin, key_fingerprint, size, root } = mark;
    CustodyMark { origin, key_fingerprint, size, root }
}
