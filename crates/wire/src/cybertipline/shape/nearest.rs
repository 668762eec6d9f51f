//! A known name that was probably meant.

/// Longer names are compared with nothing: no name of the schema is as long.
const MAX_BYTES: usize = 64;

/// The known name that differs from the written one in a letter or two, or in the case of letters only.
pub(crate) fn nearest(written: &str, known: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    if written.len() > MAX_BYTES {
        return None;
    }
    let near = known.into_iter().filter_map(|name| {
        let most = if name.len() <= 4 { 1 } else { 2 };
        let differ = distance(written, name);
        (differ <= most).then_some((differ, name))
    });
    near.min().map(|(_, name)| name)
}

/// How many letters must be put in, taken out or changed to make one name of the other, whatever their case.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.bytes().enumerate() {
        let (mut diagonal, mut left) = (index, index + 1);
        let mut next = vec![left];
        for (other, above) in other.bytes().zip(row.iter().skip(1)) {
            let change = diagonal + usize::from(!letter.eq_ignore_ascii_case(&other));
            left = change.min(above + 1).min(left + 1);
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_probably_meant_is_found() {
        let known = ["age", "address", "espIdentifier", "ipCaptureEvent"];
        for (written, meant) in [
            ("ipcaptureevent", Some("ipCaptureEvent")),
            ("adress", Some("address")),
            ("espIdentifer", Some("espIdentifier")),
            ("ages", Some("age")),
            ("a", None),
            ("novelty", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), known), None);
    }

    #[test]
    fn distances_count_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("URL", "url"), 0);
    }
}
