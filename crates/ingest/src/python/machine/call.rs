//! Calls.

use std::rc::Rc;

use super::Machine;
use crate::python::{
    syntax::{Argument, Expr, ExprKind, FunctionDef, ParameterKind, Text},
    value::{Bound, Call, Function, Place, Scope, ScopeKind, Symbol, SymbolKind, Value},
};

/// The name under which a method's scope knows its receiver, for `super()`.
const RECEIVER: &str = "<receiver>";
/// The name under which a method's scope knows the class it was written in.
const OWNER: &str = "<owner>";

/// Arguments by keyword.
pub(super) type Keywords = Vec<(Text, Value)>;

impl Machine<'_> {
    /// The values of a call's arguments.
    pub(super) fn arguments(
        &mut self,
        arguments: &[Argument],
        scope: &Rc<Scope>,
    ) -> (Vec<Value>, Keywords) {
        let (mut plain, mut keywords) = (Vec::new(), Vec::new());
        for argument in arguments {
            match argument {
                Argument::Plain(expr) => plain.push(self.eval(expr, scope)),
                Argument::Keyword(name, expr) => {
                    keywords.push((name.clone(), self.eval(expr, scope)));
                }
                Argument::Spread(expr) => {
                    let value = self.eval(expr, scope);
                    plain.extend(self.iterate(&value).unwrap_or_default());
                }
                Argument::Keywords(expr) => {
                    if let Value::Dict(entries) = self.eval(expr, scope) {
                        let entries = entries.borrow();
                        keywords.extend(
                            entries
                                .iter()
                                .filter_map(|(name, value)| Some((name.as_str()?, value.clone()))),
                        );
                    }
                }
            }
        }
        (plain, keywords)
    }

    /// Calls what can be followed; the rest stays a symbol.
    pub(super) fn call(
        &mut self,
        callee: Value,
        arguments: Vec<Value>,
        keywords: Keywords,
        place: Place,
    ) -> Value {
        let known = match &callee {
            Value::Function(function) => self.call_function(function, None, &arguments, &keywords),
            Value::Bound(bound) => self.call_bound(bound, arguments.clone(), &keywords),
            Value::External(name) => self.call_external(name, &arguments, &keywords),
            Value::Class(class) => match (self.members(&class.clone()), arguments.first()) {
                (Some(members), Some(value)) => {
                    let mut members = members.into_iter();
                    members
                        .find(|member| member.value.equals(value) == Some(true))
                        .map(Value::Member)
                }
                _ => None,
            },
            Value::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Attribute(object, name) => {
                    super::method::call(object, name, &arguments, &keywords)
                }
                SymbolKind::Call(inner) => self.call_result(inner, &arguments, &keywords, place),
                _ => None,
            },
            _ => None,
        };
        known.unwrap_or_else(|| self.symbolic(callee, arguments, keywords, place))
    }

    fn symbolic(
        &mut self,
        callee: Value,
        arguments: Vec<Value>,
        keywords: Keywords,
        place: Place,
    ) -> Value {
        let symbol = Rc::new(Symbol {
            kind: SymbolKind::Call(Call { callee, arguments, keywords }),
            place,
            attributes: std::cell::RefCell::default(),
        });
        self.calls.push(Rc::clone(&symbol));
        Value::Symbol(symbol)
    }

    /// Calling what a call returned: `partial(f, 1)(2)`.
    fn call_result(
        &mut self,
        inner: &Call,
        arguments: &[Value],
        keywords: &Keywords,
        place: Place,
    ) -> Option<Value> {
        let name = inner.callee.dotted()?;
        if name.rsplit('.').next() != Some("partial") {
            return None;
        }
        let (callee, first) = inner.arguments.split_first()?;
        let plain = first.iter().chain(arguments).cloned().collect();
        let mut merged = inner.keywords.clone();
        merged.retain(|(name, _)| !keywords.iter().any(|(other, _)| other == name));
        merged.extend(keywords.iter().cloned());
        Some(self.call(callee.clone(), plain, merged, place))
    }

    /// Calls a method.
    pub(super) fn call_bound(
        &mut self,
        bound: &Bound,
        arguments: Vec<Value>,
        keywords: &Keywords,
    ) -> Option<Value> {
        let plain: Vec<Value> = std::iter::once(bound.receiver.clone()).chain(arguments).collect();
        self.call_function(&bound.function, Some(bound), &plain, keywords)
    }

    /// Follows a function's body; `None` where nothing is returned, or one can't know what.
    fn call_function(
        &mut self,
        function: &Rc<Function>,
        bound: Option<&Bound>,
        arguments: &[Value],
        keywords: &Keywords,
    ) -> Option<Value> {
        /// Deeper calls of functions are recursion.
        const DEEPEST: usize = 30;
        let def = &function.def;
        if def
            .decorators
            .iter()
            .any(|expr| matches!(&expr.kind, ExprKind::Name(name) if &**name == "contextmanager"))
            || self.depth + DEEPEST >= super::DEEPEST
        {
            return None;
        }
        let parent = Rc::clone(&function.scope);
        let scope = Scope::new(parent.module, ScopeKind::Function, Some(parent));
        if let Some(Bound { receiver, owner: Some(owner), .. }) = bound {
            scope.set(RECEIVER.into(), receiver.clone());
            scope.set(OWNER.into(), Value::Class(Rc::clone(owner)));
        }
        self.bind_parameters(def, &scope, arguments, keywords);
        self.depth += DEEPEST / 4;
        let returned = self.block(&def.body, &scope);
        self.depth -= DEEPEST / 4;
        returned
    }

    fn bind_parameters(
        &mut self,
        def: &FunctionDef,
        scope: &Rc<Scope>,
        arguments: &[Value],
        keywords: &Keywords,
    ) {
        let mut plain = arguments.iter();
        let mut left: Keywords = keywords.clone();
        for parameter in &def.parameters {
            let value = match parameter.kind {
                ParameterKind::Rest => Value::Tuple(plain.by_ref().cloned().collect()),
                ParameterKind::Keywords => {
                    let rest = std::mem::take(&mut left).into_iter();
                    let rest = rest.map(|(name, value)| (Value::Str(name), value));
                    Value::Dict(Rc::new(rest.collect::<Vec<_>>().into()))
                }
                ParameterKind::Plain | ParameterKind::KeywordOnly => {
                    let by_name = left.iter().position(|(name, _)| *name == parameter.name);
                    let given = match by_name {
                        Some(at) => Some(left.remove(at).1),
                        None if parameter.kind == ParameterKind::Plain => plain.next().cloned(),
                        None => None,
                    };
                    let place = Place { module: scope.module, at: 0 };
                    match (given, &parameter.default) {
                        (Some(value), _) => value,
                        (None, Some(default)) => {
                            let parent = scope.parent.clone();
                            self.eval(default, parent.as_ref().unwrap_or(scope))
                        }
                        (None, None) => Value::unknown(place),
                    }
                }
            };
            scope.set(parameter.name.clone(), value);
        }
    }

    /// `super()` within a method.
    pub(super) fn super_call(
        &mut self,
        function: &Expr,
        arguments: &[Argument],
        scope: &Rc<Scope>,
    ) -> Option<Value> {
        match &function.kind {
            ExprKind::Name(name) if &**name == "super" => {}
            _ => return None,
        }
        let mut at = Some(Rc::clone(scope));
        while let Some(here) = at.take() {
            if let (Some(receiver), Some(Value::Class(owner))) =
                (here.get(RECEIVER), here.get(OWNER))
            {
                let named = arguments.first().and_then(|first| match first {
                    Argument::Plain(expr) => Some(self.eval(expr, scope)),
                    _ => None,
                });
                let owner = match named {
                    Some(Value::Class(class)) => class,
                    _ => owner,
                };
                return Some(Value::Super(Rc::new((owner, receiver))));
            }
            at.clone_from(&here.parent);
        }
        None
    }

    /// The arguments with which an instance's outermost base outside the sources is made: what
    /// `__init__` hands on, where the class has one.
    pub(crate) fn handed_on(&mut self, instance: &Rc<Symbol>) -> Option<(Vec<Value>, Keywords)> {
        let SymbolKind::Call(call) = &instance.kind else {
            return None;
        };
        let Value::Class(class) = &call.callee else {
            return None;
        };
        let Some((owner, Value::Function(function))) = self.find(&class.clone(), "__init__") else {
            return Some((call.arguments.clone(), call.keywords.clone()));
        };
        let receiver = Value::Symbol(Rc::clone(instance));
        let before = self.calls.len();
        let bound = Bound { receiver, function, owner: Some(owner) };
        self.call_bound(&bound, call.arguments.clone(), &call.keywords);
        // The call of the base's `__init__` could not be followed, and so was kept.
        let made = self.calls.split_off(before);
        let last = made.into_iter().rev().find_map(|symbol| match &symbol.kind {
            SymbolKind::Call(Call { callee: Value::Symbol(callee), arguments, keywords }) => {
                match &callee.kind {
                    SymbolKind::Attribute(Value::Super(from), name)
                        if &**name == "__init__" && is_instance(&from.1, instance) =>
                    {
                        Some((arguments.clone(), keywords.clone()))
                    }
                    _ => None,
                }
            }
            _ => None,
        });
        Some(last.unwrap_or_else(|| (call.arguments.clone(), call.keywords.clone())))
    }
}

fn is_instance(value: &Value, instance: &Rc<Symbol>) -> bool {
    matches!(value, Value::Symbol(symbol) if Rc::ptr_eq(symbol, instance))
}

impl Machine<'_> {
    /// Calls a function or lambda of the sources.
    pub(crate) fn apply(&mut self, callee: &Value, arguments: Vec<Value>) -> Option<Value> {
        match callee {
            Value::Function(function) => {
                self.call_function(function, None, &arguments, &Vec::new())
            }
            Value::Bound(bound) => self.call_bound(bound, arguments, &Vec::new()),
            _ => None,
        }
    }

    /// Calls a method of an instance.
    pub(crate) fn invoke(
        &mut self,
        receiver: &Value,
        name: &str,
        arguments: Vec<Value>,
    ) -> Option<Value> {
        let place = Place { module: 0, at: 0 };
        let method = self.attribute(receiver, &name.into(), place);
        self.apply(&method, arguments)
    }
}
