//! What a page knows about the request it answers: language, actor, time, texts.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Rng;

use super::format;
use super::texts::{Lang, TextArg, Texts};
use crate::accounts::Session;
use crate::custody_log::{Mark, Publisher};
use crate::http::{Authenticated, FormToken, ONCE_FIELD, Site};
use crate::ui::{Markup, NavGroup, NavItem, markup};
use crate::{Actor, Failure};

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
    texts: Texts,
    /// Path and query without `lang`.
    path: String,
    query: String,
    /// Whether the reader chose the language, so that links keep it.
    chosen: bool,
    form_token: FormToken,
    /// What was done just now: the key after `done-` of a text.
    done: Option<String>,
    zone: TimeZone,
    rng: Arc<dyn Rng>,
}

/// Parameters of an address that links within the page do not repeat.
const NOT_REPEATED: [&str; 2] = ["lang", "done"];

impl PageFrame {
    /// The frame of the answer to a request with these headers and address.
    pub fn new(site: &Site, headers: &HeaderMap, uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let asked = query.split('&').find_map(|pair| Lang::from_code(pair.strip_prefix("lang=")?));
        let lang = asked.unwrap_or_else(|| preferred(headers));
        let done = query.split('&').find_map(|pair| pair.strip_prefix("done="));
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let rest =
            query.split('&').filter(|pair| !pair.is_empty() && !NOT_REPEATED.contains(&name(pair).as_str()));
        Self {
            lang,
            now: site.node().clock().now(),
            simulation: site.simulation(),
            node_name: site.texts().text(lang, "node-name", &[]),
            texts: site.texts().clone(),
            path: uri.path().to_owned(),
            query: rest.collect::<Vec<_>>().join("&"),
            chosen: asked.is_some(),
            form_token: FormToken::default(),
            done: done.map(decode),
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
            texts: Texts::new(&[(Lang::En, NAME), (Lang::Es, NAME)]).unwrap(),
            path: path.to_owned(),
            query: query.to_owned(),
            chosen: false,
            form_token: FormToken::default(),
            done: None,
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

    /// A number of bytes in a unit that suits it.
    pub fn size(&self, bytes: impl std::borrow::Borrow<u64>) -> String {
        format::size(self.lang, *bytes.borrow())
    }

    /// A link within the node that keeps the language, if the reader chose one.
    pub fn href(&self, address: &str) -> String {
        if !self.chosen {
            return address.to_owned();
        }
        let mark = if address.contains('?') { '&' } else { '?' };
        format!("{address}{mark}lang={}", self.lang.code())
    }

    /// Where it says what to do when a child may be in danger now, told which object it is about.
    pub fn danger_href(&self, kind: &str, id: &str) -> String {
        self.href(&format!("/danger?object={}", encode(&format!("{kind}/{id}"))))
    }

    /// Where the files of an object are opened.
    pub fn files_href(&self, id: &str) -> String {
        self.href(&format!("/files/{id}"))
    }

    /// The language that the reader chose, if any: for forms whose answer replaces the address.
    pub fn chosen_lang(&self) -> Option<Lang> {
        self.chosen.then_some(self.lang)
    }

    /// This page with the query parameters `changes` in place of those of the same names; an empty value takes one away.
    pub fn here_with(&self, changes: &[(&str, &str)]) -> String {
        let replaced = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && !changes.iter().any(|(changed, _)| *changed == name)
        };
        let mut query = self.query.split('&').filter(replaced).collect::<Vec<_>>().join("&");
        for (name, value) in changes.iter().filter(|(_, value)| !value.is_empty()) {
            let mark = if query.is_empty() { "" } else { "&" };
            // writing to a String cannot fail
            let _ = write!(query, "{mark}{name}={}", encode(value));
        }
        let address = if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) };
        self.href(&address)
    }

    /// This page in another language.
    pub fn in_language(&self, lang: &Lang) -> String {
        let chosen = Self { lang: *lang, chosen: true, ..self.clone() };
        chosen.here_with(&[])
    }

    /// The value of a query parameter of this page, percent-decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| decode(value))
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
        let key = format!("{kind}-{code}");
        let text = self.t(&key);
        if text == format!("[{key}]") { code.to_owned() } else { text }
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

/// Extractor for page handlers: the [`PageFrame`] together with the signed-in actor. 401 without one: the browser then asks.
#[derive(Clone)]
pub struct PageContext {
    /// Who is signed in.
    pub actor: Actor,
    frame: PageFrame,
    has_session: bool,
    custody_mark: Option<Mark>,
}

impl PageContext {
    /// Who is signed in.
    pub fn signed_in(&self) -> Option<&Actor> {
        Some(&self.actor)
    }

    /// Whether they signed in to an account, and can sign out.
    pub fn has_session(&self) -> bool {
        self.has_session
    }

    /// Whether the page leads to what to do when a child may be in danger now: for the staff.
    pub fn has_danger_card(&self) -> bool {
        self.actor.is_staff()
    }

    /// The newest checkpoint of the custody log: every page carries it when it is printed, so that paper binds the log.
    pub fn custody_mark(&self) -> Option<&Mark> {
        self.custody_mark.as_ref()
    }

    /// The same as the page at `path`: what answers a form that was refused is the page of the object, and its links lead there.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.frame.path);
        self
    }

    /// The same page without who reads it.
    pub(crate) fn into_frame(self) -> PageFrame {
        self.frame
    }
}

impl Deref for PageContext {
    type Target = PageFrame;

    fn deref(&self) -> &PageFrame {
        &self.frame
    }
}

impl<S> FromRequestParts<S> for PageContext
where
    S: Send + Sync,
    Site: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Authenticated(actor) = Authenticated::from_request_parts(parts, state).await?;
        let site = Site::from_ref(state);
        let frame = PageFrame::new(&site, &parts.headers, &parts.uri);
        let session = parts.extensions.get::<Session>();
        let has_session = session.is_some();
        let frame = match session {
            Some(session) => frame.of_session(&site, session),
            None => frame,
        };
        let custody_mark = site.node().publisher().and_then(Publisher::mark);
        Ok(Self { actor, frame, has_session, custody_mark })
    }
}

/// The first of our languages among those that the browser puts highest (RFC 9110 section 12.5.4).
fn preferred(headers: &HeaderMap) -> Lang {
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (0.0, Lang::En);
    for range in accept.split(',') {
        let (code, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight =
            parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
        if let Some(lang) = Lang::from_code(code.trim())
            && weight > best.0
        {
            best = (weight, lang);
        }
    }
    best.1
}

/// Percent-encodes all but the unreserved characters (RFC 3986 section 2.3).
pub(crate) fn encode(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Undoes [`encode`], and `+` for a space as forms write it; what is no escape stays as it is.
pub(crate) fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escape = tail.get(..2).filter(|_| first == b'%').and_then(|pair| hex::decode(pair).ok());
        if let Some(&[byte]) = escape.as_deref() {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(if first == b'+' { b' ' } else { first });
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_languages_are_weighed() {
        for (accept, lang) in [
            ("", Lang::En),
            ("es-ES,es;q=0.9,en;q=0.8", Lang::Es),
            ("fr, en;q=0.5, es;q=0.7", Lang::Es),
            ("eu, ca", Lang::En),
            ("es;q=0, en;q=0.1", Lang::En),
            ("es;q=x", Lang::En),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, accept.parse().unwrap())]);
            assert_eq!(preferred(&headers), lang, "{accept}");
        }
    }

    #[test]
    fn a_form_is_sent_once_and_says_what_was_done() {
        let frame = PageFrame::for_tests("/notes?q=a+b&state=open&page=2", "UTC");
        let (first, second) = (frame.once().to_string(), frame.once().to_string());
        assert!(first.starts_with("<input type=\"hidden\" name=\"once\" value=\"") && first != second);
        assert_eq!(frame.done(), None);
        let done = |key: &str| PageFrame { done: Some(key.into()), ..frame.clone() }.done();
        assert_eq!((done("noted").as_deref(), done("undone"), done("")), (Some("Noted."), None, None));
        let kept = frame.kept_query(&["page"]);
        assert_eq!(kept, [("q".to_owned(), "a b".to_owned()), ("state".into(), "open".into())]);
    }

    #[test]
    fn query_values_survive_the_way_out_and_back() {
        for value in ["", "a b", "á&=?#+%", "%zz", "100%"] {
            assert_eq!(decode(&encode(value)), value);
        }
        assert_eq!(decode("a+b%20c"), "a b c");
    }
}
