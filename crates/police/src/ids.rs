//! The kinds of identifier that only the police know.

model::kinds! {
    /// An account on a service, folded over all reports that name it.
    Account = "acc";
    /// What one report states of one account.
    Statement = "sta";
    /// A decision that accounts are not one subject.
    Veto = "vet";
    /// A legal request for subscriber data.
    DisclosureRequest = "dis";
    /// An operator's answer as recorded.
    DisclosureAnswer = "ans";
    /// One subscriber in an answer.
    Subscriber = "sbs";
    /// An officer's decision that acts are those of a person.
    Identification = "idf";
    /// A person handed to a provincial unit.
    Assignment = "asg";
    /// A step of an assignment between units.
    Move = "mov";
    /// That a unit is on a subject or a person.
    Claim = "clm";
    /// What the central unit decided between two claims.
    ClaimDecision = "cld";
    /// The file of a minor for the juvenile prosecutor.
    ProsecutorFile = "pfl";
    /// A press note that was published.
    PublishedNote = "pno";
    /// The hash list of a seized device.
    SeizedList = "szl";
    /// An entry in the arrest list.
    ArrestEntry = "arr";
    /// A masked field shown once.
    Reveal = "rev";
    /// Names of an operation's persons, shown together once.
    NameList = "nml";
    /// An operation closed to named readers.
    Closure = "clo";
    /// Somebody asks to read a closed operation.
    AccessRequest = "acr";
    /// What came of an assignment.
    Outcome = "out";
    /// One code for the clearinghouse.
    Feedback = "fbk";
    /// Codes delivered together.
    FeedbackBatch = "fbb";
    /// The acknowledgement of a package, or of a notice.
    Receipt = "rcp";
    /// What an officer decided on a notice.
    NoticeDecision = "ntd";
    /// An officer's decision that a report stands in another band than its score.
    BandOverride = "bov";
}
