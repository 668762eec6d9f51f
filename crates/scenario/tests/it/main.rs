//! What the crate gives to others: documents, pictures, the reference, generated operations.

mod committed;
mod pictures;
mod reference;
