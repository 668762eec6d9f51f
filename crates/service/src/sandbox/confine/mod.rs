//! What a decoder may still do: compute, and use the pipes that it was born with.
//!
//! Four layers, each of which holds alone. A decoder that was taken over meets the one that names the act first, so a gap in one is
//! no gap in the fence.

mod calls;
mod files;
mod limits;

use std::error::Error;

use serde::{Deserialize, Serialize};

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

    fn put_up(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Limits => Ok(limits::limit()?),
            Self::Files => Ok(files::forbid_files()?),
            Self::Network => Ok(files::forbid_network()?),
            Self::SystemCalls => Ok(calls::forbid_calls()?),
        }
    }
}

/// Confines this thread and process for the rest of its life, and says which of `layers` could not be put up.
#[cfg_attr(not(feature = "testing"), allow(unreachable_pub, reason = "tests put up single layers"))]
pub fn confine(layers: &[Layer]) -> Vec<Layer> {
    layers.iter().copied().filter(|layer| layer.put_up().is_err()).collect()
}
