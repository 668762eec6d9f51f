//! Blurred previews in a real browser: none until asked, then grey, small and without fine detail, once.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::chain::{Chain, text, with_chain};
use crate::operation::{UPLOADS, state_bases, upload};
use crate::outside;

/// How much fine detail a preview may have: mean square of the difference of neighbours in a row, in grey levels.
const MOST_ENERGY: f64 = 10.0;

#[test]
fn a_preview_is_shown_on_request_alone_in_browser() {
    with_chain(service::Engine::Sqlite, async |chain: &Chain| {
        assert!(energy_of(&stripes()) > 1000.0, "the source has detail to lose");
        state_bases(chain).await;
        let stored = upload(chain, &UPLOADS[0].statement(), stripes(), StatusCode::CREATED).await;
        let platform = &chain.platform;
        let input = json!({
            "chromium": outside::program("chromium"), "screenshots": std::env::var("AMPARO_SCREENSHOTS").ok(),
            "platform": { "url": platform.url(), "user": "marta", "secret": platform.secret("marta") },
            "page": format!("/files/{}", text(&stored["upload_id"])),
        });
        let asked = outside::ask(outside::node("previews.mjs"), &input).await;
        assert_eq!(asked["findings"], json!([]), "{asked:#}");
        let seen = asked["seen"].as_array().expect("what was seen");
        assert_eq!(seen.len(), 4);
        for sight in seen {
            assert_eq!((&sight["before"]["pictures"], &sight["again"]["pictures"]), (&json!(0), &json!(0)));
            let said = if sight["lang"] == "es" { "ya se ha mostrado" } else { "has been shown" };
            assert!(text(&sight["said"]).contains(said), "{sight:#}");
            judge(&sight["after"]);
        }
    });
}

/// A bitmap of stripes, eight pixels wide: detail that a preview may not keep.
fn stripes() -> Vec<u8> {
    const SIDE: u32 = 160;
    let size_bytes = SIDE * SIDE * 3;
    let mut file = b"BM".to_vec();
    let mut put = |numbers: &[u32]| file.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    put(&[54 + size_bytes, 0, 54, 40, SIDE, SIDE]);
    // one plane of 24 bits a pixel
    put(&[1 | 24 << 16, 0, size_bytes, 0, 0, 0, 0]);
    let row: Vec<u8> = (0..SIDE).flat_map(|x| [if x / 8 % 2 == 0 { 255 } else { 0 }; 3]).collect();
    (0..SIDE).for_each(|_| file.extend(&row));
    file
}

fn judge(shown: &Value) {
    assert_eq!((&shown["pictures"], &shown["grey"]), (&json!(1), &json!(true)), "{shown:#}");
    assert!(shown["width"].as_u64() <= Some(160) && shown["height"].as_u64() <= Some(160), "{shown:#}");
    assert!(shown["shown"].as_f64() <= Some(160.0), "it is not enlarged: {shown:#}");
    assert!(shown["energy"].as_f64().is_some_and(|energy| energy < MOST_ENERGY), "{shown:#}");
    assert!(!text(&shown["alt"]).is_empty(), "{shown:#}");
}

fn energy_of(file: &[u8]) -> f64 {
    let picture = media::Picture::decode(file).expect("a picture");
    let rows = picture.samples().chunks(picture.width() * 3);
    let squares: Vec<f64> = rows
        .flat_map(|row| row.iter().zip(&row[3..]).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)))
        .collect();
    squares.iter().sum::<f64>() / f64::from(u32::try_from(squares.len()).unwrap())
}
