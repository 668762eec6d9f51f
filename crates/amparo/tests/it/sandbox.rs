//! `amparo serve clearinghouse --sandbox`, as an engineer runs it: one command, a report within seconds, and nothing left behind.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;

use crate::run::{amparo, told};

/// A sandbox in a process of its own, whose temporary folders and words lie in a folder of this test.
struct Sandbox {
    folder: tempfile::TempDir,
    process: Child,
    address: String,
    client: Client,
}

impl Sandbox {
    async fn start(more: &[&str]) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = amparo()
            .args(["serve", "clearinghouse", "--sandbox", "--listen", &format!("127.0.0.1:{port}")])
            .args(more)
            .env("TMPDIR", folder.path().join("tmp"))
            .env("AMPARO_LOG", "error")
            .current_dir(folder.path())
            .stdout(fs::File::create(folder.path().join("out")).unwrap())
            .spawn()
            .unwrap();
        let sandbox =
            Self { folder, process, address: format!("http://127.0.0.1:{port}"), client: Client::new() };
        let began = Instant::now();
        while sandbox.client.get(sandbox.url("/healthz")).send().await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "the sandbox does not come up");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        sandbox
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> String {
        let response = self.client.get(self.url(path)).header("accept", "text/html").send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    async fn submit(&self, name: &str, secret: &str, body: String) -> (u16, String) {
        let request = self.client.post(self.url("/ispws/submit")).basic_auth(name, Some(secret));
        let response = request.header("content-type", "text/xml").body(body).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    fn said(&self) -> String {
        fs::read_to_string(self.folder.path().join("out")).unwrap()
    }

    /// Asks it to stop, as Ctrl-C does; gives what it left in the folder of temporary files.
    fn stop(mut self) -> Vec<String> {
        Command::new("kill").args(["-INT", &self.process.id().to_string()]).status().unwrap();
        assert!(self.process.wait().unwrap().success());
        names(&self.folder.path().join("tmp"))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn one_command_takes_a_report_explains_it_and_leaves_nothing() {
    let sandbox = Sandbox::start(&["--record", "recorded"]).await;
    let case = sandbox.get("/sandbox/cases/enticement-in-a-chat.xml").await;
    let (status, answer) = sandbox.submit("engineer", "any", case).await;
    assert!(status == 200 && answer.contains("<responseCode>0</responseCode>"), "{answer}");
    let wrong = sandbox.get("/sandbox/cases/wrong-order.xml").await;
    let (status, answer) = sandbox.submit("another", "any", wrong).await;
    assert!(status == 200 && answer.contains("<responseCode>4100</responseCode>"), "{answer}");
    let (status, answer) = sandbox.submit("", "", String::new()).await;
    assert_eq!((status, answer.as_str()), (401, ""), "somebody must be named");

    let page = sandbox.get("/sandbox?lang=en").await;
    assert!(page.contains("SANDBOX") && page.contains("Accepted") && page.contains("Refused"), "{page}");
    assert!(sandbox.get("/sandbox/exchanges/1").await.contains("account-1002"));
    let said = sandbox.said();
    let listening = format!("API    {}/ispws   with any user name and secret", sandbox.address);
    assert!(said.contains(&listening), "{said}");
    assert!(said.contains("#1 POST /ispws/submit: accepted, 200, code 0"), "{said}");
    assert!(said.contains("#2 POST /ispws/submit: REFUSED, 200, code 4100"), "{said}");
    assert!(said.contains(&format!("{}/sandbox/exchanges/2", sandbox.address)), "{said}");
    assert_eq!(names(&sandbox.folder.path().join("recorded")).len(), 6);
    // it made no configuration, and what it keeps while it runs is in one folder of its own
    assert_eq!(names(sandbox.folder.path()), ["out", "recorded", "tmp"]);
    assert_eq!(names(&sandbox.folder.path().join("tmp")).len(), 1);
    assert_eq!(sandbox.stop(), Vec::<String>::new());
}

#[tokio::test]
async fn a_file_says_who_may_come_in() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("credentials");
    fs::write(&file, "# the team\nsocial:between us\n").unwrap();
    let sandbox = Sandbox::start(&["--credentials", file.to_str().unwrap()]).await;
    let case = sandbox.get("/sandbox/cases/smallest.xml").await;
    assert_eq!(sandbox.submit("engineer", "any", case.clone()).await, (401, String::new()));
    let (status, answer) = sandbox.submit("social", "between us", case).await;
    assert!(status == 200 && answer.contains("<responseCode>0</responseCode>"), "{answer}");
    assert!(!sandbox.said().contains("between us"));
    assert_eq!(sandbox.stop(), Vec::<String>::new());
}

#[test]
fn it_serves_this_computer_alone_and_is_a_clearinghouse() {
    let refused = |arguments: &[&str]| {
        let output = amparo().arg("serve").args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(!output.status.success());
        told(&output)
    };
    for listen in ["0.0.0.0:7102", "[::]:7102", "192.0.2.1:7102"] {
        let said = refused(&["clearinghouse", "--sandbox", "--listen", listen]);
        assert!(said.contains("serves this computer alone") && said.contains("127.0.0.1:7102"), "{said}");
    }
    assert!(refused(&["police", "--sandbox"]).contains("--sandbox is for a clearinghouse"));
    assert!(refused(&["clearinghouse", "--record", "x"]).contains("--sandbox"));
    assert!(refused(&["clearinghouse", "--sandbox", "--config", "x"]).contains("cannot be used with"));
}
