//! What a person is in a case. One person can be several: a child who shared what was done to them is a victim and an author.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A role in a case: Directive (EU) 2016/680, article 6, keeps the data of each apart. What protects the person comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseRole {
    /// Something was done to them.
    Victim,
    /// They saw or know something.
    Witness,
    /// Acts are attributed to them.
    Author,
}

impl CaseRole {
    /// Every role, what protects first.
    pub const ALL: [Self; 3] = [Self::Victim, Self::Witness, Self::Author];

    /// As the database, the API and the keys of the texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Victim => "victim",
            Self::Witness => "witness",
            Self::Author => "author",
        }
    }

    /// The role that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Each of these once, what protects first: the order in which every list shows them.
    pub fn in_order(roles: impl IntoIterator<Item = Self>) -> Vec<Self> {
        roles.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn roles_are_read_back() {
        for role in CaseRole::ALL {
            assert_eq!(CaseRole::find(role.as_str()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
        assert_eq!(CaseRole::find("suspect"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whoever_is_a_victim_too_is_one_first(picked in prop::collection::vec(0..CaseRole::ALL.len(), 0..9)) {
            let roles: Vec<_> = picked.iter().map(|index| CaseRole::ALL[*index]).collect();
            let shown = CaseRole::in_order(roles.iter().copied());
            for role in CaseRole::ALL {
                let times = shown.iter().filter(|shown| **shown == role).count();
                prop_assert_eq!(times, usize::from(roles.contains(&role)));
            }
            if roles.contains(&CaseRole::Victim) {
                prop_assert_eq!(shown.first(), Some(&CaseRole::Victim));
            }
            if roles.contains(&CaseRole::Author) {
                prop_assert_eq!(shown.last(), Some(&CaseRole::Author));
            }
        }
    }
}
