//! Whom the program calls while a whole operation is played: every connection of every thread and child, as the kernel was asked for it.

use std::process::Command;

use crate::run::{Demo, told};

const FIRST_PORT: u16 = 7290;
/// The roles and the form take four ports, later ones where one of these is busy.
const PORTS: std::ops::Range<u16> = FIRST_PORT..FIRST_PORT + 20;

/// Reports and pictures of an operation name hosts and addresses in plenty; an application, a browser and the roles speak over loopback.
#[test]
fn what_a_report_names_is_never_called_and_the_roles_alone_are_with_strace() {
    let mut demo = Demo::new(FIRST_PORT, &["--seed", "6", "--people", "5"]);
    let log = demo.folder.path().join("calls");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "--seccomp-bpf", "-s", "0", "-e", "signal=none"]);
    strace.args(["-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"]).arg(&log);
    let output = demo.run_under(strace);
    assert!(output.status.success(), "{}", told(&output));
    let calls = std::fs::read_to_string(&log).unwrap();
    let outward: Vec<_> = calls.lines().filter(|call| reaches_a_network(call)).collect();
    let near = outward.iter().filter(|call| port(call).is_some_and(|port| PORTS.contains(&port))).count();
    assert!(near > 10, "nothing was seen: {near} of {} calls", outward.len());
    let elsewhere: Vec<_> = outward.into_iter().filter(|call| !is_for_a_role(call)).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}

/// Whether a call names an address of IPv4 or IPv6; sockets of this machine alone do not.
fn reaches_a_network(call: &str) -> bool {
    call.contains("sa_family=AF_INET")
}

fn port(call: &str) -> Option<u16> {
    let (_, rest) = call.split_once("_port=htons(")?;
    rest.split_once(')')?.0.parse().ok()
}

fn is_for_a_role(call: &str) -> bool {
    let is_here = call.contains("inet_addr(\"127.0.0.1\")") || call.contains("inet_pton(AF_INET6, \"::1\"");
    is_here && port(call).is_some_and(|port| PORTS.contains(&port))
}

#[test]
fn calls_are_read_as_strace_writes_them() {
    let role = "562 connect(4, {sa_family=AF_INET, sin_port=htons(7291), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0";
    assert!(reaches_a_network(role) && is_for_a_role(role));
    for elsewhere in [
        "5 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"127.0.0.53\")}, 16) = 0",
        "5 connect(3, {sa_family=AF_INET, sin_port=htons(7291), sin_addr=inet_addr(\"192.0.2.1\")}, 16) = -1 EINPROGRESS",
        "5 sendto(4, \"\"..., 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 1",
        "5 connect(5, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, \"2001:db8::1\", \
         &sin6_addr), sin6_scope_id=0}, 28) = 0",
    ] {
        assert!(reaches_a_network(elsewhere) && !is_for_a_role(elsewhere), "{elsewhere}");
    }
    assert!(!reaches_a_network("5 connect(5, {sa_family=AF_UNIX, sun_path=\"/dev/log\"}, 110) = 0"));
}
