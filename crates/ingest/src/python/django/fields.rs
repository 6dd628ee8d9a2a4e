//! Fields to columns.

use std::rc::Rc;

use seedbed_schema::{Column, DataType, Default, Identity, Index, UniqueKey};

use super::{
    Call, Class, Field, Model, Project, Symbol, Target, Text, Value,
    kinds::{Kind, kind, looks_like_field},
    many::Many,
    text,
};
use crate::{
    diagnostic::Severity,
    python::{
        project::{declared, describe_attribute, last_name, literal, prose, quoted},
        value::SymbolKind,
    },
};

/// A key that counts up.
pub(crate) fn auto_column(name: &str, bits: u8) -> Column {
    let mut column = Column::new(name, DataType::integer(bits));
    let written = if bits == 64 { "BigAutoField" } else { "AutoField" };
    written.clone_into(&mut column.declared_type);
    column.nullable = false;
    column.identity = Some(Identity::default());
    column
}

/// A field's class by its own name, and the call with which the outermost known class was made.
struct Made {
    name: Text,
    call: Call,
}

impl Project<'_> {
    /// Adds the fields of a model and of its abstract bases; those of `inherited` classes are
    /// in their own tables.
    pub(super) fn add_model_fields(&mut self, model: &mut Model, inherited: &[Rc<Class>]) {
        let order = self.machine.resolution_order(&model.class.clone());
        let mut seen: Vec<Text> = Vec::new();
        let mut fields = Vec::new();
        for class in &order {
            if inherited.iter().any(|known| Rc::ptr_eq(known, class)) {
                continue;
            }
            for (name, value) in class.scope.names.borrow().entries() {
                if !seen.contains(name) {
                    seen.push(name.clone());
                    if let Value::Symbol(symbol) = value {
                        fields.push((Rc::clone(class), name.clone(), Rc::clone(symbol)));
                    }
                }
            }
        }
        // The order of declaration is the order of the calls; abstract bases come first.
        let rank = |class: &Rc<Class>| order.iter().position(|known| Rc::ptr_eq(known, class));
        fields.sort_by_key(|(class, ..)| std::cmp::Reverse(rank(class)));
        for (class, name, symbol) in fields {
            self.add_model_field(model, &class, &name, &symbol);
        }
    }

    fn add_model_field(
        &mut self,
        model: &mut Model,
        class: &Rc<Class>,
        name: &Text,
        symbol: &Rc<Symbol>,
    ) {
        let Some(made) = self.made(symbol) else {
            return;
        };
        let Some(kind) = kind(&made.name, &made.call) else {
            if looks_like_field(&made.name) {
                let message = format!(
                    "the type of {}.{name} is not known: {} is not among the sources",
                    model.table.name, made.name
                );
                self.say(Severity::Warning, symbol.place, message);
                let unknown = Kind::Column(DataType::Other(made.name.to_string()));
                self.add_model_column(model, class, name, symbol, &made.call, unknown, &made.name);
            }
            return;
        };
        let written = made.name.clone();
        self.add_model_column(model, class, name, symbol, &made.call, kind, &written);
    }

    /// The field that a value makes; `None` where it is no call of a field's class.
    fn made(&mut self, symbol: &Rc<Symbol>) -> Option<Made> {
        let SymbolKind::Call(call) = &symbol.kind else {
            return None;
        };
        let copied = |arguments: &[Value], keywords: &[(Text, Value)]| Call {
            callee: call.callee.clone(),
            arguments: arguments.to_vec(),
            keywords: keywords.to_vec(),
        };
        let Value::Class(class) = &call.callee else {
            let dotted = call.callee.dotted()?;
            if dotted.contains("forms.") || dotted.contains("serializers.") {
                return None;
            }
            let name = last_name(&call.callee)?;
            return Some(Made { name, call: copied(&call.arguments, &call.keywords) });
        };
        let class = Rc::clone(class);
        let (arguments, keywords) = self.machine.handed_on(symbol)?;
        let call = copied(&arguments, &keywords);
        // What the class says of itself goes before what it inherits from.
        if let Some((_, Value::Function(_))) = self.machine.find(&class, "get_internal_type") {
            let receiver = Value::Symbol(Rc::clone(symbol));
            let said = self.machine.invoke(&receiver, "get_internal_type", Vec::new());
            if let Some(name) = said.and_then(|said| said.as_str())
                && kind(&name, &call).is_some()
            {
                return Some(Made { name, call });
            }
        }
        if kind(&class.name, &call).is_some() {
            return Some(Made { name: class.name.clone(), call });
        }
        for base in self.machine.resolution_order(&class) {
            if kind(&base.name, &call).is_some() {
                return Some(Made { name: base.name.clone(), call });
            }
        }
        let bases = self.machine.external_bases(&class);
        let names: Vec<Text> = bases.iter().filter_map(last_name).collect();
        let known = names.iter().find(|name| kind(name, &call).is_some());
        let name = known.or_else(|| names.iter().find(|name| looks_like_field(name)))?;
        Some(Made { name: name.clone(), call })
    }

    #[allow(clippy::too_many_arguments)] // the parts of one declaration
    fn add_model_column(
        &mut self,
        model: &mut Model,
        class: &Rc<Class>,
        name: &Text,
        symbol: &Rc<Symbol>,
        call: &Call,
        kind: Kind,
        written: &str,
    ) {
        let place = symbol.place;
        let positional = call.arguments.clone();
        let (data_type, positive, auto) = match kind {
            Kind::Many => {
                model.many.push(Many {
                    name: name.clone(),
                    symbol: Rc::clone(symbol),
                    call: call.clone(),
                });
                return;
            }
            Kind::Reference(unique) => {
                self.add_relation(model, class, name, symbol, call, unique);
                return;
            }
            Kind::Column(data_type) => (data_type, false, false),
            Kind::Positive(data_type) => (data_type, true, false),
            Kind::Auto(bits) => (DataType::integer(bits), false, true),
            Kind::Array => {
                let Some(item) = self.item_type(call) else { return };
                (DataType::Array(Box::new(item)), false, false)
            }
            Kind::Generated => (self.output_type(call), false, false),
            Kind::Money => {
                let digits = |name: &str| {
                    call.keyword(name).and_then(Value::as_int).and_then(|n| u8::try_from(n).ok())
                };
                let data_type = DataType::Decimal {
                    precision: digits("max_digits"),
                    scale: digits("decimal_places"),
                };
                self.currency_column(model, name, symbol);
                (data_type, false, false)
            }
        };
        let column_name =
            text(call, "db_column").map_or_else(|| name.to_string(), |c| c.to_string());
        let mut column = Column::new(column_name.clone(), data_type);
        column.declared_type = declared(written, &column.data_type);
        column.nullable = call.flag("null") == Some(true);
        column.identity = auto.then(Identity::default);
        column.default = self.default_of(call);
        column.generated = self.generated(model, call);
        column.origin = Some(self.origin(place));
        let verbose =
            text(call, "verbose_name").or_else(|| positional.first().and_then(Value::as_str));
        column.comment = self.described(class, name, call, verbose, place);
        self.add_choices(&column_name, call, &mut column, model, place);
        if positive {
            let condition = format!("{} >= 0", quoted(&column_name));
            let check = self.check(
                Some(format!("{}_{column_name}_check", model.table.name.name)),
                &condition,
                place,
            );
            model.table.checks.push(check);
        }
        self.add_validators(&column_name, call, model, place);
        model.table.columns.push(column);
        model.fields.push(Field {
            name: name.clone(),
            column: column_name.clone(),
            target: None,
            enforced: true,
            symbol: Some(Rc::clone(symbol)),
        });
        keys_of(model, &column_name, call, false);
    }

    fn add_relation(
        &mut self,
        model: &mut Model,
        class: &Rc<Class>,
        name: &Text,
        symbol: &Rc<Symbol>,
        call: &Call,
        unique: bool,
    ) {
        let to = call.argument(0, "to").cloned();
        let target = to.and_then(|to| self.target(&to, model));
        let column =
            text(call, "db_column").map_or_else(|| format!("{name}_id"), |c| c.to_string());
        if target.is_none() {
            let message = format!(
                "what {}.{name} refers to is not understood: it is filled as a plain column",
                model.table.name
            );
            self.say(Severity::Warning, symbol.place, message);
        }
        let field = text(call, "to_field");
        self.push_reference(
            model,
            Field {
                name: name.clone(),
                column: column.clone(),
                target: Some((target.unwrap_or(Target::Unknown), field)),
                enforced: call.flag("db_constraint") != Some(false),
                symbol: Some(Rc::clone(symbol)),
            },
            symbol.place,
        );
        let verbose = text(call, "verbose_name");
        let comment = self.described(class, name, call, verbose, symbol.place);
        if let Some(last) = model.table.columns.last_mut() {
            last.nullable = call.flag("null") == Some(true);
            last.comment = comment;
            "ForeignKey".clone_into(&mut last.declared_type);
        }
        let is_link = call.flag("parent_link") == Some(true) && model.table.primary_key.is_none();
        if is_link {
            model.table.set_primary_key([column.as_str()]);
        } else {
            keys_of(model, &column, call, unique);
        }
    }

    fn item_type(&mut self, call: &Call) -> Option<DataType> {
        let Some(Value::Symbol(base)) = call.argument(0, "base_field").cloned() else {
            return None;
        };
        let made = self.made(&base)?;
        match kind(&made.name, &made.call)? {
            Kind::Column(data_type) | Kind::Positive(data_type) => Some(data_type),
            Kind::Array => Some(DataType::Array(Box::new(self.item_type(&made.call)?))),
            _ => None,
        }
    }

    /// The type of a `GeneratedField`'s `output_field`.
    fn output_type(&mut self, call: &Call) -> DataType {
        let unknown = || DataType::Other("generated".into());
        let Some(Value::Symbol(output)) = call.keyword("output_field").cloned() else {
            return unknown();
        };
        let made = self.made(&output);
        match made.and_then(|made| kind(&made.name, &made.call)) {
            Some(Kind::Column(data_type) | Kind::Positive(data_type)) => data_type,
            _ => unknown(),
        }
    }

    fn currency_column(&mut self, model: &mut Model, name: &str, symbol: &Rc<Symbol>) {
        let data_type =
            DataType::Text { max_length: Some(3), fixed: false, case_insensitive: false };
        let mut column = Column::new(format!("{name}_currency"), data_type);
        column.nullable = false;
        column.origin = Some(self.origin(symbol.place));
        model.fields.push(Field {
            name: column.name.as_str().into(),
            column: column.name.clone(),
            target: None,
            enforced: true,
            symbol: None,
        });
        model.table.columns.push(column);
    }

    /// The default, if it is a constant.
    fn default_of(&mut self, call: &Call) -> Option<Default> {
        let value = call.keyword("db_default").or_else(|| call.keyword("default"))?;
        if matches!(value, Value::None) {
            return None;
        }
        let inner = match value.as_call() {
            Some(made) if last_name(&made.callee).as_deref() == Some("Value") => {
                made.arguments.first()?
            }
            Some(made) if last_name(&made.callee).as_deref() == Some("Now") => {
                return self.expression("now()").ok().map(Default::Expr);
            }
            _ => value,
        };
        self.expression(&literal(inner)?).ok().map(Default::Expr)
    }

    fn described(
        &mut self,
        class: &Class,
        name: &str,
        call: &Call,
        verbose: Option<Text>,
        place: super::super::value::Place,
    ) -> Option<String> {
        let said = |name: &str| text(call, name).and_then(|text| prose(&text));
        let verbose = verbose.filter(|said| said.to_lowercase() != name.replace('_', " "));
        said("db_comment")
            .or_else(|| said("help_text"))
            .or_else(|| describe_attribute(class, name))
            .or_else(|| self.comment_above(place))
            .or_else(|| verbose.and_then(|text| prose(&text)))
    }
}

/// `primary_key`, `unique`, `db_index`.
fn keys_of(model: &mut Model, column: &str, call: &Call, unique: bool) {
    if call.flag("primary_key") == Some(true) {
        model.table.set_primary_key([column]);
    } else if unique || call.flag("unique") == Some(true) {
        model.table.unique_keys.push(UniqueKey::over([column]));
    } else if call.flag("db_index") == Some(true) {
        let columns = vec![column.to_owned()];
        model.table.indexes.push(Index { name: None, columns });
    }
}

/// Whether a field of the class's own links it to a parent's row.
pub(super) fn has_parent_link(class: &Rc<Class>, parent: &Rc<Class>) -> bool {
    let entries = class.scope.names.borrow().entries().to_vec();
    entries.iter().any(|(_, value)| {
        value.as_call().is_some_and(|call| {
            let to = call.argument(0, "to");
            let same = match to {
                Some(Value::Class(to)) => Rc::ptr_eq(to, parent),
                Some(other) => other
                    .as_str()
                    .is_some_and(|name| name.rsplit('.').next() == Some(&*parent.name)),
                None => false,
            };
            same && (call.flag("parent_link") == Some(true)
                || last_name(&call.callee).as_deref() == Some("OneToOneField")
                    && call.flag("primary_key") == Some(true))
        })
    })
}
