//! What a sandbox says on the terminal of each exchange: the verdict first, then what to better, then where to read on.

use std::net::SocketAddr;

use super::advice::gather;
use super::exchange::Exchange;

/// Most warnings that are said at once; the page has all.
const MOST_SAID: usize = 8;

/// The lines on an exchange.
pub(super) fn lines(exchange: &Exchange, addr: SocketAddr) -> Vec<String> {
    let verdict = &exchange.verdict;
    let word = if verdict.is_good() { "accepted" } else { "REFUSED" };
    let code = verdict.code.map_or_else(String::new, |code| format!(", code {code}"));
    let mut lines = vec![format!(
        "{} #{} {} {}: {word}, {}{code}: {}",
        exchange.at.strftime("%H:%M:%SZ"),
        exchange.id,
        exchange.method,
        one_line(&exchange.target),
        verdict.status,
        one_line(&verdict.says),
    )];
    lines.extend(exchange.fault.map(|fault| format!("    played: {fault}")));
    let remarks = gather(&exchange.remarks);
    for remark in remarks.iter().take(MOST_SAID) {
        lines.push(format!(
            "    warning: {}: {} {}",
            one_line(&remark.paths.join(", ")),
            one_line(&remark.says),
            remark.why
        ));
    }
    let more = remarks.len().saturating_sub(MOST_SAID);
    if more > 0 {
        lines.push(format!("    … and {more} more"));
    }
    lines.push(format!("    http://{addr}/sandbox/exchanges/{}", exchange.id));
    lines
}

/// A text of somebody else's: nothing of it moves the cursor.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(400).collect()
}
