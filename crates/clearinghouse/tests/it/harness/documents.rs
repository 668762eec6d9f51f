//! What a reporting party sends: small documents and pictures.

use wire::cybertipline;

/// A small report whose reported account logged in from `address`.
pub(crate) fn report_xml(address: &str) -> String {
    format!(
        "<report><incidentSummary><incidentType>{}</incidentType>\
         <incidentDateTime>2024-05-01T10:00:00Z</incidentDateTime></incidentSummary>\
         <reporter><reportingPerson><email>esp@party.example</email></reportingPerson></reporter>\
         <personOrUserReported><espIdentifier>account-1</espIdentifier><espService>Example</espService>\
         <screenName>screen-1</screenName><ipCaptureEvent><ipAddress>{address}</ipAddress><eventName>Login</eventName>\
         <dateTime>2024-04-30T22:30:00+02:00</dateTime><port>40001</port></ipCaptureEvent></personOrUserReported></report>",
        cybertipline::IncidentType::ALL[0].code()
    )
}

pub(crate) fn details_xml(report: i64, file: &str, address: &str) -> String {
    format!(
        "<fileDetails><reportId>{report}</reportId><fileId>{file}</fileId><fileViewedByEsp>true</fileViewedByEsp>\
         <ipCaptureEvent><ipAddress>{address}</ipAddress><eventName>Upload</eventName>\
         <dateTime>2024-05-01T10:00:00Z</dateTime></ipCaptureEvent></fileDetails>"
    )
}

/// A picture of stripes and a gradient: 96 by 96, 24 bits, uncompressed BMP.
pub(crate) fn picture(seed: u8) -> Vec<u8> {
    const SIDE: u8 = 96;
    let (side, pixels) = (u32::from(SIDE), u32::from(SIDE) * u32::from(SIDE) * 3);
    let mut bytes = Vec::from(*b"BM");
    for field in [54 + pixels, 0, 54, 40, side, side] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend([1, 0, 24, 0]);
    for field in [0, pixels, 2835, 2835, 0, 0] {
        bytes.extend(field.to_le_bytes());
    }
    for y in 0..SIDE {
        for x in 0..SIDE {
            let stripe = if (x / (4 + seed)).is_multiple_of(2) { 200 } else { 30 };
            bytes.extend([stripe, y * 2, seed.wrapping_mul(x)]);
        }
    }
    bytes
}
