//! One file per command.

pub(crate) mod custody;
pub(crate) mod doctor;
pub(crate) mod key;
pub(crate) mod police;
pub(crate) mod scenario;
pub(crate) mod serve;
