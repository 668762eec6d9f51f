//! Lists of known hashes: own API and pages.

use service::Routes;

use crate::api::hash_lists;
use crate::pages;
use crate::{Permission as P, State};

/// What members call.
pub(super) fn hash_api(routes: Routes<State, P>) -> Routes<State, P> {
    routes
        .get("/api/hash-lists", P::ReadHashLists, "Lists of known hashes", hash_lists::list)
        .no_personal_data()
        .gives::<hash_lists::SharedHashLists>(200)
        .post("/api/hash-lists/{name}/entries", P::ShareHashes, "List own entries", hash_lists::take)
        .no_personal_data()
        .body_limit(hash_lists::MAX_BATCH_BYTES)
        .takes::<hash_lists::NewHashEntries>()
        .gives::<hash_lists::HashEntriesKept>(200)
        .post(
            "/api/hash-lists/{name}/withdrawals",
            P::ShareHashes,
            "Take an own entry back",
            hash_lists::withdraw,
        )
        .no_personal_data()
        .takes::<hash_lists::HashWithdrawal>()
        .gives::<hash_lists::HashEntryWithdrawn>(200)
        .get(
            "/api/hash-lists/{name}/feedback",
            P::ShareHashes,
            "What others say of own entries",
            hash_lists::feedback,
        )
        .no_personal_data()
        .asks(&["offset"])
        .gives::<hash_lists::HashFeedbackTold>(200)
}

/// What staff see and do.
pub(super) fn hash_pages(routes: Routes<State, P>) -> Routes<State, P> {
    use pages::{hash_entry, hash_list};
    routes
        .page("/hash-lists", P::ReadHashLists, "Page: lists of known hashes", pages::hash_lists::show)
        .no_personal_data()
        .asks(&["column", "format"])
        .page("/hash-lists/{name}", P::ReadHashLists, "Page: a list of known hashes", hash_list::show)
        .no_personal_data()
        .asks(&["q", "list", "page", "column", "format"])
        .page("/hash-entries/{id}", P::ReadHashLists, "Page: an entry of a hash list", hash_entry::show)
        .no_personal_data()
        .post(
            "/hash-entries/{id}/withdraw",
            P::WorkOnHashLists,
            "Form: take an entry back",
            hash_entry::withdraw,
        )
        .no_personal_data()
        .post(
            "/hash-entries/{id}/restore",
            P::WorkOnHashLists,
            "Form: let an entry count again",
            hash_entry::restore,
        )
        .no_personal_data()
}
