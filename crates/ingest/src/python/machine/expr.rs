//! Evaluating expressions.

use std::{cell::RefCell, rc::Rc};

use super::{DEEPEST, Machine, operator};
use crate::python::{
    syntax::{Clause, Expr, ExprKind, Piece, Text},
    value::{Place, Scope, ScopeKind, SymbolKind, Value},
};

impl Machine<'_> {
    /// What an expression stands for.
    pub(crate) fn eval(&mut self, expr: &Expr, scope: &Rc<Scope>) -> Value {
        let place = Place { module: scope.module, at: expr.at };
        if self.depth >= DEEPEST || !self.step() {
            return Value::unknown(place);
        }
        self.depth += 1;
        let value = self.evaluated(expr, scope, place);
        self.depth -= 1;
        value
    }

    fn evaluated(&mut self, expr: &Expr, scope: &Rc<Scope>, place: Place) -> Value {
        match &expr.kind {
            ExprKind::Name(name) => self.lookup(name, scope),
            ExprKind::Str(text) => Value::Str(text.clone()),
            ExprKind::Int(number) => Value::Int(*number),
            ExprKind::Number(number) => Value::Float(*number),
            ExprKind::Bool(flag) => Value::Bool(*flag),
            ExprKind::None => Value::None,
            ExprKind::Format(pieces) => self.format(pieces, scope, place),
            ExprKind::List(items) => Value::list(self.all(items, scope)),
            ExprKind::Set(items) => Value::list(super::builtin::distinct(self.all(items, scope))),
            ExprKind::Tuple(items) => Value::Tuple(self.all(items, scope).into()),
            ExprKind::Dict(entries) => self.dictionary(entries, scope),
            ExprKind::Comprehension { element, value, clauses } => {
                self.comprehension(element, value.as_deref(), clauses, scope, place)
            }
            ExprKind::Call { function, arguments } => {
                if let Some(value) = self.super_call(function, arguments, scope) {
                    return value;
                }
                let callee = self.eval(function, scope);
                let (arguments, keywords) = self.arguments(arguments, scope);
                self.call(callee, arguments, keywords, place)
            }
            ExprKind::Attribute(object, name) => {
                let object = self.eval(object, scope);
                self.attribute(&object, name, place)
            }
            ExprKind::Index(object, key) => {
                let object = self.eval(object, scope);
                if let ExprKind::Slice(parts) = &key.kind {
                    let parts: Vec<_> = parts
                        .iter()
                        .map(|part| part.as_ref().map(|part| self.eval(part, scope)))
                        .collect();
                    return operator::slice(&object, &parts)
                        .unwrap_or_else(|| Value::unknown(place));
                }
                let key = self.eval(key, scope);
                self.index(object, key, place)
            }
            ExprKind::Binary(operator, left, right) => {
                let left = self.eval(left, scope);
                let right = self.eval(right, scope);
                operator::binary(operator, left, right, place)
            }
            ExprKind::Compare(first, others) => self.comparison(first, others, scope, place),
            ExprKind::And(left, right) => {
                let left = self.eval(left, scope);
                match left.truth() {
                    Some(false) => left,
                    _ => self.eval(right, scope),
                }
            }
            ExprKind::Or(left, right) => {
                let left = self.eval(left, scope);
                match left.truth() {
                    Some(true) => left,
                    Some(false) => self.eval(right, scope),
                    // What is set elsewhere is rarely set: `settings.KEY or "default"`.
                    None => match self.eval(right, scope) {
                        right if right.truth().is_some() => right,
                        _ => left,
                    },
                }
            }
            ExprKind::Not(inner) => {
                let inner = self.eval(inner, scope);
                inner.truth().map_or_else(|| Value::unknown(place), |truth| Value::Bool(!truth))
            }
            ExprKind::Unary(operator, inner) => {
                let inner = self.eval(inner, scope);
                operator::unary(operator, inner, place)
            }
            ExprKind::If { test, then, otherwise } => {
                let test = self.eval(test, scope);
                let chosen = if test.truth() == Some(false) { otherwise } else { then };
                self.eval(chosen, scope)
            }
            ExprKind::Lambda(def) => self.function(def, Vec::new(), scope),
            ExprKind::Spread(inner) => self.eval(inner, scope),
            ExprKind::Bytes | ExprKind::Ellipsis | ExprKind::Slice(_) | ExprKind::Other => {
                Value::unknown(place)
            }
        }
    }

    fn all(&mut self, items: &[Expr], scope: &Rc<Scope>) -> Vec<Value> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.eval(item, scope);
            match (&item.kind, self.iterate(&value)) {
                (ExprKind::Spread(_), Some(inner)) => values.extend(inner),
                _ => values.push(value),
            }
        }
        values
    }

    fn dictionary(&mut self, entries: &[(Option<Expr>, Expr)], scope: &Rc<Scope>) -> Value {
        let mut values = Vec::new();
        for (key, value) in entries {
            let value = self.eval(value, scope);
            match key {
                Some(key) => {
                    let key = self.eval(key, scope);
                    operator::put(&mut values, key, value);
                }
                None => {
                    if let Value::Dict(inner) = value {
                        for (key, value) in inner.borrow().iter() {
                            operator::put(&mut values, key.clone(), value.clone());
                        }
                    }
                }
            }
        }
        Value::Dict(Rc::new(RefCell::new(values)))
    }

    fn format(&mut self, pieces: &[Piece], scope: &Rc<Scope>, place: Place) -> Value {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Value(expr) => {
                    let value = self.eval(expr, scope);
                    match value.text() {
                        Some(part) => text.push_str(&part),
                        None => return Value::unknown(place),
                    }
                }
            }
        }
        Value::str(text)
    }

    fn comprehension(
        &mut self,
        element: &Expr,
        value: Option<&Expr>,
        clauses: &[Clause],
        scope: &Rc<Scope>,
        place: Place,
    ) -> Value {
        let inner = Scope::new(scope.module, ScopeKind::Function, Some(Rc::clone(scope)));
        // The class's names are visible in the first iterable only; being generous is harmless.
        for (name, value) in scope.names.borrow().entries() {
            if scope.kind == ScopeKind::Class {
                inner.set(name.clone(), value.clone());
            }
        }
        let mut found = Vec::new();
        if !self.clauses(element, value, clauses, &inner, &mut found) {
            return Value::unknown(place);
        }
        if value.is_none() {
            return Value::list(found.into_iter().map(|(element, _)| element).collect());
        }
        let mut entries = Vec::new();
        for (key, value) in found {
            operator::put(&mut entries, key, value);
        }
        Value::Dict(Rc::new(RefCell::new(entries)))
    }

    /// Collects what a comprehension makes; `false` where that can't be known.
    fn clauses(
        &mut self,
        element: &Expr,
        value: Option<&Expr>,
        clauses: &[Clause],
        scope: &Rc<Scope>,
        found: &mut Vec<(Value, Value)>,
    ) -> bool {
        match clauses.split_first() {
            None => {
                let element = self.eval(element, scope);
                let value = value.map_or(Value::None, |value| self.eval(value, scope));
                found.push((element, value));
                true
            }
            Some((Clause::If(test), rest)) => match self.eval(test, scope).truth() {
                Some(true) => self.clauses(element, value, rest, scope, found),
                Some(false) => true,
                None => false,
            },
            Some((Clause::For(target, over), rest)) => {
                let over = self.eval(over, scope);
                let Some(items) = self.iterate(&over) else {
                    return false;
                };
                items.into_iter().all(|item| {
                    self.assign(target, item, scope);
                    self.clauses(element, value, rest, scope, found)
                })
            }
        }
    }

    fn comparison(
        &mut self,
        first: &Expr,
        others: &[(Text, Expr)],
        scope: &Rc<Scope>,
        place: Place,
    ) -> Value {
        let mut left = self.eval(first, scope);
        let mut result = Value::Bool(true);
        for (operator, right) in others {
            let right = self.eval(right, scope);
            let members = match (&**operator, &right) {
                ("in" | "not in", Value::Class(_)) => self.iterate(&right).map(Value::list),
                _ => None,
            };
            let within = members.unwrap_or_else(|| right.clone());
            result = operator::compare(operator, &left, &within, place);
            if result.truth() != Some(true) {
                return result;
            }
            left = right;
        }
        result
    }

    fn index(&mut self, object: Value, key: Value, place: Place) -> Value {
        if let Value::Class(class) = &object
            && let Some(name) = key.as_str()
            && let Some(members) = self.members(class)
            && let Some(member) = members.into_iter().find(|member| member.name == name)
        {
            return Value::Member(member);
        }
        operator::item(&object, &key)
            .unwrap_or_else(|| Value::symbol(SymbolKind::Index(object, key), place))
    }
}
