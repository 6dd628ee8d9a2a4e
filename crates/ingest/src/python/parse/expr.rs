//! Expressions.

use std::rc::Rc;

use tree_sitter::Node;

use super::{DEEPEST, Reader, children};
use crate::python::syntax::{Argument, Clause, Expr, ExprKind, FunctionDef, Stmt, StmtKind};

impl Reader<'_> {
    /// An expression; [`ExprKind::Other`] where it means nothing for models.
    pub(super) fn expr(&self, node: Node<'_>, depth: usize) -> Expr {
        let at = node.start_byte();
        let kind = if depth >= DEEPEST { ExprKind::Other } else { self.kind(node, depth) };
        Expr { kind, at }
    }

    /// The expression of a node's field.
    pub(super) fn field(&self, node: Node<'_>, field: &str, depth: usize) -> Expr {
        match node.child_by_field_name(field) {
            Some(child) => self.expr(child, depth + 1),
            None => Expr { kind: ExprKind::Other, at: node.start_byte() },
        }
    }

    fn boxed(&self, node: Node<'_>, field: &str, depth: usize) -> Box<Expr> {
        Box::new(self.field(node, field, depth))
    }

    /// Several expressions without parentheses around them.
    pub(super) fn sequence(&self, node: Node<'_>, depth: usize) -> Expr {
        Expr { kind: ExprKind::Tuple(self.items(node, depth)), at: node.start_byte() }
    }

    fn items(&self, node: Node<'_>, depth: usize) -> Vec<Expr> {
        children(node).into_iter().map(|item| self.expr(item, depth + 1)).collect()
    }

    fn kind(&self, node: Node<'_>, depth: usize) -> ExprKind {
        match node.kind() {
            "identifier" => ExprKind::Name(self.name(node)),
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "none" => ExprKind::None,
            "ellipsis" => ExprKind::Ellipsis,
            "integer" => integer(self.text(node)),
            "float" => {
                let text = self.text(node).replace('_', "");
                text.parse().map_or(ExprKind::Other, ExprKind::Number)
            }
            "string" => self.string(node, depth),
            "concatenated_string" => self.strings(node, depth),
            "list" | "list_pattern" => ExprKind::List(self.items(node, depth)),
            "tuple" | "expression_list" | "pattern_list" | "tuple_pattern" => {
                ExprKind::Tuple(self.items(node, depth))
            }
            "set" => ExprKind::Set(self.items(node, depth)),
            "dictionary" => self.dictionary(node, depth),
            "list_comprehension"
            | "set_comprehension"
            | "generator_expression"
            | "dictionary_comprehension" => self.comprehension(node, depth),
            "call" => ExprKind::Call {
                function: self.boxed(node, "function", depth),
                arguments: self.call_arguments(node, depth),
            },
            "attribute" => {
                let name = node.child_by_field_name("attribute");
                let name = name.map_or("".into(), |name| self.name(name));
                ExprKind::Attribute(self.boxed(node, "object", depth), name)
            }
            "subscript" => self.subscript(node, depth),
            "slice" => self.slice(node, depth),
            "list_splat" | "list_splat_pattern" | "splat_type" => {
                self.inner(node, depth, ExprKind::Spread)
            }
            "parenthesized_expression" | "type" => match children(node).as_slice() {
                [only] => self.expr(*only, depth + 1).kind,
                _ => ExprKind::Other,
            },
            "lambda" => ExprKind::Lambda(Rc::new(self.lambda(node, depth))),
            "conditional_expression" => match children(node).as_slice() {
                [then, test, otherwise] => ExprKind::If {
                    test: Box::new(self.expr(*test, depth + 1)),
                    then: Box::new(self.expr(*then, depth + 1)),
                    otherwise: Box::new(self.expr(*otherwise, depth + 1)),
                },
                _ => ExprKind::Other,
            },
            "named_expression" => self.field(node, "value", depth).kind,
            _ => self.operation(node, depth),
        }
    }

    fn operation(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let operator = node.child_by_field_name("operator");
        let operator = operator.map_or("", |operator| self.text(operator));
        match node.kind() {
            "binary_operator" => ExprKind::Binary(
                operator.into(),
                self.boxed(node, "left", depth),
                self.boxed(node, "right", depth),
            ),
            "boolean_operator" => {
                let left = self.boxed(node, "left", depth);
                let right = self.boxed(node, "right", depth);
                if operator == "and" {
                    ExprKind::And(left, right)
                } else {
                    ExprKind::Or(left, right)
                }
            }
            "not_operator" => ExprKind::Not(self.boxed(node, "argument", depth)),
            "unary_operator" => {
                ExprKind::Unary(operator.into(), self.boxed(node, "argument", depth))
            }
            "comparison_operator" => self.comparison(node, depth),
            // Annotations have nodes of their own for what expressions have, too.
            "generic_type" => match children(node).as_slice() {
                [base, parameters] => {
                    let mut items = self.items(*parameters, depth);
                    let index = if items.len() == 1 {
                        items.swap_remove(0)
                    } else {
                        Expr { kind: ExprKind::Tuple(items), at: parameters.start_byte() }
                    };
                    ExprKind::Index(Box::new(self.expr(*base, depth + 1)), Box::new(index))
                }
                _ => ExprKind::Other,
            },
            "union_type" => match children(node).as_slice() {
                [left, right] => ExprKind::Binary(
                    "|".into(),
                    Box::new(self.expr(*left, depth + 1)),
                    Box::new(self.expr(*right, depth + 1)),
                ),
                _ => ExprKind::Other,
            },
            "member_type" => match children(node).as_slice() {
                [object, name] => {
                    let object = Box::new(self.expr(*object, depth + 1));
                    ExprKind::Attribute(object, self.name(*name))
                }
                _ => ExprKind::Other,
            },
            _ => ExprKind::Other,
        }
    }

    fn inner(
        &self,
        node: Node<'_>,
        depth: usize,
        make: impl FnOnce(Box<Expr>) -> ExprKind,
    ) -> ExprKind {
        match children(node).as_slice() {
            [only] => make(Box::new(self.expr(*only, depth + 1))),
            _ => ExprKind::Other,
        }
    }

    fn dictionary(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let entries = children(node).into_iter().filter_map(|entry| match entry.kind() {
            "pair" => {
                let key = self.field(entry, "key", depth);
                Some((Some(key), self.field(entry, "value", depth)))
            }
            "dictionary_splat" => {
                let value = children(entry).into_iter().next()?;
                Some((None, self.expr(value, depth + 1)))
            }
            _ => None,
        });
        ExprKind::Dict(entries.collect())
    }

    fn comprehension(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let Some(body) = node.child_by_field_name("body") else {
            return ExprKind::Other;
        };
        let (element, value) = if body.kind() == "pair" {
            (self.field(body, "key", depth), Some(self.boxed(body, "value", depth)))
        } else {
            (self.expr(body, depth + 1), None)
        };
        let clauses = children(node).into_iter().filter_map(|clause| match clause.kind() {
            "for_in_clause" => Some(Clause::For(
                self.field(clause, "left", depth),
                self.field(clause, "right", depth),
            )),
            "if_clause" => {
                let test = children(clause).into_iter().next()?;
                Some(Clause::If(self.expr(test, depth + 1)))
            }
            _ => None,
        });
        ExprKind::Comprehension { element: Box::new(element), value, clauses: clauses.collect() }
    }

    fn call_arguments(&self, node: Node<'_>, depth: usize) -> Vec<Argument> {
        match node.child_by_field_name("arguments") {
            Some(list) if list.kind() == "argument_list" => self.arguments(list, depth),
            Some(generator) => vec![Argument::Plain(self.expr(generator, depth + 1))],
            None => Vec::new(),
        }
    }

    /// What stands between the parentheses of a call or behind a class's name.
    pub(super) fn arguments(&self, node: Node<'_>, depth: usize) -> Vec<Argument> {
        let argument = |child: Node<'_>| match child.kind() {
            "keyword_argument" => {
                let name = child.child_by_field_name("name")?;
                Some(Argument::Keyword(self.name(name), self.field(child, "value", depth)))
            }
            "list_splat" => {
                let value = children(child).into_iter().next()?;
                Some(Argument::Spread(self.expr(value, depth + 1)))
            }
            "dictionary_splat" => {
                let value = children(child).into_iter().next()?;
                Some(Argument::Keywords(self.expr(value, depth + 1)))
            }
            _ => Some(Argument::Plain(self.expr(child, depth + 1))),
        };
        children(node).into_iter().filter_map(argument).collect()
    }

    fn subscript(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let mut cursor = node.walk();
        let mut items: Vec<_> = node
            .children_by_field_name("subscript", &mut cursor)
            .map(|item| self.expr(item, depth + 1))
            .collect();
        let index = match items.len() {
            0 => return ExprKind::Other,
            1 => items.swap_remove(0),
            _ => Expr { kind: ExprKind::Tuple(items), at: node.start_byte() },
        };
        ExprKind::Index(self.boxed(node, "value", depth), Box::new(index))
    }

    fn slice(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let mut parts = vec![None];
        let mut cursor = node.walk();
        for child in node.children(&mut cursor) {
            if child.kind() == ":" {
                parts.push(None);
            } else if let Some(last) = parts.last_mut() {
                *last = Some(self.expr(child, depth + 1));
            }
        }
        ExprKind::Slice(parts)
    }

    fn comparison(&self, node: Node<'_>, depth: usize) -> ExprKind {
        let mut operands = Vec::new();
        let mut operators: Vec<String> = Vec::new();
        let mut cursor = node.walk();
        let (mut after_operand, mut first) = (false, true);
        for child in node.children(&mut cursor) {
            if child.is_named() && child.kind() != "comment" {
                operands.push(self.expr(child, depth + 1));
                after_operand = true;
            } else if !child.is_named() {
                // `not in` and `is not` may come in one token or two.
                if after_operand || first {
                    operators.push(self.text(child).to_owned());
                } else if let Some(last) = operators.last_mut() {
                    last.push(' ');
                    last.push_str(self.text(child));
                }
                after_operand = false;
            }
            first = false;
        }
        let mut operands = operands.into_iter();
        let Some(left) = operands.next() else {
            return ExprKind::Other;
        };
        let pairs = operators.into_iter().map(Into::into).zip(operands).collect();
        ExprKind::Compare(Box::new(left), pairs)
    }

    fn lambda(&self, node: Node<'_>, depth: usize) -> FunctionDef {
        let parameters = node.child_by_field_name("parameters");
        let body = self.field(node, "body", depth);
        let at = body.at;
        FunctionDef {
            name: "<lambda>".into(),
            parameters: parameters.map_or_else(Vec::new, |node| self.parameters(node, depth)),
            decorators: Vec::new(),
            returns: None,
            body: vec![Stmt { kind: StmtKind::Return(Some(body)), at }],
        }
    }
}

fn integer(text: &str) -> ExprKind {
    let text = text.replace('_', "").to_ascii_lowercase();
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0o") => (&text[2..], 8),
        Some("0b") => (&text[2..], 2),
        _ => (text.as_str(), 10),
    };
    i64::from_str_radix(digits, radix)
        .map_or_else(|_| text.parse().map_or(ExprKind::Other, ExprKind::Number), ExprKind::Int)
}
