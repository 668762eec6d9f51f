//! Texts in English and Spanish (Fluent), and how instants, dates and numbers are written in both.

mod accept;
mod context;
mod escapes;
pub(crate) mod format;
mod texts;

pub use context::{PageContext, PageFrame};
pub(crate) use escapes::{decode, encode};
pub use format::{date, instant, instant_in, number, size};
#[cfg(feature = "testing")]
pub(crate) use texts::OWN;
pub use texts::{Lang, TextArg, Texts, TextsError};
