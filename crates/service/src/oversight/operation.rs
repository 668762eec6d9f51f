//! What is done with personal data, in the law's words.

/// What is done with personal data: the kinds that a log must tell apart (Directive (EU) 2016/680, article 25(1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Data come in.
    Collection,
    /// Recorded data, or what was decided on them, change.
    Alteration,
    /// Somebody of the node is shown data.
    Consultation,
    /// Data leave for a recipient; transfers are among them.
    Disclosure,
    /// Data of several sources are brought together.
    Combination,
    /// Data are destroyed.
    Erasure,
}

impl Operation {
    /// Every operation, in the law's order.
    pub const ALL: [Self; 6] = [
        Self::Collection,
        Self::Alteration,
        Self::Consultation,
        Self::Disclosure,
        Self::Combination,
        Self::Erasure,
    ];

    /// As entries and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Collection => "collection",
            Self::Alteration => "alteration",
            Self::Consultation => "consultation",
            Self::Disclosure => "disclosure",
            Self::Combination => "combination",
            Self::Erasure => "erasure",
        }
    }

    /// The operation that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.as_str() == text)
    }
}

/// What a route says of itself in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touches {
    /// Nothing personal is shown or changed.
    NoPersonalData,
    /// This is done with personal data.
    PersonalData(Operation),
}

impl Touches {
    /// As the route table prints it.
    pub fn text(self) -> &'static str {
        match self {
            Self::NoPersonalData => "-",
            Self::PersonalData(operation) => operation.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found_by_its_word() {
        for operation in Operation::ALL {
            assert_eq!(Operation::find(operation.as_str()), Some(operation));
        }
        assert_eq!(Operation::find("reading"), None);
    }
}
