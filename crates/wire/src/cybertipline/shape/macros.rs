//! The two forms in which elements are declared.

/// Declares an element with attributes and children, or with attributes and text:
/// `field: Type = slot "xmlName" .facet();` line by line, in schema order.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident: $order:ident $type_name:literal {
            $(
                $(#[$field_meta:meta])*
                $field:ident: $type:ty = $slot:ident $xml:literal $(. $facet:ident($($argument:expr),*))*;
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $(
                #[doc = concat!("The ", stringify!($slot), " `", $xml, "`.")]
                #[doc = ""]
                $(#[$field_meta])*
                pub $field: $type,
            )*
        }

        impl $name {
            fn definition() -> &'static $crate::cybertipline::shape::Definition {
                use $crate::cybertipline::shape::{Definition, DefinitionBuilder, Facets, Order};
                static DEFINITION: std::sync::LazyLock<Definition> = std::sync::LazyLock::new(|| {
                    let mut definition = DefinitionBuilder::new($type_name, Order::$order);
                    $(
                        definition.$slot::<$type>($xml, Facets::default()$(.$facet($($argument),*))*);
                    )*
                    definition.finish()
                });
                &DEFINITION
            }
        }

        impl $crate::cybertipline::shape::Content for $name {
            fn kind() -> $crate::cybertipline::shape::Kind {
                $crate::cybertipline::shape::Kind::Complex(Self::definition)
            }

            fn read(
                element: &$crate::cybertipline::xml::Element,
                reading: &mut $crate::cybertipline::shape::Reading,
            ) -> Result<Self, $crate::cybertipline::ReadError> {
                let mut cursor = $crate::cybertipline::shape::Cursor::new(element, Self::definition(), reading)?;
                let value = Self { $($field: cursor.$slot($xml)?),* };
                cursor.end()?;
                Ok(value)
            }

            fn fill(&self, element: &mut $crate::cybertipline::xml::Element) {
                let mut builder = $crate::cybertipline::shape::Builder(element);
                $(builder.$slot($xml, &self.$field);)*
            }
        }
    };
}

/// Declares an element that holds one of several, or the choice alone for a record's `choice` slot:
/// `Variant(Type) = "xmlName";` line by line.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        pub enum $name:ident: $type_name:literal {
            $($variant:ident($type:ty) = $xml:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $(
                #[doc = concat!("The element `", $xml, "`.")]
                $variant($type),
            )*
        }

        impl $name {
            fn definition() -> &'static $crate::cybertipline::shape::Definition {
                use $crate::cybertipline::shape::{Definition, DefinitionBuilder, Facets, Order};
                static DEFINITION: std::sync::LazyLock<Definition> = std::sync::LazyLock::new(|| {
                    let mut definition = DefinitionBuilder::new($type_name, Order::Sequence);
                    definition.choice::<$name>("", Facets::default());
                    definition.finish()
                });
                &DEFINITION
            }
        }

        impl $crate::cybertipline::shape::Content for $name {
            fn kind() -> $crate::cybertipline::shape::Kind {
                $crate::cybertipline::shape::Kind::Complex(Self::definition)
            }

            fn read(
                element: &$crate::cybertipline::xml::Element,
                reading: &mut $crate::cybertipline::shape::Reading,
            ) -> Result<Self, $crate::cybertipline::ReadError> {
                let mut cursor = $crate::cybertipline::shape::Cursor::new(element, Self::definition(), reading)?;
                let value = cursor.choice("")?;
                cursor.end()?;
                Ok(value)
            }

            fn fill(&self, element: &mut $crate::cybertipline::xml::Element) {
                $crate::cybertipline::shape::Builder(element).choice("", self);
            }
        }

        impl $crate::cybertipline::shape::Choice for $name {
            fn alternatives() -> Vec<$crate::cybertipline::shape::Declaration> {
                vec![$(
                    $crate::cybertipline::shape::Declaration {
                        name: $xml,
                        kind: <$type as $crate::cybertipline::shape::Content>::kind(),
                        facets: $crate::cybertipline::shape::Facets::default(),
                    }
                ),*]
            }

            fn read_chosen(
                element: &$crate::cybertipline::xml::Element,
                reading: &mut $crate::cybertipline::shape::Reading,
            ) -> Result<Option<Self>, $crate::cybertipline::ReadError> {
                use $crate::cybertipline::shape::Content;
                Ok(match element.name.as_str() {
                    $($xml => Some(Self::$variant(<$type>::read(element, reading)?)),)*
                    _ => None,
                })
            }

            fn chosen(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $xml,)*
                }
            }

            fn fill_chosen(&self, element: &mut $crate::cybertipline::xml::Element) {
                use $crate::cybertipline::shape::Content;
                match self {
                    $(Self::$variant(value) => value.fill(element),)*
                }
            }
        }
    };
}

pub(crate) use {choice, record};
