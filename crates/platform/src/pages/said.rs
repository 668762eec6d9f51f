//! What a report says, or would say: as facts in the reader's language, and as the XML that the clearinghouse gets.

use service::{Failure, Lang, PageFrame};
use wire::cybertipline::advice::{Missing, examine};
use wire::cybertipline::{
    Address, AssociatedAccount, Email, EstimatedLocation, FileDetails, InternetDetails, IpCaptureEvent,
    LawEnforcement, MetadataType, Person, PersonOrUserReported, Report, Reporter,
};

use crate::filing::content::{ReportedFile, Reporting, Told, file_details};

/// What a report says. Personal: only for who may see the account.
pub(crate) struct Said {
    /// In the order of the documents.
    pub(crate) sections: Vec<Section>,
    /// Where each document is sent, and its XML.
    pub(crate) documents: Vec<(&'static str, String)>,
    pub(crate) completeness: Completeness,
}

/// How much of what a police unit needs is stated, of what such a report can state.
pub(crate) struct Completeness {
    pub(crate) asked: i64,
    pub(crate) stated: i64,
    /// What is missing, each fact once, in the order of the documents.
    pub(crate) missing: Vec<Missing>,
}

impl Completeness {
    fn of(report: &Report, details: &[FileDetails]) -> Self {
        let asked = examine(report, details);
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let stated = asked.iter().filter(|asked| asked.present).count();
        let mut missing: Vec<Missing> = Vec::new();
        for lacking in asked.iter().filter(|asked| !asked.present) {
            if !missing.contains(&lacking.fact) {
                missing.push(lacking.fact);
            }
        }
        Self { asked: count(asked.len()), stated: count(stated), missing }
    }
}

/// Facts that belong together: what is stated, and how.
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) facts: Vec<Fact>,
}

/// One fact as the page shows it.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    /// The language of the value, where it is known and is not the page's.
    pub(crate) lang: Option<&'static str>,
}

/// What a report of files, or of words alone, says, from what is stored and the configuration as it is now. Nothing is sent or written down.
///
/// # Errors
/// When a stored time is none that XML can carry: ours.
pub(crate) fn said(
    ctx: &PageFrame,
    reporting: &Reporting,
    told: &Told<'_>,
    files: &[ReportedFile<'_>],
) -> Result<Said, Failure> {
    let report = reporting.report(told).map_err(Failure::broken)?;
    let details: Vec<FileDetails> =
        files.iter().map(file_details).collect::<Result<_, _>>().map_err(Failure::broken)?;
    let mut sections = vec![incident(ctx, &report)];
    sections.extend(report.person_or_user_reported.iter().map(|reported| account(ctx, reported)));
    sections.extend(others(ctx, &report));
    sections.extend(details.iter().map(|file| described(ctx, file)));
    sections.push(reporter(ctx, &report.reporter));
    let mut documents = vec![("/ispws/submit", indented(&report.write()))];
    documents.extend(details.iter().map(|file| ("/ispws/fileinfo", indented(&file.write()))));
    Ok(Said { sections, documents, completeness: Completeness::of(&report, &details) })
}

impl Section {
    fn new(title: String) -> Self {
        Self { title, facts: Vec::new() }
    }

    /// Adds a fact, where it is stated.
    fn fact(mut self, label: String, value: Option<impl Into<String>>) -> Self {
        self.facts.extend(value.map(|value| Fact { label, value: value.into(), lang: None }));
        self
    }

    /// Adds several facts of one kind.
    fn facts(mut self, label: &str, values: impl IntoIterator<Item = String>) -> Self {
        let fact = |value| Fact { label: label.to_owned(), value, lang: None };
        self.facts.extend(values.into_iter().map(fact));
        self
    }

    /// Adds sentences that programs write in English, in the language of the page where they are held in it.
    fn sentences(mut self, ctx: &PageFrame, label: &str, sentences: &[String]) -> Self {
        let fact = |sentence: &String| {
            let said = ctx.program_words(sentence);
            let lang = (said.is_none() && ctx.lang != Lang::En).then_some(Lang::En.code());
            Fact { label: label.to_owned(), value: said.unwrap_or_else(|| sentence.clone()), lang }
        };
        self.facts.extend(sentences.iter().map(fact));
        self
    }
}

fn incident(ctx: &PageFrame, report: &Report) -> Section {
    let summary = &report.incident_summary;
    let pages = report.internet_details.iter().filter_map(|details| match details {
        InternetDetails::WebPage(page) => Some(page.url.iter().cloned()),
        _ => None,
    });
    let words = report.internet_details.iter().filter_map(|details| match details {
        InternetDetails::ChatIm(chat) => Some(chat.content.iter().cloned()),
        _ => None,
    });
    Section::new(ctx.t("said-incident"))
        .fact(ctx.t("said-type"), Some(ctx.incident_type(summary.incident_type.code())))
        .fact(ctx.t("said-service"), summary.platform.clone())
        .fact(ctx.t("said-uploaded"), Some(summary.incident_date_time.text()))
        .facts(&ctx.t("said-url"), pages.flatten())
        .facts(&ctx.t("said-words"), words.flatten())
        .facts(&ctx.t("said-scene"), report.internet_details.iter().filter_map(|details| scene(ctx, details)))
        .fact(ctx.t("said-agency"), report.law_enforcement.as_ref().and_then(agency))
        .fact(
            ctx.t("said-batched"),
            report.batched_report.as_ref().map(|batch| ctx.word("batch", batch.reason.code())),
        )
        .fact(ctx.t("said-urgent"), summary.escalate_to_high_priority.clone())
        .fact(ctx.t("said-narrative"), report.additional_info.clone())
}

/// Where it happened beside page and conversation, with what was written there.
fn scene(ctx: &PageFrame, details: &InternetDetails) -> Option<String> {
    let mails = |mails: &[Email]| mails.iter().map(|mail| mail.address.clone()).collect::<Vec<_>>();
    let (kind, parts): (&str, Vec<String>) = match details {
        InternetDetails::WebPage(_) | InternetDetails::ChatIm(_) | InternetDetails::NonInternet(_) => {
            return None;
        }
        InternetDetails::Email(mail) => {
            ("email", mails(&mail.email_address).into_iter().chain(mail.content.clone()).collect())
        }
        InternetDetails::Newsgroup(group) => {
            let addresses = mails(&group.email_address);
            ("newsgroup", group.name.iter().cloned().chain(addresses).chain(group.content.clone()).collect())
        }
        InternetDetails::OnlineGaming(game) => {
            let parts = [&game.game_name, &game.console, &game.content];
            ("game", parts.into_iter().flatten().cloned().collect())
        }
        InternetDetails::CellPhone(phone) => {
            let place = [phone.latitude, phone.longitude].into_iter().flatten();
            let number = phone.phone_number.iter().map(|phone| phone.number.clone());
            ("phone", number.chain(place.map(|degrees| degrees.to_string())).collect())
        }
        InternetDetails::PeerToPeer(peer) => {
            let seen = peer.ip_capture_event.iter().map(|event| address(ctx, event));
            let names = [&peer.client, &peer.file_names].into_iter().flatten().cloned();
            ("peer", names.chain(seen).collect())
        }
    };
    joined([ctx.word("scene", kind)].into_iter().chain(parts), ", ")
}

/// Who else is named: who was harmed, and to whom something was sent. A section where there is anybody.
fn others(ctx: &PageFrame, report: &Report) -> Vec<Section> {
    let name = |identifier: &Option<String>, screen_name: &Option<String>, person: Option<&Person>| {
        let email = person.into_iter().flat_map(|person| &person.email).map(|email| email.address.clone());
        let age = person.and_then(|person| person.age).map(|age| ctx.t1("said-age", "age", age.to_string()));
        let names = person.into_iter().flat_map(|person| [&person.first_name, &person.last_name]).flatten();
        let phone = person.into_iter().flat_map(|person| &person.phone).map(|phone| phone.number.clone());
        let parts = identifier.iter().chain(screen_name).chain(names).cloned();
        let parts = parts.chain(email).chain(phone).chain(age);
        parts.collect::<Vec<_>>().join(", ")
    };
    let victims = report
        .victim
        .iter()
        .map(|victim| name(&victim.esp_identifier, &victim.screen_name, Some(&victim.person)));
    let recipients = report
        .intended_recipient
        .iter()
        .map(|to| name(&to.esp_identifier, &to.screen_name, to.person.as_ref()));
    let section = Section::new(ctx.t("said-others"))
        .facts(&ctx.t("said-victim"), victims)
        .facts(&ctx.t("said-recipient"), recipients);
    if section.facts.is_empty() { Vec::new() } else { vec![section] }
}

fn account(ctx: &PageFrame, reported: &PersonOrUserReported) -> Section {
    let person = reported.person.as_ref();
    let emails = person.into_iter().flat_map(|person| &person.email).map(|email| email.address.clone());
    let phones = person.into_iter().flat_map(|person| &person.phone).map(|phone| phone.number.clone());
    let born = person.and_then(|person| person.date_of_birth.as_ref()).map(|date| date.text().to_owned());
    let names = person.into_iter().flat_map(|person| [&person.first_name, &person.last_name]).flatten();
    let name = joined(names.cloned(), " ");
    Section::new(ctx.t("said-account"))
        .fact(ctx.t("said-identifier"), reported.esp_identifier.clone())
        .fact(ctx.t("said-screen-name"), reported.screen_name.clone())
        .facts(&ctx.t("said-display-name"), reported.display_name.iter().cloned())
        .fact(ctx.t("said-name"), name)
        .facts(
            &ctx.t("said-postal"),
            person.into_iter().flat_map(|person| &person.address).filter_map(postal),
        )
        .facts(&ctx.t("said-profile"), reported.profile_url.iter().cloned())
        .fact(ctx.t("said-bio"), reported.profile_bio.clone())
        .fact(ctx.t("said-group"), reported.group_identifier.clone())
        .fact(ctx.t("said-place"), reported.estimated_location.as_ref().and_then(place))
        .fact(ctx.t("said-standing"), standing(ctx, reported))
        .fact(ctx.t("said-notified"), notified(ctx, reported))
        .fact(ctx.t("said-compromised"), reported.compromised_account.map(|is| word(ctx, is)))
        .facts(&ctx.t("said-email"), emails)
        .facts(&ctx.t("said-phone"), phones)
        .fact(ctx.t("said-born"), born)
        .facts(&ctx.t("said-address"), reported.ip_capture_event.iter().map(|event| address(ctx, event)))
        .facts(&ctx.t("said-device"), reported.device_id.iter().map(|device| device.id_value.clone()))
        .facts(&ctx.t("said-associated"), reported.associated_account.iter().map(associated))
        .facts(&ctx.t("said-earlier"), reported.prior_ct_reports.iter().map(ToString::to_string))
        .fact(ctx.t("said-note"), reported.additional_info.clone())
}

/// Parts of one fact; nothing where there is none.
fn joined(parts: impl IntoIterator<Item = String>, between: &str) -> Option<String> {
    let text = parts.into_iter().collect::<Vec<_>>().join(between);
    (!text.is_empty()).then_some(text)
}

fn agency(agency: &LawEnforcement) -> Option<String> {
    joined([agency.agency_name.clone()].into_iter().chain(agency.case_number.clone()), ", ")
}

fn postal(address: &Address) -> Option<String> {
    let state = address.state.map(|state| state.code().to_owned());
    let country = address.country.map(|country| country.code().to_owned());
    let first = [&address.address, &address.zip_code, &address.city, &address.non_usa_state];
    joined(first.into_iter().flatten().cloned().chain(state).chain(country), ", ")
}

fn place(place: &EstimatedLocation) -> Option<String> {
    let country = place.country_code.map(|country| country.code().to_owned());
    joined([&place.city, &place.region].into_iter().flatten().cloned().chain(country), ", ")
}

/// Whether the account works, and since when not.
fn standing(ctx: &PageFrame, reported: &PersonOrUserReported) -> Option<String> {
    let (a_while, good) = (&reported.account_temporarily_disabled, &reported.account_permanently_disabled);
    let (state, since) = match (a_while, good) {
        (_, Some(good)) if good.disabled => ("permanently_disabled", good.disabled_date.as_ref()),
        (Some(a_while), _) if a_while.disabled => ("temporarily_disabled", a_while.disabled_date.as_ref()),
        (None, None) => return None,
        _ => ("open", None),
    };
    let since = since.map(|since| since.text().to_owned());
    joined([ctx.word("facts-standing", state)].into_iter().chain(since), ", ")
}

/// Whether the user was told, and when.
fn notified(ctx: &PageFrame, reported: &PersonOrUserReported) -> Option<String> {
    let good = reported.account_permanently_disabled.as_ref();
    let a_while = reported.account_temporarily_disabled.as_ref();
    let of_good = good.map(|good| (good.user_notified, good.user_notified_date.as_ref()));
    let of_a_while = a_while.map(|a_while| (a_while.user_notified, a_while.user_notified_date.as_ref()));
    let (is_told, at) = of_good.or(of_a_while)?;
    joined(is_told.map(|is| word(ctx, is)).into_iter().chain(at.map(|at| at.text().to_owned())), ", ")
}

fn word(ctx: &PageFrame, said: bool) -> String {
    if said { ctx.t("said-yes") } else { ctx.t("said-no") }
}

fn associated(account: &AssociatedAccount) -> String {
    let service = account.platform.as_ref().map(|platform| platform.name.clone());
    let parts = [service, account.esp_identifier.clone(), account.screen_name.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn address(ctx: &PageFrame, event: &IpCaptureEvent) -> String {
    let port = event.port.map(|port| ctx.t1("said-port", "port", port.to_string()));
    let time = event.date_time.as_ref().map(|time| time.text().to_owned());
    let proxy = event.possible_proxy.filter(|is_proxy| *is_proxy).map(|_| ctx.t("said-proxy"));
    [Some(event.ip_address.clone()), port, time, proxy].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn described(ctx: &PageFrame, details: &FileDetails) -> Section {
    let word = |said: bool| word(ctx, said);
    let exif = details.details.iter().filter(|details| details.metadata_type == Some(MetadataType::Exif));
    let pairs = exif.flat_map(|details| &details.name_value_pair);
    let file = Section::new(ctx.t("said-file"))
        .fact(ctx.t("said-file-name"), details.original_file_name.clone())
        .fact(ctx.t("said-viewed"), details.file_viewed_by_esp.map(word))
        .fact(ctx.t("said-metadata-viewed"), details.exif_viewed_by_esp.map(word))
        .fact(ctx.t("said-public"), details.publicly_available.map(word))
        .fact(
            ctx.t("said-relevance"),
            details.file_relevance.map(|relevance| ctx.word("relevance", relevance.code())),
        )
        .fact(ctx.t("said-class"), details.industry_classification.map(|class| class.code()))
        .facts(&ctx.t("said-metadata"), pairs.map(|pair| format!("{}: {}", pair.name, pair.value)))
        .sentences(ctx, &ctx.t("said-grounds"), &details.additional_info);
    details
        .original_file_hash
        .iter()
        .fold(file, |file, hash| file.fact(hash.hash_type.clone(), Some(hash.value.as_str())))
}

fn reporter(ctx: &PageFrame, reporter: &Reporter) -> Section {
    let person = &reporter.reporting_person;
    let names = [&person.first_name, &person.last_name].into_iter().flatten();
    let name = names.map(String::as_str).collect::<Vec<_>>().join(" ");
    Section::new(ctx.t("said-reporter"))
        .fact(ctx.t("said-name"), Some(name))
        .facts(&ctx.t("said-email"), person.email.iter().map(|email| email.address.clone()))
        .fact(ctx.t("said-legal"), reporter.legal_url.clone())
}

/// XML that is written on one line, with a line for each element.
fn indented(xml: &str) -> String {
    let mut text = String::with_capacity(xml.len() * 2);
    let mut depth: usize = 0;
    for line in xml.replace("><", ">\n<").lines() {
        if line.starts_with("</") {
            depth = depth.saturating_sub(1);
        }
        text.extend(["  ".repeat(depth).as_str(), line, "\n"]);
        let opens = line.starts_with('<') && !line.starts_with("<?") && !line.ends_with("/>");
        if opens && !line.contains("</") {
            depth += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_has_its_line() {
        let xml = "<?xml version=\"1.0\"?><a><b x=\"1\">a &lt; b</b><c/><d><e>1</e></d></a>";
        let lines = "<?xml version=\"1.0\"?>\n<a>\n  <b x=\"1\">a &lt; b</b>\n  <c/>\n  <d>\n    <e>1</e>\n  </d>\n</a>\n";
        assert_eq!(indented(xml), lines);
    }
}
