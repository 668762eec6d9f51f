//! The sandbox's child with a scale: ends with [`TOO_LARGE`] when it took more memory than its first argument says, in MiB.

use std::fs::File;
use std::os::fd::AsRawFd as _;
use std::process::ExitCode;

/// The status of a decoder that took too much.
const TOO_LARGE: u8 = 77;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let most_mib: u64 = args.next().and_then(|most| most.parse().ok()).unwrap_or_default();
    // opened now, in place of standard error: behind the fence no file can be, and what is beyond the standard streams is closed
    let is_open = File::open("/proc/self/status").is_ok_and(|status| put_in_place_of_stderr(&status));
    let ended = service::decode_media_child(&args.collect::<Vec<_>>());
    let peak_kib = is_open.then(read_stderr).flatten().and_then(|text| {
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        peak.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    match peak_kib {
        Some(peak_kib) if peak_kib <= most_mib * 1024 => ended,
        _ => ExitCode::from(TOO_LARGE),
    }
}

#[allow(unsafe_code, reason = "dup2 has no safe form in the standard library")]
fn put_in_place_of_stderr(status: &File) -> bool {
    // SAFETY: both are descriptors of this process; nothing writes to standard error here.
    unsafe { libc::dup2(status.as_raw_fd(), libc::STDERR_FILENO) == libc::STDERR_FILENO }
}

/// One read: the fence lets through no call that asks for a length.
#[allow(unsafe_code, reason = "read of a bare descriptor has no safe form in the standard library")]
fn read_stderr() -> Option<String> {
    let mut text = vec![0_u8; 8192];
    // SAFETY: as many bytes are asked for as the buffer has.
    let length = unsafe { libc::read(libc::STDERR_FILENO, text.as_mut_ptr().cast(), text.len()) };
    text.truncate(usize::try_from(length).ok()?);
    String::from_utf8(text).ok()
}
