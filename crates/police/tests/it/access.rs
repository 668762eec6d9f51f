//! The access matrix: every route, every role, objects of no unit, of the own and of another one, and of closed operations.

use serde_json::{Value, json};
use service::check::{AccessMatrix, Caller, Objects};
use service::testing::TestDb;
use service::{ActorConfig, Engine};

use crate::access_samples::samples;
use crate::notices::{hand_in, notice};
use crate::operation::package;
use crate::support::{
    Account, Client, Media, Package, Station, Upload, actors, born, person, print, subject_of, text,
};

/// Fewest forged requests: five for each route that changes something.
const FORGED: usize = 100;
/// The walk on SQLite as it was agreed.
const AGREED: &str = include_str!("snapshots/it__access__access_matrix.snap");

pub(crate) fn zeros(kind: &str) -> String {
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
        .with("duties", zeros("ddu"))
        .with("limitation-notes", zeros("lin"))
        .with("path-decisions", zeros("pdc"))
        .with("preservation-letters", zeros("pre"))
        .with("imports", zeros("rim"))
        .without_accounts()
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
    let request = inspector.post("/api/disclosure-requests", &asked).await.ok();
    let (request_id, asked_at) = (text(&request, "request_id"), &request["issued_at"]);
    let answer = json!({
        "schema": "amparo-disclosure-answer/1", "request_id": request_id, "answered_at": asked_at, "lines": []
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
    let end = json!({ "how": "released", "at": "2020-12-27T09:00:00Z" });
    inspector.post(&format!("/api/assignments/{assignment_id}/detention/end"), &end).await.ok();
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
            samples: samples().into_iter().collect(),
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
