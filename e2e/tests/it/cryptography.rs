//! `docs/cryptography.md` names every file that uses a library of cryptography.

use std::collections::BTreeSet;
use std::path::Path;

use crate::outside;

/// How sources name the libraries; digests without a key (SHA-256, BLAKE3) are too many to be told by file.
const LIBRARIES: [&str; 12] = [
    "aes_gcm::",
    "argon2::",
    "ed25519_dalek::",
    "hkdf::",
    "hmac::",
    "hpke::",
    "md5::",
    "p256::",
    "sha1::",
    "subtle::",
    "totp_rs::",
    "webauthn_rs::",
];

#[test]
fn every_place_of_cryptography_is_written_down() {
    let document = std::fs::read_to_string(outside::here("../docs/cryptography.md")).expect("the document");
    let root = outside::here("..").canonicalize().expect("the repository");
    let mut using = BTreeSet::new();
    using_below(&root, &root.join("crates"), &mut using);
    assert!(using.len() > 20, "{using:?}");
    let missing: Vec<_> = using.iter().filter(|path| !document.contains(&format!("`{path}`"))).collect();
    assert!(missing.is_empty(), "not in docs/cryptography.md: {missing:?}");
    let named = document.split('`').skip(1).step_by(2).filter(|word| word.starts_with("crates/"));
    let gone: Vec<_> = named.filter(|path| !root.join(path).exists()).collect();
    assert!(gone.is_empty(), "docs/cryptography.md names what is not there: {gone:?}");
}

/// Sources of programs that use one of the libraries; tests are left out.
fn using_below(root: &Path, folder: &Path, using: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            using_below(root, &path, using);
            continue;
        }
        let name = path.strip_prefix(root).expect("a path below").display().to_string();
        let is_source = name.ends_with(".rs") && name.contains("/src/") && !name.contains("/tests/");
        if is_source && uses(&std::fs::read_to_string(&path).expect("a source")) {
            using.insert(name);
        }
    }
}

/// Whether the lines of a source, without its comments, name one.
fn uses(source: &str) -> bool {
    let code = source.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    code.into_iter().any(|line| LIBRARIES.iter().any(|library| line.contains(library)))
}
