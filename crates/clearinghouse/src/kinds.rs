//! Kinds of identifier that only this role uses.

model::kinds! {
    /// One version of a file's details.
    FileDetails = "fde";
    /// What a delivery is acknowledged with.
    Receipt = "rcp";
}
