//! What a decoder may still do: compute, and use the pipes that it was born with.
//!
//! Four layers, each of which holds alone. A decoder that was taken over meets the one that names the act first, so a gap in one is
//! no gap in the fence. ffmpeg stands behind the same four, each as narrow as a program can bear that is loaded from files.

mod calls;
mod calls_of_ffmpeg;
mod files;
mod limits;

use std::error::Error;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub(super) use limits::close_inherited;

/// One layer of the fence around a decoder, in the order in which they are put up: each needs what the next ones forbid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Little memory and time, no file written, no core dump, no new privileges, an end with the parent: setrlimit(2), prctl(2).
    Limits,
    /// No file is opened, made, run or removed: Landlock ABI 1, since Linux 5.13.
    Files,
    /// No TCP port (Landlock ABI 4, Linux 6.7), and where the kernel has ABI 6 (Linux 6.12) no abstract socket and no signal to others.
    Network,
    /// No system call but those of a computation, so no socket, no process, no thread: seccomp(2).
    SystemCalls,
}

/// Around whom the fence is put up.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "testing"), allow(unreachable_pub, reason = "tests put up single layers"))]
pub enum Confined<'a> {
    /// A decoder of ours: one picture.
    Decoder,
    /// One that hashes the frames that ffmpeg writes: the same for longer.
    FrameHasher {
        /// Processor time in seconds.
        cpu_seconds: u64,
    },
    /// One that unpacks a zip: the same with more memory, and for longer.
    Unpacker,
    /// What becomes ffmpeg.
    Ffmpeg {
        /// The program, without symbolic links in its path.
        program: &'a Path,
        /// Processor time in seconds.
        cpu_seconds: u64,
    },
}

impl Layer {
    /// All layers, in their order.
    pub const ALL: [Self; 4] = [Self::Limits, Self::Files, Self::Network, Self::SystemCalls];

    /// Whether nothing is decoded without it. The network layer is for kernels that have it: without it system calls keep sockets away.
    pub fn is_required(self) -> bool {
        self != Self::Network
    }

    /// What it is, in words for an operator.
    pub fn name(self) -> &'static str {
        match self {
            Self::Limits => "limits of memory, time and files",
            Self::Files => "no file (Landlock)",
            Self::Network => "no TCP port (Landlock)",
            Self::SystemCalls => "no system call but those of computing (seccomp)",
        }
    }

    /// What to do where it is missing.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Limits => {
                "raise the hard limits of the service: `systemctl show` or `ulimit -H -a` tells them"
            }
            Self::Files => "run Linux 5.13 or later with `landlock` in /sys/kernel/security/lsm",
            Self::Network => "run Linux 6.7 or later; until then seccomp alone keeps sockets away",
            Self::SystemCalls => "run a kernel with CONFIG_SECCOMP_FILTER on x86-64, 64-bit ARM or RISC-V",
        }
    }

    fn put_up(self, around: Confined<'_>) -> Result<(), Box<dyn Error>> {
        match (self, around) {
            (Self::Limits, _) => Ok(limits::limit(around)?),
            (Self::Files, Confined::Ffmpeg { program, .. }) => Ok(files::forbid_files_but_of(program)?),
            (Self::Files, _) => Ok(files::forbid_files()?),
            (Self::Network, _) => Ok(files::forbid_network()?),
            (Self::SystemCalls, Confined::Ffmpeg { .. }) => Ok(calls_of_ffmpeg::forbid_calls()?),
            (Self::SystemCalls, _) => Ok(calls::forbid_calls()?),
        }
    }
}

/// Confines this thread and process for the rest of its life, and says which of `layers` could not be put up.
#[cfg_attr(not(feature = "testing"), allow(unreachable_pub, reason = "tests put up single layers"))]
pub fn confine(around: Confined<'_>, layers: &[Layer]) -> Vec<Layer> {
    layers.iter().copied().filter(|layer| layer.put_up(around).is_err()).collect()
}
