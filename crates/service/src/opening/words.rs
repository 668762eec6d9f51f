//! The words of openings.

use serde::{Deserialize, Serialize};

/// Who viewed a file before it came here (CyberTipline: `fileViewedByEsp`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Viewing {
    /// The sender states nothing. Of a role's own file: nobody viewed it in full, and no hash of it matched.
    NotStated,
    /// No person viewed it in full. Of a role's own file: a hash matched; of another's nothing more is known, since the element says no more.
    HashMatchOnly,
    /// A person at the sender viewed the whole file.
    InFull,
}

impl Viewing {
    const ALL: [Self; 3] = [Self::NotStated, Self::HashMatchOnly, Self::InFull];

    /// What the element says.
    pub fn of_statement(viewed_by_sender: Option<bool>) -> Self {
        match viewed_by_sender {
            Some(true) => Self::InFull,
            Some(false) => Self::HashMatchOnly,
            None => Self::NotStated,
        }
    }

    /// As the database, the API and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStated => "not_stated",
            Self::HashMatchOnly => "hash_match_only",
            Self::InFull => "in_full",
        }
    }

    /// The one that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|viewing| viewing.as_str() == text)
    }
}

/// Why a file might be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It is the role's own file.
    OwnFile,
    /// The country's rule asks for nothing more than permission and reason.
    NothingMore,
    /// The sender viewed it in full.
    ViewedBySender,
    /// An authorization is on record.
    Authorization,
}

impl Basis {
    const ALL: [Self; 4] = [Self::OwnFile, Self::NothingMore, Self::ViewedBySender, Self::Authorization];

    /// As the database, the API and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnFile => "own_file",
            Self::NothingMore => "nothing_more",
            Self::ViewedBySender => "viewed_by_sender",
            Self::Authorization => "authorization",
        }
    }

    /// The one that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.as_str() == text)
    }
}

/// What is shown of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// The file itself, as it came.
    Original,
    /// A small, grey and blurred picture of it.
    Preview,
}

impl Look {
    const ALL: [Self; 2] = [Self::Original, Self::Preview];

    /// As the database, the API and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Preview => "preview",
        }
    }

    /// The one that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.as_str() == text)
    }
}

/// What came of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpeningResult {
    /// What was asked for was handed to the connection to its last byte; whether all of it arrived, and whether anybody looked, is not known.
    InFull,
    /// It was broken off before its end.
    CutShort,
    /// The item is damaged: nothing was shown, or not all.
    Damaged,
    /// No preview: the file is no picture of a kind that is decoded.
    Unsupported,
    /// No preview: the decoder refused the picture.
    Undecodable,
    /// No preview: the decoder crashed, was stopped, or answered nonsense.
    DecoderFailed,
}

impl OpeningResult {
    const ALL: [Self; 6] = [
        Self::InFull,
        Self::CutShort,
        Self::Damaged,
        Self::Unsupported,
        Self::Undecodable,
        Self::DecoderFailed,
    ];

    /// As the database, the API and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InFull => "in_full",
            Self::CutShort => "cut_short",
            Self::Damaged => "damaged",
            Self::Unsupported => "unsupported",
            Self::Undecodable => "undecodable",
            Self::DecoderFailed => "decoder_failed",
        }
    }

    /// The one that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for word in Viewing::ALL {
            assert_eq!(Viewing::find(word.as_str()), Some(word));
        }
        for word in Basis::ALL {
            assert_eq!(Basis::find(word.as_str()), Some(word));
        }
        for word in Look::ALL {
            assert_eq!(Look::find(word.as_str()), Some(word));
        }
        for word in OpeningResult::ALL {
            assert_eq!(OpeningResult::find(word.as_str()), Some(word));
        }
        assert_eq!(Viewing::find("viewed"), None);
        assert!(Viewing::NotStated < Viewing::HashMatchOnly && Viewing::HashMatchOnly < Viewing::InFull);
    }
}
