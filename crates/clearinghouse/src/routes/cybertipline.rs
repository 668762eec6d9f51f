//! What reporting parties call.

use service::{Operation, Routes};

use crate::api::ispws;
use crate::{Permission as P, State};

/// What reporting parties call; a sandbox has it too.
pub(crate) fn cybertipline_api(routes: Routes<State, P>) -> Routes<State, P> {
    const XML: &str = "application/xml";
    routes
        .get("/ispws/status", P::SubmitReports, "CyberTipline API: who calls", ispws::status)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .get("/ispws/xsd", P::SubmitReports, "CyberTipline API: the schema", ispws::xsd)
        .no_personal_data()
        .bare_refusals()
        .gives_media(200, XML)
        .post("/ispws/submit", P::SubmitReports, "CyberTipline API: open a report", ispws::submit)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(ispws::MAX_XML_BYTES)
        .takes_media("text/xml")
        .gives_media(200, XML)
        .post("/ispws/upload", P::SubmitReports, "CyberTipline API: add a file", ispws::upload)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(usize::MAX) // bounded by the handler, which streams
        .takes_media("multipart/form-data")
        .gives_media(200, XML)
        .post("/ispws/fileinfo", P::SubmitReports, "CyberTipline API: describe a file", ispws::fileinfo)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(ispws::MAX_XML_BYTES)
        .takes_media("text/xml")
        .gives_media(200, XML)
        .post("/ispws/finish", P::SubmitReports, "CyberTipline API: file a report", ispws::finish)
        .operation(Operation::Collection)
        .bare_refusals()
        .body_limit(ispws::MAX_FORM_BYTES)
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, XML)
        .post("/ispws/retract", P::SubmitReports, "CyberTipline API: cancel a report", ispws::retract)
        .operation(Operation::Alteration)
        .bare_refusals()
        .body_limit(ispws::MAX_FORM_BYTES)
        .takes_media("application/x-www-form-urlencoded")
        .gives_media(200, XML)
}
