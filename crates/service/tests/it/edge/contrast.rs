//! Text of every colour can be read on every ground that it stands on: contrast of 4.5 at least (WCAG 2.2, 1.4.3, level AA).

use std::collections::HashMap;

const CSS: &str = include_str!("../../../assets/amparo.css");
const LEAST: f64 = 4.5;

const PAIRS: [(&str, &str); 24] = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("link", "paper"),
    ("link", "surface"),
    ("link-hover", "surface"),
    ("brand-ink", "brand"),
    ("button-ink", "action"),
    ("button-ink", "action-hover"),
    ("button-ink", "danger"),
    ("button-ink", "danger-hover"),
    ("focus-ink", "focus"),
    ("bad", "paper"),
    ("line-strong", "paper"),
    ("good", "good-back"),
    ("warn", "warn-back"),
    ("bad", "bad-back"),
    ("info", "info-back"),
    ("plain", "plain-back"),
    ("ink", "warn-back"),
    ("ink", "bad-back"),
    ("ink", "info-back"),
    ("link", "info-back"),
];

/// The colours that a block `:root { --name: #rrggbb; … }` sets.
fn colours(block: &str) -> HashMap<&str, u32> {
    let lines = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    lines.map(|(name, hex)| (name, u32::from_str_radix(hex.trim_end_matches(';'), 16).unwrap())).collect()
}

/// Relative luminance (WCAG 2.2, glossary).
fn luminance(colour: u32) -> f64 {
    let [_, channels @ ..] = colour.to_be_bytes();
    let linear = channels.map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: u32, b: u32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_can_be_read_in_light_and_dark() {
    let mut blocks = CSS.split(":root {").skip(1).map(|rest| colours(rest.split('}').next().unwrap()));
    let light = blocks.next().unwrap();
    let mut dark = light.clone();
    dark.extend(blocks.next().unwrap());
    assert_ne!(light["paper"], dark["paper"]);
    for (scheme, colours) in [("light", light), ("dark", dark)] {
        for (text, ground) in PAIRS {
            let ratio = contrast(colours[text], colours[ground]);
            assert!(ratio >= LEAST, "{scheme}: {text} on {ground} has a contrast of {ratio:.2}");
        }
    }
    assert!((contrast(0, 0x00ff_ffff) - 21.0).abs() < 1e-9);
}
