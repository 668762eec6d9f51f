//! Hash lists of seized devices, matched against an operation.

use service::{Operation, Routes};

use super::Undoing as _;
use crate::actions::Decision;
use crate::permissions::Permission as P;
use crate::seized::MAX_SEIZED_LIST_BYTES;
use crate::views::SeizedListView;
use crate::{Police, api, pages};

/// API, page and forms.
pub(super) fn routes(routes: Routes<Police, P>) -> Routes<Police, P> {
    use api::seized_lists as calls;
    use pages::seized_lists as html;
    routes
        .get(
            "/api/operations/{id}/seized-lists",
            P::ReadOperations,
            "Hash lists of seized devices, and which of its files stand in them",
            calls::list,
        )
        .operation(Operation::Consultation)
        .gives::<Vec<SeizedListView>>(200)
        .post(
            "/api/operations/{id}/seized-lists",
            P::LeadOperations,
            "Match the hash list of a seized device",
            calls::take,
        )
        .operation(Operation::Combination)
        .body_limit(MAX_SEIZED_LIST_BYTES)
        .takes::<calls::NewSeizedList>()
        .gives::<calls::SeizedListMatched>(201)
        .undo("/api/seized-lists/{id}/undo", P::LeadOperations, Decision::SeizedList)
        .page(
            "/operations/{id}/seized-lists",
            P::ReadOperations,
            "Page: hash lists of seized devices",
            html::list,
        )
        .operation(Operation::Consultation)
        .post(
            "/operations/{id}/seized-lists",
            P::LeadOperations,
            "Form: match the hash list of a seized device",
            html::take,
        )
        .operation(Operation::Combination)
        .body_limit(MAX_SEIZED_LIST_BYTES)
        .takes_media("multipart/form-data")
        .post(
            "/operations/{id}/seized-lists/{list}/undo",
            P::LeadOperations,
            "Form: withdraw a list with its matches, with a reason",
            html::withdraw,
        )
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
}
