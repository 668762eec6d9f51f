//! Whose law counts at this node: that of the country that it names. A country whose law is not known here decides nothing.

use model::law::Jurisdiction;
use service::Failure;

use crate::Police;
use crate::db::node_law as table;

/// Whose law counts where the node does not name its country.
const UNSTATED: &str = "ES";

/// The country that a node names, or the one that counts where it names none.
pub(crate) fn or_unstated(country: &str) -> &str {
    if country.is_empty() { UNSTATED } else { country }
}

/// The law of the country that a node names; none where it has no file.
pub(crate) fn law_of(country: &str) -> Option<Jurisdiction> {
    Jurisdiction::find(or_unstated(country))
}

/// The same where anything is decided from it.
pub(crate) fn deciding_law(country: &str) -> Option<Jurisdiction> {
    law_of(country).filter(|law| law.decides())
}

/// At start: keeps the country, and where it is another than before, lets every day that follows from its law be computed anew. It follows from
/// the configuration, so it is no action, just as a migration is none.
pub(crate) async fn keep(police: &Police) -> Result<(), Failure> {
    let country = or_unstated(&police.settings.opening.country);
    let mut tx = police.node.db().begin_write("keep-country").await?;
    let before = table::find_country(&mut tx).await?;
    if before.as_deref() == Some(country) {
        return Ok(());
    }
    if or_unstated(before.as_deref().unwrap_or_default()) != country {
        tracing::warn!(country, "the node names another country: ages and days follow its law from now on");
        table::forget_days(&mut tx).await?;
    }
    table::set_country(&mut tx, country).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spain_s_law_alone_decides() {
        for (country, known, decides) in
            [("ES", true, true), ("", true, true), ("PT", true, false), ("FR", false, false)]
        {
            assert_eq!(
                (law_of(country).is_some(), deciding_law(country).is_some()),
                (known, decides),
                "{country}"
            );
        }
    }
}
