//! Accounts: reported, addressed, harmed, associated.

use super::codes::AssociatedAccountType;
use super::people::{Address, DeviceId, Email, EstimatedLocation, IpCaptureEvent, Person, Phone};
use super::shape::record;
use super::time::{StatedDate, StatedDateTime};

record! {
    /// The account or person that is reported.
    #[derive(Default)]
    pub struct PersonOrUserReported: Sequence "personOrUserReported" {
        person: Option<Person> = element "personOrUserReportedPerson";
        vehicle_description: Option<String> = element "vehicleDescription".max(300);
        /// The reporting party's own key of the account.
        esp_identifier: Option<String> = element "espIdentifier".max(255);
        esp_service: Option<String> = element "espService".max(100);
        compromised_account: Option<bool> = element "compromisedAccount";
        screen_name: Option<String> = element "screenName".max(256);
        display_name: Vec<String> = element "displayName";
        profile_url: Vec<String> = element "profileUrl";
        profile_bio: Option<String> = element "profileBio".filled();
        ip_capture_event: Vec<IpCaptureEvent> = element "ipCaptureEvent";
        device_id: Vec<DeviceId> = element "deviceId";
        third_party_user_reported: Option<bool> = element "thirdPartyUserReported";
        prior_ct_reports: Vec<i64> = element "priorCTReports";
        group_identifier: Option<String> = element "groupIdentifier".max(255);
        account_temporarily_disabled: Option<AccountTemporarilyDisabled> = element "accountTemporarilyDisabled";
        account_permanently_disabled: Option<AccountPermanentlyDisabled> = element "accountPermanentlyDisabled";
        estimated_location: Option<EstimatedLocation> = element "estimatedLocation";
        all_emails_reported: Option<bool> = element "allEmailsReported";
        associated_account: Vec<AssociatedAccount> = element "associatedAccount";
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// An account to which something was sent.
    #[derive(Default)]
    pub struct IntendedRecipient: Sequence "intendedRecipient" {
        person: Option<Person> = element "intendedRecipientPerson";
        esp_identifier: Option<String> = element "espIdentifier".max(255);
        esp_service: Option<String> = element "espService".max(100);
        compromised_account: Option<bool> = element "compromisedAccount";
        screen_name: Option<String> = element "screenName".max(256);
        display_name: Vec<String> = element "displayName";
        profile_url: Vec<String> = element "profileUrl";
        profile_bio: Option<String> = element "profileBio".filled();
        ip_capture_event: Vec<IpCaptureEvent> = element "ipCaptureEvent";
        device_id: Vec<DeviceId> = element "deviceId";
        prior_ct_reports: Vec<i64> = element "priorCTReports";
        group_identifier: Option<String> = element "groupIdentifier".max(255);
        account_temporarily_disabled: Option<AccountTemporarilyDisabled> = element "accountTemporarilyDisabled";
        account_permanently_disabled: Option<AccountPermanentlyDisabled> = element "accountPermanentlyDisabled";
        estimated_location: Option<EstimatedLocation> = element "estimatedLocation";
        all_emails_reported: Option<bool> = element "allEmailsReported";
        additional_info: Vec<String> = element "additionalInfo".filled();
    }
}

record! {
    /// A child who was harmed, and its account.
    #[derive(Default)]
    pub struct Victim: Sequence "victim" {
        person: Person = element "victimPerson";
        esp_identifier: Option<String> = element "espIdentifier".max(255);
        esp_service: Option<String> = element "espService".max(100);
        compromised_account: Option<bool> = element "compromisedAccount";
        screen_name: Option<String> = element "screenName".max(256);
        display_name: Vec<String> = element "displayName";
        profile_url: Vec<String> = element "profileUrl";
        profile_bio: Option<String> = element "profileBio".filled();
        ip_capture_event: Vec<IpCaptureEvent> = element "ipCaptureEvent";
        device_id: Vec<DeviceId> = element "deviceId";
        school_name: Option<String> = element "schoolName".max(255);
        prior_ct_reports: Vec<i64> = element "priorCTReports";
        account_temporarily_disabled: Option<AccountTemporarilyDisabled> = element "accountTemporarilyDisabled";
        account_permanently_disabled: Option<AccountPermanentlyDisabled> = element "accountPermanentlyDisabled";
        estimated_location: Option<EstimatedLocation> = element "estimatedLocation";
        all_emails_reported: Option<bool> = element "allEmailsReported";
        associated_account: Vec<AssociatedAccount> = element "associatedAccount";
        additional_info: Option<String> = element "additionalInfo".filled();
    }
}

record! {
    /// Another account that belongs to the same person or stands beside it.
    #[derive(Default)]
    pub struct AssociatedAccount: Sequence "associatedAccount" {
        platform: Option<AssociatedPlatform> = element "platform".max(256);
        first_name: Option<String> = element "firstName".max(256);
        middle_name: Option<String> = element "middleName".max(256);
        last_name: Option<String> = element "lastName".max(256);
        /// Years.
        approximate_age: Option<i32> = element "approximateAge".between(0, 150);
        /// Whether the stated age is doubted. Newer than the stored schema.
        age_assertion_discrepancy: Option<bool> = element "ageAssertionDiscrepancy";
        date_of_birth: Option<StatedDate> = element "dateOfBirth";
        phone: Vec<Phone> = element "phone";
        email: Vec<Email> = element "email";
        all_emails_reported: Option<bool> = element "allEmailsReported";
        address: Vec<Address> = element "address";
        esp_service: Option<String> = element "espService".max(256);
        esp_identifier: Option<String> = element "espIdentifier".max(256);
        profile_url: Vec<String> = element "profileUrl";
        screen_name: Option<String> = element "screenName".max(256);
        display_name: Vec<String> = element "displayName";
        profile_bio: Option<String> = element "profileBio".filled();
        group_identifier: Option<String> = element "groupIdentifier".max(256);
        compromised_account: Option<bool> = element "compromisedAccount";
        account_temporarily_disabled: Option<AccountTemporarilyDisabled> = element "accountTemporarilyDisabled";
        account_permanently_disabled: Option<AccountPermanentlyDisabled> = element "accountPermanentlyDisabled";
        ip_capture_event: Vec<IpCaptureEvent> = element "ipCaptureEvent";
        device_id: Vec<DeviceId> = element "deviceId";
        prior_ct_report: Vec<i64> = element "priorCTReport";
        additional_info: Option<String> = element "additionalInfo".filled();
        /// The stored schema requires it; newer clients write `accountType` or nothing.
        account_type: Option<AssociatedAccountType> = attribute "type";
        /// What newer clients write instead of `type`.
        newer_account_type: Option<AssociatedAccountType> = attribute "accountType";
        /// Newer clients write it here instead of on `platform`.
        third_party_user: Option<bool> = attribute "thirdPartyUser";
    }
}

impl AssociatedAccount {
    /// The kind of the account, in whichever attribute it stands.
    pub fn stated_type(&self) -> Option<AssociatedAccountType> {
        self.account_type.or(self.newer_account_type)
    }
}

record! {
    /// The service of an associated account.
    #[derive(Default)]
    pub struct AssociatedPlatform: Sequence "associatedPlatform" {
        name: String = text "value";
        third_party_user: Option<bool> = attribute "thirdPartyUser";
    }
}

record! {
    /// Whether the account is shut for a time.
    #[derive(Default)]
    pub struct AccountTemporarilyDisabled: Sequence "accountTemporarilyDisabled" {
        disabled: bool = text "value";
        disabled_date: Option<StatedDateTime> = attribute "disabledDate";
        user_notified: Option<bool> = attribute "userNotified";
        user_notified_date: Option<StatedDateTime> = attribute "userNotifiedDate";
        reenabled_date: Option<StatedDateTime> = attribute "reenabledDate";
    }
}

record! {
    /// Whether the account is shut for good.
    #[derive(Default)]
    pub struct AccountPermanentlyDisabled: Sequence "accountPermanentlyDisabled" {
        disabled: bool = text "value";
        disabled_date: Option<StatedDateTime> = attribute "disabledDate";
        user_notified: Option<bool> = attribute "userNotified";
        user_notified_date: Option<StatedDateTime> = attribute "userNotifiedDate";
    }
}
