//! The lists that there are: one for each kind of material that the law treats alike, so that nobody acts on one as if it were another.

use hashlist::Classification;

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashList {
    /// Abuse material.
    Csam,
    /// Exploitative, without being abuse material in every country.
    Exploitative,
    /// Intimate pictures whose owners want them taken down.
    Ncii,
}

impl HashList {
    /// Every list.
    pub(crate) const ALL: [Self; 3] = [Self::Csam, Self::Exploitative, Self::Ncii];

    /// Its name in addresses, in configuration and in tables.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Csam => "csam",
            Self::Exploitative => "exploitative",
            Self::Ncii => "ncii",
        }
    }

    /// The list of this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == name)
    }

    /// The classes that its entries may have.
    pub(crate) const fn classes(self) -> &'static [Classification] {
        use Classification as C;
        match self {
            Self::Csam => &[
                C::A1,
                C::A2,
                C::B1,
                C::B2,
                C::CategoryA,
                C::CategoryB,
                C::CategoryC,
                C::Baseline,
                C::Csam,
                C::Generated,
            ],
            Self::Exploitative => &[C::Exploitative],
            Self::Ncii => &[C::Intimate],
        }
    }

    /// The class of an entry whose source grades none: what the whole list is.
    pub(crate) const fn ungraded(self) -> Classification {
        match self {
            Self::Csam => Classification::Csam,
            Self::Exploitative => Classification::Exploitative,
            Self::Ncii => Classification::Intimate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_class_is_in_two_lists_and_each_list_holds_its_own() {
        let all: Vec<_> = HashList::ALL.into_iter().flat_map(HashList::classes).collect();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), distinct.len());
        assert!(!all.contains(&&Classification::Unknown));
        for list in HashList::ALL {
            assert!(list.classes().contains(&list.ungraded()));
            assert_eq!(HashList::parse(list.as_str()), Some(list));
        }
    }
}
