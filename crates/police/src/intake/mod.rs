//! Intake: a package is staged, verified and read; nothing of it counts before its transaction.

mod arriving;
mod read_events;
mod read_report;
mod stage;

use serde::{Deserialize, Serialize};

pub(crate) use read_events::IncomingEvent;
pub(crate) use read_report::{Incoming, IncomingAct, IncomingReport};
pub(crate) use stage::{Staged, discard_unkept, stage};

/// What one report states of one account, as it stands there.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stated {
    /// The service's own key of the account.
    pub(crate) esp_identifier: Option<String>,
    pub(crate) screen_name: Option<String>,
    pub(crate) display_names: Vec<String>,
    pub(crate) emails: Vec<StatedEmail>,
    pub(crate) phones: Vec<StatedPhone>,
    pub(crate) device_ids: Vec<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    /// As the account holder gave it to the service; proves nothing.
    pub(crate) date_of_birth: Option<String>,
    /// Those that are no act's.
    #[serde(default)]
    pub(crate) connections: Vec<StatedConnection>,
}

model::unprintable!(Stated);

/// A connection of an account that is no dated upload: of a sign-in or a registration, say, or without a time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StatedConnection {
    /// As written; nothing where none is stated.
    pub(crate) at: Option<String>,
    /// IPv4 or IPv6, as the reporting party writes it.
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
    /// During what it was seen, as the CyberTipline names it.
    pub(crate) event: Option<String>,
}

model::unprintable!(StatedConnection);

/// An e-mail address as stated.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StatedEmail {
    pub(crate) address: String,
    pub(crate) verified: bool,
}

model::unprintable!(StatedEmail);

/// A telephone number as stated.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StatedPhone {
    pub(crate) number: String,
    pub(crate) calling_code: Option<String>,
    pub(crate) verified: bool,
}

model::unprintable!(StatedPhone);

impl StatedPhone {
    /// The number behind its calling code, where one is stated.
    pub(crate) fn whole(&self) -> String {
        match &self.calling_code {
            Some(code) => format!("{code} {}", self.number),
            None => self.number.clone(),
        }
    }
}

/// The connection of an act.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Connection {
    /// IPv4 or IPv6, as the reporting party writes it.
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
}

model::unprintable!(Connection);
