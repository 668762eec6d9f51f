//! `amparo clearinghouse import`, as somebody runs it who brings the reports of an old system. `AMPARO_IMPORT=1000000` makes the first test the
//! benchmark.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

use crate::node::{Node, SECRET};
use crate::run::{amparo, private_file, told};

/// More than two requests of the command.
const LINES: usize = 1200;
const SEEN: &str = "2024-05-01T10:00:00Z";

async fn start() -> (tempfile::TempDir, Node) {
    rustls::crypto::ring::default_provider().install_default().ok();
    let folder = tempfile::tempdir().unwrap();
    let node = Node::clearinghouse(folder.path());
    node.until_healthy(&Client::new()).await;
    (folder, node)
}

/// The command on a file of this folder.
fn import(node: &Node, folder: &Path, file: &str, format: &str) -> Command {
    import_at(&node.address, folder, file, format)
}

fn import_at(address: &str, folder: &Path, file: &str, format: &str) -> Command {
    let map = folder.join(format!("{format}.toml"));
    let mapping = format!(
        "schema = \"amparo-import/1\"\nsource = \"old hotline\"\nformat = \"{format}\"\nkey = \"number\"\n\
         [columns]\nnumber = \"fact\"\nseen = \"incidentSummary.incidentDateTime\"\n\
         account = \"personOrUserReported.espIdentifier\"\n\
         [constants]\n\"incidentSummary.incidentType\" = \"Child Sex Trafficking\"\n"
    );
    fs::write(&map, mapping).unwrap();
    let mut command = amparo();
    command.args(["clearinghouse", "import"]).arg(folder.join(file)).arg("--map").arg(map);
    command.args(["--url", address, "--actor", "party"]);
    command.arg("--secret-file").arg(private_file(&folder.join("party.secret"), SECRET));
    command
}

fn write_csv(folder: &Path, lines: usize) {
    let records: Vec<String> = (1..=lines).map(|number| format!("{number},{SEEN},a-{number}\n")).collect();
    fs::write(folder.join("old.csv"), format!("number,seen,account\n{}", records.concat())).unwrap();
}

fn object(number: usize, seen: &str) -> Value {
    json!({ "number": number.to_string(), "seen": seen, "account": format!("a-{number}") })
}

#[test]
fn whoever_waits_for_a_clearinghouse_is_told_for_what() {
    let folder = tempfile::tempdir().unwrap();
    write_csv(folder.path(), 1);
    // the port is free again at once, and nobody answers there
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://{nobody}");
    let mut command = import_at(&address, folder.path(), "old.csv", "csv");
    let mut waiting = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(waiting.stderr.take().unwrap()).read_line(&mut said).unwrap();
    waiting.kill().unwrap();
    waiting.wait().unwrap();
    assert!(said.starts_with(&address) && said.contains("trying for 60 seconds"), "{said}");
    assert!(said.contains("refused"), "{said}");
}

#[tokio::test]
async fn a_line_is_imported_once_whatever_the_format() {
    let lines = std::env::var("AMPARO_IMPORT").ok().and_then(|text| text.parse().ok()).unwrap_or(LINES);
    let (folder, node) = start().await;
    let run = |file: &str, format: &str| import(&node, folder.path(), file, format).output().unwrap();

    write_csv(folder.path(), lines);
    let began = Instant::now();
    let output = run("old.csv", "csv");
    let (said, seconds) = (told(&output), began.elapsed().as_secs_f64());
    println!("{lines} reports from a file in {seconds:.1} s");
    assert!(
        output.status.success() && said.contains(&format!("{lines} reports, 0 known before, 0 refused")),
        "{said}"
    );
    assert!(said.contains(&format!("100 %: {lines} reports")), "{said}");
    let is_told = said.contains(" %: 500 reports, 0 known, 0 refused");
    assert!(is_told || lines != LINES, "progress is told before the end: {said}");
    let again = run("old.csv", "csv");
    assert!(again.status.success() && told(&again).contains("was imported before"), "{}", told(&again));

    let array = json!([object(1, SEEN), object(2, SEEN), object(lines + 1, SEEN)]);
    fs::write(folder.path().join("old.json"), array.to_string()).unwrap();
    let output = run("old.json", "json");
    assert!(output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("1 reports, 2 known before, 0 refused"), "{}", told(&output));

    let text = format!("{}\n{}\n", object(lines + 2, SEEN), object(lines + 3, "yesterday"));
    fs::write(folder.path().join("old.jsonl"), text).unwrap();
    let output = run("old.jsonl", "json_lines");
    let said = told(&output);
    assert!(!output.status.success(), "a line was refused");
    assert!(
        said.contains("old.jsonl:2: seen: ") && said.contains("1 reports, 0 known before, 1 refused"),
        "{said}"
    );
    let said = told(&run("old.jsonl", "json_lines"));
    assert!(said.contains("old.jsonl:2: seen: ") && said.contains("was imported before"), "{said}");
}

#[tokio::test]
async fn an_import_outlives_the_death_of_the_clearinghouse() {
    let (folder, mut node) = start().await;
    write_csv(folder.path(), LINES);
    let mut command = import(&node, folder.path(), "old.csv", "csv");
    let importing = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    node.kill();
    let output = importing.wait_with_output().unwrap();
    let said = told(&output);
    assert!(
        output.status.success() && said.contains(&format!("{LINES} reports, 0 known before, 0 refused")),
        "{said}"
    );
    node.stop();
    assert_eq!(node.rows("SELECT CAST(COUNT(*) AS TEXT) FROM report").await, [LINES.to_string()]);
}
