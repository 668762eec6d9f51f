//! Everything that the process logs, kept for a look at it afterwards.

use std::io::{Result, Write};
use std::sync::{Mutex, OnceLock};

use tracing::level_filters::LevelFilter;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Keeper;

impl Write for Keeper {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        WRITTEN.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// From now on this process keeps its log, down to debugging.
pub(crate) fn keep() {
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        let writer = || Keeper;
        tracing_subscriber::fmt().json().with_max_level(LevelFilter::DEBUG).with_writer(writer).init();
    });
}

/// What was logged so far.
pub(crate) fn written() -> String {
    String::from_utf8_lossy(&WRITTEN.lock().unwrap()).into_owned()
}
