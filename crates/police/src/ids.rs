//! The kinds of identifier that only the police know.

model::kinds! {
    /// An account on a service, folded over all reports that name it.
    Account = "acc";
    /// What one report states of one account.
    Statement = "sta";
    /// Where an account was seen, of which no act is made.
    IpEvent = "ipe";
    /// A decision that accounts are not one subject.
    Veto = "vet";
    /// Somebody's dispute over a link.
    Contest = "cts";
    /// That a withdrawn link was made to stand again.
    Restoration = "lrs";
    /// That somebody took a warning on by mistake.
    WarningUndo = "wun";
    /// A legal request for subscriber data.
    DisclosureRequest = "dis";
    /// An operator's answer as recorded.
    DisclosureAnswer = "ans";
    /// A file with answers to many requests, or the bytes of a single answer.
    AnswerImport = "aim";
    /// One subscriber in an answer.
    Subscriber = "sbs";
    /// An officer's decision that acts are those of a person.
    Identification = "idf";
    /// One ground of an identification, or a member of the household who was considered.
    IdentificationLine = "idl";
    /// An officer's finding that what was reported is no offence.
    NoOffence = "nof";
    /// What somebody is besides the author of acts.
    PersonRole = "pro";
    /// A ground that fell away.
    GroundLoss = "gls";
    /// What rested on it.
    LostObject = "glo";
    /// A decision on what becomes of it.
    LossDecision = "gld";
    /// A unit has taken note of a loss.
    LossNote = "gln";
    /// Who has a person's data.
    PersonRecipient = "prc";
    /// How far a recipient of a cleared person's data has come.
    RecipientStep = "rst";
    /// Who used the account, by an officer's finding.
    AccountUse = "acu";
    /// A decision on where an identification stands.
    IdentificationDecision = "idd";
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
    /// A duty of custody that was done.
    DetentionDuty = "ddu";
    /// How the custody of an arrest ended.
    DetentionEnd = "den";
    /// One code for the clearinghouse.
    Feedback = "fbk";
    /// Codes delivered together.
    FeedbackBatch = "fbb";
    /// The acknowledgement of a package, or of a notice.
    Receipt = "rcp";
    /// What an officer decided on a notice.
    NoticeDecision = "ntd";
    /// What an officer noted of a person's clock of limitation.
    LimitationNote = "lin";
    /// What an officer decided on acts at which the age is open.
    PathDecision = "pdc";
    /// A letter that asks an operator to preserve records.
    PreservationLetter = "pre";
    /// That it was sent.
    PreservationSending = "prs";
    /// What the operator said to it.
    PreservationAnswer = "pra";
    /// A package that the unit made of what it had downloaded.
    ReportImport = "rim";
}
