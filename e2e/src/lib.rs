//! What only the whole workspace can show: its shape, and (as the roles grow) stories over real HTTP.

/// The level of each crate, lowest first. Dependency arrows point strictly down, with the one
/// exception that a crate of level 1 may use `model`.
pub const LEVELS: &[(&str, u8)] = &[
    ("note", 0),
    ("wire", 1),
    ("model", 1),
    ("custody", 1),
    ("media", 1),
    ("hashlist", 1),
    ("linkage", 1),
    ("scenario", 1),
    ("service", 2),
    ("vault", 2),
    ("platform", 3),
    ("clearinghouse", 3),
    ("police", 3),
    ("tip", 3),
    ("matcher", 3),
    ("amparo", 4),
    ("fuzzed", 4),
    ("e2e", 5),
];

/// The level of `name`, or `None` for a crate that the table does not know.
pub fn level(name: &str) -> Option<u8> {
    LEVELS.iter().find(|(known, _)| *known == name).map(|(_, level)| *level)
}

/// Whether a crate may depend on another: the arrow points down, or from level 1 to `model`.
pub fn arrow_allowed(from: &str, to: &str) -> bool {
    match (level(from), level(to)) {
        (Some(1), Some(1)) => to == "model" && matches!(from, "linkage" | "scenario"),
        // the public form keeps no evidence (ADR 40)
        (Some(upper), Some(lower)) => upper > lower && (from, to) != ("tip", "vault"),
        _ => false,
    }
}
