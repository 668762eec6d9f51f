//! Free ports for the three roles and the public form.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};

/// The roles in the order of their ports, and the public form after them.
const PROCESSES: [&str; 4] = ["platform", "clearinghouse", "police", super::FORM];
/// The platform's port where nobody says another; the others follow.
pub(crate) const FIRST_PORT: u16 = 7101;
/// How many ports above the wanted one are tried.
const TRIED: u16 = 300;

/// A free port for each process from `first` on; a busy one is named on standard error.
pub(super) fn choose(first: u16) -> Result<BTreeMap<&'static str, u16>> {
    let mut chosen = BTreeMap::new();
    for (role, wanted) in PROCESSES.into_iter().zip(first..) {
        let taken = |port: &u16| chosen.values().any(|other| other == port);
        let free = |port: &u16| !taken(port) && TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
        let port = (wanted..wanted.saturating_add(TRIED)).find(free).with_context(|| {
            format!(
                "no port from {wanted} to {} is free for {role}: stop a program that listens there",
                wanted.saturating_add(TRIED - 1)
            )
        })?;
        if port != wanted {
            eprintln!("amparo: port {wanted} is busy, {role} takes {port}");
        }
        chosen.insert(role, port);
    }
    Ok(chosen)
}
