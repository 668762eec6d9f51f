//! What XML 1.0 asks of names and attributes, and the reader beneath us lets pass.

/// White space (XML 1.0, production 3).
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// Whether this is a name (productions 4, 4a and 5).
pub(super) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(may_start) && chars.all(may_follow)
}

fn may_start(c: char) -> bool {
    matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{1_0000}'..='\u{E_FFFF}')
}

fn may_follow(c: char) -> bool {
    may_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// What a processing instruction is for: its first word (production 17).
pub(super) fn target(instruction: &str) -> &str {
    instruction.split(BLANKS).next().unwrap_or_default()
}

/// Whether white space stands behind every value but the last (productions 23 and 40), in what follows the name of a tag.
pub(super) fn are_apart(attributes: &str) -> bool {
    let (mut quote, mut value_ended) = (None, false);
    for c in attributes.chars() {
        if value_ended && !BLANKS.contains(&c) {
            return false;
        }
        value_ended = quote == Some(c);
        quote = match quote {
            Some(_) if value_ended => None,
            None if matches!(c, '"' | '\'') => Some(c),
            open => open,
        };
    }
    true
}

/// Whether the part of this name may stand in an XML declaration (production 23) after the one at `last`; its own place.
pub(super) fn place_in_declaration(name: &str, last: Option<usize>) -> Option<usize> {
    let place = ["version", "encoding", "standalone"].iter().position(|part| *part == name)?;
    let is_next = last.map_or(place == 0, |last| place > last);
    is_next.then_some(place)
}
