//! Every route of a sandbox: the CyberTipline API as every clearinghouse has it, and the pages on what came. Nothing of this stands in
//! the table of a node in earnest.

use service::{Access, Routes};

use super::{control, lessons, pages};
use crate::{Permission, State};

/// The route table. Its pages are open: whoever reaches them sits before this computer.
pub(super) fn routes() -> Routes<State, Permission> {
    const JSON: &str = "application/json";
    crate::routes::cybertipline_api(Routes::new("clearinghouse sandbox"))
        .get("/", Access::Open, "To the exchanges", pages::begin)
        .no_personal_data()
        .page("/sandbox", Access::Open, "Page: exchanges, newest first", pages::exchanges)
        .no_personal_data()
        .get("/sandbox/exchanges", Access::Open, "All exchanges, newest first", pages::all)
        .no_personal_data()
        .gives_media(200, JSON)
        .get(
            "/sandbox/exchanges/{name}",
            Access::Open,
            "An exchange: page, or file to send again",
            pages::exchange,
        )
        .no_personal_data()
        .gives_media(200, "text/html")
        .page("/sandbox/cases", Access::Open, "Page: cases to practise on", lessons::cases)
        .no_personal_data()
        .get("/sandbox/cases/{name}", Access::Open, "What a case sends", lessons::case)
        .no_personal_data()
        .gives_media(200, "text/xml")
        .page("/sandbox/errors", Access::Open, "Page: what each response code means", lessons::errors)
        .no_personal_data()
        .post("/sandbox/inject", Access::Open, "Plan a fault for the next requests", control::inject)
        .no_personal_data()
        .takes_media(JSON)
        .gives_media(200, JSON)
        .post("/sandbox/reset", Access::Open, "Forget everything", control::reset)
        .no_personal_data()
        .gives_media(200, JSON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ispws::PATHS;

    fn paths(routes: &Routes<State, Permission>) -> Vec<&'static str> {
        routes.rows().map(|route| route.path).collect()
    }

    #[test]
    fn nothing_of_it_is_on_a_node_in_earnest() {
        let own: Vec<_> = paths(&routes()).into_iter().filter(|path| path.starts_with("/sandbox")).collect();
        assert_eq!(own.len(), 8);
        assert!(paths(&crate::routes()).iter().all(|path| !path.contains("sandbox")));
    }

    #[test]
    fn every_route_says_what_it_does_with_personal_data() {
        let rows: Vec<_> = routes().rows().cloned().collect();
        assert_eq!(service::check::undeclared_routes(&rows), Vec::<String>::new());
    }

    #[test]
    fn the_cybertipline_api_asks_for_credentials_here_too() {
        let routes = routes();
        let api: Vec<_> = routes.rows().filter(|route| route.path.starts_with("/ispws/")).collect();
        assert!(api.iter().all(|route| matches!(route.access, Access::Needs(Permission::SubmitReports))));
        let of_api = |path: &&str| api.iter().any(|route| route.path == *path);
        assert_eq!(api.len(), PATHS.len());
        assert!(PATHS.iter().all(of_api), "a wrong path is told these");
        // what a clearinghouse shows its staff is not here at all
        assert!(
            routes.rows().all(|route| route.path != "/reports" && !route.path.starts_with("/api/reports"))
        );
    }
}
