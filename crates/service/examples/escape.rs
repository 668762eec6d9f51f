//! A decoder that was taken over: tries one forbidden thing behind the layers that it is told to put up first. The tests run it.
//!
//! `escape FENCE ATTEMPT FOLDER PORT LAYERS`: the fence of a `decoder`, an `unpacker` or of `ffmpeg`, the layers as JSON. Ends with 0 if the attempt succeeded, with 1 if it was refused, with 2 where a
//! layer could not be put up; the kernel may end it by a signal.
#![allow(unsafe_code, reason = "what is tried has no safe form on purpose")]

use std::ffi::CString;
use std::io;
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::ptr::null_mut;

use service::sandbox::{Confined, confine};

const PAGE_BYTES: usize = 4096;
const TOO_MUCH_MEMORY_BYTES: usize = 3 << 30;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [fence, attempt, folder, port, layers] = args.as_slice() else { return ExitCode::from(3) };
    let (Ok(port), Ok(layers)) = (port.parse(), serde_json::from_str::<Vec<_>>(layers)) else {
        return ExitCode::from(4);
    };
    // somebody else, to trace or to signal; the test ends the process group
    let Ok(other) = Command::new("/bin/sleep").arg("60").spawn() else { return ExitCode::from(5) };
    let Ok(program) = std::env::current_exe() else { return ExitCode::from(6) };
    let around = match fence.as_str() {
        "ffmpeg" => Confined::Ffmpeg { program: &program, cpu_seconds: 10 },
        "unpacker" => Confined::Unpacker,
        _ => Confined::Decoder,
    };
    if !confine(around, &layers).is_empty() {
        return ExitCode::from(2);
    }
    match attempt_it(attempt, Path::new(folder), port, &other) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn attempt_it(attempt: &str, folder: &Path, port: u16, other: &Child) -> io::Result<()> {
    let pid = other.id().cast_signed();
    match attempt {
        "read-a-file" => std::fs::read("/etc/passwd").map(drop),
        "list-a-folder" => std::fs::read_dir("/").map(drop),
        "make-a-file" => std::fs::File::create(folder.join("made")).map(drop),
        "remove-a-file" => std::fs::remove_file(folder.join("kept")),
        "link-a-file" => std::os::unix::fs::symlink("/etc/passwd", folder.join("link")),
        "connect-over-tcp" => TcpStream::connect(("127.0.0.1", port)).map(drop),
        "bind-over-udp" => UdpSocket::bind("127.0.0.1:0").map(drop),
        "pair-of-sockets" => UnixStream::pair().map(drop),
        "run-a-program" => Command::new("/bin/true").status().map(drop),
        "start-a-thread" => std::thread::Builder::new().spawn(|| ()).map(drop),
        "allocate-much" => {
            Vec::<u8>::new().try_reserve_exact(TOO_MUCH_MEMORY_BYTES).map_err(io::Error::other)
        }
        _ => by_system_call(attempt, pid),
    }
}

/// SAFETY of all calls here: they take integers, or pointers to values that outlive them.
fn by_system_call(attempt: &str, pid: i32) -> io::Result<()> {
    let answer = match attempt {
        "fork" => match unsafe { libc::fork() } {
            0 => unsafe { libc::_exit(0) },
            forked => i64::from(forked),
        },
        "trace-another" => unsafe {
            libc::ptrace(libc::PTRACE_SEIZE, pid, null_mut::<u8>(), null_mut::<u8>())
        },
        "signal-another" => i64::from(unsafe { libc::kill(pid, libc::SIGTERM) }),
        "signal-a-thread" => unsafe { libc::syscall(libc::SYS_tgkill, pid, pid, libc::SIGTERM) },
        // who owns a file is sent signals of the caller's choice
        "set-an-owner" => i64::from(unsafe { libc::fcntl(1, libc::F_SETOWN, pid) }),
        "set-a-limit" => {
            let less = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
            i64::from(unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const less) })
        }
        "make-code" => {
            let protection = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
            let kind = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let at = unsafe { libc::mmap(null_mut(), PAGE_BYTES, protection, kind, -1, 0) };
            if at == libc::MAP_FAILED { -1 } else { 0 }
        }
        "file-in-memory" => {
            let name = CString::from(c"code");
            i64::from(unsafe { libc::memfd_create(name.as_ptr(), 0) })
        }
        _ => return Err(io::Error::other("no such attempt")),
    };
    if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
