//! What an application says of an upload: whose account, whence and when.

use std::net::IpAddr;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use model::StatedTime;
use serde::{Deserialize, Serialize};
use service::Failure;
use wire::cybertipline::StatedDateTime;

use crate::fields::Fields;
use crate::match_results::MatchResult;

/// Most characters of words that are reported: a report cites them in full.
pub(crate) const MOST_WORDS: usize = 20_000;
/// How far an application's clock may run ahead of ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);

/// Account and origin of one upload. Personal: at rest only sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UploadStatement {
    /// The account as it was when the file was uploaded.
    pub(crate) account: AccountStatement,
    /// When the user uploaded the file, in the application's own words.
    pub(crate) uploaded_at: StatedTime,
    /// The address it came from, where the application knows it.
    pub(crate) ip: Option<IpAddr>,
    /// The source port, which tells subscribers behind carrier-grade NAT apart.
    pub(crate) port: Option<u16>,
    /// Whether the address may be that of a proxy, which hides where the user is.
    #[serde(default)]
    pub(crate) possible_proxy: Option<bool>,
    /// The device that sent it.
    pub(crate) device_id: Option<String>,
    /// Where the file is found on the platform.
    pub(crate) url: String,
    /// Who could see it.
    pub(crate) channel: Channel,
    /// Where on the platform it was seen; one named as the channel where the application names none, and nothing before there were any.
    #[serde(default)]
    pub(crate) surface: String,
    /// Its name as the user gave it.
    pub(crate) file_name: String,
    /// The words themselves, where what is reported is no file.
    #[serde(default)]
    pub(crate) words: Option<StatedWords>,
}

model::unprintable!(UploadStatement);

/// What the platform knows of an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountStatement {
    /// The platform's own key of the account.
    pub(crate) esp_identifier: String,
    /// The name it logs in or is addressed by.
    pub(crate) screen_name: Option<String>,
    /// Names it shows or has shown.
    pub(crate) display_names: Vec<String>,
    /// E-mail addresses.
    pub(crate) emails: Vec<String>,
    /// Telephone numbers.
    pub(crate) phones: Vec<String>,
    /// Devices seen with the account.
    pub(crate) device_ids: Vec<String>,
    /// The birth date that the holder stated; often false.
    pub(crate) date_of_birth: Option<Date>,
}

model::unprintable!(AccountStatement);

/// Who could see a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Channel {
    /// Anybody.
    Public,
    /// Named recipients or the account alone.
    Private,
}

impl Channel {
    /// The name in the database and in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }

    /// The channel of this name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        [Self::Public, Self::Private].into_iter().find(|channel| channel.name() == name)
    }
}

/// Words that are reported: a message, what a profile says, or what a moderator adds to a report that is filed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StatedWords {
    /// What they are.
    pub(crate) kind: WordsKind,
    /// The program or part of the service in which they were written.
    pub(crate) client: Option<String>,
    /// The room, group or channel.
    pub(crate) room: Option<String>,
    /// In full.
    pub(crate) text: String,
}

model::unprintable!(StatedWords);

/// What reported words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WordsKind {
    /// A message to somebody, or several.
    Chat,
    /// What an account says of itself.
    Profile,
    /// What everybody can read below something else.
    Comment,
    /// What a moderator adds to a report that is filed.
    FollowUp,
}

impl WordsKind {
    /// Those that an application hands over.
    const TOLD: [Self; 3] = [Self::Chat, Self::Profile, Self::Comment];

    /// The name in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Profile => "profile",
            Self::Comment => "comment",
            Self::FollowUp => "follow_up",
        }
    }
}

/// What an application says of an upload, beside the file itself.
pub(crate) struct ToldUpload {
    pub(crate) statement: UploadStatement,
    /// Whether the file is to be compared with hash lists.
    pub(crate) scan: bool,
    /// What other services say of it.
    pub(crate) matches: Vec<MatchResult>,
}

impl StatedWords {
    fn take(mut fields: Fields) -> Result<Self, Failure> {
        let kind = fields.text("kind", 200)?;
        let kind = WordsKind::TOLD
            .into_iter()
            .find(|known| known.name() == kind)
            .ok_or_else(|| fields.refuse("kind", "must be `chat`, `profile` or `comment`"))?;
        let words = Self {
            kind,
            client: fields.text_if_any("client", 255)?,
            room: fields.text_if_any("room", 255)?,
            text: fields.paragraphs("text", MOST_WORDS)?,
        };
        fields.finish()?;
        Ok(words)
    }
}

impl UploadStatement {
    /// Reads the statement of words that are no file; a refusal names the field.
    pub(crate) fn parse_words(mut fields: Fields, now: Timestamp) -> Result<Self, Failure> {
        let channel = fields.text("channel", 200)?;
        let channel = Channel::find(&channel)
            .ok_or_else(|| fields.refuse("channel", "must be `public` or `private`"))?;
        let words = StatedWords::take(fields.object("words")?)?;
        let (ip, port, possible_proxy) = seen_from(&mut fields)?;
        let statement = Self {
            account: AccountStatement::take(fields.object("account")?, now)?,
            uploaded_at: stated_time(&mut fields, "written_at", now)?,
            ip,
            port,
            possible_proxy,
            device_id: fields.text_if_any("device_id", 2083)?,
            url: fields.text("url", 2083)?,
            channel,
            surface: surface(&mut fields, channel)?,
            file_name: format!("{}.txt", words.kind.name()),
            words: Some(words),
        };
        check_url("text.url", &statement.url)?;
        fields.finish()?;
        Ok(statement)
    }

    /// Reads the `upload` part of an upload; a refusal names the field.
    pub(crate) fn parse(bytes: &[u8], now: Timestamp) -> Result<ToldUpload, Failure> {
        let mut fields = Fields::parse("upload", bytes)?;
        let channel = fields.text("channel", 200)?;
        let channel = Channel::find(&channel)
            .ok_or_else(|| fields.refuse("channel", "must be `public` or `private`"))?;
        let (ip, port, possible_proxy) = seen_from(&mut fields)?;
        let statement = Self {
            account: AccountStatement::take(fields.object("account")?, now)?,
            uploaded_at: stated_time(&mut fields, "uploaded_at", now)?,
            ip,
            port,
            possible_proxy,
            device_id: fields.text_if_any("device_id", 2083)?,
            url: fields.text("url", 2083)?,
            channel,
            surface: surface(&mut fields, channel)?,
            file_name: fields.text("file_name", 2056)?,
            words: None,
        };
        check_url("upload.url", &statement.url)?;
        let scan = fields.flag_if_any("scan")?.unwrap_or(true);
        let matches = MatchResult::parse_all(&mut fields, "matches", now)?;
        fields.finish()?;
        Ok(ToldUpload { statement, scan, matches })
    }
}

impl AccountStatement {
    fn take(mut fields: Fields, now: Timestamp) -> Result<Self, Failure> {
        let account = Self {
            esp_identifier: fields.text("esp_identifier", 255)?,
            screen_name: fields.text_if_any("screen_name", 256)?,
            display_names: fields.texts("display_names", 256)?,
            emails: fields.texts("emails", 320)?,
            phones: fields.texts("phones", 64)?,
            device_ids: fields.texts("device_ids", 2083)?,
            date_of_birth: fields.parsed_if_any("date_of_birth", "a date as YYYY-MM-DD")?,
        };
        if let Some(no) = account.emails.iter().position(|email| !email.contains('@')) {
            return Err(fields.refuse(&format!("emails[{no}]"), "must be an e-mail address"));
        }
        // The latest civil date on earth: UTC+14.
        let today = (now + SignedDuration::from_hours(14)).to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        if account.date_of_birth.is_some_and(|birth| birth > today) {
            return Err(fields.refuse("date_of_birth", "lies in the future"));
        }
        fields.finish()?;
        Ok(account)
    }
}

/// The address that it came from, its port, and whether it may be that of a proxy. Of no address nothing more can be said.
fn seen_from(fields: &mut Fields) -> Result<(Option<IpAddr>, Option<u16>, Option<bool>), Failure> {
    let ip = fields.parsed_if_any("ip", "an IPv4 or IPv6 address")?;
    let port = fields.number_if_any("port", 1, 65_535)?.and_then(|port| u16::try_from(port).ok());
    let possible_proxy = fields.flag_if_any("possible_proxy")?;
    let said_of_it = [("port", port.is_some()), ("possible_proxy", possible_proxy.is_some())];
    match said_of_it.into_iter().find(|(_, is_said)| *is_said && ip.is_none()) {
        Some((name, _)) => Err(fields.refuse(name, "is said of an address; give `ip` too")),
        None => Ok((ip, port, possible_proxy)),
    }
}

/// Where the file was seen: the surface that is named, else the one that is called as its channel.
fn surface(fields: &mut Fields, channel: Channel) -> Result<String, Failure> {
    match fields.text_if_any("surface", 64)? {
        None => Ok(channel.name().to_owned()),
        Some(name) if crate::surfaces::is_name(&name) => Ok(name),
        Some(_) => Err(fields.refuse("surface", "must be 1 to 64 of a-z, 0-9, - and _")),
    }
}

/// The text goes unchanged into the report, so it must be an xs:dateTime with a zone as well.
pub(crate) fn stated_time(fields: &mut Fields, name: &str, now: Timestamp) -> Result<StatedTime, Failure> {
    stated_time_if_any(fields, name, now)?.ok_or_else(|| fields.missing(name))
}

/// The same, that may be absent.
pub(crate) fn stated_time_if_any(
    fields: &mut Fields,
    name: &str,
    now: Timestamp,
) -> Result<Option<StatedTime>, Failure> {
    let time = zoned_time_if_any(fields, name)?;
    if time.as_ref().is_some_and(|time| time.instant() > now + CLOCK_SKEW) {
        return Err(fields.refuse(name, "lies in the future; check the clock and the zone"));
    }
    Ok(time)
}

/// A time with its zone that may be absent, and may lie ahead.
pub(crate) fn zoned_time_if_any(fields: &mut Fields, name: &str) -> Result<Option<StatedTime>, Failure> {
    let Some(text) = fields.text_if_any(name, 64)? else { return Ok(None) };
    let time = StatedTime::parse(&text).map_err(|error| fields.refuse(name, error.to_string()))?;
    if StatedDateTime::parse(&text).is_err() {
        return Err(fields.refuse(name, "must be written like 2020-10-03T21:14:05+02:00"));
    }
    Ok(Some(time))
}

/// An absolute address without blanks, as the CyberTipline API wants it.
pub(crate) fn check_url(field: &str, text: &str) -> Result<(), Failure> {
    const MOST_CHARS: usize = 2083;
    let absolute = reqwest::Url::parse(text).is_ok_and(|url| url.has_host());
    let clean =
        !text.contains(|c: char| c.is_whitespace() || c.is_control()) && text.chars().count() <= MOST_CHARS;
    if absolute && clean {
        Ok(())
    } else {
        Err(Failure::refused(field, "must be an absolute URL such as https://social.example/p/1"))
    }
}

#[cfg(test)]
mod tests;
