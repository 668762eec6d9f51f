//! Manifests of a bag: lines `<sha256>  <path>` in the one order that we write.

use std::fmt::Write as _;

use super::REFERRAL_PATH;

/// Whether a path may stand in a bag: below `data/`, plain segments, nothing that any file system or manifest
/// would read in another way.
pub fn path_is_allowed(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("data/") else { return false };
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-');
    path.len() <= 200
        && rest.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain))
}

/// The order of payload files: the referral document first, the others by path.
pub(super) fn order_key(path: &str) -> (bool, &str) {
    (path != REFERRAL_PATH, path)
}

/// The text of a manifest.
pub(super) fn text<'a>(lines: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (sha256, path) in lines {
        let _ = writeln!(text, "{sha256}  {path}");
    }
    text
}

/// Digest and path of each line of a payload manifest; the error names the line.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (index, line) in text.split_terminator('\n').enumerate() {
        let refuse = |what: &str| format!("line {}: {what}", index + 1);
        let (sha256, path) =
            line.split_once("  ").ok_or_else(|| refuse("must be a digest, two spaces, a path"))?;
        let hex = sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if sha256.len() != 64 || !hex {
            return Err(refuse("the digest must be 64 lower-case hexadecimal digits"));
        }
        if !path_is_allowed(path) {
            return Err(refuse("the path is not allowed"));
        }
        if lines.last().is_some_and(|(_, last)| order_key(last) >= order_key(path)) {
            return Err(refuse("paths must stand in order, each once"));
        }
        lines.push((sha256.into(), path.into()));
    }
    if lines.first().is_none_or(|(_, path)| path != REFERRAL_PATH) {
        return Err(format!("line 1: must name {REFERRAL_PATH}"));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_below_data_are_allowed() {
        for path in ["data/referral.json", "data/files/ab", "data/reports/7/file-details-1.xml"] {
            assert!(path_is_allowed(path), "{path}");
        }
        for path in [
            "",
            "data",
            "data/",
            "bagit.txt",
            "/data/x",
            "data//x",
            "data/../x",
            "data/x/..",
            "data/./x",
            "data/.x",
            "data/a b",
            "data/a%2f",
            "data/a\\b",
            "data/é",
            "data/x\n",
            "data/x\0",
            "../data/x",
        ] {
            assert!(!path_is_allowed(path), "{path:?}");
        }
    }

    #[test]
    fn a_manifest_in_disorder_or_with_a_path_twice_is_refused() {
        let digest = "0".repeat(64);
        let manifest = |paths: &[&str]| text(paths.iter().map(|path| (digest.as_str(), *path)));
        assert_eq!(parse(&manifest(&[REFERRAL_PATH, "data/a", "data/b"])).unwrap().len(), 3);
        for paths in [
            &["data/a"][..],
            &[],
            &[REFERRAL_PATH, "data/b", "data/a"],
            &[REFERRAL_PATH, "data/a", "data/a"],
            &[REFERRAL_PATH, REFERRAL_PATH],
            &[REFERRAL_PATH, "data/../../etc/passwd"],
        ] {
            assert!(parse(&manifest(paths)).is_err(), "{paths:?}");
        }
    }
}
