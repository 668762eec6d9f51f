//! One file per command.

pub(crate) mod breach;
pub(crate) mod custody;
pub(crate) mod doctor;
pub(crate) mod key;
pub(crate) mod police;
pub(crate) mod privacy;
pub(crate) mod scenario;
pub(crate) mod serve;
