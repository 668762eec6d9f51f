//! Previews: on request only, on record, grey, blurred and small; and where there is none, the page says why.

use jiff::SignedDuration;
use media::{Kind, PREVIEW_SIDE, Picture};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{Sandbox, both_engines};
use sha2::{Digest as _, Sha256};

use crate::harness::{As, BLOBS, FLAT, Platform, expect, statement, text};

/// A benign pattern of fine, coloured stripes: a 24-bit bitmap.
fn stripes() -> Vec<u8> {
    const SIDE: u32 = 320;
    let mut bytes = b"BM".to_vec();
    for field in [54 + SIDE * SIDE * 3, 0, 54, 40, SIDE, SIDE] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    for n in 0..SIDE * SIDE {
        bytes.extend(if (n % SIDE / 5).is_multiple_of(2) { [0, 230, 250] } else { [90, 0, 10] });
    }
    bytes
}

/// High-frequency energy: the mean square of the difference of neighbours in a row, over all three channels.
fn energy(picture: &Picture) -> f64 {
    let rows = picture.samples().chunks(picture.width() * 3);
    let squares: Vec<f64> = rows
        .flat_map(|row| row.iter().zip(&row[3..]).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)))
        .collect();
    squares.iter().sum::<f64>() / f64::from(u32::try_from(squares.len()).unwrap())
}

async fn stored(platform: &Platform, file: &[u8]) -> String {
    text(&platform.upload(&statement(), file, StatusCode::CREATED).await["upload_id"])
}

/// Asks for a preview of an upload: what came of it.
async fn ask(platform: &Platform, upload_id: &str, file: &[u8]) -> Value {
    let body = json!({ "sha256": hex::encode(Sha256::digest(file)), "reason": "to sort it" });
    platform.post(As::Moderator, &format!("/api/files/{upload_id}/preview"), &body, StatusCode::CREATED).await
}

async fn fetch(platform: &Platform, who: As, path: &str) -> Response {
    platform.request(who, Method::GET, path).send().await.unwrap()
}

async fn entries(platform: &Platform) -> Vec<String> {
    let said = platform.texts("SELECT action AS said FROM custody_entry ORDER BY action").await;
    said.into_iter().filter(|action| ["open-file", "settle-opening"].contains(&action.as_str())).collect()
}

both_engines! {
    async fn a_preview_is_shown_once_to_who_asked_and_makes_nobody_a_viewer(db: TestDb) {
        let platform = Platform::start(&db).await;
        let file = stripes();
        let upload_id = stored(&platform, &file).await;
        let asked = ask(&platform, &upload_id, &file).await;
        assert_eq!(asked["result"], Value::Null);
        assert_eq!(entries(&platform).await, ["open-file"], "on record before anything is shown");
        let path = text(&asked["picture"]);

        fetch_denied(&platform, As::OtherModerator, &path).await;
        fetch_denied(&platform, As::Administrator, &path).await;
        let elsewhere = path.replace(&upload_id, &stored(&platform, FLAT).await);
        fetch_denied(&platform, As::Moderator, &elsewhere).await;
        // nobody has looked at what a browser fetches ahead
        let ahead = platform.request(As::Moderator, Method::GET, &path).header("sec-purpose", "prefetch;prerender");
        for unseen in [ahead, platform.request(As::Moderator, Method::HEAD, &path)] {
            assert_eq!(unseen.send().await.unwrap().status(), StatusCode::CONFLICT);
        }
        let shown = fetch(&platform, As::Moderator, &path).await;
        assert_eq!(shown.status(), StatusCode::OK);
        for (name, value) in [
            ("content-type", "image/png"),
            ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(shown.headers()[name], value, "{name}");
        }
        let bytes = shown.bytes().await.unwrap();
        let (preview, source) = (Picture::decode(&bytes).unwrap(), Picture::decode(&file).unwrap());
        assert_eq!((Kind::sniff(&bytes), preview.width(), preview.height()), (Kind::Png, 160, 160));
        assert!(preview.samples().chunks(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]), "grey");
        let (before, after) = (energy(&source), energy(&preview));
        assert!(before > 1000.0 && after < 4.0, "{before} became {after}");

        fetch_again(&platform, &path, "shows its file once").await;
        assert_eq!(entries(&platform).await, ["open-file", "settle-opening"]);
        let files = platform.get(As::Moderator, &format!("/api/files/{upload_id}")).await;
        let opening = &files["openings"][0];
        assert_eq!((&opening["look"], &opening["result"]), (&json!("preview"), &json!("in_full")));
        assert_eq!((&files["opened_today"], &files["files"][0]["viewing"]), (&json!(1), &json!("not_stated")));
        assert_eq!(platform.vault_items(), 2, "no preview is kept");
        platform.stop().await;
    }

    async fn a_preview_waits_for_two_minutes(db: TestDb) {
        let platform = Platform::start(&db).await;
        let upload_id = stored(&platform, BLOBS).await;
        let path = text(&ask(&platform, &upload_id, BLOBS).await["picture"]);
        platform.clock.advance(SignedDuration::from_secs(121));
        fetch_again(&platform, &path, "waits for two minutes").await;
        let path = text(&ask(&platform, &upload_id, BLOBS).await["picture"]);
        platform.clock.advance(SignedDuration::from_secs(119));
        let bytes = fetch(&platform, As::Moderator, &path).await.bytes().await.unwrap();
        let preview = Picture::decode(&bytes).unwrap();
        assert!(preview.width().max(preview.height()) <= PREVIEW_SIDE as usize);
        platform.stop().await;
    }

    async fn the_page_shows_no_picture_until_it_is_asked_for(db: TestDb) {
        let platform = Platform::start(&db).await;
        let upload_id = stored(&platform, BLOBS).await;
        let page = format!("/files/{upload_id}");
        assert!(!platform.page(As::Moderator, &page).await.contains("<img"));
        let sha256 = hex::encode(Sha256::digest(BLOBS));
        let form = [("sha256", sha256.as_str()), ("reason", "to sort it")];
        let sent = platform.request(As::Moderator, Method::POST, &format!("{page}/preview")).form(&form);
        let sent = sent.send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::SEE_OTHER);
        let to = sent.headers()["location"].to_str().unwrap().to_owned();
        assert!(to.starts_with(&format!("{page}?preview=opn_")) && to.ends_with(&format!("#file-{}", &sha256[..12])), "{to}");
        let to = to.split('#').next().unwrap();

        let shown = platform.page(As::Moderator, to).await;
        let source = shown.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(shown.contains("alt=\"Blurred grey preview of file"), "{shown}");
        assert!(!platform.page(As::OtherModerator, to).await.contains("<img"), "it is the asker's alone");
        assert!(!platform.page(As::Moderator, &page).await.contains("<img"));
        assert_eq!(fetch(&platform, As::Moderator, source).await.status(), StatusCode::OK);
        for (lang, said) in [("en", "This preview has been shown."), ("es", "Esta vista previa ya se ha mostrado.")] {
            let page = platform.page(As::Moderator, &format!("{to}&lang={lang}")).await;
            assert!(page.contains(said) && !page.contains("<img"), "{page}");
        }
        platform.stop().await;
    }

    async fn a_second_click_asks_for_no_second_preview_and_a_file_is_opened_each_time(db: TestDb) {
        let platform = Platform::start(&db).await;
        let upload_id = stored(&platform, BLOBS).await;
        let page = format!("/files/{upload_id}");
        let sha256 = hex::encode(Sha256::digest(BLOBS));
        let form = [("once", "000102030405060708090a0b0c0d0e0f"), ("sha256", sha256.as_str()), ("reason", "to sort it")];
        let click = async |what: &str| {
            let sent = platform.request(As::Moderator, Method::POST, &format!("{page}/{what}")).form(&form);
            sent.send().await.unwrap()
        };
        let (first, second) = (click("preview").await, click("preview").await);
        assert_eq!((first.status(), second.status()), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        assert_eq!(first.headers()["location"], second.headers()["location"]);
        for _ in 0..2 {
            let file = click("open").await;
            assert_eq!(file.status(), StatusCode::OK);
            assert_eq!(file.bytes().await.unwrap(), BLOBS);
        }
        let files = platform.get(As::Moderator, &format!("/api{page}")).await;
        assert_eq!(files["opened_today"], 3, "one preview, and the file twice");
        platform.stop().await;
    }
}

/// Who asked for a preview is told why it is not shown any more.
async fn fetch_again(platform: &Platform, path: &str, says: &str) {
    let answer = fetch(platform, As::Moderator, path).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let said = answer.text().await.unwrap();
    assert!(said.contains(says), "{said}");
}

async fn fetch_denied(platform: &Platform, who: As, path: &str) {
    expect(fetch(platform, who, path).await, StatusCode::NOT_FOUND).await;
}

/// Asks for a preview that cannot be: the recorded result, after both languages of the page have said so.
async fn no_preview(platform: &Platform, file: &[u8], damaged: bool, said: [&str; 2]) -> String {
    let upload_id = stored(platform, file).await;
    if damaged {
        let path = platform.item_files().pop().unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let at = bytes.len() * 2 / 3;
        bytes[at] ^= 0x10;
        std::fs::write(&path, bytes).unwrap();
    }
    let asked = ask(platform, &upload_id, file).await;
    assert_eq!(asked["picture"], Value::Null, "{asked}");
    let files = platform.get(As::Moderator, &format!("/api/files/{upload_id}")).await;
    assert_eq!(files["openings"][0]["result"], asked["result"], "{files}");
    for (lang, said) in ["en", "es"].into_iter().zip(said) {
        let page = format!("/files/{upload_id}?preview={}&lang={lang}", text(&asked["opening_id"]));
        let page = platform.page(As::Moderator, &page).await;
        assert!(page.contains(said) && !page.contains("<img"), "{said}: {page}");
    }
    text(&asked["result"])
}

both_engines! {
    async fn why_there_is_no_preview_is_on_record_and_on_the_page(db: TestDb) {
        let platform = Platform::start(&db).await;
        let kind = ["no preview of this kind of file", "No hay vista previa de este tipo de archivo"];
        assert_eq!(no_preview(&platform, b"some text", false, kind).await, "unsupported");
        let refused = ["the decoder refused it", "el descodificador la rechazó"];
        assert_eq!(no_preview(&platform, &stripes()[..5000], false, refused).await, "undecodable");
        platform.stop().await;
    }

    async fn a_damaged_item_has_no_preview(db: TestDb) {
        let platform = Platform::start(&db).await;
        let damaged = ["the item in the vault is damaged", "el elemento del depósito está dañado"];
        assert_eq!(no_preview(&platform, BLOBS, true, damaged).await, "damaged");
        platform.stop().await;
    }

    async fn a_decoder_that_crashes_is_a_result_and_no_error_page(db: TestDb) {
        let crashing = Sandbox::new("/bin/sh".into(), vec!["-c".into(), "kill -SEGV $$".into()]);
        let platform = Platform::start_with(&db, crashing, 4_000_000).await;
        let crashed = ["the decoder crashed or was stopped", "el descodificador falló o fue detenido"];
        assert_eq!(no_preview(&platform, BLOBS, false, crashed).await, "decoder_failed");
        platform.stop().await;
    }
}
