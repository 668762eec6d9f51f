//! `amparo scan`: a directory tree against lists of known hashes.

mod examine;
mod finding;
mod output;
mod state;
mod tally;
mod walk;

use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::Args;
use futures::stream::{self, StreamExt as _};
use hashlist::{KnownHashes, ListIndex, MAX_DISTANCE_BITS, MOST_RADIUS_BITS};
use tokio::sync::mpsc;

use super::fence::{Fence, cores};
use super::list::{self, Stated};
use examine::{Examined, Examiner};
use output::{Form, Output};
use state::{Begun, Header, ListMark, State};
use tally::{Progress, Tally};
use walk::Found;

/// Paths that wait to be looked at: the walk runs so far ahead and no further.
const QUEUE: usize = 256;

/// Who may run it, and how it ends.
const AFTER: &str = "\
A hit is a reason for a human look, never a finding about a person: lists have wrong entries, and alike pictures are not always the same one.
In many countries looking at such material, keeping it or passing it on is an offence, whatever the intention. Run this where you are
responsible for the storage or on behalf of an authority, with legal advice; leave hits unopened unless the law lets you open them, change
nothing, and report them to the police or to your country's hotline. Nothing here shows a picture.

Symbolic links are not followed, but for the paths given; devices, pipes and sockets are skipped. Results come in the order of the paths
given and of the names in each folder, whatever the number of threads. A file that cannot be read or decoded is a result too.

Exit code: 0 no hit and every file examined; 3 at least one hit that somebody vouches for; otherwise 1 when a file could not be read or
wholly decoded, or the scan itself failed; 2 when the command line is wrong. Hits in shadow alone, which nobody vouches for or which have no class,
do not make it 3.";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A list of known hashes as its source publishes it, or an index file of `amparo list build`; may be given again
    #[arg(long = "list", required = true, value_name = "FILE")]
    lists: Vec<PathBuf>,
    #[command(flatten)]
    stated: Stated,
    /// Print one JSON object a result and line
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV, with a line of headings
    #[arg(long)]
    csv: bool,
    /// Most bits in which a picture may differ from a known one
    #[arg(long, value_name = "BITS", default_value_t = MAX_DISTANCE_BITS, value_parser = clap::value_parser!(u32).range(..=i64::from(MOST_RADIUS_BITS)))]
    radius: u32,
    /// Files looked at together; without it, as many as there are processor cores
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Keep in this file what is done, and go on from there: with the same lists, radius and frames of videos, results of files that have not changed are
    /// printed again from it
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    fence: Fence,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let form = match (options.json, options.csv) {
        (true, _) => Form::Json,
        (_, true) => Form::Csv,
        _ => Form::Text,
    };
    let output = Output::begin(form)?;
    let (known, marks) = lists(&options).await?;
    let begun = match &options.resume {
        Some(path) => state::begin(path, &Header::new(marks, options.radius, options.fence.video_frames))?,
        None => Begun::default(),
    };
    let examiner = Examiner { sandbox: options.fence.sandbox(), known, radius_bits: options.radius };
    scan(options, examiner, begun, output).await
}

/// Opens the lists, on a thread that may take its time.
async fn lists(options: &Options) -> Result<(KnownHashes, Vec<ListMark>)> {
    let (paths, stated) = (options.lists.clone(), options.stated.clone());
    let opened = tokio::task::spawn_blocking(move || {
        paths.iter().map(|path| list::open(path, &stated)).collect::<Result<Vec<_>>>()
    });
    let opened = opened.await.context("opening the lists")??;
    let (indexes, marks): (Vec<Arc<ListIndex>>, _) = opened
        .into_iter()
        .map(|ready| {
            let mark = ListMark::new(ready.index.head(), ready.sha256);
            (Arc::new(ready.index), mark)
        })
        .unzip();
    Ok((KnownHashes::new(indexes), marks))
}

async fn scan(options: Options, examiner: Examiner, begun: Begun, mut output: Output) -> Result<ExitCode> {
    let at_once = options.threads.map_or_else(cores, usize::from);
    let Begun { mut done, mut state } = begun;
    let (progress, mut tally) = (Progress::begin(&options.paths), Tally::default());
    let (found, mut queue) = mpsc::channel(QUEUE);
    let walker = tokio::task::spawn_blocking(move || {
        walk::walk(&options.paths, &mut |each: Found| found.blocking_send(each).is_ok())
    });
    let examiner = Arc::new(examiner);
    let results = stream::poll_fn(move |context| queue.poll_recv(context))
        .map(|found| {
            let (earlier, path) = (done.take(&found), found.path().to_owned());
            // begun here, so that a slow file holds up the order of the results and not the work
            let task = tokio::spawn(examine::one(Arc::clone(&examiner), found, earlier));
            async move { task.await.unwrap_or_else(|error| Examined::failed(&path, &error.to_string())) }
        })
        .buffered(at_once);
    let mut results = pin!(results);
    while let Some(examined) = results.next().await {
        keep(state.as_mut(), &examined)?;
        tally.count(&examined);
        progress.show(&tally);
        progress.aside(|| examined.findings.iter().try_for_each(|finding| output.finding(finding)))?;
    }
    tally.skipped = walker.await.context("walking the folders")?;
    if let Some(state) = &mut state {
        state.finish()?;
    }
    output.end()?;
    progress.end();
    eprintln!("amparo: {tally}");
    Ok(tally.exit_code())
}

/// Records what is done. A file that could not be read is not: it may be readable the next time.
fn keep(state: Option<&mut State>, examined: &Examined) -> Result<()> {
    match (state, &examined.mark) {
        (Some(state), Some(mark)) if !examined.is_earlier && examined.is_read() => {
            state.append(mark, &examined.findings)
        }
        _ => Ok(()),
    }
}
