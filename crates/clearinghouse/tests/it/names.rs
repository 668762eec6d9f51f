//! Names of files that mean something to a file system, a shell, a page or a reader's eye: data like any other, never a place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use reqwest::Method;
use service::both_engines;
use service::testing::TestDb;

use crate::harness::{ANALYST, PARTY, TestClearinghouse, picture, report_response};

const NAMES: [&str; 22] = [
    "../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "/proc/self/environ",
    "file:///etc/passwd",
    "C:\\CON",
    "NUL.txt",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%c0%af..%c0%afetc",
    "a\0b.png",
    "a\tb.png",
    "photo\u{202e}gnp.exe",
    "\u{2066}photo\u{2069}\u{200f}.png",
    "\u{feff}photo.png",
    "<script>document.title='ran'</script>.png",
    "\" onmouseover=\"document.title='ran'",
    "{{7*7}}${7*7}.png",
    "=cmd|' /C calc'!A0",
    "; rm -rf / #.png",
    ".",
    "..",
    "",
];

/// The parts of an upload as bytes: a client's library would mend some of the names.
fn body(report: i64, name: &str, content: &[u8]) -> Vec<u8> {
    let name = name.replace('\\', "\\\\").replace('"', "\\\"");
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n{report}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--b--\r\n"].concat()
}

fn below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            below(&entry, found);
        }
        found.insert(entry);
    }
}

/// What lies in the vault but for its items, and beside the node's data.
fn around(clearinghouse: &TestClearinghouse) -> BTreeSet<PathBuf> {
    let (folder, mut found) = (clearinghouse.db.folder(), BTreeSet::new());
    below(&folder.join("data/vault"), &mut found);
    found.retain(|path| !path.to_string_lossy().contains("/vault/items/"));
    found.extend(std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    found.retain(|path| !path.to_string_lossy().contains(".db"));
    found
}

both_engines! {
    async fn the_name_of_a_file_is_no_place(db: TestDb) {
        let clearinghouse = TestClearinghouse::start(&db, None).await;
        let report = clearinghouse.submit("203.0.113.7").await;
        let (before, mut stored) = (around(&clearinghouse), clearinghouse.item_files().len());
        let long = "a".repeat(5_000);
        for name in NAMES.into_iter().chain([long.as_str()]) {
            let request = clearinghouse.call(PARTY, Method::POST, "/ispws/upload");
            let request = request.header("content-type", "multipart/form-data; boundary=b");
            let answer = report_response(request.body(body(report, name, &picture(1))).send().await.unwrap()).await;
            // a header may not hold some of them (RFC 9110 section 5.5)
            let refused = answer.response_code.number() == 4200 && name.contains('\0');
            assert!(refused || answer.response_code.number() == 0, "{name:?}: {}", answer.response_description);
            stored += usize::from(!refused);
            assert_eq!(clearinghouse.item_files().len(), stored, "{name:?}");
        }
        assert_eq!(around(&clearinghouse), before);
        for item in clearinghouse.item_files() {
            let name = item.file_name().unwrap().to_string_lossy().into_owned();
            let folder = item.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
            let is_random = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_random && folder == name[..2], "{}", item.display());
        }
        let page = clearinghouse.call(ANALYST, Method::GET, &format!("/reports/{report}")).send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains("&#60;script&#62;document.title") && !page.contains("<script>document"), "{page}");
        assert!(!page.contains("\" onmouseover"), "{page}");
        assert!(page.contains("photo[U+202E]gnp.exe") && !page.contains('\u{202e}'), "{page}");
        clearinghouse.finish().await;
    }
}
