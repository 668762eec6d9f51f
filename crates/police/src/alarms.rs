//! A report that becomes Band A raises an alarm, which another person takes. Reports of one sender with the same file, or one nearly the same, share an
//! alarm, and a new fact lets it sound again: what [`service::alarm::band`] does for every role that has them.

use model::Id;
use model::kind::Report;
use model::triage::Trigger;
use service::alarm::band::{Arrival, Found, find_of_report, list_reports, list_triggers};
use service::{Acting, Failure, PageContext, alarm};

use crate::db::band_alarms;

/// How many reports an alarm names, those that came last.
const MOST_NAMED: i64 = 5;

/// Raises the alarm of a report (its id and number) that is Band A, or puts it under the one of its sender and cluster. May be told again and again.
/// `was_in` says whether it was Band A before.
pub(crate) async fn raise(
    acting: &mut Acting<'_>,
    (report_id, report_number): (Id<Report>, i64),
    was_in: bool,
    triggers: &[Trigger],
) -> Result<(), Failure> {
    let own = find_of_report(acting.tx, report_id).await?;
    let is_under = own.is_some();
    // an alarm from before they were shared knows nothing, and was raised
    if was_in && !is_under {
        return Ok(());
    }
    let party = band_alarms::find_party(acting.tx, report_id).await?.unwrap_or_default();
    let accounts = band_alarms::list_accounts_of(acting.tx, report_id).await?;
    let arrival = Arrival { report_id, party: &party, triggers, accounts: &accounts };
    let row = match own {
        Some(row) => Some(row),
        None => band_alarms::find_of_cluster(acting.tx, report_id, &party).await?,
    };
    let found = match row {
        // who closed the alarm did not know that it would come back
        Some(row) => Found::of(acting.tx, row, !was_in).await?,
        None => None,
    };
    let Some(found) = found else {
        arrival.raise(acting, &words(&[report_number], 1, triggers)).await?;
        return Ok(());
    };
    let alarm_id = found.row.alarm_id;
    let (mut numbers, mut all) = list_reports(acting.tx, alarm_id, MOST_NAMED).await?;
    if !is_under {
        numbers.insert(0, report_number);
        all += 1;
    }
    let sounded = arrival.join(acting, &found, |known| words(&numbers, all, known)).await?;
    if sounded.is_none() && !is_under {
        // whoever sees it sees what it is about by now
        let known = list_triggers(acting.tx, alarm_id).await?;
        let known: Vec<Trigger> = known.into_iter().map(|(trigger, _)| trigger).collect();
        alarm::say(acting, alarm_id, &words(&numbers, all, &known)).await?;
    }
    Ok(())
}

/// What stands between the two languages of [`words`].
const ENGLISH: &str = "\nBand A: a child may be in danger now. ";

/// [`words`] in the language of a page; none for what a person wrote.
pub(crate) fn read_words(ctx: &PageContext, words: &str) -> Option<String> {
    let (listed, more, triggers) = parse(words)?;
    let reports = match more {
        0 => listed.to_owned(),
        _ => ctx.t2("alarm-band-a-more", "reports", listed, "count", more.to_string()),
    };
    let factors = triggers.iter().map(|trigger| ctx.word("factor", &format!("trigger_{trigger}")));
    let triggers = factors.collect::<Vec<_>>().join("; ");
    Some(ctx.t2("alarm-band-a", "reports", reports, "triggers", triggers))
}

/// The reports that are named, how many more there are, and the triggers.
fn parse(words: &str) -> Option<(&str, i64, Vec<Trigger>)> {
    let (_, english) = words.split_once(ENGLISH)?;
    let (reports, names) = english.strip_suffix('.')?.split_once(": ")?;
    let reports = reports.strip_prefix("Reports ").or_else(|| reports.strip_prefix("Report "))?;
    let (listed, more) = match reports.strip_suffix(" more").and_then(|reports| reports.rsplit_once(" and "))
    {
        Some((listed, more)) => (listed, more.parse().ok()?),
        None => (reports, 0),
    };
    let are_numbers = listed.split(", ").all(|number| number.parse::<i64>().is_ok());
    let triggers: Result<Vec<Trigger>, _> =
        names.split(", ").map(|name| name.replace(' ', "_").parse()).collect();
    are_numbers.then_some((listed, more, triggers.ok()?))
}

/// What an alarm says, in both languages of the node: who reads it is not known yet. It names nobody. [`read_words`] says it in one.
fn words(numbers: &[i64], all: i64, triggers: &[Trigger]) -> String {
    let names: Vec<String> = triggers.iter().map(|trigger| trigger.as_str().replace('_', " ")).collect();
    let names = names.join(", ");
    let listed: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let listed = listed.join(", ");
    let more = all - i64::try_from(numbers.len()).unwrap_or(all);
    let (es, en) = match (numbers.len(), more) {
        (1, ..=0) => (format!("Aviso {listed}"), format!("Report {listed}")),
        (_, ..=0) => (format!("Avisos {listed}"), format!("Reports {listed}")),
        _ => (format!("Avisos {listed} y {more} más"), format!("Reports {listed} and {more} more")),
    };
    format!("Banda A: un menor puede estar en peligro ahora. {es}.{ENGLISH}{en}: {names}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_the_triggers_in_words_and_the_reports() {
        let said = words(&[7], 1, &[Trigger::MeetingSoon, Trigger::Threat]);
        assert!(said.ends_with("Report 7: meeting soon, threat."), "{said}");
        let said = words(&[9, 8], 2, &[Trigger::Threat]);
        assert!(said.contains("Avisos 9, 8.") && said.ends_with("Reports 9, 8: threat."), "{said}");
        let said = words(&[9, 8], 12, &[Trigger::Threat]);
        assert!(
            said.contains("Avisos 9, 8 y 10 más.") && said.contains("Reports 9, 8 and 10 more:"),
            "{said}"
        );
    }

    #[test]
    fn words_of_a_program_are_read_again_and_those_of_a_person_are_not() {
        let triggers = [Trigger::MeetingSoon, Trigger::Threat];
        assert_eq!(parse(&words(&[7], 1, &triggers)), Some(("7", 0, triggers.to_vec())));
        assert_eq!(parse(&words(&[9, 8], 12, &triggers)), Some(("9, 8", 10, triggers.to_vec())));
        for written in ["", "Band A: a child may be in danger now. Report 7: threat.", "it happens tonight"] {
            assert_eq!(parse(written), None, "{written}");
        }
        let more = format!("{} She said so", words(&[7], 1, &triggers));
        assert_eq!(parse(&more), None, "{more}");
    }
}
