//! Who may do what at a clearinghouse: one matrix.

use service::{Actor, Scope};

/// What an actor may be permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Use the CyberTipline API; on own reports only.
    SubmitReports,
    /// Import reports from files, and undo an import; own ones only, but for the staff.
    ImportReports,
    /// Read what came of own reports.
    ReadOwnOutcomes,
    /// Read reports and their content.
    ReadReports,
    /// Open a file of a report, with a reason; record what authorizes it.
    OpenFiles,
    /// Choose a report's country.
    ChooseCountry,
    /// Say that a report is informational, whether an urgent mark was right, and what a blind reading found.
    JudgeReports,
    /// Say that a report was read, put it into another band, take weights for the order of work into use.
    RankReports,
    /// Decide a referral and fetch its package.
    MakeReferrals,
    /// See referrals, and send a refused one again; shows no content of reports.
    WatchReferrals,
    /// Fetch packages and notices, and acknowledge them; own ones only.
    FetchOwnReferrals,
    /// Tell outcomes; of own referrals only.
    SendFeedback,
    /// Read the key that verifies packages.
    ReadVerifierKey,
    /// Send steps of tips, and fetch the sealed answers to them; opens nothing.
    SendTips,
    /// Read tips by the public.
    ReadTips,
    /// Work on tips: claim, answer, note, close, pass on.
    WorkOnTips,
    /// Fetch lists of known hashes, list own entries, say what one thinks of entries.
    ShareHashes,
    /// See lists of known hashes, who vouches and what is said of entries.
    ReadHashLists,
    /// Take an entry of a hash list back, whoever lists it, and undo that.
    WorkOnHashLists,
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
    /// See who did what with personal data; no case content.
    ReadAccessEntries,
    /// Make, reset, disable and change accounts of the staff.
    ManageAccounts,
    /// See when the vault was checked and what is damaged; no content.
    ReadVault,
    /// What only our own jobs do.
    RunJobs,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 29] = [
        Self::SubmitReports,
        Self::ImportReports,
        Self::ReadOwnOutcomes,
        Self::ReadReports,
        Self::OpenFiles,
        Self::ChooseCountry,
        Self::JudgeReports,
        Self::RankReports,
        Self::MakeReferrals,
        Self::WatchReferrals,
        Self::FetchOwnReferrals,
        Self::SendFeedback,
        Self::ReadVerifierKey,
        Self::SendTips,
        Self::ReadTips,
        Self::WorkOnTips,
        Self::ShareHashes,
        Self::ReadHashLists,
        Self::WorkOnHashLists,
        Self::ReadReviews,
        Self::PlaceHolds,
        Self::DecideRetention,
        Self::Erase,
        Self::ReadRightsRegister,
        Self::HandleRightsRequests,
        Self::ReadAccessEntries,
        Self::ManageAccounts,
        Self::ReadVault,
        Self::RunJobs,
    ];
}

/// Roles that configuration may give. The first four are machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A platform that reports.
    ReportingParty,
    /// An agency that receives referrals; its name is its code.
    Agency,
    /// The public form; it seals tips and holds nothing that opens them.
    TipForm,
    /// Shares hashes and files no reports: a hotline, or another body that lists.
    HashMember,
    /// Reads reports and decides referrals; reads tips and works on them.
    Analyst,
    /// Keeps the node running; sees no content of reports.
    Administrator,
    /// Watches who did what with personal data; sees no report.
    DataProtectionOfficer,
    /// Answers persons who ask about their data; sees no report.
    RightsOfficer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::ReportingParty,
        Self::Agency,
        Self::TipForm,
        Self::HashMember,
        Self::Analyst,
        Self::Administrator,
        Self::DataProtectionOfficer,
        Self::RightsOfficer,
    ];

    /// The role as configuration writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReportingParty => "reporting_party",
            Self::Agency => "agency",
            Self::TipForm => "tip_form",
            Self::HashMember => "hash_member",
            Self::Analyst => "analyst",
            Self::Administrator => "administrator",
            Self::DataProtectionOfficer => "data_protection_officer",
            Self::RightsOfficer => "rights_officer",
        }
    }

    pub(crate) fn is_machine(self) -> bool {
        matches!(self, Self::ReportingParty | Self::Agency | Self::TipForm | Self::HashMember)
    }

    /// The role of an actor; none for jobs, foreign roles, and machines in a role of the staff or the other way round.
    pub fn of(actor: &Actor) -> Option<Self> {
        let is_machine = match actor {
            Actor::Machine { .. } => true,
            Actor::Staff { .. } => false,
            Actor::Job { .. } => return None,
        };
        Self::ALL.into_iter().find(|role| role.as_str() == actor.role() && role.is_machine() == is_machine)
    }

    /// What this role may do; `OwnUnit` stands for what belongs to the actor itself.
    fn scope(self, permission: Permission) -> Scope {
        use Permission as P;
        match (self, permission) {
            (
                Self::ReportingParty,
                P::SubmitReports | P::ImportReports | P::ReadOwnOutcomes | P::ShareHashes,
            )
            | (Self::Agency, P::FetchOwnReferrals | P::SendFeedback | P::ShareHashes)
            | (Self::HashMember, P::ShareHashes) => Scope::OwnUnit,
            (
                Self::Analyst,
                P::ImportReports
                | P::ReadReports
                | P::OpenFiles
                | P::ChooseCountry
                | P::JudgeReports
                | P::RankReports
                | P::MakeReferrals
                | P::WatchReferrals
                | P::ReadTips
                | P::WorkOnTips
                | P::ReadHashLists
                | P::WorkOnHashLists
                | P::ReadReviews
                | P::PlaceHolds
                | P::DecideRetention
                | P::Erase,
            )
            | (Self::TipForm, P::SendTips)
            | (
                Self::Administrator,
                P::WatchReferrals | P::ReadHashLists | P::ManageAccounts | P::ReadVault,
            )
            | (Self::DataProtectionOfficer, P::ReadAccessEntries | P::ReadReviews | P::ReadRightsRegister)
            | (Self::RightsOfficer, P::ReadRightsRegister | P::HandleRightsRequests)
            | (Self::Agency | Self::Analyst | Self::Administrator, P::ReadVerifierKey) => Scope::All,
            _ => Scope::None,
        }
    }
}

impl service::Permission for Permission {
    fn allows(self, actor: &Actor) -> Scope {
        match (actor, Role::of(actor)) {
            (Actor::Job { .. }, _) if self == Self::RunJobs => Scope::All,
            (_, Some(role)) => role.scope(self),
            _ => Scope::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use service::Permission as _;

    use super::*;

    fn actors() -> Vec<(&'static str, Actor)> {
        let (name, unit) = ("x".to_owned(), None);
        let mut actors: Vec<(&'static str, Actor)> = Role::ALL
            .into_iter()
            .map(|role| {
                let (name, unit, text) = (name.clone(), unit.clone(), role.as_str().to_owned());
                let actor = if role.is_machine() {
                    Actor::Machine { name, role: text }
                } else {
                    Actor::Staff { name, role: text, unit }
                };
                (role.as_str(), actor)
            })
            .collect();
        actors.push(("operator", Actor::Machine { name, role: "operator".into() }));
        actors.push(("job", Actor::Job { name: "any" }));
        actors
    }

    #[test]
    fn the_matrix_stands_as_written() {
        let actors = actors();
        let row = |head: &str, cells: Vec<&str>| {
            let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:<16}")).collect();
            format!("{head:<18}{}", cells.join(" ")).trim_end().to_owned()
        };
        let mut table = vec![row("", actors.iter().map(|(name, _)| *name).collect())];
        for permission in Permission::ALL {
            let cells = actors.iter().map(|(_, actor)| match permission.allows(actor) {
                Scope::None => "-",
                Scope::OwnUnit => "own",
                Scope::All => "all",
            });
            table.push(row(&format!("{permission:?}"), cells.collect()));
        }
        let table = table.join("\n");
        insta::assert_snapshot!("matrix", table);
    }

    #[test]
    fn a_machine_in_a_staff_role_and_staff_in_a_machine_role_may_nothing() {
        let machine = Actor::Machine { name: "x".into(), role: "analyst".into() };
        let staff = Actor::Staff { name: "x".into(), role: "reporting_party".into(), unit: None };
        for permission in Permission::ALL {
            assert_eq!(permission.allows(&machine), Scope::None);
            assert_eq!(permission.allows(&staff), Scope::None);
        }
    }
}
