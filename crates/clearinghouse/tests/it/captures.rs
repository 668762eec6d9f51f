//! What public clients literally send, over a bare socket: only report id, file id, `Host` and `Content-Length` are replaced.

use std::path::Path;

use service::both_engines;
use service::testing::TestDb;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wire::cybertipline::Response;

use crate::harness::TestClearinghouse;

struct Replay<'a> {
    clearinghouse: &'a TestClearinghouse,
    report: String,
    file: String,
}

struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Replay<'_> {
    /// Sends the literal request with the ids of this run, and closes.
    async fn send(&self, capture: &[u8]) -> Answer {
        // heads are recorded with bare line feeds, bodies byte by byte
        let at = find(capture, b"\n\n").unwrap();
        let head = String::from_utf8(capture[..at].to_vec()).unwrap();
        let body = self.with_ids(&capture[at + 2..]);
        let request = self.head(&head, body.len());
        let mut socket = TcpStream::connect(self.clearinghouse.addr()).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        socket.write_all(&body).await.unwrap();
        read_answer(&mut socket).await
    }

    fn head(&self, head: &str, body_bytes: usize) -> String {
        let mut lines = Vec::new();
        for line in head.lines() {
            let (name, _) = line.split_once(':').unwrap_or((line, ""));
            lines.push(match name.to_ascii_lowercase().as_str() {
                "host" => format!("{name}: {}", self.clearinghouse.addr()),
                "content-length" => format!("{name}: {body_bytes}"),
                _ => line.to_owned(),
            });
        }
        lines.join("\r\n") + "\r\n\r\n"
    }

    fn with_ids(&self, body: &[u8]) -> Vec<u8> {
        let body = replace(body, b"7000001", self.report.as_bytes());
        let body = replace(&body, b"7000002", self.report.as_bytes());
        match file_id(&body) {
            Some(captured) => replace(&body, captured.as_bytes(), self.file.as_bytes()),
            None => body,
        }
    }
}

fn file_id(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<fileId>")?;
    rest.split_once("</fileId>").map(|(id, _)| id.to_owned())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

async fn read_answer(socket: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let length: usize = length.unwrap_or_default();
            if bytes.len() >= at + 4 + length {
                return Answer { head, body: bytes[at + 4..at + 4 + length].to_vec() };
            }
        }
        assert_ne!(socket.read_buf(&mut bytes).await.unwrap(), 0, "the answer ended early");
    }
}

async fn replay(clearinghouse: &TestClearinghouse, client: &str, expected: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures").join(client);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), expected, "{client}");
    let mut replay = Replay { clearinghouse, report: String::new(), file: String::new() };
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let answer = replay.send(&std::fs::read(&path).unwrap()).await;
        assert!(answer.head.starts_with("HTTP/1.1 200"), "{name}: {}", answer.head);
        assert!(answer.head.to_ascii_lowercase().contains("\r\nrequest-id: "), "{name}: {}", answer.head);
        if name.ends_with("xsd.http") {
            assert_eq!(answer.body, wire::cybertipline::XSD.as_bytes());
            continue;
        }
        let response = Response::read(&answer.body).unwrap();
        assert_eq!(response.unknown, vec![], "{name}");
        assert_eq!(response.value.code().number(), 0, "{name}: {}", String::from_utf8_lossy(&answer.body));
        match response.value {
            Response::Report(response) if name.ends_with("status.http") => {
                assert_eq!(response.response_description, "Remote User : usr123, Remote Ip : 127.0.0.1");
                assert_eq!(response.report_id, None);
            }
            Response::Report(response) => {
                replay.report = response.report_id.unwrap().to_string();
                if name.ends_with("upload.http") {
                    // MD5 of the 28 bytes that both clients upload
                    assert_eq!(response.hash.unwrap().as_str(), "124ca86e5f3379c310a354222b4b256d");
                }
                if let Some(file) = response.file_id {
                    file.as_str().clone_into(&mut replay.file);
                }
            }
            Response::Done(response) => {
                assert_eq!(response.report_id.to_string(), replay.report);
                assert_eq!(response.files.file_id, [replay.file.clone()]);
                let report = clearinghouse.until_state(response.report_id, "ready").await;
                assert_eq!(report["country"]["code"], "ES");
                assert_eq!(report["escalated"], true);
                assert_eq!(report["files"], 1);
            }
        }
    }
    clearinghouse.until_state(replay.report.parse().unwrap(), "retracted").await;
}

both_engines! {
    async fn what_public_clients_send_is_taken(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        replay(&clearinghouse, "py-ncmec-cybertip", 8).await;
        replay(&clearinghouse, "ts-cybertipline-tools", 7).await;
        clearinghouse.finish().await;
    }
}
