//! The body of `/upload`: a report id and one file, the file streamed into the vault at constant memory.

use std::future::ready;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request};
use md5::{Digest as _, Md5};
use service::{Actor, CaseKey, Failure};
use vault::SealedItem;
use wire::cybertipline::ResponseCode;

use super::answer::{Refusal, check_open, refused};
use super::form;
use crate::State;
use crate::evidence::{self, take_back};

/// Most characters of a file name; the documentation has 2056 for an original name.
const MAX_NAME_CHARS: usize = 2056;

/// A file in the vault, not yet part of its report.
pub(super) struct Received {
    pub(super) report_number: i64,
    pub(super) item: SealedItem,
    /// MD5 of the received bytes, hex.
    pub(super) md5: String,
    pub(super) file_name: String,
}

struct File {
    item: SealedItem,
    /// The key under which it lies: that of its report, or one of the moment.
    case: CaseKey,
    md5: String,
    name: String,
}

/// Who knows the reports, and keeps a file while it comes in.
trait Desk: Sync {
    /// A kept file.
    type File: Send;

    /// Refuses a report that takes no more files.
    fn check(&self, report_number: i64) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// Takes the part to its end. The outer error says that nothing more can be read, the inner one that the file is refused.
    fn keep(
        &self,
        report_number: Option<i64>,
        field: &mut Field<'_>,
    ) -> impl Future<Output = Result<Result<Self::File, Refusal>, Refusal>> + Send;
}

struct AtNode<'a> {
    state: &'a State,
    actor: &'a Actor,
}

impl Desk for AtNode<'_> {
    type File = File;

    async fn check(&self, report_number: i64) -> Result<(), Refusal> {
        check_open(self.state, self.actor, report_number).await
    }

    async fn keep(
        &self,
        report_number: Option<i64>,
        field: &mut Field<'_>,
    ) -> Result<Result<File, Refusal>, Refusal> {
        read_file(self.state, report_number, field).await
    }
}

/// Takes every report for open, and keeps of a file its MD5 and its name.
struct Nowhere;

impl Desk for Nowhere {
    type File = (String, String);

    fn check(&self, _: i64) -> impl Future<Output = Result<(), Refusal>> + Send {
        ready(Ok(()))
    }

    async fn keep(
        &self,
        _: Option<i64>,
        field: &mut Field<'_>,
    ) -> Result<Result<(String, String), Refusal>, Refusal> {
        let (name, mut md5) = (file_name(field), Md5::new());
        while let Some(chunk) = field.chunk().await.map_err(broke_off)? {
            md5.update(&chunk);
        }
        Ok(Ok((hex::encode(md5.finalize()), name)))
    }
}

/// Reads the body of `/upload` as that does, and keeps nothing: report id, MD5 and name of its file; none where it is refused. It is there to be fuzzed.
pub async fn read_upload(request: Request) -> Option<(i64, String, String)> {
    let mut parts = Parts::default();
    let read = read_parts(&Nowhere, request, &mut parts).await;
    let report_number = asked(read, parts.refusal, parts.report_number).ok()?;
    parts.file.map(|(md5, name)| (report_number, md5, name))
}

struct Parts<F> {
    report_number: Option<i64>,
    file: Option<F>,
    /// The first refusal. The rest of the body is read all the same: a client that is still sending would not hear us.
    refusal: Option<Refusal>,
}

impl<F> Default for Parts<F> {
    fn default() -> Self {
        Self { report_number: None, file: None, refusal: None }
    }
}

impl<F> Parts<F> {
    fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }
}

/// Reads the body. Parts may come in any order, and others may stand beside them.
pub(super) async fn upload(state: &State, actor: &Actor, request: Request) -> Result<Received, Refusal> {
    let mut parts = Parts::default();
    let read = read_parts(&AtNode { state, actor }, request, &mut parts).await;
    let Parts { report_number, file, refusal } = parts;
    match (asked(read, refusal, report_number), file) {
        (Ok(report_number), Some(file)) => settle(state, report_number, file).await,
        (Ok(_), None) => Err(refused(ResponseCode::MalformedFile, "file: the form must hold a file")),
        (Err(refusal), None) => Err(refusal),
        (Err(refusal), Some(file)) => {
            let _ = take_back(state, &file.item, Err::<(), _>(Failure::absent("report"))).await;
            Err(refusal)
        }
    }
}

/// The report whose file it is to be.
fn asked(
    read: Result<(), Refusal>,
    refusal: Option<Refusal>,
    report_number: Option<i64>,
) -> Result<i64, Refusal> {
    read?;
    refusal.map_or(Ok(()), Err)?;
    report_number.ok_or_else(|| refused(ResponseCode::InvalidRequest, "id: the form must hold a report id"))
}

/// Puts a file that came before the report's id under the report's key.
async fn settle(state: &State, report_number: i64, file: File) -> Result<Received, Refusal> {
    let File { item, case, md5, name } = file;
    let report = evidence::case_of_report(state, report_number).await;
    let report = take_back(state, &item, report).await?;
    let item = if item.case_id == report.case_id {
        item
    } else {
        let copy = take_back(state, &item, evidence::copy(state, &item, &case, &report).await).await?;
        state.vault().remove(&item).await.map_err(Failure::broken)?;
        copy
    };
    Ok(Received { report_number, item, md5, file_name: name })
}

async fn read_parts<D: Desk>(desk: &D, request: Request, parts: &mut Parts<D::File>) -> Result<(), Refusal> {
    let multipart = Multipart::from_request(request, &()).await;
    let mut multipart = multipart
        .map_err(|_| refused(ResponseCode::MalformedFile, "the body must be multipart/form-data"))?;
    while let Some(mut field) = multipart.next_field().await.map_err(broke_off)? {
        match field.name() {
            Some("id") if parts.report_number.is_none() => {
                parts.report_number = read_id(&mut field).await?;
                match parts.report_number {
                    None => parts.refuse(refused(ResponseCode::InvalidRequest, "id: must be a report id")),
                    Some(number) => {
                        desk.check(number).await.unwrap_or_else(|refusal| parts.refuse(refusal));
                    }
                }
            }
            Some("file") if parts.file.is_some() => {
                parts.refuse(refused(ResponseCode::MalformedFile, "file: send one file a call"));
            }
            Some("file") if parts.refusal.is_none() => {
                match desk.keep(parts.report_number, &mut field).await? {
                    Ok(file) => parts.file = Some(file),
                    Err(refusal) => parts.refuse(refusal),
                }
            }
            _ => {}
        }
        while field.chunk().await.map_err(broke_off)?.is_some() {}
    }
    Ok(())
}

async fn read_id(field: &mut Field<'_>) -> Result<Option<i64>, Refusal> {
    let mut text = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broke_off)? {
        if text.len() + chunk.len() > 64 {
            return Ok(None);
        }
        text.extend_from_slice(&chunk);
    }
    Ok(std::str::from_utf8(&text).ok().and_then(form::parse))
}

fn file_name(field: &Field<'_>) -> String {
    field.file_name().unwrap_or_default().chars().take(MAX_NAME_CHARS).collect()
}

/// As [`Desk::keep`], into the vault.
async fn read_file(
    state: &State,
    report_number: Option<i64>,
    field: &mut Field<'_>,
) -> Result<Result<File, Refusal>, Refusal> {
    let case = match report_number {
        Some(number) => evidence::case_of_report(state, number).await?,
        None => state.node().cases().draw("incoming"),
    };
    let name = file_name(field);
    let mut sealing = evidence::put(state, &case).await?;
    let mut md5 = Md5::new();
    let mut received = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(broke_off)? {
        received += chunk.len() as u64;
        if received > state.settings().max_upload_bytes {
            let what = format!("file: larger than {} bytes", state.settings().max_upload_bytes);
            return Ok(Err(refused(ResponseCode::FileUploadFailed, &what)));
        }
        md5.update(&chunk);
        sealing.write(&chunk).await.map_err(Failure::broken)?;
    }
    let item = sealing.finish().await.map_err(Failure::broken)?;
    Ok(Ok(File { item, case, md5: hex::encode(md5.finalize()), name }))
}

fn broke_off(_: MultipartError) -> Refusal {
    refused(ResponseCode::MalformedFile, "the body is not whole")
}
