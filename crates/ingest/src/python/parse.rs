//! Text to syntax, through tree-sitter's grammar of Python.
//!
//! The parser goes on after an error: what could not be read is left out and reported with its
//! place, the statements around it are kept.

use std::rc::Rc;

use tree_sitter::{Node, Parser};

use super::syntax::{
    ClassDef, Expr, ExprKind, FunctionDef, Import, Parameter, ParameterKind, Stmt, StmtKind, Text,
};

mod expr;
mod string;
#[cfg(test)]
mod tests;

/// Nesting deeper than this is passed over: it is no model.
const DEEPEST: usize = 120;

/// A text as syntax.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) body: Vec<Stmt>,
    /// Comments as (start, end).
    pub(crate) comments: Vec<(usize, usize)>,
    /// What is wrong, and where.
    pub(crate) flaws: Vec<Flaw>,
}

/// A syntax error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// Reads a text.
pub(crate) fn parse(text: &str) -> Parsed {
    let mut parser = Parser::new();
    let grammar = tree_sitter_python::LANGUAGE.into();
    let tree = parser.set_language(&grammar).ok().and_then(|()| parser.parse(text, None));
    let Some(tree) = tree else {
        let message = "the parser refused the text".to_owned();
        return Parsed { flaws: vec![Flaw { at: 0, message }], ..Parsed::default() };
    };
    let mut parsed = Parsed::default();
    survey(tree.root_node(), &mut parsed);
    let reader = Reader { text };
    parsed.body = reader.block(tree.root_node(), 0);
    parsed
}

/// Collects comments and errors, without recursion: a tree may be deep.
fn survey(root: Node<'_>, parsed: &mut Parsed) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if node.kind() == "comment" {
            parsed.comments.push((node.start_byte(), node.end_byte()));
        }
        let flawed = node.is_error() || node.is_missing();
        if flawed {
            parsed.flaws.push(Flaw { at: node.start_byte(), message: complaint(node) });
        }
        if !flawed && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

fn complaint(node: Node<'_>) -> String {
    if node.is_missing() {
        return format!("invalid syntax: {} is missing", node.kind());
    }
    "invalid syntax".to_owned()
}

/// The string that a body begins with.
fn docstring(body: &[Stmt]) -> Option<Text> {
    match &body.first()?.kind {
        StmtKind::Expr(Expr { kind: ExprKind::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

/// Turns nodes into syntax.
struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    fn name(&self, node: Node<'_>) -> Text {
        self.text(node).into()
    }

    /// The statements of a block or a module.
    fn block(&self, node: Node<'_>, depth: usize) -> Vec<Stmt> {
        let mut statements = Vec::new();
        for child in children(node) {
            // Names on both sides of an error were not meant to be one statement.
            if depth < DEEPEST && !child.is_error() && (!child.has_error() || is_compound(child)) {
                self.statement(child, depth, &mut statements);
            }
        }
        statements
    }

    fn field_block(&self, node: Node<'_>, field: &str, depth: usize) -> Vec<Stmt> {
        node.child_by_field_name(field).map_or_else(Vec::new, |body| self.block(body, depth + 1))
    }

    fn statement(&self, node: Node<'_>, depth: usize, into: &mut Vec<Stmt>) {
        let at = node.start_byte();
        let kind = match node.kind() {
            "comment" => return,
            "expression_statement" => self.expression_statement(node, depth),
            "import_statement" => {
                let imports = self.imported(node).into_iter().map(|(path, alias)| Stmt {
                    kind: StmtKind::Import(Import::Module { path, alias }),
                    at,
                });
                into.extend(imports);
                return;
            }
            "import_from_statement" => self.import_from(node),
            "class_definition" => StmtKind::Class(Rc::new(self.class(node, Vec::new(), depth))),
            "function_definition" => {
                StmtKind::Function(Rc::new(self.function(node, Vec::new(), depth)))
            }
            "decorated_definition" => self.decorated(node, depth),
            "if_statement" | "elif_clause" => self.conditional(node, depth),
            "for_statement" => self.loop_over(node, depth),
            "try_statement" => StmtKind::Block(self.attempt(node, depth)),
            "with_statement" => StmtKind::Block(self.field_block(node, "body", depth)),
            "return_statement" => {
                let value = children(node).into_iter().next();
                StmtKind::Return(value.map(|value| self.expr(value, depth + 1)))
            }
            "type_alias_statement" => self.type_alias(node, depth),
            _ => StmtKind::Other,
        };
        into.push(Stmt { kind, at });
    }

    fn expression_statement(&self, node: Node<'_>, depth: usize) -> StmtKind {
        let inside = children(node);
        let [only] = inside.as_slice() else {
            return StmtKind::Expr(self.sequence(node, depth));
        };
        match only.kind() {
            "assignment" => self.assignment(*only, depth),
            "augmented_assignment" => {
                let operator = only.child_by_field_name("operator");
                let operator = operator.map_or("", |node| self.text(node)).trim_end_matches('=');
                StmtKind::Augmented {
                    target: self.field(*only, "left", depth),
                    operator: operator.into(),
                    value: self.field(*only, "right", depth),
                }
            }
            _ => StmtKind::Expr(self.expr(*only, depth + 1)),
        }
    }

    fn assignment(&self, node: Node<'_>, depth: usize) -> StmtKind {
        let target = self.field(node, "left", depth);
        if let Some(annotation) = node.child_by_field_name("type") {
            let annotation = Rc::new(self.expr(annotation, depth + 1));
            let value = node.child_by_field_name("right");
            let value = value.map(|value| self.expr(value, depth + 1));
            return StmtKind::Annotated { target, annotation, value };
        }
        let mut targets = vec![target];
        let mut right = node.child_by_field_name("right");
        while let Some(next) = right.filter(|right| right.kind() == "assignment") {
            targets.push(self.field(next, "left", depth));
            right = next.child_by_field_name("right");
        }
        let value = right.map(|right| self.expr(right, depth + 1));
        value.map_or(StmtKind::Other, |value| StmtKind::Assign { targets, value })
    }

    /// `type Name = value` means the same as `Name = value` here.
    fn type_alias(&self, node: Node<'_>, depth: usize) -> StmtKind {
        let targets = vec![self.field(node, "left", depth)];
        StmtKind::Assign { targets, value: self.field(node, "right", depth) }
    }

    fn path(&self, node: Node<'_>) -> Vec<Text> {
        children(node).into_iter().map(|part| self.name(part)).collect()
    }

    /// The names of an import with their aliases.
    fn imported(&self, node: Node<'_>) -> Vec<(Vec<Text>, Option<Text>)> {
        let mut cursor = node.walk();
        let names = node.children_by_field_name("name", &mut cursor);
        names
            .map(|name| match name.child_by_field_name("name") {
                Some(inner) => {
                    let alias = name.child_by_field_name("alias");
                    (self.path(inner), alias.map(|alias| self.name(alias)))
                }
                None => (self.path(name), None),
            })
            .collect()
    }

    fn import_from(&self, node: Node<'_>) -> StmtKind {
        let Some(module) = node.child_by_field_name("module_name") else {
            return StmtKind::Other;
        };
        let (mut level, mut path) = (0, Vec::new());
        if module.kind() == "relative_import" {
            for part in children(module) {
                if part.kind() == "import_prefix" {
                    level = self.text(part).chars().filter(|c| *c == '.').count();
                } else {
                    path = self.path(part);
                }
            }
        } else {
            path = self.path(module);
        }
        let names = self.imported(node).into_iter().filter_map(|(mut name, alias)| {
            let name = name.pop()?;
            Some((name, alias))
        });
        StmtKind::Import(Import::From { level, path, names: names.collect() })
    }

    fn decorated(&self, node: Node<'_>, depth: usize) -> StmtKind {
        let decorators = children(node)
            .into_iter()
            .filter(|child| child.kind() == "decorator")
            .filter_map(|decorator| children(decorator).into_iter().next())
            .map(|expr| self.expr(expr, depth + 1))
            .collect();
        match node.child_by_field_name("definition") {
            Some(class) if class.kind() == "class_definition" => {
                StmtKind::Class(Rc::new(self.class(class, decorators, depth)))
            }
            Some(function) => {
                StmtKind::Function(Rc::new(self.function(function, decorators, depth)))
            }
            None => StmtKind::Other,
        }
    }

    fn class(&self, node: Node<'_>, decorators: Vec<Expr>, depth: usize) -> ClassDef {
        let arguments = node.child_by_field_name("superclasses");
        let body = self.field_block(node, "body", depth);
        ClassDef {
            name: node.child_by_field_name("name").map_or("".into(), |name| self.name(name)),
            arguments: arguments.map_or_else(Vec::new, |node| self.arguments(node, depth)),
            decorators,
            docstring: docstring(&body),
            body,
            at: node.start_byte(),
        }
    }

    fn function(&self, node: Node<'_>, decorators: Vec<Expr>, depth: usize) -> FunctionDef {
        let parameters = node.child_by_field_name("parameters");
        let returns = node.child_by_field_name("return_type");
        FunctionDef {
            name: node.child_by_field_name("name").map_or("".into(), |name| self.name(name)),
            parameters: parameters.map_or_else(Vec::new, |node| self.parameters(node, depth)),
            decorators,
            returns: returns.map(|node| Rc::new(self.expr(node, depth + 1))),
            body: self.field_block(node, "body", depth),
        }
    }

    fn parameters(&self, node: Node<'_>, depth: usize) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        let mut plain = ParameterKind::Plain;
        for child in children(node) {
            let named = match child.kind() {
                "typed_parameter" => children(child).into_iter().next(),
                _ => child.child_by_field_name("name").or(Some(child)),
            };
            let Some(named) = named else { continue };
            let kind = match named.kind() {
                "keyword_separator" => {
                    plain = ParameterKind::KeywordOnly;
                    continue;
                }
                "positional_separator" => continue,
                "list_splat_pattern" => {
                    plain = ParameterKind::KeywordOnly;
                    ParameterKind::Rest
                }
                "dictionary_splat_pattern" => ParameterKind::Keywords,
                _ => plain,
            };
            let value = child.child_by_field_name("value");
            parameters.push(Parameter {
                name: self.text(named).trim_start_matches('*').into(),
                kind,
                default: value.map(|value| self.expr(value, depth + 1)),
            });
        }
        parameters
    }

    fn conditional(&self, node: Node<'_>, depth: usize) -> StmtKind {
        let mut cursor = node.walk();
        let alternatives: Vec<_> =
            node.children_by_field_name("alternative", &mut cursor).collect();
        // Each alternative holds the ones behind it.
        let mut otherwise = Vec::new();
        for alternative in alternatives.into_iter().rev() {
            otherwise = if alternative.kind() == "else_clause" {
                self.field_block(alternative, "body", depth)
            } else {
                let kind = StmtKind::If {
                    test: self.field(alternative, "condition", depth),
                    body: self.field_block(alternative, "consequence", depth),
                    otherwise,
                };
                vec![Stmt { kind, at: alternative.start_byte() }]
            };
        }
        StmtKind::If {
            test: self.field(node, "condition", depth),
            body: self.field_block(node, "consequence", depth),
            otherwise,
        }
    }

    fn loop_over(&self, node: Node<'_>, depth: usize) -> StmtKind {
        StmtKind::For {
            target: self.field(node, "left", depth),
            over: self.field(node, "right", depth),
            body: self.field_block(node, "body", depth),
        }
    }

    /// What runs when nothing goes wrong.
    fn attempt(&self, node: Node<'_>, depth: usize) -> Vec<Stmt> {
        let mut body = self.field_block(node, "body", depth);
        for clause in children(node) {
            match clause.kind() {
                "else_clause" => body.extend(self.field_block(clause, "body", depth)),
                "finally_clause" => {
                    let blocks = children(clause);
                    body.extend(blocks.into_iter().flat_map(|block| self.block(block, depth + 1)));
                }
                _ => {}
            }
        }
        body
    }
}

/// The children that have a meaning.
fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| !matches!(child.kind(), "comment" | "line_continuation"))
        .collect()
}

/// Whether a statement holds statements, some of which may be sound.
fn is_compound(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "class_definition"
            | "decorated_definition"
            | "if_statement"
            | "try_statement"
            | "with_statement"
    )
}
