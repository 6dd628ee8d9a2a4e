//! What the CHECKs of a table leave to each column.

use std::collections::BTreeMap;

use seedbed_expr::{
    BinaryOp, Bound, Decimal, Domain, Env, Expr, Kind, Program, UnaryOp, Value, Variant, narrow,
};
use seedbed_schema::{CheckRule, Column, DataType, Table};

use super::{beyond, draft::Draft};
use crate::{
    plan::TablePlan,
    problem::{Note, NoteKind, PlanProblem},
    spec::{LinkKind, LinkSpec, fits_type},
};

/// The CHECKs of one table, taken apart.
pub(crate) struct Narrowed {
    /// Each condition with what it narrows to on its own.
    pub(crate) checks: Vec<NarrowedCheck>,
    /// What every way of meeting the conditions allows each column.
    pub(crate) common: BTreeMap<usize, Domain>,
    /// The ways of meeting all conditions together, when there are several.
    pub(crate) variants: Vec<Variant>,
    /// A condition that no row can meet.
    pub(crate) impossible: Option<String>,
}

/// One condition.
pub(crate) struct NarrowedCheck {
    pub(crate) name: String,
    pub(crate) expr: Expr,
    /// What it comes to, when there is only one way to meet it.
    pub(crate) only: Option<Variant>,
}

/// Reads a table's CHECKs, partition bounds and the plan's rules.
pub(crate) fn narrow_table(
    table: &Table,
    plan: &TablePlan,
    env: Env,
    notes: &mut Vec<Note>,
    problems: &mut Vec<PlanProblem>,
) -> Narrowed {
    let conditions = conditions(table, plan, notes, problems);
    let kind_of =
        |name: &str| -> Option<Kind> { table.column(name).map(|column| column.data_type.kind()) };
    let ways_of = |exprs: &[Expr]| -> Vec<Variant> {
        let mut ways = narrow(exprs, &kind_of, &env);
        ways.retain_mut(|way| {
            let required = table.columns.iter().filter(|column| !column.nullable);
            required.into_iter().all(|column| way.require_not_null(&column.name))
        });
        ways
    };
    let mut common: BTreeMap<usize, Domain> = BTreeMap::new();
    let mut checks = Vec::new();
    let mut impossible = None;
    for (name, expr) in conditions {
        let formulas = table.with_formulas(&expr);
        let mut ways = ways_of(std::slice::from_ref(formulas.as_ref().unwrap_or(&expr)));
        if formulas.is_some() {
            // What the column's type makes of the formula is tried.
            ways.iter_mut().for_each(|way| way.residual.push(expr.clone()));
        }
        if ways.is_empty() {
            impossible.get_or_insert_with(|| name.clone());
        }
        let only = if ways.len() == 1 { ways.pop() } else { None };
        if let Some(only) = &only {
            for (column, domain) in &only.domains {
                if let Some(at) = table.column_index(column) {
                    common.entry(at).or_default().intersect(domain);
                }
            }
        }
        checks.push(NarrowedCheck { name, expr, only });
    }
    let all: Vec<Expr> = checks
        .iter()
        .map(|check| table.with_formulas(&check.expr).unwrap_or_else(|| check.expr.clone()))
        .collect();
    let variants =
        if checks.iter().all(|check| check.only.is_some()) { Vec::new() } else { ways_of(&all) };
    for (column, domain) in hulls(table, &variants) {
        common.entry(column).or_default().intersect(&domain);
    }
    for (at, column) in table.columns.iter().enumerate().filter(|(_, c)| c.is_computed()) {
        let formula = column.generated.as_ref().and_then(|generated| generated.expr.as_ref());
        let constant = formula.and_then(|expr| Program::compile(expr, |_| None).ok());
        if let Some(value) = constant.as_ref().and_then(Program::constant) {
            let only = Domain { one_of: Some(vec![value.clone()]), ..Domain::default() };
            common.entry(at).or_default().intersect(&only);
        }
    }
    for (at, column) in table.columns.iter().enumerate() {
        let step = column.rounds_to().and_then(|step| i64::try_from(step).ok());
        if let Some(step) = step {
            let multiples = Domain { multiple_of: Some(Decimal::from(step)), ..Domain::default() };
            common.entry(at).or_default().intersect(&multiples);
        }
    }
    for (column, domain) in beyond::domains(table) {
        common.entry(column).or_default().intersect(&domain);
    }
    // What hardly ever leaves its type narrows nothing: rows are tried.
    checks.extend(within_types(table, |data_type| !is_small(data_type)).map(|(name, expr)| {
        let only = Some(Variant { residual: vec![expr.clone()], ..Variant::default() });
        NarrowedCheck { name, expr, only }
    }));
    Narrowed { checks, common, variants, impossible }
}

/// What all ways of meeting the conditions stay within: the range that spans theirs.
fn hulls(table: &Table, variants: &[Variant]) -> Vec<(usize, Domain)> {
    let Some((first, rest)) = variants.split_first() else { return Vec::new() };
    let hull = |(name, domain): (&String, &Domain)| {
        let column = table.column_index(name)?;
        let (mut min, mut max) = (domain.min.clone(), domain.max.clone());
        for variant in rest {
            let other = variant.domains.get(name)?;
            min = wider(min, other.min.clone(), std::cmp::Ordering::Less);
            max = wider(max, other.max.clone(), std::cmp::Ordering::Greater);
        }
        Some((column, Domain { min, max, ..Domain::default() }))
    };
    first.domains.iter().filter_map(hull).collect()
}

/// The bound that lies further out; none where either side has none.
fn wider(a: Option<Bound>, b: Option<Bound>, outward: std::cmp::Ordering) -> Option<Bound> {
    let (a, b) = (a?, b?);
    match b.value.sql_cmp(&a.value)? {
        order if order == outward => Some(b),
        std::cmp::Ordering::Equal if b.inclusive => Some(b),
        _ => Some(a),
    }
}

fn conditions(
    table: &Table,
    plan: &TablePlan,
    notes: &mut Vec<Note>,
    problems: &mut Vec<PlanProblem>,
) -> Vec<(String, Expr)> {
    let mut conditions = Vec::new();
    for check in &table.checks {
        let name = check.name.clone().unwrap_or_else(|| format!("CHECK ({})", check.text));
        match &check.rule {
            CheckRule::Expr(expr) => conditions.push((name, expr.clone())),
            CheckRule::Unread(reason) => notes.push(Note {
                table: table.name.to_string(),
                constraint: Some(name),
                kind: NoteKind::NotHonoured,
                message: format!("it can't be read: {reason}{}", beyond::remedy(table, check)),
            }),
        }
    }
    // A generated column may be NULL only where what it is made from says so.
    for column in table.columns.iter().filter(|column| !column.nullable) {
        if let Some(expr) = column.generated.as_ref().and_then(|generated| generated.expr.clone()) {
            let name = format!("NOT NULL of {}", column.name);
            conditions.push((name, Expr::IsNull(Box::new(expr), false)));
        }
    }
    conditions.extend(within_types(table, is_small));
    if let Some(partition) = &table.partition
        && let Some(any) =
            partition.any_of.iter().cloned().reduce(|a, b| Expr::binary(BinaryOp::Or, a, b))
    {
        conditions.push((format!("PARTITION BY {}", partition.text), any));
    }
    for (at, rule) in plan.rules.iter().enumerate() {
        match seedbed_expr::parse(rule) {
            Ok(expr) => conditions.push((format!("rule {rule}"), expr)),
            Err(error) => problems.push(PlanProblem {
                path: format!("tables.{}.rules[{at}]", table.name),
                message: format!("the rule can't be read: {error}"),
                hint: None,
            }),
        }
    }
    conditions
}

/// For each generated column of some types the condition that its formula gives what these hold.
fn within_types(
    table: &Table,
    of: impl Fn(&DataType) -> bool,
) -> impl Iterator<Item = (String, Expr)> {
    let columns = table.columns.iter().filter(move |c| c.is_computed() && of(&c.data_type));
    columns.filter_map(|column| {
        let formula = column.generated.as_ref()?.expr.clone()?;
        let (low, high) = range_of_formula(table, column, &formula)?;
        let literal = |value: i64| Box::new(Expr::Literal(Value::Int(value)));
        let (low, high) = (literal(low), literal(high));
        let within = Expr::Between { expr: Box::new(formula), low, high, negated: false };
        Some((fits_type(&column.name), within))
    })
}

/// Whether a type is so narrow that a formula may well leave it.
pub(super) fn is_small(data_type: &DataType) -> bool {
    match data_type {
        DataType::Integer { bits, unsigned } => *bits <= 16 || *unsigned,
        DataType::Decimal { precision: Some(precision), scale } => {
            precision.saturating_sub(scale.unwrap_or(0)) <= 6
        }
        _ => false,
    }
}

/// The whole numbers that a column's type holds, and that its formula can give: integers are
/// added and multiplied in the widest of their types.
fn range_of_formula(table: &Table, column: &Column, formula: &Expr) -> Option<(i64, i64)> {
    let (low, high) = match &column.data_type {
        DataType::Integer { .. } => {
            let (low, high) = column.data_type.integer_range()?;
            (low.max(i64::MIN.into()) as i64, high.min(i64::MAX.into()) as i64)
        }
        DataType::Decimal { precision: Some(precision), scale } => {
            let digits = u32::from(precision.checked_sub(scale.unwrap_or(0))?);
            let most = 10_i64.checked_pow(digits)? - 1;
            (-most, most)
        }
        _ => return None,
    };
    let most = match width(table, formula) {
        Some(bits @ 1..64) => (1_i64 << (bits - 1)) - 1,
        _ => i64::MAX,
    };
    let range = (low.max(-most), high.min(most));
    // What is copied from a column like this one fits.
    let is_copy = match formula {
        Expr::Column(path) => path
            .last()
            .and_then(|name| table.column(name))
            .is_some_and(|copied| copied.data_type == column.data_type),
        _ => false,
    };
    (range != (-i64::MAX, i64::MAX) && !is_copy).then_some(range)
}

fn width_of(column: &Column) -> Option<u8> {
    match column.data_type {
        DataType::Integer { bits, unsigned: false } => Some(bits),
        _ => None,
    }
}

/// The bits of what an expression of integers gives.
fn width(table: &Table, expr: &Expr) -> Option<u8> {
    match expr {
        Expr::Column(path) if path.len() == 1 => width_of(table.column(&path[0])?),
        Expr::Literal(Value::Int(value)) => {
            Some(if i32::try_from(*value).is_ok() { 32 } else { 64 })
        }
        Expr::Unary(UnaryOp::Neg, operand) => width(table, operand),
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, left, right) => {
            Some(width(table, left)?.max(width(table, right)?))
        }
        _ => None,
    }
}

/// Whether a condition says no more than that rows don't refer to themselves
/// (`parent_id <> id`), and the link that it speaks of leads to earlier rows only.
pub(crate) fn only_forbids_itself(expr: &Expr, draft: &Draft<'_>, links: &[LinkSpec]) -> bool {
    let column = |expr: &Expr| match expr {
        Expr::Column(path) => match path.as_slice() {
            [name] => draft.table.column_index(name),
            _ => None,
        },
        _ => None,
    };
    let refers = |child: &Expr, parent: &Expr| {
        let (Some(child), Some(parent)) = (column(child), column(parent)) else { return false };
        let Some((link, referred)) = draft.columns[child].link else { return false };
        let own = &draft.links[link];
        referred == parent
            && own.is_self
            && own.columns.len() == 1
            && own.bound.iter().all(|(own, of_parent)| own == of_parent)
            && links[link].nulls.allowed
            && matches!(
                links[link].kind,
                LinkKind::Tree { .. } | LinkKind::Chain | LinkKind::Agreeing(_)
            )
    };
    match expr {
        Expr::Binary(BinaryOp::NotEq, left, right) | Expr::IsDistinct(left, right, true) => {
            refers(left, right) || refers(right, left)
        }
        Expr::Binary(BinaryOp::Or, left, right) => {
            let or = |null: &Expr, other: &Expr| {
                matches!(null, Expr::IsNull(_, true)) && only_forbids_itself(other, draft, links)
            };
            or(left, right) || or(right, left)
        }
        _ => false,
    }
}
