//! The codes with which a CyberTipline server answers.

use std::borrow::Cow;

use super::shape::{Simple, SimpleType};

macro_rules! response_codes {
    ($($(#[$meta:meta])* $variant:ident = $number:literal, $text:literal;)*) => {
        /// A response code. The documented list is not exhaustive, so a client keeps a code that it does not know.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ResponseCode {
            $(#[doc = concat!($number, ": ", $text)] $(#[$meta])* $variant,)*
            /// A code outside the documented list.
            Other(i32),
        }

        impl ResponseCode {
            /// Every documented code.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The number on the wire.
            pub const fn number(self) -> i32 {
                match self { $(Self::$variant => $number,)* Self::Other(number) => number }
            }

            /// The code of this number.
            pub const fn from_number(number: i32) -> Self {
                match number { $($number => Self::$variant,)* _ => Self::Other(number) }
            }

            /// The description that goes with the code.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* Self::Other(_) => "Other response" }
            }
        }
    };
}

response_codes! {
    Success = 0, "Success";
    /// In 2016 the same number meant missing credentials.
    ServerError = 1000, "Server error";
    /// Seen in 2016 only.
    MalformedReport = 1001, "Malformed (xml) report submittal";
    SaveFailed = 1100, "Save failed";
    UploadFailed = 1110, "Upload failed";
    FileUploadFailed = 1111, "File upload failed";
    ResourceNotFound = 1210, "Resource not found";
    UpdateFailed = 1300, "Update failed";
    AuthenticationRequired = 2000, "Authentication required";
    NotAuthorized = 3000, "Not authorized for this action";
    NotAuthorizedToSubmit = 3100, "Not authorized to make submissions";
    NotAuthorizedToUpdate = 3300, "Not authorized to make updates";
    InvalidRequest = 4000, "Invalid request";
    ValidationFailed = 4100, "Validation failed";
    MalformedXml = 4110, "Malformed XML submittal";
    MalformedFile = 4200, "Malformed file submittal";
    ReportDoesNotExist = 5001, "Report does not exist";
    FileDoesNotExist = 5002, "File does not exist";
    ReportAlreadyRetracted = 5101, "Report already retracted";
    ReportAlreadyFinished = 5102, "Report already finished";
}

impl Simple for ResponseCode {
    const TYPE: SimpleType = SimpleType::built_in("xs:int");

    fn parse(text: &str) -> Result<Self, String> {
        i32::parse(text).map(Self::from_number)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.number().to_string())
    }
}
