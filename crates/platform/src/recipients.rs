//! Whom a report concerns beside the clearinghouse: what stands of each duty.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use service::{DbError, Tone, Tx};

use crate::State;
use crate::db::recipients::{self, OpenRow};
use crate::duties::Duty;

/// What somebody said last of a duty of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ItemState {
    /// Nobody was told yet.
    Open,
    /// They were told.
    Told,
    /// A person found that nothing is owed.
    NotOwed,
}

impl ItemState {
    const ALL: [Self; 3] = [Self::Open, Self::Told, Self::NotOwed];

    /// The name in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Told => "told",
            Self::NotOwed => "not_owed",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Warn,
            Self::Told => Tone::Good,
            Self::NotOwed => Tone::Info,
        }
    }
}

/// Duties of reports of which nobody has said what became of them, oldest first; none where it is not configured whose law binds the company.
pub(crate) async fn open_duties<'a>(
    state: &'a State,
    tx: &mut Tx,
    most: i64,
) -> Result<Vec<(&'a Duty, OpenRow)>, DbError> {
    let Some(company) = &state.config.platform.company else { return Ok(Vec::new()) };
    let mut open = Vec::new();
    let is_by_hand = state.by_hand().is_some();
    let kept_open = state.duties.all.iter().filter(|duty| duty.is_kept_open());
    for duty in kept_open.filter(|duty| state.duties.may_concern(duty, company)) {
        let rows = recipients::list_open(tx, (duty, is_by_hand), duty.reach(&state.zone), most).await?;
        open.extend(rows.into_iter().map(|row| (duty, row)));
    }
    open.sort_by_key(|(_, row)| row.since);
    open.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(open)
}

/// Not a state of a duty.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of open, told, not_owed")]
pub(crate) struct UnknownItemState(String);

impl FromStr for ItemState {
    type Err = UnknownItemState;

    fn from_str(text: &str) -> Result<Self, UnknownItemState> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| UnknownItemState(text.to_owned()))
    }
}
