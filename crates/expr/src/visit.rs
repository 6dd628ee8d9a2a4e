//! Walking and rewriting the tree.

use std::collections::BTreeSet;

use crate::{BinaryOp, Expr, Reference};

impl BinaryOp {
    /// Whether this is one of `=`, `<>`, `<`, `<=`, `>`, `>=`.
    pub fn is_comparison(self) -> bool {
        self.flipped().is_some()
    }

    /// The comparison with its sides exchanged: `a < b` is `b > a`; `None` for other operators.
    pub fn flipped(self) -> Option<BinaryOp> {
        Some(match self {
            BinaryOp::Eq => BinaryOp::Eq,
            BinaryOp::NotEq => BinaryOp::NotEq,
            BinaryOp::Lt => BinaryOp::Gt,
            BinaryOp::LtEq => BinaryOp::GtEq,
            BinaryOp::Gt => BinaryOp::Lt,
            BinaryOp::GtEq => BinaryOp::LtEq,
            _ => return None,
        })
    }

    /// The comparison's negation: `NOT a < b` is `a >= b`; `None` for other operators.
    pub fn negated(self) -> Option<BinaryOp> {
        Some(match self {
            BinaryOp::Eq => BinaryOp::NotEq,
            BinaryOp::NotEq => BinaryOp::Eq,
            BinaryOp::Lt => BinaryOp::GtEq,
            BinaryOp::LtEq => BinaryOp::Gt,
            BinaryOp::Gt => BinaryOp::LtEq,
            BinaryOp::GtEq => BinaryOp::Lt,
            _ => return None,
        })
    }
}

impl Expr {
    /// A column of the row itself.
    pub fn column(name: impl Into<String>) -> Expr {
        Expr::Column(vec![name.into()])
    }

    /// `left op right`.
    pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
        Expr::Binary(op, Box::new(left), Box::new(right))
    }

    /// The direct parts, in written order. An aggregate has none: its argument belongs to
    /// another table.
    pub fn children(&self) -> Vec<&Expr> {
        match self {
            Expr::Literal(_) | Expr::Column(_) | Expr::Aggregate(_) => Vec::new(),
            Expr::Unary(_, x) | Expr::IsNull(x, _) | Expr::IsBool(x, ..) | Expr::Cast(x, ..) => {
                vec![x]
            }
            Expr::Binary(_, a, b) | Expr::IsDistinct(a, b, _) | Expr::Quantified(_, a, b, _) => {
                vec![a, b]
            }
            Expr::Between { expr, low, high, .. } => vec![expr, low, high],
            Expr::InList { expr, list, .. } => std::iter::once(expr.as_ref()).chain(list).collect(),
            Expr::Match { expr, pattern, .. } => vec![expr, pattern],
            Expr::Case { operand, branches, otherwise } => {
                let branches = branches.iter().flat_map(|(when, then)| [when, then]);
                operand.as_deref().into_iter().chain(branches).chain(otherwise.as_deref()).collect()
            }
            Expr::Call(_, items) | Expr::Array(items) => items.iter().collect(),
        }
    }

    /// Calls `visit` on this expression and on every part of it, outer before inner, without
    /// entering aggregates.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The paths of the columns of the row itself; those inside aggregates belong to other rows.
    pub fn columns(&self) -> BTreeSet<Vec<String>> {
        let mut columns = BTreeSet::new();
        self.walk(&mut |expr| {
            if let Expr::Column(path) = expr {
                columns.insert(path.clone());
            }
        });
        columns
    }

    /// The columns and aggregates that a value of this expression needs, each once, in the
    /// order they are written.
    pub fn references(&self) -> Vec<Reference<'_>> {
        let mut references = Vec::new();
        self.walk(&mut |expr| {
            let reference = match expr {
                Expr::Column(path) => Reference::Column(path),
                Expr::Aggregate(aggregate) => Reference::Aggregate(aggregate),
                _ => return,
            };
            if !references.contains(&reference) {
                references.push(reference);
            }
        });
        references
    }

    /// Whether an aggregate over child rows occurs.
    pub fn contains_aggregate(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expr| found |= matches!(expr, Expr::Aggregate(_)));
        found
    }

    /// The names of the functions called, outside aggregates.
    pub fn functions(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.walk(&mut |expr| {
            if let Expr::Call(name, _) = expr {
                names.insert(name.as_str());
            }
        });
        names
    }

    /// The parts joined by the outermost ANDs, in written order.
    pub fn conjuncts(&self) -> Vec<&Expr> {
        self.operands(BinaryOp::And)
    }

    /// The parts joined by the outermost ORs, in written order.
    pub fn disjuncts(&self) -> Vec<&Expr> {
        self.operands(BinaryOp::Or)
    }

    fn operands(&self, joined_by: BinaryOp) -> Vec<&Expr> {
        let mut operands = Vec::new();
        let mut pending = vec![self];
        while let Some(expr) = pending.pop() {
            match expr {
                Expr::Binary(op, left, right) if *op == joined_by => {
                    pending.extend([right.as_ref(), left.as_ref()]);
                }
                other => operands.push(other),
            }
        }
        operands
    }

    /// The expression with each of the row's own columns replaced by what `f` makes of its path.
    #[must_use]
    pub fn map_columns(&self, f: &mut dyn FnMut(&[String]) -> Expr) -> Expr {
        if let Expr::Column(path) = self {
            return f(path);
        }
        self.map_children(&mut |child| child.map_columns(f))
    }

    /// The expression with each of its direct parts replaced.
    #[must_use]
    pub fn map_children(&self, f: &mut dyn FnMut(&Expr) -> Expr) -> Expr {
        let boxed = |expr: &Expr, f: &mut dyn FnMut(&Expr) -> Expr| Box::new(f(expr));
        match self {
            Expr::Literal(_) | Expr::Column(_) | Expr::Aggregate(_) => self.clone(),
            Expr::Unary(op, x) => Expr::Unary(*op, boxed(x, f)),
            Expr::IsNull(x, flag) => Expr::IsNull(boxed(x, f), *flag),
            Expr::IsBool(x, value, negated) => Expr::IsBool(boxed(x, f), *value, *negated),
            Expr::Cast(x, kind, name) => Expr::Cast(boxed(x, f), *kind, name.clone()),
            Expr::Binary(op, a, b) => Expr::Binary(*op, boxed(a, f), boxed(b, f)),
            Expr::IsDistinct(a, b, flag) => Expr::IsDistinct(boxed(a, f), boxed(b, f), *flag),
            Expr::Quantified(op, a, b, all) => {
                Expr::Quantified(*op, boxed(a, f), boxed(b, f), *all)
            }
            Expr::Between { expr, low, high, negated } => Expr::Between {
                expr: boxed(expr, f),
                low: boxed(low, f),
                high: boxed(high, f),
                negated: *negated,
            },
            Expr::InList { expr, list, negated } => Expr::InList {
                expr: boxed(expr, f),
                list: list.iter().map(f).collect(),
                negated: *negated,
            },
            Expr::Match { expr, pattern, syntax, case_insensitive, negated } => Expr::Match {
                expr: boxed(expr, f),
                pattern: boxed(pattern, f),
                syntax: *syntax,
                case_insensitive: *case_insensitive,
                negated: *negated,
            },
            Expr::Case { operand, branches, otherwise } => Expr::Case {
                operand: operand.as_ref().map(|operand| boxed(operand, f)),
                branches: branches.iter().map(|(when, then)| (f(when), f(then))).collect(),
                otherwise: otherwise.as_ref().map(|otherwise| boxed(otherwise, f)),
            },
            Expr::Call(name, args) => Expr::Call(name.clone(), args.iter().map(f).collect()),
            Expr::Array(items) => Expr::Array(items.iter().map(f).collect()),
        }
    }
}
