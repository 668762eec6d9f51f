//! A build without the feature `passkey`: there is no relying party, so nobody is asked for a passkey.

use super::{Asked, Claim, Made, Unproven, User};
use crate::Failure;

/// None: see [`Self::of`].
#[derive(Clone)]
pub(crate) enum RelyingParty {}

impl RelyingParty {
    /// # Errors
    /// Always.
    pub(crate) fn of(_: &str) -> Result<Self, &'static str> {
        Err("this build has no passkeys: build it with `--features passkey`")
    }

    pub(super) fn ask_to_register(&self, _: &User<'_>, _: &[String]) -> Result<Asked, Failure> {
        match *self {}
    }

    pub(super) fn made(&self, _: &str, _: &str) -> Result<Result<Made, Unproven>, Failure> {
        match *self {}
    }

    pub(super) fn ask(&self, _: &[String]) -> Result<Asked, Failure> {
        match *self {}
    }

    pub(super) fn claim(_: &str) -> Option<Claim> {
        None
    }

    pub(super) fn judge(&self, _: &str, _: &str, _: &str) -> Result<Result<String, Unproven>, Failure> {
        match *self {}
    }
}
