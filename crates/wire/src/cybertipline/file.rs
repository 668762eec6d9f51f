//! The body of `/fileinfo`.

use super::codes::{FileClassification, FileRelevance, MetadataType, Token};
use super::people::{DeviceId, IpCaptureEvent};
use super::shape::{choice, record};
use super::time::StatedDateTime;

record! {
    /// What the reporting party knows of an uploaded file.
    pub struct FileDetails: Sequence "fileDetails" {
        report_id: i64 = element "reportId";
        file_id: Token = element "fileId";
        /// No longer in the documentation.
        file_name: Option<String> = element "fileName";
        original_file_name: Option<String> = element "originalFileName".max(2056);
        uploaded_to_esp_timestamp: Option<StatedDateTime> = element "uploadedToEspTimestamp";
        location_of_file: Option<String> = element "locationOfFile".max(2083);
        file_viewed_by_esp: Option<bool> = element "fileViewedByEsp";
        exif_viewed_by_esp: Option<bool> = element "exifViewedByEsp";
        publicly_available: Option<bool> = element "publiclyAvailable";
        /// Absent means `Reported`.
        file_relevance: Option<FileRelevance> = element "fileRelevance";
        mark: Option<FileMark> = choice "potentialMeme or fileAnnotations";
        industry_classification: Option<FileClassification> = element "industryClassification";
        original_file_hash: Vec<OriginalFileHash> = element "originalFileHash";
        ip_capture_event: Option<IpCaptureEvent> = element "ipCaptureEvent";
        device_id: Vec<DeviceId> = element "deviceId";
        details: Vec<Details> = element "details";
        additional_info: Vec<String> = element "additionalInfo".filled();
    }
}

choice! {
    /// What kind of file it is, in the old way or the new.
    pub enum FileMark: "fileMark" {
        PotentialMeme(bool) = "potentialMeme";
        Annotations(FileAnnotations) = "fileAnnotations";
    }
}

record! {
    /// Marks of a file.
    #[derive(Default)]
    pub struct FileAnnotations: All "fileAnnotations" {
        anime_drawing_virtual_hentai: bool = flag "animeDrawingVirtualHentai";
        potential_meme: bool = flag "potentialMeme";
        viral: bool = flag "viral";
        possible_self_production: bool = flag "possibleSelfProduction";
        physical_harm: bool = flag "physicalHarm";
        violence_gore: bool = flag "violenceGore";
        bestiality: bool = flag "bestiality";
        live_streaming: bool = flag "liveStreaming";
        infant: bool = flag "infant";
        generative_ai: bool = flag "generativeAi";
    }
}

record! {
    /// A digest that the reporting party computed.
    #[derive(Default)]
    pub struct OriginalFileHash: Sequence "hash" {
        value: String = text "value";
        /// Free text, such as `MD5`, `SHA256` or `PDQ`.
        hash_type: String = attribute "hashType".max(64);
    }
}

record! {
    /// Name-value pairs of one origin.
    #[derive(Default)]
    pub struct Details: Sequence "details" {
        /// At least one.
        name_value_pair: Vec<NameValuePair> = at_least_one "nameValuePair";
        metadata_type: Option<MetadataType> = attribute "type";
    }
}

record! {
    /// One fact of a file's metadata.
    #[derive(Default)]
    pub struct NameValuePair: Sequence "nameValue" {
        name: String = element "name".max(64);
        value: String = element "value";
        /// Some clients write it here instead of on `details`.
        metadata_type: Option<MetadataType> = attribute "type";
    }
}

impl FileDetails {
    /// Details that say no more than which file they are about.
    pub fn new(report_id: i64, file_id: Token) -> Self {
        Self {
            report_id,
            file_id,
            file_name: None,
            original_file_name: None,
            uploaded_to_esp_timestamp: None,
            location_of_file: None,
            file_viewed_by_esp: None,
            exif_viewed_by_esp: None,
            publicly_available: None,
            file_relevance: None,
            mark: None,
            industry_classification: None,
            original_file_hash: Vec::new(),
            ip_capture_event: None,
            device_id: Vec::new(),
            details: Vec::new(),
            additional_info: Vec::new(),
        }
    }
}
