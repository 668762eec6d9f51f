//! Fluent bundles of both languages, by key.

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use thiserror::Error;

use super::format::{self, incident_key};
use super::refusals::{OWN_REFUSALS, Refusal, Refusals};

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Spanish.
    Es,
}

impl Lang {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// Its code (ISO 639-1), as in `lang="…"`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// Its own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The language of a code such as `es` or `es-ES`.
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.code()))
    }
}

/// Why texts cannot be used: a mistake in a source, found at the start.
#[derive(Debug, Error)]
#[error("texts in {lang}: {what}", lang = lang.code())]
pub struct TextsError {
    lang: Lang,
    what: String,
}

/// This crate's own texts; a role adds its own to them.
pub(crate) const OWN: [(Lang, &str); 2] =
    [(Lang::En, include_str!("../../locales/en.ftl")), (Lang::Es, include_str!("../../locales/es.ftl"))];

/// What the pages say, in every language.
#[derive(Clone)]
pub struct Texts {
    bundles: Arc<[FluentBundle<FluentResource>; 2]>,
    refusals: Arc<Refusals>,
}

impl Texts {
    /// The texts of a role (`include_str!("../locales/en.ftl")`, …) beside those that every page shares. A role must state `node-name`.
    pub fn new(role: &[(Lang, &str)]) -> Result<Self, TextsError> {
        let bundles = Arc::new([bundle(Lang::En, role)?, bundle(Lang::Es, role)?]);
        let texts = Self { bundles, refusals: refusals(&[OWN_REFUSALS])? };
        for lang in Lang::ALL {
            if !texts.bundle(lang).has_message("node-name") {
                return Err(TextsError { lang, what: "`node-name` is missing".into() });
            }
        }
        Ok(texts)
    }

    /// The same with the Spanish of a role's own refusals (`include_str!("../locales/refusals.es.toml")`).
    pub fn with_refusals(self, role: &str) -> Result<Self, TextsError> {
        Ok(Self { refusals: refusals(&[OWN_REFUSALS, role])?, ..self })
    }

    /// What a refusal says on a page: in Spanish where the page is and the message is known, else as it came, in English.
    pub(super) fn refusal(&self, lang: Lang, message: &str) -> Refusal {
        let found = match lang {
            Lang::Es => self.refusals.find(message),
            Lang::En => None,
        };
        Refusal::new(lang, message, found)
    }

    /// The text of `key`; the key in brackets if there is none, which the tests of a role do not let pass.
    pub fn text(&self, lang: Lang, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let bundle = self.bundle(lang);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("[{key}]");
        };
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
        for error in errors {
            tracing::error!(lang = lang.code(), key, %error, "a text lacks an argument");
        }
        text.into_owned()
    }

    /// What a report is about (`incidentType`); a type without a text as it stands.
    pub fn incident_type(&self, lang: Lang, code: &str) -> String {
        let key = incident_key(code);
        let text = self.text(lang, &key, &[]);
        if text == format!("[{key}]") { code.to_owned() } else { text }
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        let [en, es] = &*self.bundles;
        match lang {
            Lang::En => en,
            Lang::Es => es,
        }
    }
}

/// The key of the word for a code. A code may hold spaces and full stops, which no key may.
pub(crate) fn word_key(kind: &str, code: &str) -> String {
    format!("{kind}-{}", code.replace([' ', '.'], "_"))
}

fn refusals(files: &[&str]) -> Result<Arc<Refusals>, TextsError> {
    Refusals::read(files).map(Arc::new).map_err(|what| TextsError { lang: Lang::Es, what })
}

fn bundle(lang: Lang, role: &[(Lang, &str)]) -> Result<FluentBundle<FluentResource>, TextsError> {
    let refuse = |what: String| TextsError { lang, what };
    let code = lang.code().parse().map_err(|_| refuse("has no code".into()))?;
    let mut bundle = FluentBundle::new_concurrent(vec![code]);
    // no marks of isolation: both languages run from left to right
    bundle.set_use_isolating(false);
    match lang {
        Lang::En => bundle.set_formatter(Some(grouped_en)),
        Lang::Es => bundle.set_formatter(Some(grouped_es)),
    }
    for (_, source) in OWN.iter().chain(role).filter(|(of, _)| *of == lang) {
        let resource = FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| {
            refuse(errors.first().map_or_else(|| "not Fluent".to_owned(), ToString::to_string))
        })?;
        bundle.add_resource(resource).map_err(|errors| {
            refuse(errors.first().map_or_else(|| "a key stands twice".to_owned(), ToString::to_string))
        })?;
    }
    Ok(bundle)
}

// Fluent takes a function that holds nothing, so each language has one
fn grouped_en<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(Lang::En, value)
}

fn grouped_es<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(Lang::Es, value)
}

/// A whole number as [`format::number`] writes it; all else is left to Fluent.
fn grouped(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    number.as_string().parse().ok().map(|whole| format::number(lang, whole))
}

/// What can stand for a `{ $variable }` of a text.
pub trait TextArg {
    /// As Fluent takes it: a number chooses the plural form and is written in groups of three digits. What is a name rather than a count,
    /// such as a year, a port or the number of a line, is given as a text.
    fn value(&self) -> FluentValue<'_>;
}

impl TextArg for str {
    fn value(&self) -> FluentValue<'_> {
        self.into()
    }
}

impl TextArg for String {
    fn value(&self) -> FluentValue<'_> {
        self.as_str().into()
    }
}

impl<T: TextArg + ?Sized> TextArg for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

macro_rules! numbers {
    ($($kind:ty)+) => {$(
        impl TextArg for $kind {
            fn value(&self) -> FluentValue<'_> {
                (*self).into()
            }
        }
    )+};
}

numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64);

#[cfg(test)]
mod tests {
    use super::*;

    const EN: &str =
        "node-name = Test\nfound = { $count ->\n    [one] One report\n   *[other] { $count } reports\n}\n";

    #[test]
    fn numbers_choose_the_plural_and_missing_keys_show() {
        let texts = Texts::new(&[(Lang::En, EN), (Lang::Es, "node-name = Prueba")]).unwrap();
        assert_eq!(texts.text(Lang::En, "found", &[("count", 1_i64.value())]), "One report");
        assert_eq!(texts.text(Lang::En, "found", &[("count", 7_usize.value())]), "7 reports");
        assert_eq!(texts.text(Lang::Es, "found", &[]), "[found]");
    }

    #[test]
    fn counts_are_grouped_as_the_language_does_and_names_are_not() {
        const ES: &str =
            "node-name = Prueba\nfound = { $count ->\n    [one] Un aviso\n   *[other] { $count } avisos\n}\n";
        let texts = Texts::new(&[(Lang::En, EN), (Lang::Es, ES)]).unwrap();
        for (count, en, es) in [
            (999_i64, "999 reports", "999 avisos"),
            (1234, "1,234 reports", "1234 avisos"),
            (12_345, "12,345 reports", "12\u{202f}345 avisos"),
            (-12_345, "-12,345 reports", "-12\u{202f}345 avisos"),
        ] {
            assert_eq!(texts.text(Lang::En, "found", &[("count", count.value())]), en);
            assert_eq!(texts.text(Lang::Es, "found", &[("count", count.value())]), es);
        }
        assert_eq!(texts.text(Lang::En, "found", &[("count", "12345".value())]), "12345 reports");
        assert_eq!(
            texts.text(Lang::En, "found", &[("count", FluentValue::from(1234.5_f64))]),
            "1234.5 reports"
        );
    }

    #[test]
    fn mistakes_in_a_source_are_found_at_the_start() {
        let es = (Lang::Es, "node-name = Prueba");
        for (en, said) in [
            ("found = 1", "`node-name` is missing"),
            ("node-name = A\nfound = {", "texts in en"),
            ("node-name = A\nnode-name = B", "texts in en"),
        ] {
            let error = Texts::new(&[(Lang::En, en), es]).err().unwrap().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn codes_with_regions_are_languages() {
        assert_eq!(Lang::from_code("es-419"), Some(Lang::Es));
        assert_eq!(Lang::from_code("EN_gb"), Some(Lang::En));
        assert_eq!(Lang::from_code("eo"), None);
    }
}
