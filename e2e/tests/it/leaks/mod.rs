//! 200 secrets go through all three roles, and stand nowhere in clear: not on the disk, not in a log, not in a measurement, and on no page but
//! where the reader may read them.
//!
//! The story runs in a process of its own, so that its temporary folder, its log and its measurements are its own.

pub mod flow;
mod pages;
mod search;
pub mod secrets;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;
use std::sync::Mutex;

use reqwest::Method;
use service::Engine;

use crate::chain::{Chain, with_chain};
use search::{Hit, Search};
use secrets::{Kind, Secret, Secrets};

const CHILD: &str = "AMPARO_TEST_LEAKS_CHILD";
const LEAST: usize = 200;

#[test]
fn no_secret_leaves_its_place_on_sqlite() {
    in_a_process_of_its_own("no_secret_leaves_its_place_on_sqlite", Engine::Sqlite);
}

#[test]
fn no_secret_leaves_its_place_on_postgres() {
    in_a_process_of_its_own("no_secret_leaves_its_place_on_postgres", Engine::Postgres);
}

fn in_a_process_of_its_own(name: &str, engine: Engine) {
    if std::env::var_os(CHILD).is_some() {
        log::keep();
        return with_chain(engine, story);
    }
    let temporary = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("leaks::{name}"), "--nocapture"])
        .env(CHILD, "1")
        .env("TMPDIR", temporary.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    // what the runner shows of a passing test with --nocapture
    println!("{}", said.lines().find(|line| line.contains("searched:")).unwrap_or_default());
}

async fn story(chain: &Chain) {
    let secrets = Secrets::default();
    for (_, role, _) in chain.roles() {
        role.secrets().for_each(|secret| secrets.note(Kind::Password, secret));
    }
    flow::play(chain, &secrets).await;
    use_sessions(chain, &secrets).await;
    let pages = pages::read_all(chain).await;
    let secrets = secrets.all();
    assert!(secrets.len() >= LEAST, "{} secrets", secrets.len());
    let search = Search::new(secrets.iter().map(|secret| secret.text.as_str()));
    let mut leaks = Vec::new();
    let mut leaked =
        |place: String, hit: Hit| leaks.push(format!("{}: {:?} as {}", place, secrets[hit.secret], hit.form));

    // the disk: databases with their logs, vaults, folders for temporary files
    let mut disk_bytes = 0;
    for (place, hit) in search.find_on_disk(&std::env::temp_dir(), &mut disk_bytes) {
        leaked(place, hit);
    }
    for (name, role, _) in chain.roles() {
        let dump = dumped(role).await;
        disk_bytes += dump.len() as u64;
        search.find(&dump).into_iter().for_each(|hit| leaked(format!("dump of {name}"), hit));
    }
    // the log of the process, which holds every address that was asked for
    let written = log::written();
    search.find(&written).into_iter().for_each(|hit| leaked("log".into(), hit));
    for (name, role, _) in chain.roles() {
        let metrics = role.client("ops").bytes("/metrics").await;
        assert!(metrics.len() > 1000, "{name} measures something");
        search.find(&metrics).into_iter().for_each(|hit| leaked(format!("metrics of {name}"), hit));
    }
    let mut read = BTreeMap::<Kind, usize>::new();
    for page in &pages {
        search
            .find(page.address.as_bytes())
            .into_iter()
            .for_each(|hit| leaked(format!("address {}", page.address), hit));
        for hit in search.find(&page.body) {
            let kind = secrets[hit.secret].kind;
            if kind.readers().contains(&(page.role, page.reader)) {
                *read.entry(kind).or_default() += 1;
            } else {
                leaked(format!("{} of {} for {}", page.address, page.role, page.reader), hit);
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
    // the search works: what a reader may read was found where they read it
    for kind in [
        Kind::Account,
        Kind::FileName,
        Kind::Address,
        Kind::DecisionReason,
        Kind::Opening("platform"),
        Kind::Opening("clearinghouse"),
        Kind::Opening("police"),
        Kind::AdultName,
        Kind::Subscriber,
    ] {
        assert!(read.contains_key(&kind), "{kind:?} is on no page at all: {read:?}");
    }
    planted_leaks_are_found(chain, &search, &secrets).await;
    println!(
        "searched: {} secrets in {disk_bytes} bytes of disk, {} of log, {} pages",
        secrets.len(),
        written.len(),
        pages.len()
    );
}

/// A session at each role: a page with the token of its forms, a form with it, and one that is refused.
async fn use_sessions(chain: &Chain, secrets: &Secrets) {
    for (_, role, _) in chain.roles() {
        let actor = service::Actor::Staff { name: "sesion".into(), role: "administrator".into(), unit: None };
        let session = service::check::sign_in(&role.running().node, &actor).await;
        let (_, cookie) = session.cookie.split_once('=').unwrap();
        secrets.note(Kind::Session, cookie);
        secrets.note(Kind::Session, &session.form_token);
        let http = reqwest::Client::new();
        let page = http
            .get(format!("{}/account", role.url()))
            .header("cookie", &session.cookie)
            .header("accept", "text/html");
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains(&session.form_token), "{page}");
        for (token, status) in [(session.form_token.as_str(), 404), ("0", 403)] {
            let form = http
                .post(format!("{}/account/sessions/ses_0190163d8694739b8e3b2c7d3a0f5e11/end", role.url()));
            let form = form
                .header("cookie", &session.cookie)
                .header("origin", role.url())
                .form(&[("form_token", token)]);
            assert_eq!(form.send().await.unwrap().status(), status);
        }
    }
}

/// On PostgreSQL the files are the server's; what it would give to a thief of the database is a dump.
async fn dumped(role: &crate::chain::Role) -> Vec<u8> {
    if role.running().node.db().engine() == Engine::Sqlite {
        return Vec::new();
    }
    let url = role.database.clone();
    let output = tokio::task::spawn_blocking(move || Command::new("pg_dump").arg(url).output())
        .await
        .unwrap()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.len() > 10_000);
    output.stdout
}

/// A column stored in clear, a line of the log, and an address: each is found.
async fn planted_leaks_are_found(chain: &Chain, search: &Search, secrets: &[Secret]) {
    let planted = &secrets.iter().find(|secret| secret.kind == Kind::MinorName).unwrap().text;
    let is_it = |hit: &Hit| secrets[hit.secret].text == *planted;
    let copy = tempfile::tempdir().unwrap();
    let db =
        service::Db::open(&format!("sqlite:{}", copy.path().join("copy.db").display()), &[]).await.unwrap();
    let mut tx = db.begin_write("plant").await.unwrap();
    sqlx_insert(&mut tx, planted).await;
    tx.commit().await.unwrap();
    // in the write-ahead log at first
    assert!(search.find_on_disk(copy.path(), &mut 0).iter().any(|(_, hit)| is_it(hit)), "a column in clear");
    db.close().await;
    assert!(!search.find(&log::written()).iter().any(is_it));
    tracing::warn!(name = %planted, "planted");
    assert!(search.find(&log::written()).iter().any(is_it), "a line of the log");
    let path = format!("/reports?q={planted}");
    let request = chain.platform.client("marta").request(Method::GET, &path).build().unwrap();
    assert!(search.find(request.url().as_str().as_bytes()).iter().any(is_it), "an address");
}

async fn sqlx_insert(tx: &mut service::Tx, text: &str) {
    sqlx::query("INSERT INTO known_actor (actor_blind, name, first_seen_at) VALUES ('a', $1, 1)")
        .bind(text)
        .execute(tx.conn())
        .await
        .unwrap();
}

/// Everything that the process logs, down to debugging.
mod log {
    use super::{Mutex, Write};

    static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    struct Keeper;

    impl Write for Keeper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            WRITTEN.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    pub fn keep() {
        let level = tracing_subscriber::filter::LevelFilter::DEBUG;
        tracing_subscriber::fmt().json().with_max_level(level).with_writer(|| Keeper).init();
    }

    pub fn written() -> Vec<u8> {
        WRITTEN.lock().unwrap().clone()
    }
}
