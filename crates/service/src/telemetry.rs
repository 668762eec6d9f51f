//! Structured logs on standard error, and the process's one metrics recorder.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Upper bounds of the duration histograms, in seconds.
const DURATION_BUCKETS_SECONDS: [f64; 10] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

/// Writes logs as one JSON object a line to standard error, panics too; `AMPARO_LOG` sets the level (`info` without it). A second call does nothing.
pub fn init() {
    init_from("info");
}

/// The same for a program that speaks on the terminal itself: without `AMPARO_LOG` only what needs somebody is logged.
pub fn init_quietly() {
    init_from("warn");
}

fn init_from(level: &str) {
    let filter = EnvFilter::try_from_env("AMPARO_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    // an error means that a subscriber stands already, for example another role's in the same process
    let _ = tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .with_current_span(true)
        .with_span_list(false)
        .try_init();
    std::panic::set_hook(Box::new(tell_of_panic));
    metrics_handle();
}

/// Where a panic happened, in place of the standard hook, which repeats its text.
fn tell_of_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string);
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string());
    tracing::error!(place, what = said(info.payload()), backtrace, "a thread panicked");
}

/// What a panic says, if it is a text of the program; one that was put together at run time may hold data.
fn said(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("not repeated here, since it may hold data")
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

/// The measurements of this process in the text format of Prometheus. The first call installs the recorder: what was counted before it is lost.
pub fn prometheus_text() -> String {
    let handle = metrics_handle();
    handle.run_upkeep();
    handle.render()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::panic::catch_unwind;
    use std::sync::Mutex;

    use super::*;

    static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    struct Keeper;

    impl Write for Keeper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            WRITTEN.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// What the log says of a panic.
    fn logged(panics: fn()) -> String {
        let subscriber = tracing_subscriber::fmt().json().with_writer(|| Keeper).finish();
        let standard = std::panic::take_hook();
        std::panic::set_hook(Box::new(tell_of_panic));
        tracing::subscriber::with_default(subscriber, || catch_unwind(panics).unwrap_err());
        std::panic::set_hook(standard);
        String::from_utf8(std::mem::take(&mut *WRITTEN.lock().unwrap())).unwrap()
    }

    fn formatted() {
        panic!("of {}", std::hint::black_box("Begoña Solano"));
    }

    fn unwrapped() {
        let kept: Result<(), String> = std::hint::black_box(Err("Begoña Solano".to_owned()));
        kept.unwrap();
    }

    fn thrown() {
        std::panic::panic_any("Begoña Solano".to_owned());
    }

    #[test]
    fn a_panic_is_told_by_its_place_and_without_data() {
        let plain = logged(|| panic!("a text of the program"));
        assert!(plain.contains("telemetry.rs:") && plain.contains("a text of the program"), "{plain}");
        for panics in [formatted as fn(), unwrapped, thrown] {
            let told = logged(panics);
            assert!(told.contains("a thread panicked") && told.contains("telemetry.rs:"), "{told}");
            assert!(!told.contains("Solano"), "{told}");
        }
    }
}
