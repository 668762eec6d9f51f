//! How an analyst classes the content of a file.

use service::ColumnRef;

/// A class of the industry's scale (age group and kind of content), or none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContentClass {
    A1,
    A2,
    B1,
    B2,
    /// No material of abuse.
    NotAbuse,
}

impl ContentClass {
    /// Every class.
    pub(crate) const ALL: [Self; 5] = [Self::A1, Self::A2, Self::B1, Self::B2, Self::NotAbuse];

    /// As it is stored, and in the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::A1 => "a1",
            Self::A2 => "a2",
            Self::B1 => "b1",
            Self::B2 => "b2",
            Self::NotAbuse => "not_abuse",
        }
    }

    /// The class that is written as `text`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

/// Where the reason of a class is sealed.
pub(crate) fn reason_column(class_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "content_class", row: class_id, column: "reason" }
}

/// Where the reason of its withdrawal is sealed.
pub(crate) fn withdrawn_reason_column(class_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "content_class", row: class_id, column: "withdrawn_reason" }
}
