//! Structured logs on standard error, and the process's one metrics recorder.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Upper bounds of the duration histograms, in seconds.
const DURATION_BUCKETS_SECONDS: [f64; 10] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

/// Writes logs as one JSON object a line to standard error; `AMPARO_LOG` sets the level (`info` without it). A second call does nothing.
pub fn init() {
    let filter = EnvFilter::try_from_env("AMPARO_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // an error means that a subscriber stands already, for example another role's in the same process
    let _ = tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .with_current_span(true)
        .with_span_list(false)
        .try_init();
    metrics_handle();
}

/// The metrics of this process. The recorder is process-global: roles that share a process share it and tell themselves apart by the
/// label `role`.
pub(crate) fn metrics_handle() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let builder = builder
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &DURATION_BUCKETS_SECONDS)
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // an error means that someone else's recorder stands; ours then stays empty
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}
