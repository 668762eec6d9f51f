//! Writing INTERPOL's ICSE list: CSV with semicolons, as [`super::Format::Icse`] is read. What nobody stated stays empty.

use super::ListedFile;

/// Every column, in the order in which the list has them.
const HEAD: &str = "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;\
                    Number of submissions;File Available;Media Type;Baseline";
/// So many columns stay empty after the two digests.
const EMPTY: usize = 10;

/// Writes the files that have an MD5 or a SHA-1; gives the list, and how many have neither and are left out.
pub fn write_icse(files: &[ListedFile]) -> (String, usize) {
    let mut list = format!("{HEAD}\n");
    let mut left_out = 0;
    for file in files {
        if file.md5.is_none() && file.sha1.is_none() {
            left_out += 1;
            continue;
        }
        list.push_str(&file.md5.map(hex::encode_upper).unwrap_or_default());
        list.push(';');
        list.push_str(&file.sha1.map(hex::encode_upper).unwrap_or_default());
        list.push_str(&";".repeat(EMPTY));
        list.push('\n');
    }
    (list, left_out)
}

#[cfg(test)]
mod tests {
    use super::super::{Format, read};
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let with = |md5, sha1| ListedFile { md5, sha1, ..ListedFile::default() };
        let files = [with(Some([0xab; 16]), None), with(None, Some([0xcd; 20])), with(None, None)];
        let (list, left_out) = write_icse(&files);
        assert_eq!(left_out, 1);
        let found = read(Format::Icse, list.as_bytes()).unwrap().entries;
        assert_eq!(found, files[..2]);
    }
}
