//! Who acts.

/// Who acts: a person on the staff, another machine, or one of our own jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member of the staff.
    Staff {
        /// The name they sign in with.
        name: String,
        /// Their role, such as `inspector`.
        role: String,
        /// Their unit, where the role has one.
        unit: Option<String>,
    },
    /// A machine client, such as a reporting party.
    Machine {
        /// The name it signs in with.
        name: String,
        /// Its role, such as `reporting_party`.
        role: String,
    },
    /// A background job of this node.
    Job {
        /// The job's kind.
        name: &'static str,
    },
}

impl Actor {
    /// The name it signs in with; a job's kind.
    pub fn name(&self) -> &str {
        match self {
            Self::Staff { name, .. } | Self::Machine { name, .. } => name,
            Self::Job { name } => name,
        }
    }

    /// Whether it is a person.
    pub fn is_staff(&self) -> bool {
        matches!(self, Self::Staff { .. })
    }

    /// The role that permissions are asked for; `job` for a job.
    pub fn role(&self) -> &str {
        match self {
            Self::Staff { role, .. } | Self::Machine { role, .. } => role,
            Self::Job { .. } => "job",
        }
    }

    /// The unit, when the actor has one.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Staff { unit, .. } => unit.as_deref(),
            Self::Machine { .. } | Self::Job { .. } => None,
        }
    }

    /// What kind of actor in which role, without a name: `staff:inspector`, `machine:clearinghouse`, `job:file-report`.
    pub fn describe(&self) -> String {
        match self {
            Self::Staff { role, .. } => format!("staff:{role}"),
            Self::Machine { role, .. } => format!("machine:{role}"),
            Self::Job { name } => format!("job:{name}"),
        }
    }

    /// One text per actor, for blind indexes only: it holds the name.
    pub(crate) fn identity(&self) -> String {
        match self {
            Self::Staff { name, .. } => format!("staff:{name}"),
            Self::Machine { name, .. } => format!("machine:{name}"),
            Self::Job { name } => format!("job:{name}"),
        }
    }
}
