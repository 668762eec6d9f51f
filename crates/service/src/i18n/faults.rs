//! What kind of trouble a program had, told from the English words that it kept of it: of jobs, of the vault and of witnesses. Pages say the kind and
//! what helps in their language (`fault-KIND`), with the words below.

/// Kinds by words that stand in what programs keep, in lower case; the first that fits.
const KINDS: [(&str, &[&str]); 12] = [
    ("contradicted", &["it has cosigned another history", "the log was cut back"]),
    ("clocks", &["differ by more than an hour"]),
    ("missing", &["is not in the vault"]),
    ("key", &["the key of item", "the key of its case"]),
    ("altered", &["is damaged: ", "the vault record has an invalid"]),
    (
        "disk",
        &[
            "the vault could not",
            "no space left",
            "input/output error",
            "read-only file system",
            "disk is full",
        ],
    ),
    ("configuration", &["is not in the configuration", "is configured any more", "recipient_key"]),
    ("certificate", &["certificate", "unknownissuer", "handshake"]),
    ("timeout", &["timed out", "timeout", "deadline has elapsed"]),
    ("unreadable", &["cannot be read", "the receipt", "no receipt", "too long", "longer than"]),
    ("network", &["error sending request", "connect", "dns error", "did not answer", "cannot be reached"]),
    ("ours", &["on our side", "the process died", "panicked", "database"]),
];

/// The kind of what a program kept of its trouble; `unknown` of other words.
pub(super) fn kind(error: &str) -> &'static str {
    let error = error.to_lowercase();
    let told = |words: &&[&str]| words.iter().any(|word| error.contains(word));
    let by_words = || KINDS.iter().find(|(_, words)| told(words)).map(|(kind, _)| *kind);
    of_status(&error).or_else(by_words).unwrap_or("unknown")
}

/// The kind of an answer that is told by its HTTP status, such as `the agency answered 503`; none of a good one.
fn of_status(error: &str) -> Option<&'static str> {
    let status = ["http ", "answered ", "status "].into_iter().find_map(|before| {
        let (_, rest) = error.split_once(before)?;
        rest.get(..3)?.parse::<u16>().ok()
    })?;
    match status {
        401 | 403 | 407 => Some("denied"),
        404 | 410 => Some("absent"),
        408 | 504 => Some("timeout"),
        425 | 429 | 500..=599 => Some("busy"),
        300..=499 => Some("refused"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Lang, Texts};
    use super::*;

    #[test]
    fn the_kind_is_told_from_status_and_words() {
        for (error, told) in [
            (
                "the receiver did not answer: error sending request: connection refused (os error 111)",
                "network",
            ),
            ("the receiver did not answer: error sending request: operation timed out", "timeout"),
            ("error sending request: invalid peer certificate: UnknownIssuer", "certificate"),
            ("it cannot be reached: error sending request", "network"),
            ("the agency answered 503 Service Unavailable", "busy"),
            ("the receiver answered HTTP 401", "denied"),
            ("the receiver answered HTTP 302", "refused"),
            ("the agency answered 422 Unprocessable Entity: no", "refused"),
            ("it answered with status 404", "absent"),
            ("HTTP 200 OK, then the answer is longer than 1 MiB", "unreadable"),
            ("the receipt is for something else", "unreadable"),
            ("agency es is not in the configuration any more", "configuration"),
            ("no `[platform.appeal_webhook]` is configured any more", "configuration"),
            ("something went wrong on our side; incident 0123456789ab", "ours"),
            ("the process died during the last try", "ours"),
            ("item 0a is damaged: chunk 3 was altered or moved", "altered"),
            ("item 0a is not in the vault", "missing"),
            ("the key of its case does not open", "key"),
            ("the vault could not read an item: Input/output error (os error 5)", "disk"),
            (
                "it has cosigned 5 entries, and this log has published 3: the log was cut back, or another one",
                "contradicted",
            ),
            ("its answer cannot be read: its clock and this node's differ by more than an hour", "clocks"),
            ("a fan stood still", "unknown"),
            ("", "unknown"),
        ] {
            assert_eq!(kind(error), told, "{error}");
        }
    }

    #[test]
    fn every_kind_is_said_in_both_languages() {
        let name = "node-name = Test\n";
        let texts = Texts::new(&[(Lang::En, name), (Lang::Es, name)]).unwrap();
        let of_answers = ["denied", "absent", "busy", "refused", "unknown"];
        for kind in KINDS.iter().map(|(kind, _)| *kind).chain(of_answers) {
            let said = Lang::ALL.map(|lang| texts.text(lang, &format!("fault-{kind}"), &[]));
            assert!(said.iter().all(|text| !text.starts_with('[')) && said[0] != said[1], "{said:?}");
        }
    }
}
