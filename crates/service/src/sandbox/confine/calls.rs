//! The system calls that a decoder has left; any other ends it.

use std::collections::BTreeMap;
use std::env::consts::ARCH;

use libc::c_long;
use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// What computing takes: pipes, memory, locks, the clock, chance, and an end. Panics and the stack guard of the standard library
/// work with these too.
pub(super) const ALLOWED: [c_long; 23] = [
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_fstat,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_clock_gettime,
    libc::SYS_getrandom,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
/// Allowed unless memory shall become code: their third argument is the protection.
const ALLOWED_WITHOUT_EXECUTION: [c_long; 2] = [libc::SYS_mmap, libc::SYS_mprotect];
const PROTECTION_ARGUMENT: u8 = 2;
/// An abort signals the own process; the first argument says which.
const PROCESS_ARGUMENT: u8 = 0;

pub(super) fn forbid_calls() -> Result<(), Error> {
    let any = ALLOWED.iter().map(|call| Ok((*call, Vec::new())));
    let bounded = ALLOWED_WITHOUT_EXECUTION.iter().map(|call| Ok((*call, vec![without_execution()?])));
    let own = std::iter::once(Ok((libc::SYS_tgkill, vec![to_own_process()?])));
    let rules = any.chain(bounded).chain(own).collect::<Result<BTreeMap<_, _>, Error>>()?;
    let filter =
        SeccompFilter::new(rules, SeccompAction::KillProcess, SeccompAction::Allow, ARCH.try_into()?)?;
    let program: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter(&program)
}

pub(super) fn to_own_process() -> Result<SeccompRule, Error> {
    let own = u64::from(std::process::id());
    let condition = SeccompCondition::new(PROCESS_ARGUMENT, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own)?;
    Ok(SeccompRule::new(vec![condition])?)
}

fn without_execution() -> Result<SeccompRule, Error> {
    let executable = SeccompCmpOp::MaskedEq(u64::from(libc::PROT_EXEC.unsigned_abs()));
    let condition = SeccompCondition::new(PROTECTION_ARGUMENT, SeccompCmpArgLen::Dword, executable, 0)?;
    Ok(SeccompRule::new(vec![condition])?)
}
