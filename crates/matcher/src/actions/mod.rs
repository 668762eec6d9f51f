//! Every change of state is one of these: one transaction, one custody entry. Entries name banks, contents and lists; none holds a hash that
//! somebody could look for, or what a client said of a file.

mod banks;
mod contents;
mod lists;
mod types;

pub(crate) use banks::{CreateBank, DeleteBank, UpdateBank};
pub(crate) use contents::{AddContent, RemoveContent, UpdateContent, said_at};
pub(crate) use lists::{NoteHits, UseList};
pub(crate) use types::SetSignalType;
