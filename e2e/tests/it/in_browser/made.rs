//! What the chain makes, so that every page has something to show.

use jiff::SignedDuration;
use model::{Clock as _, Rng as _};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::SystemRng;
use wire::tip::{Door, Opened, SealedStep, Step, TipId};

use crate::chain::{Chain, Role, answer, bucket, text, until};
use crate::operation::{
    Case, Picture, UPLOADS, Upload, assign, conclude, confirm, file_all, identify, investigate, refer,
    until_delivered, upload,
};

/// The whole operation, so that every page has something to show: the referral's id.
pub(crate) async fn play(chain: &Chain) -> String {
    file_all(chain).await;
    let referral_id = refer(chain, 5).await;
    until_delivered(chain, &referral_id).await;
    let found = investigate(chain).await;
    for case in Case::ALL {
        let person_id = identify(chain, &found, case).await;
        let assignment = assign(chain, case, &person_id).await;
        conclude(chain, case, &text(&assignment["assignment_id"])).await;
    }
    referral_id
}

/// Two more accounts, each with the e-mail address and the device of one before: subjects with two accounts, which an officer may keep apart.
pub(super) async fn share_an_address(chain: &Chain) {
    for (known, account, name) in [(UPLOADS[4], "u-1005", "faro_verde"), (UPLOADS[1], "u-1006", "alisio_36")]
    {
        let mut statement = Upload { at: "2020-10-22T08:00:00+02:00", ..known }.statement();
        statement["account"]["esp_identifier"] = json!(account);
        statement["account"]["screen_name"] = json!(name);
        let stored = upload(chain, &statement, known.picture.bytes(), StatusCode::CREATED).await;
        confirm(chain, &stored).await;
    }
    let referral_id = refer(chain, 2).await;
    until_delivered(chain, &referral_id).await;
}

/// One report of a referral is taken back, and the police are told: they have a page about it.
pub(super) async fn take_back(chain: &Chain, referral_id: &str) {
    let analyst = chain.clearinghouse.client("noor");
    let path = format!("/api/referrals/{referral_id}");
    let number = &analyst.get(&path).await["report_numbers"][0];
    let reason = "la lista retiró la entrada";
    let body =
        json!({"kind": "withdrawn", "reason_code": "false_match", "reason": reason, "reports": [number]});
    analyst.post(&format!("{path}/changes"), &body).await;
    until("the police have acknowledged it", async || {
        analyst.get(&path).await["notices"][0]["acknowledged_at"].is_string().then_some(())
    })
    .await;
}

/// Work that waits for somebody: hits, user reports, a report not yet referred, an operator who has not answered, an assignment without outcome.
pub(crate) async fn leave_work(chain: &Chain) {
    let moderator = chain.platform.client("marta");
    let late = Upload { at: "2020-12-27T23:59:59Z", ..UPLOADS[0] };
    for _ in 0..2 {
        upload(chain, &late.statement(), Picture::Spots.bytes(), StatusCode::CREATED).await;
    }
    let plain = upload(chain, &late.statement(), Picture::Plain.bytes(), StatusCode::CREATED).await;
    let application = chain.platform.client("app");
    for body in [
        json!({"upload_id": plain["upload_id"], "reporter_account": "u-2001", "reason": "creo que es un menor"}),
        json!({"url": "https://social.example/p/otra", "reporter_account": "u-2002", "reason": "mírenlo, por favor"}),
    ] {
        application.post("/api/user-reports", &body).await;
    }
    let open = moderator.get("/api/hits?state=open").await;
    assert!(open["hits"].as_array().is_some_and(|hits| hits.len() >= 2), "{open}");
    let officer = chain.police.client("pau");
    let assigned = officer.get("/api/assignments").await;
    let path = format!("/api/assignments/{}/outcome/undo", text(&assigned[0]["assignment_id"]));
    officer.post(&path, &json!({"reason": "se anotó por error"})).await;
    let inspector = chain.police.client("ines");
    let subjects = inspector.get("/api/subjects").await;
    let subject = inspector.get(&format!("/api/subjects/{}", text(&subjects[0]["subject_id"]))).await;
    let act = &subject["acts"][0];
    let body = json!({"operator": act["operator"], "legal_basis": "Auto 13/2020 (ejemplo)", "act_ids": [act["act_id"]]});
    inspector.post("/api/disclosure-requests", &body).await;
}

/// The application's store announces a picture that is on a list.
pub(super) async fn announce(chain: &Chain) {
    let media = bucket(&chain.platform.folder);
    let late = Upload { at: "2020-12-27T23:59:59Z", ..UPLOADS[1] };
    std::fs::write(media.join("b.png"), Picture::Tiles.bytes()).expect("a file");
    std::fs::write(media.join("b.png.amparo.json"), late.statement().to_string()).expect("a file");
    let record = json!({
        "eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "media"}, "object": {"key": "b.png", "size": 3, "eTag": "e1", "sequencer": "01"}}
    });
    let path = "/api/events/object-created";
    let request =
        chain.platform.client("app").request(Method::POST, path).json(&json!({ "Records": [record] }));
    answer(request, path, StatusCode::ACCEPTED).await;
    until("the announced picture is a hit", async || {
        let page = chain.platform.client("marta").get("/api/hits?state=open").await;
        (page["hits"].as_array()?.len() >= 2).then_some(())
    })
    .await;
}

/// A sender's entry on a list that the clearinghouse shares.
pub(super) async fn share_a_hash(chain: &Chain) {
    let entry = json!({"source_id": "walk-1", "classification": "A1", "pdq": "1b".repeat(32)});
    let kept = chain
        .clearinghouse
        .client("social")
        .post("/api/hash-lists/csam/entries", &json!({ "entries": [entry] }))
        .await;
    assert_eq!(kept["entries"][0]["result"], "added", "{kept}");
}

/// Two lines of an imported file, one of them with a mistake.
pub(super) async fn import(chain: &Chain) {
    let mapping = "schema = \"amparo-import/1\"\nsource = \"old hotline\"\nformat = \"csv\"\nkey = \"number\"\n\
                   [columns]\nnumber = \"fact\"\nseen = \"incidentSummary.incidentDateTime\"\n\
                   account = \"personOrUserReported.espIdentifier\"\n\
                   [constants]\n\"incidentSummary.incidentType\" = \"Child Sex Trafficking\"\n\
                   \"personOrUserReported.espService\" = \"Ejemplo\"\n";
    let file = json!({"file_name": "old.csv", "file_sha256": "a".repeat(64), "mapping": mapping, "columns": ["number", "seen", "account"]});
    let sender = chain.clearinghouse.client("forum");
    let begun = sender.post("/api/imports", &file).await;
    let lines = [(2, "1,2020-12-01T10:00:00Z,a-1"), (3, "2,ayer,a-2")]
        .map(|(line, text)| json!({"line": line, "text": text}));
    let path = format!("/api/imports/{}/lines", text(&begun["import_id"]));
    let request = sender.request(Method::POST, &path).json(&json!({"lines": lines, "end": true}));
    let taken = answer(request, &path, StatusCode::OK).await;
    assert_eq!((&taken["kept"], &taken["refused"][0]["line"]), (&json!(1), &json!(3)), "{taken}");
}

/// A report is marked as informational, and the next morning's draw gives it to another analyst.
pub(super) async fn put_aside(chain: &Chain) {
    let analyst = chain.clearinghouse.client("noor");
    let number = until("the imported report is ready", async || {
        let ready = analyst.get("/api/reports?state=ready").await;
        ready["reports"]
            .as_array()?
            .iter()
            .map(|report| report["report_number"].clone())
            .max_by_key(Value::as_i64)
    })
    .await;
    let path = format!("/reports/{number}/informational");
    let request = analyst.request(Method::POST, &path).form(&[("reason", "nadie puede situarlo")]);
    let status = request.send().await.expect("an answer").status();
    assert!(status.is_success() || status.is_redirection(), "{status}");
    chain.clock.advance(SignedDuration::from_hours(17));
    until("the draw", async || {
        let page = chain.clearinghouse.client("nils").bytes("/blind-readings").await;
        String::from_utf8_lossy(&page).contains(&format!("/blind-readings/{number}")).then_some(())
    })
    .await;
}

/// An account and an API key at each role, for the administrators' pages.
pub(super) async fn make_accounts(chain: &Chain) {
    let made = async |role: &Role, who: &str, path: &str, fields: &[(&str, &str)]| {
        let answer =
            role.client(who).request(Method::POST, path).form(fields).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}: {}", answer.text().await.unwrap_or_default());
    };
    for (role, who, job, machine) in [
        (&chain.platform, "alba", "moderator", "application"),
        (&chain.clearinghouse, "kim", "analyst", "reporting_party"),
        (&chain.police, "adela", "inspector", "clearinghouse"),
    ] {
        made(role, who, "/accounts", &[("name", "nueva.persona"), ("role", job), ("unit", "")]).await;
        let fields = [("name", "otra"), ("role", machine), ("quota_per_minute", "600"), ("last_day", "")];
        made(role, who, "/api-keys", &fields).await;
    }
}

/// An alarm at each role, on nothing in particular.
pub(super) async fn raise_alarms(chain: &Chain) {
    for (role, who) in [(&chain.platform, "marta"), (&chain.clearinghouse, "noor"), (&chain.police, "ines")] {
        let fields = [("object", ""), ("words", "A caller says so"), ("called_name", ""), ("called_at", "")];
        let request = role.client(who).request(Method::POST, "/danger").form(&fields);
        let status = request.send().await.expect("an answer").status();
        assert!(status.is_success() || status.is_redirection(), "{status}");
    }
}

/// A tip of a child about itself, as the public form seals it.
pub(super) async fn tell(chain: &Chain) {
    let form = chain.clearinghouse.client("form");
    let key = text(&form.get("/api/tip-key").await["recipient_key"]).parse().expect("a recipient key");
    let fill = |bytes: &mut [u8]| SystemRng.fill(bytes);
    let tip_id = TipId::new(fill);
    let said = [
        Step::Begun { door: Door::AboutMe, language: "es".into(), country: Some("ES".into()) },
        Step::Happening { kinds: Vec::new(), words: "en el grupo de clase".into() },
        Step::Who { who: String::new(), own_act: true, age_years: Some(13) },
    ];
    let sealed = said.into_iter().zip(1..).map(|(step, number)| {
        let opened = Opened { tip_id: tip_id.clone(), number, step };
        SealedStep::seal(&opened, &key, fill, chain.clock.now()).expect("a step that can be sealed")
    });
    form.post("/api/tips/steps", &json!({ "steps": sealed.collect::<Vec<_>>() })).await;
}

/// A request at each rights desk.
pub(super) async fn ask_what_is_held(chain: &Chain) {
    let email = json!({ "token_kind": "email", "email": "shared@mail.example" });
    let account = json!({ "token_kind": "account", "service": "social", "account": "u-2001" });
    for (role, token) in
        [(&chain.platform, &account), (&chain.clearinghouse, &email), (&chain.police, &email)]
    {
        let mut body = json!({
            "right": "access", "requester": "Beatriz Solano", "channel": "letter", "identity_check": "document",
            "age": "adult", "received_on": "2020-12-28"
        });
        body.as_object_mut().expect("an object").extend(token.as_object().expect("an object").clone());
        role.client("rita").post("/api/rights-requests", &body).await;
    }
}
