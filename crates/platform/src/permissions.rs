//! Who may do what on a platform.

use service::{Actor, Scope};

/// A role that an actor of this platform may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The platform's own service (machine); it may do all that the four below may.
    Application,
    /// Hands over files and words, with what it knows of them, and reads nothing back (machine).
    Uploader,
    /// A service that matches files, and says what it found (machine).
    MatchSource,
    /// Where users report and appeal (machine).
    HelpDesk,
    /// The store of files, which announces new ones and says what it preserves (machine).
    ObjectStore,
    /// Reads which reports were filed, under which number, and what came of them; changes nothing (machine).
    OutcomeReader,
    /// Reads metrics (machine).
    Operator,
    /// Reviews hits and user reports.
    Moderator,
    /// Keeps hash lists and the filing going; decides nothing.
    Administrator,
    /// Watches who did what with personal data; sees no report.
    DataProtectionOfficer,
    /// Answers persons who ask about their data; sees no report.
    RightsOfficer,
    /// Looks after the staff: sees how many files one person opened on which day; sees no report.
    WelfareOfficer,
    /// Background work of this process.
    Job,
}

impl Role {
    /// Every role, in the order of the matrix.
    pub const ALL: [Role; 13] = [
        Self::Application,
        Self::Uploader,
        Self::MatchSource,
        Self::HelpDesk,
        Self::ObjectStore,
        Self::OutcomeReader,
        Self::Operator,
        Self::Moderator,
        Self::Administrator,
        Self::DataProtectionOfficer,
        Self::RightsOfficer,
        Self::WelfareOfficer,
        Self::Job,
    ];

    /// The role of an actor; a machine never holds a role of staff, nor the other way round.
    pub fn of(actor: &Actor) -> Option<Self> {
        match (actor, actor.role()) {
            (Actor::Job { .. }, _) => Some(Self::Job),
            (Actor::Machine { .. }, "application") => Some(Self::Application),
            (Actor::Machine { .. }, "uploader") => Some(Self::Uploader),
            (Actor::Machine { .. }, "match_source") => Some(Self::MatchSource),
            (Actor::Machine { .. }, "help_desk") => Some(Self::HelpDesk),
            (Actor::Machine { .. }, "object_store") => Some(Self::ObjectStore),
            (Actor::Machine { .. }, "outcome_reader") => Some(Self::OutcomeReader),
            (Actor::Machine { .. }, "operator") => Some(Self::Operator),
            (Actor::Staff { .. }, "moderator") => Some(Self::Moderator),
            (Actor::Staff { .. }, "administrator") => Some(Self::Administrator),
            (Actor::Staff { .. }, "data_protection_officer") => Some(Self::DataProtectionOfficer),
            (Actor::Staff { .. }, "rights_officer") => Some(Self::RightsOfficer),
            (Actor::Staff { .. }, "welfare_officer") => Some(Self::WelfareOfficer),
            _ => None,
        }
    }
}

/// Whether what a machine handed over may be added to by this actor: a key that hands over alone changes nothing of another's.
pub(crate) fn may_add_to(actor: &Actor, received_from: &str) -> bool {
    Role::of(actor) != Some(Role::Uploader) || actor.name() == received_from
}

/// What can be permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Hand over a file with its account and origin.
    AddUpload,
    /// Pass on what a user reports.
    AddUserReport,
    /// Say what another service's list or classifier says of an upload.
    AddMatchResults,
    /// Announce new objects of a store.
    AnnounceObjects,
    /// Say that the store preserves what it was asked.
    ConfirmHolds,
    /// Read the statement of reasons for a user.
    ReadReasons,
    /// Bring in a new version of a hash list.
    ImportHashList,
    /// See which hash lists are in use.
    ReadHashLists,
    /// Take a hash of a list back, and restore it.
    WithdrawHash,
    /// State on what legal basis a surface is compared with hash lists, and open the way in earnest.
    StateBasis,
    /// See the surfaces with their legal bases, and the duties to report.
    ReadSurfaces,
    /// See the queue of hits and user reports.
    ReadHits,
    /// Confirm or dismiss.
    Decide,
    /// Open a file, with a reason.
    OpenFiles,
    /// See reports, their steps and outcomes.
    ReadReports,
    /// See receipts of reports and outcomes, as a list of identifiers, dates and codes.
    ReadReceipts,
    /// Set a stuck report going again, and ask the destination whether it answers.
    RetryFiling,
    /// See what is due for review, what is held, what was erased; no content.
    ReadReviews,
    /// Place and lift holds.
    PlaceHolds,
    /// Keep something longer.
    DecideRetention,
    /// Erase what may be erased.
    Erase,
    /// See the register of persons' requests about their data; no content.
    ReadRightsRegister,
    /// Register, look up and decide persons' requests about their data.
    HandleRightsRequests,
    /// Send requests of the CyberTipline API.
    FileReport,
    /// Take in outcomes from the clearinghouse.
    ReceiveOutcomes,
    /// Compare earlier uploads with a new version of a list, and count what the lists found.
    RecordHits,
    /// See announced objects and what the application is told of uploads, with what failed.
    ReadDeliveries,
    /// Have a refused object fetched again, and a failed message sent again.
    RetryDelivery,
    /// Fetch announced objects, and tell the application what the look-up said.
    Deliver,
    /// See who did what with personal data; no case content.
    ReadAccessEntries,
    /// See how many files one other member of the staff opened, as counts.
    ReadExposure,
    /// Make, reset, disable and change accounts of the staff.
    ManageAccounts,
    /// See when the vault was checked and what is damaged; no content.
    ReadVault,
}

impl Permission {
    /// Every permission, in the order of the matrix.
    pub const ALL: [Permission; 33] = [
        Self::AddUpload,
        Self::AddUserReport,
        Self::AddMatchResults,
        Self::AnnounceObjects,
        Self::ConfirmHolds,
        Self::ReadReasons,
        Self::ImportHashList,
        Self::ReadHashLists,
        Self::WithdrawHash,
        Self::StateBasis,
        Self::ReadSurfaces,
        Self::ReadHits,
        Self::Decide,
        Self::OpenFiles,
        Self::ReadReports,
        Self::ReadReceipts,
        Self::RetryFiling,
        Self::ReadReviews,
        Self::PlaceHolds,
        Self::DecideRetention,
        Self::Erase,
        Self::ReadRightsRegister,
        Self::HandleRightsRequests,
        Self::FileReport,
        Self::ReceiveOutcomes,
        Self::RecordHits,
        Self::ReadDeliveries,
        Self::RetryDelivery,
        Self::Deliver,
        Self::ReadAccessEntries,
        Self::ReadExposure,
        Self::ManageAccounts,
        Self::ReadVault,
    ];

    /// The matrix.
    pub fn granted_to(self, role: Role) -> bool {
        use Role::{
            Administrator, Application, DataProtectionOfficer, HelpDesk, Job, MatchSource, Moderator,
            ObjectStore, OutcomeReader, RightsOfficer, Uploader, WelfareOfficer,
        };
        match self {
            Self::AddUpload => matches!(role, Application | Uploader),
            Self::AddUserReport => matches!(role, Application | HelpDesk | Moderator),
            Self::AddMatchResults => matches!(role, Application | MatchSource),
            Self::AnnounceObjects | Self::ConfirmHolds => matches!(role, Application | ObjectStore),
            Self::ReadReasons => matches!(role, Application | HelpDesk),
            Self::ImportHashList | Self::StateBasis | Self::ManageAccounts | Self::ReadVault => {
                matches!(role, Administrator)
            }
            Self::ReadHashLists
            | Self::WithdrawHash
            | Self::ReadReports
            | Self::RetryFiling
            | Self::ReadDeliveries
            | Self::RetryDelivery => matches!(role, Moderator | Administrator),
            Self::ReadReceipts => matches!(role, OutcomeReader | Moderator | Administrator),
            Self::ReadSurfaces => matches!(role, Moderator | Administrator | DataProtectionOfficer),
            Self::ReadHits
            | Self::Decide
            | Self::OpenFiles
            | Self::PlaceHolds
            | Self::DecideRetention
            | Self::Erase => matches!(role, Moderator),
            Self::ReadReviews => matches!(role, Moderator | DataProtectionOfficer),
            Self::ReadAccessEntries => matches!(role, DataProtectionOfficer),
            Self::ReadExposure => matches!(role, WelfareOfficer),
            Self::ReadRightsRegister => matches!(role, RightsOfficer | DataProtectionOfficer),
            Self::HandleRightsRequests => matches!(role, RightsOfficer),
            Self::FileReport | Self::ReceiveOutcomes | Self::RecordHits | Self::Deliver => {
                matches!(role, Job)
            }
        }
    }
}

impl service::Permission for Permission {
    fn allows(self, actor: &Actor) -> Scope {
        match Role::of(actor) {
            Some(role) if self.granted_to(role) => Scope::All,
            _ => Scope::None,
        }
    }
}
