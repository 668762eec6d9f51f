//! The headers that every answer carries.

use axum::http::HeaderMap;

/// What is wrong with the headers of an answer, by name and value; `is_kept` is whether browsers may keep it, as what everybody may see.
pub fn header_mistakes(headers: &HeaderMap, is_kept: bool) -> Vec<String> {
    let value = |wanted: &str| headers.get(wanted).map_or("", |value| value.to_str().unwrap_or("?"));
    let mut mistakes = Vec::new();
    let mut expect = |name: &str, holds: bool| {
        if !holds {
            mistakes.push(format!("{name}: {}", value(name)));
        }
    };
    for (name, wanted) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        expect(name, value(name) == wanted);
    }
    let policy = value("content-security-policy");
    let directives: Vec<_> = policy.split(';').map(str::trim).collect();
    let has = |directive: &str| directives.contains(&directive);
    expect("content-security-policy", has("default-src 'none'") && has("frame-ancestors 'none'"));
    expect(
        "content-security-policy",
        !policy.contains("unsafe") && !policy.contains('*') && !policy.contains("data:"),
    );
    let is_file = value("content-disposition").starts_with("attachment");
    expect("content-security-policy", has("sandbox") || !is_file);
    let denied = value("permissions-policy");
    expect(
        "permissions-policy",
        ["camera=()", "geolocation=()", "microphone=()"].iter().all(|one| denied.contains(one)),
    );
    expect("cache-control", is_kept || value("cache-control") == "no-store");
    mistakes
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn of(pairs: &[(&'static str, &'static str)]) -> Vec<String> {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        header_mistakes(&headers.collect(), false)
    }

    #[test]
    fn each_header_is_missed() {
        let whole = [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
            ("cache-control", "no-store"),
            ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
            ("content-disposition", "attachment; filename=\"a.png\""),
        ];
        assert_eq!(of(&whole), [""; 0]);
        for missing in 0..whole.len() - 1 {
            let mut headers = whole.to_vec();
            let (name, _) = headers.remove(missing);
            let mistakes = of(&headers);
            assert!(
                !mistakes.is_empty() && mistakes.iter().all(|mistake| mistake.starts_with(name)),
                "{mistakes:?}"
            );
        }
        for (policy, mistakes) in [
            ("default-src 'none'; frame-ancestors 'none'", 1),
            ("sandbox; default-src 'none'; frame-ancestors 'none'; script-src 'unsafe-inline'", 1),
            ("sandbox; default-src 'self'; frame-ancestors 'none'", 1),
            ("sandbox; default-src 'none'", 1),
        ] {
            assert_eq!(
                of(&[&whole[..6], &[("content-security-policy", policy)], &whole[7..]].concat()).len(),
                mistakes,
                "{policy}"
            );
        }
    }
}
