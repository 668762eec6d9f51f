//! The files of a draft, and the moderators' rules on them.

use super::Draft;
use crate::conduct::{HitSight, ModerationRule, Verdict, Viewed};
use crate::media::{Format, MediaSpec, Pattern, PatternKind};

/// The list whose entries were seen by people.
pub(crate) const REVIEWED: &str = "reviewed";
/// The list that takes anybody's word.
pub(crate) const COMMUNITY: &str = "community";

impl Draft {
    /// A file with a pattern of its own.
    pub(crate) fn media(&mut self, key: &str, list: Option<&str>) {
        let kinds = [PatternKind::Blobs, PatternKind::Tiles];
        let number = self.scenario.media.len();
        let kind = kinds[number % kinds.len()];
        let seed = u32::try_from(self.dice.between(1, i64::from(u32::MAX))).unwrap_or(1);
        self.scenario.media.push(MediaSpec {
            key: key.to_owned(),
            pattern: Pattern { kind, seed },
            width_px: 32 * u32::try_from(self.dice.between(8, 12)).unwrap_or(8),
            height_px: 32 * u32::try_from(self.dice.between(6, 10)).unwrap_or(8),
            format: if self.dice.happens(50) { Format::Png } else { Format::Jpeg },
            list: list.map(str::to_owned),
            variant_of: None,
        });
    }

    /// A near-duplicate on no list: encoded again, or of another size.
    pub(crate) fn variant(&mut self, key: &str, of: &str) {
        let Some(mut media) = self.scenario.find_media(of).cloned() else { return };
        if self.dice.happens(50) {
            media.format = if media.format == Format::Png { Format::Jpeg } else { Format::Png };
        } else {
            (media.width_px, media.height_px) = (media.width_px * 3 / 4, media.height_px * 3 / 4);
        }
        (media.key, media.list, media.variant_of) = (key.to_owned(), None, Some(of.to_owned()));
        self.scenario.media.push(media);
    }

    /// The key of a file whose hits are confirmed.
    pub(crate) fn some_file(&mut self) -> String {
        let listed = |media: &&MediaSpec| self.scenario.cluster_root(media).list.as_deref() == Some(REVIEWED);
        let keys: Vec<_> = self.scenario.media.iter().filter(listed).map(|media| media.key.clone()).collect();
        self.dice.pick(&keys).clone()
    }

    /// Confirms hits on the reviewed list, dismisses those on the other.
    pub(crate) fn moderate(&mut self) {
        let rule = |list: &str, decision, reason: &str| ModerationRule {
            sees: HitSight { list: Some(list.to_owned()), ..HitSight::default() },
            decision,
            viewed: Viewed::InFull,
            reason: reason.to_owned(),
        };
        self.scenario.moderation = vec![
            rule(REVIEWED, Verdict::Confirm, "The file is that of the list entry."),
            rule(COMMUNITY, Verdict::Dismiss, "The list entry is mistaken: the file is a harmless pattern."),
        ];
    }
}
