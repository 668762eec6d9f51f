//! What happens to a file that lies in the vault with what the application says of it, however it came: basis, digests, look-up.

use media::FileDigests;
use model::Id;
use service::{CaseKey, Failure};
use vault::SealedItem;

use crate::State;
use crate::actions::{Origin, StoreUpload};
use crate::db::surfaces;
use crate::digests::Digests;
use crate::evidence::vault_key;
use crate::ids::Upload;
use crate::statement::{ToldUpload, UploadStatement};
use crate::surfaces::{day_of, in_force};

/// The digests of what the vault gives back are not those of what it was given.
#[derive(Debug, thiserror::Error)]
#[error("the vault gave back other bytes than it was given")]
struct OtherBytes;

/// A sealed file with its digests.
pub(crate) type SealedFile = (SealedItem, FileDigests);

/// Looks a sealed file up, and gives what is to be recorded of it.
///
/// # Errors
/// No legal basis in force for the surface where it was seen: then it is not looked up.
pub(crate) async fn look_up(
    state: &State,
    ToldUpload { statement, scan, matches }: ToldUpload,
    (item, digests): &SealedFile,
    (upload_id, case): (Id<Upload>, &CaseKey),
    origin: Origin,
) -> Result<StoreUpload, Failure> {
    let statement_no = if scan { Some(basis_in_force(state, &statement).await?) } else { None };
    let digests = digest_picture(state, item, case, digests).await?;
    let found = if scan { state.look_up(&digests).await? } else { Vec::new() };
    let (case, item) = (case.clone(), item.clone());
    let tells = state.teller.is_some();
    Ok(StoreUpload { upload_id, case, item, statement, statement_no, digests, found, matches, origin, tells })
}

/// The number of the statement under which a file is compared with hash lists today; without one it is refused.
async fn basis_in_force(state: &State, upload: &UploadStatement) -> Result<i64, Failure> {
    let mut tx = state.node.db().begin_read("find-basis").await?;
    let row = surfaces::find_standing(&mut tx, &upload.surface).await?;
    let today = day_of(&state.zone, state.node.clock().now());
    Ok(in_force(&upload.surface, upload.channel, row.as_ref(), today)?.statement_no)
}

/// Kind and perceptual hash come from a child process, since decoding hostile pictures is dangerous.
async fn digest_picture(
    state: &State,
    item: &SealedItem,
    case: &CaseKey,
    digests: &FileDigests,
) -> Result<Digests, Failure> {
    let opening = state.vault.open_item(item, &vault_key(case)).await.map_err(Failure::broken)?;
    let media = state.sandbox.digest_media(opening).await.map_err(Failure::broken)?;
    if media.file == *digests { Ok(media.into()) } else { Err(Failure::broken(OtherBytes)) }
}
