//! What the date of an incident is the date of, in sentences that a program writes: the same in thousands of reports, they tell of no single one.

/// Of a file.
pub const UPLOADED: &str = "When the user uploaded the file";
/// Of words.
pub const WRITTEN: &str = "When the user wrote the text";
/// Of what an earlier report tells.
pub const FOLLOWED_UP: &str = "When the incident of the report that this one follows up took place";

/// Whether this is one of those sentences, to the letter.
pub fn are_standing(words: &str) -> bool {
    [UPLOADED, WRITTEN, FOLLOWED_UP].contains(&words)
}
