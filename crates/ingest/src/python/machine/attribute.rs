//! Attributes of values.

use std::rc::Rc;

use super::Machine;
use crate::python::{
    syntax::Text,
    value::{Bound, Class, Place, Symbol, SymbolKind, Value},
};

impl Machine<'_> {
    /// `object.name`.
    pub(crate) fn attribute(&mut self, object: &Value, name: &Text, place: Place) -> Value {
        let symbol = || SymbolKind::Attribute(object.clone(), name.clone());
        match object {
            Value::Module(module) => self.module_name(*module, name),
            Value::External(dotted) => {
                // `import a` and then `a.b.c`: a source may be behind the longer name.
                let path: Vec<Text> =
                    dotted.split('.').map(Into::into).chain([name.clone()]).collect();
                let named = self.names.absolute(&path, place.module);
                match named.filter(|&at| self.names.path(at).ends_with(&path)) {
                    Some(module) => {
                        self.follow(module);
                        Value::Module(module)
                    }
                    None => Value::External(format!("{dotted}.{name}").into()),
                }
            }
            Value::Class(class) => {
                self.class_attribute(class, name).unwrap_or_else(|| Value::symbol(symbol(), place))
            }
            Value::Member(member) => match &**name {
                "value" | "_value_" => member.value.clone(),
                "name" | "_name_" => Value::Str(member.name.clone()),
                "label" => Value::Str(member.label.clone().unwrap_or_else(|| label(&member.name))),
                _ => self
                    .instance_attribute(&member.class, object, name)
                    .unwrap_or_else(|| Value::symbol(symbol(), place)),
            },
            Value::Symbol(known) => self
                .symbol_attribute(known, object, name)
                .unwrap_or_else(|| Value::symbol(symbol(), place)),
            Value::Super(from) => self
                .super_attribute(&from.0, &from.1, name)
                .unwrap_or_else(|| Value::symbol(symbol(), place)),
            Value::Function(function) => match &**name {
                "__name__" => Value::Str(function.def.name.clone()),
                _ => Value::symbol(symbol(), place),
            },
            _ => Value::symbol(symbol(), place),
        }
    }

    fn symbol_attribute(
        &mut self,
        symbol: &Rc<Symbol>,
        object: &Value,
        name: &Text,
    ) -> Option<Value> {
        let assigned = symbol.attributes.borrow();
        if let Some((_, value)) = assigned.iter().find(|(known, _)| known == name) {
            return Some(value.clone());
        }
        drop(assigned);
        let SymbolKind::Call(call) = &symbol.kind else {
            return None;
        };
        match &call.callee {
            Value::Class(class) => {
                if &**name == "__class__" {
                    return Some(call.callee.clone());
                }
                self.instance_attribute(&class.clone(), object, name)
            }
            _ => None,
        }
    }

    /// An attribute of an instance: methods are bound, properties are asked.
    fn instance_attribute(
        &mut self,
        class: &Rc<Class>,
        object: &Value,
        name: &Text,
    ) -> Option<Value> {
        let (owner, value) = self.find(class, name)?;
        self.bind(owner, value, object.clone())
    }

    fn super_attribute(
        &mut self,
        owner: &Rc<Class>,
        receiver: &Value,
        name: &Text,
    ) -> Option<Value> {
        let class = match receiver {
            Value::Class(class) => Rc::clone(class),
            other => match &other.as_call()?.callee {
                Value::Class(class) => Rc::clone(class),
                _ => return None,
            },
        };
        let order = self.resolution_order(&class);
        let behind = order.iter().position(|known| Rc::ptr_eq(known, owner))? + 1;
        let next = order[behind..].iter().find(|class| class.own(name).is_some())?.clone();
        let value = next.own(name)?;
        self.bind(next, value, receiver.clone())
    }

    fn bind(&mut self, owner: Rc<Class>, value: Value, receiver: Value) -> Option<Value> {
        let Value::Function(function) = value else {
            return Some(self.settled(value));
        };
        if function.is_decorated("staticmethod") {
            return Some(Value::Function(function));
        }
        let is_property = function.is_decorated("property")
            || function.is_decorated("cached_property")
            || function.is_decorated("declared_attr");
        let bound = Rc::new(Bound { receiver, function, owner: Some(owner) });
        if is_property {
            return self.call_bound(&bound, Vec::new(), &Vec::new());
        }
        Some(Value::Bound(bound))
    }

    /// An attribute of a class, inherited ones and those that `declared_attr` computes included.
    pub(crate) fn class_attribute(&mut self, class: &Rc<Class>, name: &Text) -> Option<Value> {
        if let Some(value) = self.enumerated(class, name) {
            return Some(value);
        }
        let Some((owner, value)) = self.find(class, name) else {
            return self.builtin_class_attribute(class, name);
        };
        let Value::Function(function) = &value else {
            // An inherited column is copied: it is another one in every class.
            if !Rc::ptr_eq(&owner, class) && is_column(&value) {
                let kind = SymbolKind::Attribute(Value::Class(Rc::clone(class)), name.clone());
                return Some(Value::symbol(kind, class.place));
            }
            return Some(self.settled(value));
        };
        if function.is_decorated("declared_attr") {
            let known = class.declared.borrow().get(name).cloned();
            if known.is_some() {
                return known;
            }
            let receiver = Value::Class(Rc::clone(class));
            let bound = Bound { receiver, function: Rc::clone(function), owner: Some(owner) };
            let value = self.call_bound(&bound, Vec::new(), &Vec::new())?;
            class.declared.borrow_mut().insert(name.clone(), value.clone());
            return Some(value);
        }
        if function.is_decorated("classmethod") {
            let receiver = Value::Class(Rc::clone(class));
            let function = Rc::clone(function);
            return Some(Value::Bound(Rc::new(Bound { receiver, function, owner: Some(owner) })));
        }
        Some(value)
    }

    fn builtin_class_attribute(&mut self, class: &Rc<Class>, name: &Text) -> Option<Value> {
        match &**name {
            "__name__" | "__qualname__" => Some(Value::Str(class.name.clone())),
            "__module__" => {
                let path = self.names.path(class.place.module);
                Some(Value::str(path.join(".")))
            }
            "__doc__" => class.docstring.clone().map(Value::Str),
            _ => None,
        }
    }

    /// The first class in resolution order whose body binds a name, and what it binds.
    pub(crate) fn find(&mut self, class: &Rc<Class>, name: &str) -> Option<(Rc<Class>, Value)> {
        let order = self.resolution_order(class);
        order.into_iter().find_map(|class| {
            let value = class.own(name)?;
            Some((class, value))
        })
    }
}

/// What Django makes of a member's name.
pub(super) fn label(name: &str) -> Text {
    let words = name.replace('_', " ").to_lowercase();
    let titled = words.split(' ').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}", letters.as_str())
    });
    titled.collect::<Vec<_>>().join(" ").into()
}

fn is_column(value: &Value) -> bool {
    let callee = value.as_call().and_then(|call| call.callee.dotted());
    callee.is_some_and(|name| name.ends_with("Column") || name.ends_with("mapped_column"))
}
