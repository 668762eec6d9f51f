//! The order of work: who comes first, why, what a person may change, and what the sender is told.

use std::path::PathBuf;

use clearinghouse::{Config, HashListConfig};
use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;
use wire::cybertipline::IncidentType;
use wire::note::{NoteSigner, sign};

use crate::harness::{
    ADMINISTRATOR, ANALYST, HOTLINE, OTHER_PARTY, PARTY, TestClearinghouse, details_xml, picture, report_xml,
    test_config_of,
};
use crate::near_reports::blocks;

const ENTICEMENT: &str = "Online Enticement of Children for Sexual Acts";

/// A report with hardly anything but a text, by which a child may be in danger now.
pub(crate) fn thin_xml(text: &str) -> String {
    format!(
        "<report><incidentSummary><incidentType>{ENTICEMENT}</incidentType>\
         <incidentDateTime>2024-05-31T10:00:00Z</incidentDateTime></incidentSummary>\
         <internetDetails><chatImIncident><content>{text}</content></chatImIncident></internetDetails>\
         <reporter><reportingPerson><email>esp@party.example</email></reportingPerson></reporter></report>"
    )
}

/// A report that states a lot, on a file that everybody has.
pub(crate) fn full_xml() -> String {
    let kind = IncidentType::ALL[0].code();
    format!(
        "<report><batchedReport reason=\"VIRAL_POTENTIAL_MEME\"/><incidentSummary><incidentType>{kind}</incidentType>\
         <incidentDateTime>2024-05-01T10:00:00Z</incidentDateTime>\
         <incidentDateTimeDescription>time of the upload</incidentDateTimeDescription></incidentSummary>\
         <internetDetails><webPageIncident><url>https://a.example/x</url></webPageIncident></internetDetails>\
         <reporter><reportingPerson><email>esp@party.example</email></reportingPerson></reporter>\
         <personOrUserReported><personOrUserReportedPerson><phone countryCallingCode=\"+351\">900000000</phone>\
         <email>somebody@mail.example</email><dateOfBirth>1990-01-01</dateOfBirth></personOrUserReportedPerson>\
         <espIdentifier>account-1</espIdentifier><espService>Example</espService><screenName>screen-1</screenName>\
         <ipCaptureEvent><ipAddress>203.0.113.7</ipAddress><eventName>Login</eventName>\
         <dateTime>2024-04-30T22:30:00+02:00</dateTime><port>40001</port></ipCaptureEvent></personOrUserReported></report>"
    )
}

pub(crate) async fn file(clearinghouse: &TestClearinghouse, xml: String) -> i64 {
    let submitted = clearinghouse.ispws("/ispws/submit", xml).await;
    assert_eq!(submitted.response_code.number(), 0, "{}", submitted.response_description);
    let report = submitted.report_id.unwrap();
    assert_eq!(clearinghouse.finish_report(report).await.response_code.number(), 0);
    clearinghouse.until_state(report, "ready").await;
    report
}

async fn page(clearinghouse: &TestClearinghouse, path: &str) -> String {
    let request = clearinghouse.call(ANALYST, Method::GET, path).header("accept", "text/html");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let html = response.text().await.unwrap();
    assert!(!html.contains(">["), "{path}: {html}");
    html
}

async fn post(clearinghouse: &TestClearinghouse, path: &str, fields: &[(&str, &str)]) -> u16 {
    let request = clearinghouse.call(ANALYST, Method::POST, path).form(fields);
    request.send().await.unwrap().status().as_u16()
}

async fn report(clearinghouse: &TestClearinghouse, number: i64) -> Value {
    clearinghouse.get_json(ANALYST, &format!("/api/reports/{number}")).await
}

fn holds(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
}

both_engines! {
    async fn a_thin_report_with_a_child_at_risk_stands_before_a_complete_one_on_a_viral_file(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let full = file(&clearinghouse, full_xml()).await;
        let plain = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let thin = file(&clearinghouse, thin_xml("Quedamos mañana a las seis")).await;
        let (full_json, thin_json) = (report(&clearinghouse, full).await, report(&clearinghouse, thin).await);
        assert_eq!(full_json["band"], "d");
        assert_eq!(thin_json["band"], "a");
        let complete = |json: &Value| json["completeness_tenths"].as_i64().unwrap();
        assert!(complete(&full_json) > complete(&thin_json) + 300, "{full_json} {thin_json}");
        assert_eq!(thin_json["scores"]["urgency"]["triggers"][0], "meeting_soon");
        let list = page(&clearinghouse, "/reports").await;
        let at = |number: i64| list.find(&format!("/reports/{number}")).unwrap();
        assert!(at(thin) < at(plain) && at(plain) < at(full));
        let download = clearinghouse.call(ANALYST, Method::GET, "/reports?format=csv").send().await.unwrap();
        let csv = download.text().await.unwrap();
        holds(&csv, &["Band", "Points", ",\"A\",", ",\"D\","]);
        holds(&page(&clearinghouse, "/reports?sort=-completeness&column=completeness").await, &["Completeness"]);
        clearinghouse.finish().await;
    }

    async fn a_report_says_why_and_what_nobody_knows(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let thin = file(&clearinghouse, thin_xml("Встретимся у фонтана")).await;
        let path = format!("/reports/{thin}");
        let html = page(&clearinghouse, &format!("{path}?lang=en")).await;
        holds(&html, &["C: some points, or not read yet", "A child was approached or incited", "an assessment", "amparo-1"]);
        holds(&html, &["What a text says in a language that no list covers", "Which account it is about", "None of this counts as low risk"]);
        holds(&html, &["No account and no person is reported", "It says nothing on urgency"]);
        let spanish = page(&clearinghouse, &format!("{path}?lang=es")).await;
        holds(&spanish, &["C: algunos puntos, o sin leer todavía", "Se contactó o incitó a un menor", "Lo que no se sabe"]);
        let full = file(&clearinghouse, full_xml()).await;
        let html = page(&clearinghouse, &format!("/reports/{full}?lang=en")).await;
        holds(&html, &["Nothing but files that everybody knows", "Country of a telephone number", "PT", "ITU-T E.164"]);
        clearinghouse.finish().await;
    }

    async fn a_floor_lasts_until_a_person_has_read(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let thin = file(&clearinghouse, thin_xml("Hablan de la playa")).await;
        let path = format!("/reports/{thin}/read");
        assert_eq!(report(&clearinghouse, thin).await["band"], "c");
        assert_eq!(post(&clearinghouse, &path, &[("read", "yes")]).await, 200);
        let read = report(&clearinghouse, thin).await;
        assert_eq!(read["band"], "d");
        assert_eq!(read["is_read"], true);
        holds(&page(&clearinghouse, &format!("/reports/{thin}?lang=en")).await, &["Read by ana"]);
        assert_eq!(post(&clearinghouse, &path, &[("read", "yes")]).await, 409);
        assert_eq!(post(&clearinghouse, &path, &[("read", "no")]).await, 200);
        assert_eq!(report(&clearinghouse, thin).await["band"], "c");
        let refused = clearinghouse.call(ADMINISTRATOR, Method::POST, &path).form(&[("read", "yes")]);
        assert_eq!(refused.send().await.unwrap().status(), 404);
        clearinghouse.finish().await;
    }

    async fn a_person_decides_on_a_band_and_it_can_be_undone(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let full = file(&clearinghouse, full_xml()).await;
        let path = format!("/reports/{full}");
        let band = format!("{path}/band");
        assert_eq!(post(&clearinghouse, &band, &[("band", "b"), ("reason", " ")]).await, 422);
        assert_eq!(post(&clearinghouse, &band, &[("band", "e"), ("reason", "x")]).await, 422);
        assert_eq!(report(&clearinghouse, full).await["band"], "d");
        assert_eq!(post(&clearinghouse, &band, &[("band", "b"), ("reason", "I know <this> account")]).await, 200);
        assert_eq!(report(&clearinghouse, full).await["band"], "b");
        let html = page(&clearinghouse, &format!("{path}?lang=en")).await;
        holds(&html, &["A person decided this band", "I know &#60;this&#62; account", "ana"]);
        // reading it scores it again, and the decision stands
        assert_eq!(post(&clearinghouse, &format!("{path}/read"), &[("read", "yes")]).await, 200);
        assert_eq!(report(&clearinghouse, full).await["band"], "b");
        assert_eq!(post(&clearinghouse, &format!("{band}/undo"), &[("reason", "another account")]).await, 200);
        assert_eq!(report(&clearinghouse, full).await["band"], "d");
        holds(&page(&clearinghouse, &format!("{path}?lang=en")).await, &["Undone:", "another account", "I know &#60;this&#62; account"]);
        assert_eq!(post(&clearinghouse, &format!("{band}/undo"), &[("reason", "once more")]).await, 409);
        clearinghouse.finish().await;
    }

    async fn the_sender_is_told_what_its_own_report_lacks(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let thin = file(&clearinghouse, thin_xml("Hablan de la playa")).await;
        let path = format!("/api/reports/own/{thin}/completeness");
        let told = clearinghouse.get_json(PARTY, &path).await;
        let missing = told["missing"].as_array().unwrap();
        let account = missing.iter().find(|fact| fact["fact"] == "reported-account").unwrap();
        assert!(account["why"].as_str().unwrap().len() > 20 && account["element"] == "report/personOrUserReported");
        assert!(told["completeness_tenths"].as_i64().unwrap() < 500);
        for other in [OTHER_PARTY, ANALYST] {
            let refused = clearinghouse.call(other, Method::GET, &path).send().await.unwrap();
            assert_eq!(refused.status(), 404, "{other}");
        }
        let open = clearinghouse.submit("203.0.113.7").await;
        let told = clearinghouse.get_json(PARTY, &format!("/api/reports/own/{open}/completeness")).await;
        assert_eq!(told["completeness_tenths"], Value::Null);
        clearinghouse.finish().await;
    }

    async fn other_weights_are_shown_before_a_person_applies_them(db: TestDb) {
        let signer = NoteSigner::new("unit.example", &[3; 32]).unwrap();
        let (path, text) = (db.folder().join("weights.toml"), weights("unit-2", "points_tenths = 200", "points_tenths = 1500"));
        std::fs::write(&path, sign(&text, &signer).unwrap()).unwrap();
        let clearinghouse = start(&db, |config| {
            config.clearinghouse.weights = Some(path.clone());
            config.clearinghouse.weights_key = Some(signer.verifier().to_string());
        }).await;
        let thin = file(&clearinghouse, thin_xml("Hablan de la playa")).await;
        assert_eq!(report(&clearinghouse, thin).await["band"], "c");
        let html = page(&clearinghouse, "/weights?lang=en").await;
        holds(&html, &["Proposed: unit-2", "Signed by unit.example.", "In use: amparo-1", "One report was scored", &thin.to_string()]);
        assert_eq!(report(&clearinghouse, thin).await["band"], "c");
        assert_eq!(post(&clearinghouse, "/weights", &[("version", "unit-1")]).await, 409);
        assert_eq!(post(&clearinghouse, "/weights", &[("version", "unit-2")]).await, 200);
        clearinghouse.until("scored again", async || {
            (report(&clearinghouse, thin).await["scores"]["urgency"]["weights_version"] == "unit-2").then_some(())
        }).await;
        assert_eq!(report(&clearinghouse, thin).await["urgency_tenths"], 600);
        holds(&page(&clearinghouse, "/weights?lang=en").await, &["In use: unit-2", "Weights applied before"]);
        clearinghouse.finish().await;
    }

    async fn a_weight_file_by_another_key_stops_the_start(db: TestDb) {
        let (signer, other) = (NoteSigner::new("unit.example", &[3; 32]).unwrap(), NoteSigner::new("unit.example", &[4; 32]).unwrap());
        let path = db.folder().join("weights.toml");
        std::fs::write(&path, sign(&weights("unit-2", "", ""), &other).unwrap()).unwrap();
        let mut config = test_config_of(&db);
        config.clearinghouse.weights = Some(path);
        config.clearinghouse.weights_key = Some(signer.verifier().to_string());
        let refused = TestClearinghouse::try_start(config).await.err().unwrap();
        assert!(refused.contains("clearinghouse.weights"), "{refused}");
    }

    async fn what_is_found_out_names_its_source(db: TestDb) {
        let (networks, list): (PathBuf, PathBuf) = (db.folder().join("networks.csv"), db.folder().join("list.txt"));
        let head = "cidr,country,operator,kind,from,to,source\n";
        std::fs::write(&networks, format!("{head}203.0.113.0/24,FR,Ferme Exemple,hosting,,,networks of 2024\n")).unwrap();
        let sha256 = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(picture(1)));
        std::fs::write(&list, format!("{sha256}\n")).unwrap();
        let clearinghouse = start(&db, |config| {
            config.clearinghouse.operators = Some(networks.clone());
            config.clearinghouse.hash_list.push(HashListConfig {
                path: list.clone(),
                format: Some("plain-sha256".into()),
                name: "known".into(),
                source: "a hotline".into(),
                members: vec!["a hotline".into()],
                classification: Some("csam".into()),
            });
        }).await;
        let known = clearinghouse.submit("203.0.113.7").await;
        let uploaded = clearinghouse.upload(known, "pattern.bmp", picture(1)).await;
        let details = details_xml(known, uploaded.file_id.unwrap().as_str(), "203.0.113.7");
        let details = details.replace("2024-05-01T10:00:00Z", "2030-01-01T00:00:00Z");
        assert_eq!(clearinghouse.ispws("/ispws/fileinfo", details).await.response_code.number(), 0);
        assert_eq!(clearinghouse.finish_report(known).await.response_code.number(), 0);
        let json = clearinghouse.until_state(known, "ready").await;
        let facts = json["facts"].as_array().unwrap();
        let find = |kind: &str| facts.iter().find(|fact| fact["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {facts:?}"));
        assert_eq!(find("address_hosting")["source"], "networks of 2024");
        assert_eq!(find("file_listed")["value"], "known");
        assert_eq!(find("file_listed")["source"], "hash list known, by sha256; vouched for by a hotline");
        assert_eq!(find("file_seen")["value"], "0");
        assert_eq!(find("time_future")["source"], "time of receipt");
        assert_eq!(json["countries_disagree"], true);
        let html = page(&clearinghouse, &format!("/reports/{known}?lang=en")).await;
        assert!(!html.contains("One source alone says so."), "{html}");
        let spanish = page(&clearinghouse, &format!("/reports/{known}?lang=es")).await;
        for said in ["lista de hashes known, por sha256; avalada por a hotline", "momento de la recepción", "avisos guardados aquí, SHA-256", "networks of 2024"] {
            assert!(spanish.contains(said), "{said}: {spanish}");
        }
        assert!(!spanish.contains("vouched for by") && !spanish.contains("kept here"), "{spanish}");
        let lines = json["scores"]["urgency"]["lines"].as_array().unwrap();
        assert!(lines.iter().all(|line| line["factor"] != "unseen_file"), "{lines:?}");
        clearinghouse.finish().await;
    }

    async fn a_file_is_known_by_a_list_of_this_node_unless_its_own_sender_put_it_there(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        for (member, seed) in [(HOTLINE, 1), (PARTY, 2)] {
            let sha1 = media::digest(&picture(seed)).file.sha1;
            let entry = json!({ "source_id": "img1", "classification": "A1", "sha1": sha1 });
            let body = json!({ "entries": [entry] });
            let (status, kept) = clearinghouse.send_json(member, Method::POST, "/api/hash-lists/csam/entries", &body).await;
            assert_eq!(status, 200, "{kept}");
        }
        let by = "hash list csam, by sha1; listed by hotline";
        for (seed, listed) in [(1, json!([["csam", by]])), (2, json!([]))] {
            let number = clearinghouse.file("203.0.113.7", None, picture(seed)).await;
            let json = report(&clearinghouse, number).await;
            let facts = json["facts"].as_array().unwrap().iter().filter(|fact| fact["kind"] == "file_listed");
            let facts = facts.map(|fact| json!([fact["value"], fact["source"]]));
            assert_eq!(facts.collect::<Value>(), listed, "{json}");
        }
        clearinghouse.finish().await;
    }

    async fn what_was_digested_before_sha1_was_kept_is_digested_once_more(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let mut tx = clearinghouse.running.node.db().begin_write("test").await.unwrap();
        sqlx::query("UPDATE report_file SET sha1 = NULL").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let sha1 = media::digest(&picture(1)).file.sha1;
        let body = json!({ "entries": [{ "source_id": "img1", "classification": "A1", "sha1": sha1 }] });
        let path = "/api/hash-lists/csam/entries";
        let (status, kept) = clearinghouse.send_json(HOTLINE, Method::POST, path, &body).await;
        assert_eq!(status, 200, "{kept}");
        let number = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let facts = report(&clearinghouse, number).await["facts"].clone();
        assert!(facts.as_array().unwrap().iter().any(|fact| fact["kind"] == "file_listed"), "{facts}");
        clearinghouse.finish().await;
    }

    async fn md5_alone_is_named_and_makes_no_file_known(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let digests = media::digest(&picture(1)).file;
        // the second entry has the file's SHA-1 and another SHA-256: it is of a file that was made so
        let entries = json!([
            { "source_id": "img1", "classification": "A1", "md5": digests.md5 },
            { "source_id": "img2", "classification": "A1", "sha1": digests.sha1, "sha256": "5a".repeat(32) },
        ]);
        let path = "/api/hash-lists/csam/entries";
        let (status, kept) = clearinghouse.send_json(HOTLINE, Method::POST, path, &json!({ "entries": entries })).await;
        assert_eq!(status, 200, "{kept}");
        let number = clearinghouse.file("203.0.113.7", None, picture(1)).await;
        let json = report(&clearinghouse, number).await;
        let facts = json["facts"].as_array().unwrap();
        assert!(facts.iter().all(|fact| fact["kind"] != "file_listed"), "{facts:?}");
        let weak = facts.iter().find(|fact| fact["kind"] == "file_listed_weak").unwrap();
        assert_eq!((&weak["value"], &weak["source"]), (&json!("csam"), &json!("hash list csam, by md5; listed by hotline")));
        let lines = json["scores"]["urgency"]["lines"].as_array().unwrap();
        assert!(lines.iter().any(|line| line["factor"] == "unseen_file"), "{lines:?}");
        clearinghouse.finish().await;
    }

    async fn a_file_is_known_by_a_near_duplicate_in_a_list_of_this_node(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let listed = async |number: i64| {
            let json = report(&clearinghouse, number).await;
            json["facts"].as_array().unwrap().iter().filter(|fact| fact["kind"] == "file_listed").count()
        };
        let first = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        assert_eq!(listed(first).await, 0);
        let hash = report(&clearinghouse, first).await["file_list"][0]["pdq"]["hash"].as_str().unwrap().to_owned();
        let last = u8::from_str_radix(&hash[63..], 16).unwrap() ^ 0b111;
        let entry = json!({ "source_id": "img1", "classification": "A1", "pdq": format!("{}{last:x}", &hash[..63]) });
        let path = "/api/hash-lists/csam/entries";
        let (status, kept) = clearinghouse.send_json(HOTLINE, Method::POST, path, &json!({ "entries": [entry] })).await;
        assert_eq!(status, 200, "{kept}");
        let second = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        let other = clearinghouse.file("203.0.113.7", None, blocks(7)).await;
        assert_eq!((listed(second).await, listed(other).await), (1, 0));
        let taken_back = json!({ "source_id": "img1", "reason": "listed by mistake" });
        let (status, told) = clearinghouse.send_json(HOTLINE, Method::POST, "/api/hash-lists/csam/withdrawals", &taken_back).await;
        assert_eq!(status, 200, "{told}");
        let third = clearinghouse.file("203.0.113.7", None, blocks(1)).await;
        assert_eq!(listed(third).await, 0, "what is withdrawn says nothing");
        clearinghouse.finish().await;
    }

    async fn what_another_sender_reported_of_the_account_counts(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let first = file(&clearinghouse, report_xml("203.0.113.7")).await;
        let submitted = clearinghouse.ispws_as(OTHER_PARTY, "/ispws/submit", report_xml("203.0.113.9")).await;
        let second = submitted.report_id.unwrap();
        let finish = clearinghouse.call(OTHER_PARTY, Method::POST, "/ispws/finish").form(&[("id", second)]);
        assert_eq!(finish.send().await.unwrap().status(), 200);
        let json = clearinghouse.until_state(second, "ready").await;
        let lines = json["scores"]["urgency"]["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["factor"] == "repetition").unwrap();
        assert_eq!(line["says"], "1");
        assert_eq!(line["points_tenths"], 8);
        let lines = report(&clearinghouse, first).await["scores"]["urgency"]["lines"].as_array().unwrap().clone();
        assert!(lines.iter().all(|line| line["factor"] != "repetition"), "{lines:?}");
        clearinghouse.finish().await;
    }

    async fn an_address_is_marked_and_kept_as_it_came(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let number = file(&clearinghouse, report_xml("100.64.0.9")).await;
        let json = report(&clearinghouse, number).await;
        let address = &json["ip_addresses"][0];
        assert_eq!(address["address"], "100.64.0.9");
        assert_eq!(address["time"], "2024-04-30T22:30:00+02:00");
        let shared = json["facts"].as_array().unwrap().iter().find(|fact| fact["kind"] == "address_shared").unwrap();
        assert_eq!(shared["value"], "100.64.0.0/10");
        assert_eq!(shared["source"], "RFC 6598");
        let html = page(&clearinghouse, &format!("/reports/{number}?lang=en")).await;
        holds(&html, &["One source alone says so."]);
        assert!(!html.contains("This node has one source of countries"), "there is a table too: {html}");
        clearinghouse.finish().await;
    }

    async fn a_node_with_one_source_of_countries_says_so_and_how_to_add_one(db: TestDb) {
        let clearinghouse = start(&db, |config| config.clearinghouse.allocations = None).await;
        let number = file(&clearinghouse, report_xml("203.0.113.7")).await;
        let html = page(&clearinghouse, &format!("/reports/{number}?lang=en")).await;
        holds(&html, &["This node has one source of countries", "clearinghouse.operators"]);
        clearinghouse.finish().await;
    }
}

/// The weights that come with the software under another version, with one change.
fn weights(version: &str, from: &str, to: &str) -> String {
    let text = model::triage::Weights::built_in_text();
    text.replacen("amparo-1", version, 1)
        .replacen(from, to, 2)
        .replace("cap_tenths = 200", "cap_tenths = 1500")
}

/// A clearinghouse with another configuration.
async fn start(db: &TestDb, change: impl FnOnce(&mut Config)) -> TestClearinghouse {
    let mut config = test_config_of(db);
    change(&mut config);
    TestClearinghouse::start_with(db, config).await
}
