//! A size and a root that somebody else holds: typed from paper, or cosigned by a witness.

use std::fmt;
use std::str::FromStr;

use custody::Hash;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use service::custody_log::Witnessed;

/// `SIZE:ROOT`, or `SIZE:ROOT@YYYY-MM-DD` with the day since which somebody else has held it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) size: u64,
    pub(super) root: Hash,
    pub(super) held_since: Option<Date>,
    /// The witness that cosigned it.
    pub(super) witness: Option<String>,
}

impl Anchor {
    /// What a witness has cosigned, held since the day on which it did (UTC).
    pub(super) fn cosigned(witness: &str, witnessed: &Witnessed) -> Self {
        Self {
            size: witnessed.checkpoint.size,
            root: witnessed.checkpoint.root,
            held_since: Some(TimeZone::UTC.to_datetime(witnessed.at).date()),
            witness: Some(witness.to_owned()),
        }
    }

    /// Whether it was held before the day of a dispute: only then could nobody have made it up for the dispute.
    pub(super) fn predates(&self, dispute: Option<Date>) -> bool {
        match (dispute, self.held_since) {
            (None, _) => true,
            (Some(dispute), Some(since)) => since < dispute,
            (Some(_), None) => false,
        }
    }
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (checkpoint, held_since) = match text.split_once('@') {
            Some((checkpoint, day)) => {
                let day: Date =
                    day.parse().map_err(|_| format!("`{day}` is no day; write it as 2026-11-28"))?;
                (checkpoint, Some(day))
            }
            None => (text, None),
        };
        let (size, root) = checkpoint
            .split_once(':')
            .ok_or("write the size, a colon, and the root of 64 hexadecimal digits")?;
        // blanks help who copies from paper
        let root: String = root.chars().filter(|c| !c.is_whitespace()).collect();
        let entries: u64 =
            size.trim().parse().map_err(|_| format!("`{size}` is no size; write digits alone"))?;
        if entries == 0 {
            return Err("a receipt of size 0 was given before the log's first checkpoint: it holds the key's fingerprint \
                        alone, which --key takes"
                .to_owned());
        }
        Ok(Self {
            size: entries,
            root: root
                .to_lowercase()
                .parse()
                .map_err(|_| format!("the root must have 64 hexadecimal digits, not `{root}`"))?,
            held_since,
            witness: None,
        })
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entries, root {}", self.size, self.root)?;
        match (self.held_since, &self.witness) {
            (Some(day), Some(witness)) => write!(f, ", cosigned by {witness} on {day}"),
            (Some(day), None) => write!(f, ", held since {day}"),
            (None, _) => f.write_str(", held since an unknown day"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_read_as_it_is_typed() {
        let root = "ab".repeat(32);
        let typed: Anchor =
            format!("12:{} {}@2026-11-01", &root[..32].to_uppercase(), &root[32..]).parse().unwrap();
        assert_eq!((typed.size, typed.root.to_string()), (12, root.clone()));
        let day = |text: &str| Some(text.parse().unwrap());
        assert!(
            typed.predates(day("2026-11-02")) && !typed.predates(day("2026-11-01")) && typed.predates(None)
        );
        let undated: Anchor = format!("12:{root}").parse().unwrap();
        assert!(!undated.predates(day("2026-11-02")) && undated.predates(None));
        for (text, says) in [
            ("12".to_owned(), "a colon"),
            (format!("x:{root}"), "no size"),
            (format!("0:{root}"), "before the log's first checkpoint"),
            (format!("12:{}", &root[1..]), "64 hexadecimal digits"),
            (format!("12:{root}@1 November"), "no day"),
        ] {
            let error = text.parse::<Anchor>().unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
