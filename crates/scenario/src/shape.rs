//! How types of other crates look in the published JSON Schema.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

macro_rules! text {
    ($name:ident, $title:literal, $body:tt) => {
        #[doc = $title]
        pub(crate) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $title.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($body)
            }
        }
    };
}

text!(TimeShape, "A time with its offset or zone", {
    "type": "string",
    "description": "RFC 3339 date and time with an offset or `Z`; the text itself is kept",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?|\\])$",
    "examples": ["2020-10-03T23:41:07+02:00", "2020-10-03T21:41:07Z"]
});
text!(DateShape, "A calendar day", {
    "type": "string",
    "format": "date",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
});
text!(ClockShape, "A time of day", {
    "type": "string",
    "description": "Hours and minutes on the local clock",
    "pattern": "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"
});
text!(RangeShape, "An address range", {
    "type": "string",
    "description": "CIDR notation, inside the documentation ranges (RFC 5737, RFC 3849) or the shared range (RFC 6598)",
    "examples": ["192.0.2.0/25", "2001:db8:7::/48"]
});
