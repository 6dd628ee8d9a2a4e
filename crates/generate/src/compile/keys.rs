//! How the keys of a table are made unique.
//!
//! Every key gets the first of these that fits: a column that is unique by itself, a foreign key
//! with at most one child per parent, a product of domains whose combinations are numbered
//! (within one parent's children, or over the whole table), or repair by repeated attempts.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema::{Schema, UniqueKey};

use super::{
    capacity::Populations,
    draft::{Draft, LinkDraft},
    excluding,
};
use crate::source::{Capacity, Maker};

/// What was decided for the keys of one table.
#[derive(Debug, Default, Clone)]
pub(crate) struct Solution {
    /// Columns whose values are unique by themselves.
    pub(crate) unique: BTreeSet<usize>,
    /// Links with at most one child per parent.
    pub(crate) one_to_one: BTreeSet<usize>,
    /// The owner link.
    pub(crate) owner: Option<usize>,
    /// Links that lead to new rows only, because those that are there have all their children.
    pub(crate) fresh: BTreeSet<usize>,
    pub(crate) products: Vec<ProductDraft>,
    /// The most children of one parent along the owner link.
    pub(crate) max_fan_out: Option<u64>,
    /// Keys left to repair, as positions in [`seedbed_schema::Table::keys`].
    pub(crate) repaired: Vec<usize>,
    /// The most rows the keys allow, and the key that says so.
    pub(crate) capacity: Option<(u64, String)>,
    /// Numbers that count among siblings and so are distinct there.
    pub(crate) counted: BTreeSet<usize>,
}

impl Solution {
    /// Whether a link leads to new parents only; links that decide no key lead to any.
    pub(crate) fn is_fresh(&self, link: usize) -> bool {
        let digits = self.products.iter().flat_map(|product| &product.digits);
        let decides = self.owner == Some(link)
            || self.one_to_one.contains(&link)
            || digits.into_iter().any(|digit| *digit == Digit::Link(link));
        decides && self.fresh.contains(&link)
    }

    /// Whether a row's place in a product decides, or depends on, its parent along `link`: only
    /// then can another link of the product step around that parent and stay distinct.
    pub(crate) fn tells(&self, product: usize, link: usize) -> bool {
        self.products[product].tells(link, self.owner)
    }
}

impl ProductDraft {
    fn tells(&self, link: usize, owner: Option<usize>) -> bool {
        (self.within_owner && owner == Some(link)) || self.digits.contains(&Digit::Link(link))
    }
}

/// A product of domains.
#[derive(Debug, Clone)]
pub(crate) struct ProductDraft {
    pub(crate) within_owner: bool,
    pub(crate) digits: Vec<Digit>,
    pub(crate) radices: Vec<u64>,
}

/// What a digit of a product decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digit {
    Link(usize),
    Column(usize),
}

struct Solver<'d, 's> {
    draft: &'d Draft<'s>,
    populations: &'d Populations,
    rows: u64,
    solution: Solution,
    /// Links that a product or one-to-one relation has decided.
    fixed_links: BTreeSet<usize>,
    /// Columns that a product has decided, or that exclusions must be free to decide.
    fixed_columns: BTreeSet<usize>,
    /// Columns of words that repeat among parents, and how many words there are.
    repeating: BTreeMap<usize, u64>,
}

/// A key's columns by how they are made.
struct Members {
    links: Vec<usize>,
    columns: Vec<usize>,
}

/// Decides how each key of a table holds, given how many rows every table has.
pub(crate) fn solve(
    schema: &Schema,
    draft: &Draft<'_>,
    populations: &Populations,
    rows: u64,
) -> Solution {
    let mut solver = Solver {
        draft,
        populations,
        rows,
        solution: Solution {
            owner: draft.owner.filter(|&owner| {
                let link = &draft.links[owner];
                let shares = |column: usize| {
                    let bound = |link: &&LinkDraft| link.bound.iter().any(|(c, _)| *c == column);
                    let own = |link: &LinkDraft| {
                        link.columns.iter().any(|&(column, _)| is_read_by_checks(draft, column))
                    };
                    draft.links.iter().filter(bound).any(own)
                };
                let tried = draft.trial.keys_are_tried
                    && link
                        .columns
                        .iter()
                        .any(|&(column, _)| is_read_by_checks(draft, column) || shares(column));
                !draft.is_choosy(owner) && !tried
            }),
            ..Solution::default()
        },
        fixed_links: BTreeSet::new(),
        fixed_columns: excluding::span_columns(draft.table),
        repeating: BTreeMap::new(),
    };
    if let Some(owner) = draft.owner {
        solver.freshen(owner);
    }
    let mut keys: Vec<(usize, &UniqueKey)> = draft.table.keys().enumerate().collect();
    keys.sort_by_key(|(at, key)| (key.columns().map_or(usize::MAX, |c| c.len()), *at));
    solver.solution.unique.extend(excluding::apart(draft.table));
    for &(at, key) in &keys {
        if excluding::implies(draft.table, key) {
            continue;
        }
        let columns: Option<Vec<usize>> = key
            .columns()
            .map(|names| names.iter().filter_map(|name| draft.table.column_index(name)).collect());
        let holds = match columns {
            Some(columns) => {
                let conditional = key.predicate.is_some();
                // Where NULLs repeat, no numbered combination tells rows apart.
                !(key.nulls_not_distinct && solver.has_nulls(&columns))
                    && solver.key(schema, &columns, key_name(key), conditional)
            }
            None => false,
        };
        if !holds {
            solver.solution.repaired.push(at);
        }
    }
    solver.solution.repaired.sort_unstable();
    solver.solution
}

pub(super) fn is_read_by_checks(draft: &Draft<'_>, column: usize) -> bool {
    let name = draft.columns[column].target.column.as_str();
    let mut paths = draft.checks.iter().flat_map(|check| check.expr.columns());
    paths.any(|path| path.first().is_some_and(|first| first == name))
}

/// A key's name, or what it is over.
pub(crate) fn key_name(key: &UniqueKey) -> String {
    key.name.clone().unwrap_or_else(|| match key.columns() {
        Some(columns) => format!("the key over {}", columns.join(", ")),
        None => "a unique index".into(),
    })
}

impl Solver<'_, '_> {
    /// Tries to make a key hold by construction.
    fn key(&mut self, schema: &Schema, columns: &[usize], name: String, conditional: bool) -> bool {
        if self.holds(columns) {
            return true;
        }
        if self.is_tried(columns) {
            return false;
        }
        let members = self.members(schema, columns);
        if members.as_ref().is_some_and(|members| self.count_siblings(members, name.clone())) {
            return true;
        }
        // A number within one parent says nothing here: it counts through the whole table.
        if let Some(column) = columns.iter().copied().find(|&column| self.counts(column)) {
            self.solution.unique.insert(column);
            return true;
        }
        let Some(members) = members else { return false };
        if !conditional && self.repeats(&members, &name) {
            return true;
        }
        let large = members.columns.iter().copied().find(|&column| self.is_large(column));
        match (members.links.as_slice(), members.columns.as_slice()) {
            (_, [_, ..]) if large.is_some() => {
                self.solution.unique.extend(large);
                true
            }
            // A key for some rows only must not shape all of them.
            _ if conditional => false,
            ([], [column]) => self.unique_column(*column, name),
            ([link], []) => self.one_to_one(*link, name),
            _ => self.product(&members, name),
        }
    }

    /// Whether what was decided already makes the key hold.
    fn holds(&self, columns: &[usize]) -> bool {
        let has = |column: &usize| columns.contains(column);
        let solution = &self.solution;
        let owner_inside = solution.owner.is_some_and(|owner| self.link_inside(owner, columns));
        solution.unique.iter().any(has)
            || solution.one_to_one.iter().any(|&link| self.link_inside(link, columns))
            || (owner_inside && solution.counted.iter().any(has))
            || solution.products.iter().any(|product| {
                (!product.within_owner || owner_inside)
                    && product.digits.iter().all(|digit| match digit {
                        Digit::Link(link) => self.link_inside(*link, columns),
                        Digit::Column(column) => has(column),
                    })
            })
    }

    fn link_inside(&self, link: usize, columns: &[usize]) -> bool {
        let own = &self.draft.links[link].columns;
        !own.is_empty() && own.iter().all(|(column, _)| columns.contains(column))
    }

    /// Sorts a key's columns into links and others; `None` where a link takes part with columns
    /// that don't tell its parents apart.
    fn members(&self, schema: &Schema, columns: &[usize]) -> Option<Members> {
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for &column in columns {
            match self.draft.columns[column].link {
                Some((link, parent_column)) => parts.entry(link).or_default().push(parent_column),
                None => others.push(column),
            }
        }
        let telling = parts.iter().all(|(&link, parent_columns)| {
            let link = &self.draft.links[link];
            let parent = &schema.tables()[link.parent];
            link.bound.is_empty()
                && (parent_columns.len() == link.columns.len()
                    || parent.keys().filter(|key| key.is_plain()).any(|key| {
                        key.columns().unwrap_or_default().iter().all(|name| {
                            parent.column_index(name).is_some_and(|c| parent_columns.contains(&c))
                        })
                    }))
        });
        telling.then(|| Members { links: parts.into_keys().collect(), columns: others })
    }

    fn has_nulls(&self, columns: &[usize]) -> bool {
        columns.iter().any(|&column| self.draft.columns[column].nullable)
    }

    /// Line numbers: a sequence that restarts for every parent.
    fn count_siblings(&mut self, members: &Members, name: String) -> bool {
        let owner = self.solution.owner.filter(|owner| members.links.contains(owner));
        let counts =
            members.columns.iter().copied().find(|&c| self.draft.columns[c].maker.needs_owner());
        let (Some(owner), Some(column)) = (owner, counts) else { return false };
        if let Some(room) = self.room_to_count(column) {
            // With other columns in the key, more rows fit than it has numbers.
            if members.links.len() + members.columns.len() > 2 {
                return false;
            }
            let most = self.solution.max_fan_out.map_or(room, |most| most.min(room));
            self.solution.max_fan_out = Some(most);
            self.limit(self.parents(owner).saturating_mul(room), name);
        }
        self.solution.counted.insert(column);
        true
    }

    /// Words that stand beside a reference in the key repeat from parent to parent, where that makes
    /// combinations enough: `(role, module)` needs no `module 2`.
    fn repeats(&mut self, members: &Members, name: &str) -> bool {
        /// How many combinations there are at least for each row.
        const SPARE: u64 = 2;
        let [column] = members.columns.as_slice() else { return false };
        let Maker::Pool(pool) = &self.draft.columns[*column].maker else { return false };
        let words = pool.words.len() as u64;
        let plain = |link: &usize| {
            let draft = &self.draft.links[*link];
            !draft.must_differ && draft.avoid.is_none() && draft.bound.is_empty()
        };
        let parents =
            members.links.iter().fold(1_u64, |all, &link| all.saturating_mul(self.parents(link)));
        let enough = parents.saturating_mul(words) >= self.rows.saturating_mul(SPARE);
        if members.links.is_empty()
            || !members.links.iter().all(plain)
            || !enough
            || self.populations.append
        {
            return false;
        }
        self.repeating.insert(*column, words);
        let holds = self.product(members, name.to_owned());
        if !holds {
            self.repeating.remove(column);
        }
        holds
    }

    /// Whether conditions and the key can only be met together by trying.
    fn is_tried(&self, columns: &[usize]) -> bool {
        let draft = self.draft;
        let random = |&column: &usize| {
            !matches!(draft.columns[column].maker, Maker::Sequence(_) | Maker::Identifier(_))
                || draft.columns[column].link.is_some()
        };
        let read = |&column: &usize| is_read_by_checks(draft, column);
        draft.trial.keys_are_tried && columns.iter().all(random) && columns.iter().any(read)
    }

    /// Whether a column numbers rows.
    fn counts(&self, column: usize) -> bool {
        let draft = &self.draft.columns[column];
        draft.link.is_none() && draft.maker.needs_owner() && self.room_to_count(column).is_none()
    }

    /// How far a column can count, where that is not for all rows.
    fn room_to_count(&self, column: usize) -> Option<u64> {
        match &self.draft.columns[column].maker {
            Maker::Sequence(sequence) if sequence.per_parent => {
                Some(sequence.capacity).filter(|&room| room < self.rows)
            }
            _ => None,
        }
    }

    /// How many values a column can be given as a digit of a product.
    fn digits(&self, column: usize) -> Capacity {
        let words = self.repeating.get(&column).copied();
        match words.or_else(|| self.room_to_count(column)) {
            Some(room) => Capacity::Values(room),
            None => self.draft.columns[column].capacity(self.rows),
        }
    }

    /// Whether a column has room for a value of its own in every row.
    fn is_large(&self, column: usize) -> bool {
        let draft = &self.draft.columns[column];
        if self.fixed_columns.contains(&column) {
            return false;
        }
        match draft.capacity(self.rows) {
            Capacity::Unlimited => true,
            Capacity::Values(values) => values >= self.rows.saturating_mul(4).max(1_000),
            Capacity::Unknown => false,
        }
    }

    /// Lets a link lead to new parents only, where there are any; whether it does.
    fn freshen(&mut self, link: usize) -> bool {
        let fresh = self.populations.complete[self.draft.links[link].parent] > 0
            && !self.draft.links[link].is_self;
        if fresh {
            self.solution.fresh.insert(link);
        }
        fresh
    }

    /// How many parents a link leads to.
    fn parents(&self, link: usize) -> u64 {
        let parent = self.draft.links[link].parent;
        let passed_over =
            if self.solution.fresh.contains(&link) { self.populations.complete[parent] } else { 0 };
        self.populations.all[parent] - passed_over
    }

    /// Whether rows that are there already may have a key that new rows could get.
    fn meets_existing(&self) -> bool {
        self.populations.append && self.draft.literal > 0
    }

    fn limit(&mut self, rows: u64, name: String) {
        if self.solution.capacity.as_ref().is_none_or(|(least, _)| rows < *least) {
            self.solution.capacity = Some((rows, name));
        }
    }

    fn unique_column(&mut self, column: usize, name: String) -> bool {
        if self.fixed_columns.contains(&column) {
            return false;
        }
        match self.draft.columns[column].capacity(self.rows) {
            Capacity::Unknown => return false,
            Capacity::Unlimited => {}
            Capacity::Values(values) => self.limit(values, name),
        }
        self.solution.unique.insert(column);
        true
    }

    fn one_to_one(&mut self, link: usize, name: String) -> bool {
        if self.fixed_links.contains(&link) || !self.draft.links[link].bound.is_empty() {
            return false;
        }
        let fresh = self.freshen(link);
        let draft = &self.draft.links[link];
        if draft.must_differ || (draft.is_self && self.draft.is_choosy(link)) {
            return false;
        }
        if !draft.is_self && !draft.nullable {
            let taken = if fresh { self.draft.literal } else { 0 };
            self.limit(self.parents(link).saturating_add(taken), name);
        }
        if self.meets_existing() && !fresh && !draft.is_self {
            return false;
        }
        if self.solution.owner == Some(link) {
            self.solution.owner = None;
        }
        self.fixed_links.insert(link);
        self.solution.one_to_one.insert(link);
        true
    }

    /// Numbers the combinations of the key's domains.
    fn product(&mut self, members: &Members, name: String) -> bool {
        let free = members.links.iter().all(|link| {
            let draft = &self.draft.links[*link];
            !self.fixed_links.contains(link) && !draft.is_self && !self.draft.is_choosy(*link)
        }) && members.columns.iter().all(|column| {
            !self.fixed_columns.contains(column) && self.digits(*column) != Capacity::Unknown
        });
        if !free {
            return false;
        }
        // The schema's own rows have places in the whole table, not among siblings.
        let has_literal = self.draft.literal > 0 && !self.populations.append;
        if self.solution.owner.is_none() && !has_literal {
            self.solution.owner = members.links.first().copied();
        }
        let owner = self.solution.owner.filter(|owner| members.links.contains(owner));
        if has_literal && owner.is_some() {
            self.solution.owner = None;
        }
        let owner = owner.filter(|_| !has_literal);
        let mut fresh = owner.is_some_and(|owner| self.freshen(owner));
        for &link in members.links.iter().filter(|link| Some(**link) != owner) {
            // One new part makes the whole key a new one.
            fresh = fresh || self.freshen(link);
        }
        if self.meets_existing() && !fresh {
            return false;
        }
        let told = |other: usize| members.links.contains(&other);
        if members.links.iter().any(|&link| {
            let link = &self.draft.links[link];
            link.must_differ && link.avoid.is_some_and(|other| !told(other))
        }) {
            return false;
        }
        let mut digits = Vec::new();
        let mut radices = Vec::new();
        for &link in members.links.iter().filter(|link| Some(**link) != owner) {
            let draft = &self.draft.links[link];
            let avoided = u64::from(draft.avoid.is_some_and(told));
            digits.push(Digit::Link(link));
            let least = u64::from(!draft.must_differ);
            radices.push(self.parents(link).saturating_sub(avoided).max(least));
        }
        for &column in &members.columns {
            match self.digits(column) {
                Capacity::Values(values) => {
                    digits.push(Digit::Column(column));
                    radices.push(values.max(1));
                }
                Capacity::Unlimited | Capacity::Unknown => {}
            }
        }
        if digits.is_empty() {
            return match owner {
                Some(owner) => self.one_to_one(owner, name),
                None => false,
            };
        }
        let taken = if fresh { self.draft.literal } else { 0 };
        let product = ProductDraft { within_owner: owner.is_some(), digits, radices };
        self.accept(product, owner, taken, name);
        true
    }

    /// `taken` rows are there already and need no room in the product.
    fn accept(&mut self, product: ProductDraft, owner: Option<usize>, taken: u64, name: String) {
        let size = product.radices.iter().fold(1_u64, |all, &radix| all.saturating_mul(radix));
        match owner {
            Some(owner) => {
                self.fixed_links.insert(owner);
                let least = self.solution.max_fan_out.map_or(size, |max| max.min(size));
                self.solution.max_fan_out = Some(least);
                let room = self.parents(owner).saturating_mul(size);
                self.limit(room.saturating_add(taken), name);
            }
            None => self.limit(size.saturating_add(taken), name),
        }
        for digit in &product.digits {
            match digit {
                Digit::Link(link) => self.fixed_links.insert(*link),
                Digit::Column(column) => self.fixed_columns.insert(*column),
            };
        }
        self.solution.products.push(product);
    }
}
