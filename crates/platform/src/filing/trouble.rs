//! Why a report is not filed yet, in kinds that each have a remedy.

use service::Tone;

use super::StepState;
use crate::report_state::ReportState;

/// A kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    /// The node does not send it: the way is not open, or not its own.
    Held,
    /// What was sent is refused: it must become another.
    Refused,
    /// The way is broken: credentials, address, network. The same goes through once it is repaired.
    Repair,
    /// No program sends it: it is carried by hand, and waits for a receipt.
    Hand,
    /// It goes on by itself.
    Retry,
}

impl Trouble {
    /// The trouble of a report that is being filed or stuck, by the newest request: its state, and the response code if one was read. A refusal
    /// without a code is an HTTP status other than success.
    pub(crate) fn of(
        report: ReportState,
        newest: Option<StepState>,
        code: Option<i64>,
        is_held: bool,
    ) -> Self {
        match (report, newest, code) {
            (ReportState::Filing, ..) if is_held => Self::Held,
            (ReportState::Filing, ..) => Self::Retry,
            (_, Some(StepState::Refused), Some(4000..)) => Self::Refused,
            _ => Self::Repair,
        }
    }

    /// The same where reports are carried by hand: then nothing goes on by itself, or by being sent again.
    pub(crate) fn carried(self, is_by_hand: bool) -> Self {
        if is_by_hand && self != Self::Held { Self::Hand } else { self }
    }

    /// The name in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Repair => "repair",
            Self::Hand => "hand",
            Self::Retry => "retry",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Held | Self::Refused | Self::Repair => Tone::Bad,
            Self::Hand => Tone::Warn,
            Self::Retry => Tone::Info,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_has_its_kind() {
        let of = |report, newest, code| Trouble::of(report, newest, code, false);
        let (filing, stuck) = (ReportState::Filing, ReportState::Stuck);
        assert_eq!(of(filing, None, None), Trouble::Retry);
        assert_eq!(Trouble::of(filing, None, None, true), Trouble::Held);
        assert_eq!(Trouble::Retry.carried(true), Trouble::Hand);
        assert_eq!(
            (Trouble::Retry.carried(false), Trouble::Held.carried(true)),
            (Trouble::Retry, Trouble::Held)
        );
        assert_eq!(of(filing, Some(StepState::Unknown), Some(1000)), Trouble::Retry);
        assert_eq!(of(stuck, Some(StepState::Refused), None), Trouble::Repair, "HTTP 401");
        assert_eq!(
            of(stuck, Some(StepState::Refused), Some(3100)),
            Trouble::Repair,
            "no permission to submit"
        );
        assert_eq!(of(stuck, Some(StepState::Unknown), None), Trouble::Repair, "no answer to the last try");
        assert_eq!(of(stuck, Some(StepState::Gone), Some(5001)), Trouble::Repair);
        assert_eq!(of(stuck, Some(StepState::Refused), Some(4100)), Trouble::Refused);
        assert_eq!(of(stuck, Some(StepState::Refused), Some(9999)), Trouble::Refused);
    }
}
