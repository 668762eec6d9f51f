//! Values that are one piece of text.

use std::borrow::Cow;

/// How the XSD names and restricts a simple type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SimpleType {
    /// Its name in the schema, `xs:` included for a built-in one.
    pub(crate) name: &'static str,
    /// The built-in type underneath.
    pub(crate) base: &'static str,
    pub(crate) rule: Rule,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Rule {
    /// The built-in type as it is.
    BuiltIn,
    /// One of these.
    Enumeration(&'static [&'static str]),
    /// An XSD regular expression over the whole text.
    Pattern(&'static str),
}

impl SimpleType {
    pub(crate) const fn built_in(name: &'static str) -> Self {
        Self { name, base: name, rule: Rule::BuiltIn }
    }
}

/// A value with a text form.
pub(crate) trait Simple: Sized {
    const TYPE: SimpleType;
    /// The error says what was expected.
    fn parse(text: &str) -> Result<Self, String>;
    fn to_text(&self) -> Cow<'_, str>;
}

/// Whitespace as XML Schema collapses it: none around, single spaces inside (XML Schema 2, 4.3.6).
pub(crate) fn collapse(text: &str) -> String {
    let words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

impl Simple for String {
    const TYPE: SimpleType = SimpleType::built_in("xs:string");

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Simple for bool {
    const TYPE: SimpleType = SimpleType::built_in("xs:boolean");

    fn parse(text: &str) -> Result<Self, String> {
        match collapse(text).as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err("true or false".to_owned()),
        }
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! whole_number {
    ($type:ty, $name:literal, $expected:literal) => {
        impl Simple for $type {
            const TYPE: SimpleType = SimpleType::built_in($name);

            fn parse(text: &str) -> Result<Self, String> {
                collapse(text).parse().map_err(|_| $expected.to_owned())
            }

            fn to_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    };
}

whole_number!(i32, "xs:int", "a whole number of at most 32 bits");
whole_number!(i64, "xs:long", "a whole number of at most 64 bits");

/// Latitude or longitude in degrees. Infinity and NaN, which `xs:double` has, are no place on earth.
impl Simple for f64 {
    const TYPE: SimpleType = SimpleType { name: "latlong", base: "xs:double", rule: Rule::BuiltIn };

    fn parse(text: &str) -> Result<Self, String> {
        let text = collapse(text);
        // Rust also reads words such as `infinity`
        let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
        match text.parse::<f64>() {
            Ok(number) if plain && number.is_finite() => Ok(number),
            _ => Err("a decimal number of degrees".to_owned()),
        }
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}
