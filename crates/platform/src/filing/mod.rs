//! Filing one report: which request comes next, and what an answer means. Pure; the job in `jobs::file_report` carries it out.
//!
//! Only `finish` files. So a request before `finish` whose outcome is unknown is settled by opening a new report at the
//! clearinghouse, where the old one is taken back, as is what a decision gives up; a `finish` whose outcome is unknown is sent again for the
//! same report, until the answer says filed (0 or 5102) or no such report (5001, 5101). That is why nothing is ever filed twice.

pub(crate) mod answer;
pub(crate) mod client;
pub(crate) mod content;
pub(crate) mod retraction;
mod steps;
pub(crate) mod trouble;

pub(crate) use steps::{Move, Place, Step, StepState, next_move};
