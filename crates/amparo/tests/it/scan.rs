//! Digests of files, and a tree against lists, as whoever looks after a storage runs them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use image::ImageFormat;
use scenario::{Format, MediaSpec, Pattern, PatternKind, render};
use serde_json::Value;

use crate::run::{amparo, told};

/// Keys of a line of `amparo hash --json`, in their order.
const HASH_KEYS: [&str; 9] =
    ["path", "size_bytes", "mime", "md5", "sha1", "sha256", "pdq", "pdq_quality", "error"];

/// A generated picture of nothing, as a PNG of this side in pixels.
fn picture(seed: u32, side: u32) -> Vec<u8> {
    let pattern = Pattern { kind: PatternKind::Blobs, seed };
    let spec = MediaSpec {
        key: "made".into(),
        pattern,
        width_px: side,
        height_px: side,
        format: Format::Png,
        list: None,
        variant_of: None,
    };
    render(&spec).unwrap()
}

fn turned(png: &[u8]) -> Vec<u8> {
    let picture = image::load_from_memory(png).unwrap().rotate90();
    let mut turned = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut turned, ImageFormat::Png).unwrap();
    turned.into_inner()
}

/// A tree with a known picture, its turned copy, a stranger, a text, and a picture that is cut off.
struct Tree {
    folder: tempfile::TempDir,
}

impl Tree {
    fn new() -> Self {
        let tree = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(tree.at("tree/deep")).unwrap();
        let known = picture(1, 256);
        tree.write("tree/known.png", &known);
        tree.write("tree/deep/turned.png", &turned(&known));
        tree.write("tree/stranger.png", &picture(2, 256));
        tree.write("tree/cut.png", &known[..known.len() / 2]);
        tree.write("tree/letter.txt", b"Dear reader");
        tree
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.at(name), bytes).unwrap();
    }

    /// What `amparo hash` says of a file.
    fn digests(&self, name: &str) -> Value {
        let output = amparo().args(["hash", "--json"]).arg(self.at(name)).output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A plain list of the known picture's PDQ and SHA-256 and of a hash that every black picture has.
    fn list(&self) -> PathBuf {
        let digests = self.digests("tree/known.png");
        let (sha256, pdq) = (digests["sha256"].as_str().unwrap(), digests["pdq"].as_str().unwrap());
        let zero = "0".repeat(64);
        self.write("list.txt", format!("sha256:{sha256}\npdq:{pdq}\npdq:{zero}\n").as_bytes());
        self.at("list.txt")
    }

    fn scan(&self, list: &Path) -> Command {
        let mut command = amparo();
        command.arg("scan").arg(self.at("tree")).arg("--list").arg(list);
        command
    }
}

/// The lines of `--json`.
fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Member and class, without which hits are in shadow.
const VOUCHED: [&str; 4] = ["--list-member", "A Hotline", "--list-class", "A1"];

#[test]
fn hash_prints_every_digest_and_names_what_it_cannot_read() {
    let tree = Tree::new();
    tree.write("abc", b"abc");
    let output = amparo()
        .args(["hash", "--json"])
        .args([tree.at("abc"), tree.at("tree/cut.png"), tree.at("none"), tree.at("tree/known.png")])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let lines = lines(&output);
    for line in &lines {
        assert_eq!(line.as_object().unwrap().len(), HASH_KEYS.len(), "{line}");
        assert!(HASH_KEYS.iter().all(|key| line.get(key).is_some()), "{line}");
    }
    let [abc, cut, none, known] = lines.try_into().unwrap();
    assert_eq!(abc["md5"], "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(
        (&abc["size_bytes"], &abc["pdq"], &abc["error"]),
        (&Value::from(3), &Value::Null, &Value::Null)
    );
    assert!(cut["sha256"].is_string() && cut["pdq"].is_null() && cut["error"].is_string(), "{cut}");
    assert!(none["error"].as_str().unwrap().contains("No such file") && none["sha256"].is_null(), "{none}");
    assert_eq!((&known["mime"], known["pdq"].as_str().unwrap().len()), (&Value::from("image/png"), 64));
}

#[test]
fn hash_reads_standard_input() {
    let mut child =
        amparo().args(["hash", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"abc").unwrap();
    let said = told(&child.wait_with_output().unwrap());
    assert!(said.contains("md5     900150983cd24fb0d6963f7d28e17f72"), "{said}");
}

#[test]
fn a_tree_is_searched_and_every_result_says_what_it_rests_on() {
    let tree = Tree::new();
    let list = tree.list();
    let output = tree.scan(&list).arg(tree.at("none")).arg("--json").args(VOUCHED).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.lines().next().unwrap().contains("a reason for a human look"), "{said}");
    assert!(said.contains("entry 2 is not searched for alike ones: degenerate"), "{said}");
    assert!(said.contains("5 files, ") && said.contains(" 0 links and special files skipped"), "{said}");
    let results = lines(&output);
    let told_of = |name: &str| -> Vec<&Value> {
        results.iter().filter(|line| line["path"].as_str().unwrap().ends_with(name)).collect()
    };
    // the entries are two: one has the picture's SHA-256, the other its PDQ
    let algorithms: Vec<_> = told_of("known.png").iter().map(|hit| hit["algorithm"].clone()).collect();
    assert_eq!(algorithms, ["sha256", "pdq"]);
    let exact = told_of("known.png")[0];
    assert_eq!((&exact["list"], &exact["version"]), (&Value::from("list.txt"), &Value::from(1)));
    assert_eq!(exact["members"][0], "A Hotline");
    assert_eq!((&exact["classification"], &exact["shadow"]), (&Value::from("A1"), &Value::from(false)));
    let [turned] = told_of("turned.png")[..] else { panic!("{results:?}") };
    assert_eq!((&turned["result"], &turned["algorithm"]), (&Value::from("hit"), &Value::from("pdq")));
    assert!(turned["form"].as_str().unwrap().starts_with("turned_"), "{turned}");
    assert!(turned["distance"].as_u64().unwrap() <= 31 && turned["quality"].as_u64().unwrap() >= 50);
    assert_eq!(told_of("cut.png")[0]["result"], "not_decoded");
    assert_eq!(told_of("none")[0]["result"], "not_read");
    assert!(told_of("stranger.png").is_empty() && told_of("letter.txt").is_empty());
    let order: Vec<_> = results.iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect();
    assert!(order[..order.len() - 1].is_sorted(), "{order:?}");
}

#[test]
fn the_exit_code_says_what_was_found() {
    let tree = Tree::new();
    let list = tree.list();
    let code = |command: &mut Command| command.output().unwrap().status.code().unwrap();
    let in_tree = |name: &str| {
        let mut command = amparo();
        command.arg("scan").arg(tree.at(name)).arg("--list").arg(&list);
        command
    };
    assert_eq!(code(&mut in_tree("tree/letter.txt")), 0);
    assert_eq!(code(&mut in_tree("tree/known.png")), 0, "nobody vouches for it");
    assert_eq!(code(in_tree("tree/known.png").args(VOUCHED)), 3);
    assert_eq!(code(in_tree("tree/cut.png").args(VOUCHED)), 1);
    assert_eq!(code(in_tree("tree").args(["--radius", "64"])), 2);
    assert_eq!(code(in_tree("tree").args(["--video-frames", "some"])), 2);
    let forgotten = "state both with --list-member";
    assert!(told(&in_tree("tree/letter.txt").output().unwrap()).contains(forgotten));
    assert!(!told(in_tree("tree/letter.txt").args(VOUCHED).output().as_ref().unwrap()).contains(forgotten));
    tree.write("list.txt", b"sha256:nonsense\n");
    let broken = in_tree("tree").output().unwrap();
    assert_eq!(broken.status.code(), Some(1));
    assert!(told(&broken).contains("list.txt") && told(&broken).contains("line 1"), "{}", told(&broken));
}

#[test]
fn lines_and_csv_say_the_same_to_people_and_spreadsheets() {
    let tree = Tree::new();
    let list = tree.list();
    fs::rename(tree.at("tree/known.png"), tree.at("tree/=known.png")).unwrap();
    let output = tree.scan(&list).args(VOUCHED).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("A hit is a reason for a human look"), "{text}");
    assert!(
        text.contains("list list.txt version 1, from list.txt, vouched for by A Hotline, class A1"),
        "{text}"
    );
    let output = tree.scan(&list).arg("--csv").args(VOUCHED).output().unwrap();
    let csv = String::from_utf8(output.stdout).unwrap();
    assert!(csv.starts_with("\u{feff}\"result\",\"path\","), "{csv}");
    assert!(csv.lines().all(|line| line.matches("\",\"").count() == 19), "{csv}");
}

#[test]
fn an_index_file_finds_what_its_list_finds() {
    let tree = Tree::new();
    let (list, index) = (tree.list(), tree.at("list.index"));
    let mut build = amparo();
    build.args(["list", "build", "--name", "list.txt", "--source", "list.txt"]).args(VOUCHED);
    let built = build.arg(&list).arg("--output").arg(&index).output().unwrap();
    assert!(built.status.success() && told(&built).contains("3 entries"), "{}", told(&built));
    let by = |list: &Path| tree.scan(list).arg("--json").args(VOUCHED).output().unwrap();
    let (from_list, from_index) = (by(&list), by(&index));
    assert_eq!(lines(&from_list), lines(&from_index));
    assert_eq!(from_index.status.code(), Some(3), "{}", told(&from_index));
    let mut damaged = fs::read(&index).unwrap();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    fs::write(&index, damaged).unwrap();
    let refused = by(&index);
    assert!(refused.status.code() == Some(1) && told(&refused).contains("damaged"), "{}", told(&refused));
}

#[test]
fn a_scan_that_was_killed_goes_on_where_it_was() {
    let tree = Tree::new();
    let (list, state) = (tree.list(), tree.at("state"));
    let known = picture(1, 1024);
    for number in 0..120 {
        tree.write(&format!("tree/copy-{number:03}.png"), &known);
    }
    let scan = || {
        let mut command = tree.scan(&list);
        command.arg("--json").args(VOUCHED).arg("--resume").arg(&state);
        command
    };
    let whole = tree.scan(&list).arg("--json").args(VOUCHED).output().unwrap();
    let mut child = scan().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let done = || fs::read_to_string(&state).map_or(0, |text| text.lines().count().saturating_sub(1));
    let began = Instant::now();
    while done() < 10 && began.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = done();
    assert!((10..125).contains(&before), "it was killed in the middle: {before}");
    // as a power cut may leave it: a line that is not whole
    fs::OpenOptions::new().append(true).open(&state).unwrap().write_all(b"{\"key\":\"00").unwrap();
    let resumed = scan().output().unwrap();
    let said = told(&resumed);
    assert_eq!(lines(&resumed), lines(&whole), "hits of before are kept: {said}");
    let from_before: usize = said
        .split(", ")
        .find_map(|part| part.strip_suffix(" files from before"))
        .and_then(|number| number.parse().ok())
        .unwrap();
    assert!((1..=before).contains(&from_before), "{said}");
    let again = told(&scan().output().unwrap());
    assert!(again.contains("125 files from before"), "{again}");
    let other = tree.scan(&list).args(["--radius", "20", "--resume"]).arg(&state).output().unwrap();
    assert!(other.status.code() == Some(1) && told(&other).contains("other lists or another radius"));
    let other = scan().args(["--video-frames", "key"]).output().unwrap();
    assert!(other.status.code() == Some(1) && told(&other).contains("other frames of videos"));
}
