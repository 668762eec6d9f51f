//! A case bundle: all that somebody outside needs to check what this log says of one object, and nothing that only we could check.
//!
//! | file | holds |
//! | --- | --- |
//! | `bundle.json` | the entries with their proofs, digests of exhibits, consistency proofs from older checkpoints, with these where witnesses cosigned them |
//! | `checkpoint.note` | the signed checkpoint that holds the entries, with the cosignatures that it has |
//! | `key.txt` | the log's verifier key, to be compared with one from elsewhere |
//! | `README.txt` | what this is, in Spanish and English |
//! | `statement.note` | a signed note: which object, up to which size, how many entries, and the digest of every other file |

use std::collections::{BTreeMap, BTreeSet};

use custody::Entry;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::history::{History, Proven, Shown, history};
use super::{publish, record, sequence, stored, with_cosignatures};
use crate::action::EntryDraft;
use crate::db::Tx;
use crate::db::custody_objects::{self as table, DigestRow};
use crate::db::{checkpoints, witness};
use crate::{Actor, Failure, Node, Operation};

const SCHEMA: &str = "amparo-case-bundle/1";
/// How a detail begins that says which digest whoever sent a file declared of it.
const DECLARED: &str = "declared_";
/// The detail that holds the digest of the very file that an entry names; of a document about it, another.
const OWN: &str = "sha256";
/// Most consistency proofs that are added without being asked for.
const MAX_PROOFS: usize = 64;

/// What is to be exported.
#[derive(Debug, Default)]
pub struct Export {
    /// The object.
    pub object_id: String,
    /// Entries that stay closed, by their identifier, each with the reason.
    pub withheld: BTreeMap<String, String>,
    /// Who decided that; as it is to stand in the bundle.
    pub withheld_by: String,
    /// Sizes of checkpoints that others hold: the bundle proves each consistent with its own.
    pub anchors: BTreeSet<u64>,
}

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleFile {
    /// Its name.
    pub name: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The content of `bundle.json`.
#[derive(Serialize)]
struct Bundle<'a> {
    schema: &'static str,
    object_id: &'a str,
    origin: &'a str,
    size: u64,
    root: String,
    entries: &'a [Proven],
    exhibits: Vec<Exhibit>,
    consistency: Vec<Consistency>,
    /// The notes of the changes of the log's key, the oldest first.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    key_changes: &'a [String],
}

/// An exhibit's digests: as entries declared them, beside those computed when this node received the bytes.
#[derive(Serialize)]
struct Exhibit {
    name: String,
    size_bytes: u64,
    declared: Vec<Declared>,
    computed: BTreeMap<&'static str, String>,
}

#[derive(Clone, Serialize)]
struct Declared {
    index: u64,
    field: String,
    digest: String,
}

/// A digest that an entry declares, and the file that it speaks of where it names one.
struct Stated {
    declared: Declared,
    file_id: Option<String>,
}

/// That a tree of before is a prefix of the bundle's.
#[derive(Serialize)]
struct Consistency {
    size: u64,
    root: String,
    proof: Vec<String>,
    /// The signed checkpoint of that size, if witnesses have cosigned it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// Writes the bundle of an object, and an entry that it was handed out.
///
/// # Errors
/// Absent when the log says nothing of the object; refused when an entry to be withheld is not on it, or a reason is missing; conflict when
/// the node publishes no checkpoints.
pub async fn export(node: &Node, export: &Export) -> Result<Vec<BundleFile>, Failure> {
    if export.object_id.chars().any(char::is_control) {
        return Err(Failure::refused("object", "an identifier holds no control characters"));
    }
    let publisher = node.publisher().ok_or_else(|| Failure::conflict("this node has no log key"))?;
    sequence(node.db()).await?;
    publish(node).await.map_err(|error| Failure::conflict(error.to_string()))?;
    let mut tx = node.db().begin_read("export-case").await?;
    let mut history = history(&mut tx, &export.object_id).await?;
    let newest = &mut history.published;
    newest.note =
        with_cosignatures(&mut tx, newest.checkpoint.size, std::mem::take(&mut newest.note)).await?;
    withhold(&mut history.entries, export)?;
    let exhibits = exhibits(&mut tx, &export.object_id, &history.entries).await?;
    let keys = publisher.keys();
    let changed_at = keys.changes().iter().map(|change| change.last.size);
    let anchors = export.anchors.iter().copied().chain(changed_at).collect();
    let consistency = consistency(&mut tx, &history, &anchors).await?;
    drop(tx);
    let checkpoint = &history.published.checkpoint;
    let bundle = Bundle {
        schema: SCHEMA,
        object_id: &export.object_id,
        origin: &checkpoint.origin,
        size: checkpoint.size,
        root: checkpoint.root.to_string(),
        entries: &history.entries,
        exhibits,
        consistency,
        key_changes: keys.notes(),
    };
    let mut json = serde_json::to_vec_pretty(&bundle).map_err(Failure::broken)?;
    json.push(b'\n');
    let verifier = publisher.verifier();
    let mut files = vec![
        BundleFile { name: "README.txt", bytes: readme(&history, &verifier).into_bytes() },
        BundleFile { name: "bundle.json", bytes: json },
        BundleFile { name: "checkpoint.note", bytes: history.published.note.clone().into_bytes() },
        BundleFile { name: "key.txt", bytes: format!("{verifier}\n").into_bytes() },
    ];
    let statement = statement(node, export, &history, &files);
    let statement = note::sign(&statement, publisher.signer()).map_err(Failure::broken)?;
    files.push(BundleFile { name: "statement.note", bytes: statement.into_bytes() });
    keep_record(node, export, &history, &files).await?;
    Ok(files)
}

fn withhold(entries: &mut [Proven], export: &Export) -> Result<(), Failure> {
    if !export.withheld.is_empty() && export.withheld_by.trim().is_empty() {
        return Err(Failure::refused("by", "say who decided that entries are withheld"));
    }
    for (entry_id, why) in &export.withheld {
        if why.trim().is_empty() {
            return Err(Failure::refused("withhold", format!("say why {entry_id} is withheld: ID=REASON")));
        }
        let entry = entries.iter_mut().find(|entry| entry.entry_id == *entry_id);
        let entry = entry.ok_or_else(|| {
            Failure::refused("withhold", format!("{entry_id} is no entry on {}", export.object_id))
        })?;
        let commitment = match &entry.shown {
            Shown::Opened { body, salt } => committed(body, salt),
            Shown::Erased { .. } | Shown::Withheld { .. } => continue,
        };
        let (by, why) = (export.withheld_by.clone(), why.clone());
        entry.shown = Shown::Withheld { commitment, leaf: entry.leaf.to_string(), by, why };
    }
    Ok(())
}

fn committed(body: &str, salt: &str) -> Option<String> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(salt, &mut bytes).ok()?;
    Some(hex::encode(Entry::commitment(body.as_bytes(), &custody::Salt(bytes))))
}

/// The items of the object as a case, and those whose digest an open entry on it names.
async fn exhibits(tx: &mut Tx, object_id: &str, entries: &[Proven]) -> Result<Vec<Exhibit>, Failure> {
    let stated: Vec<Stated> = entries.iter().flat_map(stated).collect();
    let mut rows = table::list_items_of_case(tx, object_id).await?;
    let digests: BTreeSet<&str> = stated.iter().map(|stated| stated.declared.digest.as_str()).collect();
    for digest in digests {
        for row in table::list_items_by_sha256(tx, digest).await? {
            if rows.iter().all(|known| known.name != row.name) {
                rows.push(row);
            }
        }
    }
    Ok(rows.into_iter().map(|row| exhibit(row, &stated)).collect())
}

/// The digests computed at receipt beside those declared of the same file on its way: an entry names the file by its digest, or by an identifier
/// that another names beside that digest.
fn exhibit(row: DigestRow, stated: &[Stated]) -> Exhibit {
    let has_digest = |stated: &&Stated| stated.declared.digest == row.sha256;
    let own = stated.iter().filter(has_digest).filter(|stated| stated.declared.field == OWN);
    let files: BTreeSet<&str> = own.filter_map(|stated| stated.file_id.as_deref()).collect();
    let is_of_it = |stated: &&Stated| {
        let names_it = stated.file_id.as_deref().is_some_and(|file_id| files.contains(file_id));
        has_digest(stated) || (names_it && stated.declared.field.starts_with(DECLARED))
    };
    Exhibit {
        name: row.name.clone(),
        size_bytes: row.size_bytes.unsigned_abs(),
        declared: stated.iter().filter(is_of_it).map(|stated| stated.declared.clone()).collect(),
        computed: BTreeMap::from([("sha256", row.sha256.clone()), ("blake3", row.blake3.clone())]),
    }
}

/// The SHA-256 values that an open entry commits to.
fn stated(entry: &Proven) -> Vec<Stated> {
    let Shown::Opened { body, .. } = &entry.shown else { return Vec::new() };
    let Ok(opened) = serde_json::from_str::<Entry>(body) else { return Vec::new() };
    let file_id = opened.details.get("file_id").cloned();
    let digests = opened.details.into_iter().filter(|(field, _)| field.ends_with("sha256"));
    let declared = digests.map(|(field, digest)| Declared { index: entry.index, field, digest });
    declared.map(|declared| Stated { declared, file_id: file_id.clone() }).collect()
}

/// Proofs from the first checkpoint that held each entry, from the first and the last that each witness cosigned, and from `anchors`: those that
/// were asked for and the last one under each key.
async fn consistency(
    tx: &mut Tx,
    history: &History,
    anchors: &BTreeSet<u64>,
) -> Result<Vec<Consistency>, Failure> {
    let newest = history.published.checkpoint.size;
    let mut sizes: BTreeSet<u64> =
        anchors.iter().copied().filter(|size| (1..newest).contains(size)).collect();
    for entry in history.entries.iter().take(MAX_PROOFS) {
        let index = i64::try_from(entry.index).map_err(Failure::broken)?;
        let first = table::find_first_holding(tx, index).await?.map(i64::unsigned_abs);
        let telling = witness::list_telling_sizes(tx, index).await?.into_iter().map(i64::unsigned_abs);
        sizes.extend(first.into_iter().chain(telling).filter(|size| *size < newest));
    }
    let mut proofs = Vec::new();
    for size in sizes {
        let root = stored::root_over(tx, 0..size).await?;
        let path = stored::consistency(tx, size, newest).await?.unwrap_or_default();
        let proof = path.iter().map(ToString::to_string).collect();
        let note = cosigned_note(tx, size).await?;
        proofs.push(Consistency { size, root: root.to_string(), proof, note });
    }
    Ok(proofs)
}

async fn cosigned_note(tx: &mut Tx, size: u64) -> Result<Option<String>, Failure> {
    let column = i64::try_from(size).map_err(Failure::broken)?;
    let Some(row) = checkpoints::find(tx, column).await? else { return Ok(None) };
    let cosigned = with_cosignatures(tx, size, row.note.clone()).await?;
    Ok((cosigned != row.note).then_some(cosigned))
}

/// What the node signs: every line has one form, and the digests bind every byte of the other files.
fn statement(node: &Node, export: &Export, history: &History, files: &[BundleFile]) -> String {
    let count =
        |wanted: fn(&Shown) -> bool| history.entries.iter().filter(|entry| wanted(&entry.shown)).count();
    let mut text = format!(
        "{SCHEMA}\norigin {}\nobject {}\nsize {}\nentries {}\nopened {}\nerased {}\nwithheld {}\nmade {}\n",
        history.published.checkpoint.origin,
        export.object_id,
        history.published.checkpoint.size,
        history.entries.len(),
        count(|shown| matches!(shown, Shown::Opened { .. })),
        count(|shown| matches!(shown, Shown::Erased { .. })),
        count(|shown| matches!(shown, Shown::Withheld { .. })),
        node.clock().now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    );
    for file in files {
        text.push_str(&format!("file {} {}\n", hex::encode(Sha256::digest(&file.bytes)), file.name));
    }
    text
}

/// Records on the object that a bundle of it was handed out.
async fn keep_record(
    node: &Node,
    export: &Export,
    history: &History,
    files: &[BundleFile],
) -> Result<(), Failure> {
    let statement = files.last().map(|file| hex::encode(Sha256::digest(&file.bytes))).unwrap_or_default();
    let draft = EntryDraft::on("bundle", &export.object_id)
        .operation(Operation::Disclosure)
        .grounds("operator")
        .with("size", history.published.checkpoint.size.to_string())
        .with("withheld", export.withheld.len().to_string())
        .with("statement_sha256", statement);
    let mut tx = node.db().begin_write("export-case").await?;
    let actor = Actor::Job { name: "export-case" };
    let recorded = record(&mut tx, node, &actor, "export-case", draft, node.clock().now()).await?;
    tx.commit().await?;
    node.committed(recorded);
    sequence(node.db()).await?;
    publish(node).await.map_err(|error| Failure::conflict(error.to_string()))?;
    Ok(())
}

fn readme(history: &History, verifier: &note::NoteVerifier) -> String {
    let checkpoint = &history.published.checkpoint;
    format!(
        "AMPARO: paquete de custodia de un expediente / custody bundle of a case\n\n\
         ES  Contiene los apuntes del registro de custodia sobre un objeto, con sus pruebas. Lo comprueba, sin conexión y sin\n    \
         confiar en quien lo entrega:  python3 verify_custody.py CARPETA\n    \
         Compare la huella, el tamaño y la raíz con los de un recibo en papel o de otra institución. Sin esa comparación el\n    \
         resultado es «coherente, no probado». Manual de dos páginas: docs/expert-witness.es.md\n\n\
         EN  Holds the entries of the custody log on one object, with their proofs. To check it offline, without trusting who\n    \
         handed it over:  python3 verify_custody.py FOLDER\n    \
         Compare fingerprint, size and root with those on a paper receipt or of another institution. Without that the\n    \
         result is \"consistent, not proven\". Manual of two pages: docs/expert-witness.en.md\n\n\
         origin       {}\nfingerprint  {}\nsize         {}\nroot         {}\n",
        checkpoint.origin,
        verifier.fingerprint(),
        checkpoint.size,
        checkpoint.root,
    )
}
