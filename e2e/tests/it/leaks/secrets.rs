//! What is planted, and where it may be read.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use model::Rng as _;
use service::SystemRng;

/// A kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Secret of an actor: shown to nobody, ever.
    Password,
    /// A session's cookie and the token of its forms: its own browser has them, and nobody else.
    Session,
    /// What a platform says of an account or an upload.
    Account,
    /// The name of a file.
    FileName,
    /// The address of a connection.
    Address,
    /// What a user of the platform reports.
    UserReport,
    /// A moderator's reason.
    DecisionReason,
    /// Why something is held, and the order behind it, at one role.
    Hold(&'static str),
    /// Why a file was opened, and what authorized it, at one role.
    Opening(&'static str),
    /// What an operator answers of a subscriber.
    Subscriber,
    /// An adult's name.
    AdultName,
    /// The name of a child, or of somebody who may be one.
    MinorName,
    /// An officer's grounds.
    Grounds,
    /// Why a masked field was shown, and on what basis.
    RevealReason,
}

impl Kind {
    /// Whose pages may show it without a reveal, as (role, name of somebody): nobody else's, and no other place.
    pub fn readers(self) -> &'static [(&'static str, &'static str)] {
        const MODERATOR: (&str, &str) = ("platform", "marta");
        const ANALYST: (&str, &str) = ("clearinghouse", "noor");
        const INSPECTORS: [(&str, &str); 2] = [("police", "ines"), ("police", "ivan")];
        match self {
            Self::Password | Self::Session | Self::MinorName => &[],
            // the hit's page shows what the moderator needs; documents are read by the analyst; traits by the inspector
            Self::Account | Self::FileName | Self::Address => {
                &[MODERATOR, ANALYST, INSPECTORS[0], INSPECTORS[1]]
            }
            Self::UserReport | Self::DecisionReason => &[MODERATOR],
            // the administrator of a platform sees why a report was decided on, and no content
            Self::Hold("platform") => &[MODERATOR, ("platform", "dora")],
            Self::Hold("clearinghouse") => &[ANALYST, ("clearinghouse", "dora")],
            Self::Opening("platform") => &[MODERATOR],
            Self::Opening("clearinghouse") => &[ANALYST],
            Self::Opening(_) => &[INSPECTORS[0], INSPECTORS[1]],
            Self::Hold(_) => &[INSPECTORS[0], INSPECTORS[1], ("police", "dora")],
            Self::Subscriber | Self::AdultName | Self::Grounds => &INSPECTORS,
            Self::RevealReason => &[INSPECTORS[0], INSPECTORS[1], ("police", "dora")],
        }
    }
}

/// One planted secret.
#[derive(Debug, Clone)]
pub struct Secret {
    pub kind: Kind,
    /// What to look for: letters and digits that nothing else makes.
    pub text: String,
}

/// Everything planted so far.
#[derive(Default)]
pub struct Secrets {
    planted: Mutex<Vec<Secret>>,
    /// What each word goes on with, in turn.
    endings: Vec<String>,
    words: AtomicUsize,
}

impl Secrets {
    /// Whose words end in these texts, which no page may take for anything but text.
    pub fn ending_in(endings: Vec<String>) -> Self {
        Self { endings, ..Self::default() }
    }

    /// How many words there were.
    pub fn words(&self) -> usize {
        self.words.load(Ordering::Relaxed)
    }

    /// A word that stands nowhere else.
    pub fn word(&self, kind: Kind) -> String {
        const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut random = [0; 14];
        SystemRng.fill(&mut random);
        let word: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
        self.note(kind, &word);
        let at = self.words.fetch_add(1, Ordering::Relaxed);
        let ending = self.endings.get(at.checked_rem(self.endings.len()).unwrap_or_default());
        word + ending.map_or("", String::as_str)
    }

    /// A word for what takes no blanks, such as an address.
    pub fn part(&self, kind: Kind) -> String {
        self.word(kind).split_whitespace().collect()
    }

    /// A number of so many digits that stands nowhere else.
    pub fn digits(&self, kind: Kind, count: usize) -> String {
        let mut random = vec![0; count];
        SystemRng.fill(&mut random);
        let digits: String = random.iter().map(|byte| char::from(b'1' + byte % 9)).collect();
        self.note(kind, &digits);
        digits
    }

    /// An address of the documentation range (RFC 3849).
    pub fn address(&self) -> String {
        let mut random = [0; 12];
        SystemRng.fill(&mut random);
        // no group is zero, so that there is one way to write it
        let groups = random.chunks(2).map(|two| format!("{:x}", u16::from_be_bytes([two[0] | 1, two[1]])));
        let address = format!("2001:db8:{}", groups.collect::<Vec<_>>().join(":"));
        self.note(Kind::Address, &address);
        address
    }

    pub fn note(&self, kind: Kind, text: &str) {
        self.planted.lock().unwrap().push(Secret { kind, text: text.to_owned() });
    }

    pub fn all(&self) -> Vec<Secret> {
        self.planted.lock().unwrap().clone()
    }
}
