//! Who says what we found out: kept, and told to machines, in English; pages and summaries say it in the language of their reader.

use service::i18n::TextArg as _;
use service::{Lang, Texts};

pub(super) const REPORTS_AND_NEAR: &str = "reports kept here, SHA-256 and PDQ";
pub(super) const REPORTS: &str = "reports kept here, SHA-256";
pub(super) const CALLING_CODES: &str = "ITU-T E.164, assigned country codes";
pub(super) const CLOCK: &str = "time of receipt";
pub(super) const CALENDAR: &str = "the time as stated";
pub(super) const ZONES: &str = "IANA time zone database";

const LIST: &str = "hash list ";
const BY: &str = ", by ";
const APART: &str = " bits apart";
const TURNED: &str = "turned or mirrored";
const VOUCHED: &str = "vouched for by ";
const LISTED: &str = "listed by ";

/// The sources that are always written alike, with the keys of their texts.
const FIXED: [(&str, &str); 6] = [
    (REPORTS_AND_NEAR, "fact-source-reports-near"),
    (REPORTS, "fact-source-reports"),
    (CALLING_CODES, "fact-source-calling-codes"),
    (CLOCK, "fact-source-clock"),
    (CALENDAR, "fact-source-calendar"),
    (ZONES, "fact-source-zones"),
];

/// Who stands behind a list.
pub(crate) enum Behind<'a> {
    /// Those who vouch for it.
    Vouching(&'a str),
    /// One of the members of this node who list the file.
    Listing(&'a str),
}

/// By what a list has a file: an algorithm, with the distance where there is one, and whether it is another form than the stored one; and who stands
/// behind it.
pub(crate) fn listed_by(algorithm: &str, (distance_bits, form): (u32, u8), behind: &Behind<'_>) -> String {
    let apart = if distance_bits == 0 { String::new() } else { format!(", {distance_bits}{APART}") };
    let turned = if form == 0 { String::new() } else { format!(", {TURNED}") };
    let (verb, who) = match behind {
        Behind::Vouching(who) => (VOUCHED, who),
        Behind::Listing(who) => (LISTED, who),
    };
    format!("{algorithm}{apart}{turned}; {verb}{who}")
}

/// A list as a source; `by` is of [`listed_by`].
pub(super) fn list(name: &str, by: &str) -> String {
    format!("{LIST}{name}{BY}{by}")
}

/// A source in the language of the reader, of a finding with this value. What an operator table names as its source stands as it is.
pub(crate) fn words(texts: &Texts, lang: Lang, (value, source): (&str, &str)) -> String {
    match FIXED.iter().find(|(kept, _)| *kept == source) {
        Some((_, key)) => texts.text(lang, key, &[]),
        None => list_words(texts, lang, value, source).unwrap_or_else(|| source.to_owned()),
    }
}

/// A source that [`list`] wrote; none for any other.
fn list_words(texts: &Texts, lang: Lang, name: &str, source: &str) -> Option<String> {
    let by = source.strip_prefix(LIST)?.strip_prefix(name)?.strip_prefix(BY)?;
    let (how, who) = by.split_once("; ")?;
    let mut how = how.split(", ");
    let mut said = vec![how.next()?.to_owned()];
    for part in how {
        said.push(match part.strip_suffix(APART) {
            Some(bits) => {
                texts.text(lang, "fact-source-apart", &[("bits", bits.parse::<u32>().ok()?.value())])
            }
            None if part == TURNED => texts.text(lang, "fact-source-turned", &[]),
            None => return None,
        });
    }
    let (key, who) = match who.strip_prefix(VOUCHED) {
        Some(who) => ("fact-source-vouched", who),
        None => ("fact-source-listed", who.strip_prefix(LISTED)?),
    };
    let (how, who) = (said.join(", "), texts.text(lang, key, &[("who", who.value())]));
    Some(texts.text(
        lang,
        "fact-source-list",
        &[("list", name.value()), ("how", how.value()), ("who", who.value())],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_said_in_both_languages() {
        let texts = Texts::new(&crate::state::TEXTS).unwrap();
        for (kept, key) in FIXED {
            assert_eq!(words(&texts, Lang::En, ("0", kept)), kept);
            assert_ne!(words(&texts, Lang::Es, ("0", kept)), kept, "{key}");
        }
        for (by, spanish) in [
            (
                listed_by("sha256", (0, 0), &Behind::Vouching("a, b; c")),
                "lista de hashes known, por by, por sha256; avalada por a, b; c",
            ),
            (
                listed_by("pdq", (1, 3), &Behind::Listing("hotline")),
                "lista de hashes known, por by, por pdq, a 1 bit, girada o reflejada; incluida por hotline",
            ),
        ] {
            let kept = list("known, por by", &by);
            assert_eq!(words(&texts, Lang::Es, ("known, por by", &kept)), spanish);
            let english = words(&texts, Lang::En, ("known, por by", &kept));
            assert_eq!(english.replace("1 bit apart", "1 bits apart"), kept);
        }
        for stated in
            ["networks of 2024", "RFC 1918", "hash list known, by x", "hash list known, by x, y; listed by z"]
        {
            assert_eq!(words(&texts, Lang::Es, ("known", stated)), stated);
        }
    }
}
