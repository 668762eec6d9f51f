//! The practice bundles: the whole one, and one for each planted fault.

use note::Note;

use super::*;

/// A bundle, how the verifier must end, and what it must say in Spanish and English.
pub(super) struct Practice {
    pub(super) name: &'static str,
    pub(super) files: Files,
    pub(super) code: i32,
    pub(super) says: [&'static str; 2],
}

#[allow(clippy::too_many_lines, reason = "one fault after the other")]
pub(super) fn practices() -> Vec<Practice> {
    let log_as_it_was = log("identify-person");
    let log_replaced = log("withdraw-decision");
    let whole = bundle(&log_as_it_was);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut bundle = whole.clone();
        change(&mut bundle);
        sign(&bundle, &log_as_it_was, &signer())
    };
    let entries = |bundle: &mut Value| bundle["entries"].as_array_mut().unwrap().clone();
    let without = |place: usize| {
        let mut bundle = whole.clone();
        bundle["entries"].as_array_mut().unwrap().remove(place);
        bundle
    };
    let practice = |name, files, code, says| Practice { name, files, code, says };
    let mut readme = sign(&whole, &log_as_it_was, &signer());
    readme.get_mut("README.txt").unwrap()[3] ^= 1;
    let stranger = NoteSigner::new(ORIGIN, &[22; 32]).unwrap();
    let next = NoteSigner::new(ORIGIN, &[23; 32]).unwrap();
    let key_changed = |note: String, signer: &NoteSigner| {
        let mut bundle = whole.clone();
        bundle["key_changes"] = json!([note]);
        sign(&bundle, &log_as_it_was, signer)
    };
    vec![
        practice(
            "00-whole",
            sign(&whole, &log_as_it_was, &signer()),
            0,
            ["PROBADO hasta 5 apuntes", "PROVEN up to 5 entries"],
        ),
        practice(
            "01-entry-left-out",
            sign(&without(2), &log_as_it_was, &signer()),
            1,
            ["HUECO: el apunte con índice 6 es el número 4", "GAP: the entry at index 6 is number 4"],
        ),
        practice(
            "02-last-entry-left-out",
            sign_for(&without(5), &log_as_it_was, &signer(), 6),
            1,
            ["la declaración cuenta 6 apuntes", "the statement counts 6 entries"],
        ),
        practice(
            "03-entry-rewritten",
            changed(&|bundle| {
                let body = bundle["entries"][2]["body"]
                    .as_str()
                    .unwrap()
                    .replace("identify-person", "withdraw-decision");
                bundle["entries"][2]["body"] = body.into();
            }),
            1,
            ["índice 4: su contenido no es el registrado", "index 4: its content is not what was recorded"],
        ),
        practice(
            "04-history-replaced",
            sign(&bundle(&log_replaced), &log_replaced, &signer()),
            1,
            ["CONTRADICCIÓN: con 5 apuntes", "CONTRADICTION: at 5 entries"],
        ),
        practice(
            "05-signed-by-another",
            sign(&whole, &log_as_it_was, &stranger),
            1,
            ["key.txt no es la clave indicada", "key.txt is not the key given"],
        ),
        practice(
            "06-exhibit-swapped",
            changed(&|bundle| bundle["exhibits"][0]["computed"]["sha256"] = sha256(b"another file").into()),
            0,
            [
                "por machine:clearinghouse NO es lo calculado",
                "by machine:clearinghouse is NOT what was computed",
            ],
        ),
        practice(
            "07-withheld-without-a-name",
            changed(&|bundle| {
                close(
                    &mut bundle["entries"][3],
                    &log_as_it_was,
                    &json!({ "state": "withheld", "by": " ", "why": "an inquiry goes on" }),
                );
            }),
            1,
            ["índice 6: retenido sin decir quién o por qué", "index 6: withheld without saying who or why"],
        ),
        practice(
            "08-one-byte-changed",
            readme,
            1,
            ["README.txt: el contenido no es el firmado", "README.txt: the content is not what was signed"],
        ),
        practice(
            "09-erased-and-withheld",
            changed(&|bundle| {
                close(&mut bundle["entries"][1], &log_as_it_was, &json!({ "state": "erased" }));
                let more =
                    json!({ "state": "withheld", "by": "Court 3 (example)", "why": "an inquiry goes on" });
                close(&mut bundle["entries"][3], &log_as_it_was, &more);
            }),
            0,
            ["número 4: RETENIDO por Court 3 (example)", "number 4: WITHHELD by Court 3 (example)"],
        ),
        practice(
            "10-another-entry-in-its-place",
            changed(&|bundle| {
                let mut shown = entries(bundle);
                // an entry on another object, closed, stands in for the one that is left out
                let leaves = leaves(&log_as_it_was);
                shown[2] = json!({ "index": 5, "counter": 3, "proof": hexes(&inclusion_proof(&leaves, 5).unwrap()) });
                close(&mut shown[2], &log_as_it_was, &json!({ "state": "erased" }));
                bundle["entries"] = shown.into();
            }),
            1,
            ["índice 6 nombra como anterior a otro", "index 6 names another one before it"],
        ),
        practice(
            "11-key-changed",
            key_changed(key_change(&log_as_it_was, &next), &next),
            0,
            [
                "hasta 5 apuntes firmaba otra clave, de huella",
                "up to 5 entries another key signed, of fingerprint",
            ],
        ),
        practice(
            "12-key-change-not-signed-by-the-old-key",
            key_changed(only_by_the_new_key(&key_change(&log_as_it_was, &stranger)), &stranger),
            1,
            [
                "key_changes: la firma no es de practice.example/police",
                "key_changes: the signature is not of practice",
            ],
        ),
    ]
}

/// What somebody can make who has not the old key.
fn only_by_the_new_key(note: &str) -> String {
    let mut note = Note::parse(note.as_bytes()).unwrap();
    note.lines.remove(0);
    note.to_string()
}
