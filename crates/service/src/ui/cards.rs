//! What cards show of an object, for the macros of `parts.html`.

use super::Tone;

/// A person as a list of persons shows them: for the macro `person_card`.
///
/// It holds a name, so nothing prints it.
#[derive(Clone)]
pub struct PersonCard {
    /// Name or initials, as the reader may see it.
    pub name: String,
    /// Address of the person's page.
    pub href: String,
    /// Their roles in the case, each with its tone; the one that protects them stands first.
    pub roles: Vec<(Tone, String)>,
    /// What else the reader needs to tell them apart: what, and value.
    pub facts: Vec<(String, String)>,
}
