//! The one binary: starts the roles, plays the demonstration, and holds the tools around them.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks on the terminal"
)]

/// Prints a line for the person at the terminal. A reader that has gone away, such as `head`, is no reason to panic.
macro_rules! say {
    ($($line:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($line)*);
    }};
}

mod client;
mod commands;
mod demo;
mod embedded;
mod supervise;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    backup, breach, certificate, clearinghouse, custody, doctor, hash, key, link, list, police, privacy,
    report, scan, scenario, serve, weights, witness,
};

/// A build with planted defects says so.
const VERSION: &str = if cfg!(feature = "canary-vulns") {
    concat!(env!("CARGO_PKG_VERSION"), " (CANARY BUILD with PLANTED DEFECTS, never a release)")
} else {
    env!("CARGO_PKG_VERSION")
};

/// Carries a report from the platform where it is recognised to the police unit that closes it, and the outcome back.
#[derive(Parser)]
#[command(name = "amparo", version = VERSION, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Play a whole operation with all three roles, on invented people and generated pictures
    Demo(demo::Options),
    /// Run a role, or all three
    Serve(serve::Options),
    /// Compare the files of a directory tree with lists of known hashes; shows no picture
    Scan(scan::Options),
    /// Print the digests of files
    Hash(hash::Options),
    /// Lists of known hashes as files
    #[command(subcommand)]
    List(list::Command),
    /// Reports for a clearinghouse: check them before they are sent, hand their evidence to the police
    #[command(subcommand)]
    Report(report::Command),
    /// Link the reports of a folder of tables into subjects, and say why
    Link(link::Options),
    /// Make or check invented operations
    #[command(subcommand)]
    Scenario(scenario::Command),
    /// The tamper-evident log: check it, prove an entry, hand out a case
    #[command(subcommand)]
    Custody(custody::Command),
    /// The logs that this node cosigns: what it has cosigned, and what only its operator can say of it
    #[command(subcommand)]
    Witness(witness::Command),
    /// What a breach reached: figures and draft of the notice to the authority
    Breach(breach::Options),
    /// Back up a node while it runs, without its key
    Backup(backup::BackUp),
    /// Put a backup back into an empty data folder and database
    Restore(backup::Restore),
    /// The keys of a node: rotate them, and see whether everything opens
    #[command(subcommand)]
    Key(key::Command),
    /// Print the register of processing, or a draft impact assessment
    #[command(subcommand)]
    Privacy(privacy::Command),
    /// Tools for the clearinghouse role
    #[command(subcommand)]
    Clearinghouse(clearinghouse::Command),
    /// Weights for the order of work, as a file that a unit edits and signs
    #[command(subcommand)]
    Weights(weights::Command),
    /// Tools for the police role
    #[command(subcommand)]
    Police(police::Command),
    /// Make a key and a certificate for development alone, for a node that others reach
    Certificate(certificate::Options),
    /// Check what this machine and a configuration offer, and say what to do
    Doctor(doctor::Options),
    /// Decode one file from standard input (the roles call this)
    #[command(hide = true)]
    DecodeMedia {
        #[arg(allow_hyphen_values = true)]
        flags: Vec<String>,
    },
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    if let Command::DecodeMedia { flags } = &command {
        // before anything else: the child confines itself and must stay single-threaded and small
        return service::decode_media_child(flags);
    }
    #[cfg(feature = "canary-vulns")]
    eprintln!("amparo: {}", service::canary::BANNER);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.into()),
    };
    match runtime.block_on(run(command)) {
        Ok(code) => code,
        Err(error) => complain(&error),
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    // reqwest was built without a provider of its own, so that there is one TLS stack
    rustls::crypto::ring::default_provider().install_default().ok();
    match command {
        Command::Demo(options) => demo::run(options).await,
        Command::Serve(options) => serve::run(options).await,
        Command::Scan(options) => scan::run(options).await,
        Command::Hash(options) => hash::run(&options).await,
        Command::List(command) => list::run(&command),
        Command::Report(command) => report::run(&command).await,
        Command::Link(options) => link::run(&options),
        Command::Scenario(command) => scenario::run(&command),
        Command::Custody(command) => custody::run(&command).await,
        Command::Witness(command) => witness::run(&command).await,
        Command::Breach(options) => breach::run(&options).await,
        Command::Backup(options) => backup::back_up(&options).await,
        Command::Restore(options) => backup::restore(&options).await,
        Command::Key(command) => key::run(&command).await,
        Command::Privacy(command) => privacy::run(&command),
        Command::Clearinghouse(command) => clearinghouse::run(&command).await,
        Command::Weights(command) => weights::run(&command),
        Command::Police(command) => police::run(&command).await,
        Command::Certificate(options) => certificate::run(&options),
        Command::Doctor(options) => doctor::run(&options).await,
        Command::DecodeMedia { flags } => Ok(service::decode_media_child(&flags)),
    }
}

fn complain(error: &anyhow::Error) -> ExitCode {
    eprintln!("amparo: {error:#}");
    ExitCode::FAILURE
}
