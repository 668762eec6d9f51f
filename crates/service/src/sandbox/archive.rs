//! Zips of others, unpacked by a child that can do nothing else.
//!
//! The child gets the zip as its standard input, and writes name, size and bytes of one member after the other. This side holds what comes to the
//! same bounds, and refuses a name that leads out of the zip once more: a child that was taken over can lie about what is in the zip, and do nothing
//! else.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, ErrorKind, Read as _, Write};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::timeout;
use wire::law_enforcement::{Zip, ZipLimits, is_plain_name};

use super::child::flag;
use super::parent::{command, ended, harmless, spawn, too_slow};
use super::{Program, SandboxError};

/// Makes the child unpack a zip; within which bounds follows as JSON.
pub(super) const UNZIP: &str = "--unzip=";
/// Largest zip that is unpacked: the child has it in memory beside one member, which is why both have to fit its address space.
const MAX_ZIP_BYTES: u64 = 1 << 30;
/// How many times the patience for a picture a zip may take.
const TURNS: u32 = 12;
/// Longest name of a member that is taken, in bytes: 65,535 in the zip, each of which may have been replaced by three.
const MAX_NAME_BYTES: u32 = 3 * 65_535;
/// Longest reason that is read, in bytes.
const MAX_REASON_BYTES: u32 = 4096;

/// No more members follow.
const END: u8 = 0;
/// A member follows: its name, its size and its bytes.
const MEMBER: u8 = 1;
/// The zip is not read; the reason follows.
const REFUSED: u8 = 2;

/// A file of a zip, unpacked.
pub struct Unpacked {
    /// Its name: parts between slashes, none of which leads upwards.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

model::unprintable!(Unpacked);

/// What a child is asked to unpack, as its flag has it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    zip_bytes: u64,
    members: usize,
    member_bytes: u64,
    total_bytes: u64,
}

impl Order {
    fn new(zip_bytes: u64, limits: &ZipLimits) -> Self {
        let ZipLimits { members, member_bytes, total_bytes } = *limits;
        Self { zip_bytes, members, member_bytes, total_bytes }
    }

    fn limits(&self) -> ZipLimits {
        let Self { members, member_bytes, total_bytes, .. } = *self;
        ZipLimits { members, member_bytes, total_bytes }
    }
}

/// The child's side, behind its fence: everything from standard input, every member to standard output.
pub(super) fn unzip_child(order: &Order) -> ExitCode {
    // room for all of it at once: growing would take twice as much
    let mut zip =
        Vec::with_capacity(usize::try_from(order.zip_bytes.min(MAX_ZIP_BYTES)).unwrap_or_default() + 1);
    if io::stdin().lock().take(MAX_ZIP_BYTES).read_to_end(&mut zip).is_err() {
        return ExitCode::from(3);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match write_members(&zip, &order.limits(), &mut out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(5),
    }
}

fn write_members(zip: &[u8], limits: &ZipLimits, out: &mut impl Write) -> io::Result<()> {
    let mut zip = match Zip::open(Cursor::new(zip), limits) {
        Ok(zip) => zip,
        Err(error) => return refuse(out, &error.to_string()),
    };
    for member in zip.members().to_vec() {
        match zip.read(&member) {
            Ok(bytes) => {
                out.write_all(&[MEMBER])?;
                write_text(out, &member.name)?;
                out.write_all(&member.size_bytes.to_le_bytes())?;
                out.write_all(&bytes)?;
            }
            Err(error) => return refuse(out, &error.to_string()),
        }
    }
    out.write_all(&[END])?;
    out.flush()
}

fn refuse(out: &mut impl Write, reason: &str) -> io::Result<()> {
    out.write_all(&[REFUSED])?;
    write_text(out, &harmless(reason))?;
    out.flush()
}

fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    let length_bytes = u32::try_from(text.len()).map_err(io::Error::other)?;
    out.write_all(&length_bytes.to_le_bytes())?;
    out.write_all(text.as_bytes())
}

/// The members of a zip as a child of `program` unpacks it, or the reason why it does not.
pub(super) async fn unzip(
    program: &Program,
    zip: File,
    limits: &ZipLimits,
    patience: Duration,
) -> Result<Result<Vec<Unpacked>, String>, SandboxError> {
    let zip_bytes = zip.metadata().map_err(SandboxError::Source)?.len();
    if zip_bytes > MAX_ZIP_BYTES {
        return Ok(Err(format!(
            "is larger than {MAX_ZIP_BYTES} bytes; unpack it first, and import the folder"
        )));
    }
    let order = flag(UNZIP, &Order::new(zip_bytes, limits));
    let mut command = command(program, Some(&order));
    command.stdin(Stdio::from(zip));
    let mut process = spawn(program, command)?;
    let patience = patience.saturating_mul(TURNS);
    // dropping the process on the way out kills it
    let read = timeout(patience, async {
        let Some(mut stdout) = process.stdout.take() else {
            return Err("the decoder says nothing".to_owned());
        };
        match read_members(&mut stdout, limits).await {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(error.to_string()),
            // it broke off: its end says why
            Err(_) => {
                drop(stdout);
                Err(process.wait().await.map_or_else(|_| "the decoder's end is unknown".to_owned(), ended))
            }
        }
    });
    Ok(read.await.unwrap_or_else(|_| Err(too_slow(patience))))
}

/// The same in this process, for tests whose binary cannot play the child.
#[cfg(feature = "testing")]
pub(super) async fn unzip_here(
    mut zip: File,
    limits: &ZipLimits,
) -> Result<Result<Vec<Unpacked>, String>, SandboxError> {
    let (mut bytes, mut said) = (Vec::new(), Vec::new());
    zip.read_to_end(&mut bytes).map_err(SandboxError::Source)?;
    write_members(&bytes, limits, &mut said).map_err(SandboxError::Source)?;
    read_members(&mut &*said, limits).await.map_err(SandboxError::Source)
}

/// Reads what a child says, as little of which is believed as possible. It fails where the child breaks off; what no child of ours says is
/// [`ErrorKind::InvalidData`].
async fn read_members(
    said: &mut (impl AsyncRead + Unpin),
    limits: &ZipLimits,
) -> io::Result<Result<Vec<Unpacked>, String>> {
    let (mut members, mut left_bytes) = (Vec::new(), limits.total_bytes);
    loop {
        match said.read_u8().await? {
            END => return Ok(Ok(members)),
            MEMBER if members.len() < limits.members => {
                let name = read_text(said, MAX_NAME_BYTES).await?;
                if !is_plain_name(&name) || name.ends_with('/') {
                    return Err(nonsense("a name that leads out of the zip"));
                }
                let size_bytes = said.read_u64_le().await?;
                if size_bytes > limits.member_bytes.min(left_bytes) {
                    return Err(nonsense("more than may be unpacked"));
                }
                left_bytes -= size_bytes;
                let mut bytes = Vec::new();
                (&mut *said).take(size_bytes).read_to_end(&mut bytes).await?;
                if bytes.len() as u64 != size_bytes {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                members.push(Unpacked { name, bytes });
            }
            REFUSED => return Ok(Err(harmless(&read_text(said, MAX_REASON_BYTES).await?))),
            _ => return Err(nonsense("what it may not say")),
        }
    }
}

async fn read_text(said: &mut (impl AsyncRead + Unpin), most_bytes: u32) -> io::Result<String> {
    let length_bytes = said.read_u32_le().await?;
    if length_bytes > most_bytes {
        return Err(nonsense("too long a text"));
    }
    let mut bytes = Vec::new();
    (&mut *said).take(u64::from(length_bytes)).read_to_end(&mut bytes).await?;
    if bytes.len() as u64 != u64::from(length_bytes) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    String::from_utf8(bytes).map_err(|_| nonsense("no text"))
}

fn nonsense(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("the decoder says {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ZipLimits = ZipLimits { members: 2, member_bytes: 4, total_bytes: 6 };

    fn member(name: &str, size_bytes: u64, bytes: &[u8]) -> Vec<u8> {
        let mut said = vec![MEMBER];
        write_text(&mut said, name).unwrap();
        said.extend(size_bytes.to_le_bytes());
        said.extend(bytes);
        said
    }

    #[tokio::test]
    async fn a_child_that_was_taken_over_is_held_to_the_bounds() {
        let one = member("a/b.png", 4, b"1234");
        let said = [one.as_slice(), &member("c", 2, b"12"), &[END]].concat();
        let members = read_members(&mut &*said, &LIMITS).await.unwrap().unwrap();
        assert_eq!(
            (members.len(), members[1].name.as_str(), members[1].bytes.as_slice()),
            (2, "c", &b"12"[..])
        );
        for (what, said) in [
            ("leads out", member("../b", 1, b"1")),
            ("leads out", member("/b", 1, b"1")),
            ("leads out", member("b/", 0, b"")),
            ("more than may", member("b", 5, b"12345")),
            ("more than may", [one.as_slice(), &member("b", 3, b"123")].concat()),
            ("may not say", [one.as_slice(), &member("b", 0, b""), &member("c", 0, b"")].concat()),
            ("may not say", vec![9]),
            ("too long", [&[REFUSED][..], &u32::MAX.to_le_bytes()].concat()),
        ] {
            let error = read_members(&mut &*said, &LIMITS).await.unwrap_err();
            assert!(error.kind() == ErrorKind::InvalidData && error.to_string().contains(what), "{error}");
        }
        for cut in 0..one.len() {
            let error = read_members(&mut &one[..cut], &LIMITS).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "cut at {cut}");
        }
    }
}
