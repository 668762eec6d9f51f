//! Variations that clients put on the wire and that the captures do not hold.

use reqwest::Method;
use service::both_engines;
use service::custody_log::{Export, export};
use service::testing::TestDb;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::{ANALYST, PARTY, TestClearinghouse, details_xml, picture, report_response, report_xml};

/// `usr123:pswd123`
const AUTHORIZATION: &str = "Authorization: Basic dXNyMTIzOnBzd2QxMjM=\r\n";

/// Sends a request as it stands and returns the answer up to the end of the connection.
async fn send_raw(clearinghouse: &TestClearinghouse, head: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(clearinghouse.addr()).await.unwrap();
    let head = format!("{head}Host: x\r\nConnection: close\r\n{AUTHORIZATION}\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap_or_else(|| panic!("{text}")).0
}

/// A body in pieces of `size` bytes (RFC 9112, section 7.1).
fn chunked(body: &str, size: usize) -> String {
    let pieces = body.as_bytes().chunks(size).map(|piece| (piece.len(), std::str::from_utf8(piece).unwrap()));
    let pieces: Vec<String> = pieces.map(|(length, text)| format!("{length:x}\r\n{text}\r\n")).collect();
    pieces.concat() + "0\r\n\r\n"
}

fn multipart(parts: &[(&str, &str)]) -> String {
    let parts = parts.iter().map(|(disposition, content)| {
        format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
    });
    parts.collect::<Vec<_>>().concat() + "--b--\r\n"
}

both_engines! {
    async fn a_client_without_content_types_and_with_chunks_is_taken(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let xml = format!("<?xml version='1.0' encoding='utf-8'?>\n{}", report_xml("203.0.113.7"));
        let head = format!("POST /ispws/submit HTTP/1.1\r\nContent-Length: {}\r\n", xml.len());
        let report = between(&send_raw(&clearinghouse, &head, &xml).await, "<reportId>", "<").to_owned();

        // chunked, no length, file name `blob`, the file before the id
        let id = ("name=\"id\"", report.as_str());
        let file = ("name=\"file\"; filename=\"blob\"", "benign bytes");
        let head = "POST /ispws/upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=b\r\n";
        for parts in [[id, file], [file, id]] {
            let answer = send_raw(&clearinghouse, head, &chunked(&multipart(&parts), 7)).await;
            assert_eq!(between(&answer, "<hash>", "<"), md5_of("benign bytes"));
        }

        let body = format!("id={report}");
        let head = format!("POST /ispws/finish HTTP/1.1\r\nContent-Length: {}\r\n", body.len());
        let answer = send_raw(&clearinghouse, &head, &body).await;
        assert_eq!(answer.matches("<fileId>").count(), 2, "{answer}");
        clearinghouse.until_state(report.parse().unwrap(), "ready").await;
        clearinghouse.finish().await;
    }

    async fn what_the_schema_does_not_know_is_kept_with_a_remark(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let xml = report_xml("203.0.113.7").replace("<reporter>", "<novelty>\n<inner/></novelty><reporter>");
        let report = clearinghouse.ispws("/ispws/submit", xml).await.report_id.unwrap();
        let file = clearinghouse.upload(report, "a.bmp", picture(1)).await.file_id.unwrap();
        let details = details_xml(report, file.as_str(), "203.0.113.8").replace("<ipCap", "<other/><ipCap");
        assert_eq!(clearinghouse.ispws("/ispws/fileinfo", details).await.response_code.number(), 0);
        clearinghouse.finish_report(report).await;
        let found = clearinghouse.until_state(report, "ready").await;
        let paths: Vec<&str> =
            found["warnings"].as_array().unwrap().iter().map(|warning| warning["path"].as_str().unwrap()).collect();
        assert!(paths.contains(&"report/novelty") && paths.contains(&"fileDetails/other"), "{paths:?}");
        assert!(found["warnings"].as_array().unwrap().iter().all(|warning| warning["line"] == 1), "{found}");
        clearinghouse.finish().await;
    }

    async fn a_body_that_is_too_large_gets_a_code(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let large = wire::cybertipline::MAX_SUBMITTED_BYTES + 1;
        for (path, code, says) in [
            ("/ispws/submit", 4110, "expected at most 5242880 bytes"),
            ("/ispws/fileinfo", 4110, "expected at most 5242880 bytes"),
            ("/ispws/finish", 4000, "the form must hold a report id"),
            ("/ispws/retract", 4000, "the form must hold a report id"),
        ] {
            // the length alone is enough: the server must not wait for what it will not take
            let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {large}\r\n");
            let answer = send_raw(&clearinghouse, &head, "").await;
            assert_eq!(between(&answer, "<responseCode>", "<"), code.to_string(), "{path}");
            assert!(answer.contains(says) && answer.to_ascii_lowercase().contains("\r\nrequest-id: "), "{answer}");
            assert!(answer.contains("application/xml"), "{answer}");
        }
        clearinghouse.finish().await;
    }

    async fn a_batched_report_and_everything_newer_than_the_stored_schema_is_taken(db: TestDb) {
        let clearinghouse = TestClearinghouse::start_strict(&db).await;
        let marks = "<reportAnnotations><spam/><informational>true</informational></reportAnnotations><incidentDateTime>";
        let batched = report_xml("203.0.113.7")
            .replace("<report>", "<report><batchedReport reason=\"VIRAL_POTENTIAL_MEME\"></batchedReport>")
            .replace("<incidentDateTime>", marks);
        let answer = clearinghouse.ispws("/ispws/submit", batched).await;
        assert_eq!(answer.response_code.number(), 0, "{}", answer.response_description);
        let report = answer.report_id.unwrap();
        clearinghouse.finish_report(report).await;
        clearinghouse.until_state(report, "ready").await;
        clearinghouse.finish().await;
    }

    async fn what_a_platform_declares_of_a_file_stands_beside_what_was_computed(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let computed = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(picture(1)));
        let file = clearinghouse.upload(report, "a.bmp", picture(1)).await.file_id.unwrap();
        for (kind, declared) in [("SHA256", computed.clone()), ("sha-256", "AB".repeat(32)), ("SHA256", "no digest".into())] {
            let hash = format!("<originalFileHash hashType=\"{kind}\">{declared}</originalFileHash><ipCap");
            let details = details_xml(report, file.as_str(), "203.0.113.7").replace("<ipCap", &hash);
            assert_eq!(clearinghouse.ispws("/ispws/fileinfo", details).await.response_code.number(), 0);
        }
        clearinghouse.finish_report(report).await;
        let found = clearinghouse.until_state(report, "ready").await;
        let object_id = found["report_id"].as_str().unwrap().to_owned();
        let wanted = Export { object_id, ..Export::default() };
        // the running node publishes as well, and one of the two loses
        let files = clearinghouse
            .until("a bundle is exported", async || export(&clearinghouse.running.node, &wanted).await.ok())
            .await;
        let bundle = files.iter().find(|file| file.name == "bundle.json").unwrap();
        let bundle: serde_json::Value = serde_json::from_slice(&bundle.bytes).unwrap();
        let exhibits = bundle["exhibits"].as_array().unwrap();
        let exhibit = exhibits.iter().find(|exhibit| exhibit["computed"]["sha256"] == computed.as_str()).unwrap();
        let mut declared: Vec<_> = exhibit["declared"]
            .as_array()
            .unwrap()
            .iter()
            .map(|declared| (declared["field"].as_str().unwrap(), declared["digest"].as_str().unwrap()))
            .collect();
        // entries of one instant have no order among themselves
        declared.sort_unstable();
        let other = "ab".repeat(32);
        let mut expected =
            [("sha256", computed.as_str()), ("declared_sha256", &computed), ("declared_sha256", &other)];
        expected.sort_unstable();
        assert_eq!(declared, expected, "{bundle}");
        let of_documents = exhibits.iter().filter(|exhibit| exhibit["computed"]["sha256"] != computed.as_str());
        let says_xml = |exhibit: &serde_json::Value| exhibit["declared"].as_array().unwrap().iter().all(|one| one["field"] == "xml_sha256");
        assert!(of_documents.into_iter().all(says_xml), "what was declared of the file is none of a document's: {bundle}");
        clearinghouse.finish().await;
    }

    async fn details_may_come_twice_and_both_originals_are_kept(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let file = clearinghouse.upload(report, "a.bmp", picture(1)).await.file_id.unwrap();
        for address in ["198.51.100.1", "203.0.113.9"] {
            let response = clearinghouse.ispws("/ispws/fileinfo", details_xml(report, file.as_str(), address)).await;
            assert_eq!((response.report_id, response.file_id.as_ref()), (Some(report), Some(&file)));
        }
        clearinghouse.finish_report(report).await;
        let found = clearinghouse.until_state(report, "ready").await;
        let addresses = found["ip_addresses"].as_array().unwrap();
        let known: Vec<&str> = addresses.iter().map(|address| address["address"].as_str().unwrap()).collect();
        assert_eq!(known, ["203.0.113.7", "203.0.113.9"], "the latest details of a file count");
        assert_eq!(clearinghouse.vault_files(), 4);
        clearinghouse.finish().await;
    }

    async fn a_large_file_streams_through(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let bytes: Vec<u8> = (0..900_000_u32).map(|n| n.to_le_bytes()[n as usize % 3]).collect();
        let md5 = hex::encode(<md5::Md5 as md5::Digest>::digest(&bytes));
        let response = clearinghouse.upload(report, "large.bin", bytes).await;
        assert_eq!(response.hash.unwrap().as_str(), md5);
        clearinghouse.finish_report(report).await;
        let found = clearinghouse.until_state(report, "ready").await;
        assert_eq!(found["file_list"][0]["size_bytes"], 900_000);
        assert_eq!(found["file_list"][0]["digest"], "not_hashed");
        let list = clearinghouse.get_json(ANALYST, "/api/reports?state=ready&limit=1").await;
        assert_eq!((&list["reports"][0]["report_number"], &list["counts"]["ready"]), (&report.into(), &1.into()));
        let older = clearinghouse.get_json(ANALYST, &format!("/api/reports?before={}", list["next"].as_str().unwrap())).await;
        assert_eq!(older["reports"].as_array().unwrap().len(), 0);
        clearinghouse.finish().await;
    }

    async fn every_form_of_finish_and_retract_is_read(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        for path in ["/ispws/finish", "/ispws/retract"] {
            for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", ""] {
                let report = clearinghouse.submit("203.0.113.7").await;
                let number = report.to_string();
                let body = if kind.starts_with("multi") { multipart(&[("name=\"id\"", &number)]) } else { format!("id={number}") };
                let mut request = clearinghouse.call(PARTY, Method::POST, path).body(body);
                if !kind.is_empty() {
                    request = request.header("content-type", kind);
                }
                let answer = request.send().await.unwrap().text().await.unwrap();
                assert!(answer.contains("<responseCode>0<"), "{path} {kind}: {answer}");
            }
        }
        let response = clearinghouse.call(PARTY, Method::GET, "/ispws/status").send().await.unwrap();
        assert_eq!(report_response(response).await.response_code.number(), 0);
        clearinghouse.finish().await;
    }
}

fn md5_of(text: &str) -> String {
    hex::encode(<md5::Md5 as md5::Digest>::digest(text))
}
