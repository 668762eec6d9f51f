//! Kinds of identifier that only a platform has.

model::kinds! {
    /// One file as an application handed it over.
    Upload = "upl";
    /// A match of an upload with a list entry, still to be reviewed.
    Hit = "hit";
    /// A notice by another user of the platform.
    UserReport = "usr";
    /// One reviewer's decision on a hit or user report.
    Decision = "dec";
    /// A hash of a list taken back.
    Withdrawal = "wdr";
    /// One request of the CyberTipline API.
    FilingStep = "stp";
    /// An object that an application's store announced.
    ObjectEvent = "obe";
    /// A task to restore an account whose inquiry found no offence.
    Restoration = "rsn";
    /// What somebody did with such a task.
    RestorationDecision = "rsd";
    /// What the application is told of an upload.
    VerdictMessage = "vms";
    /// What a reported user says against it.
    Appeal = "apl";
    /// What a court or the police ordered of a report.
    LegalProcess = "lpr";
    /// Evidence that was handed over as one sealed file.
    EvidencePackage = "pkg";
}

pub use model::kind::{EvidenceItem, Report};
