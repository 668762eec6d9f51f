//! What a page knows about the request it answers: language, actor, time, texts.

mod addresses;
mod page;

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Rng;

pub use page::PageContext;

use super::accept::preferred;
use super::escapes::decode;
use super::faults;
use super::format;
use super::programs::spanish_words;
use super::refusals::Refusal;
use super::texts::{Lang, TextArg, Texts, word_key};
use crate::Actor;
use crate::accounts::Session;
use crate::custody_log::Mark;
use crate::http::{FormToken, ONCE_FIELD, Site};
use crate::ui::{Markup, NavGroup, NavItem, markup};

/// Everything that the base template needs, except who is signed in.
#[derive(Clone)]
pub struct PageFrame {
    /// Language of the page: `?lang=`, else the browser's (`Accept-Language`), else English.
    pub lang: Lang,
    /// The node's time when the request came.
    pub now: Timestamp,
    /// Whether the page is marked as a demonstration.
    pub simulation: bool,
    /// The node's name for itself.
    pub node_name: String,
    /// The node's role, as [`crate::Node::role`].
    pub node_role: &'static str,
    texts: Texts,
    /// Path and query without `lang`.
    path: String,
    query: String,
    /// Whether the reader chose the language, so that links keep it.
    chosen: bool,
    form_token: FormToken,
    /// What was done just now: the key after `done-` of a text.
    done: Option<String>,
    /// Which entry of its object it is in the custody log.
    entry: Option<i64>,
    zone: TimeZone,
    rng: Arc<dyn Rng>,
}

/// Parameters of an address that links within the page do not repeat.
const NOT_REPEATED: [&str; 3] = ["lang", "done", "entry"];
/// Largest number of an entry that a notice tells.
const MOST_ENTRIES: i64 = 1_000_000_000;

impl PageFrame {
    /// The frame of the answer to a request with these headers and address.
    pub fn new(site: &Site, headers: &HeaderMap, uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let asked = query.split('&').find_map(|pair| Lang::from_code(pair.strip_prefix("lang=")?));
        let lang = asked.unwrap_or_else(|| preferred(headers));
        let done = query.split('&').find_map(|pair| pair.strip_prefix("done="));
        let entry = query.split('&').find_map(|pair| pair.strip_prefix("entry=")?.parse().ok());
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let rest =
            query.split('&').filter(|pair| !pair.is_empty() && !NOT_REPEATED.contains(&name(pair).as_str()));
        Self {
            lang,
            now: site.node().clock().now(),
            simulation: site.simulation(),
            node_name: site.name(lang),
            node_role: site.node().role(),
            texts: site.texts().clone(),
            path: uri.path().to_owned(),
            query: rest.collect::<Vec<_>>().join("&"),
            chosen: asked.is_some(),
            form_token: FormToken::default(),
            done: done.map(decode),
            entry: entry.filter(|entry| (1..=MOST_ENTRIES).contains(entry)),
            zone: site.zone().clone(),
            rng: site.node().shared_rng(),
        }
    }

    /// A frame in English without a node behind it.
    #[cfg(test)]
    pub(crate) fn for_tests(address: &str, zone: &str) -> Self {
        const NAME: &str = "node-name = Test\ndone-noted = Noted.\n";
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Self {
            lang: Lang::En,
            now: Timestamp::from_second(1_609_146_000).unwrap(),
            simulation: false,
            node_name: "Test".into(),
            node_role: "police",
            texts: Texts::new(&[(Lang::En, NAME), (Lang::Es, NAME)]).unwrap(),
            path: path.to_owned(),
            query: query.to_owned(),
            chosen: false,
            form_token: FormToken::default(),
            done: None,
            entry: None,
            zone: TimeZone::get(zone).unwrap(),
            rng: Arc::new(model::SeededRng::new(1)),
        }
    }

    /// The same frame, whose forms are those of a session.
    pub(crate) fn of_session(self, site: &Site, session: &Session) -> Self {
        Self { form_token: FormToken::of(site.node().columns(), session), ..self }
    }

    /// The first field of every form that changes something.
    pub fn form_token(&self) -> &FormToken {
        &self.form_token
    }

    /// The text of `key`.
    pub fn t(&self, key: &str) -> String {
        self.texts.text(self.lang, key, &[])
    }

    /// The text of `key` with one argument.
    pub fn t1(&self, key: &str, name: &str, value: impl TextArg) -> String {
        self.texts.text(self.lang, key, &[(name, value.value())])
    }

    /// The text of `key` with two arguments.
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl TextArg,
        name2: &str,
        value2: impl TextArg,
    ) -> String {
        self.texts.text(self.lang, key, &[(name, value.value()), (name2, value2.value())])
    }

    /// What a refusal says here, with its language: Spanish on a Spanish page where the message is known, else English as it came.
    pub fn refusal(&self, message: &str) -> Refusal {
        self.texts.refusal(self.lang, message)
    }

    /// What kind of trouble a program had and what helps, in the language of the page, told from the words that it kept of it.
    pub fn fault(&self, error: impl AsRef<str>) -> String {
        self.t(&format!("fault-{}", faults::kind(error.as_ref())))
    }

    /// `28 December 2020, 10:00:00 CET`: on the clocks of the node's zone, with its abbreviation.
    pub fn instant(&self, at: impl std::borrow::Borrow<Timestamp>) -> String {
        format::instant_in(self.lang, *at.borrow(), &self.zone)
    }

    /// The node's zone (`node.time_zone`).
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The node's zone by its IANA name.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// `<time>` in the node's zone; who points at it or comes to it by the keyboard is told UTC.
    pub fn time(&self, at: impl std::borrow::Borrow<Timestamp>) -> Markup {
        markup::moment(self, *at.borrow())
    }

    /// The same in a table of one's own: without a stop of the keyboard in every row.
    pub fn time_in_row(&self, at: impl std::borrow::Borrow<Timestamp>) -> Markup {
        markup::moment_in_row(self, *at.borrow())
    }

    /// A stated time: the instant as [`Self::time`], with what its source wrote; only that where no instant is known.
    pub fn stated(&self, original_text: &str, at: impl std::borrow::Borrow<Option<Timestamp>>) -> Markup {
        markup::stated(self, original_text, *at.borrow())
    }

    /// The instant in UTC, where the node's clocks show another time then.
    pub(crate) fn in_utc(&self, at: Timestamp) -> Option<String> {
        let shown = format::instant(self.lang, at);
        (shown != self.instant(at)).then_some(shown)
    }

    /// A hidden field of a form, after its token: the form sent twice acts once, and the second time is answered like the first.
    pub fn once(&self) -> Markup {
        let mut random = [0; 16];
        self.rng.fill(&mut random);
        let start = Markup::default().raw("<input type=\"hidden\" name=\"").raw(ONCE_FIELD);
        start.raw("\" value=\"").plain(&hex::encode(random)).raw("\">")
    }

    /// What was done just now, as the address says by `?done=KEY`: the text `done-KEY`, if there is one.
    pub fn done(&self) -> Option<String> {
        let key = format!("done-{}", self.done.as_deref()?);
        let text = self.t(&key);
        (text != format!("[{key}]")).then_some(text)
    }

    /// Which entry of its object that is in the custody log, where the address says so (`&entry=N`) beside what was done.
    pub fn done_entry(&self) -> Option<String> {
        self.done()?;
        Some(self.t1("custody-entry-number", "number", self.number(self.entry?)))
    }

    /// Names and values of the address, decoded, that a form of this page repeats as hidden fields: all but those named here. The
    /// language is one of them, if the reader chose it.
    pub fn kept_query(&self, but: &[&str]) -> Vec<(String, String)> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs = pairs.map(|(name, value)| (decode(name), decode(value)));
        let lang = self.chosen_lang().map(|lang| ("lang".to_owned(), lang.code().to_owned()));
        pairs.filter(|(name, _)| !but.contains(&name.as_str())).chain(lang).collect()
    }

    /// The main navigation in its groups.
    pub fn nav_groups<'a>(&self, nav: &'a [NavItem]) -> Vec<NavGroup<'a>> {
        NavGroup::all(self, nav)
    }

    /// The same instant on the clocks of a zone, with the zone's abbreviation.
    pub fn instant_in(&self, at: impl std::borrow::Borrow<Timestamp>, zone: &TimeZone) -> String {
        format::instant_in(self.lang, *at.borrow(), zone)
    }

    /// `28 December 2020`.
    pub fn date(&self, on: impl std::borrow::Borrow<Date>) -> String {
        format::date(self.lang, *on.borrow())
    }

    /// A number in groups of three digits.
    pub fn number(&self, number: impl std::borrow::Borrow<i64>) -> String {
        format::number(self.lang, *number.borrow())
    }

    /// A citation of law, acts of the European Union by their name in the language of the page.
    pub fn citation(&self, cited: &str) -> String {
        format::citation(self.lang, cited)
    }

    /// A number of bytes in a unit that suits it.
    pub fn size(&self, bytes: impl std::borrow::Borrow<u64>) -> String {
        format::size(self.lang, *bytes.borrow())
    }

    /// What a role is called on pages: `role-NAME` of the texts, else its name.
    pub fn role_name(&self, actor: &Actor) -> String {
        let key = format!("role-{}", actor.role());
        let text = self.t(&key);
        if text == format!("[{key}]") { actor.role().to_owned() } else { text }
    }

    /// Every language, for the switch.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn languages(&self) -> &'static [Lang] {
        &Lang::ALL
    }

    /// Address of the style sheet.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn style_sheet(&self) -> &'static str {
        crate::ui::style_sheet_href()
    }

    /// What htmx may do: nothing that a page's policy forbids, and it keeps no page in the browser's storage.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn htmx_config(&self) -> &'static str {
        r#"{"allowEval":false,"allowScriptTags":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"scrollIntoViewOnBoost":false,"ignoreTitle":true}"#
    }

    /// The word for a code: the text `KIND-CODE`, or the code itself where there is none.
    pub fn word(&self, kind: &str, code: &str) -> String {
        let key = word_key(kind, code);
        let text = self.t(&key);
        if text == format!("[{key}]") { code.to_owned() } else { text }
    }

    /// What a program wrote into a report in English, where the page is in Spanish; none of what a person wrote.
    pub fn program_words(&self, text: &str) -> Option<String> {
        if self.lang == Lang::Es { spanish_words(text) } else { None }
    }

    /// What a report is about (`incidentType`) in the language of the page; a type without a text as it stands.
    pub fn incident_type(&self, code: &str) -> String {
        self.texts.incident_type(self.lang, code)
    }

    /// Address of the script of shortcuts.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn keys_script(&self) -> &'static str {
        crate::ui::keys_href()
    }

    /// Address of the script that asks for passkeys.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn script(&self) -> &'static str {
        crate::ui::script_href()
    }

    /// Address of the script that keeps drafts of forms.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn drafts_script(&self) -> &'static str {
        crate::ui::assets::drafts_href()
    }

    /// Version of the program.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// The path of this page.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Nobody: a frame is also put around the page that asks for credentials.
    #[allow(clippy::unused_self, reason = "the base template asks a frame and a context alike")]
    pub fn signed_in(&self) -> Option<&Actor> {
        None
    }

    /// None: see [`Self::signed_in`].
    #[allow(clippy::unused_self, reason = "the base template asks a frame and a context alike")]
    pub fn unit(&self) -> Option<&str> {
        None
    }

    /// None: what everybody may see says nothing of the custody log.
    #[allow(clippy::unused_self, reason = "the base template asks a frame and a context alike")]
    pub fn custody_mark(&self) -> Option<&Mark> {
        None
    }

    /// Never: see [`Self::signed_in`].
    #[allow(clippy::unused_self, reason = "the base template asks a frame and a context alike")]
    pub fn has_session(&self) -> bool {
        false
    }

    /// Never: see [`Self::signed_in`].
    #[allow(clippy::unused_self, reason = "the base template asks a frame and a context alike")]
    pub fn has_danger_card(&self) -> bool {
        false
    }
}

impl<S> FromRequestParts<S> for PageFrame
where
    S: Send + Sync,
    Site: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::new(&Site::from_ref(state), &parts.headers, &parts.uri))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_once_and_says_what_was_done() {
        let frame = PageFrame::for_tests("/notes?q=a+b&state=open&page=2", "UTC");
        let (first, second) = (frame.once().to_string(), frame.once().to_string());
        assert!(first.starts_with("<input type=\"hidden\" name=\"once\" value=\"") && first != second);
        assert_eq!(frame.done(), None);
        let done = |key: &str| PageFrame { done: Some(key.into()), ..frame.clone() }.done();
        assert_eq!((done("noted").as_deref(), done("undone"), done("")), (Some("Noted."), None, None));
        let entry = |done: &str| {
            PageFrame { done: Some(done.into()), entry: Some(1234), ..frame.clone() }.done_entry()
        };
        assert!(entry("noted").is_some_and(|said| said.contains("1,234")) && entry("undone").is_none());
        let kept = frame.kept_query(&["page"]);
        assert_eq!(kept, [("q".to_owned(), "a b".to_owned()), ("state".into(), "open".into())]);
    }
}
