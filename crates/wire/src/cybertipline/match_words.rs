//! That a file matches an entry of a hash list, in the sentence that a program writes of each match: the same in thousands of reports but for the
//! list, it tells of no single one.

use std::fmt;

const MATCHES: &str = "Matches hash list ";
const VERSION: &str = " version ";
const BY: &str = " by ";
const AT_DISTANCE: &str = " at distance ";
const CONFIRMED: &str = "; confirmed by a moderator.";
/// What follows the sentence once the list took its hash back, before the instant and a full stop.
pub const WITHDRAWN: &str = " The list's hash was withdrawn at ";
/// Most characters of a name in a sentence that counts as standing.
const MOST_CHARS: usize = 64;
/// Most digits of a number in it.
const MOST_DIGITS: usize = 8;

/// A match that a moderator confirmed, shown as its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfirmedMatch<'a> {
    /// The list's name.
    pub list_name: &'a str,
    /// Its version.
    pub list_version: i64,
    /// The kind of hash.
    pub algorithm: &'a str,
    /// Of the two hashes, in bits.
    pub distance_bits: i64,
}

impl<'a> ConfirmedMatch<'a> {
    /// Reads such a sentence; none of any other text.
    pub fn read(words: &'a str) -> Option<Self> {
        let [list_name, version, algorithm, distance] = parts(words)?;
        let (list_version, distance_bits) = (version.parse().ok()?, distance.parse().ok()?);
        Some(Self { list_name, list_version, algorithm, distance_bits })
    }
}

impl fmt::Display for ConfirmedMatch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { list_name, list_version, algorithm, distance_bits } = self;
        write!(
            f,
            "{MATCHES}{list_name}{VERSION}{list_version}{BY}{algorithm}{AT_DISTANCE}{distance_bits}{CONFIRMED}"
        )
    }
}

/// Whether this is such a sentence and nothing more. A name of several words, or one that could be an address, counts as text that somebody wrote.
pub fn are_standing(words: &str) -> bool {
    parts(words).is_some_and(|[name, version, algorithm, distance]| {
        [name, algorithm].into_iter().all(is_plain) && [version, distance].into_iter().all(is_number)
    })
}

/// Name, version, kind of hash and distance.
fn parts(words: &str) -> Option<[&str; 4]> {
    let rest = words.strip_prefix(MATCHES)?.strip_suffix(CONFIRMED)?;
    let (name, rest) = rest.split_once(VERSION)?;
    let (version, rest) = rest.split_once(BY)?;
    let (algorithm, distance) = rest.split_once(AT_DISTANCE)?;
    Some([name, version, algorithm, distance])
}

fn is_number(text: &str) -> bool {
    (1..=MOST_DIGITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One word of letters, digits, points, colons and strokes.
fn is_plain(word: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    (1..=MOST_CHARS).contains(&word.len()) && word.bytes().all(is_sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATCH: ConfirmedMatch<'_> =
        ConfirmedMatch { list_name: "known", list_version: 3, algorithm: "pdq", distance_bits: 12 };

    #[test]
    fn what_is_written_is_recognised() {
        let sentence = MATCH.to_string();
        assert_eq!(
            sentence,
            "Matches hash list known version 3 by pdq at distance 12; confirmed by a moderator."
        );
        assert!(are_standing(&sentence));
        assert_eq!(ConfirmedMatch::read(&sentence), Some(MATCH));
        assert_eq!(ConfirmedMatch::read("Matches hash list known."), None);
    }

    #[test]
    fn one_word_more_is_a_text_that_somebody_wrote() {
        let sentence = MATCH.to_string();
        for more in [
            format!("{sentence} The list's hash was withdrawn at 2024-05-01T10:00:00Z."),
            format!("Luna. {sentence}"),
            ConfirmedMatch { list_name: "known to hurt her", ..MATCH }.to_string(),
            ConfirmedMatch { list_name: "a@mail.example", ..MATCH }.to_string(),
            ConfirmedMatch { algorithm: "", ..MATCH }.to_string(),
            ConfirmedMatch { list_version: 123_456_789, ..MATCH }.to_string(),
            ConfirmedMatch { distance_bits: -1, ..MATCH }.to_string(),
            sentence.replace("confirmed", "seen"),
            String::new(),
        ] {
            assert!(!are_standing(&more), "{more}");
        }
    }
}
