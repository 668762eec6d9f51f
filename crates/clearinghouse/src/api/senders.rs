//! What a sender hears of the quality of its own reports, and figures of all senders and countries that tell of nobody.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use service::{Authenticated, Failure, Json, Tx};
use utoipa::ToSchema;
use wire::feedback::OutcomeCode;

use crate::db;
use crate::db::senders::{GroupRow, Grouping};
use crate::senders::{self, SenderQuality};
use crate::state::State as Clearinghouse;
use crate::suppress::{LEAST, alone, suppressed};

/// Figures by sender and by country. A count from 1 to 4 is withheld, and what would give it away.
#[derive(Serialize, ToSchema)]
pub(crate) struct Statistics {
    /// The smallest count that is told, zero apart.
    least: i64,
    senders: Vec<GroupStatistics>,
    countries: Vec<GroupStatistics>,
}

/// Figures of one sender or country.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupStatistics {
    /// The sender's name, or ISO 3166-1; empty for no country.
    name: String,
    /// Filed reports; null where withheld.
    reports: Option<i64>,
    referred: Option<i64>,
    informational: Option<i64>,
    urgent: Option<i64>,
    /// How many reports have each outcome, by its code.
    outcomes: BTreeMap<&'static str, Option<i64>>,
}

/// `GET /api/senders/own/quality`.
pub(crate) async fn own(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
) -> Result<Json<SenderQuality>, Failure> {
    let mut tx = state.node().db().begin_read("own-quality").await?;
    Ok(Json(senders::own(&state, &mut tx, actor.name()).await?))
}

/// `GET /api/statistics`.
pub(crate) async fn statistics(State(state): State<Clearinghouse>) -> Result<Json<Statistics>, Failure> {
    let mut tx = state.node().db().begin_read("statistics").await?;
    Ok(Json(Statistics {
        least: LEAST,
        senders: groups(&mut tx, Grouping::Sender).await?,
        countries: groups(&mut tx, Grouping::Country).await?,
    }))
}

async fn groups(tx: &mut Tx, grouping: Grouping) -> Result<Vec<GroupStatistics>, Failure> {
    let mut outcomes = db::senders::count_outcomes(tx, grouping).await?;
    let rows = db::senders::list(tx, grouping).await?;
    Ok(rows.into_iter().map(|row| told(&outcomes.remove(&row.name).unwrap_or_default(), row)).collect())
}

/// Of reports, what is referred and what is not tell each other by the total; so it is of informational and urgent ones.
fn told(outcomes: &BTreeMap<OutcomeCode, i64>, row: GroupRow) -> GroupStatistics {
    let reports = alone(row.reports);
    let part = |count: i64| {
        let told = suppressed(&[count, row.reports - count]);
        reports.and_then(|_| told.first().copied().flatten())
    };
    let counts: Vec<i64> = outcomes.values().copied().collect();
    let outcomes = outcomes.keys().map(|code| code.as_str()).zip(suppressed(&counts)).collect();
    GroupStatistics {
        reports,
        referred: part(row.referred),
        informational: part(row.informational),
        urgent: part(row.urgent),
        outcomes,
        name: row.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_referred_is_not_told_by_what_is() {
        let row = |reports, referred| GroupRow {
            name: "ES".into(),
            reports,
            urgent: 0,
            informational: 5,
            referred,
        };
        let many = told(&BTreeMap::new(), row(100, 98));
        assert_eq!(
            (many.reports, many.referred, many.informational, many.urgent),
            (Some(100), None, Some(5), Some(0))
        );
        let few = told(&BTreeMap::from([(OutcomeCode::InInquiry, 2)]), row(4, 4));
        assert_eq!((few.reports, few.referred), (None, None));
        assert_eq!(few.outcomes["in_inquiry"], None);
    }
}
