//! Alarms of Band A that several reports share: those of one sender with the same file, or one nearly the same, sound together, and a new fact
//! lets them sound again. Who is called beside, and which reports belong together, is the role's.

use model::Id;
use model::kind::Report;
use model::triage::Trigger;

use super::{Alarm, Standing, say, sound, sound_again, standing};
use crate::db::band_alarms::{self as table, FactKind};
use crate::rights::ObjectRef;
use crate::{Acting, Failure, Tx};

pub use crate::db::band_alarms::{
    BY_HAND, BandAlarmRow, find, find_of_report, forget_accounts, insert, list_reports, list_triggers,
    sound_again as note_sounded,
};

/// A report of Band A as it comes under an alarm.
pub struct Arrival<'a> {
    /// Which one.
    pub report_id: Id<Report>,
    /// Whose it is.
    pub party: &'a str,
    /// Why it is Band A.
    pub triggers: &'a [Trigger],
    /// Keyed digests of what tells its accounts.
    pub accounts: &'a [String],
}

/// An alarm under which a report comes, or is.
pub struct Found {
    /// The alarm.
    pub row: BandAlarmRow,
    standing: Standing,
    /// Whether the report was not under it before.
    is_new: bool,
}

/// What an alarm did not know yet.
struct News {
    triggers: Vec<Trigger>,
    /// Whether nothing that tells the report's accounts was known.
    account: bool,
}

impl Found {
    /// An alarm that counts for the report; one that was erased counts for none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(tx: &mut Tx, row: BandAlarmRow, is_new: bool) -> Result<Option<Self>, Failure> {
        let standing = standing(tx, row.alarm_id).await?;
        Ok(standing.map(|standing| Self { row, standing, is_new }))
    }

    /// Whether somebody closed the alarm who could not know of the report.
    fn is_unknown_to_who_closed(&self) -> bool {
        self.is_new && self.standing == Standing::Closed
    }
}

impl Arrival<'_> {
    /// Raises an alarm of the report's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn raise(&self, acting: &mut Acting<'_>, words: &str) -> Result<Id<Alarm>, Failure> {
        let alarm_id = sound(acting, &ObjectRef::new("report", self.report_id), words).await?;
        let now = acting.now;
        table::insert(acting.tx, alarm_id, self.party, now).await?;
        table::join(acting.tx, alarm_id, self.report_id, now).await?;
        self.learn(acting, alarm_id).await?;
        Ok(alarm_id)
    }

    /// Puts the report under an alarm, whose words are made of the triggers that it then knows. Gives the number of its sounding, where that lets it sound again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn join(
        &self,
        acting: &mut Acting<'_>,
        found: &Found,
        words: impl Fn(&[Trigger]) -> String,
    ) -> Result<Option<i64>, Failure> {
        let (row, now) = (&found.row, acting.now);
        table::join(acting.tx, row.alarm_id, self.report_id, now).await?;
        let news = self.learn(acting, row.alarm_id).await?;
        if news.triggers.is_empty() && !news.account && !found.is_unknown_to_who_closed() {
            return Ok(None);
        }
        let known = table::list_triggers(acting.tx, row.alarm_id).await?;
        let known: Vec<Trigger> = known.into_iter().map(|(trigger, _)| trigger).collect();
        if !self.lets_sound(&news, found) {
            say(acting, row.alarm_id, &words(&known)).await?;
            return Ok(None);
        }
        sound_again(acting, row.alarm_id, &words(&known)).await?;
        table::sound_again(acting.tx, row.alarm_id, now).await?;
        Ok(Some(row.soundings + 1))
    }

    /// A new trigger that is not the sender's word alone always does. A new account does once somebody took the alarm: before that they see it when
    /// they come, and a flood must not call without end. After it was closed any other report does. The sender's mark by itself never does.
    fn lets_sound(&self, news: &News, found: &Found) -> bool {
        let is_independent = |triggers: &[Trigger]| triggers.iter().any(|trigger| trigger.is_independent());
        let is_news = news.account && found.standing != Standing::Waiting || found.is_unknown_to_who_closed();
        is_independent(&news.triggers) || (is_news && is_independent(self.triggers))
    }

    /// Teaches an alarm what the report says; gives what of it was new.
    async fn learn(&self, acting: &mut Acting<'_>, alarm_id: Id<Alarm>) -> Result<News, Failure> {
        let (now, mut triggers) = (acting.now, Vec::new());
        for trigger in self.triggers {
            let fact = (FactKind::Trigger, trigger.as_str());
            if table::learn(acting.tx, alarm_id, fact, self.report_id, now).await? {
                triggers.push(*trigger);
            }
        }
        let mut new_accounts = 0;
        for account in self.accounts {
            let fact = (FactKind::Account, account.as_str());
            let is_new = table::learn(acting.tx, alarm_id, fact, self.report_id, now).await?;
            new_accounts += usize::from(is_new);
        }
        // one that shares an address or an identifier with what is known is no other account
        Ok(News { triggers, account: !self.accounts.is_empty() && new_accounts == self.accounts.len() })
    }
}
