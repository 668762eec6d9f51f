//! Background work: one file per kind of job.

pub(crate) mod build_package;
pub(crate) mod call_rota;
pub(crate) mod cluster_report;
pub(crate) mod deliver_notice;
pub(crate) mod deliver_referral;
pub(crate) mod discard_evidence;
pub(crate) mod discard_import;
pub(crate) mod enrich_report;
pub(crate) mod expire_report;
pub(crate) mod pull_hashes;
pub(crate) mod rescore_reports;
pub(crate) mod send_call;
pub(crate) mod sound_alarm;
pub(crate) mod tell_hash_feedback;

use service::{Actor, Failure, JobError};

/// The actor of a job of this kind.
fn actor(kind: &'static str) -> Actor {
    Actor::Job { name: kind }
}

/// An action that lost to another run of its job has nothing left to do.
fn settle(outcome: Result<(), Failure>) -> Result<(), JobError> {
    match outcome {
        Err(Failure::Conflict { .. }) => Ok(()),
        other => Ok(other?),
    }
}
