//! Who is near a group: a list in order of number, so that nothing depends on the order of a hash table.

use super::level::Levels;

/// Groups that share something with one group, by number, and what.
#[derive(Default)]
pub(super) struct Near(Vec<(u32, Levels)>);

impl Near {
    pub(super) fn with_capacity(groups: usize) -> Self {
        Self(Vec::with_capacity(groups))
    }

    /// Adds one with a higher number than all before.
    pub(super) fn push(&mut self, group: u32, levels: Levels) {
        self.0.push((group, levels));
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Levels)> {
        self.0.iter().copied()
    }

    pub(super) fn get(&self, group: u32) -> Option<Levels> {
        self.position(group).ok().map(|position| self.0[position].1)
    }

    pub(super) fn remove(&mut self, group: u32) {
        if let Ok(position) = self.position(group) {
            self.0.remove(position);
        }
    }

    /// Puts `kept` in the place of `gone`.
    pub(super) fn rename(&mut self, gone: u32, kept: u32, levels: Levels) {
        match (self.position(gone), self.position(kept)) {
            (Ok(gone), Ok(kept)) => {
                self.0[kept].1 = levels;
                self.0.remove(gone);
            }
            (Ok(gone), Err(place)) => {
                self.0[gone] = (kept, levels);
                // what lies between moves up or down by one
                if place <= gone {
                    self.0[place..=gone].rotate_right(1);
                } else {
                    self.0[gone..place].rotate_left(1);
                }
            }
            (Err(_), Ok(kept)) => self.0[kept].1 = levels,
            (Err(_), Err(place)) => self.0.insert(place, (kept, levels)),
        }
    }

    /// Takes in those near another group; where one is near both, `together` says what is shared.
    pub(super) fn absorb(&mut self, other: &Self, together: impl Fn(Levels, Levels) -> Levels) {
        let both = Vec::with_capacity(self.len() + other.len());
        let ours = std::mem::replace(&mut self.0, both);
        let (mut ours, mut others) = (ours.into_iter().peekable(), other.0.iter().copied().peekable());
        while let (Some(one), Some(another)) = (ours.peek(), others.peek()) {
            let (from_ours, from_others) = (one.0 <= another.0, another.0 <= one.0);
            let one = from_ours.then(|| ours.next()).flatten();
            let another = from_others.then(|| others.next()).flatten();
            self.0.extend(match (one, another) {
                (Some((group, one)), Some((_, another))) => Some((group, together(one, another))),
                (one, another) => one.or(another),
            });
        }
        self.0.extend(ours.chain(others));
    }

    fn position(&self, group: u32) -> Result<usize, usize> {
        self.0.binary_search_by_key(&group, |(group, _)| *group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(groups: &[u32]) -> Near {
        let mut near = Near::default();
        for group in groups {
            near.push(*group, Levels::default());
        }
        near
    }

    fn groups(near: &Near) -> Vec<u32> {
        near.iter().map(|(group, _)| group).collect()
    }

    #[test]
    fn a_renamed_group_keeps_the_order() {
        for (gone, kept, expected) in [
            (3, 9, [1, 5, 7, 9]),
            (7, 0, [0, 1, 3, 5]),
            (1, 4, [3, 4, 5, 7]),
            (7, 4, [1, 3, 4, 5]),
            (5, 6, [1, 3, 6, 7]),
        ] {
            let mut list = near(&[1, 3, 5, 7]);
            list.rename(gone, kept, Levels::default());
            assert_eq!(groups(&list), expected, "{gone} to {kept}");
        }
        let mut list = near(&[1, 3, 5]);
        list.rename(1, 5, Levels::default());
        assert_eq!(groups(&list), [3, 5]);
    }

    #[test]
    fn absorbing_holds_each_group_once() {
        let mut list = near(&[1, 3, 5]);
        list.absorb(&near(&[0, 3, 4, 8, 9]), |one, _| one);
        assert_eq!(groups(&list), [0, 1, 3, 4, 5, 8, 9]);
        list.remove(4);
        assert!(list.get(4).is_none() && list.get(5).is_some());
    }
}
