//! The lines that operators named for a person's acts, as the unit reads them that has the person.

use model::kind::Act;
use model::{Id, PersonClass};
use service::{ColumnKeys, Failure, Tx};
use wire::disclosure::{Installation, Subscriber};

use super::AgedActView;
use crate::db::persons::PersonRow;
use crate::db::{Reader, disclosure_answers};
use crate::seen::Seen;
use crate::{names, seals};

/// One line: where it ends, who holds its contract and where its bills go are three things. Names of minors are cut to initials.
pub(crate) struct LineView {
    /// The operator's own reference.
    pub(crate) line: String,
    /// Where a fixed line ends; a mobile one has none.
    pub(crate) installation: Option<Installation>,
    pub(crate) holder: String,
    pub(crate) billing_address: String,
    /// The acts for which it was named.
    act_ids: Vec<Id<Act>>,
    /// Numbers of the reports that they are of.
    pub(crate) reports: String,
}

model::unprintable!(LineView);

/// The lines of a person's acts by the standing answers, each once; without what was erased since.
pub(super) async fn list_lines_of_person(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    (person, class): (&PersonRow, PersonClass),
    acts: &[AgedActView],
) -> Result<Vec<LineView>, Failure> {
    let given = seals::GIVEN_NAME.open_kept(keys, person.person_id, &person.given_name)?;
    let family = seals::FAMILY_NAME.open_kept(keys, person.person_id, &person.family_name)?;
    let mut lines: Vec<(Subscriber, LineView)> = Vec::new();
    for row in disclosure_answers::list_subscribers_of_person(tx, reader, person.person_id).await? {
        let Seen::Act(act_id) = row.seen else { continue };
        if row.subscriber.as_column().is_empty() {
            continue;
        }
        let named: Subscriber = seals::SUBSCRIBER.open(keys, row.subscriber_id, &row.subscriber)?;
        if let Some((_, line)) = lines.iter_mut().find(|(known, _)| *known == named) {
            line.act_ids.push(act_id);
            continue;
        }
        let shown = |text: &str| names::shown_text(class, text, &given, &family);
        let line = LineView {
            line: named.line.clone(),
            installation: named.installation.clone(),
            holder: shown(&named.holder),
            billing_address: shown(&named.billing_address),
            act_ids: vec![act_id],
            reports: String::new(),
        };
        lines.push((named, line));
    }
    let mut lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    for line in &mut lines {
        let of_line = acts.iter().filter(|act| line.act_ids.contains(&act.act_id));
        let mut numbers: Vec<_> = of_line.map(|act| act.report_number).collect();
        numbers.dedup();
        line.reports = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    }
    Ok(lines)
}
