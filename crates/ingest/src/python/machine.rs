//! Follows the statements of modules as far as they say what models look like.
//!
//! Nothing is run: calls of anything outside the sources stay symbols, loops and calls of the
//! sources' own functions are followed within bounds. A condition that can't be decided is taken
//! as true at a module's or class's level (`if USE_POSTGRES:`), and as false within a function,
//! where the common case comes last.

use std::rc::Rc;

use crate::source::{Source, SourceText};

use super::{
    modules::Modules,
    parse,
    syntax::{ClassDef, Expr, ExprKind, FunctionDef, Stmt, StmtKind, Text},
    value::{Class, Function, Place, Scope, ScopeKind, Symbol, Value},
};

mod attribute;
mod builtin;
mod call;
mod class;
mod expr;
mod import;
mod method;
mod operator;
#[cfg(test)]
mod tests;

/// How much is followed in all: no model needs more.
const MOST_STEPS: u64 = 20_000_000;

/// How deep calls and expressions may nest.
const DEEPEST: usize = 250;

/// A module as far as it has been followed.
pub(crate) struct Module<'s> {
    /// The text, for places.
    pub(crate) text: SourceText<'s>,
    /// Comments as (start, end).
    pub(crate) comments: Vec<(usize, usize)>,
    /// What its body binds.
    pub(crate) scope: Rc<Scope>,
    body: Rc<Vec<Stmt>>,
    followed: bool,
}

/// The state of following all modules.
pub(crate) struct Machine<'s> {
    pub(crate) modules: Vec<Module<'s>>,
    /// Which dotted name is which module.
    pub(crate) names: Modules,
    /// Calls that were not followed, in order.
    pub(crate) calls: Vec<Rc<Symbol>>,
    /// All classes, in order.
    pub(crate) classes: Vec<Rc<Class>>,
    /// Scopes that functions hold on to, to be emptied at the end.
    closures: Vec<Rc<Scope>>,
    steps: u64,
    depth: usize,
}

impl<'s> Machine<'s> {
    /// Parses all sources; what is wrong with them comes out as (module, offset, message).
    pub(crate) fn new(
        sources: &[Source<'s>],
        dialect: seedbed_expr::Dialect,
    ) -> (Self, Vec<(Place, String)>) {
        let mut flaws = Vec::new();
        let mut modules = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let parsed = parse::parse(source.text);
            let place = |offset| Place { module: at, at: offset };
            flaws.extend(parsed.flaws.into_iter().map(|flaw| (place(flaw.at), flaw.message)));
            modules.push(Module {
                text: SourceText::new(*source, dialect),
                comments: parsed.comments,
                scope: Scope::new(at, ScopeKind::Module, None),
                body: Rc::new(parsed.body),
                followed: false,
            });
        }
        let names = Modules::new(sources.iter().map(|source| source.name));
        let machine = Self {
            modules,
            names,
            calls: Vec::new(),
            classes: Vec::new(),
            closures: Vec::new(),
            steps: 0,
            depth: 0,
        };
        (machine, flaws)
    }

    /// Follows every module once.
    pub(crate) fn follow_all(&mut self) {
        for module in 0..self.modules.len() {
            self.follow(module);
        }
    }

    /// Whether everything was followed to its end.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps > MOST_STEPS
    }

    /// Follows a module and before it the packages that it is in, as importing it would.
    fn follow(&mut self, module: usize) {
        if self.modules[module].followed {
            return;
        }
        let path = self.names.path(module).to_vec();
        for end in 1..path.len() {
            if let Some(package) = self.names.exact(&path[..end]) {
                self.follow(package);
            }
        }
        if std::mem::replace(&mut self.modules[module].followed, true) {
            return;
        }
        let body = Rc::clone(&self.modules[module].body);
        let scope = Rc::clone(&self.modules[module].scope);
        self.block(&body, &scope);
    }

    /// One more step; whether there are any left.
    fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= MOST_STEPS
    }

    /// Follows statements; a value where a `return` was met.
    fn block(&mut self, body: &[Stmt], scope: &Rc<Scope>) -> Option<Value> {
        let mut assigned: Option<Text> = None;
        for statement in body {
            if !self.step() {
                return None;
            }
            // A string behind an assignment documents what was assigned.
            if let (StmtKind::Expr(Expr { kind: ExprKind::Str(text), .. }), Some(name)) =
                (&statement.kind, assigned.take())
            {
                scope.docstrings.borrow_mut().push((name, text.clone()));
                continue;
            }
            assigned = assigned_name(statement);
            let returned = self.statement(statement, scope);
            if returned.is_some() {
                return returned;
            }
        }
        None
    }

    fn statement(&mut self, statement: &Stmt, scope: &Rc<Scope>) -> Option<Value> {
        let place = Place { module: scope.module, at: statement.at };
        match &statement.kind {
            StmtKind::Assign { targets, value } => {
                let value = self.eval(value, scope);
                for target in targets {
                    self.assign(target, value.clone(), scope);
                }
            }
            StmtKind::Annotated { target, annotation, value } => {
                if let ExprKind::Name(name) = &target.kind {
                    let entry = (name.clone(), Rc::clone(annotation), statement.at);
                    scope.annotations.borrow_mut().push(entry);
                }
                match value {
                    Some(value) => {
                        let value = self.eval(value, scope);
                        self.assign(target, value, scope);
                    }
                    // The attribute exists, and may be named in keys.
                    None if scope.kind == ScopeKind::Class => {
                        self.assign(target, Value::unknown(place), scope);
                    }
                    None => {}
                }
            }
            StmtKind::Augmented { target, operator, value } => {
                let value = self.eval(value, scope);
                let before = self.eval(target, scope);
                let value = operator::augmented(operator, before, value, place);
                self.assign(target, value, scope);
            }
            StmtKind::Expr(expr) => {
                self.eval(expr, scope);
            }
            StmtKind::Import(import) => self.import(import, scope),
            StmtKind::Class(class) => self.define_class(class, scope),
            StmtKind::Function(def) => {
                let decorators = self.decorators(&def.decorators, scope);
                let value = self.function(def, decorators, scope);
                scope.set(def.name.clone(), value);
            }
            StmtKind::If { test, body, otherwise } => {
                return self.conditional(test, body, otherwise, scope);
            }
            StmtKind::For { target, over, body } => return self.repeat(target, over, body, scope),
            StmtKind::Block(body) => return self.block(body, scope),
            StmtKind::Return(value) => {
                let value = value.as_ref().map_or(Value::None, |value| self.eval(value, scope));
                return Some(value);
            }
            StmtKind::Other => {}
        }
        None
    }

    fn conditional(
        &mut self,
        test: &Expr,
        body: &[Stmt],
        otherwise: &[Stmt],
        scope: &Rc<Scope>,
    ) -> Option<Value> {
        let test = self.eval(test, scope);
        if test.dotted().is_some_and(|name| name.ends_with("TYPE_CHECKING")) {
            self.import_late(body, scope);
            return self.block(otherwise, scope);
        }
        let in_function = scope.kind == ScopeKind::Function;
        if test.truth().unwrap_or(!in_function) {
            self.block(body, scope)
        } else {
            self.block(otherwise, scope)
        }
    }

    fn repeat(
        &mut self,
        target: &Expr,
        over: &Expr,
        body: &[Stmt],
        scope: &Rc<Scope>,
    ) -> Option<Value> {
        let over = self.eval(over, scope);
        for item in self.iterate(&over)? {
            self.assign(target, item, scope);
            let returned = self.block(body, scope);
            if returned.is_some() {
                return returned;
            }
        }
        None
    }

    fn decorators(&mut self, decorators: &[Expr], scope: &Rc<Scope>) -> Vec<Value> {
        decorators.iter().map(|decorator| self.eval(decorator, scope)).collect()
    }

    fn function(
        &mut self,
        def: &Rc<FunctionDef>,
        decorators: Vec<Value>,
        scope: &Rc<Scope>,
    ) -> Value {
        if scope.kind == ScopeKind::Function {
            self.closures.push(Rc::clone(scope));
        }
        Value::Function(Rc::new(Function {
            def: Rc::clone(def),
            scope: Rc::clone(scope),
            decorators,
        }))
    }

    fn define_class(&mut self, def: &Rc<ClassDef>, scope: &Rc<Scope>) {
        let (bases, keywords) = self.arguments(&def.arguments, scope);
        let decorators = self.decorators(&def.decorators, scope);
        let body = Scope::new(scope.module, ScopeKind::Class, Some(Rc::clone(scope)));
        self.block(&def.body, &body);
        let class = Rc::new(Class {
            name: def.name.clone(),
            place: Place { module: scope.module, at: def.at },
            bases,
            keywords,
            decorators,
            docstring: def.docstring.clone(),
            scope: body,
            declared: std::cell::RefCell::default(),
        });
        self.classes.push(Rc::clone(&class));
        scope.set(def.name.clone(), Value::Class(class));
    }

    /// Binds a target to a value: a name, several names, an attribute, an item.
    fn assign(&mut self, target: &Expr, value: Value, scope: &Rc<Scope>) {
        match &target.kind {
            ExprKind::Name(name) => scope.set(name.clone(), value),
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                let place = Place { module: scope.module, at: target.at };
                let items = self.iterate(&value).filter(|items| items.len() == targets.len());
                for (at, target) in targets.iter().enumerate() {
                    let item = items.as_ref().map(|items| items[at].clone());
                    self.assign(target, item.unwrap_or_else(|| Value::unknown(place)), scope);
                }
            }
            ExprKind::Attribute(object, name) => match self.eval(object, scope) {
                Value::Class(class) => class.scope.set(name.clone(), value),
                Value::Symbol(symbol) => {
                    let mut attributes = symbol.attributes.borrow_mut();
                    attributes.retain(|(known, _)| known != name);
                    attributes.push((name.clone(), value));
                }
                _ => {}
            },
            ExprKind::Index(object, key) => {
                let object = self.eval(object, scope);
                let key = self.eval(key, scope);
                if let Value::Dict(entries) = object {
                    operator::put(&mut entries.borrow_mut(), key, value);
                }
            }
            _ => {}
        }
    }

    /// The items of something iterable; members of an enumeration.
    pub(crate) fn iterate(&mut self, value: &Value) -> Option<Vec<Value>> {
        match value {
            Value::Class(class) => {
                self.members(class).map(|members| members.into_iter().map(Value::Member).collect())
            }
            other => other.items(),
        }
    }
}

/// The name a statement assigns to.
fn assigned_name(statement: &Stmt) -> Option<Text> {
    let target = match &statement.kind {
        StmtKind::Assign { targets, .. } => targets.first()?,
        StmtKind::Annotated { target, .. } => target,
        _ => return None,
    };
    match &target.kind {
        ExprKind::Name(name) => Some(name.clone()),
        _ => None,
    }
}

impl Drop for Machine<'_> {
    /// Functions know the scopes that hold them; without this they would never be freed.
    fn drop(&mut self) {
        let classes = self.classes.iter().map(|class| &class.scope);
        let modules = self.modules.iter().map(|module| &module.scope);
        let scopes: Vec<_> = classes.chain(modules).chain(&self.closures).cloned().collect();
        for scope in scopes {
            let names = std::mem::take(&mut *scope.names.borrow_mut());
            drop(names);
        }
        for class in &self.classes {
            let declared = std::mem::take(&mut *class.declared.borrow_mut());
            drop(declared);
        }
    }
}

/// What an annotation in a class's body means. Attributes don't hide what an annotation names
/// (`date: Mapped[date]`), classes within the class can be named.
pub(crate) fn annotated(machine: &mut Machine<'_>, class: &Rc<Class>, expr: &Expr) -> Value {
    let parent = class.scope.parent.clone();
    let scope = Scope::new(class.scope.module, ScopeKind::Function, parent);
    for (name, value) in class.scope.names.borrow().entries() {
        if matches!(value, Value::Class(_)) {
            scope.set(name.clone(), value.clone());
        }
    }
    let value = machine.eval(expr, &scope);
    match &value {
        Value::Str(text) => annotated_text(machine, class, text),
        _ => value,
    }
}

/// What an annotation in quotes means; the text itself where it is no expression.
pub(crate) fn annotated_text(machine: &mut Machine<'_>, class: &Rc<Class>, text: &str) -> Value {
    let parsed = parse::parse(text);
    match parsed.body.first().map(|statement| &statement.kind) {
        Some(StmtKind::Expr(expr))
            if parsed.flaws.is_empty() && !matches!(expr.kind, ExprKind::Str(_)) =>
        {
            annotated(machine, class, expr)
        }
        _ => Value::str(text),
    }
}
