//! Limits of a process, and the promises that it makes of itself.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::Confined;

/// Bytes in a gibibyte.
const GIB: u64 = 1024 * 1024 * 1024;

/// How much of what somebody behind the fence may take.
struct Amounts {
    /// Address space in bytes. Of a decoder: the file, its pixels in 16-bit RGB, and the hash's own planes. Of who unpacks: the zip and one
    /// member. Of ffmpeg: its libraries, and the dozen and more frames that a codec refers back to.
    address_space_bytes: u64,
    /// Processor time in seconds.
    cpu_seconds: u64,
    /// Open files: the three standard ones and a few for the runtime; ffmpeg's loader opens libraries.
    open_files: u64,
}

impl Amounts {
    fn of(around: Confined<'_>) -> Self {
        let decoder = Self { address_space_bytes: 2 * GIB, cpu_seconds: 10, open_files: 8 };
        match around {
            Confined::Decoder => decoder,
            Confined::Unpacker => Self { address_space_bytes: 3 * GIB, cpu_seconds: 60, ..decoder },
            Confined::FrameHasher { cpu_seconds } => Self { cpu_seconds, ..decoder },
            Confined::Ffmpeg { cpu_seconds, .. } => {
                Self { address_space_bytes: 3 * GIB, cpu_seconds, open_files: 64 }
            }
        }
    }
}

/// No large memory, no long computing, no file written, no core dump, no new privileges, no tracing by others, and an end with the parent.
///
/// ffmpeg is a process of its own afterwards, so that others could trace it again; it keeps everything else.
pub(super) fn limit(around: Confined<'_>) -> io::Result<()> {
    let amounts = Amounts::of(around);
    for (resource, limit) in [
        (Resource::As, amounts.address_space_bytes),
        (Resource::Cpu, amounts.cpu_seconds),
        (Resource::Fsize, 0),
        (Resource::Nofile, amounts.open_files),
        (Resource::Core, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    }
    set(libc::PR_SET_NO_NEW_PRIVS, 1)?;
    set(libc::PR_SET_DUMPABLE, 0)?;
    set(libc::PR_SET_PDEATHSIG, libc::SIGKILL.unsigned_abs().into())
}

/// Closes all that the process was born with but its three standard streams. What this program opens is closed at every start of another one;
/// what somebody gave it without that, such as a log or a socket of its supervisor, would come down to the decoder.
///
/// It is to be called before anything is opened. A kernel before 5.9, which lacks Landlock too, keeps them open.
#[allow(unsafe_code, reason = "close_range has no safe form in our dependencies")]
pub(in crate::sandbox) fn close_inherited() {
    const FIRST: libc::c_ulong = 3;
    const LAST: libc::c_ulong = 0xffff_ffff;
    const NO_FLAGS: libc::c_ulong = 0;
    // SAFETY: it takes integers only, and nothing of this process owns a descriptor beyond the standard ones yet.
    let _ = unsafe { libc::syscall(libc::SYS_close_range, FIRST, LAST, NO_FLAGS) };
}

#[allow(unsafe_code, reason = "prctl has no safe form in our dependencies")]
fn set(option: libc::c_int, value: libc::c_ulong) -> io::Result<()> {
    const UNUSED: libc::c_ulong = 0;
    // SAFETY: the three options above take integers only; no memory of ours is read or written.
    let answer = unsafe { libc::prctl(option, value, UNUSED, UNUSED, UNUSED) };
    if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
