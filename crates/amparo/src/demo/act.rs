//! An act as the inspector sees it.

use jiff::Timestamp;
use serde::Deserialize;

/// One act of a subject.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Act {
    pub(super) act_id: String,
    pub(super) account_id: String,
    pub(super) report_number: i64,
    pub(super) at: Timestamp,
    pub(super) ip: Option<String>,
    pub(super) operator: Option<String>,
    pub(super) subscribers: Vec<Subscriber>,
}

/// Whom an operator named for an act.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Subscriber {
    pub(super) line: String,
    pub(super) holder: String,
}

/// An account of a subject.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Account {
    pub(super) account_id: String,
    pub(super) esp_identifier: Option<String>,
}

/// A subject with what is known of it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Subject {
    pub(super) subject_id: String,
    pub(super) accounts: Vec<Account>,
    pub(super) acts: Vec<Act>,
}

impl Subject {
    /// The platform's number of the account of an act.
    pub(super) fn esp_identifier(&self, act: &Act) -> &str {
        let account = self.accounts.iter().find(|account| account.account_id == act.account_id);
        account.and_then(|account| account.esp_identifier.as_deref()).unwrap_or_default()
    }
}
