//! The TOML files that whoever runs a node writes: each role's own, weights, and the rules by which a country is proposed.

use std::path::Path;

use model::triage::Weights;
use service::ConfigError;
use service::config::parse;

/// Whichever role reads it: what is refused is refused in words, with a place. Nothing that a file names is opened.
pub(crate) fn configuration(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = Path::new("node.toml");
    let platform = parse::<platform::Config>(file, text);
    says_where(text, platform.and_then(|config| config.node.check().and_then(|()| config.check())));
    says_where(text, parse::<clearinghouse::Config>(file, text).and_then(|config| config.check()));
    let police = parse::<police::Config>(file, text);
    says_where(text, police.and_then(|config| config.node.check().and_then(|()| config.check())));
    says_where(text, parse::<tip::Config>(file, text).and_then(|config| config.check()));
    says_where(text, parse::<matcher::Config>(file, text).and_then(|config| config.check()));
    match Weights::parse(text) {
        Ok(weights) => assert_eq!(Weights::parse_kept(text), Ok(weights), "in use what was proposed"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Err(wrong) = clearinghouse::check_routing(text) {
        assert!(!wrong.is_empty());
    }
}

fn says_where(text: &str, outcome: Result<(), ConfigError>) {
    match outcome {
        Ok(()) => {}
        Err(ConfigError::Parse { line, message, .. }) => {
            assert!((1..=text.lines().count() + 1).contains(&line), "line {line}: {message}");
            assert!(!message.is_empty(), "line {line}");
        }
        Err(ConfigError::Setting { setting, reason }) => {
            assert!(!setting.is_empty() && !reason.is_empty(), "{setting}: {reason}");
        }
        Err(error @ ConfigError::Read { .. }) => panic!("a file was opened: {error}"),
    }
}
