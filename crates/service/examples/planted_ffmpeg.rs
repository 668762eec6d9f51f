//! An ffmpeg that was taken over, for the tests: what it does follows from the container that it is asked to read.
//!
//! `matroska` tries to get out in every way that it knows, and ends with [`TRIED`] and the number of ways that led out; `avi` hangs, `mpegts`
//! computes, `flv` writes frames for ever, `ogg` writes what is no frame, `asf` writes one frame and ends by a signal.
#![allow(unsafe_code, reason = "what is tried has no safe form on purpose")]

use std::io::{self, Write as _};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// The status where no way led out.
const TRIED: u8 = 40;
const FRAME: &[u8] = b"P6\n8 8\n255\n";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    if args.iter().any(|arg| arg == "-version") {
        return say(b"ffmpeg version planted-1 and so on\n");
    }
    let demuxer = args.iter().skip_while(|arg| *arg != "-f").nth(1).map(String::as_str);
    let frame = [FRAME, &[90; 192]].concat();
    match demuxer {
        Some("matroska") => ExitCode::from(TRIED + ways_out()),
        Some("avi") => {
            std::thread::sleep(Duration::from_secs(600));
            ExitCode::SUCCESS
        }
        Some("mpegts") => loop {
            std::hint::spin_loop();
        },
        Some("flv") => loop {
            if io::stdout().write_all(&frame).is_err() {
                return ExitCode::FAILURE;
            }
        },
        Some("asf") => {
            say(&frame);
            std::process::abort()
        }
        _ => say(b"neither a frame nor anything else"),
    }
}

fn say(bytes: &[u8]) -> ExitCode {
    let mut out = io::stdout();
    if out.write_all(bytes).and_then(|()| out.flush()).is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// How many of these succeed. Standard input is a file.
fn ways_out() -> u8 {
    let parent = std::os::unix::process::parent_id().cast_signed();
    let file = std::env::temp_dir().join(format!("amparo-planted-{}", std::process::id()));
    let write_input = || std::fs::OpenOptions::new().write(true).open("/proc/self/fd/0")?.write_all(b"x");
    let connect = || TcpStream::connect("127.0.0.1:1").map_err(|error| error.kind());
    // SAFETY: all of these take integers alone, and a forked child ends at once. A write beyond the limit of files is an error then.
    let (inherited, owned, fork, signal) = unsafe {
        let inherited = (3..1024).any(|fd| libc::fcntl(fd, libc::F_GETFD) >= 0);
        // whoever owns a file is sent the signals of it
        let owned = libc::fcntl(0, libc::F_SETOWN, parent) == 0;
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
        let forked = libc::fork();
        if forked == 0 {
            libc::_exit(0);
        }
        (inherited, owned, forked > 0, libc::kill(parent, 0) == 0)
    };
    let ways = [
        std::fs::read("/etc/passwd").is_ok(),
        std::fs::read("/proc/self/status").is_ok(),
        std::fs::read_dir("/tmp").is_ok(),
        std::fs::write(&file, "out").and_then(|()| std::fs::remove_file(&file)).is_ok(),
        write_input().is_ok(),
        // nobody listens there, and to be told so is to have been out
        matches!(connect(), Ok(_) | Err(io::ErrorKind::ConnectionRefused)),
        UdpSocket::bind("127.0.0.1:0").is_ok(),
        UnixStream::pair().is_ok(),
        Command::new("/bin/true").status().is_ok(),
        inherited,
        owned,
        fork,
        signal,
    ];
    ways.into_iter().map(u8::from).sum()
}
