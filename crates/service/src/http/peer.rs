//! Who is at the other end of a connection, as far as the connection tells.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::Extensions;

use crate::tls::KeyFingerprint;

/// What the connection of a request tells.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Peer<'a> {
    /// The certificate that it has shown.
    pub(crate) certificate: Option<&'a KeyFingerprint>,
    /// From where it comes.
    pub(crate) address: Option<IpAddr>,
}

impl<'a> Peer<'a> {
    /// Of a request with these extensions.
    pub(crate) fn of(extensions: &'a Extensions) -> Self {
        let connection = extensions.get::<ConnectInfo<SocketAddr>>();
        Self { certificate: extensions.get(), address: connection.map(|ConnectInfo(peer)| peer.ip()) }
    }
}
