//! Letters that ask operators to preserve records: drafted from a subject or from the warnings, listed, printed, sent, answered.

pub(crate) mod draft;
pub(crate) mod forms;
pub(crate) mod list;
pub(crate) mod show;
