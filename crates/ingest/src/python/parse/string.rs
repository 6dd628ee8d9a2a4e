//! String literals.

use tree_sitter::Node;

use super::{Reader, children};
use crate::python::syntax::{Expr, ExprKind, Piece};

impl Reader<'_> {
    /// A string, f-string or bytes literal.
    pub(super) fn string(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let mut pieces = Vec::new();
        let mut prefix = String::new();
        for part in children(node) {
            match part.kind() {
                "string_start" => prefix = self.text(part).to_ascii_lowercase(),
                "string_content" => {
                    let raw = prefix.contains('r');
                    let text = self.text(part);
                    let text = if raw { text.to_owned() } else { unescape(text) };
                    let text = if prefix.contains('f') { braces(&text) } else { text };
                    pieces.push(Piece::Text(text.into()));
                }
                "interpolation" => {
                    let value = part.child_by_field_name("expression");
                    let plain = part.child_by_field_name("format_specifier").is_none()
                        && part.child_by_field_name("type_conversion").is_none();
                    let value = match value {
                        Some(value) if plain => self.expr(value, depth + 1),
                        _ => Expr { kind: ExprKind::Other, at: part.start_byte() },
                    };
                    pieces.push(Piece::Value(value));
                }
                _ => {}
            }
        }
        if prefix.contains('b') {
            return ExprKind::Bytes;
        }
        joined(pieces)
    }

    /// Strings side by side are one.
    pub(super) fn strings(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let mut pieces = Vec::new();
        for part in children(node) {
            match self.string(part, depth) {
                ExprKind::Str(text) => pieces.push(Piece::Text(text)),
                ExprKind::Format(inner) => pieces.extend(inner),
                other => return other,
            }
        }
        joined(pieces)
    }
}

fn joined(pieces: Vec<Piece>) -> ExprKind {
    let mut text = String::new();
    for piece in &pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Value(_) => return ExprKind::Format(pieces),
        }
    }
    ExprKind::Str(text.into())
}

/// Doubled braces of an f-string.
fn braces(text: &str) -> String {
    text.replace("{{", "{").replace("}}", "}")
}

/// Escape sequences (The Python Language Reference, 2.4.1). `\N{…}` stays as written.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(escape) = rest.chars().next() else {
            out.push('\\');
            break;
        };
        rest = &rest[escape.len_utf8()..];
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let code = rest.get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            if let Some(character) = code.and_then(char::from_u32) {
                out.push(character);
                rest = &rest[digits..];
                continue;
            }
        }
        match escape {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '\n' => {}
            '\\' | '\'' | '"' => out.push(escape),
            '0'..='7' => {
                let more = rest.bytes().take(2).take_while(|b| (b'0'..=b'7').contains(b)).count();
                let octal = format!("{escape}{}", &rest[..more]);
                rest = &rest[more..];
                let code = u32::from_str_radix(&octal, 8).ok();
                out.extend(code.and_then(char::from_u32));
            }
            other => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out.push_str(rest);
    out
}
