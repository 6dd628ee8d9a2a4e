//! Bytes of a file as text.

use std::{char::decode_utf16, sync::Arc};

use seedbed_ingest::{Diagnostic, Severity};
use seedbed_pipeline::{NamedText, PipelineError};
use seedbed_schema::Origin;

/// The text of a source, and a remark where not all of it could be decoded.
///
/// Text is UTF-8, or UTF-16 with a byte order mark, as editors and shells on Windows write it.
/// Old dumps are often neither; what is not ASCII in them is in comments and values, hardly in
/// names, so they are read, with a remark.
pub(crate) fn named(
    name: String,
    bytes: &[u8],
) -> Result<(NamedText, Option<Diagnostic>), PipelineError> {
    let (text, remark) = match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(&name, rest, u16::from_le_bytes)?, None),
        [0xfe, 0xff, rest @ ..] => (utf16(&name, rest, u16::from_be_bytes)?, None),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let remark = undecoded(&name, bytes);
            (String::from_utf8_lossy(bytes).into_owned(), remark)
        }
    };
    if text.contains('\0') {
        let problem = "it holds NUL bytes, so it is no text; a schema is a text in UTF-8 (save a \
                       UTF-16 file as UTF-8, and dump a database as plain SQL)";
        return Err(PipelineError::Text { name, problem: problem.to_owned() });
    }
    Ok((NamedText { name, text }, remark))
}

fn utf16(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, PipelineError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = decode_utf16(pairs.iter().copied().map(unit)).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err(PipelineError::Text {
            name: name.to_owned(),
            problem: "it begins as UTF-16 and is none throughout; save it as UTF-8".to_owned(),
        }),
    }
}

/// Says where a text stops being UTF-8.
fn undecoded(name: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let before = &bytes[..std::str::from_utf8(bytes).err()?.valid_up_to()];
    let before = String::from_utf8_lossy(before);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    Some(Diagnostic {
        severity: Severity::Warning,
        origin: Origin { source: Arc::from(name), line: line as u32, column: column as u32 },
        message: "from here on, some characters are not UTF-8 and were read as \u{fffd}".to_owned(),
        help: Some("save the file as UTF-8 where they are in names, defaults or CHECKs".to_owned()),
        skipped: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_whatever_wrote_them() {
        let wide = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain("größe 🌱".encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
        };
        let cases = [
            "größe 🌱".as_bytes().to_vec(),
            [b"\xef\xbb\xbf", "größe 🌱".as_bytes()].concat(),
            wide([0xff, 0xfe], u16::to_le_bytes),
            wide([0xfe, 0xff], u16::to_be_bytes),
        ];
        for bytes in cases {
            let (text, remark) = named("s.sql".into(), &bytes).unwrap();
            assert_eq!((text.text.as_str(), remark), ("größe 🌱", None), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_not_utf_8_is_remarked_with_its_line() {
        let (text, remark) = named("s.sql".into(), b"a\nb\n  gr\xf6\xdfe\n").unwrap();
        assert_eq!(text.text, "a\nb\n  gr\u{fffd}\u{fffd}e\n");
        assert_eq!(remark.unwrap().origin.to_string(), "s.sql:3:5");
    }

    #[test]
    fn err_bytes_that_are_no_text() {
        let cases: [(&[u8], &str); 4] = [
            (b"PGDMP\x01\x0e\x00", "dump a database as plain SQL"),
            (b"c\0r\0e\0a\0t\0e\0", "save a UTF-16 file as UTF-8"),
            (b"\xff\xfea", "none throughout"),
            (b"\xff\xfe\x00\xd8", "none throughout"),
        ];
        for (bytes, expected) in cases {
            let error = named("s.sql".into(), bytes).unwrap_err().to_string();
            assert!(error.starts_with("s.sql: ") && error.contains(expected), "{error}");
        }
    }
}
