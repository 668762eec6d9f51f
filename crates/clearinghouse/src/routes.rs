//! Every route of a clearinghouse: method, path, permission, handler.

mod band_a;
mod cybertipline;
mod hash_sharing;
mod hashes;
mod judging;
mod machines;
mod order;
mod pages;
mod senders;
mod staff;
mod stop_ncii;
mod tips;

use service::Routes;

pub(crate) use cybertipline::cybertipline_api;

use crate::{Permission as P, State};

/// What lists read of an address; `list` says which one, where a page has several.
const LIST: &[&str] = &["state", "q", "sort", "list", "page", "column", "format"];

/// The route table.
pub fn routes() -> Routes<State, P> {
    let routes = Routes::new("clearinghouse");
    let routes = machines::machine_api(cybertipline_api(routes));
    let routes = order::order_pages(pages::staff_pages(staff::staff_api(routes)));
    let routes = tips::tip_pages(tips::tip_api(routes));
    let routes = senders::sender_routes(judging::judging_pages(band_a::band_a_routes(routes)));
    let routes = stop_ncii::stop_ncii_api(hash_sharing::hash_sharing_api(routes));
    let routes = hashes::hash_pages(hashes::hash_api(routes));
    let routes = service::search::routes(service::alarm::routes(service::opening::routes(routes)));
    let routes = service::handover::routes(service::custody_log::routes(routes));
    service::scrub::routes(service::accounts::routes(service::rights_desk::routes(service::rights::routes(
        routes,
    ))))
    .four_eyes()
    .access_entries(P::ReadAccessEntries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_route_table_stands_as_written() {
        insta::assert_snapshot!("routes", routes().table());
    }

    #[test]
    fn every_route_says_what_it_does_with_personal_data() {
        let rows: Vec<_> = routes().rows().cloned().collect();
        assert_eq!(service::check::undeclared_routes(&rows), Vec::<String>::new());
    }

    #[test]
    fn no_two_shapes_share_a_name_in_the_openapi_document() {
        assert_eq!(routes().clashing_schemas(), Vec::<String>::new());
    }

    #[test]
    fn the_texts_of_the_pages_are_whole() {
        let composed = [
            "chip-",
            "state-",
            "referral-",
            "outcome-",
            "role-",
            "key-may-",
            "grounds-",
            "band-a-trigger-",
            "call-state-",
            "urgent-verdict-",
            "blind-stratum-",
            "blind-verdict-",
            "source-",
            "band-",
            "missing-",
            "fact-",
            "tip-chip-",
            "tip-state-",
            "tip-kind-",
            "tip-step-",
            "tip-decision-",
            "door-",
            "hash-list-",
            "hash-change-",
            "hash-reason-",
            "done-",
            "action-",
            "input-",
            "left-",
            "sandbox-code-",
            "advice-",
            "change-",
            "notice-reason-",
            "way-in-",
            "beside-",
            "tie-",
            "says-",
            "class-",
            "batch-",
            "import-work-",
        ];
        let mistakes =
            service::check::text_mistakes(env!("CARGO_MANIFEST_DIR"), &crate::state::TEXTS, &composed);
        assert_eq!(mistakes, Vec::<String>::new());
    }

    #[test]
    fn every_code_of_the_custody_log_has_a_text() {
        let rows: Vec<_> = routes().rows().cloned().collect();
        let wordless =
            service::check::wordless_codes(env!("CARGO_MANIFEST_DIR"), &crate::state::TEXTS, &rows);
        assert_eq!(wordless, Vec::<String>::new());
    }

    #[test]
    fn every_key_says_what_it_may() {
        let wordless = service::check::wordless_keys(routes().key_roles(), &crate::state::TEXTS);
        assert_eq!(wordless, Vec::<String>::new());
    }

    /// `refusal_mistakes` says which refusals it cannot read.
    #[test]
    fn refusals_are_said_in_spanish_too() {
        assert_eq!(service::check::refusal_mistakes(env!("CARGO_MANIFEST_DIR")), Vec::<String>::new());
    }
}
