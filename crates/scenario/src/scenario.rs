//! The document.

use std::net::IpAddr;

use jiff::Timestamp;
use model::StatedTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conduct::{Decision, ModerationRule, Unit};
use crate::media::MediaSpec;
use crate::network::{Allocation, Operator, SubscriberRecord};
use crate::people::{Account, Household, Person, Upload, UserReport};
use crate::shape::TimeShape;

/// An invented operation, from the uploads to the officers' decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Amparo scenario")]
pub struct Scenario {
    /// Format of this document.
    pub schema: SchemaName,
    /// Title.
    pub name: String,
    /// The seed it was generated from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The time at which everything is played; one clock for all roles.
    #[schemars(with = "TimeShape")]
    pub now: StatedTime,
    /// Whose police lead the operation, ISO 3166-1 alpha-2; `ES` so far.
    pub country: String,
    /// Files.
    pub media: Vec<MediaSpec>,
    /// Address ranges.
    pub allocations: Vec<Allocation>,
    /// Operators.
    pub operators: Vec<Operator>,
    /// Accounts on the platform.
    pub accounts: Vec<Account>,
    /// Uploads.
    pub uploads: Vec<Upload>,
    /// Reports by members.
    #[serde(default)]
    pub user_reports: Vec<UserReport>,
    /// Households.
    pub households: Vec<Household>,
    /// People.
    pub people: Vec<Person>,
    /// What the operators know.
    pub subscriber_records: Vec<SubscriberRecord>,
    /// The moderators' rules.
    pub moderation: Vec<ModerationRule>,
    /// Provincial teams.
    pub units: Vec<Unit>,
    /// The officers' rules, in the order in which they are followed.
    pub decisions: Vec<Decision>,
}

/// Names of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SchemaName {
    /// The first.
    #[serde(rename = "amparo-scenario/1")]
    V1,
}

impl Scenario {
    /// The account with this key.
    pub fn find_account(&self, key: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.key == key)
    }

    /// The file with this key.
    pub fn find_media(&self, key: &str) -> Option<&MediaSpec> {
        self.media.iter().find(|media| media.key == key)
    }

    /// The allocation that held an address at an instant: the narrowest, should several do.
    pub fn find_allocation(&self, address: IpAddr, at: Timestamp) -> Option<&Allocation> {
        let covering = self.allocations.iter().filter(|allocation| allocation.covers(address, at));
        covering.max_by_key(|allocation| allocation.range.prefix_len())
    }

    /// The document as it is committed: indented JSON with a final newline.
    pub fn to_json(&self) -> String {
        crate::path::write_json(self)
    }
}
