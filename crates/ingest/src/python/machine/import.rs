//! Imports, and looking names up.

use std::rc::Rc;

use super::Machine;
use crate::python::{
    syntax::{Import, Stmt, StmtKind, Text},
    value::{Place, Scope, ScopeKind, Value},
};

impl Machine<'_> {
    pub(super) fn import(&mut self, import: &Import, scope: &Rc<Scope>) {
        match import {
            Import::Module { path, alias: Some(alias) } => {
                let value = self.absolute(path, scope.module);
                scope.set(alias.clone(), value);
            }
            Import::Module { path, alias: None } => {
                // `import a.b` binds `a`; its parts are found when they are asked for.
                self.absolute(path, scope.module);
                if let Some(first) = path.first() {
                    let value = self.absolute(std::slice::from_ref(first), scope.module);
                    scope.set(first.clone(), value);
                }
            }
            Import::From { level, path, names } => {
                let (module, dotted) = self.origin(*level, path, scope.module);
                if names.is_empty() {
                    self.import_all(module, &dotted, scope);
                }
                for (name, alias) in names {
                    let value = match module {
                        Some(module) => self.module_name(module, name),
                        None => self.elsewhere(*level, path, name, &dotted, scope.module),
                    };
                    scope.set(alias.as_ref().unwrap_or(name).clone(), value);
                }
            }
        }
    }

    /// What is imported for annotations only: it is needed to understand them, but following it
    /// now would go in circles that Python does not go.
    pub(super) fn import_late(&mut self, body: &[Stmt], scope: &Rc<Scope>) {
        for statement in body {
            let StmtKind::Import(import) = &statement.kind else {
                continue;
            };
            let Import::From { level, path, names } = import else {
                self.import(import, scope);
                continue;
            };
            let module = self.named_module(*level, path, scope.module);
            for (name, alias) in names {
                let value = match module {
                    Some(module) => self.late(module, name),
                    None => {
                        let dotted = path.join(".");
                        self.elsewhere(*level, path, name, &dotted, scope.module)
                    }
                };
                scope.set(alias.as_ref().unwrap_or(name).clone(), value);
            }
        }
    }

    /// A name of a module that is not followed yet.
    fn late(&self, module: usize, name: &Text) -> Value {
        let mut path = self.names.path(module).to_vec();
        path.push(name.clone());
        match self.names.exact(&path) {
            Some(inner) => Value::Module(inner),
            None => Value::Late(module, name.clone()),
        }
    }

    fn absolute(&mut self, path: &[Text], from: usize) -> Value {
        match self.names.absolute(path, from) {
            Some(module) => {
                self.follow(module);
                Value::Module(module)
            }
            None => Value::External(path.join(".").into()),
        }
    }

    /// The module that `from` names, and the dotted name where it is none of the sources.
    fn origin(&mut self, level: usize, path: &[Text], from: usize) -> (Option<usize>, Text) {
        let found = self.named_module(level, path, from);
        if let Some(module) = found {
            self.follow(module);
        }
        (found, path.join(".").into())
    }

    fn named_module(&self, level: usize, path: &[Text], from: usize) -> Option<usize> {
        if level == 0 {
            self.names.absolute(path, from)
        } else {
            self.names.exact(&self.relative(level, path, from))
        }
    }

    fn relative(&self, level: usize, path: &[Text], from: usize) -> Vec<Text> {
        let package = self.names.package(from);
        let kept = package.len().saturating_sub(level - 1);
        package[..kept].iter().chain(path).cloned().collect()
    }

    /// A name of a package without `__init__.py`, or of something outside the sources.
    fn elsewhere(
        &mut self,
        level: usize,
        path: &[Text],
        name: &Text,
        dotted: &str,
        from: usize,
    ) -> Value {
        let found = if level > 0 {
            let mut full = self.relative(level, path, from);
            full.push(name.clone());
            self.names.exact(&full)
        } else {
            let full: Vec<Text> = path.iter().chain([name]).cloned().collect();
            // `from types import String` is no module `String`, but may be a file `types.py`
            // of a package that was not given whole.
            self.names.absolute(&full, from).filter(|&at| self.names.path(at).ends_with(&full))
        };
        if let Some(module) = found {
            self.follow(module);
            return Value::Module(module);
        }
        if dotted.is_empty() {
            return Value::External(name.clone());
        }
        Value::External(format!("{dotted}.{name}").into())
    }

    /// A name within a module of the sources.
    pub(super) fn module_name(&mut self, module: usize, name: &Text) -> Value {
        if let Some(value) = self.modules[module].scope.get(name) {
            return self.settled(value);
        }
        let mut path = self.names.path(module).to_vec();
        path.push(name.clone());
        if let Some(inner) = self.names.exact(&path) {
            self.follow(inner);
            return Value::Module(inner);
        }
        // PEP 562: a module may compute its names.
        if let Some(compute @ Value::Function(_)) = self.modules[module].scope.get("__getattr__")
            && let Some(value) = self.apply(&compute, vec![Value::Str(name.clone())])
        {
            return value;
        }
        let stars = self.modules[module].scope.stars.borrow().clone();
        match chosen(&stars) {
            Some(star) => Value::External(format!("{star}.{name}").into()),
            None => Value::Late(module, name.clone()),
        }
    }

    fn import_all(&mut self, module: Option<usize>, dotted: &Text, scope: &Rc<Scope>) {
        let Some(module) = module else {
            scope.stars.borrow_mut().push(dotted.clone());
            return;
        };
        let source = Rc::clone(&self.modules[module].scope);
        if Rc::ptr_eq(&source, scope) {
            return;
        }
        let listed = source.get("__all__").and_then(|all| all.items());
        let listed: Option<Vec<Text>> =
            listed.map(|all| all.iter().filter_map(Value::as_str).collect());
        let entries: Vec<_> = source.names.borrow().entries().to_vec();
        for (name, value) in entries {
            let wanted = listed.as_ref().map_or(!name.starts_with('_'), |all| all.contains(&name));
            if wanted {
                scope.set(name, value);
            }
        }
        let stars = source.stars.borrow().clone();
        scope.stars.borrow_mut().extend(stars);
    }

    /// What a name means in a scope.
    pub(super) fn lookup(&mut self, name: &Text, scope: &Rc<Scope>) -> Value {
        let mut at = Some(Rc::clone(scope));
        while let Some(here) = at.take() {
            // Functions don't see the names of the class around them.
            let visible = here.kind != ScopeKind::Class || Rc::ptr_eq(&here, scope);
            if visible && let Some(value) = here.get(name) {
                return self.settled(value);
            }
            at.clone_from(&here.parent);
        }
        if super::builtin::is_builtin(name) {
            return Value::External(format!("builtins.{name}").into());
        }
        let module = Rc::clone(&self.modules[scope.module].scope);
        let stars = module.stars.borrow().clone();
        match &**name {
            "__name__" | "__file__" => Value::unknown(Place { module: scope.module, at: 0 }),
            _ => chosen(&stars).map_or_else(
                || Value::External(name.clone()),
                |star| Value::External(format!("{star}.{name}").into()),
            ),
        }
    }

    /// The value behind a name that came too early, if it has come meanwhile.
    pub(super) fn settled(&mut self, value: Value) -> Value {
        let mut value = value;
        for _ in 0..8 {
            let Value::Late(module, name) = &value else {
                return value;
            };
            match self.modules[*module].scope.get(name) {
                Some(found) => value = found,
                None => return value,
            }
        }
        value
    }
}

/// Of several `import *`, the one that models are likely to come from.
fn chosen(stars: &[Text]) -> Option<&Text> {
    let likely = |star: &&Text| star.contains("sqlalchemy") || star.contains("models");
    stars.iter().find(likely).or(stars.last())
}
