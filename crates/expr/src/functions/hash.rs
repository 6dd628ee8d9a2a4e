//! Hashes, and bytes written as text.

use md5::Md5;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::{Args, Builtin};
use crate::cast::parse_hex;
use crate::{EvalError, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::strict("md5", 1, |args, _| Ok(hex(&hashed::<Md5>(&args[0])).into())),
    Builtin::strict("sha224", 1, |args, _| Ok(Value::Bytes(hashed::<Sha224>(&args[0])))),
    Builtin::strict("sha256", 1, |args, _| Ok(Value::Bytes(hashed::<Sha256>(&args[0])))),
    Builtin::strict("sha384", 1, |args, _| Ok(Value::Bytes(hashed::<Sha384>(&args[0])))),
    Builtin::strict("sha512", 1, |args, _| Ok(Value::Bytes(hashed::<Sha512>(&args[0])))),
    Builtin::strict("digest", 2, |args, _| digest(args)),
    Builtin::strict("encode", 2, |args, _| encode(args)),
    Builtin::strict("decode", 2, |args, _| decode(args)),
];

fn hashed<D: Digest>(value: &Value) -> Vec<u8> {
    D::digest(bytes(value)).to_vec()
}

/// Bytes, of text its own.
fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::Bytes(bytes) => bytes.clone(),
        other => other.text().into_owned().into_bytes(),
    }
}

/// pgcrypto's `digest(data, algorithm)`.
fn digest(args: Args<'_>) -> Result<Value, EvalError> {
    let hash = match args[1].text().to_ascii_lowercase().as_str() {
        "md5" => hashed::<Md5>,
        "sha224" => hashed::<Sha224>,
        "sha256" => hashed::<Sha256>,
        "sha384" => hashed::<Sha384>,
        "sha512" => hashed::<Sha512>,
        _ => {
            let reason = "the algorithm is md5, sha224, sha256, sha384 or sha512";
            return Err(EvalError::InvalidArgument { function: "digest", reason });
        }
    };
    Ok(Value::Bytes(hash(&args[0])))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unknown(function: &'static str) -> EvalError {
    EvalError::InvalidArgument { function, reason: "the format is hex or base64" }
}

fn encode(args: Args<'_>) -> Result<Value, EvalError> {
    let bytes = bytes(&args[0]);
    match args[1].text().as_ref() {
        "hex" => Ok(hex(&bytes).into()),
        "base64" => Ok(base64(&bytes).into()),
        _ => Err(unknown("encode")),
    }
}

fn decode(args: Args<'_>) -> Result<Value, EvalError> {
    match args[1].text().as_ref() {
        "hex" => match parse_hex(args[0].text().trim()) {
            Some(bytes) => Ok(Value::Bytes(bytes)),
            None => Err(EvalError::InvalidText { kind: crate::Kind::Bytes }),
        },
        _ => Err(EvalError::InvalidArgument { function: "decode", reason: "the format is hex" }),
    }
}

/// RFC 2045's Base64, in lines of 76 characters as PostgreSQL writes it.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for (at, chunk) in bytes.chunks(3).enumerate() {
        if at > 0 && at % 19 == 0 {
            text.push('\n');
        }
        let bits = (0..3)
            .fold(0_u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            text.push(if digit > chunk.len() {
                '='
            } else {
                char::from(ALPHABET[(bits >> (18 - 6 * digit)) as usize & 63])
            });
        }
    }
    text
}
