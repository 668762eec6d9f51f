//! A node to practise on: it keeps nothing, lets strangers in, and serves loopback alone.

use std::net::SocketAddr;

use super::ConfigError;

/// What makes a node one to practise on. A program that starts one says so; no configuration file can, so that no node in earnest becomes
/// one by a line too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Practice {
    /// The role of machines of any name and secret; none where only the configured machines come in.
    pub strangers: Option<&'static str>,
}

/// Who lets strangers in serves this computer alone, with a certificate too.
pub(super) fn check(listen: SocketAddr) -> Result<(), ConfigError> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    let reason = format!(
        "{listen} can be reached from the network, and a sandbox lets everybody in and keeps nothing; listen on 127.0.0.1 or [::1]"
    );
    Err(ConfigError::setting("node.listen", reason))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{NodeConfig, parse};

    const NODE: &str =
        "listen = \"127.0.0.1:7180\"\npublic_url = \"http://sandbox.localhost\"\ndata_dir = \"d\"\n";

    #[test]
    fn it_serves_loopback_alone() {
        let mut config: NodeConfig = parse(Path::new("sandbox.toml"), NODE).unwrap();
        config.practice = Some(Practice { strangers: Some("reporting_party") });
        config.check().unwrap();
        config.listen = ([0, 0, 0, 0], 7180).into();
        let plain = config.check().unwrap_err().to_string();
        assert!(plain.starts_with("setting `node.listen`"), "{plain}");
        let said = check(config.listen).unwrap_err().to_string();
        assert!(said.contains("a sandbox lets everybody in"), "{said}");
    }

    #[test]
    fn no_file_can_ask_for_it() {
        let text = format!("{NODE}practice = {{ strangers = \"reporting_party\" }}\n");
        let error = parse::<NodeConfig>(Path::new("sandbox.toml"), &text).unwrap_err().to_string();
        assert!(error.contains("unknown field `practice`"), "{error}");
    }
}
