//! The language that a browser asks for.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use super::texts::Lang;

/// The first of our languages among those that the browser puts highest (RFC 9110 section 12.5.4).
pub(super) fn preferred(headers: &HeaderMap) -> Lang {
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (0.0, Lang::En);
    for range in accept.split(',') {
        let (code, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight =
            parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
        if let Some(lang) = Lang::from_code(code.trim())
            && weight > best.0
        {
            best = (weight, lang);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_languages_are_weighed() {
        for (accept, lang) in [
            ("", Lang::En),
            ("es-ES,es;q=0.9,en;q=0.8", Lang::Es),
            ("fr, en;q=0.5, es;q=0.7", Lang::Es),
            ("eu, ca", Lang::En),
            ("es;q=0, en;q=0.1", Lang::En),
            ("es;q=x", Lang::En),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, accept.parse().unwrap())]);
            assert_eq!(preferred(&headers), lang, "{accept}");
        }
    }
}
