//! Who may do what: the roles, the permissions and their matrix (golden file `permission_matrix`).

use std::fmt;

use service::{Actor, Scope};

/// What our software allows; every action and every route names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Open the front page.
    OpenHome,
    /// Hand in a package, over HTTP or from a file.
    ReceiveReferral,
    /// See which packages came.
    ReadReferrals,
    /// Read reports.
    ReadReports,
    /// Put reports into another band, take that back, and mark them as read.
    RankReports,
    /// Read subjects, their accounts and acts.
    ReadSubjects,
    /// Say what follows from a notice that takes reports back or corrects them.
    DecideNotices,
    /// Withdraw links, record and withdraw vetoes.
    DecideLinks,
    /// Read operations, their tally and press note.
    ReadOperations,
    /// Open operations and choose their subjects.
    LeadOperations,
    /// Ask that somebody be let into a closed operation without a reader, and approve it.
    AppointReaders,
    /// Read disclosure requests and answers.
    ReadDisclosures,
    /// Issue disclosure requests and record answers.
    RequestDisclosure,
    /// Read persons.
    ReadPersons,
    /// Be shown a masked field of a person, with a reason.
    RevealFields,
    /// Open a file of a report, with a reason.
    OpenFiles,
    /// Record and withdraw what authorizes the opening of a report's files.
    AuthorizeOpenings,
    /// Ask for the names of an operation's persons, and approve that another is shown them.
    RevealNames,
    /// See who was shown what, and why; no names.
    ReadReveals,
    /// Say of a reveal that chance drew whether it was justified.
    ReviewReveals,
    /// See what another member of the staff was exposed to, one at a time.
    ReadExposure,
    /// See who did what with personal data; no case content.
    ReadAccessEntries,
    /// See when the vault was checked and what is damaged; no content.
    ReadVault,
    /// Identify persons, and withdraw identifications.
    IdentifyPersons,
    /// Read assignments and the arrest list.
    ReadAssignments,
    /// Hand persons to provincial units, and transfer them to others.
    AssignPersons,
    /// Say that a unit is on a subject or person, renew and withdraw that, and see who else is, without names.
    ClaimSubjects,
    /// Draft, issue, open and withdraw files of minors for the juvenile prosecutor.
    FileForProsecutor,
    /// Enter a person in the arrest list, and withdraw the entry.
    EnterArrestList,
    /// Accept and return an assignment, record what came of it, and withdraw that.
    RecordOutcome,
    /// See what is due for review, what is held, what was erased; no content.
    ReadReviews,
    /// Place and lift holds.
    PlaceHolds,
    /// Keep something longer.
    DecideRetention,
    /// Erase what may be erased.
    Erase,
    /// Make, reset, disable and change accounts of the staff.
    ManageAccounts,
    /// See the register of persons' requests about their data; no content.
    ReadRightsRegister,
    /// Register, look up and decide persons' requests about their data.
    HandleRightsRequests,
    /// Record what was delivered to the clearinghouse.
    DeliverFeedback,
    /// Warn that an operator may soon erase what nobody has asked for.
    WarnOfEvidence,
    /// Score reports again, under other weights or after another count.
    RescoreReports,
}

/// The roles that the configuration may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Machine: the national clearinghouse.
    Clearinghouse,
    /// Central unit: everything about every inquiry.
    Inspector,
    /// An officer of one provincial unit: what was assigned to it.
    ProvincialOfficer,
    /// Runs the node; sees no case content.
    Administrator,
    /// Takes packages that come on a stick.
    Registry,
    /// Watches who was shown what, and sees no case.
    DataProtectionOfficer,
    /// Looks after the staff: what each was exposed to, as counts.
    WelfareOfficer,
    /// Answers persons who ask about their data; sees no case.
    RightsOfficer,
}

impl Permission {
    /// Every permission, in the order of the matrix.
    pub const ALL: [Self; 40] = [
        Self::OpenHome,
        Self::ReceiveReferral,
        Self::ReadReferrals,
        Self::ReadReports,
        Self::RankReports,
        Self::ReadSubjects,
        Self::DecideNotices,
        Self::DecideLinks,
        Self::ReadOperations,
        Self::LeadOperations,
        Self::AppointReaders,
        Self::ReadDisclosures,
        Self::RequestDisclosure,
        Self::ReadPersons,
        Self::RevealFields,
        Self::OpenFiles,
        Self::AuthorizeOpenings,
        Self::RevealNames,
        Self::ReadReveals,
        Self::ReviewReveals,
        Self::ReadExposure,
        Self::ReadAccessEntries,
        Self::ReadVault,
        Self::IdentifyPersons,
        Self::ReadAssignments,
        Self::AssignPersons,
        Self::ClaimSubjects,
        Self::FileForProsecutor,
        Self::EnterArrestList,
        Self::RecordOutcome,
        Self::ReadReviews,
        Self::PlaceHolds,
        Self::DecideRetention,
        Self::Erase,
        Self::ManageAccounts,
        Self::ReadRightsRegister,
        Self::HandleRightsRequests,
        Self::DeliverFeedback,
        Self::WarnOfEvidence,
        Self::RescoreReports,
    ];

    /// The matrix.
    pub fn scope(self, role: Role) -> Scope {
        match (role, self) {
            (_, Self::DeliverFeedback | Self::WarnOfEvidence | Self::RescoreReports)
            | (
                Role::Inspector,
                Self::ReadAccessEntries
                | Self::ReadExposure
                | Self::ManageAccounts
                | Self::ReadVault
                | Self::ReadRightsRegister
                | Self::HandleRightsRequests,
            ) => Scope::None,
            (Role::Inspector, _)
            | (Role::Administrator, Self::ManageAccounts | Self::AppointReaders)
            | (Role::Clearinghouse | Role::Registry, Self::ReceiveReferral)
            | (Role::Registry, Self::ReadReferrals)
            | (Role::Administrator, Self::ReadVault)
            | (
                Role::DataProtectionOfficer,
                Self::ReadReveals | Self::ReadReviews | Self::ReadAccessEntries | Self::ReadRightsRegister,
            )
            | (Role::WelfareOfficer, Self::ReadExposure)
            | (Role::RightsOfficer, Self::OpenHome | Self::ReadRightsRegister | Self::HandleRightsRequests)
            | (
                Role::Registry
                | Role::Administrator
                | Role::ProvincialOfficer
                | Role::DataProtectionOfficer
                | Role::WelfareOfficer,
                Self::OpenHome,
            ) => Scope::All,
            (
                Role::ProvincialOfficer,
                Self::ReadPersons
                | Self::RevealFields
                | Self::OpenFiles
                | Self::ReadAssignments
                | Self::ClaimSubjects
                | Self::FileForProsecutor
                | Self::EnterArrestList
                | Self::RecordOutcome,
            ) => Scope::OwnUnit,
            _ => Scope::None,
        }
    }
}

impl Role {
    /// Every role, in the order of the matrix.
    pub const ALL: [Self; 8] = [
        Self::Clearinghouse,
        Self::Inspector,
        Self::ProvincialOfficer,
        Self::Administrator,
        Self::Registry,
        Self::DataProtectionOfficer,
        Self::WelfareOfficer,
        Self::RightsOfficer,
    ];

    /// As the configuration writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clearinghouse => "clearinghouse",
            Self::Inspector => "inspector",
            Self::ProvincialOfficer => "provincial_officer",
            Self::Administrator => "administrator",
            Self::Registry => "registry",
            Self::DataProtectionOfficer => "data_protection_officer",
            Self::WelfareOfficer => "welfare_officer",
            Self::RightsOfficer => "rights_officer",
        }
    }

    pub(crate) fn is_machine(self) -> bool {
        self == Self::Clearinghouse
    }

    /// The role that a configured actor acts in; a machine cannot act in a staff role, nor the reverse.
    pub(crate) fn find(actor: &Actor) -> Option<Self> {
        let machine = matches!(actor, Actor::Machine { .. });
        Self::ALL.into_iter().find(|role| role.name() == actor.role() && role.is_machine() == machine)
    }
}

impl service::Permission for Permission {
    fn allows(self, actor: &Actor) -> Scope {
        match actor {
            Actor::Job { .. }
                if matches!(self, Self::DeliverFeedback | Self::WarnOfEvidence | Self::RescoreReports) =>
            {
                Scope::All
            }
            Actor::Job { .. } => Scope::None,
            _ => Role::find(actor).map_or(Scope::None, |role| self.scope(role)),
        }
    }

    fn grounds(self, actor: &Actor) -> &'static str {
        match (Role::find(actor), self.allows(actor)) {
            (Some(Role::Inspector), _) => "central_unit",
            (_, Scope::OwnUnit) => "own_unit",
            (None, _) => "job",
            _ => "role",
        }
    }
}

/// As the matrix prints it.
impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
