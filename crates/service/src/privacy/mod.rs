//! What of a person's data is kept: the words of the register of processing, of notices of a breach and of the rights desk.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A category of personal data (GDPR articles 30(1)(c) and 33(3)(a); Directive (EU) 2016/680 articles 24(1)(d) and 30(3)(a)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataCategory {
    /// Names, birth, place of residence.
    Identity,
    /// An account on a service with what it says of its holder: identifiers, e-mail, telephone.
    Account,
    /// Internet addresses with port and time, and what is known of their operator and country.
    Connection,
    /// Preserved files and documents, their names and digests.
    Content,
    /// Alleged acts, decisions on them, and what came of them (data on offences: GDPR article 10).
    Offence,
    /// Who held a line, by an operator's answer.
    Subscriber,
    /// What staff wrote: reasons, grounds, legal bases.
    Reasons,
    /// Who of the staff did what.
    Staff,
}

impl DataCategory {
    /// Every category.
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::Account,
        Self::Connection,
        Self::Content,
        Self::Offence,
        Self::Subscriber,
        Self::Reasons,
        Self::Staff,
    ];

    /// As data files and JSON write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Account => "account",
            Self::Connection => "connection",
            Self::Content => "content",
            Self::Offence => "offence",
            Self::Subscriber => "subscriber",
            Self::Reasons => "reasons",
            Self::Staff => "staff",
        }
    }
}
