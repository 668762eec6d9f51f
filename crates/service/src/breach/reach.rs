//! What a cause reached, before it is counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use serde::Deserialize;

use super::{RecipientCount, Record, Records};
use crate::db::breach::{self as table, Sought, Witness};
use crate::oversight::RECIPIENT;
use crate::rights::ObjectRef;
use crate::{Failure, Tx};

const PAGE: i64 = 1000;

/// Which records count.
pub(super) enum Reach {
    /// Every record kept before an instant and not erased by then; without one, every record that is not erased.
    Standing { before: Option<Timestamp> },
    /// Those touched one by one, each with what was done, and those in lists.
    Touched(Touched),
}

/// What entries, or a package, name.
#[derive(Default)]
pub(super) struct Touched {
    /// What was done with each record.
    pub(super) records: HashMap<ObjectRef, BTreeSet<String>>,
    /// When a list of a kind was last opened.
    pub(super) lists: BTreeMap<&'static str, Timestamp>,
    /// Entries by operation.
    pub(super) entries: BTreeMap<String, u64>,
}

/// How far a record is affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Singly,
    InList,
    Not,
}

impl Reach {
    pub(super) fn how(&self, object: &ObjectRef, record: &Record) -> How {
        let stood_at =
            |at: Timestamp| record.recorded_at <= at && record.erased_at.is_none_or(|erased| erased > at);
        match self {
            Self::Standing { before: None } if record.erased_at.is_none() => How::Singly,
            Self::Standing { before: Some(at) } if stood_at(*at) => How::Singly,
            Self::Touched(touched) if touched.records.contains_key(object) => How::Singly,
            Self::Touched(touched) if touched.lists.get(&*object.kind).is_some_and(|at| stood_at(*at)) => {
                How::InList
            }
            _ => How::Not,
        }
    }
}

/// Reads entries page by page, and remembers which records their objects stand for.
pub(super) struct Reader<'a> {
    tx: &'a mut Tx,
    resolved: HashMap<ObjectRef, Vec<ObjectRef>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tx: &'a mut Tx) -> Self {
        Self { tx, resolved: HashMap::new() }
    }

    /// What the entries touched.
    pub(super) async fn touched<R: Records>(&mut self, sought: &Sought) -> Result<Touched, Failure> {
        let mut touched = Touched::default();
        let mut after = (i64::MIN, String::new());
        loop {
            let page = table::list(self.tx, sought, (after.0, &after.1), PAGE).await?;
            let Some(last) = page.last() else { return Ok(touched) };
            after = (last.recorded_at.as_microsecond(), last.entry_id.clone());
            for entry in &page {
                *touched.entries.entry(entry.operation.clone()).or_default() += 1;
                let kind = word(&entry.object_kind);
                if entry.object_id.is_empty() {
                    for listed in R::listed_by(&kind) {
                        touched.lists.insert(listed, entry.recorded_at);
                    }
                    continue;
                }
                for record in self.resolve::<R>(entry).await? {
                    touched.records.entry(record).or_default().insert(entry.operation.clone());
                }
            }
        }
    }

    /// To whom those of `affected` went, by the disclosures among the entries.
    pub(super) async fn recipients<R: Records>(
        &mut self,
        sought: &Sought,
        affected: impl Fn(&ObjectRef) -> bool,
    ) -> Result<Vec<RecipientCount>, Failure> {
        let sought = Sought { operation: "disclosure", ..sought.clone() };
        let mut went: BTreeMap<String, (BTreeSet<ObjectRef>, Timestamp, Timestamp)> = BTreeMap::new();
        let mut after = (i64::MIN, String::new());
        loop {
            let page = table::list(self.tx, &sought, (after.0, &after.1), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = (last.recorded_at.as_microsecond(), last.entry_id.clone());
            for entry in &page {
                let Some(recipient) = recipient(entry) else { continue };
                let records = self.resolve::<R>(entry).await?;
                let records: Vec<_> = records.into_iter().filter(|record| affected(record)).collect();
                if records.is_empty() {
                    continue;
                }
                let at = entry.recorded_at;
                let (sent, _, last_at) = went.entry(recipient).or_insert((BTreeSet::new(), at, at));
                sent.extend(records);
                *last_at = at;
            }
        }
        let count = |(recipient, (records, first_at, last_at)): (String, (BTreeSet<ObjectRef>, _, _))| {
            RecipientCount { recipient, records: records.len() as u64, first_at, last_at }
        };
        Ok(went.into_iter().map(count).collect())
    }

    async fn resolve<R: Records>(&mut self, entry: &Witness) -> Result<Vec<ObjectRef>, Failure> {
        let object = ObjectRef { kind: word(&entry.object_kind), id: entry.object_id.clone() };
        if let Some(known) = self.resolved.get(&object) {
            return Ok(known.clone());
        }
        let records = R::resolve(self.tx, &object).await?;
        self.resolved.insert(object, records.clone());
        Ok(records)
    }
}

/// A kind as one word: entries of actions write some with a space.
fn word(kind: &str) -> String {
    kind.replace(' ', "_")
}

/// Who received, by an entry that still has its details.
fn recipient(entry: &Witness) -> Option<String> {
    #[derive(Deserialize)]
    struct Body {
        details: BTreeMap<String, String>,
    }
    let mut body: Body = serde_json::from_str(&entry.body).ok()?;
    body.details.remove(RECIPIENT)
}
