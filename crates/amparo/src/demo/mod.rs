//! `amparo demo`: an invented operation, played through the three roles' public interfaces.
//!
//! The player is the world around the roles: the application that takes uploads, the moderator, the analyst, the operators and the
//! officers. It knows what each of them sees, and the rules of the scenario by which they decide; it never reads the truth before the
//! tally stands.

mod act;
mod chosen;
mod figures;
mod hops;
mod remove;
mod screen;
mod stage;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use chosen::Chosen;
use figures::Figures;
use stage::Stage;

use crate::commands::serve::asked_to_stop;
use crate::embedded::FIRST_PORT;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Play this scenario instead of the reference operation; compared with FILE.truth.json if that is there
    #[arg(long, value_name = "FILE", conflicts_with = "seed")]
    scenario: Option<PathBuf>,
    /// Play a generated operation
    #[arg(long)]
    seed: Option<u64>,
    /// How many people a generated operation has
    #[arg(long, requires = "seed", default_value_t = 20)]
    people: u64,
    /// Write the figures to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Leave when done, instead of staying up for a look at the pages
    #[arg(long)]
    exit: bool,
    /// Keep databases, vaults and logs in this new folder; without it they go when the demonstration ends
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Play nothing: remove everything that an earlier demonstration keeps in FOLDER
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["scenario", "seed", "json", "exit", "data"])]
    remove: Option<PathBuf>,
    /// The platform's port; the clearinghouse, the police and the public form take the next three
    #[arg(long, default_value_t = FIRST_PORT)]
    first_port: u16,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if let Some(folder) = &options.remove {
        return remove::remove(folder);
    }
    service::telemetry::init();
    let chosen = Chosen::new(&options)?;
    if let Some(path) = &options.json {
        // before anything is played, so that a wrong path costs nobody the play
        std::fs::write(path, "").with_context(|| format!("writing {}", path.display()))?;
    }
    screen::title(&chosen.scenario);
    let stage = Stage::start(&chosen.scenario, options.first_port, options.data.as_deref()).await?;
    let outcome = tokio::select! {
        outcome = play(&chosen, &stage, &options) => outcome,
        () = asked_to_stop() => {
            stage.stop().await;
            return Ok(ExitCode::FAILURE);
        }
    };
    if outcome.is_err() {
        stage.show_logs();
    } else if !options.exit {
        let stop = asked_to_stop();
        screen::stays_up(stage.set());
        stop.await;
    }
    stage.stop().await;
    Ok(if outcome? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the tally is what the truth implies, where there is a truth.
async fn play(chosen: &Chosen, stage: &Stage, options: &Options) -> Result<bool> {
    let scenario = &chosen.scenario;
    let set = stage.set();
    let mut figures = Figures::default();
    let uploads = figures.time("uploads", hops::platform::upload(scenario, set)).await?;
    figures.time("review", hops::platform::review(scenario, set, &uploads)).await?;
    let filed = figures.time("reports", hops::platform::wait_until_filed(set)).await?;
    figures.time("referral", hops::clearinghouse::refer(set, filed)).await?;
    let operation = figures.time("subjects", hops::police::open_operation(scenario, set)).await?;
    figures.time("disclosure", hops::police::ask_operators(scenario, set)).await?;
    let done = figures.time("persons", hops::police::decide(scenario, set)).await?;
    figures.time("outcomes", hops::outcomes::wait_until_back(set, &done)).await?;
    hops::custody::verify(set).await?;
    let tally = hops::police::tally(set, &operation).await?;
    screen::tally(&tally);
    screen::press_notes(&hops::police::press_notes(set, &operation).await?);
    screen::timings(&figures);
    if let Some(path) = &options.json {
        std::fs::write(path, figures.to_json(&tally)?)
            .with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(screen::verdict(chosen.truth.as_ref(), &tally))
}
