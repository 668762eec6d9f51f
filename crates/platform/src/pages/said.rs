//! What a report says, or would say: as facts in the reader's language, and as the XML that the clearinghouse gets.

use service::{Failure, PageFrame};
use wire::cybertipline::advice::{Missing, examine};
use wire::cybertipline::{
    AssociatedAccount, FileDetails, InternetDetails, IpCaptureEvent, Person, PersonOrUserReported, Report,
    Reporter,
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
    pub(crate) facts: Vec<(String, String)>,
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
        self.facts.extend(value.map(|value| (label, value.into())));
        self
    }

    /// Adds several facts of one kind.
    fn facts(mut self, label: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.facts.extend(values.into_iter().map(|value| (label.to_owned(), value)));
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
        .fact(ctx.t("said-type"), Some(summary.incident_type.code()))
        .fact(ctx.t("said-service"), summary.platform.clone())
        .fact(ctx.t("said-uploaded"), Some(summary.incident_date_time.text()))
        .facts(&ctx.t("said-url"), pages.flatten())
        .facts(&ctx.t("said-words"), words.flatten())
        .fact(ctx.t("said-urgent"), summary.escalate_to_high_priority.clone())
        .fact(ctx.t("said-narrative"), report.additional_info.clone())
}

/// Who else is named: who was harmed, and to whom something was sent. A section where there is anybody.
fn others(ctx: &PageFrame, report: &Report) -> Vec<Section> {
    let name = |identifier: &Option<String>, screen_name: &Option<String>, person: Option<&Person>| {
        let email = person.into_iter().flat_map(|person| &person.email).map(|email| email.address.clone());
        let age = person.and_then(|person| person.age).map(|age| ctx.t1("said-age", "age", age.to_string()));
        let parts = identifier.iter().chain(screen_name).cloned().chain(email).chain(age);
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
    Section::new(ctx.t("said-account"))
        .fact(ctx.t("said-identifier"), reported.esp_identifier.clone())
        .fact(ctx.t("said-screen-name"), reported.screen_name.clone())
        .facts(&ctx.t("said-display-name"), reported.display_name.iter().cloned())
        .facts(&ctx.t("said-email"), emails)
        .facts(&ctx.t("said-phone"), phones)
        .fact(ctx.t("said-born"), born)
        .facts(&ctx.t("said-address"), reported.ip_capture_event.iter().map(|event| address(ctx, event)))
        .facts(&ctx.t("said-device"), reported.device_id.iter().map(|device| device.id_value.clone()))
        .facts(&ctx.t("said-associated"), reported.associated_account.iter().map(associated))
        .facts(&ctx.t("said-earlier"), reported.prior_ct_reports.iter().map(ToString::to_string))
}

fn associated(account: &AssociatedAccount) -> String {
    let service = account.platform.as_ref().map(|platform| platform.name.clone());
    let parts = [service, account.esp_identifier.clone(), account.screen_name.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn address(ctx: &PageFrame, event: &IpCaptureEvent) -> String {
    let port = event.port.map(|port| ctx.t1("said-port", "port", port.to_string()));
    let time = event.date_time.as_ref().map(|time| time.text().to_owned());
    [Some(event.ip_address.clone()), port, time].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn described(ctx: &PageFrame, details: &FileDetails) -> Section {
    let word = |said: bool| if said { ctx.t("said-yes") } else { ctx.t("said-no") };
    let file = Section::new(ctx.t("said-file"))
        .fact(ctx.t("said-file-name"), details.original_file_name.clone())
        .fact(ctx.t("said-viewed"), details.file_viewed_by_esp.map(word))
        .fact(ctx.t("said-public"), details.publicly_available.map(word))
        .facts(&ctx.t("said-grounds"), details.additional_info.iter().cloned());
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
