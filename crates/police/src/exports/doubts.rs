//! What an export says of itself where somebody disputes what it rests on, or a ground of it fell away: whoever gets it works on it elsewhere.

use model::Id;
use model::kind::Link;

use super::LeavingAct;
use crate::ids::GroundLoss;

/// What is in doubt of what leaves.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    /// Links that somebody disputes, and on which nobody has decided.
    pub(crate) contested_links: Vec<Id<Link>>,
    /// Losses that no officer has settled.
    pub(crate) lost_grounds: Vec<Id<GroundLoss>>,
}

impl Doubts {
    /// A line each, in the language of the formats.
    pub(super) fn lines(&self) -> Vec<String> {
        let contested =
            "Contested, and not decided yet: links on which this rests, not to be relied on until then";
        let lost =
            "Ground lost, and not settled yet: what this was attributed on, not to be relied on until then";
        [(contested, joined(&self.contested_links)), (lost, joined(&self.lost_grounds))]
            .into_iter()
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(said, ids)| format!("{said} ({ids})"))
            .collect()
    }

    /// Behind the name of a file whose format has no room for words.
    pub(super) fn suffix(&self) -> &'static str {
        match (self.contested_links.is_empty(), self.lost_grounds.is_empty()) {
            (true, true) => "",
            (false, true) => "-contested",
            (true, false) => "-ground-lost",
            (false, false) => "-contested-ground-lost",
        }
    }
}

fn joined<K: model::Kind>(ids: &[Id<K>]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(", ")
}

/// What is in doubt of some acts, in words; none where nothing is.
pub(super) fn comment<'a>(acts: impl Iterator<Item = &'a LeavingAct>) -> Option<String> {
    let (mut is_contested, mut is_lost) = (false, false);
    for leaving in acts {
        is_contested |= leaving.act.link_contested;
        is_lost |= leaving.act.ground_lost;
    }
    let said =
        [(is_contested, "Contested link, not decided yet."), (is_lost, "Ground lost, not settled yet.")];
    let said: Vec<_> = said.into_iter().filter(|(is_said, _)| *is_said).map(|(_, said)| said).collect();
    (!said.is_empty()).then(|| said.join(" "))
}
