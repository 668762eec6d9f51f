//! The domain: typed identifiers, clock, acts, age and responsibility under dated law, provinces.
//!
//! Nothing here reads a file, a clock or a socket: time and chance come in through [`Clock`] and [`Rng`], the law and the provinces
//! are data compiled in.
#![forbid(unsafe_code)]

mod age;
mod birth;
mod case_role;
mod clock;
mod evidence_clock;
pub mod hours;
mod ids;
pub mod law;
mod letters;
mod province;
mod responsibility;
pub mod retention;
mod sensitive;
mod stated_time;
pub mod triage;

pub use age::{ActTime, AgeAtAct, Doubt, Place, age_at_act, completed_years};
pub use birth::{BirthDate, BirthError, Precision};
pub use case_role::CaseRole;
pub use clock::{Clock, ManualClock, Rng, SeededRng};
pub use evidence_clock::{Kept, KeptRule};
pub use ids::{Id, IdError, Kind, kind};
pub use letters::{folded_words, without_accent};
pub use province::{Province, UnknownProvince, Zone};
pub use responsibility::{ActAge, ArrestRefused, Path, PersonClass, may_be_arrested};
pub use sensitive::Sensitive;
pub use stated_time::{StatedTime, StatedTimeError};
