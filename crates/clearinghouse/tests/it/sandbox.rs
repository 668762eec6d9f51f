//! The sandbox: what an engineer sends, what is said of it, what can be asked of it. It keeps nothing, so that one engine is enough.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clearinghouse::sandbox::{Settings, start};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use service::{ActorConfig, Env, Running, Sandbox, SystemClock, SystemRng};
use sha2::{Digest as _, Sha256};
use wire::cybertipline;

use crate::harness::{PARTY, picture, report_xml};

/// What any engineer may give.
const SECRET: &str = "a-secret-of-nobody";
const CASES: &str = include_str!("../../src/sandbox/cases.toml");

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    endpoint: String,
    content_type: Option<String>,
    #[serde(default)]
    after: Vec<String>,
    expects: i32,
    wrong: Option<String>,
    right: Option<String>,
    body: String,
}

struct TestSandbox {
    running: Running,
    said: Arc<Mutex<Vec<String>>>,
    folder: tempfile::TempDir,
    client: Client,
}

impl TestSandbox {
    async fn start() -> Self {
        Self::start_for(Vec::new()).await
    }

    async fn start_for(credentials: Vec<ActorConfig>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&said);
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            folder: folder.path().join("kept"),
            credentials,
            record: Some(folder.path().join("record")),
            tell: Arc::new(move |line: &str| heard.lock().unwrap().push(line.to_owned())),
        };
        let env =
            Env { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
        let running = start(settings, env).await.unwrap();
        Self { running, said, folder, client: Client::new() }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.addr)
    }

    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path)).basic_auth("engineer", Some(SECRET))
    }

    async fn post(&self, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Response {
        self.call(Method::POST, path).header("content-type", kind).body(body).send().await.unwrap()
    }

    async fn finish(&self, report: i64) -> Response {
        self.post("/ispws/finish", "application/x-www-form-urlencoded", format!("id={report}")).await
    }

    async fn submit(&self) -> i64 {
        let answer = self.post("/ispws/submit", "text/xml", report_xml("203.0.113.7")).await;
        number(&read(answer).await)
    }

    async fn upload(&self, report: i64) -> String {
        let part = Part::bytes(picture(1)).file_name("practice.bmp");
        let form = Form::new().text("id", report.to_string()).part("file", part);
        let answer = self.call(Method::POST, "/ispws/upload").multipart(form).send().await.unwrap();
        let cybertipline::Response::Report(response) = read(answer).await else { panic!("an upload") };
        response.file_id.unwrap().as_str().to_owned()
    }

    /// Sends this body as a case asks, after the steps that come before it.
    async fn play(&self, case: &Case, body: &str) -> cybertipline::Response {
        let (mut report, mut file) = (0, String::new());
        for step in &case.after {
            match step.as_str() {
                "submit" => report = self.submit().await,
                "upload" => file = self.upload(report).await,
                other => {
                    let kind = "application/x-www-form-urlencoded";
                    let answer = self.post(&format!("/ispws/{other}"), kind, format!("id={report}")).await;
                    assert_eq!(read(answer).await.code().number(), 0, "{}: {other}", case.name);
                }
            }
        }
        let body = body.replace("{report}", &report.to_string()).replace("{file}", &file);
        let kind = case.content_type.as_deref().unwrap_or("text/xml; charset=utf-8");
        read(self.post(&format!("/ispws/{}", case.endpoint), kind, body).await).await
    }

    /// A page as a browser without any account gets it.
    async fn page(&self, path: &str) -> String {
        let response = self.client.get(self.url(path)).header("accept", "text/html").send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let html = response.text().await.unwrap();
        assert!(html.contains("SANDBOX"), "{path}");
        assert!(!html.contains(">["), "a text is missing on {path}: {html}");
        html
    }

    async fn exchanges(&self) -> Vec<Value> {
        let all: Value =
            self.client.get(self.url("/sandbox/exchanges")).send().await.unwrap().json().await.unwrap();
        all["exchanges"].as_array().unwrap().clone()
    }

    fn recorded(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.folder.path().join("record")).unwrap();
        let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}

async fn read(answer: Response) -> cybertipline::Response {
    assert_eq!(answer.status(), 200);
    cybertipline::Response::read(&answer.bytes().await.unwrap()).unwrap().value
}

fn number(answer: &cybertipline::Response) -> i64 {
    match answer {
        cybertipline::Response::Report(response) => {
            response.report_id.unwrap_or_else(|| panic!("{}", response.response_description))
        }
        cybertipline::Response::Done(done) => done.report_id,
    }
}

#[tokio::test]
async fn every_case_is_answered_with_the_code_that_it_promises() {
    let sandbox = TestSandbox::start().await;
    let cases: Cases = service::config::parse(std::path::Path::new("cases.toml"), CASES).unwrap();
    for case in cases.case {
        let served =
            sandbox.client.get(sandbox.url(&format!("/sandbox/cases/{}.xml", case.name))).send().await;
        assert_eq!(served.unwrap().text().await.unwrap(), case.body, "{}", case.name);
        let answer = sandbox.play(&case, &case.body).await;
        assert_eq!(answer.code().number(), case.expects, "{}: {answer:?}", case.name);
        let (Some(wrong), Some(right)) = (&case.wrong, &case.right) else { continue };
        let answer = sandbox.play(&case, &case.body.replace(wrong, right)).await;
        assert_eq!(answer.code().number(), 0, "{}, mended: {answer:?}", case.name);
    }
    let page = sandbox.page("/sandbox/cases?lang=en").await;
    assert!(page.contains("What is wrong in it") && page.contains("my%20posts/1001"), "{page}");
    sandbox.running.stop().await;
}

#[tokio::test]
async fn an_exchange_is_shown_with_verdict_warnings_and_what_was_stored() {
    let sandbox = TestSandbox::start().await;
    let report = sandbox.submit().await;
    let refused = sandbox.post("/ispws/submit", "text/xml", "<report>\n<reporter/></report>").await;
    assert_eq!(read(refused).await.code().number(), 4100);
    let exchanges = sandbox.exchanges().await;
    let [newest, first] = exchanges.as_slice() else { panic!("{exchanges:#?}") };
    assert_eq!(
        (&newest["code"], &first["code"], &first["report"]),
        (&json!(4100), &json!(0), &json!(report))
    );
    let warned = first["warnings"].to_string();
    assert!(warned.contains("report/internetDetails") && warned.contains("deviceId"), "{warned}");
    assert_eq!(newest["warnings"], json!([]));

    let list = sandbox.page("/sandbox?lang=en").await;
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text} in {list}"));
    assert!(at("#2 ") < at("#1 "), "newest first");
    let page = sandbox.page("/sandbox/exchanges/1?lang=en").await;
    for text in
        ["screen-1", "reportResponse", "What an analyst would miss", "report_number", &report.to_string()]
    {
        assert!(page.contains(text), "{text} in {page}");
    }
    let spanish = sandbox.page("/sandbox/exchanges/2?lang=es").await;
    assert!(spanish.contains("Rechazada") && spanish.contains("line "), "{spanish}");
    // of what was refused nobody says that nothing is missing, and the link leads to its own code
    assert!(!spanish.contains("echaría en falta") && spanish.contains("#code-4100\""), "{spanish}");
    let said = sandbox.said.lock().unwrap().join("\n");
    assert!(
        said.contains("#1 POST /ispws/submit: accepted, 200, code 0") && said.contains("warning: report/"),
        "{said}"
    );
    assert!(said.contains("#2 POST /ispws/submit: REFUSED, 200, code 4100"), "{said}");
    sandbox.running.stop().await;
}

#[tokio::test]
async fn at_the_end_the_whole_report_is_judged() {
    let sandbox = TestSandbox::start().await;
    let report = sandbox.submit().await;
    let file = sandbox.upload(report).await;
    assert_eq!(read(sandbox.finish(report).await).await.code().number(), 0);
    let exchanges = sandbox.exchanges().await;
    let warned = exchanges[0]["warnings"].to_string();
    assert!(!warned.contains("is empty"), "{warned}");
    assert!(warned.contains(&file) && warned.contains("A file came without fileDetails"), "{warned}");
    assert!(warned.contains("report/internetDetails"), "{warned}");
    sandbox.running.stop().await;
}

#[tokio::test]
async fn an_empty_file_is_taken_and_remarked() {
    let sandbox = TestSandbox::start().await;
    let report = sandbox.submit().await;
    let part = Part::bytes(Vec::new()).file_name("practice.bmp");
    let form = Form::new().text("id", report.to_string()).part("file", part);
    let answer = sandbox.call(Method::POST, "/ispws/upload").multipart(form).send().await.unwrap();
    assert_eq!(read(answer).await.code().number(), 0);
    assert_eq!(read(sandbox.finish(report).await).await.code().number(), 0);
    for exchange in &sandbox.exchanges().await[..2] {
        let warned = exchange["warnings"].to_string();
        assert!(warned.contains("The file that came is empty."), "{warned}");
    }
    let page = sandbox.page("/sandbox/exchanges/2?lang=es").await;
    assert!(page.contains("El archivo que llegó está vacío."), "{page}");
    sandbox.running.stop().await;
}

#[tokio::test]
async fn what_is_recorded_can_be_sent_again_and_holds_no_credential() {
    let sandbox = TestSandbox::start().await;
    sandbox.submit().await;
    let got = sandbox.client.get(sandbox.url("/sandbox/exchanges/1.http")).send().await.unwrap();
    let text = got.text().await.unwrap();
    assert!(text.starts_with("POST /ispws/submit HTTP/1.1\n"), "{text}");
    assert!(text.contains("\nauthorization: Basic [not recorded]\n"), "{text}");
    assert!(text.ends_with(&format!("\n\n{}", report_xml("203.0.113.7"))), "{text}");
    let files = sandbox.recorded();
    let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["0001-POST-ispws_submit.answer.http", "0001-POST-ispws_submit.http"]);
    assert_eq!(std::fs::read_to_string(&files[1]).unwrap(), text);
    // `engineer:a-secret-of-nobody`, as the header carries it
    let carried = "ZW5naW5lZXI6YS1zZWNyZXQtb2Ytbm9ib2R5";
    let everything = format!(
        "{}{}{}",
        sandbox.exchanges().await.iter().map(ToString::to_string).collect::<String>(),
        sandbox.page("/sandbox/exchanges/1").await,
        files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect::<String>()
    );
    assert!(!everything.contains(SECRET) && !everything.contains(carried), "{everything}");
    sandbox.running.stop().await;
}

#[tokio::test]
async fn faults_are_played_on_demand_and_by_plan() {
    let sandbox = TestSandbox::start().await;
    let send = async |fault: &str| {
        let request = sandbox.call(Method::POST, "/ispws/submit").header("amparo-inject", fault);
        request.body(report_xml("203.0.113.7")).send().await.unwrap()
    };
    assert_eq!(send("status=503").await.status(), 503);
    let stranger = send("401").await;
    assert_eq!(
        (stranger.status().as_u16(), stranger.headers().contains_key("www-authenticate")),
        (401, true)
    );
    assert_eq!(stranger.text().await.unwrap(), "");
    assert_eq!(read(send("code=4100").await).await.code().number(), 4100);
    assert_eq!(send("nonsense").await.status(), 400);
    // so far nothing was carried out
    assert!(sandbox.exchanges().await.iter().all(|exchange| exchange["report"] == Value::Null));
    assert!(send("cut").await.bytes().await.is_err(), "the answer breaks off");
    assert_eq!(sandbox.exchanges().await[0]["code"], 0, "and the report is opened");
    let hasty = sandbox.call(Method::POST, "/ispws/submit").header("amparo-inject", "timeout=30");
    let hasty = hasty.body(report_xml("203.0.113.7")).timeout(Duration::from_secs(3)).send().await;
    assert!(hasty.unwrap_err().is_timeout());

    let plan = json!({ "endpoint": "finish", "fault": "status=502", "times": 2 });
    let planned = sandbox.client.post(sandbox.url("/sandbox/inject")).json(&plan).send().await.unwrap();
    assert_eq!(planned.json::<Value>().await.unwrap(), json!({ "planned": [plan] }));
    let report = sandbox.submit().await;
    for status in [502, 502, 200] {
        assert_eq!(sandbox.finish(report).await.status(), status);
    }
    let unknown = json!({ "endpoint": "finish", "fault": "fire" });
    let refused = sandbox.client.post(sandbox.url("/sandbox/inject")).json(&unknown).send().await.unwrap();
    assert_eq!(refused.status(), 422);
    sandbox.running.stop().await;
}

#[tokio::test]
async fn a_form_plans_a_fault_and_a_reset_forgets_everything() {
    let sandbox = TestSandbox::start().await;
    let report = sandbox.submit().await;
    let fields = [("endpoint", "any"), ("fault", "cut"), ("times", "3")];
    let form = sandbox.client.post(sandbox.url("/sandbox/inject")).form(&fields);
    let own = form.header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert!(own.text().await.unwrap().contains("any: cut"));
    let wrong = [("endpoint", "finish"), ("fault", "status=503"), ("times", "2000")];
    let form = sandbox.client.post(sandbox.url("/sandbox/inject?lang=es")).form(&wrong);
    let again = form.header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert_eq!(again.status(), 422);
    let html = again.text().await.unwrap();
    for text in [
        "<option value=\"finish\" selected>",
        "<option value=\"status=503\" selected>",
        "value=\"2000\"",
        "id=\"times-error\"",
        "de 1 a 1000 peticiones",
    ] {
        assert!(html.contains(text), "{text} in {html}");
    }
    assert!(!html.contains("finish: status=503"), "nothing is planned: {html}");
    let foreign = sandbox.client.post(sandbox.url("/sandbox/reset")).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403, "no other web site resets it");
    let reset = sandbox.client.post(sandbox.url("/sandbox/reset")).send().await.unwrap();
    assert_eq!(reset.json::<Value>().await.unwrap(), json!({ "planned": [] }));
    assert_eq!(sandbox.exchanges().await, Vec::<Value>::new());
    let answer = read(sandbox.finish(report).await).await;
    assert_eq!(answer.code().number(), 5001, "the report is gone");
    let again = sandbox.submit().await;
    let file = sandbox.upload(again).await;
    assert!(!file.is_empty());
    sandbox.running.stop().await;
}

#[tokio::test]
async fn only_named_machines_come_in_where_a_file_names_them_and_never_by_another_host() {
    let mut party = service::check::machine(PARTY, "reporting_party");
    party.secret_sha256 = hex::encode(Sha256::digest("pswd123"));
    let sandbox = TestSandbox::start_for(vec![party]).await;
    let stranger = sandbox.call(Method::GET, "/ispws/status").send().await.unwrap();
    let realm = stranger.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert_eq!((stranger.status().as_u16(), realm.as_str()), (401, "Basic realm=\"ESP Web Services\""));
    let known = sandbox.client.get(sandbox.url("/ispws/status")).basic_auth(PARTY, Some("pswd123"));
    let known = known.send().await.unwrap().text().await.unwrap();
    assert!(known.contains("Remote User : usr123, Remote Ip : 127.0.0.1"), "{known}");
    let rebound = sandbox.client.get(sandbox.url("/sandbox")).header("host", "rebound.example");
    assert_eq!(rebound.send().await.unwrap().status(), 421);
    // what a clearinghouse shows its staff is not here, and every page that is says what it is
    let absent =
        sandbox.client.get(sandbox.url("/reports")).header("accept", "text/html").send().await.unwrap();
    assert_eq!(absent.status(), 404);
    assert!(absent.text().await.unwrap().contains("SANDBOX"));
    for path in
        ["/", "/sandbox", "/sandbox/cases", "/sandbox/errors", "/sandbox?lang=es", "/sandbox/errors?lang=es"]
    {
        sandbox.page(path).await;
    }
    sandbox.running.stop().await;
}

mod in_earnest {
    use reqwest::Method;
    use service::both_engines;
    use service::testing::TestDb;

    use crate::harness::{ANALYST, PARTY, TestClearinghouse, report_xml};

    both_engines! {
        async fn nothing_of_the_sandbox_is_on_a_clearinghouse(db: TestDb) {
            let clearinghouse = TestClearinghouse::start(&db, None).await;
            for path in ["/sandbox", "/sandbox/exchanges", "/sandbox/exchanges/1.http", "/sandbox/cases", "/sandbox/errors"] {
                for actor in [ANALYST, PARTY] {
                    let response = clearinghouse.call(actor, Method::GET, path).send().await.unwrap();
                    assert_eq!(response.status(), 404, "{path} as {actor}");
                }
            }
            for path in ["/sandbox/inject", "/sandbox/reset"] {
                let response = clearinghouse.call(ANALYST, Method::POST, path).send().await.unwrap();
                assert_eq!(response.status(), 404, "{path}");
            }
            // the header plays nothing, and strangers stay strangers
            let asked = clearinghouse.call(PARTY, Method::POST, "/ispws/submit").header("amparo-inject", "status=503");
            assert_eq!(asked.body(report_xml("203.0.113.7")).send().await.unwrap().status(), 200);
            let status = format!("http://{}/ispws/status", clearinghouse.addr());
            let stranger = reqwest::Client::new().get(status).basic_auth("engineer", Some("any")).send().await.unwrap();
            assert_eq!(stranger.status(), 401);
            let page = clearinghouse.call(ANALYST, Method::GET, "/reports").send().await.unwrap().text().await.unwrap();
            assert!(!page.contains("SANDBOX"));
            clearinghouse.finish().await;
        }
    }
}
