//! Limits of a process, and the promises that it makes of itself.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Address space in bytes: the file, its pixels in 16-bit RGB, and the hash's own planes.
const ADDRESS_SPACE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Processor time in seconds.
const CPU_SECONDS: u64 = 10;
/// Open files: the three standard ones and a few for the runtime.
const OPEN_FILES: u64 = 8;

/// No large memory, no long computing, no file written, no core dump, no new privileges, no tracing by others, and an end with the parent.
pub(super) fn limit() -> io::Result<()> {
    for (resource, limit) in [
        (Resource::As, ADDRESS_SPACE_BYTES),
        (Resource::Cpu, CPU_SECONDS),
        (Resource::Fsize, 0),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Core, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    }
    set(libc::PR_SET_NO_NEW_PRIVS, 1)?;
    set(libc::PR_SET_DUMPABLE, 0)?;
    set(libc::PR_SET_PDEATHSIG, libc::SIGKILL.unsigned_abs().into())
}

#[allow(unsafe_code, reason = "prctl has no safe form in our dependencies")]
fn set(option: libc::c_int, value: libc::c_ulong) -> io::Result<()> {
    const UNUSED: libc::c_ulong = 0;
    // SAFETY: the three options above take integers only; no memory of ours is read or written.
    let answer = unsafe { libc::prctl(option, value, UNUSED, UNUSED, UNUSED) };
    if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
