//! Texts in encodings of several bytes a character, told by their first bytes.

/// How much of a text is looked at.
const BEGINNING: usize = 512;

/// What iconv calls the encoding of a text that is none of UTF-8, where its beginning shows it: by a
/// byte-order mark, or by the zeros of letters that need one byte only.
pub(super) fn wide(text: &[u8]) -> Option<&'static str> {
    match text {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some("UTF-16"),
        _ => {}
    }
    let text = &text[..text.len().min(BEGINNING)];
    let zeros = |first: usize| {
        text.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count() * 4
            / text.len().max(1)
    };
    // Half of all bytes are at such places: a quarter of them zero is half of them.
    match (zeros(0), zeros(1)) {
        (0, 1..) => Some("UTF-16LE"),
        (1.., 0) => Some("UTF-16BE"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::wide;

    #[test]
    fn encodings_are_told_by_the_first_bytes() {
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let little: Vec<u8> =
            units("id,näme\n").iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units("id,näme\n").iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let cases: [(&[u8], Option<&str>); 8] = [
            (&[&[0xFF, 0xFE][..], &little].concat(), Some("UTF-16")),
            (&[&[0xFE, 0xFF][..], &big].concat(), Some("UTF-16")),
            (&[0xFF, 0xFE, 0, 0, b'a', 0, 0, 0], Some("UTF-32")),
            (&little, Some("UTF-16LE")),
            (&big, Some("UTF-16BE")),
            ("id,näme\n1,\0\n".as_bytes(), None),
            (b"", None),
            (b"a", None),
        ];
        for (text, expected) in cases {
            assert_eq!(wide(text), expected, "{text:?}");
        }
    }
}
