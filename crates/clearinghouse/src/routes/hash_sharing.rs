//! The Hash Sharing API of NCMEC, version 2.

use service::Routes;

use crate::api::hash_sharing;
use crate::{Permission as P, State};

/// The Hash Sharing API under both of its bases; the addresses are those of NCMEC.
pub(super) fn hash_sharing_api(routes: Routes<State, P>) -> Routes<State, P> {
    let routes = hash_sharing_base::<hash_sharing::Csam>(
        routes,
        [
            "/hashsharing/v2/status",
            "/hashsharing/v2/members",
            "/hashsharing/v2/entries",
            "/hashsharing/v2/feedback/{fingerprint}/reasons",
            "/hashsharing/v2/entries/{member}/{entry}/{fingerprint}/feedback",
        ],
    );
    hash_sharing_base::<hash_sharing::Exploitative>(
        routes,
        [
            "/exploitative-hashsharing/v2/status",
            "/exploitative-hashsharing/v2/members",
            "/exploitative-hashsharing/v2/entries",
            "/exploitative-hashsharing/v2/feedback/{fingerprint}/reasons",
            "/exploitative-hashsharing/v2/entries/{member}/{entry}/{fingerprint}/feedback",
        ],
    )
}

fn hash_sharing_base<B: hash_sharing::Base>(
    routes: Routes<State, P>,
    [status, members, entries, reasons, feedback]: [&'static str; 5],
) -> Routes<State, P> {
    const XML: &str = "application/xml";
    routes
        .get(status, P::ShareHashes, "Hash Sharing API: who asks", hash_sharing::status)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .get(members, P::ShareHashes, "Hash Sharing API: who belongs", hash_sharing::list_members)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .get(entries, P::ShareHashes, "Hash Sharing API: what changed", hash_sharing::entries::<B>)
        .no_personal_data()
        .bare_refusals()
        .asks(hash_sharing::ASKED)
        .gives_media(200, XML)
        .get(reasons, P::ShareHashes, "Hash Sharing API: why one may object", hash_sharing::reasons)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .put(feedback, P::ShareHashes, "Hash Sharing API: affirm or object", hash_sharing::give_feedback::<B>)
        .no_personal_data()
        .bare_refusals()
        .body_limit(hash_sharing::MAX_SUBMISSION_BYTES)
        .takes_media(XML)
        .gives_media(200, XML)
}
