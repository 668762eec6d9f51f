//! Independent validators judge our XSD and, by it, what we send, what others send, and what must not pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::json;

use crate::chain::{Chain, with_chain};
use crate::operation::{file_all, open_package, refer};
use crate::outside;

/// The schema as the clearinghouse gives it out, with documents that it must take and others that it must not.
struct Evidence {
    folder: tempfile::TempDir,
    xsd: PathBuf,
    good: Vec<PathBuf>,
    bad: Vec<PathBuf>,
}

#[test]
fn documents_pass_lxml_and_xmlschema_with_python() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let evidence = Evidence::gather(chain).await;
        let documents: Vec<_> = evidence.good.iter().chain(&evidence.bad).collect();
        let input = json!({"xsd": evidence.xsd, "documents": documents});
        let verdicts = outside::ask(outside::python("judge.py"), &input).await;
        for judge in ["lxml", "xmlschema"] {
            let objection = |path: &Path| &verdicts[path.to_str().expect("a path")][judge];
            for path in &evidence.good {
                assert!(objection(path).is_null(), "{judge}, {}: {}", path.display(), objection(path));
            }
            for path in &evidence.bad {
                assert!(objection(path).is_string(), "{judge} takes {}", path.display());
            }
        }
    });
}

#[test]
fn documents_pass_with_xmllint() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        let evidence = Evidence::gather(chain).await;
        for (path, is_good) in
            evidence.good.iter().map(|path| (path, true)).chain(evidence.bad.iter().map(|path| (path, false)))
        {
            let mut command = tokio::process::Command::new(outside::program("xmllint"));
            command.args(["--noout", "--nonet", "--schema"]).arg(&evidence.xsd).arg(path);
            let output = command.output().await.expect("xmllint runs");
            let words = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.success(), is_good, "{}: {words}", path.display());
        }
    });
}

impl Evidence {
    async fn gather(chain: &Chain) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let party = chain.clearinghouse.client("social");
        let xsd = folder.path().join("cybertipline.xsd");
        std::fs::write(&xsd, party.bytes("/ispws/xsd").await).expect("a file");
        let mut evidence = Self { folder, xsd, good: Vec::new(), bad: Vec::new() };
        evidence.add_sent(chain).await;
        let answer = party.request(Method::GET, "/ispws/status").send().await.expect("an answer");
        evidence.add_good("answer-status.xml", &answer.text().await.expect("a text"));
        let answer = party
            .request(Method::POST, "/ispws/finish")
            .form(&[("id", "1")])
            .send()
            .await
            .expect("an answer");
        evidence.add_good("answer-finish.xml", &answer.text().await.expect("a text"));
        for (name, text) in golden_documents() {
            evidence.add_good(&name, &text);
        }
        assert!(evidence.good.len() >= 15 && evidence.bad.len() >= 4, "{:?}", evidence.good);
        evidence
    }

    /// What our platform really sent, kept byte by byte by the clearinghouse; and the same, spoiled.
    async fn add_sent(&mut self, chain: &Chain) {
        file_all(chain).await;
        let (referral, files) = open_package(chain, &refer(chain, 5).await).await;
        let text = |path: &String| String::from_utf8(files[path].clone()).expect("UTF-8");
        for report in &referral.reports {
            let number = report.report_number;
            self.add_good(&format!("sent-{number}-report.xml"), &text(&report.report_path));
            for (index, path) in report.file_details_paths.iter().enumerate() {
                self.add_good(&format!("sent-{number}-file-{index}.xml"), &text(path));
            }
        }
        let first = &referral.reports[0];
        let (report, details) = (text(&first.report_path), text(&first.file_details_paths[0]));
        for (name, good, from, to) in [
            ("element", &report, "screenName>", "screenname>"),
            ("time", &report, "<incidentDateTime>2020-", "<incidentDateTime>20-"),
            ("missing", &report, "<incidentDateTime>", "<!--<incidentDateTime>"),
            ("flag", &details, "<fileViewedByEsp>", "<fileViewedByEsp>y"),
            ("order", &details, "<reportId>", "<originalFileName>n</originalFileName><reportId>"),
        ] {
            assert!(good.contains(from), "{from} stands in {good}");
            let mut spoiled = good.replace(from, to);
            if name == "missing" {
                spoiled = spoiled.replace("</incidentDateTime>", "</incidentDateTime>-->");
            }
            self.bad.push(self.write(&format!("spoiled-{name}.xml"), &spoiled));
        }
    }

    fn add_good(&mut self, name: &str, text: &str) {
        let path = self.write(name, text);
        self.good.push(path);
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }
}

/// The largest documents of each kind (golden files of `wire`), and what public clients sent.
fn golden_documents() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let crates = outside::here("../crates/wire");
    for folder in ["src/cybertipline/tests/snapshots", "testdata/cybertipline"] {
        for entry in std::fs::read_dir(crates.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("a text");
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("xml") => _ = found.insert(name, text),
                Some("snap") if name.contains("full_") => {
                    // the snapshot's head stands between two lines of dashes
                    let body = text.splitn(3, "---\n").nth(2).expect("a snapshot").to_owned();
                    found.insert(format!("{name}.xml"), body);
                }
                _ => {}
            }
        }
    }
    assert!(found.len() >= 9, "the golden files of wire moved: {:?}", found.keys());
    found
}
