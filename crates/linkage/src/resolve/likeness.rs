//! How alike two stated values are, whatever their sort.

/// How alike two stated values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same, or one is part of the other.
    Same,
    /// The same but for one slip.
    Near,
    /// Names: the same surname, another given name.
    SameSurname,
    /// Names: the same given name, another surname.
    SameGiven,
    Other,
}

/// Stated values of one sort, each with how common it is.
pub(super) trait Vocabulary {
    fn likeness(&self, one: u32, other: u32) -> Likeness;
    /// log2 of the share of accounts that state it; low for what is rare.
    fn log2_share(&self, value: u32) -> f64;
    /// Whether the value says less than others may: a given name alone.
    fn is_partial(&self, value: u32) -> bool;
}

/// log2 of a share, where the account that asks is not counted and nothing is impossible.
pub(super) fn log2_share(holders: u32, of: u32) -> f64 {
    ((f64::from(holders.saturating_sub(1)) + 0.5) / f64::from(of.max(1))).log2()
}

/// Whether one letter was dropped, added or changed, or two neighbours exchanged.
pub(super) fn one_slip(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 || one.len().min(other.len()) < 2 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    match (&one[same..], &other[same..]) {
        ([], _) | (_, []) => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) if (a, b, rest) == (d, c, others) => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_letter_or_one_exchange() {
        for (one, other) in [("marta", "matra"), ("marta", "mart"), ("marta", "martas"), ("marta", "morta")] {
            assert!(one_slip(one, other) && one_slip(other, one), "{one} {other}");
        }
        for (one, other) in [("marta", "tamar"), ("marta", "mar"), ("m", "n"), ("marta", "mirto")] {
            assert!(!one_slip(one, other) && !one_slip(other, one), "{one} {other}");
        }
    }
}
