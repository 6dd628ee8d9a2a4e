//! Functions that measure text and look into it.

use super::{Args, Builtin, integer};
use crate::{EvalError, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::strict("length", 1, |args, _| Ok(length(&args[0]))),
    Builtin::strict("char_length", 1, |args, _| Ok(length(&args[0]))),
    Builtin::strict("character_length", 1, |args, _| Ok(length(&args[0]))),
    // SQL Server does not count the spaces at the end.
    Builtin::strict("len", 1, |args, _| Ok(length(&args[0].text().trim_end_matches(' ').into()))),
    Builtin::strict("octet_length", 1, |args, _| Ok(Value::Int(octets(&args[0])))),
    Builtin::strict("datalength", 1, |args, _| Ok(Value::Int(octets(&args[0])))),
    Builtin::strict("bit_length", 1, |args, _| Ok(Value::Int(octets(&args[0]) * 8))),
    Builtin::strict("strpos", 2, |args, _| Ok(position(&args[0].text(), &args[1].text()))),
    Builtin::strict("position", 2, |args, _| Ok(position(&args[1].text(), &args[0].text()))),
    Builtin::strict("starts_with", 2, |args, _| {
        Ok(args[0].text().starts_with(args[1].text().as_ref()).into())
    }),
    Builtin::strict("ascii", 1, |args, _| {
        Ok(Value::Int(args[0].text().chars().next().map_or(0, |c| i64::from(u32::from(c)))))
    }),
    // Of addresses and paths, which are kept as text.
    Builtin::strict("family", 1, |args, _| {
        Ok(Value::Int(if args[0].text().contains(':') { 6 } else { 4 }))
    }),
    Builtin::strict("masklen", 1, |args, _| Ok(masklen(&args[0].text()))),
    Builtin::strict("nlevel", 1, |args, _| {
        let path = args[0].text();
        let labels = if path.is_empty() { 0 } else { path.matches('.').count() + 1 };
        Ok(Value::Int(labels as i64))
    }),
    Builtin::strict("split_part", 3, |args, _| split_part(args)),
];

/// The bits of an address's network: all of them where none are written.
fn masklen(address: &str) -> Value {
    let written = address.split_once('/').and_then(|(_, bits)| bits.trim().parse().ok());
    Value::Int(written.unwrap_or(if address.contains(':') { 128 } else { 32 }))
}

/// Characters of text, bytes of binary data.
fn length(value: &Value) -> Value {
    Value::Int(match value {
        Value::Bytes(bytes) => bytes.len() as i64,
        other => other.text().chars().count() as i64,
    })
}

fn octets(value: &Value) -> i64 {
    match value {
        Value::Bytes(bytes) => bytes.len() as i64,
        other => other.text().len() as i64,
    }
}

/// The position of a part, counted in characters from 1; 0 where it does not occur.
fn position(text: &str, part: &str) -> Value {
    let found = text.find(part).map(|at| text[..at].chars().count() as i64 + 1);
    Value::Int(found.unwrap_or(0))
}

/// The n-th part between separators, from the end where n is negative.
fn split_part(args: Args<'_>) -> Result<Value, EvalError> {
    let (text, separator) = (args[0].text(), args[1].text());
    let index = integer(&args[2])?;
    let parts: Vec<&str> =
        if separator.is_empty() { vec![&text] } else { text.split(separator.as_ref()).collect() };
    let index = match index {
        0 => {
            let reason = "the part's number must not be zero";
            return Err(EvalError::InvalidArgument { function: "split_part", reason });
        }
        index if index > 0 => index - 1,
        index => index + parts.len() as i64,
    };
    let part = usize::try_from(index).ok().and_then(|index| parts.get(index).copied());
    Ok(part.unwrap_or_default().into())
}
