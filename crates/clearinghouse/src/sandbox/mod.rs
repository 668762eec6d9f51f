//! A clearinghouse to practise on: an engineer sends reports and sees what was right, what was wrong where, what an analyst would miss, and
//! what was stored.
//!
//! It keeps nothing beyond its end, lets everybody in who brings a name and a secret, and serves loopback alone. Its table of routes is one
//! of its own, so that nothing of it is on a node in earnest.

mod advice;
mod bench;
mod cases;
mod codes;
mod control;
mod curl;
mod exchange;
mod fault;
mod fixture;
mod instance;
mod lessons;
mod pages;
mod record;
mod routes;
mod telling;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use service::{ActorConfig, Env, Running, Shutdown, StartError, serve_machines};

use bench::Bench;

/// Takes each line that a sandbox has to say to whoever sits before it.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// What a sandbox is told before it starts.
#[derive(Clone)]
pub struct Settings {
    /// Where it listens: on loopback alone.
    pub listen: SocketAddr,
    /// An empty folder for what it keeps while it runs; removing it afterwards is for whoever made it.
    pub folder: PathBuf,
    /// The machines that may come in; where there are none, everybody may.
    pub credentials: Vec<ActorConfig>,
    /// Where each exchange is written as files that can be sent again.
    pub record: Option<PathBuf>,
    /// Hears of each exchange.
    pub tell: Tell,
}

/// Starts a sandbox.
///
/// # Errors
/// It shall listen where the network reaches it, its port is busy, or a folder cannot be used.
pub async fn start(settings: Settings, env: Env) -> Result<Running, StartError> {
    let recorded = settings.record.as_deref().map_or(Ok(0), recorded_before);
    let recorded = recorded.map_err(|error| StartError::other(&error))?;
    let shutdown = Shutdown::new();
    let bench = Bench::new(settings, env, shutdown.clone());
    bench.number_after(recorded);
    let (node, config) = instance::open_first(&bench).await?;
    let closing = tokio::spawn(instance::close_at_the_end(bench.clone()));
    let running = serve_machines(node, &config, instance::router(&bench), shutdown, vec![closing]).await?;
    bench.listens_on(running.addr);
    Ok(running)
}

/// Makes the folder of recordings where there is none; the last number in it, so that nothing in it is written over.
fn recorded_before(folder: &Path) -> io::Result<u64> {
    let last = std::fs::create_dir_all(folder).and_then(|()| fixture::last_number(folder));
    last.map_err(|error| {
        io::Error::new(error.kind(), format!("the folder of recordings {}: {error}", folder.display()))
    })
}
