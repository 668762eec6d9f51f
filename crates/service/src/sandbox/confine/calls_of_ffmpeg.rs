//! The system calls that ffmpeg has left. Any other fails as on a kernel that has never heard of it.
//!
//! Failing and not ending, since some of the two hundred libraries that a distribution's ffmpeg loads ask at start for what they can do without.

use std::collections::BTreeMap;
use std::env::consts::ARCH;

use libc::c_long;
use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

use super::calls::{ALLOWED, to_own_process};

/// What loading a program takes beyond computing, and what its runtime asks about itself. Of files Landlock says which; code has to be mapped.
const OF_A_PROGRAM: [c_long; 20] = [
    libc::SYS_execve,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_openat,
    libc::SYS_newfstatat,
    libc::SYS_lseek,
    libc::SYS_pread64,
    libc::SYS_readv,
    libc::SYS_getrusage,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_uname,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_ppoll,
];
/// Where the register of thread-local storage is set by a call.
#[cfg(target_arch = "x86_64")]
const OF_THIS_PROCESSOR: [c_long; 2] = [libc::SYS_arch_prctl, libc::SYS_poll];
#[cfg(not(target_arch = "x86_64"))]
const OF_THIS_PROCESSOR: [c_long; 0] = [];
/// A new thread: the flags come first. `clone3`, whose flags no filter can see, is not there, and the runtime falls back to this.
const FLAGS_ARGUMENT: u8 = 0;
/// What a file is asked for: its second argument. Flags and copies; not `F_SETOWN` and `F_SETSIG`, by which the kernel sends a signal of one's choice to
/// another process of the same user as soon as a pipe can be read.
const COMMAND_ARGUMENT: u8 = 1;
const COMMANDS: [libc::c_int; 6] =
    [libc::F_DUPFD, libc::F_DUPFD_CLOEXEC, libc::F_GETFD, libc::F_SETFD, libc::F_GETFL, libc::F_SETFL];
/// A limit is read where the pointer to a new one is null.
const NEW_LIMIT_ARGUMENT: u8 = 2;

pub(super) fn forbid_calls() -> Result<(), Error> {
    let any = ALLOWED.iter().chain(&OF_A_PROGRAM).chain(&OF_THIS_PROCESSOR);
    let any = any.map(|call| Ok((*call, Vec::new())));
    let bounded = [
        Ok((libc::SYS_clone, vec![of_a_thread()?])),
        Ok((libc::SYS_fcntl, of_flags()?)),
        Ok((libc::SYS_prlimit64, vec![of_reading()?])),
        Ok((libc::SYS_tgkill, vec![to_own_process()?])),
    ];
    let rules = any.chain(bounded).collect::<Result<BTreeMap<_, _>, Error>>()?;
    let refusal = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let filter = SeccompFilter::new(rules, refusal, SeccompAction::Allow, ARCH.try_into()?)?;
    let program: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter(&program)
}

/// Threads of one process only: newer ffmpegs need them; a process of its own none does.
fn of_a_thread() -> Result<SeccompRule, Error> {
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    let is_thread = SeccompCmpOp::MaskedEq(thread);
    let condition = SeccompCondition::new(FLAGS_ARGUMENT, SeccompCmpArgLen::Qword, is_thread, thread)?;
    Ok(SeccompRule::new(vec![condition])?)
}

fn of_flags() -> Result<Vec<SeccompRule>, Error> {
    let rule = |command: libc::c_int| {
        let (is_it, command) = (SeccompCmpOp::Eq, u64::from(command.unsigned_abs()));
        let condition = SeccompCondition::new(COMMAND_ARGUMENT, SeccompCmpArgLen::Dword, is_it, command)?;
        Ok(SeccompRule::new(vec![condition])?)
    };
    COMMANDS.into_iter().map(rule).collect()
}

fn of_reading() -> Result<SeccompRule, Error> {
    let condition = SeccompCondition::new(NEW_LIMIT_ARGUMENT, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)?;
    Ok(SeccompRule::new(vec![condition])?)
}
