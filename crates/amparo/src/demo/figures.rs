//! What is measured and written out.

use std::time::Instant;

use anyhow::Result;
use scenario::Tally;
use serde_json::{Map, Value, json};

/// How long each hop took, in seconds.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) hop_seconds: Vec<(&'static str, f64)>,
}

impl Figures {
    /// Runs a hop and notes how long it took.
    pub(super) async fn time<T>(
        &mut self,
        hop: &'static str,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let began = Instant::now();
        let outcome = work.await;
        self.hop_seconds.push((hop, began.elapsed().as_secs_f64()));
        outcome
    }

    /// The figures as JSON: the keys of the tally and `hop_seconds`.
    pub(super) fn to_json(&self, tally: &Tally) -> Result<String> {
        let mut figures = serde_json::to_value(tally)?;
        let seconds: Map<String, Value> =
            self.hop_seconds.iter().map(|(hop, seconds)| ((*hop).to_owned(), json!(seconds))).collect();
        figures["hop_seconds"] = Value::Object(seconds);
        Ok(serde_json::to_string_pretty(&figures)? + "\n")
    }
}
