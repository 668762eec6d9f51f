//! Who may call a route.

use std::fmt;

use crate::{Actor, Permission, Scope};

/// Who may call a route. A [`Permission`] turns into `Access::Needs` by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access<P> {
    /// Everybody, without credentials: health, style sheet, signing in and setting up, and what brings a signature of its own, and the pages of a sandbox, which
    /// serves one computer alone; nothing else.
    Open,
    /// Every known actor.
    AnyActor,
    /// Every member of staff.
    Staff,
    /// Actors of this role.
    Role(&'static str),
    /// Actors whom the permission allows something; the action asks again with the object in hand.
    Needs(P),
}

impl<P: Permission> From<P> for Access<P> {
    fn from(permission: P) -> Self {
        Self::Needs(permission)
    }
}

impl<P: Permission> Access<P> {
    /// Whether `actor` may call the route at all.
    pub fn allows(self, actor: &Actor) -> bool {
        match self {
            Self::Open | Self::AnyActor => true,
            Self::Staff => matches!(actor, Actor::Staff { .. }),
            Self::Role(role) => actor.role() == role,
            Self::Needs(permission) => !matches!(permission.allows(actor), Scope::None),
        }
    }
}

impl<P: Permission> Access<P> {
    /// On what grounds `actor` may call the route.
    pub(super) fn grounds(self, actor: &Actor) -> &'static str {
        match self {
            Self::Needs(permission) => permission.grounds(actor),
            _ => "role",
        }
    }
}

impl<P: fmt::Debug> Access<P> {
    /// As the route table prints it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Open => "open".into(),
            Self::AnyActor => "any actor".into(),
            Self::Staff => "staff".into(),
            Self::Role(role) => format!("role {role}"),
            Self::Needs(permission) => format!("{permission:?}"),
        }
    }
}
