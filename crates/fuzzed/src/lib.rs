//! Every door through which bytes from outside come, as one function over a slice.
//!
//! A target panics where a promise is broken: a parser that does not end by itself, a value that is not read back as it was written,
//! two parsers that disagree. `fuzz/` calls each by its name, and the ordinary tests replay `fuzz/corpus` through the same functions.

#![forbid(unsafe_code)]

mod configuration;
mod documents;
mod films;
mod forms;
mod hash_lists;
mod notes;
mod packages;
mod pictures;
mod proofs;
mod tables;
mod xml;

/// What is done with the bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its file in `fuzz/fuzz_targets` and of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 42] = [
    ("report", xml::report),
    ("file_details", xml::file_details),
    ("response", xml::response),
    ("two_xml_readers", xml::two_readers),
    ("package", packages::package),
    ("sealed_package", packages::sealed_package),
    ("portal_zip", packages::portal_zip),
    ("note", notes::note),
    ("checkpoint", notes::checkpoint),
    ("submission", notes::submission),
    ("tile_path", notes::tile_path),
    ("key_change", notes::key_change),
    ("proof", proofs::proof),
    ("entry", documents::entry),
    ("document", documents::document),
    ("notice", documents::notice),
    ("tip", documents::tip),
    ("disclosure_batch", documents::disclosure_batch),
    ("hash_list", documents::hash_list),
    ("list_index", documents::list_index),
    ("list_ncmec", hash_lists::ncmec),
    ("list_stopncii", hash_lists::stop_ncii),
    ("list_threatexchange_csv", hash_lists::threat_exchange_csv),
    ("list_threatexchange_json", hash_lists::threat_exchange_json),
    ("list_vics", hash_lists::vics),
    ("list_icse", hash_lists::icse),
    ("list_plain", hash_lists::plain),
    ("list_amparo", hash_lists::amparo),
    ("report_lines", tables::report_lines),
    ("person_table", tables::person_table),
    ("scenario", documents::scenario),
    ("multipart", forms::multipart),
    ("configuration", configuration::configuration),
    ("film", films::film),
    ("sniff", pictures::sniff),
    ("animation", pictures::animation),
    ("png", pictures::png),
    ("jpeg", pictures::jpeg),
    ("gif", pictures::gif),
    ("webp", pictures::webp),
    ("bmp", pictures::bmp),
    ("tiff", pictures::tiff),
];

/// Runs the target of this name.
///
/// # Panics
/// The name is not in [`TARGETS`], or a promise is broken.
pub fn run(name: &str, bytes: &[u8]) {
    match TARGETS.iter().find(|(known, _)| *known == name) {
        Some((_, target)) => target(bytes),
        None => panic!("no target is called {name}"),
    }
}
