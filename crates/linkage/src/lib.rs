//! Identity traits to explained, reversible links and subjects.
