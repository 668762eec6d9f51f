//! Accounts as readers see them: what all reports state of each.

use std::collections::BTreeMap;

use model::Id;
use model::kind::Subject;
use serde::Serialize;
use service::{ColumnKeys, Failure};
use utoipa::ToSchema;

use super::ActView;
use super::oddities::{self, Oddity};
use crate::db::accounts::StatementRow;
use crate::ids::Account;
use crate::intake::{StatedConnection, StatedPhone};
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
    pub(crate) connections: Vec<StatedConnection>,
    /// Which of these values say little of anybody, and why. They are kept as given.
    pub(crate) oddities: Vec<Oddity>,
    /// Numbers of the reports that name it.
    pub(crate) report_numbers: Vec<i64>,
}

model::unprintable!(AccountView);

impl AccountView {
    /// Folds statements by account.
    pub(crate) fn fold(keys: &ColumnKeys, rows: &[StatementRow]) -> Result<Vec<Self>, Failure> {
        let mut views: BTreeMap<Id<Account>, Self> = BTreeMap::new();
        for row in rows {
            let view = views.entry(row.account.account_id).or_insert_with(|| Self::empty(row));
            view.add(keys, row)?;
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

    fn add(&mut self, keys: &ColumnKeys, row: &StatementRow) -> Result<(), Failure> {
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
        self.connections.extend(stated.connections);
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
