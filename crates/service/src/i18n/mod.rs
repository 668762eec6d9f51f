//! Texts in English and Spanish (Fluent), and how instants, dates and numbers are written in both.

mod accept;
mod context;
mod escapes;
mod faults;
pub(crate) mod format;
mod programs;
mod referred;
mod refusals;
mod texts;

pub use context::{PageContext, PageFrame};
pub(crate) use escapes::{decode, encode, value_in};
pub use format::{date, instant, instant_in, number, size};
pub use programs::{fill, portuguese_words, spanish_words};
pub use referred::{spanish_basis, spanish_grounds, spanish_kept_basis};
pub use refusals::Refusal;
#[cfg(feature = "testing")]
pub(crate) use refusals::{OWN_REFUSALS, RefusalFile, Refusals};
pub use texts::{Lang, TextArg, Texts, TextsError};
#[cfg(feature = "testing")]
pub(crate) use texts::{OWN, word_key};
