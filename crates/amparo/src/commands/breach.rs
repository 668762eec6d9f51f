//! `amparo breach`: from a cause to the figures of the notice to the authority within 72 hours.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use clearinghouse::ClearinghouseRecords;
use jiff::Timestamp;
use platform::PlatformRecords;
use police::PoliceRecords;
use service::breach::{Asked, Cause, investigate, notice};
use service::{Env, Lang, keys, load};

use super::role_of;
use super::serve::AnyConfig;

/// In which form.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// Markdown, by the articles that a notice must answer
    Text,
    /// The figures alone
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    En,
    Es,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("cause").args(["key", "account", "package", "from", "until"]).required(true).multiple(true)))]
pub(crate) struct Options {
    /// The role's TOML file; the node may run
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// This version of the node key is in other hands
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["account", "package", "from", "until"])]
    key: Option<u32>,
    /// This account was misused: the exact sign-in name of a person or machine
    #[arg(long, value_name = "NAME", conflicts_with = "package")]
    account: Option<String>,
    /// This package is in other hands: its referral's id, its receipt's, or its SHA-256
    #[arg(long, value_name = "ID|DIGEST", conflicts_with_all = ["from", "until"])]
    package: Option<String>,
    /// Whatever was done from this instant, such as 2026-11-28T00:00:00Z; narrows an account too
    #[arg(long, value_name = "INSTANT")]
    from: Option<Timestamp>,
    /// … until this one, itself excluded
    #[arg(long, value_name = "INSTANT")]
    until: Option<Timestamp>,
    /// When the controller became aware: 72 hours run from then
    #[arg(long, value_name = "INSTANT")]
    aware: Option<Timestamp>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "en")]
    lang: Language,
    /// Text or JSON
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let config = load::<AnyConfig>(&options.config)?.node;
    let role = role_of(&options.config, &config)?;
    let node = keys::open_beside(role, &config, &Env::from_config(&config)?).await?;
    let asked = options.asked();
    let found = match role {
        "platform" => investigate::<PlatformRecords>(&node, &asked).await,
        "clearinghouse" => investigate::<ClearinghouseRecords>(&node, &asked).await,
        "police" => investigate::<PoliceRecords>(&node, &asked).await,
        other => bail!("{other}: this node keeps no records of persons that a breach could be counted by"),
    };
    let findings = found?;
    match options.format {
        Form::Json => say!("{}", serde_json::to_string_pretty(&findings)?),
        Form::Text => {
            let lang = match options.lang {
                Language::En => Lang::En,
                Language::Es => Lang::Es,
            };
            say!("{}", notice(&findings, lang)?.trim_end());
        }
    }
    Ok(if findings.log.is_intact() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Options {
    fn asked(&self) -> Asked {
        let cause = match (self.key, &self.account, &self.package) {
            (Some(version), _, _) => Cause::Key(version),
            (None, Some(name), _) => Cause::Account(name.clone()),
            (None, None, Some(named)) => Cause::Package(named.clone()),
            (None, None, None) => Cause::Period,
        };
        Asked { cause, from: self.from, until: self.until, aware_at: self.aware }
    }
}
