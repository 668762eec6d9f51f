//! People, and the facts by which they are reached and seen.

use super::codes::{
    AddressType, CallingCode, Country, EmailType, IpCaptureType, PhoneExtension, PhoneType, State,
};
use super::shape::record;
use super::time::{StatedDate, StatedDateTime};

record! {
    /// A natural person as a report states it.
    #[derive(Default)]
    pub struct Person: Sequence "person" {
        first_name: Option<String> = element "firstName".max(100);
        last_name: Option<String> = element "lastName".max(100);
        phone: Vec<Phone> = element "phone";
        email: Vec<Email> = element "email";
        address: Vec<Address> = element "address";
        /// Years.
        age: Option<i32> = element "age".between(0, 150);
        /// Whether the stated age is doubted. Newer than the stored schema.
        age_assertion_discrepancy: Option<bool> = element "ageAssertionDiscrepancy";
        date_of_birth: Option<StatedDate> = element "dateOfBirth";
    }
}

record! {
    /// Somebody to talk to.
    #[derive(Default)]
    pub struct ContactPerson: Sequence "contactPerson" {
        first_name: Option<String> = element "firstName".max(100);
        last_name: Option<String> = element "lastName".max(100);
        phone: Vec<Phone> = element "phone";
        email: Vec<Email> = element "email";
        address: Vec<Address> = element "address";
    }
}

record! {
    /// A postal address.
    #[derive(Default)]
    pub struct Address: Sequence "address" {
        address: Option<String> = element "address".max(255);
        city: Option<String> = element "city".max(100);
        zip_code: Option<String> = element "zipCode".max(20);
        state: Option<State> = element "state";
        non_usa_state: Option<String> = element "nonUsaState".max(100);
        country: Option<Country> = element "country";
        address_type: Option<AddressType> = attribute "type";
    }
}

record! {
    /// An e-mail address.
    #[derive(Default)]
    pub struct Email: Sequence "email" {
        address: String = text "value";
        email_type: Option<EmailType> = attribute "type";
        verified: Option<bool> = attribute "verified";
        verification_date: Option<StatedDateTime> = attribute "verificationDate";
    }
}

record! {
    /// A phone number.
    #[derive(Default)]
    pub struct Phone: Sequence "phone" {
        number: String = text "value";
        phone_type: Option<PhoneType> = attribute "type";
        verified: Option<bool> = attribute "verified";
        verification_date: Option<StatedDateTime> = attribute "verificationDate";
        country_calling_code: Option<CallingCode> = attribute "countryCallingCode";
        extension: Option<PhoneExtension> = attribute "extension";
    }
}

record! {
    /// Where a person is thought to be.
    #[derive(Default)]
    pub struct EstimatedLocation: Sequence "estimatedLocation" {
        city: Option<String> = element "city".max(255);
        region: Option<String> = element "region".max(255);
        country_code: Option<Country> = element "countryCode";
        verified: Option<bool> = attribute "verified";
        timestamp: Option<StatedDateTime> = attribute "timestamp";
    }
}

record! {
    /// An address of the internet at which an account was seen.
    #[derive(Default)]
    pub struct IpCaptureEvent: Sequence "ipCaptureEvent" {
        /// IPv4 or IPv6, as the reporting party writes it.
        ip_address: String = element "ipAddress";
        event_name: Option<IpCaptureType> = element "eventName";
        date_time: Option<StatedDateTime> = element "dateTime";
        possible_proxy: Option<bool> = element "possibleProxy";
        port: Option<i32> = element "port".between(1, 65_535);
    }
}

record! {
    /// A device with which an account was used.
    #[derive(Default)]
    pub struct DeviceId: Sequence "deviceId" {
        /// Such as `IMEI`.
        id_type: String = element "idType".max(255);
        id_value: String = element "idValue".max(2083);
        event_name: Option<IpCaptureType> = element "eventName";
        date_time: Option<StatedDateTime> = element "dateTime";
    }
}
