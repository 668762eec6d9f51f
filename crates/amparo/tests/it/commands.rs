//! The other commands.

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use service::keys::KeyFile;
use sha2::{Digest as _, Sha256};
use wire::package::sealed::Opener;

use crate::run::{Demo, NOT_PROVEN, amparo, private_file, repository, told};

#[test]
fn the_help_says_what_there_is() {
    for command in [
        vec!["--help"],
        vec!["demo", "--help"],
        vec!["serve", "--help"],
        vec!["scenario", "generate", "--help"],
        vec!["scan", "--help"],
        vec!["hash", "--help"],
        vec!["list", "build", "--help"],
    ] {
        let output = amparo().args(&command).output().unwrap();
        insta::assert_snapshot!(
            format!("help_{}", command.join("_").replace('-', "")),
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// `canary-vulns` plants defects for scanners; this binary is built as everybody builds it.
#[test]
fn a_usual_build_holds_no_planted_defect() {
    let output = amparo().arg("--version").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), concat!("amparo ", env!("CARGO_PKG_VERSION")));
    let holds = |text: &str| {
        let mut grep = std::process::Command::new("grep");
        grep.args(["--quiet", "--text", "--fixed-strings", text, env!("CARGO_BIN_EXE_amparo")]);
        grep.status().unwrap().success()
    };
    assert!(holds("/custody/checkpoint"), "texts of routes can be found");
    assert!(!holds("/canary/") && !holds("PLANTED DEFECTS"));
}

#[test]
fn a_certificate_for_development_is_made_on_request_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str| {
        amparo().args(["certificate", "--name", name, "--out"]).arg(folder.path()).output().unwrap()
    };
    let refused = make("https://police.example");
    assert!(!refused.status.success() && told(&refused).contains("is no host"), "{}", told(&refused));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let made = make("police.example");
    assert!(made.status.success() && told(&made).contains("For development alone"), "{}", told(&made));
    let [certificate, key] = ["development.pem", "development.key"].map(|name| folder.path().join(name));
    assert!(told(&made).contains(&format!("key_file = \"{}\"", key.display())), "{}", told(&made));
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let tls =
        service::TlsConfig { certificate_file: certificate, key_file: key.clone(), client_ca_file: None };
    assert!(tls.open().is_ok(), "the two belong together");
    let before = std::fs::read(&key).unwrap();
    let again = make("other.example");
    assert!(!again.status.success() && told(&again).contains("development.key"), "{}", told(&again));
    assert_eq!(std::fs::read(&key).unwrap(), before);
}

#[test]
fn a_scenario_with_mistakes_is_refused_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(repository("scenarios/reference.json")).unwrap();
    let check = |text: &str, says: &str| {
        let file = folder.path().join("bad.json");
        std::fs::write(&file, text).unwrap();
        for command in
            [vec!["scenario", "check"], vec!["demo", "--exit", "--first-port", "7250", "--scenario"]]
        {
            let output = amparo().args(command).arg(&file).output().unwrap();
            assert!(!output.status.success());
            assert!(told(&output).contains(says), "{}", told(&output));
        }
    };
    check(
        &good.replacen("\"now\": \"2020-12-28T09:00:00+01:00\"", "\"now\": \"2020-12-28T09:00:00\"", 1),
        "now",
    );
    check(&good.replacen("\"date\": \"200", "\"date\": \"203", 1), "birth");
    check("{", "line 1");
}

#[test]
fn a_secret_is_typed_or_in_a_file_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = private_file(&folder.path().join("registry.secret"), "between us\n");
    let list = |args: &[&str]| {
        let mut command = amparo();
        command.args(["police", "import", "--list", "--actor", "registry"]).args(args);
        let output = command.env("AMPARO_SECRET", "between us").stdin(Stdio::null()).output().unwrap();
        assert!(!output.status.success());
        told(&output)
    };
    assert!(list(&["--secret", "between us"]).contains("unexpected argument '--secret'"));
    assert!(list(&[]).contains("no secret was given"));
    std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    assert!(list(&["--secret-file", file.to_str().unwrap()]).contains("others can read it"));
}

#[test]
fn a_package_from_a_stick_gets_the_receipt_of_the_wire() {
    let mut demo = Demo::new(7260, &["--seed", "6", "--people", "5"]);
    let mut child = demo.start();
    let up = (0..600).any(|_| {
        sleep(Duration::from_millis(100));
        demo.said().contains("stay up until Ctrl-C")
    });
    assert!(up, "{}", demo.said());
    let package = demo.folder.path().join("package.sealed");
    let address = format!("{}/api/referrals", demo.address("clearinghouse"));
    let listed: Value = serde_json::from_slice(&get(&demo, "clearinghouse", "analyst", &address)).unwrap();
    let address = format!("{address}/{}", listed["referrals"][0]["referral_id"].as_str().unwrap());
    let shown: Value = serde_json::from_slice(&get(&demo, "clearinghouse", "analyst", &address)).unwrap();
    std::fs::write(&package, get(&demo, "clearinghouse", "analyst", &format!("{address}/package"))).unwrap();

    let import = |demo: &Demo| {
        let mut command = amparo();
        command
            .args(["police", "import", "--url", &demo.address("police"), "--actor", "registry"])
            .arg(&package);
        command.arg("--secret-file").arg(demo.secret_file("police", "registry")).output().unwrap()
    };
    let output = import(&demo);
    assert!(output.status.success(), "{}", told(&output));
    let receipt: Value = serde_json::from_slice(&output.stdout).unwrap();
    for field in ["receipt_id", "digest_sha256", "custody"] {
        assert_eq!(receipt[field], shown["receipt"][field], "the same package, the same receipt");
    }
    let mark = Mark::in_package(&unsealed(&demo, &std::fs::read(&package).unwrap()));

    let mut bytes = std::fs::read(&package).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&package, bytes).unwrap();
    let output = import(&demo);
    assert!(!output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("422"), "{}", told(&output));

    let doctor = amparo().arg("doctor").arg("--config").arg(demo.data()).output().unwrap();
    assert!(doctor.status.success(), "{}", told(&doctor));
    assert_eq!(told(&doctor).matches("the database opens").count(), 3, "{}", told(&doctor));
    let referral = receipt["referral_id"].as_str().unwrap();
    assert!(told(&export(&demo, referral, "early")).contains("stop the node first"));
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
    mark.is_held_against_the_log(&demo);
    the_checkpoint_is_ready_to_be_stamped(&demo);
    an_object_is_proven_and_handed_out(&demo, referral, &mark);
}

/// The archive in a sealed package, by the police's own key.
fn unsealed(demo: &Demo, sealed: &[u8]) -> Vec<u8> {
    let ring = KeyFile::new(demo.data().join("police/node.key"), None).read().unwrap();
    let (mut opener, mut archive) = (Opener::new(police::recipient_secret(&ring)), Vec::new());
    opener.push(sealed, &mut archive).unwrap();
    opener.finish(&mut archive).unwrap();
    archive
}

/// What a package says of the clearinghouse's custody log: whoever has the package has it from elsewhere.
struct Mark {
    origin: String,
    fingerprint: String,
    size: String,
    root: String,
}

impl Mark {
    fn in_package(package: &[u8]) -> Self {
        let text = String::from_utf8_lossy(package);
        let two = |label: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(label)).unwrap();
            let (one, other) = line.split_once(' ').unwrap();
            (one.to_owned(), other.to_owned())
        };
        let ((origin, fingerprint), (size, root)) = (two("Custody-Log: "), two("Custody-Checkpoint: "));
        Self { origin, fingerprint, size, root }
    }

    fn is_held_against_the_log(&self, demo: &Demo) {
        let Self { size, root, .. } = self;
        let (code, said) = custody(demo, &["verify"]);
        assert!(code == NOT_PROVEN && said.contains("CONSISTENT, NOT PROVEN"), "{said}");
        assert!(said.contains(&self.fingerprint), "{said}");
        let key = said.lines().find_map(|line| line.strip_prefix("log key in the data folder: ")).unwrap();
        let anchor = format!("{size}:{root}@2026-11-01");
        let (code, said) =
            custody(demo, &["verify", "--key", key, "--checkpoint", &anchor, "--dispute", "2026-11-02"]);
        assert!(code == 0 && said.contains(&format!("PROVEN up to {size} entries")), "{said}");
        let (code, said) = custody(demo, &["verify", "--checkpoint", &anchor, "--dispute", "2026-11-01"]);
        assert!(
            code == NOT_PROVEN && said.contains("proves nothing there") && said.contains("NOT PROVEN"),
            "{said}"
        );
        let witness = witness_key(demo, "police");
        let (code, said) = custody(demo, &["verify", "--key", &self.fingerprint, "--witness", &witness]);
        assert!(
            code == 0 && said.contains("cosigned by police.localhost") && said.contains("PROVEN up to"),
            "{said}"
        );
        let (code, said) = custody(demo, &["verify", "--witness", &witness, "--dispute", "2020-01-01"]);
        assert!(
            code == NOT_PROVEN && said.contains("proves nothing there") && said.contains("NOT PROVEN"),
            "{said}"
        );
        let (code, said) = custody(demo, &["verify", "--key", &"ab".repeat(32)]);
        assert!(code == 1 && said.contains("is the one given with --key"), "{said}");
        for (wrong, says) in [
            (format!("{size}:{}", "ab".repeat(32)), "its history was replaced"),
            (format!("999999:{}", "ab".repeat(32)), "it was cut back"),
        ] {
            let (code, said) = custody(demo, &["verify", "--checkpoint", &wrong]);
            assert!(code == 1 && said.contains("NOT INTACT") && said.contains(says), "{said}");
        }
        let absent = format!("sqlite:{}", demo.data().join("absent.db").display());
        let (code, said) = custody(demo, &["verify", "--database", &absent]);
        assert!(code == 2 && said.contains("amparo: "), "nothing was checked: {said}");
    }
}

/// The key by which a role cosigns, as its operator hands it out.
fn witness_key(demo: &Demo, role: &str) -> String {
    let output = amparo().args(["custody", "keys", "--data"]).arg(demo.data().join(role)).output().unwrap();
    let said = told(&output);
    said.lines().map(str::trim).find(|line| line.contains("/witness+")).expect(&said).to_owned()
}

fn the_checkpoint_is_ready_to_be_stamped(demo: &Demo) {
    let folder = demo.folder.path().join("stamp");
    let (code, said) = custody(demo, &["stamp", "--to", folder.to_str().unwrap()]);
    assert!(code == 0 && said.contains("openssl ts -verify"), "{said}");
    let [note, request] =
        ["checkpoint.note", "checkpoint.tsq"].map(|name| std::fs::read(folder.join(name)).unwrap());
    assert_eq!(request[24..56], *Sha256::digest(&note), "the request is over the checkpoint");
}

fn export(demo: &Demo, object: &str, to: &str) -> std::process::Output {
    let mut command = amparo();
    command.args(["custody", "export", object, "--config"]).arg(demo.data().join("clearinghouse.toml"));
    command.arg("--to").arg(demo.folder.path().join(to)).output().unwrap()
}

fn custody(demo: &Demo, args: &[&str]) -> (i32, String) {
    let data = demo.data().join("clearinghouse");
    let output = amparo().arg("custody").args(args).arg("--data").arg(data).output().unwrap();
    (output.status.code().unwrap(), told(&output))
}

fn an_object_is_proven_and_handed_out(demo: &Demo, object: &str, mark: &Mark) {
    let (code, said) = custody(demo, &["prove", object]);
    assert!(
        code == 0 && said.contains("number 1 ") && said.contains("Every proof leads to the root"),
        "{said}"
    );
    let output = export(demo, object, "bundle");
    assert!(output.status.success(), "{}", told(&output));
    let folder = demo.folder.path().join("bundle");
    let statement = std::fs::read_to_string(folder.join("statement.note")).unwrap();
    assert!(statement.contains(&format!("\nobject {object}\nsize ")), "{statement}");
    let json = std::fs::read(folder.join("bundle.json")).unwrap();
    let bundle: Value = serde_json::from_slice(&json).unwrap();
    let exhibit = &bundle["exhibits"][0];
    assert_eq!(exhibit["declared"][0]["digest"], exhibit["computed"]["sha256"]);
    assert_eq!(bundle["origin"], mark.origin.as_str());
    let counted = |entries: u64| custody(demo, &["verify", "--receipt", &format!("{object}={entries}")]);
    let (code, said) = counted(1);
    assert!(code == NOT_PROVEN && said.contains("the receipt counts 1"), "{said}");
    let (code, said) = counted(999);
    assert!(code == 1 && said.contains("some were left out"), "{said}");
    let failed = export(demo, "ref_unknown", "none");
    assert!(!failed.status.success() && told(&failed).contains("no such object"), "{}", told(&failed));
    assert!(!demo.folder.path().join("none").exists(), "a folder is left of an export that failed");
}

#[test]
fn three_roles_run_without_any_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let start = || {
        let mut command = amparo();
        command.args(["serve", "all"]).current_dir(folder.path()).env("AMPARO_LOG", "error");
        command.stdout(std::fs::File::create(&out).unwrap()).spawn().unwrap()
    };
    let stop = |mut child: std::process::Child| {
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(child.wait().unwrap().success());
    };
    let answers = || {
        let lines =
            std::fs::read_to_string(folder.path().join("amparo-data/credentials.txt")).unwrap_or_default();
        let line =
            lines.lines().find(|line| line.contains("police.") && line.contains(" operator "))?.to_owned();
        let [page, name, secret] = line.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
        let address = format!("http://127.0.0.1:{}/openapi.json", page.rsplit(':').next()?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            rustls::crypto::ring::default_provider().install_default().ok();
            let request = reqwest::Client::new().get(address).basic_auth(name, Some(secret));
            request.send().await.ok()?.error_for_status().ok()?.text().await.ok()
        })
    };
    let codes = || -> BTreeSet<String> {
        let said = std::fs::read_to_string(&out).unwrap();
        said.lines()
            .filter_map(|line| line.split_once("one-time code  "))
            .map(|(_, code)| code.to_owned())
            .collect()
    };
    let mut known = BTreeSet::new();
    // the second start reads what the first one made, and tells new codes since nobody has an account
    for words in ["Made a first configuration", "police.localhost"] {
        let child = start();
        let up = (0..200).any(|_| {
            sleep(Duration::from_millis(100));
            codes().len() == 3 && answers().is_some_and(|answer| answer.contains("Amparo police"))
        });
        stop(child);
        let said = std::fs::read_to_string(&out).unwrap();
        assert!(up && said.contains(words), "{words}: {said}");
        assert!(said.contains("http://tip.localhost"), "the public form runs too: {said}");
        assert!(codes().is_disjoint(&known), "a code was told twice: {said}");
        known.extend(codes());
    }
    let secrets = std::fs::read_to_string(folder.path().join("amparo-data/credentials.txt")).unwrap();
    assert!(!secrets.contains("inspector"), "people have accounts, not secrets in a file: {secrets}");
}

/// GET as a member of staff.
fn get(demo: &Demo, role: &str, name: &str, address: &str) -> Vec<u8> {
    let secret = demo.secret(role, name);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        rustls::crypto::ring::default_provider().install_default().ok();
        let request = reqwest::Client::new().get(address).basic_auth(name, Some(secret));
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        answer.bytes().await.unwrap().to_vec()
    })
}

/// The documents in the repository are what the program prints; `AMPARO_WRITE_COMMITTED=1` writes them anew.
#[test]
fn the_privacy_documents_are_those_in_the_repository() {
    for document in ["register", "dpia"] {
        for lang in ["en", "es"] {
            let output = amparo().args(["privacy", document, "--lang", lang]).output().unwrap();
            assert!(output.status.success(), "{}", told(&output));
            let printed = String::from_utf8(output.stdout).unwrap();
            assert!(
                !printed.lines().any(|line| line.contains("[subjects-") || line.contains("[measure-")),
                "{printed}"
            );
            let path = repository(&format!("docs/privacy/{document}.{lang}.md"));
            if std::env::var_os("AMPARO_WRITE_COMMITTED").is_some() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &printed).unwrap();
            }
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                printed,
                committed,
                "{}: run with AMPARO_WRITE_COMMITTED=1, and read the diff",
                path.display()
            );
        }
    }
}
