//! What a link of a subject rests on, in the language of the reader.

use service::PageContext;

use crate::views::{LinkView, SharedKey};

/// The value that both accounts state, and whether their services verified it.
pub(super) fn shared_words(ctx: &PageContext, shared: &SharedKey) -> String {
    let value = match &shared.key.service {
        Some(service) => ctx.t2("link-value-on", "value", &shared.key.value, "service", service),
        None => shared.key.value.clone(),
    };
    match shared.verified {
        0 => value,
        1 => ctx.t1("link-verified-one", "value", value),
        _ => ctx.t1("link-verified-both", "value", value),
    }
}

/// The same of a link whose key neither account states any more, from the grounds that are kept; none of words of another form.
pub(super) fn kept_words(ctx: &PageContext, link: &LinkView) -> Option<String> {
    let (key, verified) = linkage::read_grounds(&link.grounds)?;
    Some(shared_words(ctx, &SharedKey { key, verified }))
}

/// The kind of trait that links, with its value where it is still stated.
pub(super) fn link_words(ctx: &PageContext, link: &LinkView) -> String {
    let kind = super::word(ctx, "trait", link.kind);
    match &link.shared {
        Some(shared) => format!("{kind}: {}", shared_words(ctx, shared)),
        None => kind,
    }
}
