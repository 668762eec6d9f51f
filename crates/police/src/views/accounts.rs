//! Accounts as readers see them: what all reports state of each.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::Id;
use model::kind::Subject;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;
use wire::cybertipline::StatedDateTime;

use super::ActView;
use super::oddities::{self, Oddity};
use crate::db::accounts::StatementRow;
use crate::db::node_law;
use crate::ids::Account;
use crate::intake::{StatedConnection, StatedPhone};
use crate::retention::erasable_on;
use crate::seals;

/// An account and everything stated of it. Names and birth dates are the account's own statements and prove nothing.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct AccountView {
    #[schema(value_type = String)]
    pub(crate) account_id: Id<Account>,
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    pub(crate) service: String,
    pub(crate) esp_identifier: Option<String>,
    pub(crate) screen_names: Vec<String>,
    pub(crate) display_names: Vec<String>,
    pub(crate) emails: Vec<String>,
    pub(crate) phones: Vec<String>,
    pub(crate) device_ids: Vec<String>,
    pub(crate) stated_birth_dates: Vec<String>,
    /// Connections that are no act's, each once, by their times as written.
    pub(crate) connections: Vec<ConnectionView>,
    /// Which of these values say little of anybody, and why. They are kept as given.
    pub(crate) oddities: Vec<Oddity>,
    /// Numbers of the reports that name it.
    pub(crate) report_numbers: Vec<i64>,
}

/// A connection of an account that is no act's: of a sign-in or a registration, say, or without a time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct ConnectionView {
    /// As written; nothing where none is stated.
    pub(crate) at: Option<String>,
    /// IPv4 or IPv6, as the reporting party writes it.
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
    /// During what it was seen, as the CyberTipline names it.
    pub(crate) event: Option<String>,
    /// The first day on which an operator may erase the record of it, by the law of the node's country; none without a time or a rule.
    #[schema(value_type = Option<String>)]
    pub(crate) erasable_on: Option<Date>,
}

model::unprintable!(AccountView, ConnectionView);

impl ConnectionView {
    fn new(stated: StatedConnection, country: &str) -> Self {
        let StatedConnection { at, address, port, event } = stated;
        let time = at.as_deref().and_then(|at| StatedDateTime::parse(at).ok());
        let day = time.map(|time| erasable_on(country, time.instant())).filter(|day| *day != Date::MAX);
        Self { at, address, port, event, erasable_on: day }
    }
}

impl AccountView {
    /// Folds statements by account.
    pub(crate) async fn fold(
        tx: &mut Tx,
        keys: &ColumnKeys,
        rows: &[StatementRow],
    ) -> Result<Vec<Self>, Failure> {
        let country = node_law::find_country(tx).await?.unwrap_or_default();
        let mut views: BTreeMap<Id<Account>, Self> = BTreeMap::new();
        for row in rows {
            let view = views.entry(row.account.account_id).or_insert_with(|| Self::empty(row));
            view.add(keys, row, &country)?;
        }
        for view in views.values_mut() {
            view.connections.sort_unstable();
            view.connections.dedup();
        }
        Ok(views.into_values().collect())
    }

    /// Marks the stated births that lie after an act of the account.
    pub(super) fn mark_births(views: &mut [Self], acts: &[ActView]) {
        for view in views {
            let own = acts.iter().filter(|act| act.account_id == view.account_id);
            let Some(first) = own.map(|act| act.at).min() else { continue };
            let found = oddities::of_births(&view.stated_birth_dates, first, &view.oddities);
            merge(&mut view.oddities, found);
        }
    }

    fn empty(row: &StatementRow) -> Self {
        Self {
            account_id: row.account.account_id,
            subject_id: row.account.subject_id,
            service: row.account.service.clone(),
            esp_identifier: None,
            screen_names: Vec::new(),
            display_names: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            device_ids: Vec::new(),
            stated_birth_dates: Vec::new(),
            connections: Vec::new(),
            oddities: Vec::new(),
            report_numbers: Vec::new(),
        }
    }

    fn add(&mut self, keys: &ColumnKeys, row: &StatementRow, country: &str) -> Result<(), Failure> {
        let stated = seals::STATED.open_kept(keys, row.statement_id, &row.stated)?;
        merge(&mut self.oddities, oddities::of_statement(&row.account.service, &stated, row.reported_at));
        if stated.esp_identifier.is_some() {
            self.esp_identifier = stated.esp_identifier;
        }
        merge(&mut self.screen_names, stated.screen_name);
        merge(&mut self.display_names, stated.display_names);
        merge(&mut self.emails, stated.emails.into_iter().map(|email| email.address));
        merge(&mut self.phones, stated.phones.iter().map(StatedPhone::whole));
        merge(&mut self.device_ids, stated.device_ids);
        merge(&mut self.stated_birth_dates, stated.date_of_birth);
        let seen = stated.connections.into_iter().map(|seen| ConnectionView::new(seen, country));
        self.connections.extend(seen);
        merge(&mut self.report_numbers, [row.report_number]);
        Ok(())
    }
}

fn merge<T: PartialEq>(known: &mut Vec<T>, stated: impl IntoIterator<Item = T>) {
    for value in stated {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_dated_connection_has_a_day_where_a_rule_tells_one() {
        let day = |at: Option<&str>, country| {
            let (at, address) = (at.map(str::to_owned), "192.0.2.44".to_owned());
            let stated = StatedConnection { at, address, port: None, event: Some("Login".to_owned()) };
            ConnectionView::new(stated, country).erasable_on
        };
        // half past midnight in Madrid
        assert_eq!(day(Some("2020-11-01T23:30:00Z"), "ES"), Some(date(2021, 11, 2)));
        assert_eq!(day(Some("2020-11-01T23:30:00Z"), "FR"), None);
        assert_eq!(day(None, "ES"), None);
    }
}
