//! The routes that every node has.

use axum::extract::FromRef;

use super::{PUBLIC_BODY_LIMIT_BYTES, Routes};
use crate::http::{Access, OPERATOR, Site, custody, health, openapi};
use crate::ui::chosen_columns;
use crate::{Operation, Permission, drafts, witness};

/// How it is, the custody log, drafts, and what pages need.
pub(super) fn add<S, P>(routes: Routes<S, P>) -> Routes<S, P>
where
    S: Clone + Send + Sync + 'static,
    P: Permission,
    Site: FromRef<S>,
{
    routes
        .get("/healthz", Access::Open, "Whether the node and its database answer", health::healthz)
        .no_personal_data()
        .gives_media(200, "application/json")
        .get("/metrics", Access::Role(OPERATOR), "Measurements in Prometheus text format", health::metrics)
        .no_personal_data()
        .gives_media(200, "text/plain")
        .get("/openapi.json", Access::AnyActor, "This document", openapi::document)
        .no_personal_data()
        .gives_media(200, "application/json")
        .get("/api/custody/verify", Access::Staff, "Recompute the custody tree", custody::verify)
        .no_personal_data()
        .gives::<crate::custody_log::Verdict>(200)
        .get(
            "/custody/checkpoint",
            Access::AnyActor,
            "The newest signed checkpoint of the custody log (C2SP tlog-checkpoint)",
            custody::checkpoint,
        )
        .no_personal_data()
        .gives_media(200, "text/plain")
        .get(
            "/custody/tile/{*path}",
            Access::AnyActor,
            "Hashes and salted commitments of the custody log (C2SP tlog-tiles)",
            custody::tile,
        )
        .no_personal_data()
        .gives_media(200, "application/octet-stream")
        .post(
            "/custody/add-checkpoint",
            Access::Open,
            "Cosign the checkpoint of a witnessed log (C2SP tlog-witness)",
            witness::add_checkpoint,
        )
        .no_personal_data()
        .takes_media("text/plain")
        .gives_media(200, "text/plain")
        .get(
            "/api/custody/witnesses",
            Access::Staff,
            "The custody log, its witnesses, the logs witnessed",
            witness::state,
        )
        .no_personal_data()
        .gives::<witness::WitnessView>(200)
        .page("/about", Access::Staff, "Page: version, licences, sources, keys", crate::ui::about::show)
        .no_personal_data()
        .page("/custody", Access::Staff, "Page: the custody log and its witnesses", witness::show)
        .no_personal_data()
        .page("/drafts", Access::Staff, "Page: what one typed and did not send", drafts::list)
        .operation(Operation::Consultation)
        .post("/drafts", Access::Staff, "Form: keep what is typed", drafts::save_form)
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .body_limit(PUBLIC_BODY_LIMIT_BYTES)
        .post("/drafts/discard", Access::Staff, "Form: discard an own draft", drafts::discard_form)
        .operation(Operation::Alteration)
        .takes_media("application/x-www-form-urlencoded")
        .post(
            "/list-columns",
            Access::Staff,
            "Form: which columns of a list one wants to see",
            chosen_columns::choose,
        )
        .no_personal_data()
        .takes_media("application/x-www-form-urlencoded")
        .body_limit(PUBLIC_BODY_LIMIT_BYTES)
        .get("/assets/drafts.js", Access::Open, "The script that keeps drafts", crate::ui::assets::drafts)
        .no_personal_data()
        .gives_media(200, "text/javascript")
        .get("/assets/amparo.css", Access::Open, "The style sheet", crate::ui::assets::style_sheet)
        .no_personal_data()
        .gives_media(200, "text/css")
        .get(
            "/assets/passkey.js",
            Access::Open,
            "The script that asks for passkeys",
            crate::ui::assets::script,
        )
        .no_personal_data()
        .gives_media(200, "text/javascript")
        .get("/assets/keys.js", Access::Open, "The script of shortcuts", crate::ui::assets::keys)
        .no_personal_data()
        .gives_media(200, "text/javascript")
        .get(
            "/assets/htmx.min.js",
            Access::Open,
            "The script that turns lists in place",
            crate::ui::assets::htmx,
        )
        .no_personal_data()
        .gives_media(200, "text/javascript")
        .get("/assets/amparo.svg", Access::Open, "The mark in the browser's tab", crate::ui::assets::mark)
        .no_personal_data()
        .gives_media(200, "image/svg+xml")
}
