//! How many other reports speak of the same subject: counted when a report comes, and again whenever a link, or the undoing of one, tells of more
//! or fewer.

use jiff::{SignedDuration, Timestamp};
use model::Id;
use model::kind::{Report, Subject};
use model::triage::{Fact, Factor, Quality, Stated};
use service::triage::in_use;
use service::{Acting, ColumnKeys, Failure, Tx};

use crate::db::triage::{self, ScoredReport};
use crate::jobs::RecountReportsJob;
use crate::scoring;

/// How many reports of one subject are counted anew at once.
pub(crate) const AT_ONCE: i64 = 50;
/// When the rest of them is.
const REST_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// Where a fact of this count comes from: earlier reports that a sender states are others.
const SUBJECT: &str = "subject";

/// Puts the count of other reports into what a report states; says whether it is another than stood there.
pub(crate) async fn count(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    stated: &mut Stated,
) -> Result<bool, Failure> {
    let others = triage::count_other_reports(acting.tx, report_id).await?;
    Ok(put_count(stated, others, acting.now))
}

/// Counts anew for the reports of a subject that were scored, and scores those again whose count is another by now. Of many, those with the
/// fewest points at once, and the rest in the background, once for all that comes within a minute.
pub(crate) async fn recount_subject(acting: &mut Acting<'_>, subject_id: Id<Subject>) -> Result<(), Failure> {
    let reports = triage::list_scored_of_subject(acting.tx, subject_id, AT_ONCE).await?;
    if i64::try_from(reports.len()) == Ok(AT_ONCE) {
        let rest = RecountReportsJob { subject_id, after: String::new() };
        acting.enqueue_once_at(&rest, acting.now + REST_AFTER).await?;
    }
    recount(acting, &reports).await
}

/// Counts anew for these reports, and scores those again whose count is another by now.
pub(crate) async fn recount(acting: &mut Acting<'_>, reports: &[ScoredReport]) -> Result<(), Failure> {
    let keys = acting.columns();
    let changed = list_changed(acting.tx, keys, reports, acting.now).await?;
    if changed.is_empty() {
        return Ok(());
    }
    let weights = in_use(acting.tx).await?;
    for (report, stated) in changed {
        scoring::score_changed(acting, &weights, report, stated).await?;
    }
    Ok(())
}

/// Those of these reports (id, and when the sender finished it) whose count is another by now, with what they state and the count in it.
pub(crate) async fn list_changed(
    tx: &mut Tx,
    keys: &ColumnKeys,
    reports: &[ScoredReport],
    now: Timestamp,
) -> Result<Vec<((Id<Report>, Timestamp), Stated)>, Failure> {
    let mut changed = Vec::new();
    for report in reports {
        let Some(score) = triage::find_score(tx, report.report_id).await? else { continue };
        let Some(grounds) = scoring::open(keys, report.report_id, &score)? else { continue };
        let mut stated = grounds.stated;
        let others = triage::count_other_reports(tx, report.report_id).await?;
        if put_count(&mut stated, others, now) {
            changed.push(((report.report_id, report.finished_at), stated));
        }
    }
    Ok(changed)
}

fn put_count(stated: &mut Stated, others: i64, now: Timestamp) -> bool {
    let is_count = |fact: &Fact| fact.factor == Factor::Repetition && fact.source == SUBJECT;
    let known = stated.facts.iter().find(|fact| is_count(fact)).map(|fact| (fact.amount_permille, fact.at));
    let (amount_before, counted_at) = known.unwrap_or((0, None));
    let mut fact = reported_before(others, now);
    let amount = fact.as_ref().map_or(0, |fact| fact.amount_permille);
    if amount == amount_before {
        return false;
    }
    // that there are fewer is no news: the points go on losing weight from where they were
    if let Some(fact) = &mut fact
        && amount < amount_before
    {
        fact.at = counted_at;
    }
    stated.facts.retain(|fact| !is_count(fact));
    stated.facts.extend(fact);
    true
}

/// That other reports speak of the same subject.
fn reported_before(others: i64, at: Timestamp) -> Option<Fact> {
    let count = u32::try_from(others).unwrap_or(u32::MAX).min(1000);
    let fact = Fact::new(Factor::Repetition, Quality::Automatic, count.to_string(), SUBJECT);
    (count > 0).then(|| fact.since(at).amount(count * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_the_same_subject_count_up_to_a_bound() {
        let now = Timestamp::UNIX_EPOCH;
        assert!(reported_before(0, now).is_none());
        assert_eq!(reported_before(3, now).unwrap().amount_permille, 3000);
        assert_eq!(reported_before(i64::MAX, now).unwrap().amount_permille, 1_000_000);
    }

    #[test]
    fn a_count_takes_the_place_of_the_one_before_it_and_of_nothing_else() {
        let (first, later) = (Timestamp::UNIX_EPOCH, "2020-12-01T00:00:00Z".parse().unwrap());
        let by_sender = Fact::new(Factor::Repetition, Quality::Fact, "7", "priorCTReports");
        let mut stated = Stated { facts: vec![by_sender], ..Stated::default() };
        let counted = |stated: &Stated| {
            let fact = stated.facts.iter().find(|fact| fact.source == SUBJECT);
            fact.map(|fact| (fact.says.clone(), fact.at))
        };
        assert!(!put_count(&mut stated, 0, first), "nothing before, nothing now");
        assert!(put_count(&mut stated, 2, first));
        assert!(!put_count(&mut stated, 2, later), "as many as before are no news");
        assert_eq!(counted(&stated), Some(("2".to_owned(), Some(first))));
        assert!(put_count(&mut stated, 3, later));
        assert_eq!(counted(&stated), Some(("3".to_owned(), Some(later))));
        assert!(put_count(&mut stated, 1, Timestamp::MAX));
        assert_eq!(counted(&stated), Some(("1".to_owned(), Some(later))));
        assert!(put_count(&mut stated, 0, later));
        assert_eq!((counted(&stated), stated.facts.len()), (None, 1));
    }
}
