//! The declarations as a whole: documents made from them must be read, written and refused as they say.
//! A new element is covered by these tests as soon as it is declared.

mod differential;
mod generate;
mod mutations;
mod round_trip;

use super::shape::{Content, Definition, Kind};
use super::{
    FileDetails, Read, ReadError, Report, ReportDoneResponse, ReportResponse, from_tree, to_tree, xml,
};

/// The four documents, without their types.
struct Document {
    root: &'static str,
    kind: Kind,
    definition: &'static Definition,
    read: fn(&[u8]) -> Result<Reread, ReadError>,
}

/// What was read, written again.
#[derive(Debug)]
struct Reread {
    tree: xml::Element,
    unknown: Vec<super::UnknownElement>,
}

fn document<T: Content>(root: &'static str, read: fn(&[u8]) -> Result<Reread, ReadError>) -> Document {
    let Kind::Complex(definition) = T::kind() else { panic!("{root} is no element with parts") };
    Document { root, kind: T::kind(), definition: definition(), read }
}

/// Reads a document, and holds it to reading again as the same value.
fn reread<T: Content + PartialEq + std::fmt::Debug>(
    root: &'static str,
    bytes: &[u8],
) -> Result<Reread, ReadError> {
    let Read { value, unknown } = from_tree::<T>(root, &xml::parse(bytes)?)?;
    let tree = to_tree(root, &value);
    let again = from_tree::<T>(root, &xml::parse(xml::print(&tree).as_bytes()).unwrap()).unwrap();
    assert_eq!(again.value, value);
    assert_eq!(again.unknown, []);
    Ok(Reread { tree, unknown })
}

fn documents() -> [Document; 4] {
    [
        document::<Report>("report", |bytes| reread::<Report>("report", bytes)),
        document::<FileDetails>("fileDetails", |bytes| reread::<FileDetails>("fileDetails", bytes)),
        document::<ReportResponse>("reportResponse", |bytes| {
            reread::<ReportResponse>("reportResponse", bytes)
        }),
        document::<ReportDoneResponse>("reportDoneResponse", |bytes| {
            reread::<ReportDoneResponse>("reportDoneResponse", bytes)
        }),
    ]
}
