//! Who may do what with a matcher.

use service::{Actor, Scope};

/// A caller's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Asks.
    Client,
    /// Asks, changes banks, has lists read again.
    Curator,
}

impl Role {
    /// Its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Curator => "curator",
        }
    }
}

/// What a change needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Change banks and what stands in them.
    Curate,
    /// Bring a version of a list into use, and note its hits: this process alone, by its configuration.
    UseList,
}

impl service::Permission for Permission {
    fn allows(self, actor: &Actor) -> Scope {
        let may = match (self, actor) {
            (Self::Curate, Actor::Machine { role, .. }) => role == Role::Curator.as_str(),
            (Self::UseList, Actor::Job { .. }) => true,
            _ => false,
        };
        if may { Scope::All } else { Scope::None }
    }
}

#[cfg(test)]
mod tests {
    use service::Permission as _;

    use super::*;

    #[test]
    fn curators_curate_and_the_process_uses_lists() {
        let machine = |role: Role| Actor::Machine { name: "a".into(), role: role.as_str().into() };
        let (job, client, curator) =
            (Actor::Job { name: "use-list" }, machine(Role::Client), machine(Role::Curator));
        for (permission, allowed) in
            [(Permission::Curate, [false, false, true]), (Permission::UseList, [true, false, false])]
        {
            let scopes = [&job, &client, &curator].map(|actor| permission.allows(actor) == Scope::All);
            assert_eq!(scopes, allowed, "{permission:?}");
        }
    }
}
