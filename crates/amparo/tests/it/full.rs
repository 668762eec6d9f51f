//! A disk that fills up: below its reserve a clearinghouse takes nothing in and says so, without a reserve it fails in the middle of things; either
//! way what it acknowledged is there, nothing is half there, and it goes on as soon as there is room.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use wire::cybertipline::ReportResponse;

use crate::intake::{REPORT, Sender};
use crate::node::{Node, SECRET};

const DISK_MIB: usize = 48;
const FILE_MIB: usize = 2;

/// A small disk in memory.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: PathBuf) -> Self {
        fs::create_dir(&at).unwrap();
        let size = format!("size={DISK_MIB}m");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&at).status().unwrap();
        assert!(mounted.success(), "a disk in memory is needed, which root alone can mount");
        Self(at)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

struct Story {
    node: Node,
    sender: Sender,
    report: String,
    files: Vec<String>,
}

impl Story {
    async fn begin(folder: &Path, reserve_bytes: usize) -> Self {
        let mut node = Node::clearinghouse(folder);
        node.set(&format!("reserve_bytes = {reserve_bytes}"));
        let sender = Sender::new();
        node.until_healthy(&sender.client).await;
        let mut story = Self { node, sender, report: String::new(), files: Vec::new() };
        let opened =
            story.post("/ispws/submit").header("content-type", "text/xml").body(REPORT).send().await.unwrap();
        let opened = ReportResponse::read(&opened.bytes().await.unwrap()).unwrap().value;
        story.report = opened.report_id.unwrap().to_string();
        story
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.sender.client.post(format!("{}{path}", self.node.address)).basic_auth("party", Some(SECRET))
    }

    /// Sends a file; keeps its id when it was taken.
    async fn upload(&mut self) -> Response {
        let content = Part::bytes(vec![7; FILE_MIB << 20]).file_name("pattern.bin");
        let form = Form::new().text("id", self.report.clone()).part("file", content);
        self.post("/ispws/upload").multipart(form).send().await.unwrap()
    }

    async fn is_taken(&mut self) -> bool {
        let answer = self.upload().await;
        if answer.status() != StatusCode::OK {
            return false;
        }
        let told = ReportResponse::read(&answer.bytes().await.unwrap()).unwrap().value;
        self.files.push(told.file_id.unwrap().to_string());
        true
    }

    async fn concerns(&self) -> Value {
        let health = self.sender.client.get(format!("{}/healthz", self.node.address)).send().await.unwrap();
        health.json::<Value>().await.unwrap()["concerns"].clone()
    }

    /// Everything acknowledged is there, and nothing else.
    async fn end_whole(mut self) {
        let finished = self.post("/ispws/finish").form(&[("id", &self.report)]).send().await.unwrap();
        assert_eq!(finished.status(), StatusCode::OK);
        self.node.is_whole();
        let mut kept = self.node.rows("SELECT file_id FROM report_file").await;
        kept.sort();
        self.files.sort();
        assert_eq!(kept, self.files);
        let unfinished = fs::read_dir(self.node.data().join("vault/incoming")).unwrap().count();
        assert_eq!(unfinished, 0, "what was refused leaves nothing behind");
    }
}

#[tokio::test]
async fn below_its_reserve_a_node_refuses_aloud_and_takes_in_again_with_room_with_tmpfs() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::mount(folder.path().join("disk"));
    let mut story = Story::begin(&disk.0, 16 << 20).await;
    while story.is_taken().await {}
    assert!((5..=(DISK_MIB - 16) / FILE_MIB).contains(&story.files.len()), "{} files", story.files.len());
    let ballast = disk.0.join("ballast");
    fs::write(&ballast, vec![7; 10 << 20]).unwrap();
    let refused = story.upload().await;
    assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(refused.headers()["retry-after"], "300");
    assert!(refused.text().await.unwrap().contains("nothing of this was kept"));
    assert_eq!(story.concerns().await, serde_json::json!(["disk_nearly_full", "nobody_is_called"]));
    fs::remove_file(ballast).unwrap();
    let room = remount(&disk.0, DISK_MIB * 2);
    assert!(room && story.is_taken().await, "with room it takes in again, without a restart");
    assert_eq!(story.concerns().await, serde_json::json!(["nobody_is_called"]));
    story.end_whole().await;
}

#[tokio::test]
async fn a_disk_that_is_full_to_the_brim_loses_nothing_and_keeps_nothing_half_with_tmpfs() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::mount(folder.path().join("disk"));
    let mut story = Story::begin(&disk.0, 0).await;
    let mut refused = 0;
    while refused < 20 {
        if story.is_taken().await {
            continue;
        }
        refused += 1;
        // smaller and smaller rests, so that each step of taking in meets the end of the disk once
        let rest = fs::File::create(disk.0.join(format!("ballast-{refused}"))).unwrap();
        let _ = std::io::Write::write_all(&mut &rest, &vec![7; 150 << 10]);
    }
    assert!(story.files.len() > 10, "{} files", story.files.len());
    assert!(
        remount(&disk.0, DISK_MIB * 2) && story.is_taken().await,
        "with room it takes in again, without a restart"
    );
    story.end_whole().await;
}

fn remount(at: &Path, mib: usize) -> bool {
    let size = format!("remount,size={mib}m");
    Command::new("mount").args(["-o", &size]).arg(at).status().unwrap().success()
}
