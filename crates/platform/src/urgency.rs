//! What of the queue comes first: what is open about one account together, in the bands of `model::triage`, each with its reasons. It orders work and
//! says nothing of a person.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::triage::{
    Basis, Fact, Factor, FreeText, Quality, Raised, Stated, Trigger, Urgency, Weights, doublings_permille,
    urgency,
};

use crate::db::open_items::OpenRow;
use crate::digests::TEXT_KIND;

/// Everything that is open about one account, or about an address at which nothing is known.
pub(crate) struct OpenItem {
    /// The oldest open upload, or the user report where no upload is known: names the item's page.
    pub(crate) id: String,
    /// Since when the oldest of it is open.
    pub(crate) since: Timestamp,
    pub(crate) files: BTreeSet<String>,
    pub(crate) texts: BTreeSet<String>,
    pub(crate) hits: usize,
    pub(crate) user_reports: usize,
    has_account: bool,
    classes: BTreeSet<String>,
    raised: BTreeSet<Trigger>,
}

/// An item with its place in the order of work.
pub(crate) struct RankedItem {
    pub(crate) item: OpenItem,
    pub(crate) urgency: Urgency,
}

/// Words in the name of a list's class by which its publisher says that the material was made by whoever had it.
const OWN_PRODUCTION: [&str; 2] = ["own production", "self-produced"];

impl OpenItem {
    fn new(row: &OpenRow) -> Self {
        Self {
            id: row.upload_id.map_or_else(|| row.id.clone(), |id| id.to_string()),
            since: row.since,
            files: BTreeSet::new(),
            texts: BTreeSet::new(),
            hits: 0,
            user_reports: 0,
            has_account: !row.account_blind.is_empty(),
            classes: BTreeSet::new(),
            raised: BTreeSet::new(),
        }
    }

    fn add(&mut self, row: OpenRow) {
        if let Some(upload_id) = row.upload_id {
            let of_kind = if row.kind == TEXT_KIND { &mut self.texts } else { &mut self.files };
            of_kind.insert(upload_id.to_string());
        }
        if row.is_hit {
            self.hits += 1;
        } else {
            self.user_reports += 1;
        }
        if !row.classification.is_empty() {
            self.classes.insert(row.classification);
        }
        self.raised.extend(row.raised.split(',').filter_map(|name| name.parse::<Trigger>().ok()));
    }

    /// The facts that order it.
    fn stated(&self) -> Stated {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut facts = Vec::new();
        if self.files.len() > 1 {
            let fact = Fact::new(Factor::FileCount, Quality::Fact, self.files.len().to_string(), "files");
            facts.push(fact.amount(doublings_permille(count(self.files.len()))));
        }
        let own = self.classes.iter().find(|class| is_own_production(class));
        facts.extend(own.map(|class| Fact::new(Factor::Production, Quality::Automatic, class, "class")));
        if !self.classes.is_empty() {
            let classes = self.classes.iter().cloned().collect::<Vec<_>>().join(", ");
            facts.push(Fact::new(Factor::Severity, Quality::Automatic, classes, "class"));
        }
        if self.user_reports > 1 {
            let others = count(self.user_reports - 1).min(1000);
            let says = self.user_reports.to_string();
            let fact = Fact::new(Factor::Repetition, Quality::Automatic, says, "user_reports");
            facts.push(fact.amount(others * 1000));
        }
        let raise = |trigger: &Trigger| Raised {
            trigger: *trigger,
            basis: Basis::Assessment,
            says: String::new(),
            source: "user_reports".to_owned(),
        };
        // what people wrote has a floor until somebody has read it
        let unread = FreeText { element: "user_reports".to_owned(), text: None, is_read: false };
        let has_words = self.user_reports > 0 || !self.texts.is_empty();
        Stated {
            facts,
            raised: self.raised.iter().map(raise).collect(),
            texts: if has_words { vec![unread] } else { Vec::new() },
            has_account: self.has_account,
            ..Stated::default()
        }
    }
}

fn is_own_production(class: &str) -> bool {
    let class = class.to_lowercase().replace(['_', '-'], " ");
    OWN_PRODUCTION.iter().any(|words| class.contains(&words.replace('-', " ")))
}

/// What is open, put together by account, the most urgent first: by band, then points, then age.
pub(crate) fn ranked(rows: Vec<OpenRow>, weights: &Weights, now: Timestamp) -> Vec<RankedItem> {
    let mut items = BTreeMap::<String, OpenItem>::new();
    for row in rows {
        let key = match (&row.upload_id, row.account_blind.is_empty()) {
            (_, false) => format!("account {}", row.account_blind),
            (Some(upload_id), true) => upload_id.to_string(),
            (None, true) => row.id.clone(),
        };
        items.entry(key).or_insert_with(|| OpenItem::new(&row)).add(row);
    }
    let rank = |item: OpenItem| RankedItem { urgency: urgency(weights, &item.stated(), now), item };
    let mut ranked: Vec<RankedItem> = items.into_values().map(rank).collect();
    ranked.sort_by(|one, other| {
        let place = |of: &RankedItem| (of.urgency.rank(), -of.urgency.points_tenths, of.item.since);
        place(one).cmp(&place(other)).then_with(|| one.item.id.cmp(&other.item.id))
    });
    ranked
}

/// Triggers that the words of somebody raise, and their own word that a child is in danger now, as they are stored.
pub(crate) fn raised_by(words: &str, in_danger: bool) -> String {
    let text = FreeText { element: "user_report".to_owned(), text: Some(words.to_owned()), is_read: false };
    let stated = Stated { texts: vec![text], ..Stated::default() }.distilled();
    let mut raised: BTreeSet<Trigger> = stated.raised.iter().map(|raised| raised.trigger).collect();
    if in_danger {
        raised.insert(Trigger::SenderMarkedUrgent);
    }
    raised.iter().map(|trigger| trigger.as_str()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use model::triage::Band;
    use model::{Id, SeededRng};

    use super::*;

    fn row(account: &str, at: &str, is_hit: bool, raised: &str, classification: &str) -> OpenRow {
        let since: Timestamp = at.parse().unwrap();
        let clock = model::ManualClock::new(since);
        let upload_id = Id::new(&clock, &SeededRng::new(account.len() as u64 + 1));
        OpenRow {
            id: format!("{account} {at}"),
            since,
            upload_id: Some(upload_id),
            account_blind: account.to_owned(),
            kind: "png".to_owned(),
            is_hit,
            classification: classification.to_owned(),
            raised: raised.to_owned(),
        }
    }

    fn order(rows: Vec<OpenRow>) -> Vec<(Band, usize)> {
        let weights = Weights::built_in().unwrap();
        let ranked = ranked(rows, &weights, "2020-12-28T09:00:00Z".parse().unwrap());
        ranked
            .iter()
            .map(|ranked| (ranked.urgency.band, ranked.item.hits + ranked.item.user_reports))
            .collect()
    }

    #[test]
    fn danger_comes_before_age_and_what_is_of_one_account_is_one_item() {
        let old = row("old", "2020-12-01T09:00:00Z", true, "", "");
        let several = [
            row("several", "2020-12-20T09:00:00Z", true, "", "own production"),
            row("several", "2020-12-21T09:00:00Z", true, "", ""),
            row("several", "2020-12-22T09:00:00Z", true, "", ""),
        ];
        let danger = row("in danger", "2020-12-28T08:00:00Z", false, "sender_marked_urgent", "");
        let rows = std::iter::once(old).chain(several).chain([danger]).collect();
        let order = order(rows);
        assert_eq!(order.iter().map(|(_, open)| *open).collect::<Vec<_>>(), [1, 3, 1]);
        assert_eq!((order[0].0, order[2].0), (Band::A, Band::D));
    }

    #[test]
    fn of_equal_urgency_the_oldest_comes_first() {
        let rows = vec![
            row("b", "2020-12-20T09:00:00Z", true, "", ""),
            row("aa", "2020-12-10T09:00:00Z", true, "", ""),
        ];
        let weights = Weights::built_in().unwrap();
        let ranked = ranked(rows, &weights, "2020-12-28T09:00:00Z".parse().unwrap());
        assert!(ranked[0].item.since < ranked[1].item.since);
    }

    #[test]
    fn only_the_words_of_danger_raise_a_trigger() {
        assert_eq!(raised_by("this picture should not be here", false), "");
        assert_eq!(raised_by("this picture should not be here", true), "sender_marked_urgent");
    }
}
