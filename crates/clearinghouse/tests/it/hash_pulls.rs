//! Lists are pulled from the sources that the configuration states, and from nowhere else.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use clearinghouse::{HashFeedbackConfig, HashSourceConfig, HashSourceKind};
use reqwest::Method;
use serde_json::{Value, json};
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ANALYST, OTHER_PARTY, PARTY, TestClearinghouse};

/// Path with query, for what is sent also method and body, and the credentials, of each request.
type Asked = Arc<Mutex<Vec<(String, String)>>>;

const FIRST: &str = r#"<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="2" maxTimestamp="2024-01-02T00:00:00Z">
<image><member id="7">Member Seven</member><timestamp>2024-01-02T00:00:00Z</timestamp><id>a</id><classification>A1</classification><fingerprints><md5>11111111111111111111111111111111</md5></fingerprints></image>
<image><member id="7">Member Seven</member><timestamp>2024-01-02T00:00:00Z</timestamp><id>gone</id><fingerprints><md5>33333333333333333333333333333333</md5></fingerprints></image>
</images><paging><next>/v2/entries?from=1&amp;start=3</next></paging></queryResult>"#;
const SECOND: &str = r#"<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="1" maxTimestamp="2024-01-02T00:00:00Z">
<deletedImage><member id="7">Member Seven</member><id>gone</id><timestamp>2024-01-02T00:00:00Z</timestamp></deletedImage></images>
<videos count="1" maxTimestamp="2024-01-02T00:00:00Z"><video><member id="8">Eight</member><timestamp>2024-01-02T00:00:00Z</timestamp><id>b</id><classification>intimate</classification><fingerprints><md5>22222222222222222222222222222222</md5></fingerprints></video>
</videos></queryResult>"#;

fn credentials_of(headers: &axum::http::HeaderMap) -> String {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let keys = || Some(format!("{} {}", header("ocp-apim-subscription-key")?, header("x-functions-key")?));
    header("authorization").or_else(keys).unwrap_or_default()
}

async fn answer(State(asked): State<Asked>, request: Request) -> Response {
    let address = request.uri().path_and_query().unwrap().to_string();
    let credentials = credentials_of(request.headers());
    if request.method() != axum::http::Method::GET {
        let method = request.method().clone();
        let sent = axum::body::to_bytes(request.into_body(), 1 << 16).await.unwrap();
        let sent = String::from_utf8_lossy(&sent);
        asked.lock().unwrap().push((format!("{method} {address} {sent}"), credentials));
        return StatusCode::OK.into_response();
    }
    asked.lock().unwrap().push((address.clone(), credentials));
    if address.starts_with("/base/v2/entries?from=1970") {
        return FIRST.into_response();
    }
    if address.starts_with("/base/v2/entries?from=1&start=3") {
        return SECOND.into_response();
    }
    if address.starts_with("/ncii/FetchHashes?") {
        let record = |value: String, status: &str| json!({ "lastModtimestamp": 7, "signalType": "ImagePDQ", "hashValue": value, "hashStatus": status, "caseNumbers": {}, "CSPFeedbacks": [] });
        let records = [record("ab".repeat(32), "Active"), record("cd".repeat(32), "Withdrawn")];
        let page = json!({ "count": 2, "nextPageToken": null, "nextSetTimestamp": 1_717_000_000, "hasMoreRecords": false, "hashRecords": records });
        return page.to_string().into_response();
    }
    StatusCode::NOT_FOUND.into_response()
}

/// A source that listens, and what it was asked.
async fn open_source() -> (Asked, SocketAddr) {
    let asked = Asked::default();
    let router = Router::new().fallback(answer).with_state(asked.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (asked, addr)
}

/// Both sources, with the ways to tell them what members say.
fn sources(db: &TestDb, addr: SocketAddr) -> Vec<HashSourceConfig> {
    let file = |name: &str, text: &str| {
        let path = db.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let source = |name: &str, kind, list: &str, base: &str, feedback| HashSourceConfig {
        name: name.into(),
        kind,
        list: list.into(),
        url: format!("http://{addr}{base}"),
        username: None,
        secret_file: file("secret", "open sesame\n"),
        function_key_file: None,
        every_minutes: 60,
        feedback: Some(feedback),
    };
    let reasons = [("NotOfThisList".to_owned(), "theirs-1".to_owned())].into();
    let by_reason = HashFeedbackConfig { reasons, function_key_file: None };
    let by_key =
        HashFeedbackConfig { function_key_file: Some(file("say", "say")), ..HashFeedbackConfig::default() };
    vec![
        HashSourceConfig {
            username: Some("us".into()),
            ..source("partner", HashSourceKind::Ncmec, "csam", "/base/", by_reason)
        },
        HashSourceConfig {
            function_key_file: Some(file("function", "fetch")),
            ..source("charity", HashSourceKind::StopNcii, "ncii", "/ncii", by_key)
        },
    ]
}

/// The lists, once both sources are pulled.
async fn pulled(clearinghouse: &TestClearinghouse) -> Value {
    let look = async || {
        let lists = clearinghouse.get_json(ANALYST, "/api/hash-lists").await;
        let count = |place: usize, what: &str| lists["hash_lists"][place][what].as_i64().unwrap();
        (count(0, "withdrawn") == 1 && count(2, "entries") == 1).then_some(lists)
    };
    clearinghouse.until("both are pulled", look).await
}

/// Waits until something was sent to a source that begins with `sent`: its rest, and the credentials.
async fn told(clearinghouse: &TestClearinghouse, asked: &Asked, sent: &str) -> (String, String) {
    let look = async || {
        let asked = asked.lock().unwrap();
        let mut told = asked.iter().rev();
        told.find_map(|(told, who)| Some((told.strip_prefix(sent)?.to_owned(), who.clone())))
    };
    clearinghouse.until(sent, look).await
}

both_engines! {
    async fn a_stated_source_is_pulled_whole_with_who_vouches(db: TestDb) {
        let (asked, addr) = open_source().await;
        let clearinghouse = TestClearinghouse::start_pulling(&db, sources(&db, addr)).await;
        let lists = pulled(&clearinghouse).await;
        let page = clearinghouse.call(ANALYST, Method::GET, "/hash-lists/csam").header("accept", "text/html").send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains("source:partner") && !page.contains("Member Seven"), "a source's own words are with each entry: {page}");
        // of the video nothing stays: its class belongs into another list
        assert_eq!((&lists["hash_lists"][0]["entries"], &lists["hash_lists"][1]["entries"]), (&json!(1), &json!(0)));
        let query = "from=1970-01-01T00:00:00Z&to=2024-06-01T12:00:00Z";
        let request = clearinghouse.call(PARTY, Method::GET, &format!("/hashsharing/v2/entries?{query}"));
        let xml = request.send().await.unwrap().text().await.unwrap();
        let served = wire::hash_list::read(wire::hash_list::Format::Ncmec, xml.as_bytes()).unwrap();
        assert_eq!(served.entries[0].members, ["source:partner", "partner:Member Seven"]);
        assert_eq!((served.entries.len(), served.deleted.len()), (1, 1));
        let asked = asked.lock().unwrap().clone();
        assert!(asked.iter().any(|(address, _)| address.starts_with("/base/v2/entries?from=1970-01-01T00%3A00%3A00Z&to=2024-06-01T08%3A59%3A55Z")), "{asked:?}");
        // us:open sesame
        assert!(asked.iter().filter(|(address, _)| address.starts_with("/base")).all(|(_, who)| who == "Basic dXM6b3BlbiBzZXNhbWU="), "{asked:?}");
        assert!(asked.iter().any(|(address, who)| address.starts_with("/ncii/FetchHashes?startTimestamp=0&pageSize=800") && who == "open sesame fetch"), "{asked:?}");
        assert_eq!(asked.len(), 3);
        clearinghouse.finish().await;
    }

    async fn what_members_say_of_a_pulled_entry_reaches_its_source(db: TestDb) {
        let (asked, addr) = open_source().await;
        let clearinghouse = TestClearinghouse::start_pulling(&db, sources(&db, addr)).await;
        pulled(&clearinghouse).await;
        let members = clearinghouse.call(PARTY, Method::GET, "/hashsharing/v2/members").send().await.unwrap().text().await.unwrap();
        let (before, _) = members.split_once(">source:partner</member>").unwrap();
        let number = before.rsplit_once("id=\"").unwrap().1.trim_end_matches('"');
        let path = format!("/hashsharing/v2/entries/{number}/7-a/MD5/feedback");
        let say = async |party: &str, inner: &str| {
            let body = format!("<feedbackSubmission>{inner}</feedbackSubmission>");
            let request = clearinghouse.call(party, Method::PUT, &path).header("content-type", "application/xml");
            assert_eq!(request.body(body).send().await.unwrap().status(), 200);
        };
        let there = "PUT /base/v2/entries/7/a/MD5/feedback ";
        say(PARTY, "<affirmative/>").await;
        let (sent, who) = told(&clearinghouse, &asked, there).await;
        assert!(sent.contains("<affirmative") && who == "Basic dXM6b3BlbiBzZXNhbWU=", "{sent} {who}");
        let ours = |last: u32| format!("<guid>6f1f1d0e-5a0b-4e52-9c53-0f6f1a3c7d0{last}</guid>");
        // the source has no reason for the first: nothing is told, and nothing is made up
        say(OTHER_PARTY, &format!("<negative><reasonIds>{}</reasonIds></negative>", ours(4))).await;
        say(OTHER_PARTY, &format!("<negative><reasonIds>{}{}</reasonIds></negative>", ours(4), ours(1))).await;
        let objects = async || {
            let told = asked.lock().unwrap().iter().map(|(told, _)| told.clone()).filter(|told| told.starts_with(there)).collect::<Vec<_>>();
            (told.len() >= 2).then_some(told)
        };
        let all = clearinghouse.until("the objection is told", objects).await;
        assert!(all[1..].iter().all(|told| told.contains("<guid>theirs-1</guid>") && !told.contains("6f1f1d0e")), "{all:?}");

        let hash = "ab".repeat(32);
        let feedback = json!({ "hashFeedbacks": [{ "hashValue": hash, "feedbackValue": "NotBlocked" }] });
        assert_eq!(clearinghouse.send_json(PARTY, Method::POST, "/v1/SubmitFeedback", &feedback).await.0, 200);
        let (sent, who) = told(&clearinghouse, &asked, "POST /ncii/SubmitFeedback ").await;
        let sent: Value = serde_json::from_str(&sent).unwrap();
        assert_eq!((&sent["hashFeedbacks"][0]["hashValue"], &sent["hashFeedbacks"][0]["feedbackValue"]), (&json!(hash), &json!("NotBlocked")));
        assert_eq!(who, "open sesame say");
        clearinghouse.finish().await;
    }
}
