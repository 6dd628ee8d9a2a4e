//! Inheritance and enumerations.

use std::rc::Rc;

use super::{Machine, attribute::label};
use crate::python::{
    syntax::Text,
    value::{Class, Member, SymbolKind, Value},
};

/// What makes a class an enumeration when it is among its bases.
const ENUMERATIONS: &[&str] =
    &["Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices", "Choices"];

impl Machine<'_> {
    /// The class and the bases it inherits from, in Python's order (C3 linearization), as far as
    /// they are among the sources.
    pub(crate) fn resolution_order(&mut self, class: &Rc<Class>) -> Vec<Rc<Class>> {
        self.linearized(class, 0)
    }

    fn linearized(&mut self, class: &Rc<Class>, depth: usize) -> Vec<Rc<Class>> {
        /// Deeper hierarchies are cycles that an error in the source made.
        const DEEPEST: usize = 50;
        if depth > DEEPEST {
            return vec![Rc::clone(class)];
        }
        let bases = self.base_classes(class);
        let mut lists: Vec<Vec<Rc<Class>>> =
            bases.iter().map(|base| self.linearized(base, depth + 1)).collect();
        lists.push(bases);
        let mut order = vec![Rc::clone(class)];
        while lists.iter().any(|list| !list.is_empty()) {
            let in_tail = |candidate: &Rc<Class>| {
                lists.iter().any(|list| list.iter().skip(1).any(|one| Rc::ptr_eq(one, candidate)))
            };
            let heads = || lists.iter().filter_map(|list| list.first());
            // An order that Python would refuse is made up by taking the first.
            let next = heads().find(|head| !in_tail(head)).or_else(|| heads().next()).cloned();
            let Some(next) = next else { break };
            for list in &mut lists {
                list.retain(|one| !Rc::ptr_eq(one, &next));
            }
            if !order.iter().any(|one| Rc::ptr_eq(one, &next)) {
                order.push(next);
            }
        }
        order
    }

    /// The direct bases that are classes of the sources.
    pub(crate) fn base_classes(&mut self, class: &Rc<Class>) -> Vec<Rc<Class>> {
        let bases = class.bases.clone();
        bases.into_iter().flat_map(|base| self.classes_of(base)).collect()
    }

    /// The classes that a base stands for: itself, or those it is made from.
    fn classes_of(&mut self, base: Value) -> Vec<Rc<Class>> {
        match self.settled(base) {
            Value::Class(class) => vec![class],
            Value::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Index(base, _) => self.classes_of(base.clone()),
                // A factory makes something else of the classes that it is given.
                SymbolKind::Call(call)
                    if call.callee.dotted().is_some_and(|name| name.ends_with("factory")) =>
                {
                    Vec::new()
                }
                // `with_metaclass(Meta, Base)`, `declarative_base(cls=Base)`.
                SymbolKind::Call(call) => {
                    let made = call.arguments.iter();
                    let made = made.chain(call.keywords.iter().filter_map(|(name, value)| {
                        matches!(&**name, "cls" | "model_class").then_some(value)
                    }));
                    made.cloned().flat_map(|value| self.classes_of(value)).collect()
                }
                // `db.Model` of `db = SQLAlchemy(model_class=Base)`.
                SymbolKind::Attribute(object, name) if &**name == "Model" => {
                    match object.as_call().and_then(|call| call.keyword("model_class")) {
                        Some(made) => self.classes_of(made.clone()),
                        None => Vec::new(),
                    }
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Everything that the class or a base of it inherits from outside the sources.
    pub(crate) fn external_bases(&mut self, class: &Rc<Class>) -> Vec<Value> {
        let order = self.resolution_order(class);
        let bases = order.iter().flat_map(|class| class.bases.clone());
        let bases: Vec<Value> = bases.collect();
        bases
            .into_iter()
            .map(|base| self.settled(base))
            .filter(|base| !matches!(base, Value::Class(_)))
            .collect()
    }

    fn is_enumeration(&mut self, class: &Rc<Class>) -> bool {
        self.external_bases(class).iter().any(|base| {
            let dotted = base.dotted().unwrap_or_default();
            ENUMERATIONS.contains(&dotted.rsplit('.').next().unwrap_or_default())
        })
    }

    /// The members of an enumeration, in order; `None` for other classes.
    pub(crate) fn members(&mut self, class: &Rc<Class>) -> Option<Vec<Rc<Member>>> {
        if !self.is_enumeration(class) {
            return None;
        }
        let is_text = self.external_bases(class).iter().any(|base| {
            base.dotted().is_some_and(|name| name.ends_with("StrEnum") || name.ends_with("Choices"))
        });
        let entries = class.scope.names.borrow().entries().to_vec();
        let mut members: Vec<Rc<Member>> = Vec::new();
        for (name, value) in entries {
            let is_member = !name.starts_with('_')
                && !matches!(value, Value::Function(_) | Value::Class(_) | Value::Bound(_))
                && !is_descriptor(&value);
            if !is_member {
                continue;
            }
            let (value, label) = self.member_value(class, &name, value, members.len(), is_text);
            members.push(Rc::new(Member { class: Rc::clone(class), name, value, label }));
        }
        Some(members)
    }

    fn member_value(
        &mut self,
        class: &Rc<Class>,
        name: &Text,
        value: Value,
        at: usize,
        is_text: bool,
    ) -> (Value, Option<Text>) {
        let is_auto = |value: &Value| {
            let callee = value.as_call().and_then(|call| call.callee.dotted());
            callee.is_some_and(|name| name.rsplit('.').next() == Some("auto"))
        };
        if is_auto(&value) {
            let made =
                if is_text { Value::str(name.to_lowercase()) } else { Value::Int(at as i64 + 1) };
            return (made, None);
        }
        // `NAME = value, label` of Django's choices.
        if let Value::Tuple(items) = &value
            && let [first, second] = &**items
            && let Some(said) = second.as_str()
            && self
                .external_bases(class)
                .iter()
                .any(|base| base.dotted().is_some_and(|name| name.ends_with("Choices")))
        {
            return (first.clone(), Some(said));
        }
        (value, None)
    }

    /// What an enumeration's attributes are: members, and what Django adds.
    pub(super) fn enumerated(&mut self, class: &Rc<Class>, name: &str) -> Option<Value> {
        let derived = matches!(name, "choices" | "values" | "labels" | "names" | "__members__");
        if !derived && class.own(name).is_none() {
            return None;
        }
        let members = self.members(class)?;
        let said = |member: &Rc<Member>| {
            Value::Str(member.label.clone().unwrap_or_else(|| label(&member.name)))
        };
        if let Some(member) = members.iter().find(|member| &*member.name == name) {
            return Some(Value::Member(Rc::clone(member)));
        }
        if !derived || class.own(name).is_some() {
            return None;
        }
        let each =
            |of: &dyn Fn(&Rc<Member>) -> Value| Value::list(members.iter().map(of).collect());
        Some(match name {
            "choices" => each(&|member| Value::Tuple([member.value.clone(), said(member)].into())),
            "values" => each(&|member| member.value.clone()),
            "labels" => each(&said),
            "names" => each(&|member| Value::Str(member.name.clone())),
            _ => {
                let entries = members.iter().map(|member| {
                    (Value::Str(member.name.clone()), Value::Member(Rc::clone(member)))
                });
                Value::Dict(Rc::new(entries.collect::<Vec<_>>().into()))
            }
        })
    }
}

/// Whether something in an enumeration's body is no member: `nonmember(…)`, a property.
fn is_descriptor(value: &Value) -> bool {
    let callee = value.as_call().and_then(|call| call.callee.dotted());
    callee.is_some_and(|name| {
        matches!(name.rsplit('.').next(), Some("nonmember" | "property" | "classproperty"))
    })
}
