//! What the person at the terminal sees.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use model::Province;
use scenario::{Scenario, Tally, Truth, differences};

use super::figures::Figures;
use super::hops::police::PressNote;
use crate::embedded::{FORM, Set};

/// What is about to be played.
pub(super) fn title(scenario: &Scenario) {
    say!("SIMULACRO / DEMONSTRATION: {}", scenario.name);
    say!(
        "Invented people, generated pictures, documentation addresses; the clock of all roles starts at {}.\n",
        scenario.now.text()
    );
}

/// A bar for work of `total` steps; shown only on a terminal.
pub(super) fn bar(what: &'static str, total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("  {msg:<28} {bar:30} {pos}/{len}");
    let bar = ProgressBar::new(total as u64).with_message(what);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// What happened at a hop.
pub(super) fn hop(role: &str, what: &str) {
    say!("  {role:<14} {what}");
}

/// The figures.
pub(super) fn tally(tally: &Tally) {
    say!("\nTally, computed by the police from their database");
    let rows = [
        ("identified persons", tally.identified),
        ("  minors at one act at least", tally.minors),
        ("  under 14 at every act", tally.under_14),
        ("  undetermined", tally.undetermined),
        ("arrested", tally.arrested),
        ("  minors among them", tally.arrested_minors),
        ("reports", tally.reports.unwrap_or_default()),
        ("media clusters", tally.media_clusters),
        ("referrals", tally.referrals.unwrap_or_default()),
    ];
    for (name, value) in rows {
        say!("  {name:<32} {value:>5}");
    }
    say!("  arrests by province:");
    for (code, count) in &tally.by_province {
        say!("    {code} {:<27} {count:>5}", Province::find_code(code).map_or("?", Province::name));
    }
}

/// The note in each language, and the warnings that are not for publication.
pub(super) fn press_notes(notes: &[PressNote]) {
    for note in notes {
        say!("\n--- Press note ({}) {}", note.lang, "-".repeat(50));
        say!("{}", note.text);
    }
    if let Some(note) = notes.iter().find(|note| note.lang == "en").filter(|note| !note.warnings.is_empty()) {
        say!("\n--- Before you publish {}", "-".repeat(48));
        for warning in &note.warnings {
            say!("  {warning}");
        }
    }
}

/// How long each hop took.
pub(super) fn timings(figures: &Figures) {
    let total: f64 = figures.hop_seconds.iter().map(|(_, seconds)| seconds).sum();
    let hops: Vec<String> =
        figures.hop_seconds.iter().map(|(hop, seconds)| format!("{hop} {seconds:.1}")).collect();
    say!("\nSeconds: {} (all {total:.1})", hops.join(", "));
}

/// Says whether the tally is what the truth implies, and gives it back.
pub(super) fn verdict(truth: Option<&Truth>, tally: &Tally) -> bool {
    let Some(truth) = truth else {
        say!("There is no truth file beside the scenario: nothing to compare the tally with.");
        return true;
    };
    let differences = differences(&truth.tally, tally);
    if differences.is_empty() {
        say!("The tally is what the scenario's truth implies.");
    } else {
        say!("THE TALLY DIFFERS from what the scenario's truth implies:");
        for line in &differences {
            say!("  {line}");
        }
    }
    differences.is_empty()
}

/// Where to look now, and how to sign in.
pub(super) fn stays_up(set: &Set) {
    say!("\nThe roles stay up until Ctrl-C. Pages, and the name and secret to sign in with:");
    for line in set.credential_lines() {
        say!("  {line}");
    }
    say!("  {:<36} the public form: no name, no secret", set.page(FORM));
    say!("Everybody else's stand in {}.", set.folder().join("credentials.txt").display());
}
