//! What a score says, line by line.

use serde::{Deserialize, Serialize};

use super::{Band, Trigger};

/// Whether a line rests on what is so, or on what somebody or something holds for so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Checked, or seen in the data themselves.
    Fact,
    /// Stated, estimated, or found by a program.
    Assessment,
}

impl Basis {
    /// The basis as it is stored, and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Assessment => "assessment",
        }
    }
}

/// One reason of a score. It may quote what a report says, so it is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The factor, or `trigger_` and the trigger; the key of its text.
    pub factor: String,
    /// Points in tenths. The lines of a score sum to its total.
    pub points_tenths: i32,
    /// What the line rests on.
    pub basis: Basis,
    /// The ground, to be read by machines: a value of the report, or the words that were found.
    pub says: String,
    /// Where it stands: the path of an element, or the list that was asked.
    pub source: String,
}

/// How urgent a report is, and why. It may quote what a report says, so it is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgency {
    /// The band, after triggers and floor.
    pub band: Band,
    /// The sum of the lines, in tenths of a point.
    pub points_tenths: i32,
    /// What puts it into Band A, independent ones first.
    pub triggers: Vec<Trigger>,
    /// The lowest band that it may have until a person has read it.
    pub floor: Option<Band>,
    /// Every reason.
    pub lines: Vec<Line>,
    /// What nobody knows of it, as names of factors and elements: never taken for low risk.
    pub unknowns: Vec<String>,
    /// By which weights.
    pub weights_version: String,
}

impl Urgency {
    /// The place of the band in a list: 0 for Band A by a trigger of its own, 1 for Band A by the sender's mark alone, then 2, 3 and 4.
    pub fn rank(&self) -> u8 {
        match self.band {
            Band::A if self.triggers.iter().any(|trigger| trigger.is_independent()) => 0,
            Band::A => 1,
            Band::B => 2,
            Band::C => 3,
            Band::D => 4,
        }
    }
}

/// What a report lacks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Path of the element.
    pub element: String,
    /// Why a police needs it, as the key of a text.
    pub why: String,
}

/// How complete a report is. It says nothing on urgency, and never raises it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// From 0 to 1000 tenths.
    pub points_tenths: i32,
    /// What is there, with its points.
    pub lines: Vec<Line>,
    /// What is not.
    pub missing: Vec<Missing>,
    /// By which weights.
    pub weights_version: String,
}

crate::unprintable!(Line, Urgency, Missing, Completeness);
