//! A notice under article 18 of Regulation (EU) 2022/2065 (Digital Services Act): a hosting provider tells of a suspicion of a criminal offence that
//! involves a threat to somebody's life or safety. No member of a form is prescribed by the Regulation; this is our own.
//!
//! What it must hold follows from paragraphs 1 and 2 and recital 56: the content of the suspicion, the member states concerned with the reason why (place
//! of the act, of the suspect, of the victim), when with its zone, an explanation, what locates the account, and whom to ask.

use serde::{Deserialize, Serialize};

use crate::document::{Document, DocumentError, check_country, check_present, check_unique};

/// Most characters of the explanation: what the element `additionalInfo` of a report holds.
pub const MAX_EXPLANATION_CHARS: usize = 3000;
/// Most entries of each list.
pub const MAX_ENTRIES: usize = 100;

/// A notice of a suspicion.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// `amparo-notice/1`.
    pub schema: String,
    /// The provider's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether it took place, takes place, or is likely to.
    pub standing: Standing,
    /// Which offence, by a code of the CyberTipline schema's `incidentType`.
    pub incident_type: String,
    /// When, with its zone, such as `2026-03-01T11:00:00+01:00`.
    pub occurred_at: String,
    /// All relevant information, in words.
    pub explanation: String,
    /// Whether somebody must act now, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent_because: Option<String>,
    /// The member states concerned; empty when they cannot be identified with reasonable certainty.
    pub member_states: Vec<MemberState>,
    /// Where the provider, or its legal representative, is established (ISO 3166-1, two letters).
    pub established_in: String,
    /// Addresses of pages, kept as text and never fetched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Accounts, with what locates who uses them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<NoticeAccount>,
    /// Whom to ask at the provider.
    pub contact: Contact,
}

/// How far what is suspected has come (article 18, paragraph 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It has taken place.
    HasTakenPlace,
    /// It is taking place.
    TakingPlace,
    /// It is likely to take place.
    Likely,
}

impl Standing {
    /// As it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HasTakenPlace => "has_taken_place",
            Self::TakingPlace => "taking_place",
            Self::Likely => "likely",
        }
    }
}

/// A member state concerned, and why (article 18, paragraph 2).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberState {
    /// ISO 3166-1, two letters.
    pub country: String,
    /// Why it is concerned.
    pub because: Because,
}

/// What ties a state to the suspicion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The offence is suspected to take place there.
    PlaceOfAct,
    /// Who is suspected resides or is there.
    Suspect,
    /// Who is harmed resides or is there.
    Victim,
}

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountRole {
    /// Of who is suspected.
    Suspect,
    /// Of who is harmed.
    Victim,
}

/// An account, with what locates who uses it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeAccount {
    /// Whose it is.
    pub role: AccountRole,
    /// Name of the service.
    pub service: String,
    /// The provider's own key of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Its name there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen_name: Option<String>,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Telephone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Where it was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<NoticeAddress>,
}

/// An address of the internet at which an account was seen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeAddress {
    /// IPv4 or IPv6.
    pub address: String,
    /// When, with its zone.
    pub at: String,
    /// Source port: behind a carrier's translation nobody is found without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
}

/// Whom to ask at the provider.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name, of a person or a desk.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Document for Notice {
    const SCHEMA: &'static str = "amparo-notice/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("explanation", &self.explanation)?;
        if self.explanation.chars().count() > MAX_EXPLANATION_CHARS {
            let message = format!("must not be longer than {MAX_EXPLANATION_CHARS} characters");
            return Err(DocumentError::field("explanation", message));
        }
        if let Some(reason) = &self.urgent_because {
            check_present("urgent_because", reason)?;
        }
        check_country("established_in", &self.established_in)?;
        for (index, state) in self.member_states.iter().enumerate() {
            check_country(&format!("member_states[{index}].country"), &state.country)?;
        }
        check_unique("member_states", &self.member_states)?;
        check_present("contact.name", &self.contact.name)?;
        check_present("contact.email", &self.contact.email)?;
        let lists = [
            ("member_states", self.member_states.len()),
            ("urls", self.urls.len()),
            ("accounts", self.accounts.len()),
        ];
        if let Some((field, _)) = lists.into_iter().find(|(_, entries)| *entries > MAX_ENTRIES) {
            return Err(DocumentError::field(
                field,
                format!("must not hold more than {MAX_ENTRIES} entries"),
            ));
        }
        for (index, account) in self.accounts.iter().enumerate() {
            account.check(&format!("accounts[{index}]"))?;
        }
        Ok(())
    }
}

impl NoticeAccount {
    fn check(&self, at: &str) -> Result<(), DocumentError> {
        check_present(&format!("{at}.service"), &self.service)?;
        if self.identifier.is_none()
            && self.screen_name.is_none()
            && self.emails.is_empty()
            && self.phones.is_empty()
            && self.addresses.is_empty()
        {
            return Err(DocumentError::field(
                at,
                "must name an identifier, a name, or what locates who uses it",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"schema":"amparo-notice/1","standing":"likely","incident_type":"x","occurred_at":"2026-03-01T11:00:00+01:00",
        "explanation":"words","member_states":[{"country":"ES","because":"victim"}],"established_in":"IE",
        "contact":{"name":"Desk","email":"desk@provider.example"}}"#;

    fn refused(text: &str) -> String {
        Notice::read(text.as_bytes()).err().expect("refused").to_string()
    }

    #[test]
    fn a_notice_without_any_file_or_account_is_whole() {
        let notice = Notice::read(GOOD.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((notice.standing, notice.member_states[0].because), (Standing::Likely, Because::Victim));
        let written = notice.write().unwrap();
        assert!(Notice::read(&written).is_ok_and(|again| again == notice));
        let nowhere = GOOD.replace(r#"[{"country":"ES","because":"victim"}]"#, "[]");
        assert!(Notice::read(nowhere.as_bytes()).is_ok(), "which member state may be unknown");
    }

    #[test]
    fn what_cannot_stand_is_named_by_field() {
        for (from, to, field) in [
            ("\"words\"", "\" \"", "explanation: "),
            ("\"IE\"", "\"Ireland\"", "established_in: "),
            ("\"ES\"", "\"es\"", "member_states[0].country: "),
            ("\"Desk\"", "\"\"", "contact.name: "),
            ("amparo-notice/1", "amparo-notice/2", "schema: "),
            ("\"likely\"", "\"maybe\"", "unknown variant `maybe`"),
            ("\"established_in\"", "\"pet\":1,\"established_in\"", "unknown field `pet`"),
            (
                "\"contact\"",
                "\"accounts\":[{\"role\":\"suspect\",\"service\":\"Example\"}],\"contact\"",
                "accounts[0]: must name",
            ),
        ] {
            let says = refused(&GOOD.replace(from, to));
            assert!(says.contains(field), "{says}");
        }
        let long = GOOD.replace("words", &"x".repeat(MAX_EXPLANATION_CHARS + 1));
        assert!(refused(&long).starts_with("explanation: must not be longer"));
        let twice = GOOD.replace(
            r#"[{"country":"ES","because":"victim"}]"#,
            r#"[{"country":"ES","because":"victim"},{"country":"ES","because":"victim"}]"#,
        );
        assert!(refused(&twice).starts_with("member_states[1]"));
    }
}
