//! What an expression stands for, as far as it can be known without running anything.
//!
//! Constants, lists, functions and classes of the sources are themselves. Whatever comes from
//! elsewhere is a dotted name ([`Value::External`]), and what is done with it stays as a tree of
//! symbols ([`Symbol`]): `Column(String(MAX))` is a call of `sqlalchemy.Column` whose first
//! argument is a call of `sqlalchemy.String` with a number.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::syntax::{Expr, FunctionDef, Text};

/// A value. Lists and dictionaries are shared, as in Python.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Text),
    List(Rc<RefCell<Vec<Value>>>),
    Tuple(Rc<[Value]>),
    Dict(Rc<RefCell<Vec<(Value, Value)>>>),
    /// A module of the sources.
    Module(usize),
    /// Something outside the sources, by its dotted name.
    External(Text),
    /// A name that its module does not have yet.
    Late(usize, Text),
    Function(Rc<Function>),
    Bound(Rc<Bound>),
    Class(Rc<Class>),
    /// A member of an enumeration of the sources.
    Member(Rc<Member>),
    /// `super()`.
    Super(Rc<(Rc<Class>, Value)>),
    Symbol(Rc<Symbol>),
}

/// A place in a source: the module's position and a byte offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) module: usize,
    pub(crate) at: usize,
}

/// What is only known as an operation. Two symbols are the same thing when they are one object.
#[derive(Debug)]
pub(crate) struct Symbol {
    pub(crate) kind: SymbolKind,
    pub(crate) place: Place,
    /// What was assigned to its attributes.
    pub(crate) attributes: RefCell<Vec<(Text, Value)>>,
}

#[derive(Debug)]
pub(crate) enum SymbolKind {
    Call(Call),
    Attribute(Value, Text),
    Index(Value, Value),
    Binary(Text, Value, Value),
    Unary(Text, Value),
    Unknown,
}

/// A call that was not followed.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) callee: Value,
    pub(crate) arguments: Vec<Value>,
    pub(crate) keywords: Vec<(Text, Value)>,
}

impl Call {
    /// An argument by keyword.
    pub(crate) fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords.iter().find(|(keyword, _)| &**keyword == name).map(|(_, value)| value)
    }

    /// An argument by keyword or position.
    pub(crate) fn argument(&self, position: usize, name: &str) -> Option<&Value> {
        self.keyword(name).or_else(|| self.arguments.get(position))
    }

    /// Whether a keyword is set to true; `None` where it is absent or unclear.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.keyword(name)?.truth()
    }
}

/// A function of the sources, and where its free names are looked up.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) def: Rc<FunctionDef>,
    pub(crate) scope: Rc<Scope>,
    pub(crate) decorators: Vec<Value>,
}

impl Function {
    /// Whether one of its decorators has that last name.
    pub(crate) fn is_decorated(&self, name: &str) -> bool {
        self.decorators.iter().any(|decorator| {
            decorator.dotted().is_some_and(|dotted| dotted.split('.').any(|part| part == name))
        })
    }
}

/// A method with its receiver.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) receiver: Value,
    pub(crate) function: Rc<Function>,
    /// The class whose body holds the method.
    pub(crate) owner: Option<Rc<Class>>,
}

/// A class of the sources.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: Text,
    pub(crate) place: Place,
    pub(crate) bases: Vec<Value>,
    /// `table=True` of `class A(Base, table=True)`.
    pub(crate) keywords: Vec<(Text, Value)>,
    pub(crate) decorators: Vec<Value>,
    pub(crate) docstring: Option<Text>,
    pub(crate) scope: Rc<Scope>,
    /// What `declared_attr` functions returned for this class.
    pub(crate) declared: RefCell<BTreeMap<Text, Value>>,
}

/// One member of an enumeration.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) class: Rc<Class>,
    pub(crate) name: Text,
    pub(crate) value: Value,
    /// Django's second item of the tuple.
    pub(crate) label: Option<Text>,
}

/// Which names a scope shows to functions within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
}

/// Names and their values.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) module: usize,
    pub(crate) kind: ScopeKind,
    pub(crate) names: RefCell<Namespace>,
    pub(crate) parent: Option<Rc<Scope>>,
    /// What `from elsewhere import *` may have brought.
    pub(crate) stars: RefCell<Vec<Text>>,
    /// `name: annotation`, in order, with their places.
    pub(crate) annotations: RefCell<Vec<(Text, Rc<Expr>, usize)>>,
    /// The strings that stand behind assignments, by the assigned name.
    pub(crate) docstrings: RefCell<Vec<(Text, Text)>>,
}

/// An ordered map of names.
#[derive(Debug, Default)]
pub(crate) struct Namespace {
    entries: Vec<(Text, Value)>,
    index: BTreeMap<Text, usize>,
}

impl Namespace {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.index.get(name).map(|&at| &self.entries[at].1)
    }

    pub(crate) fn set(&mut self, name: Text, value: Value) {
        if let Some(&at) = self.index.get(&name) {
            self.entries[at].1 = value;
        } else {
            self.index.insert(name.clone(), self.entries.len());
            self.entries.push((name, value));
        }
    }

    /// The names with their values, in the order in which they appeared.
    pub(crate) fn entries(&self) -> &[(Text, Value)] {
        &self.entries
    }
}

impl Scope {
    pub(crate) fn new(module: usize, kind: ScopeKind, parent: Option<Rc<Scope>>) -> Rc<Self> {
        Rc::new(Self {
            module,
            kind,
            names: RefCell::default(),
            parent,
            stars: RefCell::default(),
            annotations: RefCell::default(),
            docstrings: RefCell::default(),
        })
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        self.names.borrow().get(name).cloned()
    }

    pub(crate) fn set(&self, name: Text, value: Value) {
        self.names.borrow_mut().set(name, value);
    }
}

impl Class {
    /// What its own body binds a name to.
    pub(crate) fn own(&self, name: &str) -> Option<Value> {
        self.scope.get(name)
    }
}

impl Value {
    pub(crate) fn str(text: impl Into<Text>) -> Self {
        Self::Str(text.into())
    }

    pub(crate) fn list(items: Vec<Value>) -> Self {
        Self::List(Rc::new(RefCell::new(items)))
    }

    /// Something of which nothing is known.
    pub(crate) fn unknown(place: Place) -> Self {
        Self::symbol(SymbolKind::Unknown, place)
    }

    pub(crate) fn symbol(kind: SymbolKind, place: Place) -> Self {
        Self::Symbol(Rc::new(Symbol { kind, place, attributes: RefCell::default() }))
    }

    pub(crate) fn as_str(&self) -> Option<Text> {
        match self {
            Self::Str(text) => Some(text.clone()),
            Self::Member(member) => member.value.as_str(),
            _ => None,
        }
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(flag) => Some(i64::from(*flag)),
            Self::Member(member) => member.value.as_int(),
            _ => None,
        }
    }

    /// The call it is the result of.
    pub(crate) fn as_call(&self) -> Option<&Call> {
        match self {
            Self::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Call(call) => Some(call),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether Python takes it for true, where that is known.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self {
            Self::None => Some(false),
            Self::Bool(flag) => Some(*flag),
            Self::Int(number) => Some(*number != 0),
            Self::Float(number) => Some(*number != 0.0),
            Self::Str(text) => Some(!text.is_empty()),
            Self::List(items) => Some(!items.borrow().is_empty()),
            Self::Tuple(items) => Some(!items.is_empty()),
            Self::Dict(entries) => Some(!entries.borrow().is_empty()),
            Self::Module(_) | Self::Function(_) | Self::Bound(_) | Self::Class(_) => Some(true),
            Self::Member(member) => member.value.truth(),
            _ => None,
        }
    }

    /// The items of what can be iterated, where they are known.
    pub(crate) fn items(&self) -> Option<Vec<Value>> {
        match self {
            Self::List(items) => Some(items.borrow().clone()),
            Self::Tuple(items) => Some(items.to_vec()),
            Self::Dict(entries) => {
                Some(entries.borrow().iter().map(|(key, _)| key.clone()).collect())
            }
            Self::Str(text) => Some(text.chars().map(|c| Self::str(c.to_string())).collect()),
            _ => None,
        }
    }

    /// Whether two values are equal, where that is known.
    pub(crate) fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Member(a), Self::Member(b)) => {
                Some(Rc::ptr_eq(&a.class, &b.class) && a.name == b.name)
            }
            (Self::Member(member), other) | (other, Self::Member(member)) => {
                member.value.equals(other)
            }
            (Self::None, Self::None) => Some(true),
            (Self::Str(a), Self::Str(b)) => Some(a == b),
            (Self::Class(a), Self::Class(b)) => Some(Rc::ptr_eq(a, b)),
            (Self::List(_) | Self::Tuple(_), Self::List(_) | Self::Tuple(_)) => {
                let (a, b) = (self.items()?, other.items()?);
                if a.len() != b.len() {
                    return Some(false);
                }
                let pairs: Option<Vec<bool>> = a.iter().zip(&b).map(|(a, b)| a.equals(b)).collect();
                Some(pairs?.into_iter().all(|same| same))
            }
            (Self::Float(a), b) | (b, Self::Float(a)) => match b {
                Self::Float(b) => Some(a == b),
                Self::Int(b) => Some(*a == *b as f64),
                _ => None,
            },
            (Self::Symbol(a), Self::Symbol(b)) if Rc::ptr_eq(a, b) => Some(true),
            (Self::Symbol(_) | Self::External(_) | Self::Late(..), _)
            | (_, Self::Symbol(_) | Self::External(_) | Self::Late(..)) => None,
            (a, b) => match (a.as_int(), b.as_int()) {
                (Some(a), Some(b)) => Some(a == b),
                _ => Some(false),
            },
        }
    }

    /// The dotted name of something external, or of an attribute of something external:
    /// `db.Column` where `db` is the result of a call.
    pub(crate) fn dotted(&self) -> Option<String> {
        match self {
            Self::External(name) | Self::Late(_, name) => Some(name.to_string()),
            Self::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Attribute(base, name) => Some(format!("{}.{name}", base.dotted()?)),
                SymbolKind::Call(call) => Some(format!("{}()", call.callee.dotted()?)),
                SymbolKind::Unknown => Some("?".to_owned()),
                _ => None,
            },
            _ => None,
        }
    }

    /// As text, as Python's `str` would make it, where that is known.
    pub(crate) fn text(&self) -> Option<Text> {
        match self {
            Self::Str(text) => Some(text.clone()),
            Self::Int(number) => Some(number.to_string().into()),
            Self::Float(number) => Some(format!("{number:?}").into()),
            Self::Bool(true) => Some("True".into()),
            Self::Bool(false) => Some("False".into()),
            Self::None => Some("None".into()),
            Self::Member(member) => member.value.text(),
            _ => None,
        }
    }
}
