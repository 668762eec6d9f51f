//! Why an administrator ends credentials, an account or a key: one word for the custody log, where nothing is written of anybody.

use crate::Failure;

/// The ground of what cannot be undone by a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Password, authenticator or key are lost.
    Lost,
    /// Somebody else may have used them.
    Suspected,
    /// The person does other work now, or none here.
    Left,
    /// It is not used any more.
    Unused,
    /// Another one takes its place.
    Replaced,
    /// What the key does is as it should be.
    Expected,
    /// What made it act so is mended.
    Mended,
    /// None of these.
    Other,
}

impl Cause {
    /// Why a person is given a new one-time code.
    pub(super) const OF_RESET: &'static [Self] = &[Self::Lost, Self::Suspected, Self::Other];
    /// Why an account is closed.
    pub(super) const OF_DISABLING: &'static [Self] =
        &[Self::Left, Self::Unused, Self::Suspected, Self::Other];
    /// Why a key is revoked.
    pub(super) const OF_REVOCATION: &'static [Self] =
        &[Self::Replaced, Self::Unused, Self::Lost, Self::Suspected, Self::Other];

    /// Why a key is held.
    pub(super) const OF_HOLD: &'static [Self] = &[Self::Suspected, Self::Lost, Self::Other];
    /// Why a key that was in doubt goes on.
    pub(super) const OF_RELEASE: &'static [Self] = &[Self::Expected, Self::Mended, Self::Other];

    const ALL: [Self; 8] = [
        Self::Lost,
        Self::Suspected,
        Self::Left,
        Self::Unused,
        Self::Replaced,
        Self::Expected,
        Self::Mended,
        Self::Other,
    ];

    /// As forms, the custody log and the keys of texts (`cause-…`) write it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Suspected => "suspected",
            Self::Left => "left",
            Self::Unused => "unused",
            Self::Replaced => "replaced",
            Self::Expected => "expected",
            Self::Mended => "mended",
            Self::Other => "other",
        }
    }

    /// The one that a form says in its field `cause`.
    ///
    /// # Errors
    /// Refused where it says none.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let known = Self::ALL.into_iter().find(|cause| cause.as_str() == text);
        known.ok_or_else(|| Failure::refused("cause", "say why: choose one of the causes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_read_back() {
        for cause in Cause::ALL {
            assert_eq!(Cause::parse(cause.as_str()).unwrap(), cause);
        }
        assert!(Cause::parse("").is_err() && Cause::parse("why not").is_err());
    }
}
