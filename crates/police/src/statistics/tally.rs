//! The tally of an operation: every figure, from the database, at this moment.

use std::collections::BTreeMap;

use model::Id;
use model::kind::Operation;
use serde::{Deserialize, Serialize};
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::{
    PersonFacts, arrested, arrested_minors, by_province, identified, load_persons, media_clusters, minors,
    referrals, reports, under_14, undetermined,
};

/// The figures of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Tally {
    pub(crate) identified: i64,
    pub(crate) minors: i64,
    pub(crate) under_14: i64,
    pub(crate) undetermined: i64,
    pub(crate) arrested: i64,
    pub(crate) arrested_minors: i64,
    /// By INE code.
    pub(crate) by_province: BTreeMap<String, i64>,
    pub(crate) reports: i64,
    pub(crate) media_clusters: i64,
    pub(crate) referrals: i64,
}

/// Computes the tally.
pub(crate) async fn load_tally(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<Tally, Failure> {
    let persons = load_persons(tx, keys, operation_id).await?;
    tally_of(tx, &persons, operation_id).await
}

/// The tally over persons that are loaded.
pub(super) async fn tally_of(
    tx: &mut Tx,
    persons: &[PersonFacts],
    operation_id: Id<Operation>,
) -> Result<Tally, Failure> {
    Ok(Tally {
        identified: identified::identified(persons),
        minors: minors::minors(persons),
        under_14: under_14::under_14(persons),
        undetermined: undetermined::undetermined(persons),
        arrested: arrested::arrested(persons),
        arrested_minors: arrested_minors::arrested_minors(persons),
        by_province: by_province::by_province(persons),
        reports: reports::reports(tx, operation_id).await?,
        media_clusters: media_clusters::media_clusters(tx, operation_id).await?,
        referrals: referrals::referrals(tx, operation_id).await?,
    })
}
