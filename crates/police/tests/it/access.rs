//! The access matrix: every route, every role, objects of no unit, of the own and of another one, and of closed operations.

use serde_json::{Value, json};
use service::check::{AccessMatrix, Caller, Objects, Sample, account_samples, alarm_samples};
use service::testing::TestDb;
use service::{ActorConfig, Engine};

use crate::notices::{hand_in, notice};
use crate::operation::package;
use crate::support::{
    Account, Client, Media, Package, Station, Upload, actors, born, person, print, subject_of, text,
};

/// Fewest forged requests: five for each route that changes something.
const FORGED: usize = 100;
/// The walk on SQLite as it was agreed.
const AGREED: &str = include_str!("snapshots/it__access__access_matrix.snap");

fn zeros(kind: &str) -> String {
    format!("{kind}_0176a893628079a08b0c0746228b6672")
}

/// Of the right form, and never there.
fn absent() -> Objects {
    Objects::new("absent")
        .with("referrals", "ref_never")
        .with("reports", zeros("rep"))
        .with("subjects", zeros("sub"))
        .with("links", zeros("lnk"))
        .with("vetoes", zeros("vet"))
        .with("operations", zeros("ope"))
        .with("name-lists", zeros("nml"))
        .with("persons", zeros("per"))
        .with("reveals", zeros("rev"))
        .with("identifications", zeros("idf"))
        .with("lines", zeros("idl"))
        .with("identification-lines", zeros("idl"))
        .with("lost-grounds", zeros("gls"))
        .with("roles", zeros("pro"))
        .with("person-roles", zeros("pro"))
        .with("recipients", zeros("prc"))
        .with("steps", zeros("rst"))
        .with("recipient-steps", zeros("rst"))
        .with("assignments", zeros("asg"))
        .with("disclosure-requests", zeros("dis"))
        .with("disclosure-answers", zeros("aim"))
        .with("files", zeros("rep"))
        .with("previews", zeros("opn"))
        .with("sha256", "0".repeat(64))
        .with("authorizations", zeros("aut"))
        .with("reviews", "person")
        .with("{kind}", zeros("per"))
        .with("holds", zeros("hld"))
        .with("lift", zeros("hld"))
        .with("approvals", zeros("apr"))
        .with("claims", zeros("clm"))
        .with("seized-lists", zeros("szl"))
        .with("prosecutor-files", zeros("pfl"))
        .with("decisions", zeros("cld"))
        .with("claim-decisions", zeros("cld"))
        .with("history", zeros("rep"))
        .with("rights-requests", zeros("rrq"))
        .with("handover", zeros("hov"))
        .with("alarms", zeros("alm"))
        .with("notices", zeros("rno"))
        .with("limitation", zeros("lin"))
        .with("paths", zeros("pdc"))
        .with("limitation-notes", zeros("lin"))
        .with("path-decisions", zeros("pdc"))
        .with("preservation-letters", zeros("pre"))
        .with("imports", zeros("rim"))
        .without_accounts()
}

/// Well formed, and refused once the object was found.
fn samples() -> Vec<(&'static str, Sample)> {
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
        fields("POST /recipients/{id}/steps", json!({ "step": "told", "reference": "" })),
        fields("POST /recipients/{id}/acknowledge", json!({})),
        fields("POST /recipients/{id}/steps/{step}/undo", undo.clone()),
        fields("POST /recipient-steps/{id}/undo", undo.clone()),
        fields("POST /operations/{id}/add-subjects", empty),
        fields("POST /links/{id}/undo", undo.clone()),
        fields("POST /notices/{id}/decide", json!({ "decision": "noted", "reason": "" })),
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

/// The same for assignments between units, claims, files for the prosecutor, notes and seized lists.
fn tasking_samples() -> Vec<(&'static str, Sample)> {
    let undo = json!({ "reason": "" });
    let far = "2099-01-01T00:00:00Z";
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
    ]
}

/// A subject with its report, an operation of its own, an answered request, and the person behind it.
async fn inquiry(inspector: &Client, relation: &'static str, account: &str, birth: Value) -> Objects {
    let subject = subject_of(inspector, account).await;
    let subject_id = text(&subject, "subject_id");
    let opened = inspector.post("/api/operations", &json!({ "name": account })).await.ok();
    let operation_id = text(&opened, "operation_id");
    let chosen = json!({ "subject_ids": [subject_id] });
    inspector.post(&format!("/api/operations/{operation_id}/subjects"), &chosen).await.ok();
    let acts: Vec<_> = subject["acts"].as_array().unwrap().iter().map(|act| text(act, "act_id")).collect();
    let asked = json!({ "operator": "Operador Uno", "legal_basis": "auto 17/2020", "act_ids": acts });
    let request_id = text(&inspector.post("/api/disclosure-requests", &asked).await.ok(), "request_id");
    let answer = json!({
        "schema": "amparo-disclosure-answer/1", "request_id": request_id, "answered_at": "2020-12-20T10:00:00Z", "lines": []
    });
    inspector.post(&format!("/api/disclosure-requests/{request_id}/answer"), &answer).await.ok();
    let body = person(&subject, json!("all"), ["Abril", account], birth, json!("unknown"));
    let identified = inspector.post("/api/persons", &body).await.ok();
    let person_id = text(&identified, "person_id");
    let hold = json!({ "reason": "x", "authorization": "1/2020" });
    let hold = inspector.post(&format!("/api/reviews/person/{person_id}/hold"), &hold).await.ok();
    let hold_id = text(&hold, "hold_id");
    let court = json!({ "kind": "court", "name": "Juzgado 3" });
    let recipient = inspector.post(&format!("/api/persons/{person_id}/recipients"), &court).await.ok();
    let report_id = text(&subject["acts"][0], "report_id");
    let order = json!({ "number": "auto 3/2020", "authority": "Juzgado 3", "granted_on": "2020-12-01", "terms": "all" });
    let order = inspector.post(&format!("/api/files/{report_id}/authorize"), &order).await.ok();
    inspector.post(&format!("/api/holds/{hold_id}/lift"), &json!({ "reason": "x" })).await.ok();
    let sha256 = text(&subject["acts"][0], "file_sha256");
    let preview = json!({ "sha256": sha256, "reason": "x" });
    let preview = inspector.post(&format!("/api/files/{report_id}/preview"), &preview).await.ok();
    // withdrawn, so that no call renews it
    let claim = json!({ "unit": "central", "reason": "x" });
    let claim = inspector.post(&format!("/api/persons/{person_id}/claim"), &claim).await.ok();
    let claim_id = text(&claim, "claim_id");
    inspector.post(&format!("/api/claims/{claim_id}/undo"), &json!({ "reason": "x" })).await.ok();
    // only who may have been a minor has one
    let file = json!({ "officer_number": "12345", "lang": "es" });
    let file = inspector.post(&format!("/api/persons/{person_id}/prosecutor-file"), &file).await;
    let objects = if file.status.is_success() {
        Objects::new(relation).with("prosecutor-files", text(&file.ok(), "file_id"))
    } else {
        Objects::new(relation)
    };
    objects
        .with("claims", claim_id)
        .with("referrals", "ref_story")
        .with("reports", &report_id)
        .with("history", &report_id)
        .with("files", report_id)
        .with("previews", text(&preview, "opening_id"))
        .with("sha256", sha256)
        .with("authorizations", text(&order, "authorization_id"))
        .with("subjects", subject_id)
        .with("operations", operation_id)
        .with("persons", &person_id)
        .with("identifications", text(&identified, "identification_id"))
        .with("recipients", text(&recipient, "recipient_id"))
        .with("disclosure-requests", request_id)
        .with("reviews", "person")
        .with("{kind}", person_id)
        .with("holds", &hold_id)
        .with("lift", hold_id)
}

/// The person handed to a unit, entered in its arrest list, and arrested; and the approved request for that.
async fn assigned(inspector: &Client, objects: Objects, person_id: &str, unit: &str) -> Objects {
    let asked = inspector.ask_assignment(person_id, unit).await.ok();
    inspector.as_other("ivan").approve(&asked).await.ok();
    let person = inspector.get(&format!("/api/persons/{person_id}")).await.ok();
    let assignment_id = text(&person["assignment"], "assignment_id");
    let entry = json!({ "grounds": "risk of destroyed evidence" });
    inspector.post(&format!("/api/assignments/{assignment_id}/arrest-list"), &entry).await.ok();
    let outcome = json!({ "code": "located_and_arrested", "at": "2020-12-27T08:00:00Z", "arrest_reasons": "flight", "why_not_heard": "flight" });
    inspector.post(&format!("/api/assignments/{assignment_id}/outcome"), &outcome).await.ok();
    objects.with("assignments", assignment_id).with("approvals", text(&asked, "approval_id"))
}

/// A standing link and a veto; both are of no unit.
async fn with_decisions(inspector: &Client, objects: Objects) -> Objects {
    let pair = subject_of(inspector, "first").await;
    let other = subject_of(inspector, "third").await;
    let [a, b] = [&pair, &other].map(|subject| &subject["accounts"][0]["account_id"]);
    let veto = json!({ "account_a": a, "account_b": b, "reason": "two households" });
    let veto = inspector.post("/api/vetoes", &veto).await.ok();
    objects.with("links", text(&pair["links"][0], "link_id")).with("vetoes", text(&veto, "veto_id"))
}

/// A list of names that was shown already.
async fn with_names(inspector: &Client, objects: Objects, operation_id: &str) -> Objects {
    let why = json!({ "reason": "a warrant names them all", "legal_basis": "auto 31/2020" });
    let asked = inspector.post(&format!("/api/operations/{operation_id}/reveal-names"), &why).await.ok();
    let approved = inspector.as_other("ivan").approve(&asked).await.ok();
    let name_list_id = text(&approved["output"], "name_list_id");
    inspector.post(&format!("/api/name-lists/{name_list_id}/show"), &json!({})).await.ok();
    objects.with("name-lists", name_list_id)
}

/// Reports whose accounts and files stand in no other one.
fn apart() -> Package {
    let report = |number, identifier, bytes: &'static [u8], digit| {
        let upload = Upload {
            media: Media { bytes, print: print(digit, 80) },
            at: "2020-10-01T16:00:00Z",
            address: "192.0.2.20",
            port: None,
            operator: "Operador Uno",
            viewed: Some(true),
        };
        (number, Account { identifier, email: None }, vec![upload])
    };
    let reports = vec![
        report(201, "closed", b"pattern of a closed operation", 'b'),
        report(202, "handed", b"pattern of another closed one", 'd'),
    ];
    Package { agency: "es-police", referral_id: "ref_apart".to_owned(), reports }
}

/// Closes the operation of these to its leader.
async fn close(inspector: &Client, objects: &Objects) {
    let body = json!({ "readers": "", "reason": "an officer is named" });
    inspector.post(&format!("/api/operations/{}/close", objects.id("operations")), &body).await.ok();
}

/// A closed operation's objects; those of another, whose person was handed to a unit before; and one whose readers have all gone.
async fn closed(station: &Station) -> [Objects; 3] {
    let inspector = station.inspector();
    station.receive(&apart()).await.is(201);
    let alone = inquiry(&inspector, "closed", "closed", born("1990-01-01")).await;
    let handed = inquiry(&inspector, "closed 08", "handed", born("1990-01-01")).await;
    let person_id = handed.id("persons").to_owned();
    let handed = assigned(&inspector, handed, &person_id, "08").await;
    let opened = inspector.post("/api/operations", &json!({ "name": "left" })).await.ok();
    let left = Objects::new("stranded").with("operations", text(&opened, "operation_id"));
    for objects in [&alone, &handed, &left] {
        close(&inspector, objects).await;
    }
    let mut tx = station.running.node.db().begin_write("test").await.unwrap();
    let sql = "UPDATE operation_reader SET reader = 'gone' WHERE operation_id = $1";
    sqlx::query(sql).bind(left.id("operations")).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    [alone, handed, left]
}

async fn relations(inspector: &Client) -> Vec<Objects> {
    let none = inquiry(inspector, "no unit", "year", json!({ "year": 2006 })).await;
    let none = with_decisions(inspector, none).await;
    let of_08 = inquiry(inspector, "08", "adult", born("1990-01-01")).await;
    let (person_id, operation_id) = (of_08.id("persons").to_owned(), of_08.id("operations").to_owned());
    let of_08 = assigned(inspector, of_08, &person_id, "08").await;
    let of_08 = with_names(inspector, of_08, &operation_id).await;
    let of_48 = inquiry(inspector, "48", "juvenile", born("2005-03-01")).await;
    let person_id = of_48.id("persons").to_owned();
    vec![none, of_08, assigned(inspector, of_48, &person_id, "48").await]
}

fn agree(walked: &str) {
    insta::assert_snapshot!("access_matrix", walked);
}

service::both_engines! {
    async fn every_route_as_everybody_on_every_relation(db: TestDb) {
        db.may_leave_jobs();
        let station = Station::start_limited(&db, 100).await;
        station.receive(&package()).await.is(201);
        let mut relations = relations(&station.inspector()).await;
        let named = |name: &str| Caller::of(actors().iter().find(|actor| actor.name == name).unwrap());
        let (administrator, ines, ivan) = (named("adam"), named("ines"), named("ivan"));
        let none = relations.remove(0);
        let none = none.with_accounts(station.running.addr, &administrator, "clearinghouse").await;
        let none = none.with("notices", hand_in(&station, notice("ref_of_nobody")).await);
        relations.insert(0, none);
        relations.extend(closed(&station).await);
        // who reads no closed operation sees no alarm on what it closes
        for (place, taker) in [(1, Some(&ivan)), (3, None)] {
            let about = format!("person/{}", relations[place].id("persons"));
            let objects = relations.remove(place).with_alarm(station.running.addr, &ines, &about, taker).await;
            relations.insert(place, objects);
        }
        let caller = |actor: &ActorConfig| {
            let caller = Caller::of(actor);
            // who reads no closed operation
            if actor.name == "ivan" { caller.told_by("outside") } else { caller }
        };
        let callers: Vec<_> = actors().iter().map(caller).collect();
        let rows: Vec<_> = police::routes(1 << 20).rows().cloned().collect();
        let matrix = AccessMatrix {
            addr: station.running.addr, rows: &rows, callers: &callers, absent: absent(), relations,
            samples: samples().into_iter().chain(tasking_samples()).chain(account_samples()).chain(alarm_samples()).collect(),
        };
        if db.engine() == Engine::Sqlite {
            let walked = matrix.walk(0, 1).await;
            assert_eq!(walked.routes, rows.len());
            assert!(walked.cells >= 4000, "{}", walked.cells);
            agree(&walked.text);
            let forged = matrix.forge(&station.running.node).await;
            assert!(forged >= FORGED, "{forged}");
        } else {
            let walked = matrix.walk(4, 7).await;
            let strange: Vec<_> = walked.text.lines().filter(|line| !AGREED.contains(line)).collect();
            assert!(strange.is_empty() && walked.routes > 10, "{strange:#?}");
        }
        station.stop().await;
    }
}
