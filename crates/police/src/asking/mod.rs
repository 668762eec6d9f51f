//! On what legal basis operators are asked, and by whose order: dated data, from which nothing is decided about a person.

mod bases;
mod offices;

pub(crate) use bases::{LegalBasis, OrderKind};
pub(crate) use offices::{Addressee, OfficeRule, list_offices};
