//! Functions that make text of text.

use super::latin::unaccent;
use super::{Args, Builtin, integer};
use crate::{EvalError, Value};

/// The longest text that padding and repetition may make.
const MAX_LENGTH: usize = 1 << 24;

pub(super) const TABLE: &[Builtin] = &[
    Builtin::strict("lower", 1, |args, _| Ok(args[0].text().to_lowercase().into())),
    Builtin::strict("upper", 1, |args, _| Ok(args[0].text().to_uppercase().into())),
    Builtin::strict("initcap", 1, |args, _| Ok(initcap(&args[0].text()).into())),
    Builtin::strict("unaccent", 1, |args, _| Ok(unaccent(&args[0].text()).into())),
    Builtin::strict("slugify", 1, |args, _| Ok(slugify(&args[0].text()).into())),
    Builtin::strict("reverse", 1, |args, _| {
        Ok(args[0].text().chars().rev().collect::<String>().into())
    }),
    Builtin::optional("trim", (1, 2), |args, _| Ok(trim(args, true, true))),
    Builtin::optional("btrim", (1, 2), |args, _| Ok(trim(args, true, true))),
    Builtin::optional("ltrim", (1, 2), |args, _| Ok(trim(args, true, false))),
    Builtin::optional("rtrim", (1, 2), |args, _| Ok(trim(args, false, true))),
    Builtin::strict("left", 2, |args, _| left(args)),
    Builtin::strict("right", 2, |args, _| right(args)),
    Builtin::optional("lpad", (2, 3), |args, _| pad(args, true)),
    Builtin::optional("rpad", (2, 3), |args, _| pad(args, false)),
    Builtin::optional("substr", (2, 3), |args, _| substring(args)),
    Builtin::optional("substring", (2, 3), |args, _| substring(args)),
    Builtin::optional("overlay", (3, 4), |args, _| overlay(args)),
    Builtin::strict("replace", 3, |args, _| Ok(replace(args))),
    Builtin::strict("translate", 3, |args, _| Ok(translate(args))),
    Builtin::strict("repeat", 2, |args, _| repeat(args)),
    Builtin::lenient("concat", 1, |args, _| {
        Ok(args.iter().map(|arg| arg.text()).collect::<String>().into())
    }),
    Builtin::lenient("concat_ws", 1, |args, _| Ok(concat_ws(args))),
    Builtin::lenient("format", 1, |args, _| format(args)),
    Builtin::strict("chr", 1, |args, _| chr(args)),
    Builtin::strict("to_hex", 1, |args, _| Ok(format!("{:x}", integer(&args[0])?).into())),
];

fn initcap(text: &str) -> String {
    let mut inside = false;
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        if inside {
            result.extend(c.to_lowercase());
        } else {
            result.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric();
    }
    result
}

/// Lower-case ASCII words joined by hyphens: `Café au Lait!` is `cafe-au-lait`.
fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in unaccent(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn trim(args: Args<'_>, start: bool, end: bool) -> Value {
    let text = args[0].text();
    let set: Vec<char> = match args.get(1) {
        Some(set) => set.text().chars().collect(),
        None => vec![' '],
    };
    let mut trimmed: &str = &text;
    if start {
        trimmed = trimmed.trim_start_matches(set.as_slice());
    }
    if end {
        trimmed = trimmed.trim_end_matches(set.as_slice());
    }
    trimmed.into()
}

/// How many of `length` characters a count keeps; a negative count leaves that many out.
fn kept(count: i64, length: usize) -> usize {
    let length = length as i64;
    let kept = if count < 0 { length.saturating_add(count) } else { count };
    kept.clamp(0, length) as usize
}

fn left(args: Args<'_>) -> Result<Value, EvalError> {
    let text = args[0].text();
    let kept = kept(integer(&args[1])?, text.chars().count());
    Ok(text.chars().take(kept).collect::<String>().into())
}

fn right(args: Args<'_>) -> Result<Value, EvalError> {
    let text = args[0].text();
    let length = text.chars().count();
    let kept = kept(integer(&args[1])?, length);
    Ok(text.chars().skip(length - kept).collect::<String>().into())
}

fn bounded(function: &'static str, length: i64) -> Result<usize, EvalError> {
    let length = length.max(0) as usize;
    if length > MAX_LENGTH {
        return Err(EvalError::InvalidArgument { function, reason: "the text is too long" });
    }
    Ok(length)
}

fn pad(args: Args<'_>, before: bool) -> Result<Value, EvalError> {
    let text = args[0].text();
    let length = bounded(if before { "lpad" } else { "rpad" }, integer(&args[1])?)?;
    let fill = args.get(2).map_or(" ".into(), |fill| fill.text());
    let present = text.chars().count();
    if present >= length {
        return Ok(text.chars().take(length).collect::<String>().into());
    }
    let padding: String = fill.chars().cycle().take(length - present).collect();
    Ok(if before { padding + &text } else { text.into_owned() + &padding }.into())
}

/// Positions count from 1 and may lie before the text: `substr('abc', 0, 2)` is `a`.
fn substring(args: Args<'_>) -> Result<Value, EvalError> {
    let from = integer(&args[1])?;
    let to = match args.get(2) {
        Some(length) => from.saturating_add(integer(length)?),
        None => i64::MAX,
    };
    if to < from {
        let reason = "a negative length";
        return Err(EvalError::InvalidArgument { function: "substring", reason });
    }
    let (skip, to) = ((from.max(1) - 1) as usize, (to.max(1) - 1) as usize);
    if let Value::Bytes(bytes) = args[0].as_ref() {
        let end = to.min(bytes.len());
        return Ok(Value::Bytes(bytes[skip.min(end)..end].to_vec()));
    }
    let text = args[0].text();
    let taken = text.chars().skip(skip).take(to.saturating_sub(skip));
    Ok(taken.collect::<String>().into())
}

fn overlay(args: Args<'_>) -> Result<Value, EvalError> {
    let (text, by) = (args[0].text(), args[1].text());
    let start = (integer(&args[2])?.max(1) - 1) as usize;
    let length = match args.get(3) {
        Some(length) => integer(length)?.max(0) as usize,
        None => by.chars().count(),
    };
    let before: String = text.chars().take(start).collect();
    let after: String = text.chars().skip(start.saturating_add(length)).collect();
    Ok((before + &by + &after).into())
}

fn replace(args: Args<'_>) -> Value {
    let (text, from) = (args[0].text(), args[1].text());
    if from.is_empty() {
        return text.into_owned().into();
    }
    text.replace(from.as_ref(), &args[2].text()).into()
}

/// Replaces single characters by those at the same place of another text, or drops them.
fn translate(args: Args<'_>) -> Value {
    let from: Vec<char> = args[1].text().chars().collect();
    let to: Vec<char> = args[2].text().chars().collect();
    let text = args[0].text();
    let translated =
        text.chars().filter_map(|c| match from.iter().position(|&candidate| candidate == c) {
            Some(at) => to.get(at).copied(),
            None => Some(c),
        });
    translated.collect::<String>().into()
}

fn repeat(args: Args<'_>) -> Result<Value, EvalError> {
    let (text, count) = (args[0].text(), integer(&args[1])?);
    let length = count.max(0).saturating_mul(text.len() as i64);
    bounded("repeat", length)?;
    Ok(text.repeat(if length == 0 { 0 } else { count as usize }).into())
}

fn concat_ws(args: Args<'_>) -> Value {
    if args[0].is_null() {
        return Value::Null;
    }
    let present = args[1..].iter().filter(|arg| !arg.is_null());
    let parts: Vec<_> = present.map(|arg| arg.text()).collect();
    parts.join(args[0].text().as_ref()).into()
}

/// PostgreSQL's `format`, with `%s` and `%%`.
fn format(args: Args<'_>) -> Result<Value, EvalError> {
    let error = |reason| EvalError::InvalidArgument { function: "format", reason };
    let mut values = args[1..].iter();
    let mut result = String::new();
    let template = args[0].text();
    let mut chars = template.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '%' { chars.next() } else { None }) {
            ('%', Some('s')) => {
                let value = values.next().ok_or_else(|| error("too few arguments"))?;
                result.push_str(&value.text());
            }
            ('%', Some('%')) => result.push('%'),
            ('%', _) => return Err(error("only %s and %% are known")),
            (c, _) => result.push(c),
        }
    }
    Ok(result.into())
}

fn chr(args: Args<'_>) -> Result<Value, EvalError> {
    let code = u32::try_from(integer(&args[0])?).ok().and_then(char::from_u32);
    match code.filter(|&c| c != '\0') {
        Some(c) => Ok(c.to_string().into()),
        None => Err(EvalError::InvalidArgument { function: "chr", reason: "no such character" }),
    }
}
