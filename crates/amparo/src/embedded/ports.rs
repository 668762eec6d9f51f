//! Free ports for the three roles.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};

/// The ports that each role would like.
const WANTED: [(&str, u16); 3] = [("platform", 7101), ("clearinghouse", 7102), ("police", 7103)];
/// How many ports above the wanted one are tried.
const TRIED: u16 = 300;

/// A free port for each role; a busy one is named on standard error.
pub(super) fn choose() -> Result<BTreeMap<&'static str, u16>> {
    let mut chosen = BTreeMap::new();
    for (role, wanted) in WANTED {
        let taken = |port: &u16| chosen.values().any(|other| other == port);
        let free = |port: &u16| !taken(port) && TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
        let port = (wanted..wanted + TRIED).find(free).with_context(|| {
            format!(
                "no port from {wanted} to {} is free for {role}: stop a program that listens there",
                wanted + TRIED - 1
            )
        })?;
        if port != wanted {
            eprintln!("amparo: port {wanted} is busy, {role} takes {port}");
        }
        chosen.insert(role, port);
    }
    Ok(chosen)
}
