//! Expressions to nodes.

use std::collections::BTreeSet;

use super::Env;
use super::node::{Node, Pattern};
use super::target::Target;
use crate::functions::{self, DateField};
use crate::{
    BinaryOp, CompileError, Expr, MatchSyntax, Reference, UnaryOp, Value, pattern as patterns,
};

pub(super) fn compile(
    expr: &Expr,
    mut resolve: impl FnMut(Reference<'_>) -> Option<usize>,
) -> Result<Node, CompileError> {
    let mut compiler = Compiler { resolve: &mut resolve, inputs: 0, unsupported: BTreeSet::new() };
    let node = compiler.node(expr)?;
    if compiler.unsupported.is_empty() {
        return Ok(node);
    }
    let names: Vec<String> = compiler.unsupported.into_iter().collect();
    Err(CompileError::UnsupportedFunction { name: names.join(", ") })
}

struct Compiler<'a> {
    resolve: &'a mut dyn FnMut(Reference<'_>) -> Option<usize>,
    /// How many nodes so far depend on slots or on the current time: an expression during
    /// whose compilation this does not grow is a constant.
    inputs: usize,
    unsupported: BTreeSet<String>,
}

impl Compiler<'_> {
    fn node(&mut self, expr: &Expr) -> Result<Node, CompileError> {
        let before = self.inputs;
        let node = self.raw(expr)?;
        if self.inputs != before || matches!(node, Node::Constant(_)) {
            return Ok(node);
        }
        // An error is left to the evaluation: the branch may never be reached.
        let folded = node.eval(&[], Env::default()).map(std::borrow::Cow::into_owned);
        Ok(folded.map_or(node, Node::Constant))
    }

    fn boxed(&mut self, expr: &Expr) -> Result<Box<Node>, CompileError> {
        self.node(expr).map(Box::new)
    }

    fn nodes<'a>(
        &mut self,
        exprs: impl IntoIterator<Item = &'a Expr>,
    ) -> Result<Vec<Node>, CompileError> {
        exprs.into_iter().map(|expr| self.node(expr)).collect()
    }

    fn raw(&mut self, expr: &Expr) -> Result<Node, CompileError> {
        Ok(match expr {
            Expr::Literal(value) => Node::Constant(value.clone()),
            Expr::Column(path) => self.reference(expr, Reference::Column(path))?,
            Expr::Aggregate(aggregate) => self.reference(expr, Reference::Aggregate(aggregate))?,
            Expr::Unary(UnaryOp::Not, x) => Node::Not(self.boxed(x)?),
            Expr::Unary(UnaryOp::Neg, x) => Node::Negate(self.boxed(x)?),
            Expr::Unary(UnaryOp::BitNot, x) => Node::BitNot(self.boxed(x)?),
            Expr::Binary(op, left, right) => self.binary(expr, *op, left, right)?,
            Expr::IsNull(x, flag) => Node::IsNull(self.boxed(x)?, *flag),
            Expr::IsBool(x, value, negated) => Node::IsBool(self.boxed(x)?, *value, *negated),
            Expr::IsDistinct(a, b, flag) => Node::IsDistinct(self.boxed(a)?, self.boxed(b)?, *flag),
            Expr::Between { expr, low, high, negated } => Node::Between {
                expr: self.boxed(expr)?,
                low: self.boxed(low)?,
                high: self.boxed(high)?,
                negated: *negated,
            },
            Expr::InList { expr, list, negated } => self.in_list(expr, list, *negated)?,
            Expr::Match { expr, pattern, syntax, case_insensitive, negated } => Node::Match {
                expr: self.boxed(expr)?,
                pattern: self.pattern(pattern, *syntax, *case_insensitive)?,
                negated: *negated,
            },
            Expr::Quantified(op, left, array, all) => Node::Quantified {
                op: *op,
                left: self.boxed(left)?,
                array: self.boxed(array)?,
                all: *all,
            },
            Expr::Case { operand, branches, otherwise } => Node::Case {
                operand: operand.as_deref().map(|x| self.boxed(x)).transpose()?,
                branches: branches
                    .iter()
                    .map(|(when, then)| Ok((self.node(when)?, self.node(then)?)))
                    .collect::<Result<_, CompileError>>()?,
                otherwise: otherwise.as_deref().map(|x| self.boxed(x)).transpose()?,
            },
            Expr::Call(name, args) => self.call(name, args)?,
            Expr::Cast(x, kind, type_name) => {
                Node::Cast(self.boxed(x)?, Target::new(*kind, type_name))
            }
            Expr::Array(items) => Node::Array(self.nodes(items)?),
        })
    }

    fn reference(&mut self, expr: &Expr, reference: Reference<'_>) -> Result<Node, CompileError> {
        self.inputs += 1;
        let slot = (self.resolve)(reference);
        slot.map(Node::Slot)
            .ok_or_else(|| CompileError::UnknownReference { name: expr.to_string() })
    }

    fn binary(
        &mut self,
        expr: &Expr,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
    ) -> Result<Node, CompileError> {
        match op {
            BinaryOp::And => return self.nodes(expr.conjuncts()).map(Node::And),
            BinaryOp::Or => return self.nodes(expr.disjuncts()).map(Node::Or),
            BinaryOp::Eq | BinaryOp::NotEq => {
                if let (Expr::Array(a), Expr::Array(b)) = (left, right)
                    && a.len() == b.len()
                {
                    return self.rows(op, a, b);
                }
            }
            _ => {}
        }
        let (left, right) = (self.boxed(left)?, self.boxed(right)?);
        Ok(match op {
            op if op.is_comparison() => Node::Compare(op, left, right),
            BinaryOp::Concat
            | BinaryOp::JsonGet
            | BinaryOp::JsonGetText
            | BinaryOp::JsonHasKey
            | BinaryOp::Contains
            | BinaryOp::ContainedBy
            | BinaryOp::Overlaps => Node::Composite(op, left, right),
            op => Node::Arithmetic(op, left, right),
        })
    }

    /// `(a, b) = (c, d)`: part by part, so that a NULL part makes the comparison NULL.
    fn rows(&mut self, op: BinaryOp, a: &[Expr], b: &[Expr]) -> Result<Node, CompileError> {
        let mut parts = Vec::with_capacity(a.len());
        for (a, b) in a.iter().zip(b) {
            parts.push(Node::Compare(op, self.boxed(a)?, self.boxed(b)?));
        }
        Ok(if op == BinaryOp::Eq { Node::And(parts) } else { Node::Or(parts) })
    }

    fn in_list(&mut self, expr: &Expr, list: &[Expr], negated: bool) -> Result<Node, CompileError> {
        if let Expr::Array(row) = expr
            && list.iter().all(|item| matches!(item, Expr::Array(_)))
        {
            let mut rows = Vec::with_capacity(list.len());
            for item in list {
                if let Expr::Array(other) = item {
                    rows.push(self.rows(BinaryOp::Eq, row, other)?);
                }
            }
            let any = Node::Or(rows);
            return Ok(if negated { Node::Not(Box::new(any)) } else { any });
        }
        Ok(Node::InList { expr: self.boxed(expr)?, list: self.nodes(list)?, negated })
    }

    fn pattern(
        &mut self,
        pattern: &Expr,
        syntax: MatchSyntax,
        case_insensitive: bool,
    ) -> Result<Pattern, CompileError> {
        match self.node(pattern)? {
            Node::Constant(Value::Text(text)) => {
                match patterns::compile(&text, syntax, case_insensitive) {
                    Ok(regex) => Ok(Pattern::Fixed(Box::new(regex))),
                    Err(reason) => Err(CompileError::BadPattern { pattern: text, reason }),
                }
            }
            node => Ok(Pattern::Computed { pattern: Box::new(node), syntax, case_insensitive }),
        }
    }

    fn call(&mut self, name: &str, args: &[Expr]) -> Result<Node, CompileError> {
        let regex = |compiler: &mut Self, pattern: &Expr, flags: &str| {
            compiler.pattern(pattern, MatchSyntax::Regex, flags.contains('i'))
        };
        match (name, args) {
            ("coalesce", [_, ..]) => self.nodes(args).map(Node::Coalesce),
            ("extract" | "date_part", [Expr::Literal(Value::Text(field)), of]) => {
                let as_float = name == "date_part";
                match DateField::named(field) {
                    Some(field) => Ok(Node::Extract { field, of: self.boxed(of)?, as_float }),
                    None => Ok(self.unsupported(format!("{name}({field} …)"), args)?),
                }
            }
            ("regexp_replace", [text, pattern, replacement, rest @ ..]) => {
                let Some(flags) = flags(rest) else {
                    return self.unsupported(name.to_owned(), args);
                };
                Ok(Node::RegexReplace {
                    expr: self.boxed(text)?,
                    pattern: regex(self, pattern, flags)?,
                    replacement: self.boxed(replacement)?,
                    all: flags.contains('g'),
                })
            }
            ("regexp_match", [text, pattern, rest @ ..]) => match flags(rest) {
                Some(flags) => Ok(Node::RegexCaptures {
                    expr: self.boxed(text)?,
                    pattern: regex(self, pattern, flags)?,
                }),
                None => self.unsupported(name.to_owned(), args),
            },
            ("substring", [text, pattern @ Expr::Literal(Value::Text(_))]) => {
                Ok(Node::RegexExtract {
                    expr: self.boxed(text)?,
                    pattern: regex(self, pattern, "")?,
                })
            }
            _ => self.builtin(name, args),
        }
    }

    fn builtin(&mut self, name: &str, args: &[Expr]) -> Result<Node, CompileError> {
        let Some(builtin) = functions::find(name, args.len()) else {
            return self.unsupported(name.to_owned(), args);
        };
        if !builtin.accepts(args) {
            return self.unsupported(name.to_owned(), args);
        }
        if builtin.reads_now {
            self.inputs += 1;
        }
        Ok(Node::Call(builtin, self.nodes(args)?))
    }

    /// Notes the function and goes on, so that one error names all that are unsupported.
    fn unsupported(&mut self, name: String, args: &[Expr]) -> Result<Node, CompileError> {
        self.unsupported.insert(name);
        self.inputs += 1;
        self.nodes(args).map(Node::Array)
    }
}

/// The flags of a regular expression function, where they are known and understood.
fn flags(rest: &[Expr]) -> Option<&str> {
    match rest {
        [] => Some(""),
        [Expr::Literal(Value::Text(flags))] => {
            flags.chars().all(|flag| matches!(flag, 'g' | 'i' | 'c')).then_some(flags)
        }
        _ => None,
    }
}
