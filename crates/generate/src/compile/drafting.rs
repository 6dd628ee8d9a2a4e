//! The sources of one table, fitted to types and CHECKs.

use seedbed_expr::{BinaryOp, Domain, LetterCase, Nullness, Value};
use seedbed_schema::{Column, DataType, Table};

use super::{
    Compiler,
    binding::Binding,
    bounds::default_source,
    check::{Narrowed, narrow_table},
    draft::{ColumnDraft, Draft, LinkDraft},
    keys::is_read_by_checks,
    source::{Place, allowed},
};
use crate::{
    plan::{
        AnySource, Bound, ColumnPlan, EntitySource, JointSource, ModelSource, PatternSource,
        Source, TablePlan, TemporalSource, Unit,
    },
    problem::{Note, NoteKind, PlanProblem, did_you_mean},
    source::{Formula, KeyMaker, Maker, Pattern, Slot, Target},
};

impl<'s> Compiler<'s> {
    /// Drafts a table.
    pub(crate) fn draft(
        &self,
        at: usize,
        binding: Binding,
        plan: TablePlan,
        notes: &mut Vec<Note>,
        problems: &mut Vec<PlanProblem>,
    ) -> Draft<'s> {
        let table = &self.schema.tables()[at];
        unknown_columns(table, &plan, problems);
        let narrowed = narrow_table(table, &plan, self.core_env, notes, problems);
        let mut columns: Vec<ColumnDraft> = (0..table.columns.len())
            .map(|column| {
                let link = binding.columns[column];
                let key = binding.keys[column];
                self.column(at, column, link, key, &plan, &narrowed, notes, problems)
            })
            .collect();
        let mut links = binding.links;
        for (link, link_plan) in links.iter_mut().zip(&binding.plans) {
            let condition = link_plan.as_ref().and_then(|plan| plan.null_if.as_ref());
            link.null_if = condition.and_then(|text| {
                self.condition(at, "links", text, &format!("tables.{}.links", table.name), problems)
            });
        }
        limit_parents(&narrowed, &mut links);
        insist_on_difference(table, &narrowed, &columns, &mut links);
        let checks = self.relate(at, &plan, &narrowed, &mut columns);
        let mut draft = Draft {
            table,
            plan,
            columns,
            links,
            owner: binding.owner,
            variants: narrowed.variants.len(),
            checks,
            impossible: narrowed.impossible,
            literal: table.rows.len() as u64,
            trial: self.trials.get(&at).cloned().unwrap_or_default(),
        };
        draft.plan.links = merge_links(table, binding.plans);
        for column in awaited(&draft) {
            draft.columns[column].awaited = true;
        }
        draft
    }

    fn condition(
        &self,
        at: usize,
        column: &str,
        text: &str,
        path: &str,
        problems: &mut Vec<PlanProblem>,
    ) -> Option<Formula> {
        match self.resolver.formula(at, column, text) {
            Ok(formula) => Some(formula),
            Err(refusal) => {
                problems.push(refusal.at(format!("{path}.null_if")));
                None
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // one column's whole surroundings
    fn column(
        &self,
        at: usize,
        index: usize,
        link: Option<(usize, usize)>,
        key: Option<(usize, usize)>,
        plan: &TablePlan,
        narrowed: &Narrowed,
        notes: &mut Vec<Note>,
        problems: &mut Vec<PlanProblem>,
    ) -> ColumnDraft {
        let table = &self.schema.tables()[at];
        let column = &table.columns[index];
        let mut target = Target::new(&table.name.to_string(), &column.name, &column.data_type);
        let no_domain = Domain::default();
        let domain = narrowed.common.get(&index).unwrap_or(&no_domain);
        if let (DataType::Text { .. }, None, Some(most)) =
            (&column.data_type, link, longest(domain))
        {
            target.max_chars = Some(target.max_chars.map_or(most, |max| max.min(most)));
        }
        let place = Place { table: at, column: &column.name, target: &target, domain };
        let path = format!("tables.{}.columns.{}", table.name, column.name);
        let column_plan =
            plan.columns.iter().find(|(name, _)| table.column_index(name) == Some(index));
        let fallback_plan = ColumnPlan::new(Source::Any(AnySource::default()));
        let column_plan = column_plan.map_or(&fallback_plan, |(_, plan)| plan);
        let mut available = true;
        let maker = if link.is_some() {
            Maker::Null
        } else if let Some((table, column)) = key {
            Maker::Key(KeyMaker { table, column })
        } else if column.is_computed() {
            self.generated(at, column).unwrap_or_else(|reason| {
                available = false;
                notes.push(Note {
                    table: table.name.to_string(),
                    constraint: Some(column.name.clone()),
                    kind: NoteKind::NotHonoured,
                    message: format!("the generated column is left to the database: {reason}"),
                });
                Maker::Null
            })
        } else {
            self.planned(place, &column_plan.source).unwrap_or_else(|refusal| {
                problems.push(refusal.at(path.clone()));
                Maker::Null
            })
        };
        let maker = beyond_literals(table, index, maker);
        let null_if = match (&column_plan.null_if, link) {
            (Some(text), None) => self.condition(at, &column.name, text, &path, problems),
            _ => None,
        };
        let nullable = column.nullable && domain.nullness != Nullness::Never;
        // Nothing takes the place of a generated column's formula.
        let (unique_maker, repeated, by_variant) = if column.is_computed() || key.is_some() {
            (None, None, Vec::new())
        } else {
            let source = &column_plan.source;
            let unique_maker = self.unique_maker(place, source, &maker, plan.rows);
            let repeated =
                unique_maker.as_ref().and_then(|_| self.repeated(place, source, plan.rows));
            (unique_maker, repeated, self.by_variant(place, source, narrowed))
        };
        ColumnDraft {
            unique_maker,
            repeated,
            awaited: false,
            fallback: self.fallback(place, &column_plan.source),
            by_variant,
            link,
            maker,
            null_rate: if column.is_computed() { 0.0 } else { column_plan.null_rate },
            null_if,
            nullable: nullable || column.is_computed(),
            available,
            computed: column.is_computed(),
            identity: identity(&column_plan.source).filter(|_| link.is_none()),
            identities: identities(&column_plan.source, &self.plan.locale),
            target,
        }
    }

    /// The formula of a generated column.
    fn generated(&self, at: usize, column: &Column) -> Result<Maker, String> {
        let expr = column.generated.as_ref().and_then(|generated| generated.expr.as_ref());
        let expr = expr.ok_or("its formula can't be read")?;
        let trial = self.trials.get(&at);
        if let Some(reason) = trial.and_then(|trial| trial.senseless.get(&column.name)) {
            return Err(reason.clone());
        }
        let formula = self.resolver.compile(at, &column.name, expr);
        formula.map(Maker::Formula).map_err(|refusal| refusal.message)
    }

    /// The plan's source, or what the CHECKs leave when the source is beyond them.
    pub(super) fn planned(
        &self,
        place: Place<'_>,
        source: &Source,
    ) -> Result<Maker, super::resolve::Refusal> {
        if place.domain.nullness == Nullness::Always {
            return Ok(Maker::Null);
        }
        let maker = self.with_parts(place, self.maker(place, source)?)?;
        let maker = match (maker, source) {
            (Maker::Temporal(maker), Source::Temporal(source))
                if !all_inside([maker.sample()].into_iter(), place.domain) =>
            {
                // A text of days, perhaps, rather than one of moments.
                let by_day = TemporalSource { unit: Some(Unit::Day), ..source.clone() };
                self.maker(place, &Source::Temporal(by_day))?
            }
            (maker, _) => maker,
        };
        let keeps = matches!(
            maker,
            Maker::Choice(_)
                | Maker::Formula(_)
                | Maker::Conditional(_)
                | Maker::Model(_)
                | Maker::Rows(_)
        );
        // A person's gender goes with the first name: it stays where the CHECK lists all of it.
        let coherent = matches!(maker, Maker::Entity(_)) && is_inside(&maker, place.domain);
        if let (false, Some(allowed)) = (keeps || coherent, allowed(place)) {
            return allowed;
        }
        let is_text = matches!(place.target.data_type, DataType::Text { .. });
        if is_text
            && !keeps
            && !is_inside(&maker, place.domain)
            && let Some(pattern) = domain_pattern(place.domain, place.target.max_chars)
            && let Ok(maker) = self.maker(place, &Source::Pattern(PatternSource { pattern }))
        {
            return Ok(maker);
        }
        Ok(maker)
    }

    /// What takes the place of NULL in a column that must not hold it: values as planned, where
    /// these are never NULL by themselves and depend on no other column.
    fn fallback(&self, place: Place<'_>, source: &Source) -> Option<Maker> {
        if stands_alone(source)
            && let Ok(maker) = self.planned(place, source)
            && !matches!(maker, Maker::Null)
        {
            return Some(maker);
        }
        let source = default_source(&place.target.data_type, place.target.max_chars)
            .unwrap_or(Source::Any(AnySource::default()));
        self.planned(place, &source).ok()
    }

    /// For each way of meeting the CHECKs, what it asks of the column.
    fn by_variant(
        &self,
        place: Place<'_>,
        source: &Source,
        narrowed: &Narrowed,
    ) -> Vec<(Nullness, Option<Maker>)> {
        let named = |variant: &seedbed_expr::Variant| variant.domains.get(place.column).cloned();
        if narrowed.variants.len() < 2 {
            return self.insisting(place);
        }
        if narrowed.variants.iter().all(|variant| named(variant).is_none()) {
            return Vec::new();
        }
        let is_text = matches!(place.target.data_type, DataType::Text { .. });
        narrowed
            .variants
            .iter()
            .map(|variant| {
                let mut domain = place.domain.clone();
                let Some(own) = named(variant) else { return (Nullness::Either, None) };
                domain.intersect(&own);
                let nullness = domain.nullness;
                let plain = Domain { nullness: place.domain.nullness, ..domain.clone() };
                let narrows = nullness == Nullness::Always || plain != *place.domain;
                let place = Place { domain: &domain, ..place };
                let maker = self.planned(place, source).ok();
                let fixed = match maker {
                    Some(
                        Maker::Formula(_)
                        | Maker::Conditional(_)
                        | Maker::Template(_)
                        | Maker::Suffixed(_),
                    )
                    | None => {
                        let insisting = self.insisting(place).pop().and_then(|(_, maker)| maker);
                        insisting.or_else(|| self.fallback(place, source))
                    }
                    // Words that run out are numbered, whichever way the row takes.
                    Some(_) if is_text && !narrows => None,
                    maker => maker,
                };
                (nullness, fixed)
            })
            .collect()
    }

    /// What makes the column when the plan's source keeps failing its only domain.
    fn insisting(&self, place: Place<'_>) -> Vec<(Nullness, Option<Maker>)> {
        let pattern = domain_pattern(place.domain, place.target.max_chars);
        let maker = match (allowed(place), pattern) {
            (Some(allowed), _) => allowed.ok(),
            (None, Some(pattern)) => {
                self.maker(place, &Source::Pattern(PatternSource { pattern })).ok()
            }
            (None, None) => return Vec::new(),
        };
        vec![(place.domain.nullness, maker)]
    }
}

/// Whether a source makes a value by itself: never NULL, and none that other columns set.
fn stands_alone(source: &Source) -> bool {
    let is_fixed = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Expression { .. }));
    match source {
        Source::Template(source) => !source.templates.iter().any(|text| text.contains("{column:")),
        Source::Number(source) => is_fixed(&source.min) && is_fixed(&source.max),
        Source::Pool(_) | Source::Pattern(_) | Source::Entity(_) => true,
        _ => false,
    }
}

/// Limits links to the parents whose keys meet the CHECKs on the columns that refer to them.
fn limit_parents(narrowed: &Narrowed, links: &mut [LinkDraft]) {
    for link in links.iter_mut().filter(|link| !link.is_self && link.bound.is_empty()) {
        let limited = link.columns.iter().filter_map(|&(column, parent_column)| {
            let domain = narrowed.common.get(&column).filter(|domain| limits_keys(domain))?;
            Some((parent_column, Domain { nullness: Nullness::Never, ..domain.clone() }))
        });
        link.limits = limited.collect();
    }
}

/// Whether keys made without regard to a domain may lie outside it: what any number above zero
/// or any text fulfils does not count.
fn limits_keys(domain: &Domain) -> bool {
    let is_low = |bound: &seedbed_expr::Bound| bound.value.to_f64().is_some_and(|at| at <= 1.0);
    domain.nullness != Nullness::Always
        && (domain.one_of.is_some()
            || domain.max.is_some()
            || domain.min.as_ref().is_some_and(|bound| !is_low(bound))
            || !domain.patterns.is_empty())
}

/// The columns that rows of the same table refer to by ones that conditions or keys read.
fn awaited(draft: &Draft<'_>) -> Vec<usize> {
    let keyed = |column: usize| {
        let name = &draft.table.columns[column].name;
        draft
            .table
            .keys()
            .any(|key| key.columns().is_some_and(|names| names.contains(&name.as_str())))
    };
    let own = draft.links.iter().filter(|link| link.is_self);
    let read = own.filter(|link| {
        let mut columns = link.columns.iter().chain(&link.bound).map(|(column, _)| *column);
        columns.any(|column| keyed(column) || is_read_by_checks(draft, column))
    });
    read.flat_map(|link| link.columns.iter().map(|(_, referred)| *referred)).collect()
}

/// Marks links that a CHECK such as `a_id <> b_id` forbids to share their parent.
fn insist_on_difference(
    table: &Table,
    narrowed: &Narrowed,
    columns: &[ColumnDraft],
    links: &mut [LinkDraft],
) {
    let link_of = |name: &str| table.column_index(name).and_then(|at| columns[at].link);
    for order in narrowed.checks.iter().flat_map(|c| &c.only).flat_map(|only| &only.orders) {
        let seedbed_expr::Expr::Column(path) = &order.right else { continue };
        let right = path.first().and_then(|name| link_of(name));
        let differ = matches!(order.op, BinaryOp::NotEq | BinaryOp::Lt | BinaryOp::Gt);
        if let (true, Some((a, _)), Some((b, _))) = (differ, link_of(&order.left), right) {
            links[a].must_differ |= links[a].avoid == Some(b);
            links[b].must_differ |= links[b].avoid == Some(a);
        }
    }
}

fn unknown_columns(table: &Table, plan: &TablePlan, problems: &mut Vec<PlanProblem>) {
    for name in plan.columns.keys() {
        if table.column_index(name).is_none() {
            problems.push(PlanProblem {
                path: format!("tables.{}.columns.{name}", table.name),
                message: "the table has no such column".into(),
                hint: did_you_mean(name, table.columns.iter().map(|c| c.name.as_str())),
            });
        }
    }
}

/// Moves a sequence beyond the numbers that the schema's own rows have.
fn beyond_literals(table: &Table, column: usize, maker: Maker) -> Maker {
    let Maker::Sequence(mut sequence) = maker else { return maker };
    let taken = table.rows.iter().filter_map(|row| match row.values.get(column) {
        Some(Some(Value::Int(value))) => Some(*value),
        Some(Some(value)) => value.to_f64().map(|value| value as i64),
        _ => None,
    });
    if let Some(most) = taken.max()
        && sequence.step > 0
        && !sequence.per_parent
    {
        sequence.start = sequence.start.max(most.saturating_add(sequence.step));
    }
    Maker::Sequence(sequence)
}

/// The plan's links by foreign key, with defaults where the plan says nothing.
fn merge_links(table: &Table, plans: Vec<Option<crate::plan::Link>>) -> Vec<crate::plan::Link> {
    plans
        .into_iter()
        .zip(&table.foreign_keys)
        .map(|(plan, key)| {
            plan.unwrap_or_else(|| crate::plan::Link {
                columns: key.columns.clone(),
                role: crate::plan::LinkRole::Weighted,
                fan_out: crate::plan::FanOut::default(),
                null_rate: 0.0,
                null_if: None,
                via: None,
            })
        })
        .collect()
}

/// The columns of the same row that a formula reads.
pub(crate) fn own_inputs(formula: &Formula) -> Vec<usize> {
    formula
        .slots
        .iter()
        .filter_map(|slot| match slot {
            Slot::Column { links, column } if links.is_empty() => Some(*column),
            _ => None,
        })
        .collect()
}

/// Some of a maker's texts, where they need no row.
pub(super) fn samples(maker: &Maker) -> Vec<String> {
    match maker {
        Maker::Entity(entity) => entity.sample(64).collect(),
        Maker::Pattern(pattern) => pattern.sample(64).collect(),
        Maker::Temporal(temporal) => vec![temporal.sample()],
        Maker::Pool(pool) => pool.words.iter().take(64).map(ToString::to_string).collect(),
        Maker::Template(template) if template.formulas().is_empty() => {
            template.sample(64).collect()
        }
        Maker::Identifier(identifier) => identifier.sample(16).collect(),
        Maker::Sequence(sequence) => sequence.sample(4).collect(),
        _ => Vec::new(),
    }
}

/// Whether a maker's texts are inside a domain, judged by a sample where that needs no row;
/// otherwise the plan is trusted, and rows are tried against the CHECKs.
fn is_inside(maker: &Maker, domain: &Domain) -> bool {
    all_inside(samples(maker).into_iter(), domain)
}

fn all_inside(mut texts: impl Iterator<Item = String>, domain: &Domain) -> bool {
    texts.all(|text| domain.contains(&Value::Text(text)) != Some(false))
}

/// The most characters of a text; in texts of ASCII, which most are, as many as bytes.
fn longest(domain: &Domain) -> Option<usize> {
    let most = domain.max_length.into_iter().chain(domain.max_bytes).min();
    most.filter(|&most| most > 0).map(|most| most as usize)
}

/// A pattern that satisfies the text conditions of a domain.
pub(super) fn domain_pattern(domain: &Domain, max_chars: Option<usize>) -> Option<String> {
    if let Some(pattern) = best_pattern(domain) {
        return Some(pattern);
    }
    let letters = if domain.case == Some(LetterCase::Upper) { "A-Z" } else { "a-z" };
    match (domain.min_length, domain.max_length) {
        (Some(min), max) if min > 1 => {
            let max = max.unwrap_or(min + 8).min(min + 8);
            Some(format!("[{letters}0-9]{{{min},{max}}}"))
        }
        (_, max) if domain.case.is_some() => {
            let max = max.unwrap_or(8).clamp(1, 8);
            Some(format!("[{letters}]{{{},{max}}}", max.min(3)))
        }
        // Longer ones would not be cut.
        (_, Some(max)) if max > 0 && max_chars.is_none_or(|cut| cut as u64 > max) => {
            Some(format!("[{letters}]{{1,{}}}", max.min(12)))
        }
        _ => None,
    }
}

/// Of several patterns that all must match the one whose texts most often match the others.
fn best_pattern(domain: &Domain) -> Option<String> {
    let wanted = domain.patterns.iter().filter(|pattern| !pattern.negated);
    let patterns = wanted.map(|pattern| {
        // Text in the pattern's own case fits too, unless a letter's other case is ruled out.
        let mixes = pattern.case_insensitive && pattern.regex.contains("[^");
        let flags = if mixes { "(?i)" } else { "" };
        format!("{flags}{}", pattern.regex)
    });
    let mut patterns: Vec<String> = patterns.collect();
    if patterns.len() < 2 {
        return patterns.pop();
    }
    let least = domain.min_length.map_or(0, |least| least as usize);
    let most = domain.max_length.map(|most| most as usize);
    let fitting = |pattern: &String| {
        let pattern = Pattern::new(pattern, least, most).ok()?;
        let inside = |text: &String| domain.contains(&Value::Text(text.clone())) != Some(false);
        Some(pattern.sample(32).filter(inside).count())
    };
    // The first of those that fit alike.
    patterns.into_iter().rev().max_by_key(|pattern| fitting(pattern))
}

/// What columns that describe one thing have in common.
fn identity(source: &Source) -> Option<String> {
    match source {
        Source::Entity(EntitySource { kind, name, .. }) => Some(format!("{kind:?}/{name}")),
        Source::Joint(JointSource { records, .. }) => Some(format!("records/{records}")),
        Source::Model(ModelSource { model, .. }) => Some(format!("model/{model}")),
        _ => None,
    }
}

fn identities(source: &Source, locale: &str) -> u64 {
    match source {
        Source::Entity(source) => crate::entity::Entity::new(source.kind, locale).population(),
        _ => 0,
    }
}
