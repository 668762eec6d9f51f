//! Figures of a scan: while it runs, and at its end.

use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::examine::Examined;
use super::finding::Outcome;
use super::walk::{Found, walk};

/// How a scan ends that found something.
const HITS: u8 = 3;

/// What was done.
pub(super) struct Tally {
    began: Instant,
    files: u64,
    bytes: u64,
    hits: u64,
    in_shadow: u64,
    errors: u64,
    from_before: u64,
    /// Links and special files.
    pub(super) skipped: u64,
}

impl Default for Tally {
    fn default() -> Self {
        let began = Instant::now();
        Self { began, files: 0, bytes: 0, hits: 0, in_shadow: 0, errors: 0, from_before: 0, skipped: 0 }
    }
}

impl Tally {
    /// Adds a file.
    pub(super) fn count(&mut self, examined: &Examined) {
        if let Some(mark) = &examined.mark {
            self.files += 1;
            self.bytes += mark.size_bytes;
        }
        self.from_before += u64::from(examined.is_earlier);
        for finding in &examined.findings {
            match finding.result {
                Outcome::Hit => self.hits += 1,
                Outcome::NotDecoded | Outcome::NotRead => self.errors += 1,
            }
            self.in_shadow += u64::from(finding.shadow);
        }
    }

    /// What the shell is told: a hit that nobody vouches for makes nobody act.
    pub(super) fn exit_code(&self) -> ExitCode {
        if self.hits > self.in_shadow {
            ExitCode::from(HITS)
        } else if self.errors > 0 {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}

impl fmt::Display for Tally {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, bytes, hits, in_shadow, errors, skipped, from_before, .. } = self;
        let seconds = self.began.elapsed().as_secs_f64();
        let rate = (files - from_before) as f64 / seconds.max(0.001);
        write!(
            f,
            "{files} files, {bytes} bytes, {hits} hits ({in_shadow} in shadow), {errors} errors, \
             {skipped} links and special files skipped, {from_before} files from before, {seconds:.1} s, {rate:.1} files/s"
        )
    }
}

/// A bar on a terminal, nothing elsewhere.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Begins, and counts the files beside it, so that there is an end to see.
    pub(super) fn begin(roots: &[PathBuf]) -> Self {
        let bar = ProgressBar::no_length();
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {msg}  {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
            let (counted, roots) = (bar.clone(), roots.to_vec());
            // nobody waits for it: a process that ends takes it along
            std::thread::spawn(move || {
                let mut files = 0;
                walk(&roots, &mut |found| {
                    files += u64::from(matches!(found, Found::File { .. }));
                    !counted.is_finished()
                });
                counted.set_length(files);
            });
        }
        Self { bar }
    }

    /// Shows where it is.
    pub(super) fn show(&self, tally: &Tally) {
        self.bar.set_position(tally.files);
        if !self.bar.is_hidden() {
            let Tally { bytes, hits, errors, .. } = tally;
            self.bar.set_message(format!("{}, {hits} hits, {errors} errors", HumanBytes(*bytes)));
        }
    }

    /// Writes something while the bar is away.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// The bar goes.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::finding::Finding;
    use super::*;

    #[test]
    fn the_exit_code_tells_hits_from_errors() {
        let told = |hits, in_shadow, errors| {
            let tally = Tally { hits, in_shadow, errors, ..Tally::default() };
            format!("{:?}", tally.exit_code())
        };
        let code = |code: u8| format!("{:?}", ExitCode::from(code));
        assert_eq!(told(0, 0, 0), code(0));
        assert_eq!(told(0, 0, 2), code(1));
        assert_eq!(told(2, 2, 0), code(0), "in shadow alone");
        assert_eq!(told(2, 1, 5), code(3));
    }

    #[test]
    fn files_and_folders_that_cannot_be_read_are_errors() {
        let mut tally = Tally::default();
        tally.count(&Examined::failed(Path::new("a"), "no permission"));
        let findings = vec![Finding::not_decoded(Path::new("b"), 5, "cut off")];
        tally.count(&Examined { findings, mark: None, is_earlier: false });
        assert_eq!((tally.files, tally.errors), (0, 2));
        assert!(
            tally.to_string().starts_with("0 files, 0 bytes, 0 hits (0 in shadow), 2 errors,"),
            "{tally}"
        );
    }
}
