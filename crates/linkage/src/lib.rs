//! From identity traits to explained, reversible links and subjects.
