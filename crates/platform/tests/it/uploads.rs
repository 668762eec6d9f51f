//! Uploads and hash lists.

use futures::future::join_all;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{Engine, Sandbox, both_engines};
use sha2::{Digest, Sha256};

use crate::harness::{
    As, BLOBS, FLAT, OTHER_BLOBS, Platform, expect, parts, plant_orphan, statement, text, vouched,
};

both_engines! {
    async fn an_upload_is_sealed_digested_and_compared(db: TestDb) {
        let platform = Platform::start(&db).await;
        let pdq = text(&pdq_of(BLOBS));
        // Five bits away: the first digit becomes its complement, and one bit of the last digit flips.
        let near = format!("{:x}{}{:x}", digit(&pdq, 0) ^ 0xf, &pdq[1..63], digit(&pdq, 63) ^ 1);
        let entries = json!([
            {"sha256": hex::encode(Sha256::digest(BLOBS))}, {"pdq": near, "note": "a variant"},
            {"md5": "0123456789abcdef0123456789abcdef"}
        ]);
        let imported = platform.import("known", &vouched(entries)).await;
        assert_eq!((&imported["version"], &imported["entries"]), (&json!(1), &json!(3)));

        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        assert_eq!(stored["sha256"], hex::encode(Sha256::digest(BLOBS)));
        let hits: Vec<_> = stored["hits"].as_array().unwrap().iter().map(|hit| (&hit["algorithm"], &hit["distance"])).collect();
        assert_eq!(hits, [(&json!("sha256"), &json!(0)), (&json!("pdq"), &json!(5))]);

        let clean = platform.upload(&statement(), OTHER_BLOBS, StatusCode::CREATED).await;
        assert_eq!(clean["hits"], json!([]));
        let queue = platform.get(As::Moderator, "/api/hits?state=open").await;
        assert_eq!(queue["hits"].as_array().unwrap().len(), 2);
        assert_eq!(queue["hits"][1]["file"]["pdq"], pdq);
        assert!(!queue.to_string().contains("luna"), "the queue names no account");
        platform.stop().await;
    }

    async fn a_file_counts_as_one_whatever_its_sender_calls_it(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        platform.stand_as("[node.limits]\nmachine_files_per_day = 1\n").await;
        platform.restart().await;
        let send = async || {
            let request = platform.request(As::Application, Method::POST, "/api/uploads");
            request.header("content-type", "text/plain").body("x").send().await.unwrap()
        };
        assert_ne!(send().await.status(), StatusCode::TOO_MANY_REQUESTS, "let in, and refused for what it is");
        let spent = send().await;
        assert_eq!(spent.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(spent.text().await.unwrap().contains("machine_files_per_day"));
        platform.stop().await;
    }
}

both_engines! {
    async fn the_answer_to_an_upload_carries_its_place_in_the_custody_log(db: TestDb) {
        let platform = Platform::start(&db).await;
        let send = async || {
            let request = platform.request(As::Application, Method::POST, "/api/uploads");
            request.multipart(parts(&statement(), BLOBS)).send().await.unwrap()
        };
        // the very first: its log may have no checkpoint yet, and says its key all the same
        let answer = send().await;
        let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
        let (entries, log, checkpoint) = (header("custody-entries"), header("custody-log"), header("custody-checkpoint"));
        let stored: Value = answer.json().await.unwrap();
        assert_eq!(entries, format!("upload/{} 1", text(&stored["upload_id"])));
        assert!(log.rsplit_once(' ').is_some_and(|(_, fingerprint)| fingerprint.len() == 64), "{log}");
        assert!(checkpoint.split_once(' ').is_some_and(|(size, root)| size.parse::<u64>().is_ok() && root.len() == 64), "{checkpoint}");
        let looked = platform.request(As::Moderator, Method::GET, "/api/hits?state=open").send().await.unwrap();
        assert!(looked.headers().get("custody-entries").is_none(), "a look changes nothing");
        platform.stop().await;
    }
}

fn pdq_of(file: &[u8]) -> Value {
    let media::PdqOutcome::Hashed(pdq) = media::digest(file).pdq else { panic!("a picture") };
    json!(pdq.hash.to_string())
}

fn digit(hex: &str, place: usize) -> u8 {
    u8::from_str_radix(&hex[place..=place], 16).unwrap()
}

both_engines! {
    async fn bad_input_is_named_by_field_and_nothing_is_kept(db: TestDb) {
        let platform = Platform::start(&db).await;
        let check = async |change: fn(&mut Value), field: &str| {
            let mut bad = statement();
            change(&mut bad);
            let problem = platform.upload(&bad, BLOBS, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(problem["field"], field, "{problem}");
        };
        check(|s| s["uploaded_at"] = json!("2020-10-03T21:14:05"), "upload.uploaded_at").await;
        check(|s| s["uploaded_at"] = json!("2031-10-03T21:14:05Z"), "upload.uploaded_at").await;
        check(|s| s["port"] = json!(70_000), "upload.port").await;
        check(|s| s["ip"] = json!("nowhere"), "upload.ip").await;
        check(|s| s["account"]["date_of_birth"] = json!("2021-05-01"), "upload.account.date_of_birth").await;
        check(|s| s["account"]["esp_identifier"] = Value::Null, "upload.account.esp_identifier").await;
        check(|s| s["extra"] = json!(1), "upload.extra").await;

        let send = async |form: Form| {
            let request = platform.request(As::Application, Method::POST, "/api/uploads").multipart(form);
            expect(request.send().await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY).await["field"].clone()
        };
        let file = || Part::bytes(BLOBS).file_name("a.png");
        assert_eq!(send(Form::new().text("upload", statement().to_string())).await, "file");
        assert_eq!(send(Form::new().part("file", file())).await, "upload");
        assert_eq!(send(parts(&statement(), BLOBS).part("file", file())).await, "file");
        assert_eq!(send(parts(&statement(), BLOBS).text("colour", "red")).await, "colour");
        assert_eq!(send(parts(&statement(), b"")).await, "file");
        assert_eq!(send(Form::new().text("upload", "{").part("file", file())).await, "upload");
        assert_eq!(send(Form::new().text("upload", "[]").part("file", file())).await, "upload");

        // The server may close while the client still writes, so no answer at all is a refusal too.
        let request = platform.request(As::Application, Method::POST, "/api/uploads").header("connection", "close");
        let answer = request.multipart(parts(&statement(), &vec![0; 4_000_001])).send().await;
        assert!(answer.as_ref().map_or(true, |answer| answer.status().is_client_error()), "{answer:?}");

        assert_eq!(platform.vault_items(), 0);
        assert!(platform.page(As::Moderator, "/").await.contains("<dt>Uploads</dt><dd>0</dd>"));
        platform.stop().await;
    }
}

both_engines! {
    async fn a_retried_upload_gets_its_first_receipt(db: TestDb) {
        let platform = Platform::start(&db).await;
        let send = async |file: &[u8], key: &str, status| {
            let request = platform.request(As::Application, Method::POST, "/api/uploads").header("idempotency-key", key);
            expect(request.multipart(parts(&statement(), file)).send().await.unwrap(), status).await
        };
        let first = send(BLOBS, "one", StatusCode::CREATED).await;
        assert_eq!(send(BLOBS, "one", StatusCode::CREATED).await, first);
        assert_eq!(platform.vault_items(), 1);
        send(FLAT, "one", StatusCode::CONFLICT).await;
        assert_eq!(platform.vault_items(), 1);
        assert_ne!(send(BLOBS, "two", StatusCode::CREATED).await["upload_id"], first["upload_id"]);
        platform.stop().await;
    }
}

both_engines! {
    async fn after_a_fault_of_ours_the_file_stays(db: TestDb) {
        let platform = Platform::start(&db).await;
        platform.change("ALTER TABLE upload RENAME TO upload_elsewhere").await;
        platform.upload(&statement(), BLOBS, StatusCode::INTERNAL_SERVER_ERROR).await;
        assert_eq!(platform.vault_items(), 1, "nobody knows whether the row stands that names it");
        platform.change("ALTER TABLE upload_elsewhere RENAME TO upload").await;
        platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        platform.stop().await;
    }
}

both_engines! {
    async fn lists_that_come_at_once_are_all_in_use(db: TestDb) {
        const LISTS: usize = 12;
        let platform = Platform::start(&db).await;
        let entries = json!([{"sha256": hex::encode(Sha256::digest(BLOBS))}]);
        let list = vouched(entries);
        let names: Vec<_> = (0..LISTS).map(|number| format!("/api/hash-lists/list-{number}")).collect();
        let put = |name| platform.put(As::Administrator, name, &list, StatusCode::OK);
        join_all(names.iter().map(|name| put(name))).await;
        let stored = platform.upload(&statement(), BLOBS, StatusCode::CREATED).await;
        assert_eq!(stored["hits"].as_array().unwrap().len(), LISTS);
        platform.stop().await;
    }
}

both_engines! {
    async fn a_list_has_versions_and_survives_a_restart(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let put = async |platform: &Platform, entries: Value| {
            platform.import("known", &vouched(entries)).await["version"].clone()
        };
        let of = |file: &[u8]| json!([{"sha256": hex::encode(Sha256::digest(file))}]);
        assert_eq!(put(&platform, of(FLAT)).await, 1);
        assert_eq!(put(&platform, of(FLAT)).await, 1, "the same entries from the same source are the same version");
        assert_eq!(put(&platform, of(BLOBS)).await, 2);
        platform.kill().await;
        platform.restart().await;
        let hits = async |file: &[u8]| {
            let stored = platform.upload(&statement(), file, StatusCode::CREATED).await;
            stored["hits"].as_array().unwrap().len()
        };
        assert_eq!((hits(BLOBS).await, hits(FLAT).await), (1, 0), "only the newest version counts");
        let lists = platform.get(As::Moderator, "/api/hash-lists").await;
        assert_eq!(lists["hash_lists"][0]["imported_by"], "the-administrator");
        assert_eq!(lists["hash_lists"][0]["version"], 2);

        for (entries, field) in [
            (json!([{}]), "entries[0]"),
            (json!([{"md5": "00"}]), "entries[0].md5"),
            (json!([{"pdq": "00".repeat(32), "pdq_quality": 101}]), "entries[0].pdq_quality"),
        ] {
            let list = vouched(entries);
            let request = platform.request(As::Administrator, Method::PUT, "/api/hash-lists/known").json(&list);
            let response = request.send().await.unwrap();
            assert!(response.status().is_client_error());
            assert_eq!(response.json::<Value>().await.unwrap()["field"], field);
        }
        platform.stop().await;
    }
}

#[test]
fn a_large_file_streams_through_at_constant_memory() {
    const FILE_BYTES: usize = 128 * 1024 * 1024;
    const PIECE_BYTES: usize = 64 * 1024;
    const MOST_GROWTH_KB: u64 = 40 * 1024;
    service::testing::run(Engine::Sqlite, |db: TestDb| async move {
        // A decoder that ends at once: the bytes stream past it.
        let sandbox = Sandbox::new("/bin/true".into(), Vec::new());
        let platform = Platform::start_with(&db, sandbox, 2 * FILE_BYTES).await;
        let body = || {
            let pieces =
                (0..FILE_BYTES / PIECE_BYTES).map(|_| Ok::<_, std::io::Error>(vec![7_u8; PIECE_BYTES]));
            let part = Part::stream(reqwest::Body::wrap_stream(futures::stream::iter(pieces)))
                .file_name("large.bin");
            Form::new().text("upload", statement().to_string()).part("file", part)
        };
        let before = peak_kb();
        let request = platform.request(As::Application, Method::POST, "/api/uploads").multipart(body());
        let stored = expect(request.send().await.unwrap(), StatusCode::CREATED).await;
        let told = json!({"upload_id": stored["upload_id"], "reporter_account": "user-9", "reason": "look"});
        let told = platform.post(As::Application, "/api/user-reports", &told, StatusCode::CREATED).await;
        let path = format!("/api/user-reports/{}/decision", text(&told["user_report_id"]));
        let decision = json!({"decision": "confirm", "reason": "large"});
        let made = platform.post(As::Moderator, &path, &decision, StatusCode::OK).await;
        platform.until_within(&text(&made["report_id"]), "filed", 0).await;
        let filed = platform.fake.finished().into_values().next().unwrap();
        assert_eq!(json!(filed.files[0].sha256), stored["sha256"]);
        let grown = peak_kb() - before;
        assert!(grown < MOST_GROWTH_KB, "memory grew by {grown} kB");
        platform.stop().await;
    });
}

/// The most memory that this process has ever held.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

both_engines! {
    async fn a_start_sweeps_what_no_record_speaks_of(db: TestDb) {
        let mut platform = Platform::start(&db).await;
        let (_, hit_id) = platform.hit().await;
        let orphan = plant_orphan(&db.folder().join("platform/vault"));
        assert_eq!(platform.vault_items(), 2);
        platform.kill().await;
        platform.restart().await;
        assert!(!orphan.exists() && platform.vault_items() == 1);
        let made = platform.decide(&hit_id, "confirm", "in_full", StatusCode::OK).await;
        platform.until(&text(&made["report_id"]), "filed").await;
        platform.stop().await;
    }
}
