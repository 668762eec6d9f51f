//! What the access walk sends to routes that change something: well formed, and refused once the object was found.

use serde_json::{Value, json};
use service::check::{Sample, account_samples, alarm_samples};

use crate::access::zeros;

/// Of every route that wants a body.
pub(crate) fn samples() -> Vec<(&'static str, Sample)> {
    of_inquiry().into_iter().chain(of_tasking()).chain(account_samples()).chain(alarm_samples()).collect()
}

/// Well formed, and refused once the object was found.
fn of_inquiry() -> Vec<(&'static str, Sample)> {
    let undo = json!({ "reason": "" });
    let far = "2099-01-01T00:00:00Z";
    let acts =
        json!({ "subject_id": zeros("sub"), "act_ids": "all", "place_of_acts": "unknown", "grounds": "x" });
    let answer = json!({
        "schema": "amparo-disclosure-answer/1", "request_id": "«disclosure-requests»", "answered_at": far, "lines": []
    });
    let fields = |route, fields: Value| (route, Sample::Fields(fields));
    let empty = json!({});
    vec![
        fields("POST /subjects/{id}/ask", empty.clone()),
        fields("POST /subjects/{id}/identify", empty.clone()),
        fields("POST /subjects/{id}/apart", empty.clone()),
        fields("POST /subjects/{id}/operation", empty.clone()),
        fields("POST /subjects/{id}/links/{link}/undo", undo.clone()),
        fields("POST /subjects/{id}/links/{link}/restore", undo.clone()),
        fields("POST /subjects/{id}/links/{link}/contest", undo.clone()),
        fields("POST /subjects/{id}/links/{link}/contest/decide", json!({ "decision": "", "grounds": "" })),
        fields("POST /links/{id}/contest", undo.clone()),
        fields("POST /links/{id}/contest/decide", json!({ "decision": "", "grounds": "" })),
        fields("POST /rights-requests/{id}/contest", json!({ "reason": "x" })),
        fields("POST /subjects/{id}/vetoes/{veto}/undo", undo.clone()),
        fields("POST /disclosure-requests/{id}/record-answer", empty.clone()),
        fields("POST /persons/{id}/attribute", empty.clone()),
        fields("POST /persons/{id}/assign", empty.clone()),
        fields("POST /persons/{id}/limitation", empty.clone()),
        fields("POST /persons/{id}/paths", empty.clone()),
        fields("POST /persons/{id}/paths/{decision}/undo", undo.clone()),
        fields("POST /subjects/{id}/preserve", empty.clone()),
        fields("POST /evidence-warnings/preserve", json!({ "operator": "Nobody" })),
        fields(
            "POST /persons/{id}/limitation-notes",
            json!({ "kind": "", "noted_on": "", "grounds": "", "act_ids": [] }),
        ),
        fields("POST /limitation-notes/{id}/undo", undo.clone()),
        fields("POST /persons/{id}/path-decisions", json!({ "path": "", "reason": "", "act_ids": [] })),
        fields("POST /path-decisions/{id}/undo", undo.clone()),
        fields(
            "POST /preservation-letters/{id}/sent",
            json!({ "channel": "", "reference": "", "sent_on": "" }),
        ),
        fields("POST /preservation-letters/{id}/answer", json!({ "verdict": "", "reference": "" })),
        fields("POST /preservation-letters/{id}/undo", undo.clone()),
        fields("POST /preservation-letters/{id}/sent/undo", undo.clone()),
        fields("POST /preservation-letters/{id}/answer/undo", undo.clone()),
        fields("POST /evidence-warnings/take", json!({ "operator": "Nobody", "up_to": far })),
        fields(
            "POST /evidence-warnings/take/undo",
            json!({ "operator": "Nobody", "taken_by": "nobody", "taken_at": far, "reason": "x" }),
        ),
        fields("POST /persons/{id}/limitation/{note}/undo", undo.clone()),
        fields("POST /persons/{id}/assignments/{assignment}/undo", undo.clone()),
        fields("POST /persons/{id}/identifications/{identification}/undo", undo.clone()),
        fields(
            "POST /identifications/{id}/account-use",
            json!({ "account_user": "", "confidence": "possible" }),
        ),
        fields(
            "POST /identifications/{id}/lines",
            json!({ "kind": "fact", "role": "", "statement": "", "source": "" }),
        ),
        fields("POST /identifications/{id}/lines/{line}/undo", undo.clone()),
        fields("POST /identification-lines/{id}/undo", undo.clone()),
        fields("POST /identifications/{id}/decide", json!({ "state": "cleared", "reason": "" })),
        fields("POST /identifications/{id}/contest", undo.clone()),
        fields("POST /persons/{id}/roles", json!({ "role": "victim", "reason": "" })),
        fields("POST /persons/{id}/roles/{role}/undo", undo.clone()),
        fields("POST /person-roles/{id}/undo", undo.clone()),
        fields("POST /reports/{id}/no-offence", undo.clone()),
        fields("POST /reports/{id}/no-offence/undo", undo.clone()),
        fields("POST /lost-grounds", json!({ "cause": "file", "value": "", "reason": "" })),
        fields("POST /lost-grounds/{id}/decide", json!({ "fate": "stands", "reason": "" })),
        fields("POST /lost-grounds/{id}/note", json!({})),
        fields("POST /lost-grounds/{id}/undo", undo.clone()),
        fields("POST /persons/{id}/recipients", json!({ "kind": "court", "name": "" })),
        fields("POST /persons/{id}/recipients/told", json!({ "reference": "" })),
        fields("POST /recipients/{id}/steps", json!({ "step": "told", "reference": "" })),
        fields("POST /recipients/{id}/acknowledge", json!({})),
        fields("POST /recipients/{id}/steps/{step}/undo", undo.clone()),
        fields("POST /recipients/{id}/undo", undo.clone()),
        fields("POST /recipient-steps/{id}/undo", undo.clone()),
        fields("POST /operations/{id}/add-subjects", empty),
        fields("POST /links/{id}/undo", undo.clone()),
        fields("POST /notices/{id}/decide", json!({ "decision": "noted", "reason": "" })),
        fields("POST /reports/bands", json!({ "band": "b", "reason": "" })),
        fields("POST /reports/{id}/band", json!({ "band": "b", "reason": "" })),
        fields("POST /reports/{id}/band/undo", undo.clone()),
        fields("POST /reports/{id}/read", json!({ "read": "" })),
        fields("POST /weights", json!({ "version": "x" })),
        fields("POST /imports/{id}/undo", undo.clone()),
        fields("POST /links/{id}/restore", undo.clone()),
        fields("POST /vetoes/{id}/undo", undo.clone()),
        fields("POST /operations/{id}/subjects", json!({ "subject_ids": [] })),
        fields("POST /operations/{id}/subjects/{subject}/undo", undo.clone()),
        fields("POST /operations/{id}/reveal-names", json!({ "reason": "", "legal_basis": "" })),
        fields("POST /operations/{id}/close", json!({ "readers": "", "reason": "" })),
        fields("POST /operations/{id}/reopen", undo.clone()),
        fields("POST /operations/{id}/readers", json!({ "reader": "ines", "reason": "" })),
        fields("POST /operations/{id}/readers/remove", json!({ "reader": "ines", "reason": "" })),
        fields("POST /operations/{id}/readers/refuse", json!({ "reader": "ines", "reason": "" })),
        fields("POST /operations/{id}/ask-access", undo.clone()),
        fields("POST /operations/{id}/appoint-reader", json!({ "reader": "ivan", "reason": "" })),
        fields("POST /links/{id}/ask-access", undo.clone()),
        fields("POST /persons/{id}/acts", acts),
        fields("POST /persons/{id}/reveal", json!({ "field": "name", "reason": "", "legal_basis": "" })),
        fields("POST /persons/{id}/undo", undo.clone()),
        fields("POST /identifications/{id}/undo", undo.clone()),
        fields("POST /reveals/{id}/review", json!({ "verdict": "justified", "note": "" })),
        fields("POST /exposure", json!({ "person": "olga" })),
        fields(
            "POST /assignments",
            json!({ "person_id": "«persons»", "unit": "08", "release_reason": "met at this address" }),
        ),
        fields("POST /assignments/{id}/undo", undo.clone()),
        fields("POST /assignments/{id}/arrest-list", json!({ "grounds": "" })),
        fields("POST /assignments/{id}/arrest-list/undo", undo.clone()),
        fields("POST /assignments/{id}/outcome", json!({ "code": "not_located", "at": far })),
        fields("POST /assignments/{id}/outcome/undo", undo.clone()),
        fields("POST /assignments/{id}/detention/duties", json!({ "duty": "", "at": far, "note": "" })),
        fields("POST /assignments/{id}/detention/duties/{duty}/undo", undo.clone()),
        fields("POST /assignments/{id}/detention/end", json!({ "how": "released", "at": far })),
        fields("POST /assignments/{id}/detention/end/undo", undo.clone()),
        fields("POST /disclosure-requests/{id}/answer", answer),
        fields("POST /disclosure-requests/{id}/authorize", json!({ "basis": "", "addressee": "" })),
        fields("POST /disclosure-requests/{id}/sent", json!({})),
        fields("POST /disclosure-requests/{id}/sent/undo", undo.clone()),
        fields("POST /disclosure-answers/{id}/undo", undo.clone()),
        fields("POST /disclosure-requests/{id}/undo", undo.clone()),
        fields("POST /disclosure-requests/{id}/answer/undo", undo.clone()),
        fields(
            "POST /reviews/{kind}/{id}/hold",
            json!({ "reason": "x", "authorization": "x", "last_day": "2000-01-01" }),
        ),
        fields("POST /reviews/{kind}/{id}/keep", json!({ "reason": "x", "until": "2099-01-01" })),
        fields("POST /reviews/{kind}/{id}/erase", json!({ "reason": "x" })),
        fields("POST /reviews/{kind}/{id}/lift/{hold}", json!({ "reason": "x" })),
        fields("POST /holds/{id}/lift", json!({ "reason": "x" })),
        fields("POST /rights-requests/{id}/extend", json!({ "until": "2099-01-01", "reason": "x" })),
        fields(
            "POST /rights-requests/{id}/decide",
            json!({ "decision": "full", "ground": "", "reason": "x" }),
        ),
        fields("POST /files/{id}/open", json!({ "sha256": "«sha256»", "reason": "" })),
        fields("POST /files/{id}/preview", json!({ "sha256": "«sha256»", "reason": "" })),
        fields(
            "POST /files/{id}/authorize",
            json!({ "number": "", "authority": "x", "granted_on": "2020-12-01", "terms": "x" }),
        ),
        fields(
            "POST /files/{id}/authorize/undo",
            json!({ "authorization_id": "«authorizations»", "reason": "" }),
        ),
        fields("POST /openings/raise", json!({ "openings": 0, "reason": "x" })),
        fields("POST /approvals/{id}/refuse", undo),
    ]
}

/// The same for assignments between units, claims, files for the prosecutor, notes, seized lists and exports.
fn of_tasking() -> Vec<(&'static str, Sample)> {
    let undo = json!({ "reason": "" });
    let far = "2099-01-01T00:00:00Z";
    let export = json!({ "format": "vics-2.0", "recipient": "" });
    let fields = |route, fields: Value| (route, Sample::Fields(fields));
    vec![
        fields("POST /assignments/{id}/return", undo.clone()),
        fields("POST /assignments/{id}/transfer", json!({ "unit": "28", "reason": "" })),
        fields("POST /persons/{id}/prosecutor-file", json!({ "officer_number": "", "lang": "es" })),
        fields(
            "POST /prosecutor-files/{id}/parts",
            json!({
                "officer_number": "", "part_origin": "", "part_facts": "", "part_identification": "",
                "part_protection": "", "part_request": ""
            }),
        ),
        fields(
            "POST /prosecutor-files/{id}/issue",
            json!({ "office": "", "procedure_number": "", "authorization": "" }),
        ),
        fields("POST /prosecutor-files/{id}/receipt", json!({ "receipt": "", "at": far })),
        fields("POST /prosecutor-files/{id}/receipt/undo", undo.clone()),
        fields("POST /prosecutor-files/{id}/undo", undo.clone()),
        fields("POST /subjects/{id}/claim", json!({ "unit": "", "reason": "" })),
        fields("POST /persons/{id}/claim", json!({ "unit": "", "reason": "" })),
        fields("POST /claims/{id}/undo", undo.clone()),
        fields("POST /claims/{id}/renew", json!({})),
        fields("POST /assignments/{id}/accept", json!({})),
        fields("POST /prosecutor-files/{id}/document", json!({})),
        fields(
            "POST /claims/{id}/decide",
            json!({ "other_claim_id": zeros("clm"), "verdict": "", "reason": "" }),
        ),
        fields("POST /claims/{id}/decisions/{decision}/undo", undo.clone()),
        fields("POST /claim-decisions/{id}/undo", undo.clone()),
        fields("POST /operations/{id}/seized-lists", json!({ "source": "", "list": "ab" })),
        fields("POST /operations/{id}/seized-lists/{list}/undo", undo.clone()),
        fields("POST /seized-lists/{id}/undo", undo.clone()),
        fields("POST /operations/{id}/publish-note", json!({ "published_in": "" })),
        fields("POST /operations/{id}/withdraw-note", json!({ "note_id": zeros("pno") })),
        fields("POST /reports/{id}/export", export.clone()),
        fields("POST /subjects/{id}/export", export.clone()),
        fields("POST /persons/{id}/export", export.clone()),
        fields("POST /operations/{id}/export", export),
    ]
}
