//! The first administrator of a node in earnest, in a real browser over plain http on loopback.

use std::path::Path;
use std::sync::Arc;

use model::{Clock as _, ManualClock};
use serde_json::{Value, json};
use service::{Env, Sandbox, SystemRng};

use crate::chain::NOW;
use crate::outside;

#[tokio::test]
async fn the_first_administrator_signs_up_in_and_out_in_browser() {
    for lang in ["en", "es"] {
        let folder = tempfile::tempdir().unwrap();
        let walked = walk(folder.path(), lang).await;
        assert_eq!(walked["findings"], json!([]), "{walked:#}");
        let paths = [
            "/sign-in",
            "/setup",
            "/setup",
            "/sign-in",
            "/sign-in/code",
            "/",
            "/account",
            "/sign-in",
            "/sign-in",
        ];
        assert_eq!(walked["paths"], json!(paths));
        // Chromium keeps `Secure` and `__Host-` cookies of plain http for names of this machine
        let cookie = &walked["cookies"][0];
        let attributes = [&cookie["secure"], &cookie["httpOnly"], &cookie["sameSite"], &cookie["path"]];
        assert_eq!(json!(attributes), json!([true, true, "Strict", "/"]), "{walked:#}");
        assert_eq!(
            (&cookie["name"], walked["cookies"].as_array().map(Vec::len)),
            (&json!("__Host-amparo"), Some(1))
        );
    }
}

async fn walk(folder: &Path, lang: &str) -> Value {
    let text = format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://police.localhost\"\ndata_dir = \"{}\"\n",
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
        "url": format!("http://police.localhost:{}", running.addr.port()), "code": first.code.reveal(),
        "now": clock.now().as_second(), "lang": lang,
    });
    let walked = outside::ask(outside::node("sign_up.mjs"), &input).await;
    running.stop().await;
    walked
}
