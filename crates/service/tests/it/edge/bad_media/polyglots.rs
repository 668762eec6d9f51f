//! Files that are two things at once, and documents that pass for pictures.

use super::Made;
use super::broken::whole;
use super::raw::{chunk, png};

const SCRIPT: &[u8] = b"<script>document.title = 'ran'</script>";
const PAGE: &[u8] = b"<!DOCTYPE html><html><body onload=\"document.title = 'ran'\">{{7*7}}</body></html>";
const DRAWING: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"document.title = 'ran'\"/>";
const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>";
/// An archive that says of itself that it is empty: what stands at the end of a Java archive.
const ARCHIVE: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const SHELL: &[u8] = b"#!/bin/sh\nexit 0\n";

/// Every file.
pub(super) fn all() -> Vec<Made> {
    let others = [
        ("page", PAGE),
        ("script", SCRIPT),
        ("drawing", DRAWING),
        ("PDF", PDF),
        ("archive", ARCHIVE),
        ("shell", SHELL),
    ];
    let mut made = Vec::new();
    for (name, other) in others {
        made.push((format!("a {name} alone"), other.to_vec()));
        for (kind, picture) in whole() {
            made.push((format!("{kind} with a {name} behind"), [&picture[..], other].concat()));
        }
    }
    for (name, other) in others {
        made.push((format!("a {name} with a picture behind"), [other, &png(1, 1, &[])[..]].concat()));
        made.push((
            format!("jpeg with a {name} in Exif"),
            in_jpeg(0xe1, &[&b"Exif\0\0"[..], other].concat()),
        ));
        made.push((
            format!("jpeg with a {name} in XMP"),
            in_jpeg(0xe1, &[&b"http://ns.adobe.com/xap/1.0/\0"[..], other].concat()),
        ));
        made.push((format!("jpeg with a {name} in its comment"), in_jpeg(0xfe, other)));
        made.push((format!("png with a {name} in its text"), in_png(&[&b"Comment\0"[..], other].concat())));
    }
    // the first bytes of a GIF are letters, so they can begin a comment of a script
    made.push(("gif that is a script".into(), b"GIF89a/*\0\0\0\0,*/=1;document.title='ran'".to_vec()));
    made.push(("bmp that is a script".into(), b"BM=1;document.title='ran'".to_vec()));
    made
}

/// The picture of [`whole`] with a segment more.
fn in_jpeg(marker: u8, data: &[u8]) -> Vec<u8> {
    let (_, picture) = whole().swap_remove(1);
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&picture[..2], &[0xff, marker][..], &length, data, &picture[2..]].concat()
}

fn in_png(text: &[u8]) -> Vec<u8> {
    let (_, picture) = whole().swap_remove(0);
    // after the signature and the header
    [&picture[..33], &chunk(*b"tEXt", text), &picture[33..]].concat()
}
