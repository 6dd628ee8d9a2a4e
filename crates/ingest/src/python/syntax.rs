//! The part of Python's syntax that models are written in.
//!
//! What has no meaning for models (`assert`, `raise`, `match`, …) is [`StmtKind::Other`]; an
//! expression of that sort is [`ExprKind::Other`]. Offsets are bytes from the text's start.

use std::rc::Rc;

/// A name, a string's text.
pub(crate) type Text = Rc<str>;

/// A statement and where it starts.
#[derive(Debug)]
pub(crate) struct Stmt {
    pub(crate) kind: StmtKind,
    pub(crate) at: usize,
}

/// What a statement does.
#[derive(Debug)]
pub(crate) enum StmtKind {
    /// `a = b = value`.
    Assign {
        targets: Vec<Expr>,
        value: Expr,
    },
    /// `a: annotation = value`.
    Annotated {
        target: Expr,
        annotation: Rc<Expr>,
        value: Option<Expr>,
    },
    /// `a += value`.
    Augmented {
        target: Expr,
        operator: Text,
        value: Expr,
    },
    /// An expression alone: a call, a docstring.
    Expr(Expr),
    Import(Import),
    Class(Rc<ClassDef>),
    Function(Rc<FunctionDef>),
    If {
        test: Expr,
        body: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    For {
        target: Expr,
        over: Expr,
        body: Vec<Stmt>,
    },
    /// The block of `try` (handlers left out, `else` and `finally` appended) or of `with`.
    Block(Vec<Stmt>),
    Return(Option<Expr>),
    Other,
}

/// `import` in any form.
#[derive(Debug)]
pub(crate) enum Import {
    /// `import a.b`, or with its alias.
    Module { path: Vec<Text>, alias: Option<Text> },
    /// `from ..a import b as c`: levels, `a`, and (name, alias) pairs; no names mean `*`.
    From { level: usize, path: Vec<Text>, names: Vec<(Text, Option<Text>)> },
}

/// A class as written.
#[derive(Debug)]
pub(crate) struct ClassDef {
    pub(crate) name: Text,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) body: Vec<Stmt>,
    pub(crate) docstring: Option<Text>,
    pub(crate) at: usize,
}

/// A function or lambda as written.
#[derive(Debug)]
pub(crate) struct FunctionDef {
    pub(crate) name: Text,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) returns: Option<Rc<Expr>>,
    pub(crate) body: Vec<Stmt>,
}

/// One parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Text,
    pub(crate) kind: ParameterKind,
    pub(crate) default: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    Plain,
    KeywordOnly,
    /// `*args`.
    Rest,
    /// `**kwargs`.
    Keywords,
}

/// One argument of a call.
#[derive(Debug)]
pub(crate) enum Argument {
    Plain(Expr),
    Keyword(Text, Expr),
    /// `*value`.
    Spread(Expr),
    /// `**value`.
    Keywords(Expr),
}

/// An expression and where it starts.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) at: usize,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    Name(Text),
    Str(Text),
    Bytes,
    /// An f-string.
    Format(Vec<Piece>),
    Int(i64),
    /// A number that is not an `i64`, as written.
    Number(f64),
    Bool(bool),
    None,
    Ellipsis,
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Set(Vec<Expr>),
    /// Entries; without a key for `**mapping`.
    Dict(Vec<(Option<Expr>, Expr)>),
    /// A comprehension: its element (and value, of a dictionary), then its clauses.
    Comprehension {
        element: Box<Expr>,
        value: Option<Box<Expr>>,
        clauses: Vec<Clause>,
    },
    Call {
        function: Box<Expr>,
        arguments: Vec<Argument>,
    },
    Attribute(Box<Expr>, Text),
    Index(Box<Expr>, Box<Expr>),
    Slice(Vec<Option<Expr>>),
    Binary(Text, Box<Expr>, Box<Expr>),
    /// `a < b < c` as its first operand and the others with their operators.
    Compare(Box<Expr>, Vec<(Text, Expr)>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Unary(Text, Box<Expr>),
    If {
        test: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Lambda(Rc<FunctionDef>),
    /// `*value`.
    Spread(Box<Expr>),
    Other,
}

/// A part of an f-string.
#[derive(Debug)]
pub(crate) enum Piece {
    Text(Text),
    Value(Expr),
}

/// `for target in over`, or `if test`, within a comprehension.
#[derive(Debug)]
pub(crate) enum Clause {
    For(Expr, Expr),
    If(Expr),
}
