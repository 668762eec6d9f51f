//! What alone puts a report into Band A.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A named reason to believe that a child may be in danger now. The set is closed: no sum of points is among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A text speaks of a threat.
    Threat,
    /// A text speaks of harming oneself.
    SelfHarm,
    /// A text speaks of blackmail.
    Blackmail,
    /// A text speaks of a meeting and of a time that is near.
    MeetingSoon,
    /// The report or a text says that it happens live.
    LiveAbuse,
    /// A file that nobody knew was made in the last 30 days.
    NewAndRecent,
    /// The victim reports.
    VictimReports,
    /// Current access to a child, together with production, contact or enticement.
    AccessAndContact,
    /// Staff of a clearinghouse or of the police marked it so.
    StaffMarkedUrgent,
    /// The sender marked it so. It ranks after every other, because it is the sender's word alone.
    SenderMarkedUrgent,
}

/// No trigger is written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no trigger of Band A is written so")]
pub struct UnknownTrigger;

impl Trigger {
    /// Every trigger; the sender's mark last.
    pub const ALL: [Self; 10] = [
        Self::Threat,
        Self::SelfHarm,
        Self::Blackmail,
        Self::MeetingSoon,
        Self::LiveAbuse,
        Self::NewAndRecent,
        Self::VictimReports,
        Self::AccessAndContact,
        Self::StaffMarkedUrgent,
        Self::SenderMarkedUrgent,
    ];

    /// The trigger as it is stored, and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Threat => "threat",
            Self::SelfHarm => "self_harm",
            Self::Blackmail => "blackmail",
            Self::MeetingSoon => "meeting_soon",
            Self::LiveAbuse => "live_abuse",
            Self::NewAndRecent => "new_and_recent",
            Self::VictimReports => "victim_reports",
            Self::AccessAndContact => "access_and_contact",
            Self::StaffMarkedUrgent => "staff_marked_urgent",
            Self::SenderMarkedUrgent => "sender_marked_urgent",
        }
    }

    /// Whether it rests on more than the sender's own mark.
    pub fn is_independent(self) -> bool {
        self != Self::SenderMarkedUrgent
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Trigger {
    type Err = UnknownTrigger;

    fn from_str(text: &str) -> Result<Self, UnknownTrigger> {
        Self::ALL.into_iter().find(|trigger| trigger.as_str() == text).ok_or(UnknownTrigger)
    }
}
