//! Tokens to blocks. A flaw costs its line, and at the top its block.

use super::{
    ast::{Attribute, Block, Expr, Field, FieldType},
    lexer::{Token, TokenKind},
};

/// Lists and calls nested deeper than this are no schema.
const DEEPEST: usize = 32;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flaw {
    pub(super) at: usize,
    pub(super) message: String,
}

type Parsed<T> = Result<T, Flaw>;

/// The blocks of a text, and what could not be read.
pub(super) fn parse(tokens: &[Token], end: usize) -> (Vec<Block>, Vec<Flaw>) {
    let mut parser = Parser { tokens, at: 0, end, flaws: Vec::new() };
    let mut blocks = Vec::new();
    let mut doc = Vec::new();
    while let Some(token) = parser.peek() {
        match &token.kind {
            TokenKind::Newline => parser.at += 1,
            TokenKind::Doc(text) => {
                doc.push(text.clone());
                parser.at += 1;
            }
            _ => match parser.block(joined(&mut doc)) {
                Ok(block) => blocks.push(block),
                Err(flaw) => {
                    parser.flaws.push(flaw);
                    parser.skip_line();
                }
            },
        }
    }
    (blocks, parser.flaws)
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    end: usize,
    flaws: Vec<Flaw>,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn offset(&self) -> usize {
        self.peek().map_or(self.end, |token| token.at)
    }

    fn is_symbol(&self, symbol: char) -> bool {
        self.peek().is_some_and(|token| token.kind == TokenKind::Symbol(symbol))
    }

    fn eat(&mut self, symbol: char) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: char) -> Parsed<()> {
        if self.eat(symbol) { Ok(()) } else { self.wrong(&format!("\"{symbol}\"")) }
    }

    fn wrong<T>(&self, expected: &str) -> Parsed<T> {
        let found = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Name(name)) => format!("{name:?}"),
            Some(TokenKind::Symbol(symbol)) => format!("\"{symbol}\""),
            Some(TokenKind::Text(_)) => "a string".into(),
            Some(TokenKind::Number(_)) => "a number".into(),
            Some(TokenKind::Doc(_)) => "a comment".into(),
            Some(TokenKind::Newline) => "the end of the line".into(),
            Some(TokenKind::Unclosed) => "a string that is never closed".into(),
            None => "the end".into(),
        };
        Err(Flaw { at: self.offset(), message: format!("expected {expected}, found {found}") })
    }

    fn name(&mut self, expected: &str) -> Parsed<String> {
        let Some(Token { kind: TokenKind::Name(name), .. }) = self.peek() else {
            return self.wrong(expected);
        };
        self.at += 1;
        Ok(name.clone())
    }

    /// Goes behind the end of this line.
    fn skip_line(&mut self) {
        while let Some(token) = self.peek() {
            self.at += 1;
            if token.kind == TokenKind::Newline {
                return;
            }
        }
    }

    /// Passes over ends of lines and comments.
    fn skip_blank(&mut self) {
        let is_blank = |token: &Token| matches!(token.kind, TokenKind::Newline | TokenKind::Doc(_));
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    fn block(&mut self, doc: Option<String>) -> Parsed<Block> {
        const KEYWORDS: &[&str] = &["model", "view", "enum", "type", "datasource", "generator"];
        let keyword = self.name("a block such as model, enum or datasource")?;
        if !KEYWORDS.contains(&keyword.as_str()) {
            self.at -= 1;
            return self.wrong("model, view, enum, type, datasource or generator");
        }
        let at = self.offset();
        let name = self.name("a name")?;
        self.expect('{')?;
        let mut block = Block {
            keyword,
            name,
            doc,
            at,
            fields: Vec::new(),
            settings: Vec::new(),
            attributes: Vec::new(),
        };
        let mut doc = Vec::new();
        loop {
            match self.peek().map(|token| &token.kind) {
                None => {
                    let message = format!("the block {} is never closed", block.name);
                    self.flaws.push(Flaw { at, message });
                    return Ok(block);
                }
                Some(TokenKind::Symbol('}')) => {
                    self.at += 1;
                    return Ok(block);
                }
                Some(TokenKind::Newline) => self.at += 1,
                Some(TokenKind::Doc(text)) => {
                    doc.push(text.clone());
                    self.at += 1;
                }
                Some(_) => {
                    if let Err(flaw) = self.entry(&mut block, joined(&mut doc)) {
                        self.flaws.push(flaw);
                        self.skip_line();
                    }
                }
            }
        }
    }

    /// One line of a block.
    fn entry(&mut self, block: &mut Block, doc: Option<String>) -> Parsed<()> {
        let at = self.offset();
        if self.eat('@') {
            self.expect('@')?;
            let attribute = self.attribute(at)?;
            self.end_of_line()?;
            block.attributes.push(attribute);
            return Ok(());
        }
        let name = self.name("a field or \"}\"")?;
        if self.eat('=') {
            let value = self.expression(0)?;
            self.end_of_line()?;
            block.settings.push((name, value));
            return Ok(());
        }
        let of = if block.keyword == "enum" { None } else { Some(self.field_type()?) };
        let mut attributes = Vec::new();
        while self.is_symbol('@') {
            let at = self.offset();
            self.at += 1;
            attributes.push(self.attribute(at)?);
        }
        let trailing = self.end_of_line()?;
        let doc = match (doc, trailing) {
            (Some(above), Some(beside)) => Some(format!("{above}\n{beside}")),
            (above, beside) => above.or(beside),
        };
        block.fields.push(Field { name, of, attributes, doc, at });
        Ok(())
    }

    /// The comment before the end of the line, if there is one.
    fn end_of_line(&mut self) -> Parsed<Option<String>> {
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Doc(text)) => {
                self.at += 1;
                Ok(Some(text.clone()))
            }
            None | Some(TokenKind::Newline | TokenKind::Symbol('}')) => Ok(None),
            Some(_) => self.wrong("an attribute or the end of the line"),
        }
    }

    fn field_type(&mut self) -> Parsed<FieldType> {
        let at = self.offset();
        let name = self.name("the field's type")?;
        let mut unsupported = None;
        if self.eat('(') {
            unsupported = self.expression(0)?.text().map(str::to_owned);
            self.expect(')')?;
        }
        let mut of = FieldType { name, unsupported, list: false, optional: false, at };
        if self.eat('[') {
            self.expect(']')?;
            of.list = true;
        }
        of.optional = self.eat('?');
        // `Type!` was how an early version said that a field is required.
        self.eat('!');
        Ok(of)
    }

    fn attribute(&mut self, at: usize) -> Parsed<Attribute> {
        let mut name = self.name("the attribute's name")?;
        while self.eat('.') {
            name.push('.');
            name.push_str(&self.name("the attribute's name")?);
        }
        let arguments = if self.eat('(') { self.arguments(0)? } else { Vec::new() };
        Ok(Attribute { name, arguments, at })
    }

    /// Arguments up to the closing parenthesis, which is taken.
    fn arguments(&mut self, depth: usize) -> Parsed<Vec<(Option<String>, Expr)>> {
        let mut arguments = Vec::new();
        loop {
            self.skip_blank();
            if self.eat(')') {
                return Ok(arguments);
            }
            let key = match (self.peek(), self.tokens.get(self.at + 1)) {
                (
                    Some(Token { kind: TokenKind::Name(name), .. }),
                    Some(Token { kind: TokenKind::Symbol(':'), .. }),
                ) => {
                    self.at += 2;
                    Some(name.clone())
                }
                _ => None,
            };
            arguments.push((key, self.expression(depth + 1)?));
            self.skip_blank();
            if !self.eat(',') && !self.is_symbol(')') {
                return self.wrong("\",\" or \")\"");
            }
        }
    }

    fn expression(&mut self, depth: usize) -> Parsed<Expr> {
        if depth > DEEPEST {
            return self.wrong("less nesting");
        }
        self.skip_blank();
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Text(text)) => {
                self.at += 1;
                Ok(Expr::Text(text.clone()))
            }
            Some(TokenKind::Number(number)) => {
                self.at += 1;
                Ok(Expr::Number(number.clone()))
            }
            Some(TokenKind::Name(_)) => {
                let mut name = self.name("a value")?;
                while self.eat('.') {
                    name.push('.');
                    name.push_str(&self.name("a name")?);
                }
                if self.eat('(') {
                    return Ok(Expr::Call(name, self.arguments(depth + 1)?));
                }
                Ok(Expr::Name(name))
            }
            Some(TokenKind::Symbol('[')) => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_blank();
                    if self.eat(']') {
                        return Ok(Expr::List(items));
                    }
                    items.push(self.expression(depth + 1)?);
                    self.skip_blank();
                    if !self.eat(',') && !self.is_symbol(']') {
                        return self.wrong("\",\" or \"]\"");
                    }
                }
            }
            _ => self.wrong("a value"),
        }
    }
}

fn joined(doc: &mut Vec<String>) -> Option<String> {
    let text = std::mem::take(doc).join("\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
