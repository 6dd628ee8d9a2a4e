//! What tests and constraints say about rows.

use seedbed_expr::{BinaryOp, Expr, MatchSyntax, UnaryOp, Value};
use seedbed_schema::{Check, CheckRule, DataType, Table, UniqueKey};

use super::{Reader, Waiting, referred, types};
use crate::{
    Severity, sql_text,
    tree::{Content, Node},
};

/// A test by name, with its arguments.
struct Test<'n> {
    /// Without the package.
    name: String,
    /// Nothing where there are no arguments.
    arguments: Option<&'n Node>,
    node: &'n Node,
}

impl<'n> Test<'n> {
    fn read(node: &'n Node) -> Option<Self> {
        let short = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
        if let Some(name) = node.as_text() {
            return Some(Self { name: short(name), arguments: None, node });
        }
        // The second notation names the test among its arguments.
        if let Some(name) = node.text_of("test_name") {
            return Some(Self { name: short(name), arguments: Some(node), node });
        }
        let (key, arguments) = node.entries().first()?;
        let inner = arguments.get("arguments").filter(|inner| inner.is_map());
        Some(Self { name: short(&key.name), arguments: Some(inner.unwrap_or(arguments)), node })
    }

    fn get(&self, key: &str) -> Option<&'n Node> {
        self.arguments?.get(key)
    }

    fn any(&self, keys: &[&str]) -> Option<&'n Node> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The condition on the rows that are tested.
    fn only_where(&self) -> Option<&'n str> {
        let own = self.any(&["where", "row_condition"]).and_then(Node::as_text);
        own.or_else(|| self.get("config")?.text_of("where"))
    }
}

/// The tests of a model or column, in all the ways to write them.
fn list(node: &Node) -> Vec<Test<'_>> {
    ["tests", "data_tests", "data-tests"]
        .iter()
        .filter_map(|key| node.get(key))
        .flat_map(Node::items)
        .filter_map(Test::read)
        .collect()
}

impl Reader<'_> {
    pub(super) fn column_tests(&mut self, table: &mut Table, column: &str, node: &Node) {
        for test in list(node) {
            self.test(table, Some(column), &test);
        }
        for constraint in node.get("constraints").map(Node::items).unwrap_or_default() {
            self.constraint(table, &[column.to_owned()], constraint);
        }
    }

    pub(super) fn model_tests(&mut self, table: &mut Table, node: &Node) {
        for test in list(node) {
            self.test(table, None, &test);
        }
        for constraint in node.get("constraints").map(Node::items).unwrap_or_default() {
            let columns = constraint.get("columns").map(Node::texts).unwrap_or_default();
            let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
            self.constraint(table, &columns, constraint);
        }
    }

    fn test(&mut self, table: &mut Table, column: Option<&str>, test: &Test<'_>) {
        let of_model = test.any(&["column_name", "column"]).and_then(Node::as_text);
        let column = column.or(of_model);
        let known = match column {
            Some(column) => self.of_column(table, column, test),
            None => false,
        };
        if known || self.of_model(table, column, test) {
            return;
        }
        let message = format!("the test {} says nothing about rows that is understood", test.name);
        self.note(Severity::Note, test.node, message);
    }

    /// Tests on the values of one column; whether this is one.
    fn of_column(&mut self, table: &mut Table, column: &str, test: &Test<'_>) -> bool {
        let value = || Expr::column(column);
        let values = |key: &[&str]| {
            let list = test.any(key).map(Node::items).unwrap_or_default();
            let quoted = test.get("quote").and_then(Node::as_bool) != Some(false);
            list.iter().filter_map(|node| literal(node, quoted)).collect::<Vec<_>>()
        };
        let condition = match test.name.as_str() {
            "unique" | "expect_column_values_to_be_unique" => {
                return self.unique(table, vec![column.to_owned()], test);
            }
            "not_null" | "expect_column_values_to_not_be_null" if test.only_where().is_none() => {
                set_not_null(table, column);
                return true;
            }
            "not_null" | "expect_column_values_to_not_be_null" => {
                Expr::IsNull(Box::new(value()), false)
            }
            "not_empty_string" => binary(BinaryOp::NotEq, value(), text("")),
            "relationships" | "relationships_where" => {
                return self.relationship(table, column, test);
            }
            "accepted_values" | "expect_column_values_to_be_in_set" => {
                let list = values(&["values", "value_set"]);
                self.type_from(table, column, &list);
                in_list(value(), list, false)
            }
            "not_accepted_values" | "expect_column_values_to_not_be_in_set" => {
                in_list(value(), values(&["values", "value_set"]), true)
            }
            "accepted_range" | "expect_column_values_to_be_between" => {
                return self.range(table, column, value(), test);
            }
            "expect_column_value_lengths_to_be_between" => {
                let length = Expr::Call("char_length".into(), vec![value()]);
                return self.range(table, column, length, test);
            }
            "expect_column_value_lengths_to_equal" => {
                let length = Expr::Call("char_length".into(), vec![value()]);
                let Some(wanted) = test.get("value").and_then(|node| literal(node, true)) else {
                    return false;
                };
                binary(BinaryOp::Eq, length, wanted)
            }
            "expect_column_values_to_match_regex" => {
                let Some(pattern) = test.get("regex").and_then(Node::as_text) else { return false };
                Expr::Match {
                    expr: Box::new(value()),
                    pattern: Box::new(text(pattern)),
                    syntax: MatchSyntax::Regex,
                    case_insensitive: false,
                    negated: false,
                }
            }
            "expect_column_values_to_match_like_pattern" => {
                let Some(pattern) = test.get("like_pattern").and_then(Node::as_text) else {
                    return false;
                };
                Expr::Match {
                    expr: Box::new(value()),
                    pattern: Box::new(text(pattern)),
                    syntax: MatchSyntax::Like,
                    case_insensitive: false,
                    negated: false,
                }
            }
            "expect_column_values_to_be_of_type" => {
                return self.declared_type(table, column, test);
            }
            _ => return false,
        };
        self.check(table, condition, test);
        true
    }

    /// Tests on whole rows; whether this is one.
    fn of_model(&mut self, table: &mut Table, column: Option<&str>, test: &Test<'_>) -> bool {
        match test.name.as_str() {
            "expression_is_true" | "expect_column_values_to_satisfy_expression" => {
                let Some(written) = test.get("expression").and_then(Node::as_text) else {
                    return false;
                };
                let written = match column {
                    Some(column) => format!("{column} {written}"),
                    None => written.to_owned(),
                };
                self.sql_check(table, &written, test);
                true
            }
            "unique_combination_of_columns" | "expect_compound_columns_to_be_unique" => {
                let list = test.any(&["combination_of_columns", "column_list"]);
                let names = list.map(Node::texts).unwrap_or_default();
                self.unique(table, names.into_iter().map(str::to_owned).collect(), test)
            }
            "expect_column_pair_values_A_to_be_greater_than_B" => {
                let side = |key: &str| test.get(key).and_then(Node::as_text).map(Expr::column);
                let (Some(a), Some(b)) = (side("column_A"), side("column_B")) else { return false };
                let or_equal = test.get("or_equal").and_then(Node::as_bool) == Some(true);
                let operator = if or_equal { BinaryOp::GtEq } else { BinaryOp::Gt };
                self.check(table, binary(operator, a, b), test);
                true
            }
            _ => false,
        }
    }

    fn unique(&mut self, table: &mut Table, columns: Vec<String>, test: &Test<'_>) -> bool {
        if columns.is_empty() {
            return false;
        }
        let mut key = UniqueKey::over(columns);
        key.origin = Some(self.origin(test.node));
        if let Some(text) = test.only_where() {
            let Ok(predicate) = sql_text::expression(text, self.dialect) else {
                let message = "the rows that are unique are told by what is not understood";
                self.note(Severity::Warning, test.node, message.into());
                return true;
            };
            key.predicate = Some(predicate);
        }
        let same = table.keys().any(|known| known.parts == key.parts && known.is_plain());
        if !same {
            table.unique_keys.push(key);
        }
        true
    }

    fn relationship(&mut self, table: &Table, column: &str, test: &Test<'_>) -> bool {
        let to = test.get("to").and_then(Node::as_text).and_then(referred);
        let field = test.get("field").and_then(Node::as_text);
        let (Some(to), Some(field)) = (to, field) else { return false };
        self.waiting.push(Waiting {
            table: table.name.clone(),
            columns: vec![column.to_owned()],
            to,
            parent_columns: vec![field.to_owned()],
            origin: self.origin(test.node),
        });
        true
    }

    fn range(&mut self, table: &mut Table, column: &str, value: Expr, test: &Test<'_>) -> bool {
        let strictly = test.get("strictly").and_then(Node::as_bool) == Some(true)
            || test.get("inclusive").and_then(Node::as_bool) == Some(false);
        let (above, below) =
            if strictly { (BinaryOp::Gt, BinaryOp::Lt) } else { (BinaryOp::GtEq, BinaryOp::LtEq) };
        let bound = |key: &str| {
            test.get(key).map(|node| match node.as_text() {
                Some(written) => sql_text::expression(written, self.dialect).ok(),
                None => literal(node, false),
            })
        };
        let (low, high) = (bound("min_value"), bound("max_value"));
        if let (Some(None), _) | (_, Some(None)) = (&low, &high) {
            return false;
        }
        let (low, high) = (low.flatten(), high.flatten());
        if matches!(value, Expr::Column(_)) {
            let bounds: Vec<Expr> = low.iter().chain(&high).cloned().collect();
            self.type_from(table, column, &bounds);
        }
        let low = low.map(|low| binary(above, value.clone(), low));
        let high = high.map(|high| binary(below, value, high));
        let condition = match (low, high) {
            (Some(low), Some(high)) => binary(BinaryOp::And, low, high),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return false,
        };
        self.check(table, condition, test);
        true
    }

    fn declared_type(&mut self, table: &mut Table, column: &str, test: &Test<'_>) -> bool {
        let written = test.get("column_type").and_then(Node::as_text);
        let known = written.and_then(|text| types::read(text, self.dialect));
        let column = table.columns.iter_mut().find(|known| known.name == column);
        let (Some(written), Some(data_type), Some(column)) = (written, known, column) else {
            return false;
        };
        column.data_type = data_type;
        written.clone_into(&mut column.declared_type);
        true
    }

    /// A guessed type must hold what a test compares the column with.
    fn type_from(&self, table: &mut Table, column: &str, values: &[Expr]) {
        let guessed = self.guessed.iter().any(|(of, name)| *of == table.name && name == column);
        let Some(column) = table.columns.iter_mut().find(|known| known.name == column) else {
            return;
        };
        let all = |test: fn(&Value) -> bool| {
            !values.is_empty()
                && values.iter().all(|value| matches!(value, Expr::Literal(value) if test(value)))
        };
        let is_number = matches!(
            column.data_type,
            DataType::Integer { .. } | DataType::Decimal { .. } | DataType::Float { .. }
        );
        if !guessed {
            return;
        }
        if all(|value| matches!(value, Value::Bool(_))) {
            column.data_type = DataType::Boolean;
        } else if all(|value| matches!(value, Value::Int(_))) && !is_number {
            column.data_type = DataType::integer(64);
        } else if all(|value| matches!(value, Value::Int(_) | Value::Float(_) | Value::Decimal(_)))
            && !is_number
        {
            column.data_type = DataType::Decimal { precision: Some(12), scale: Some(2) };
        } else if all(|value| matches!(value, Value::Text(_))) && is_number {
            column.data_type = DataType::text();
        }
        column.declared_type = column.data_type.to_string();
    }

    /// A contract's constraint.
    fn constraint(&mut self, table: &mut Table, columns: &[String], node: &Node) {
        match node.text_of("type").unwrap_or_default() {
            "not_null" => columns.iter().for_each(|name| set_not_null(table, name)),
            "unique" if !columns.is_empty() => {
                let mut key = UniqueKey::over(columns.iter().cloned());
                key.origin = Some(self.origin(node));
                table.unique_keys.push(key);
            }
            "primary_key" if !columns.is_empty() => table.set_primary_key(columns.iter().cloned()),
            "check" => {
                let test = Test { name: "check".into(), arguments: None, node };
                let written = node.text_of("expression").unwrap_or_default();
                self.sql_check(table, written, &test);
            }
            "foreign_key" => self.contract_reference(table, columns, node),
            other => {
                let message = format!("the constraint {other:?} is not understood");
                self.note(Severity::Warning, node, message);
            }
        }
    }

    /// `to: ref('x')` with `to_columns`, or `expression: "other (id)"`.
    fn contract_reference(&mut self, table: &Table, columns: &[String], node: &Node) {
        let mut to = node.text_of("to").and_then(referred);
        let mut names: Vec<String> = node
            .get("to_columns")
            .map(Node::texts)
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect();
        if let (None, Some(written)) = (&to, node.text_of("expression"))
            && let Some((parent, rest)) = written.split_once('(')
        {
            to = referred(parent);
            let inside = rest.trim_end().trim_end_matches(')');
            names = inside.split(',').map(|name| name.trim().to_owned()).collect();
        }
        match to {
            Some(to) if !columns.is_empty() && names.len() == columns.len() => {
                self.waiting.push(Waiting {
                    table: table.name.clone(),
                    columns: columns.to_vec(),
                    to,
                    parent_columns: names,
                    origin: self.origin(node),
                });
            }
            _ => {
                let message = "the foreign key is not understood: expected to and to_columns";
                self.note(Severity::Warning, node, message.into());
            }
        }
    }

    /// A condition in SQL.
    fn sql_check(&mut self, table: &mut Table, written: &str, test: &Test<'_>) {
        let jinja = written.contains("{{") || written.contains("{%");
        let read = if jinja {
            Err("it holds Jinja, which is not run".to_owned())
        } else {
            sql_text::expression(written, self.dialect)
        };
        match read {
            Ok(expr) => self.check(table, expr, test),
            Err(reason) => {
                let message = format!("the condition is not understood: {reason}");
                self.note(Severity::Warning, test.node, message);
                let rule = CheckRule::Unread(reason);
                let origin = Some(self.origin(test.node));
                table.checks.push(Check { name: None, rule, text: written.to_owned(), origin });
            }
        }
    }

    fn check(&mut self, table: &mut Table, mut condition: Expr, test: &Test<'_>) {
        if let Some(text) = test.only_where() {
            match sql_text::expression(text, self.dialect) {
                Ok(tested) => {
                    let not = Expr::Unary(UnaryOp::Not, Box::new(tested));
                    condition = binary(BinaryOp::Or, not, condition);
                }
                Err(reason) => {
                    let message = format!("the rows that are tested are not understood: {reason}");
                    return self.note(Severity::Warning, test.node, message);
                }
            }
        }
        let unknown = condition.columns().into_iter().find_map(|path| {
            let name = path.last()?;
            table.column(name).is_none().then(|| name.clone())
        });
        if let Some(name) = unknown {
            let message = format!(
                "the condition names {name}, which is not among the columns of {}",
                table.name
            );
            return self.note(Severity::Note, test.node, message);
        }
        table.checks.push(Check {
            name: None,
            text: condition.to_string(),
            rule: CheckRule::Expr(condition),
            origin: Some(self.origin(test.node)),
        });
    }
}

fn set_not_null(table: &mut Table, name: &str) {
    if let Some(column) = table.columns.iter_mut().find(|column| column.name == name) {
        column.nullable = false;
    }
}

fn binary(operator: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary(operator, Box::new(left), Box::new(right))
}

fn in_list(value: Expr, list: Vec<Expr>, negated: bool) -> Expr {
    Expr::InList { expr: Box::new(value), list, negated }
}

fn text(text: &str) -> Expr {
    Expr::Literal(Value::Text(text.to_owned()))
}

/// A value of a test. dbt quotes the texts among them unless told otherwise.
fn literal(node: &Node, quoted: bool) -> Option<Expr> {
    Some(Expr::Literal(match &node.value {
        Content::Bool(truth) => Value::Bool(*truth),
        Content::Int(number) => Value::Int(*number),
        Content::Float(number) => Value::Float(*number),
        Content::Text(text) if !quoted && text.parse::<i64>().is_ok() => {
            Value::Int(text.parse().ok()?)
        }
        Content::Text(text) => Value::Text(text.clone()),
        Content::Null | Content::List(_) | Content::Map(_) => return None,
    }))
}
