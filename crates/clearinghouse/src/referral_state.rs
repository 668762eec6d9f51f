//! The life of a referral: requested, made, then delivered or refused by the agency.

/// Where a referral stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReferralState {
    /// Decided; its package is being written.
    Requested,
    /// The package is written and signed; delivery is under way.
    Made,
    /// The agency has acknowledged it.
    Delivered,
    /// The agency has refused it; it can be sent again.
    Refused,
}

impl ReferralState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Made, Self::Delivered, Self::Refused];

    /// The state as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Made => "made",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
        }
    }

    /// The state that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}
