//! Which elements of a report an import fills.

/// An element that a column can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    IncidentType,
    IncidentDateTime,
    Platform,
    Escalate,
    Url,
    ChatClient,
    ChatContent,
    ReportedIdentifier,
    ReportedService,
    ReportedScreenName,
    ReportedProfileUrl,
    ReportedEmail,
    ReportedPhone,
    ReportedAddress,
    ReportedAddressTime,
    ReportedAddressPort,
    VictimIdentifier,
    VictimService,
    VictimScreenName,
    VictimEmail,
    VictimPhone,
    VictimAddress,
    VictimAddressTime,
    AdditionalInfo,
    Fact,
}

impl Element {
    /// Every element with its name in mapping files.
    pub(super) const ALL: [(Self, &'static str); 25] = [
        (Self::IncidentType, "incidentSummary.incidentType"),
        (Self::IncidentDateTime, "incidentSummary.incidentDateTime"),
        (Self::Platform, "incidentSummary.platform"),
        (Self::Escalate, "incidentSummary.escalateToHighPriority"),
        (Self::Url, "internetDetails.webPageIncident.url"),
        (Self::ChatClient, "internetDetails.chatImIncident.chatClient"),
        (Self::ChatContent, "internetDetails.chatImIncident.content"),
        (Self::ReportedIdentifier, "personOrUserReported.espIdentifier"),
        (Self::ReportedService, "personOrUserReported.espService"),
        (Self::ReportedScreenName, "personOrUserReported.screenName"),
        (Self::ReportedProfileUrl, "personOrUserReported.profileUrl"),
        (Self::ReportedEmail, "personOrUserReported.email"),
        (Self::ReportedPhone, "personOrUserReported.phone"),
        (Self::ReportedAddress, "personOrUserReported.ipAddress"),
        (Self::ReportedAddressTime, "personOrUserReported.ipDateTime"),
        (Self::ReportedAddressPort, "personOrUserReported.ipPort"),
        (Self::VictimIdentifier, "victim.espIdentifier"),
        (Self::VictimService, "victim.espService"),
        (Self::VictimScreenName, "victim.screenName"),
        (Self::VictimEmail, "victim.email"),
        (Self::VictimPhone, "victim.phone"),
        (Self::VictimAddress, "victim.ipAddress"),
        (Self::VictimAddressTime, "victim.ipDateTime"),
        (Self::AdditionalInfo, "additionalInfo"),
        (Self::Fact, "fact"),
    ];

    /// Its name in mapping files.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(element, _)| *element == self).map_or("", |(_, name)| name)
    }

    /// The element of this name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(element, _)| element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_elements_share_a_name() {
        for (element, name) in Element::ALL {
            assert_eq!((Element::parse(name), element.name()), (Some(element), name));
        }
        assert_eq!(Element::parse("pet"), None);
    }
}
