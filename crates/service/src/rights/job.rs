//! Removes the files of what was erased. Their keys are gone already: this frees the space.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use super::Rights;
use crate::{Job, JobError};

/// Removes files from the vault by their names, which are random.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct RemoveErased<S> {
    names: Vec<String>,
    #[serde(skip)]
    role: PhantomData<fn() -> S>,
}

impl<S> RemoveErased<S> {
    pub(super) fn new(names: Vec<String>) -> Self {
        Self { names, role: PhantomData }
    }
}

impl<S: Rights> Job for RemoveErased<S> {
    type State = S;
    const KIND: &'static str = "remove-erased";

    async fn run(&self, state: &S, _attempt: u32) -> Result<(), JobError> {
        for name in &self.names {
            state.remove_item(name).await?;
        }
        Ok(())
    }
}
