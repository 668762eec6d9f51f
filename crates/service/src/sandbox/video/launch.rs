//! The child that becomes ffmpeg: confine itself, then run the program in its own place.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use super::order::Order;
use crate::sandbox::confine::{Confined, Layer, confine};

/// How a child ends where ffmpeg cannot be run.
pub(in crate::sandbox) const NOT_RUN: u8 = 127;

/// Puts up the fence, says which layers are missing, and gives the way to go on: none comes back if it succeeds.
///
/// `None` where the order cannot be read or the program is not there.
pub(in crate::sandbox) fn confine_for(
    order: &str,
) -> Option<(Vec<Layer>, impl FnOnce() -> ExitCode + use<>)> {
    let order: Order = serde_json::from_str(order).ok()?;
    // Landlock's rules are about files, not about links to them
    let program = order.ffmpeg.canonicalize().ok()?;
    let missing =
        confine(Confined::Ffmpeg { program: &program, cpu_seconds: order.cpu_seconds }, &Layer::ALL);
    let run = move || {
        // comes back with an error only
        let _ = Command::new(program).args(order.arguments()).env_clear().exec();
        ExitCode::from(NOT_RUN)
    };
    Some((missing, run))
}
