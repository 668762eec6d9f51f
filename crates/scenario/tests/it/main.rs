//! What the crate gives to others: documents, pictures, the reference, generated operations.

mod committed;
mod generated;
mod pictures;
mod reference;
