//! The words of a request: each enum is written in snake case in JSON, in the database and in the keys of texts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

// a word is a token tree: what reads the attribute below for the OpenAPI document passes a captured literal over
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:tt),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As JSON, the database and the keys of texts write it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one that is written so.
            pub fn find(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    };
}

words! {
    /// What is asked for.
    Right {
        /// What do you hold on me (GDPR article 15, Directive (EU) 2016/680 article 14)?
        Access = "access",
        /// Put it right (16; 16(1)).
        Rectification = "rectification",
        /// Erase it (17; 16(2)).
        Erasure = "erasure",
        /// Restrict the processing (18; 16(3)).
        Restriction = "restriction",
    }
}

words! {
    /// The form of a token.
    TokenKind {
        /// An e-mail address.
        Email = "email",
        /// A telephone number with its country.
        Phone = "phone",
        /// An account on a service.
        Account = "account",
        /// Names with a day of birth.
        NameBirth = "name_birth",
    }
}

words! {
    /// How the request came.
    Channel {
        /// A letter.
        Letter = "letter",
        /// An e-mail.
        Email = "email",
        /// An electronic office of the administration.
        Online = "online",
        /// The person came.
        InPerson = "in_person",
        /// Through the supervisory authority (Directive (EU) 2016/680 article 17).
        Authority = "authority",
    }
}

words! {
    /// How it was checked that who asks is whom the token names (GDPR article 12(6)).
    IdentityCheck {
        /// Not yet.
        NotChecked = "not_checked",
        /// An identity document was seen.
        Document = "document",
        /// A qualified signature or certificate.
        Certificate = "certificate",
        /// A code was sent to the address or number in question and came back.
        CodeSent = "code_sent",
    }
}

words! {
    /// How old the person is, as the officer knows it.
    Age {
        /// Of age.
        Adult = "adult",
        /// Under age: the legal representative is answered.
        Minor = "minor",
        /// Nobody said.
        Unknown = "unknown",
    }
}

words! {
    /// What a named officer decided.
    Decision {
        /// Everything that is held is told.
        Full = "full",
        /// Told in part or not at all.
        Restricted = "restricted",
        /// Nothing is held.
        NothingHeld = "nothing_held",
        /// Put right.
        Rectified = "rectified",
        /// Not put right.
        RectificationRefused = "rectification_refused",
        /// To be erased: two persons carry it out on the review page of each object.
        ErasureGranted = "erasure_granted",
        /// Not erased.
        ErasureRefused = "erasure_refused",
        /// Processing is restricted.
        ProcessingRestricted = "processing_restricted",
        /// Processing is not restricted.
        RestrictionRefused = "restriction_refused",
    }
}

words! {
    /// Why something is not told or done.
    Ground {
        /// It would obstruct inquiries or procedures (Directive (EU) 2016/680 articles 13(3)(a) and 15(1)(a)).
        ObstructsInquiry = "obstructs_inquiry",
        /// It would prejudice prevention, detection, prosecution or penalties ((b)).
        PrejudicesPrevention = "prejudices_prevention",
        /// Public security ((c)).
        PublicSecurity = "public_security",
        /// National security ((d)).
        NationalSecurity = "national_security",
        /// The rights and freedoms of others ((e); GDPR article 15(4)).
        RightsOfOthers = "rights_of_others",
        /// The law asks to keep it, or legal claims need it (GDPR article 17(3)).
        LawRequires = "law_requires",
        /// What is held is right, or the request is manifestly unfounded or excessive (GDPR article 12(5)).
        Unfounded = "unfounded",
    }
}

impl Right {
    /// What may be decided on it.
    pub fn decisions(self) -> &'static [Decision] {
        match self {
            Self::Access => &[Decision::Full, Decision::Restricted, Decision::NothingHeld],
            Self::Rectification => &[Decision::Rectified, Decision::RectificationRefused],
            Self::Erasure => &[Decision::ErasureGranted, Decision::ErasureRefused],
            Self::Restriction => &[Decision::ProcessingRestricted, Decision::RestrictionRefused],
        }
    }

    /// Whether who asks for it says that something held is not right.
    pub fn may_contest(self) -> bool {
        matches!(self, Self::Rectification | Self::Restriction)
    }
}

impl Decision {
    /// Whether it refuses something, and so needs a ground.
    pub fn needs_ground(self) -> bool {
        matches!(
            self,
            Self::Restricted | Self::RectificationRefused | Self::ErasureRefused | Self::RestrictionRefused
        )
    }

    /// Whether it is answered without saying that anything is held: what is refused, and what is not there, alike.
    pub fn is_neutral(self) -> bool {
        self.needs_ground() || self == Self::NothingHeld
    }
}

/// One exact identifier of who asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Token {
    /// An e-mail address.
    Email {
        /// Letter for letter but for case.
        address: String,
    },
    /// A telephone number with its country.
    Phone {
        /// Such as `+34 600 000 000`.
        number: String,
    },
    /// An account on a service.
    Account {
        /// The service, by name or domain.
        service: String,
        /// Its own identifier of the account.
        identifier: String,
    },
    /// Names with a day of birth.
    NameBirth {
        /// Given names.
        given_name: String,
        /// Family names.
        family_name: String,
        /// The day.
        birth: Date,
    },
}

model::unprintable!(Token);

impl Token {
    /// Its form.
    pub fn kind(&self) -> TokenKind {
        match self {
            Self::Email { .. } => TokenKind::Email,
            Self::Phone { .. } => TokenKind::Phone,
            Self::Account { .. } => TokenKind::Account,
            Self::NameBirth { .. } => TokenKind::NameBirth,
        }
    }

    /// As a page shows it to the officer.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Email { address } => address.clone(),
            Self::Phone { number } => number.clone(),
            Self::Account { service, identifier } => format!("{service}: {identifier}"),
            Self::NameBirth { given_name, family_name, birth } => {
                format!("{given_name} {family_name}, {birth}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_openapi_document_has_each_word_as_json_has_it() {
        let written: Vec<_> = Decision::ALL.iter().map(|decision| decision.as_str()).collect();
        let schema = serde_json::to_value(<Decision as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema["enum"], serde_json::json!(written));
    }

    #[test]
    fn every_decision_belongs_to_one_right_and_every_word_is_found() {
        for decision in Decision::ALL {
            let rights = Right::ALL.iter().filter(|right| right.decisions().contains(decision));
            assert_eq!(rights.count(), 1, "{decision:?}");
            assert_eq!(Decision::find(decision.as_str()), Some(*decision));
        }
        assert!(
            Decision::NothingHeld.is_neutral()
                && Decision::Restricted.is_neutral()
                && !Decision::Full.is_neutral()
        );
        assert_eq!(Ground::find("because"), None);
    }
}
