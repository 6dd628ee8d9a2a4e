//! The walk over sqlparser's tree.

use sqlparser::ast::{self, AccessExpr, CastKind, Expr as Sql, Ident, Subscript};

use super::{IdentifierCase, ParseError, function, literal, operator};
use crate::{BinaryOp, Expr, Kind, MatchSyntax, Value};

/// The deepest nesting read; later walks over the tree are recursive too.
pub(super) const MAX_DEPTH: usize = 1000;

/// Reads one tree.
pub(super) struct Reader {
    fold: IdentifierCase,
    depth: usize,
}

impl Reader {
    pub(super) fn new(fold: IdentifierCase) -> Reader {
        Reader { fold, depth: 0 }
    }

    pub(super) fn expr(&mut self, sql: &Sql) -> Result<Expr, ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ParseError::TooDeep { limit: MAX_DEPTH });
        }
        let result = self.read(sql);
        self.depth -= 1;
        result
    }

    pub(super) fn boxed(&mut self, sql: &Sql) -> Result<Box<Expr>, ParseError> {
        self.expr(sql).map(Box::new)
    }

    pub(super) fn list(&mut self, list: &[Sql]) -> Result<Vec<Expr>, ParseError> {
        list.iter().map(|item| self.expr(item)).collect()
    }

    /// A call of a function on expressions in their written order.
    pub(super) fn call(&mut self, name: &str, args: &[&Sql]) -> Result<Expr, ParseError> {
        let args = args.iter().map(|arg| self.expr(arg)).collect::<Result<_, _>>()?;
        Ok(Expr::Call(name.to_owned(), args))
    }

    pub(super) fn identifier(&self, ident: &Ident) -> String {
        match (ident.quote_style, self.fold) {
            (None, IdentifierCase::Lower) => ident.value.to_lowercase(),
            (None, IdentifierCase::Upper) => ident.value.to_uppercase(),
            _ => ident.value.clone(),
        }
    }

    fn read(&mut self, sql: &Sql) -> Result<Expr, ParseError> {
        Ok(match sql {
            Sql::Nested(inner) => self.expr(inner)?,
            Sql::Identifier(ident) => self.column(ident),
            Sql::CompoundIdentifier(path) => {
                Expr::Column(path.iter().map(|ident| self.identifier(ident)).collect())
            }
            Sql::Value(value) => literal::value(&value.value)?,
            Sql::TypedString(typed) => literal::typed_string(typed)?,
            Sql::Interval(interval) => self.interval(interval)?,
            Sql::BinaryOp { left, op, right } => return self.binary(left, op, right),
            Sql::UnaryOp { op, expr } => {
                let operand = self.expr(expr)?;
                operator::unary(*op, operand)?
            }
            Sql::IsNull(x) => Expr::IsNull(self.boxed(x)?, true),
            Sql::IsNotNull(x) => Expr::IsNull(self.boxed(x)?, false),
            Sql::IsTrue(x) => Expr::IsBool(self.boxed(x)?, Some(true), false),
            Sql::IsNotTrue(x) => Expr::IsBool(self.boxed(x)?, Some(true), true),
            Sql::IsFalse(x) => Expr::IsBool(self.boxed(x)?, Some(false), false),
            Sql::IsNotFalse(x) => Expr::IsBool(self.boxed(x)?, Some(false), true),
            Sql::IsUnknown(x) => Expr::IsBool(self.boxed(x)?, None, false),
            Sql::IsNotUnknown(x) => Expr::IsBool(self.boxed(x)?, None, true),
            Sql::IsDistinctFrom(a, b) => Expr::IsDistinct(self.boxed(a)?, self.boxed(b)?, true),
            Sql::IsNotDistinctFrom(a, b) => Expr::IsDistinct(self.boxed(a)?, self.boxed(b)?, false),
            Sql::IsJson { expr, negated, .. } => {
                negate_if(*negated, Expr::Call("is_json".to_owned(), vec![self.expr(expr)?]))
            }
            Sql::InList { expr, list, negated } => {
                Expr::InList { expr: self.boxed(expr)?, list: self.list(list)?, negated: *negated }
            }
            Sql::Between { expr, negated, low, high } => Expr::Between {
                expr: self.boxed(expr)?,
                low: self.boxed(low)?,
                high: self.boxed(high)?,
                negated: *negated,
            },
            Sql::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())?
            }
            Sql::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr, data_type, .. }
            | Sql::Convert { is_try: false, expr, data_type: Some(data_type), .. } => {
                literal::cast(self.expr(expr)?, data_type)
            }
            Sql::Convert { is_try: false, expr, data_type: None, .. }
            | Sql::Collate { expr, .. }
            | Sql::Prefixed { value: expr, .. } => self.expr(expr)?,
            Sql::Tuple(items) => Expr::Array(self.list(items)?),
            Sql::Array(array) => Expr::Array(self.list(&array.elem)?),
            Sql::Function(function) => function::read(self, function)?,
            Sql::CompoundFieldAccess { root, access_chain } => self.access(root, access_chain)?,
            _ => return self.matching(sql),
        })
    }

    /// Comparisons with a pattern or with each item of an array.
    fn matching(&mut self, sql: &Sql) -> Result<Expr, ParseError> {
        match sql {
            Sql::Like { negated, any, expr, pattern, escape_char }
            | Sql::ILike { negated, any, expr, pattern, escape_char } => {
                let insensitive = matches!(sql, Sql::ILike { .. });
                let shape = operator::Matching {
                    syntax: MatchSyntax::Like,
                    case_insensitive: insensitive,
                    negated: *negated,
                };
                let pattern = self.pattern(pattern, escape_char.as_deref())?;
                let expr = self.expr(expr)?;
                if *any {
                    operator::match_each(&expr, pattern, shape, false)
                } else {
                    Ok(shape.apply(expr, pattern))
                }
            }
            Sql::SimilarTo { negated, expr, pattern, escape_char } => {
                let shape = operator::Matching {
                    syntax: MatchSyntax::Similar,
                    case_insensitive: false,
                    negated: *negated,
                };
                let pattern = self.pattern(pattern, escape_char.as_deref())?;
                Ok(shape.apply(self.expr(expr)?, pattern))
            }
            Sql::RLike { negated, expr, pattern, .. } => {
                let shape = operator::Matching {
                    syntax: MatchSyntax::Regex,
                    case_insensitive: false,
                    negated: *negated,
                };
                Ok(shape.apply(self.expr(expr)?, self.expr(pattern)?))
            }
            Sql::AnyOp { left, compare_op, right, .. } => {
                self.quantified(left, compare_op, right, false)
            }
            Sql::AllOp { left, compare_op, right } => {
                self.quantified(left, compare_op, right, true)
            }
            _ => self.keyword_function(sql),
        }
    }

    /// Functions whose arguments are separated by keywords.
    fn keyword_function(&mut self, sql: &Sql) -> Result<Expr, ParseError> {
        match sql {
            Sql::Extract { field, expr, .. } => {
                let field = field.to_string().to_lowercase().trim_matches('\'').to_owned();
                Ok(Expr::Call("extract".to_owned(), vec![literal::text(field), self.expr(expr)?]))
            }
            Sql::AtTimeZone { timestamp, time_zone } => {
                self.call("timezone", &[time_zone, timestamp])
            }
            Sql::Ceil { expr, field } => self.rounding("ceil", expr, field),
            Sql::Floor { expr, field } => self.rounding("floor", expr, field),
            Sql::Position { expr, r#in } => self.call("strpos", &[r#in, expr]),
            Sql::Substring { expr, substring_from, substring_for, .. } => {
                let mut args = vec![self.expr(expr)?];
                args.push(match substring_from {
                    Some(from) => self.expr(from)?,
                    None => Expr::Literal(Value::Int(1)),
                });
                if let Some(length) = substring_for {
                    args.push(self.expr(length)?);
                }
                Ok(Expr::Call("substring".to_owned(), args))
            }
            Sql::Trim { trim_where, trim_what, expr, trim_characters } => {
                let name = match trim_where {
                    None if trim_what.is_none() && trim_characters.is_none() => "trim",
                    None | Some(ast::TrimWhereField::Both) => "btrim",
                    Some(ast::TrimWhereField::Leading) => "ltrim",
                    Some(ast::TrimWhereField::Trailing) => "rtrim",
                };
                let mut args = vec![self.expr(expr)?];
                if let Some(what) = trim_what {
                    args.push(self.expr(what)?);
                }
                args.extend(self.list(trim_characters.as_deref().unwrap_or_default())?);
                Ok(Expr::Call(name.to_owned(), args))
            }
            Sql::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
                let mut args: Vec<&Sql> = vec![expr, overlay_what, overlay_from];
                args.extend(overlay_for.as_deref());
                self.call("overlay", &args)
            }
            _ => Err(ParseError::unsupported(construct(sql))),
        }
    }

    /// `ceil(x)`, `floor(x)`: sqlparser reads a second argument that PostgreSQL does not take.
    fn rounding(
        &mut self,
        name: &str,
        expr: &Sql,
        field: &ast::CeilFloorKind,
    ) -> Result<Expr, ParseError> {
        let plain = ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime);
        if *field != plain {
            return Err(ParseError::unsupported(format!("{name} with a second argument")));
        }
        self.call(name, &[expr])
    }

    fn column(&self, ident: &Ident) -> Expr {
        let now = ["sysdate", "systimestamp"];
        if ident.quote_style.is_none() && now.iter().any(|n| ident.value.eq_ignore_ascii_case(n)) {
            return Expr::Call("now".to_owned(), Vec::new());
        }
        Expr::Column(vec![self.identifier(ident)])
    }

    /// A binary operator; a chain leaning to the left (`a OR b OR c …`) is walked in a loop.
    fn binary(
        &mut self,
        left: &Sql,
        op: &ast::BinaryOperator,
        right: &Sql,
    ) -> Result<Expr, ParseError> {
        let mut pending = vec![(op, right)];
        let mut first = left;
        while let Sql::BinaryOp { left, op, right } = first {
            pending.push((op, right));
            first = left;
        }
        let outer = self.depth;
        self.depth += pending.len();
        if self.depth > MAX_DEPTH {
            return Err(ParseError::TooDeep { limit: MAX_DEPTH });
        }
        let mut result = self.expr(first)?;
        while let Some((op, right)) = pending.pop() {
            let right = self.expr(right)?;
            result = operator::binary(op, result, right)?;
        }
        self.depth = outer;
        Ok(result)
    }

    fn quantified(
        &mut self,
        left: &Sql,
        op: &ast::BinaryOperator,
        right: &Sql,
        all: bool,
    ) -> Result<Expr, ParseError> {
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        if let Some(shape) = operator::Matching::of(op) {
            return operator::match_each(&left, right, shape, all);
        }
        match operator::simple(op) {
            Some(op) if op.is_comparison() => {
                Ok(Expr::Quantified(op, Box::new(left), Box::new(right), all))
            }
            _ => Err(ParseError::unsupported(format!("{op} with ANY or ALL"))),
        }
    }

    /// A pattern, its own escape character replaced by the backslash.
    fn pattern(&mut self, pattern: &Sql, escape: Option<&Sql>) -> Result<Expr, ParseError> {
        let pattern = self.expr(pattern)?;
        let Some(escape) = escape else {
            return Ok(pattern);
        };
        match (pattern, self.expr(escape)?) {
            (Expr::Literal(Value::Text(pattern)), Expr::Literal(Value::Text(escape))) => {
                Ok(literal::text(literal::with_backslash_escapes(&pattern, &escape)))
            }
            _ => Err(ParseError::unsupported("ESCAPE beside a pattern that is no literal")),
        }
    }

    fn case(
        &mut self,
        operand: Option<&Sql>,
        conditions: &[ast::CaseWhen],
        otherwise: Option<&Sql>,
    ) -> Result<Expr, ParseError> {
        let operand = operand.map(|operand| self.boxed(operand)).transpose()?;
        let branches = conditions
            .iter()
            .map(|when| Ok((self.expr(&when.condition)?, self.expr(&when.result)?)))
            .collect::<Result<_, ParseError>>()?;
        let otherwise = otherwise.map(|otherwise| self.boxed(otherwise)).transpose()?;
        Ok(Expr::Case { operand, branches, otherwise })
    }

    fn interval(&mut self, interval: &ast::Interval) -> Result<Expr, ParseError> {
        let field = interval.leading_field.as_ref().map(ToString::to_string);
        let value = self.expr(&interval.value)?;
        let unit = |field: &str| literal::interval(&format!("1 {field}"));
        match (&value, field) {
            (Expr::Literal(Value::Text(text)), None) => literal::interval(text),
            // `INTERVAL '1-2' YEAR TO MONTH`: the text says it all.
            (Expr::Literal(Value::Text(text)), Some(field)) => {
                let plain = text.trim().parse::<f64>().is_ok();
                literal::interval(&if plain { format!("{text} {field}") } else { text.clone() })
            }
            (Expr::Literal(number), Some(field)) if number.is_number() => {
                literal::interval(&format!("{} {field}", number.text()))
            }
            (_, Some(field)) => {
                Ok(Expr::Binary(BinaryOp::Mul, Box::new(value), Box::new(unit(&field)?)))
            }
            (_, None) => Ok(Expr::Cast(Box::new(value), Kind::Interval, "interval".to_owned())),
        }
    }

    /// `array[1]`, `(composite).field`.
    fn access(&mut self, root: &Sql, chain: &[AccessExpr]) -> Result<Expr, ParseError> {
        if self.depth + chain.len() > MAX_DEPTH {
            return Err(ParseError::TooDeep { limit: MAX_DEPTH });
        }
        let mut result = self.expr(root)?;
        // Without the parentheses it would be the column of a table.
        let is_value = matches!(root, Sql::Nested(_));
        for (at, step) in chain.iter().enumerate() {
            result = match (step, result) {
                (AccessExpr::Dot(Sql::Identifier(field)), value) if is_value && at == 0 => {
                    let field = literal::text(self.identifier(field));
                    Expr::Call("composite_field".to_owned(), vec![value, field])
                }
                (AccessExpr::Subscript(Subscript::Index { index }), array) => {
                    Expr::Call("array_get".to_owned(), vec![array, self.expr(index)?])
                }
                (AccessExpr::Dot(Sql::Identifier(field)), Expr::Column(mut path)) => {
                    path.push(self.identifier(field));
                    Expr::Column(path)
                }
                (AccessExpr::Subscript(Subscript::Slice { .. }), _) => {
                    return Err(ParseError::unsupported("an array slice"));
                }
                (AccessExpr::Dot(_), _) => {
                    return Err(ParseError::unsupported("a field of a computed value"));
                }
            };
        }
        Ok(result)
    }
}

/// `NOT expr` where the flag is set.
pub(super) fn negate_if(negated: bool, expr: Expr) -> Expr {
    if negated { Expr::Unary(crate::UnaryOp::Not, Box::new(expr)) } else { expr }
}

/// What a user calls the construct.
fn construct(sql: &Sql) -> String {
    match sql {
        Sql::Subquery(_) | Sql::Exists { .. } | Sql::InSubquery { .. } => "a subquery".to_owned(),
        Sql::Cast { .. } | Sql::Convert { .. } => "a cast that hides its errors".to_owned(),
        Sql::Lambda(_) => "a lambda".to_owned(),
        Sql::Wildcard(_) | Sql::QualifiedWildcard(..) => "a wildcard".to_owned(),
        other => format!("`{other}`"),
    }
}
