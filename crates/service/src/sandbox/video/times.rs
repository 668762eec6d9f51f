//! Numbers and times of the frames, as the filter prints them among what else ffmpeg may say.

/// Number of a frame among those decoded, and its time in milliseconds.
pub(super) type Time = (u32, u64);

/// Longest line of a pair, with room for a library's warnings between them, in bytes.
pub(super) const LINE_BYTES: u64 = 64;

/// The pairs in a text: a line `-N.000000` says that frame N - 1 passed, the next one its seconds. Every other line is passed over.
pub(super) fn read(text: &[u8]) -> Vec<Time> {
    let mut times = Vec::new();
    let mut frame_no = None;
    for line in text.split(|byte| *byte == b'\n') {
        let word = line.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
        let Some((is_negative, whole, micros)) = number(word) else { continue };
        if is_negative {
            frame_no = whole.checked_sub(1).and_then(|number| u32::try_from(number).ok());
        } else if let Some(frame_no) = frame_no.take() {
            let us = whole.saturating_mul(1_000_000).saturating_add(micros);
            times.push((frame_no, us.saturating_add(500) / 1000));
        }
    }
    times
}

/// Sign, whole part and millionths of a number as `printf("%f")` writes it, in any locale.
fn number(word: &[u8]) -> Option<(bool, u64, u64)> {
    let word = std::str::from_utf8(word).ok()?.trim_end();
    let (is_negative, digits) = word.strip_prefix('-').map_or((false, word), |digits| (true, digits));
    let (whole, micros) = digits.split_once(['.', ','])?;
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !are_digits(whole) || !are_digits(micros) || micros.len() != 6 {
        return None;
    }
    Some((is_negative, whole.parse().ok()?, micros.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_among_what_else_is_said() {
        let text = b"Warning: using insecure memory!\n-1.000000\n0.000000\n[Eval @ 0x7ffd] -31.000000\nsomething 7\n\
                     [Eval @ 0x7ffd] 1.001000\n5.000000\n-61.000000\n2.0019996\n-61.000000\n-62.000000\n2.001999\n";
        assert_eq!(read(text), [(0, 0), (30, 1001), (61, 2002)]);
        let huge = b"-1.000000\n99999999999999999999.000000\n-0.000000\n1.000000\n-4294967297.000000\n2.000000\n\xff\n";
        assert_eq!(read(huge), []);
        assert_eq!(read(b"-2.000000\n18446744073709551615.000000\n"), [(1, u64::MAX / 1000)]);
        assert_eq!(read(b""), []);
    }
}
