//! The sandbox's child with a scale: ends with [`TOO_LARGE`] when it took more memory than its first argument says, in MiB.

use std::io::Read as _;
use std::process::ExitCode;

/// The status of a decoder that took too much.
const TOO_LARGE: u8 = 77;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let most_mib: u64 = args.next().and_then(|most| most.parse().ok()).unwrap_or_default();
    // opened now: behind the fence no file can be
    let status = std::fs::File::open("/proc/self/status");
    let ended = service::decode_media_child(&args.collect::<Vec<_>>());
    let peak_kib = status.ok().and_then(|mut status| {
        // one read: the fence lets through no call that asks for a length
        let mut text = [0; 8192];
        let length = status.read(&mut text).ok();
        // the standard library asks before it closes in a debug build, by a call that the fence does not let through
        std::mem::forget(status);
        let length = length?;
        let text = std::str::from_utf8(text.get(..length)?).ok()?;
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        peak.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    match peak_kib {
        Some(peak_kib) if peak_kib <= most_mib * 1024 => ended,
        _ => ExitCode::from(TOO_LARGE),
    }
}
