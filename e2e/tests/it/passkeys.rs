//! Passkeys of a node in earnest, with Chromium's own virtual authenticator; and a form that is sent along with one.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use model::{Clock as _, ManualClock};
use serde_json::{Value, json};
use service::{Env, Sandbox, SystemRng};

use crate::chain::NOW;
use crate::outside;

#[tokio::test]
async fn a_passkey_is_added_signs_in_and_confirms_in_browser() {
    for lang in ["en", "es"] {
        let folder = tempfile::tempdir().unwrap();
        let walked = walk(folder.path(), lang).await;
        assert_eq!(walked["findings"], json!([]), "{walked:#}");
        let paths = [
            "/account",
            "/account/passkeys/new",
            "/account",
            "/sign-in",
            "/",
            "/sign-in/step-up",
            "/account",
            "/account/passkeys/{}/remove",
            "/account",
        ];
        assert_eq!(walked["paths"], json!(paths), "{walked:#}");
        let passkey = &walked["passkeys"][0];
        assert_eq!(walked["passkeys"].as_array().map(Vec::len), Some(1), "{walked:#}");
        assert_eq!(
            (&passkey["rpId"], &passkey["isResidentCredential"]),
            (&json!("police.localhost"), &json!(true))
        );
        // created, signed in with, confirmed with
        assert!(passkey["signCount"].as_i64() >= Some(2), "{walked:#}");
    }
}

async fn walk(folder: &Path, lang: &str) -> Value {
    // passkeys belong to an origin, and an origin has a port
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let text = format!(
        "[node]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://police.localhost:{port}\"\ndata_dir = \"{}\"\n",
        folder.display()
    );
    // an error means that another test has installed it
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config: police::Config = service::config::parse(Path::new("police.toml"), &text).unwrap();
    let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
    let env = Env { clock: clock.clone(), rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
    let running = police::start(config, env).await.unwrap();
    let first = running.first_code.clone().expect("a code, since nobody has an account");
    let input = json!({
        "chromium": outside::program("chromium"), "screenshots": std::env::var("AMPARO_SCREENSHOTS").ok(),
        "url": format!("http://police.localhost:{port}"), "code": first.code.reveal(),
        "now": clock.now().as_second(), "lang": lang, "folder": folder,
    });
    let script = outside::node("passkeys.mjs");
    let (walked, ()) = tokio::join!(outside::ask(script, &input), pass_time(folder, &clock));
    running.stop().await;
    walked
}

/// Six minutes, when the script waits for them.
async fn pass_time(folder: &Path, clock: &ManualClock) {
    // as long as it takes on a busy machine: the script's own time is bounded
    while !folder.join("wait").exists() {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    clock.advance(SignedDuration::from_mins(6));
    std::fs::write(folder.join("go"), "").unwrap();
}
