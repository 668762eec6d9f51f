//! Families of evidence.

/// Families of evidence. Within a family only the most telling counts, so that ten days of one line never add up to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Devices.
    Device,
    /// Lines: addresses with times.
    Line,
    /// Files.
    File,
    /// Handles, and what e-mail addresses have in common with them.
    Handle,
    /// Acts of the same evening without a common line.
    Evening,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Email, Self::Phone, Self::Device, Self::Line, Self::File, Self::Handle, Self::Evening];

    /// Its name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Device => "device",
            Self::Line => "line",
            Self::File => "file",
            Self::Handle => "handle",
            Self::Evening => "evening",
        }
    }

    /// Whether it counts as one of two independent families, where no identifier is shared.
    pub(super) fn is_one_of_two(self) -> bool {
        matches!(self, Self::Line | Self::File | Self::Handle)
    }

    /// Whether accounts state one value or a few of it, so that it says something when two have none in common.
    pub(super) fn is_stated(self) -> bool {
        self.identifies() || self == Self::Handle
    }

    /// Whether people of one household have it in common as much as the accounts of one person.
    pub(super) fn is_of_home(self) -> bool {
        matches!(self, Self::Line | Self::File | Self::Evening)
    }

    /// Whether it identifies: what both may state and one value in common suffices.
    pub(super) fn identifies(self) -> bool {
        matches!(self, Self::Email | Self::Phone | Self::Device)
    }
}
