//! Which operation is played, and its truth where there is one.

use anyhow::{Context, Result};
use scenario::{Scenario, Size, Truth};

use super::Options;
use crate::commands::scenario::{load, truth_path};

const REFERENCE: &str = include_str!("../../../../scenarios/reference.json");
const REFERENCE_TRUTH: &str = include_str!("../../../../scenarios/reference.truth.json");

/// A scenario and what its operation must come to.
pub(super) struct Chosen {
    pub(super) scenario: Scenario,
    pub(super) truth: Option<Truth>,
}

impl Chosen {
    pub(super) fn new(options: &Options) -> Result<Self> {
        match (&options.scenario, options.seed) {
            (Some(file), _) => {
                let truth = truth_path(file);
                let truth = truth.exists().then(|| -> Result<Truth> {
                    let text = std::fs::read_to_string(&truth)?;
                    Ok(Truth::read(&text)?)
                });
                Ok(Self {
                    scenario: load(file)?,
                    truth: truth
                        .transpose()
                        .with_context(|| format!("reading the truth of {}", file.display()))?,
                })
            }
            (None, Some(seed)) => {
                let (scenario, truth) = scenario::generate(seed, Size::try_from(options.people)?);
                Ok(Self { scenario, truth: Some(truth) })
            }
            (None, None) => Ok(Self {
                scenario: Scenario::read(REFERENCE).context("the reference scenario")?,
                truth: Some(Truth::read(REFERENCE_TRUTH).context("the reference scenario's truth")?),
            }),
        }
    }
}
