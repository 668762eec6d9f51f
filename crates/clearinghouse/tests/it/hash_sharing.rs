//! Hash lists: entries in, entries out to members and their programs, feedback back to owners.

mod captures;
mod races;

use std::collections::BTreeMap;

use clearinghouse::State;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::both_engines;
use service::rights::erase_expired;
use service::testing::TestDb;
use wire::hash_list::{Format, ListFile, ListedFile, read};

use crate::harness::{ANALYST, HOTLINE, OTHER_PARTY, PARTY, TestClearinghouse};

/// Where the Hash Sharing API stands.
const BASE: &str = "/hashsharing";

/// An entry by the number in its digest.
fn entry(number: u32) -> Value {
    json!({ "source_id": format!("img{number}"), "classification": "A1", "md5": format!("{number:032x}"), "pdq": format!("{number:064x}") })
}

/// Hands entries in; gives the version that holds them.
async fn list(clearinghouse: &TestClearinghouse, party: &str, name: &str, entries: Vec<Value>) -> Value {
    let path = format!("/api/hash-lists/{name}/entries");
    let (status, kept) =
        clearinghouse.send_json(party, Method::POST, &path, &json!({ "entries": entries })).await;
    assert_eq!(status, 200, "{kept}");
    kept
}

async fn withdraw(clearinghouse: &TestClearinghouse, party: &str, source_id: &str) -> (u16, Value) {
    let body = json!({ "source_id": source_id, "reason": "listed by mistake" });
    clearinghouse.send_json(party, Method::POST, "/api/hash-lists/csam/withdrawals", &body).await
}

/// The text of an address, which must be good.
async fn text(clearinghouse: &TestClearinghouse, party: &str, path: &str) -> String {
    let response = clearinghouse.call(party, Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

/// All pages from one instant to another, as a program on the other side reads them.
async fn fetch(clearinghouse: &TestClearinghouse, query: &str) -> Vec<ListFile> {
    let mut path = format!("{BASE}/v2/entries?{query}");
    let mut pages = Vec::new();
    loop {
        let page = read(Format::Ncmec, text(clearinghouse, HOTLINE, &path).await.as_bytes()).unwrap();
        let next = page.next.clone();
        pages.push(page);
        match next {
            Some(next) => path = format!("{BASE}{next}"),
            None => return pages,
        }
    }
}

/// What a member holds after it took these pages: by name, none for what was taken back.
fn merge(held: &mut BTreeMap<String, Option<ListedFile>>, pages: Vec<ListFile>) {
    for page in pages {
        held.extend(page.deleted.into_iter().map(|name| (name, None)));
        held.extend(page.entries.into_iter().map(|file| (file.source_id.clone().unwrap(), Some(file))));
    }
}

const EVERYTHING: &str = "from=1970-01-01T00:00:00Z&to=2024-06-01T12:00:00Z";

both_engines! {
    async fn a_batch_is_answered_line_by_line_and_says_the_same_again(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let wrong = json!({ "source_id": "b", "classification": "A1", "md5": "zz" });
        let foreign = json!({ "source_id": "c", "classification": "intimate", "md5": "1".repeat(32) });
        let kept = list(&clearinghouse, PARTY, "csam", vec![entry(1), wrong, foreign]).await;
        let results: Vec<_> = kept["entries"].as_array().unwrap().iter().map(|line| line["result"].as_str().unwrap()).collect();
        assert_eq!(results, ["added", "refused", "refused"], "{kept}");
        assert_eq!((&kept["version"], &kept["entries"][1]["field"], &kept["entries"][2]["field"]), (&json!(1), &json!("md5"), &json!("classification")));

        let again = list(&clearinghouse, PARTY, "csam", vec![entry(1)]).await;
        assert_eq!((&again["version"], &again["entries"][0]["result"]), (&Value::Null, &json!("unchanged")));
        let mut other = entry(1);
        other["classification"] = json!("B2");
        let changed = list(&clearinghouse, PARTY, "csam", vec![other]).await;
        assert_eq!((&changed["version"], &changed["entries"][0]["result"]), (&json!(2), &json!("changed")));
        assert_eq!(changed["entries"][0]["entry_id"], kept["entries"][0]["entry_id"]);

        let (status, refused) = clearinghouse.send_json(PARTY, Method::POST, "/api/hash-lists/csam/entries", &json!({ "entries": [] })).await;
        assert_eq!((status, &refused["field"]), (422, &json!("entries")));
        let lists = clearinghouse.get_json(ANALYST, "/api/hash-lists").await;
        assert_eq!((&lists["hash_lists"][0]["list"], &lists["hash_lists"][0]["version"], &lists["hash_lists"][0]["entries"]), (&json!("csam"), &json!(2), &json!(1)));
        clearinghouse.finish().await;
    }

    async fn pages_are_whole_and_a_withdrawal_leaves_a_mark(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        list(&clearinghouse, PARTY, "csam", (0..1000).map(entry).collect()).await;
        list(&clearinghouse, PARTY, "csam", (1000..1005).map(entry).collect()).await;
        list(&clearinghouse, OTHER_PARTY, "exploitative", vec![json!({ "source_id": "x", "classification": "exploitative", "md5": "e".repeat(32), "video": true })]).await;
        let pages = fetch(&clearinghouse, EVERYTHING).await;
        assert_eq!(pages.iter().map(|page| page.entries.len()).collect::<Vec<_>>(), [1000, 5]);
        let next = pages[0].next.clone().unwrap();
        assert!(next.starts_with("/v2/entries?from=1970-01-01T00%3A00%3A00Z&to="), "{next}");
        let first = &pages[0].entries[0];
        assert_eq!((first.class.as_deref(), first.members.as_slice(), first.md5), (Some("A1"), &[PARTY.to_owned()][..], Some([0; 16])));

        let (status, withdrawn) = withdraw(&clearinghouse, PARTY, "img3").await;
        assert_eq!((status, &withdrawn["version"]), (200, &json!(3)));
        assert_eq!(withdraw(&clearinghouse, PARTY, "img3").await.0, 409);
        assert_eq!(withdraw(&clearinghouse, OTHER_PARTY, "img3").await.0, 422, "another's entry looks like none");
        let mut held = BTreeMap::new();
        merge(&mut held, pages);
        merge(&mut held, fetch(&clearinghouse, EVERYTHING).await);
        assert_eq!(held.values().filter(|file| file.is_none()).count(), 1);
        assert!(held.iter().any(|(name, file)| name.ends_with("-img3") && file.is_none()));
        let restored = list(&clearinghouse, PARTY, "csam", vec![entry(3)]).await;
        assert_eq!(restored["entries"][0]["result"], "changed");

        // the other list is another base
        let text = text(&clearinghouse, HOTLINE, &format!("/exploitative-hashsharing/v2/entries?{EVERYTHING}")).await;
        let other = read(Format::Ncmec, text.as_bytes()).unwrap();
        assert!(other.entries.len() == 1 && other.entries[0].video);
        clearinghouse.finish().await;
    }

    /// Clients of StopNCII know an entry by its hash: with another one they would keep the one before for ever.
    async fn an_entry_of_intimate_pictures_keeps_its_hash(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let of = |pdq: char, md5: char| json!({ "source_id": "a", "classification": "intimate", "pdq": pdq.to_string().repeat(64), "md5": md5.to_string().repeat(32) });
        let send = async |entry: Value| list(&clearinghouse, PARTY, "ncii", vec![entry]).await["entries"][0].clone();
        assert_eq!(send(of('1', '1')).await["result"], "added");
        assert_eq!(send(of('1', '2')).await["result"], "changed", "of a picture the MD5 is not told there");
        let refused = send(of('2', '2')).await;
        assert_eq!((&refused["result"], &refused["field"]), (&json!("refused"), &json!("source_id")), "{refused}");
        // a change is stamped a second ahead
        clearinghouse.clock.advance(SignedDuration::from_secs(9));
        let fetched = clearinghouse.get_json(PARTY, "/v1/FetchHashes").await;
        let hashes: Vec<_> = fetched["hashRecords"].as_array().unwrap().iter().map(|record| record["hashValue"].clone()).collect();
        assert_eq!(hashes, [json!("1".repeat(64))]);
        clearinghouse.finish().await;
    }

    /// The same words that a platform reads a list with, by file or by its API.
    async fn what_is_served_makes_a_list_that_can_be_looked_up(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        list(&clearinghouse, HOTLINE, "csam", vec![entry(1), entry(2)]).await;
        let xml = text(&clearinghouse, PARTY, &format!("{BASE}/v2/entries?{EVERYTHING}")).await;
        let mut count = 0;
        let beside = wire::hash_list::read_each(Format::Ncmec, xml.as_bytes(), &mut |file: ListedFile| {
            assert_eq!((file.members.as_slice(), file.class.as_deref()), (&[HOTLINE.to_owned()][..], Some("A1")));
            assert!(file.md5.is_some() && file.pdq.is_some());
            count += 1;
        }).unwrap();
        assert_eq!((count, beside.ignored.len(), beside.next), (2, 0, None));
        assert_eq!(Format::sniff(xml.as_bytes()), Some(Format::Ncmec));
        clearinghouse.finish().await;
    }

    async fn feedback_reaches_the_owner_and_whoever_reads_the_list(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        list(&clearinghouse, PARTY, "csam", vec![entry(1)]).await;
        let status = text(&clearinghouse, PARTY, &format!("{BASE}/v2/status")).await;
        let (_, rest) = status.split_once("<member id=\"").unwrap();
        let owner = rest.split_once('"').unwrap().0.to_owned();
        let reasons = text(&clearinghouse, OTHER_PARTY, &format!("{BASE}/v2/feedback/MD5/reasons")).await;
        assert_eq!(reasons.matches("type=\"Md5\"").count(), 8, "for both readings: {reasons}");
        let (_, rest) = reasons.split_once("guid=\"").unwrap();
        let guid = rest.split_once('"').unwrap().0.to_owned();
        let say = async |actor: &str, entry: &str, kind: &str, inner: &str| {
            let path = format!("{BASE}/v2/entries/{owner}/{entry}/{kind}/feedback");
            let body = format!("<feedbackSubmission xmlns=\"https://hashsharing.ncmec.org/hashsharing/v2\">{inner}</feedbackSubmission>");
            let request = clearinghouse.call(actor, Method::PUT, &path).header("content-type", "application/xml; charset=utf-8");
            request.body(body).send().await.unwrap().status().as_u16()
        };
        let negative = format!("<negative><reasonIds><guid>{guid}</guid></reasonIds></negative>");
        assert_eq!(say(OTHER_PARTY, "img1", "MD5", &negative).await, 200);
        assert_eq!(say(HOTLINE, "img1", "PDQ", "<affirmative />").await, 200);
        assert_eq!(say(HOTLINE, "img2", "PDQ", "<affirmative />").await, 404);
        assert_eq!(say(HOTLINE, "img1", "SHA1", "<affirmative />").await, 422, "it has none");
        assert_eq!(say(HOTLINE, "img1", "CRC", "<affirmative />").await, 404);
        assert_eq!(say(HOTLINE, "img1", "PDQ", "<perhaps />").await, 400);
        assert_eq!(say(HOTLINE, "img1", "PDQ", &negative.replace(&guid, "0")).await, 422);

        let told = clearinghouse.get_json(PARTY, "/api/hash-lists/csam/feedback").await;
        let told = told["feedback"].as_array().unwrap();
        assert_eq!(told.len(), 2, "{told:?}");
        let objection = told.iter().find(|said| said["verdict"] == "negative").unwrap();
        assert_eq!((&objection["member"], &objection["source_id"], &objection["reasons"]), (&json!(OTHER_PARTY), &json!("img1"), &json!(["NotOfThisList"])));
        let behind = clearinghouse.get_json(PARTY, &format!("/api/hash-lists/csam/feedback?offset={}", i64::MAX)).await;
        assert_eq!((&behind["feedback"], &behind["next"]), (&json!([]), &Value::Null));
        let others = clearinghouse.get_json(OTHER_PARTY, "/api/hash-lists/csam/feedback").await;
        assert_eq!(others["feedback"], json!([]), "it is the owner's to know first, and everybody's in the list");

        let rows = text(&clearinghouse, ANALYST, "/hash-lists/csam?list=feedback&format=csv").await;
        assert_eq!(rows.lines().count(), 3, "a list like others, with a heading and two rows: {rows}");
        assert!(rows.contains("img1") && rows.contains(HOTLINE), "{rows}");
        let page = text(&clearinghouse, ANALYST, "/hash-lists/csam?lang=en").await;
        assert!(page.contains("does not belong in this list") && page.contains("objects"), "{page}");

        let pages = fetch(&clearinghouse, EVERYTHING).await;
        let file = &pages[0].entries[0];
        assert_eq!(file.members, [PARTY, HOTLINE]);
        assert!(file.note.as_deref().unwrap().contains("NotOfThisList"), "{:?}", file.note);
        // said again, it changes nothing
        let version = async || clearinghouse.get_json(ANALYST, "/api/hash-lists").await["hash_lists"][0]["version"].clone();
        let before = version().await;
        assert_eq!(say(OTHER_PARTY, "img1", "MD5", &negative).await, 200);
        assert_eq!(version().await, before);
        // the last word counts
        assert_eq!(say(OTHER_PARTY, "img1", "MD5", "<affirmative/>").await, 200);
        assert_eq!(fetch(&clearinghouse, EVERYTHING).await[0].entries[0].members, [PARTY, OTHER_PARTY, HOTLINE]);

        let members = text(&clearinghouse, PARTY, &format!("{BASE}/v2/members")).await;
        for name in [PARTY, OTHER_PARTY, HOTLINE] {
            assert!(members.contains(&format!(">{name}</member>")), "{members}");
        }
        clearinghouse.finish().await;
    }

    async fn the_staff_withdraws_and_restores_with_a_reason(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let kept = list(&clearinghouse, PARTY, "csam", vec![entry(1)]).await;
        let id = kept["entries"][0]["entry_id"].as_str().unwrap().to_owned();
        let post = async |what: &str, reason: &str| {
            let request = clearinghouse.call(ANALYST, Method::POST, &format!("/hash-entries/{id}/{what}"));
            let response = request.header("accept", "text/html").form(&[("reason", reason)]).send().await.unwrap();
            (response.status(), response.text().await.unwrap())
        };
        assert_eq!(post("withdraw", " ").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, html) = post("withdraw", "finds ordinary files").await;
        assert_eq!(status, StatusCode::OK, "{html}");
        for says in ["withdrawn by the clearinghouse", "finds ordinary files", "usr123", "Let it count again"] {
            assert!(html.contains(says), "{says} is missing in {html}");
        }
        assert!(!html.contains(">["), "a key without its text: {html}");
        let again = list(&clearinghouse, PARTY, "csam", vec![entry(1)]).await;
        assert_eq!(again["entries"][0]["result"], "withheld");
        assert_eq!(fetch(&clearinghouse, EVERYTHING).await[0].deleted.len(), 1);
        let (_, html) = post("restore", "seen again").await;
        assert!(html.contains("Counts again") && html.contains("seen again"), "{html}");
        assert_eq!(fetch(&clearinghouse, EVERYTHING).await[0].entries.len(), 1);
        for path in ["/hash-lists?lang=es", "/hash-lists/csam?lang=es", "/hash-lists/csam?q=usr123", "/hash-lists/csam?format=csv"] {
            let text = text(&clearinghouse, ANALYST, path).await;
            assert!(!text.contains(">[") && (text.contains("csam") || text.contains("img1")), "{path}: {text}");
        }
        clearinghouse.finish().await;
    }

    async fn why_an_entry_was_withdrawn_is_forgotten_as_entries_of_access_are(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let kept = list(&clearinghouse, PARTY, "csam", vec![entry(1)]).await;
        assert_eq!(withdraw(&clearinghouse, PARTY, "img1").await.0, 200);
        let page = format!("/hash-entries/{}", kept["entries"][0]["entry_id"].as_str().unwrap());
        let after = async |years: i64| {
            clearinghouse.clock.advance(SignedDuration::from_hours(24 * 366 * years));
            erase_expired::<State>(&clearinghouse.running.node).await.unwrap();
            text(&clearinghouse, ANALYST, &page).await
        };
        let html = after(4).await;
        assert!(html.contains("listed by mistake"), "{html}");
        let html = after(1).await;
        assert!(html.contains("Withdrawn") && !html.contains("listed by mistake"), "{html}");
        assert_eq!(fetch(&clearinghouse, EVERYTHING).await[0].deleted.len(), 1, "it is withdrawn as before");
        clearinghouse.finish().await;
    }

    async fn strangers_get_a_bare_refusal(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let http = reqwest::Client::new();
        for path in ["/hashsharing/v2/status", "/v1/FetchHashes", "/exploitative-hashsharing/v2/entries"] {
            let url = format!("http://{}{path}", clearinghouse.addr());
            let response = http.get(&url).header("x-functions-key", "no").header("Ocp-Apim-Subscription-Key", PARTY).send().await.unwrap();
            assert_eq!(response.status(), 401, "{path}");
            assert!(response.headers().contains_key("www-authenticate"));
            assert_eq!(response.bytes().await.unwrap().len(), 0, "{path}");
        }
        clearinghouse.finish().await;
    }
}
