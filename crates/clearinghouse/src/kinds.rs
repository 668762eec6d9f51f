//! Kinds of identifier that only this role uses.

model::kinds! {
    /// An import of many reports from one file.
    ReportImport = "imp";
    /// One version of a file's details.
    FileDetails = "fde";
    /// How an analyst classed a content.
    FileClass = "cls";
    /// Files that are the same or near-duplicates.
    FileCluster = "clu";
    /// What a delivery is acknowledged with.
    Receipt = "rcp";
    /// What became of a referral after it was made.
    ReferralChange = "rch";
    /// What an agency is told of a change.
    ReferralNotice = "rno";
    /// A sentence that a sender's program writes into its reports by itself.
    StandingText = "stx";
    /// An answer of ours to a tip.
    TipAnswer = "tan";
    /// What a person decided on a tip, or noted.
    TipDecision = "tdc";
    /// An entry of a list of known hashes.
    HashEntry = "hen";
    /// A change of such an entry.
    HashEntryChange = "hec";
}
