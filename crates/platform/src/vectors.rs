//! Test files that this program ships: known by digest, whatever is stated of them, and no report of them alone goes out in earnest.

use crate::digests::Digests;

/// One file a line: SHA-256, MD5.
const SHIPPED: &str = include_str!("../data/vectors.txt");

/// Whether all of these are test files. One beside others is for whoever confirmed it: by uploading it a user could go unreported.
pub(crate) fn are_all<'a>(files: impl IntoIterator<Item = &'a Digests>) -> bool {
    files.into_iter().all(is_one)
}

fn is_one(digests: &Digests) -> bool {
    let mut lines = SHIPPED.lines().filter(|line| !line.starts_with('#'));
    lines.any(|line| line.split_whitespace().any(|digest| digest == digests.sha256 || digest == digests.md5))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    fn files_beneath(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files_beneath(&path, found) } else { found.push(path) }
        }
    }

    fn digests(bytes: &[u8]) -> Digests {
        media::digest(bytes).into()
    }

    #[test]
    fn every_picture_that_is_shipped_for_tests_is_known_and_no_other() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut paths =
            vec![crates.join("service/testdata/waves.heic"), crates.join("amparo/assets/check.png")];
        files_beneath(&crates.join("media/testdata"), &mut paths);
        let is_picture = |path: &PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            matches!(ending, "png" | "jpg" | "gif" | "webp" | "bmp" | "tif" | "heic")
        };
        paths.retain(is_picture);
        assert!(paths.len() >= 40, "{paths:?}");
        for path in paths {
            let bytes = std::fs::read(&path).unwrap();
            let shipped = digests(&bytes);
            assert!(
                is_one(&shipped),
                "data/vectors.txt lacks {} {} of {path:?}",
                shipped.sha256,
                shipped.md5
            );
            let other = digests(&[bytes.as_slice(), b"x"].concat());
            assert!(!is_one(&other) && !are_all([&shipped, &other]) && are_all([&shipped]));
            // by either digest alone
            assert!(is_one(&Digests { md5: other.md5.clone(), ..shipped }));
        }
    }
}
