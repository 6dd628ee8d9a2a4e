//! SQL's pattern languages as regular expressions of the regex crate.

use std::iter::Peekable;
use std::str::Chars;

use regex::{Regex, RegexBuilder};

use crate::MatchSyntax;

/// The pattern as a regular expression: anchored for LIKE, SIMILAR TO and GLOB, which match
/// the whole text, and found anywhere for regular expressions.
///
/// In all of them the wildcards match line breaks too, hence `(?s:…)`. The error says which
/// construct has no counterpart (look-around, back-references).
pub(crate) fn to_regex(pattern: &str, syntax: MatchSyntax) -> Result<String, String> {
    match syntax {
        MatchSyntax::Like => like(pattern),
        MatchSyntax::Similar => similar(pattern),
        MatchSyntax::Glob => Ok(glob(pattern)),
        MatchSyntax::Regex => posix(pattern),
    }
}

/// The compiled pattern; the error is the reason without the pattern.
pub(crate) fn compile(
    pattern: &str,
    syntax: MatchSyntax,
    case_insensitive: bool,
) -> Result<Regex, String> {
    build(&to_regex(pattern, syntax)?, case_insensitive)
}

/// Compiles a regular expression of the regex crate.
pub(crate) fn build(regex: &str, case_insensitive: bool) -> Result<Regex, String> {
    RegexBuilder::new(regex).case_insensitive(case_insensitive).build().map_err(|error| {
        match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            // The parser's report shows the pattern over several lines; its last one is the reason.
            other => {
                let text = other.to_string();
                let reason = text.lines().last().unwrap_or_default();
                reason.trim_start_matches("error: ").to_owned()
            }
        }
    })
}

fn push_literal(out: &mut String, c: char) {
    if regex_syntax::is_meta_character(c) {
        out.push('\\');
    }
    out.push(c);
}

fn like(pattern: &str) -> Result<String, String> {
    let mut out = String::from("^");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => out.push_str("(?s:.*)"),
            '_' => out.push_str("(?s:.)"),
            '\\' => {
                let escaped = chars.next().ok_or("it ends with its escape character")?;
                push_literal(&mut out, escaped);
            }
            c => push_literal(&mut out, c),
        }
    }
    out.push('$');
    Ok(out)
}

fn similar(pattern: &str) -> Result<String, String> {
    let mut out = String::from("^(?s:");
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            '\\' => {
                let escaped = chars.next().ok_or("it ends with its escape character")?;
                push_literal(&mut out, escaped);
            }
            '.' | '^' | '$' => push_literal(&mut out, c),
            '[' => bracket(&mut chars, &mut out, false)?,
            c => out.push(c),
        }
    }
    out.push_str(")$");
    Ok(out)
}

fn glob(pattern: &str) -> String {
    let mut out = String::from("^(?s:");
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            '[' => {
                let (mut class, mut behind) = (String::new(), chars.clone());
                if bracket(&mut behind, &mut class, false).is_ok() {
                    out.push_str(&class);
                    chars = behind;
                } else {
                    // A bracket that is never closed stands for itself.
                    out.push_str("\\[");
                }
            }
            c => push_literal(&mut out, c),
        }
    }
    out.push_str(")$");
    out
}

/// PostgreSQL's advanced regular expressions.
fn posix(pattern: &str) -> Result<String, String> {
    let mut out = String::from("(?s)");
    let pattern = pattern.strip_prefix("***:").unwrap_or(pattern);
    if let Some(literal) = pattern.strip_prefix("***=") {
        out.push_str(&regex_syntax::escape(literal));
        return Ok(out);
    }
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut out)?,
            '[' if is_word_boundary(&chars, '<') => {
                chars.by_ref().nth(5);
                out.push_str(r"\b{start}");
            }
            '[' if is_word_boundary(&chars, '>') => {
                chars.by_ref().nth(5);
                out.push_str(r"\b{end}");
            }
            '[' => bracket(&mut chars, &mut out, true)?,
            '(' => {
                out.push('(');
                let ahead: String = chars.clone().take(3).collect();
                if ["?=", "?!", "?<"].iter().any(|look| ahead.starts_with(look)) {
                    return Err("look-around is not supported".to_owned());
                }
            }
            // A brace opens a count only before a digit.
            '{' if !chars.peek().is_some_and(char::is_ascii_digit) => out.push_str("\\{"),
            '{' => count(&mut chars, &mut out)?,
            '}' => out.push_str("\\}"),
            c => out.push(c),
        }
    }
    Ok(out)
}

/// `[[:<:]]` and `[[:>:]]`, behind their first bracket.
fn is_word_boundary(chars: &Peekable<Chars<'_>>, side: char) -> bool {
    chars.clone().take(6).eq(['[', ':', side, ':', ']', ']'])
}

/// `{2,5}`, behind its opening brace.
fn count(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    out.push('{');
    for c in chars.by_ref() {
        out.push(c);
        if c == '}' {
            return Ok(());
        }
    }
    Err("a count is not closed".to_owned())
}

/// An escape outside brackets, behind its backslash.
fn escape(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    match chars.next().ok_or("it ends with a backslash")? {
        'm' => out.push_str(r"\b{start}"),
        'M' => out.push_str(r"\b{end}"),
        'y' => out.push_str(r"\b"),
        'Y' => out.push_str(r"\B"),
        'A' => out.push_str(r"\A"),
        'Z' => out.push_str(r"\z"),
        '1'..='9' => return Err("back-references are not supported".to_owned()),
        c => shared_escape(c, chars, out)?,
    }
    Ok(())
}

/// The escapes that mean the same inside and outside brackets.
fn shared_escape(c: char, chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    match c {
        'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'a' | 'f' | 'n' | 'r' | 't' | 'v' => {
            out.push('\\');
            out.push(c);
        }
        'b' => out.push_str(r"\x08"),
        'B' => out.push_str(r"\\"),
        'e' => out.push_str(r"\x1B"),
        '0' => out.push_str(r"\x00"),
        'x' | 'u' | 'U' => {
            let most = match c {
                'u' => 4,
                'U' => 8,
                _ => 6,
            };
            let mut digits = String::new();
            while digits.len() < most
                && let Some(digit) = chars.next_if(char::is_ascii_hexdigit)
            {
                digits.push(digit);
            }
            out.extend(["\\x{", &digits, "}"]);
        }
        c if c.is_ascii_alphanumeric() => return Err(format!("no escape \\{c}")),
        c => push_literal(out, c),
    }
    Ok(())
}

/// A bracket expression, behind its opening bracket. `escapes` says whether the backslash
/// escapes inside it.
fn bracket(chars: &mut Peekable<Chars<'_>>, out: &mut String, escapes: bool) -> Result<(), String> {
    out.push('[');
    if chars.next_if(|&c| c == '^' || (c == '!' && !escapes)).is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        let c = chars.next().ok_or("a bracket is not closed")?;
        match c {
            ']' if !first => break,
            '[' if matches!(chars.peek(), Some(':' | '.' | '=')) => named_class(chars, out)?,
            '\\' if escapes => {
                let behind = chars.next().ok_or("it ends with a backslash")?;
                shared_escape(behind, chars, out)?;
            }
            '-' if first || chars.peek() == Some(&']') => out.push_str("\\-"),
            '-' => out.push('-'),
            // `&&`, `--`, `~~` and a nested bracket mean set operations to the regex crate.
            c => push_literal(out, c),
        }
        first = false;
    }
    out.push(']');
    Ok(())
}

/// `[:alpha:]`, `[.x.]`, `[=x=]` inside a bracket expression, behind their opening bracket.
fn named_class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    let mark = chars.next().unwrap_or(':');
    let mut name = String::new();
    loop {
        let c = chars.next().ok_or("a character class is not closed")?;
        if c == mark && chars.next_if_eq(&']').is_some() {
            break;
        }
        name.push(c);
    }
    if mark == ':' {
        out.extend(["[:", &name, ":]"]);
    } else {
        name.chars().for_each(|c| push_literal(out, c));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_their_own_language() {
        use MatchSyntax::{Glob, Like, Regex, Similar};
        let cases = [
            (Like, "a%", "abc", true),
            (Like, "a%", "xabc", false),
            (Like, "_b", "ab", true),
            (Like, "100\\%", "100%", true),
            (Like, "a.c", "abc", false),
            (Like, "a%", "a\nb", true),
            (Similar, "(a|b)%", "bcd", true),
            (Similar, "a.c", "abc", false),
            (Similar, "[0-9]{3}", "1234", false),
            (Glob, "a*", "abc", true),
            (Glob, "[a-c]?", "bx", true),
            (Glob, "[^a]*", "abc", false),
            (Glob, "a[b", "a[b", true),
            (Regex, "^[a-z0-9_]{1,100}$", "snake_case", true),
            (Regex, "^.+@.+\\..+$", "a@b.c", true),
            (Regex, "b", "abc", true),
            (Regex, "^[[:alpha:]]+$", "abc", true),
            (Regex, "[]x]", "]", true),
            (Regex, r"([\{,]:|::|:[,\}])", "a::b", true),
            (Regex, r"\mfoo\M", "a foo b", true),
            (Regex, "^[^[]+$", "a[b", false),
            (Regex, "a{", "a{", true),
            (Regex, r"^\S+$", "a b", false),
            (Regex, "^[a&&b]+$", "a&b", true),
        ];
        for (syntax, pattern, text, expected) in cases {
            let regex = compile(pattern, syntax, false).expect(pattern);
            assert_eq!(regex.is_match(text), expected, "{syntax:?} {pattern} on {text:?}");
        }
    }

    #[test]
    fn what_has_no_counterpart_is_named() {
        for (pattern, part) in
            [("(?=a)b", "look-around"), (r"(a)\1", "back-references"), ("a**[", "")]
        {
            let reason = compile(pattern, MatchSyntax::Regex, false).unwrap_err();
            assert!(reason.contains(part), "{pattern}: {reason}");
        }
    }
}
