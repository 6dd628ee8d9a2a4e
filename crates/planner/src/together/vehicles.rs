//! Vehicles are what their model is: its kind, its seats and doors, what drives it; and their price
//! falls with age.

use seedbed_generate::plan::{
    ArraySource, Case, ChoiceSource, ConditionalSource, Distribution, NumberSource, Scalar, Source,
};
use seedbed_generate::vocabulary;

use super::gates::otherwise;
use super::{Sides, always, between, spelt};
use crate::finish;
use crate::formulas::expression;
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts, KeyPart};

/// What a body has: words of kinds that it is of, the best first; seats; doors.
struct Body {
    name: &'static str,
    kinds: &'static str,
    seats: i64,
    doors: i64,
}

const fn body(name: &'static str, kinds: &'static str, seats: i64, doors: i64) -> Body {
    Body { name, kinds, seats, doors }
}

const BODIES: &[Body] = &[
    body(
        "Sedan",
        "sedan|saloon|midsize|mid size|medium|intermediate|standard|fullsize|compact|car",
        5,
        4,
    ),
    body("Hatchback", "hatchback|compact|economy|small|mini|car|sedan", 5, 5),
    body("SUV", "suv|crossover|4x4|off road|large|car", 5, 5),
    body("Pickup", "pickup|pick up|truck|utility|suv|fullsize|full size|large", 5, 4),
    body("Minivan", "minivan|mpv|van|people carrier|fullsize|large", 7, 5),
    body("Van", "van|cargo van|cargo|minivan|truck|large", 3, 4),
    body("Coupe", "coupe|sports|sport|sports car|luxury|midsize|car", 4, 2),
    body(
        "Convertible",
        "convertible|cabriolet|roadster|sports|sport|coupe|luxury|compact|car",
        2,
        2,
    ),
    body("Wagon", "wagon|estate|station wagon|fullsize|full size|midsize|standard|large|car", 5, 5),
];

/// Makes of which every model is of a better kind, models that are small, and those with three rows
/// of seats.
const LUXURY: &[&str] = &["BMW", "Mercedes-Benz", "Audi", "Volvo", "Tesla", "Lexus"];
const SMALL: &[&str] = &["Clio", "208", "500", "Soul", "Forte", "Corolla", "Civic", "Elantra"];
const LARGE: &[&str] = &["Explorer", "Tahoe"];
/// Models that run on electricity alone, and those that are hybrids.
const ELECTRIC: &[&str] = &["Leaf", "Model 3", "Model Y"];
const HYBRID: &[&str] = &["Prius"];

/// A model as the records know it.
struct Model {
    name: &'static str,
    make: &'static str,
    body: &'static Body,
}

/// Ties a vehicle's columns to its model.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    let model = sides.free().into_iter().find(|facts| match sides.source(facts) {
        Some(Source::Joint(joint)) => joint.records == "vehicle" && joint.field == "model",
        _ => false,
    });
    let Some(model) = model else { return };
    let models = models(sides.locale);
    let fits = |facts: &ColumnFacts<'_>| facts.key == KeyPart::No && !facts.linked;
    let number = |facts: &ColumnFacts<'_>| facts.class == Class::Int && fits(facts);
    let label =
        |facts: &ColumnFacts<'_>| matches!(facts.class, Class::Text | Class::Labels) && fits(facts);
    let of = Of { model, models: &models };
    let seats = "seats|seat count|number of seats|seating capacity|num seats|passengers|capacity";
    if let Some(facts) = sides.named(seats, number) {
        let seats = |model: &Model| if LARGE.contains(&model.name) { 7 } else { model.body.seats };
        of.number(sides, facts, seats);
    }
    if let Some(facts) = sides.named("doors|door count|number of doors|num doors", number) {
        of.number(sides, facts, |model| model.body.doors);
    }
    let large = "large luggage|large bags|big luggage|large suitcases|luggage capacity|luggage|\
         large baggage|big bags|suitcases|bags";
    if let Some(facts) = sides.named(large, number) {
        of.number(sides, facts, |model| trunk(model).0);
    }
    if let Some(facts) =
        sides.named("small luggage|small bags|small suitcases|hand luggage", number)
    {
        of.number(sides, facts, |model| trunk(model).1);
    }
    let kinds = "category|vehicle category|car category|class|vehicle class|car class|segment|\
         body type|body|body style|type|vehicle type|car type";
    for name in kinds.split('|') {
        if let Some(facts) = sides.named(name, label) {
            of.kind(sides, facts);
        }
    }
    let fuels = "fuel|fuel type|engine type|powertrain|propulsion|fuel kind";
    if let Some(facts) = sides.named(fuels, label) {
        of.fuel(sides, facts);
    }
    if let Some(facts) = sides.named("transmission|gearbox|transmission type|gear type", label) {
        of.gears(sides, facts);
    }
    of.rate(sides);
    made(sides);
    worth(sides);
    changed(sides);
}

fn models(locale: &str) -> Vec<Model> {
    let Some(known) = vocabulary::records(locale, "vehicle") else { return Vec::new() };
    let (Some(make), Some(name), Some(body)) =
        (known.field("make"), known.field("model"), known.field("body"))
    else {
        return Vec::new();
    };
    let model = |row: &Vec<&'static str>| {
        let body = BODIES.iter().find(|known| known.name == row[body])?;
        Some(Model { name: row[name], make: row[make], body })
    };
    known.rows.iter().filter_map(model).collect()
}

/// How many large and small pieces of luggage a car has room for.
fn trunk(model: &Model) -> (i64, i64) {
    match model.body.name {
        "Convertible" => (1, 1),
        "Minivan" | "Van" => (4, 4),
        "SUV" if LARGE.contains(&model.name) => (4, 3),
        "SUV" | "Wagon" | "Pickup" => (3, 2),
        "Coupe" => (1, 2),
        _ if SMALL.contains(&model.name) => (1, 2),
        _ => (2, 2),
    }
}

/// The column that holds the model, and all models.
struct Of<'o, 'a> {
    model: &'o ColumnFacts<'a>,
    models: &'o [Model],
}

impl Of<'_, '_> {
    /// One value for the models of which the same is true.
    fn cases<V: PartialEq + Clone>(
        &self,
        of: impl Fn(&Model) -> Option<V>,
        source: impl Fn(V) -> Source,
    ) -> Vec<Case> {
        let mut groups: Vec<(V, Vec<String>)> = Vec::new();
        for model in self.models {
            let Some(value) = of(model) else { continue };
            let name = literal(model.name);
            match groups.iter_mut().find(|(known, _)| *known == value) {
                Some((_, names)) => names.push(name),
                None => groups.push((value, vec![name])),
            }
        }
        let column = ident(self.model.name());
        groups
            .into_iter()
            .map(|(value, names)| Case {
                when: format!("{column} IN ({})", names.join(", ")),
                then: source(value),
            })
            .collect()
    }

    fn put(&self, sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>, cases: Vec<Case>) {
        let drawn = matches!(
            sides.source(facts),
            Some(Source::Choice(_) | Source::Pool(_) | Source::Number(_))
        );
        let Some(own) = sides.source(facts).cloned().filter(|_| drawn && !cases.is_empty()) else {
            return;
        };
        let source =
            Source::Conditional(ConditionalSource { cases, otherwise: Some(Box::new(own)) });
        let meaning = sides.meaning(facts).to_owned();
        sides.make(facts, source, &meaning, format!("{} says it", self.model.name()));
    }

    fn number(
        &self,
        sides: &mut Sides<'_, '_, '_>,
        facts: &ColumnFacts<'_>,
        of: impl Fn(&Model) -> i64,
    ) {
        let allowed =
            |value: i64| facts.domain.contains(&seedbed_expr::Value::Int(value)) != Some(false);
        let of = |model: &Model| Some(of(model)).filter(|value| allowed(*value));
        let cases = self.cases(of, |value| always(Scalar::Int(value)));
        self.put(sides, facts, cases);
    }

    /// The label of a closed list that a model is of.
    fn kind(&self, sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
        let labels = sides.words(facts);
        let find = |words: &str| {
            words.split('|').find_map(|word| labels.iter().find(|label| spelt(label) == word))
        };
        let of = |model: &Model| {
            let better = LUXURY.contains(&model.make) && !matches!(model.body.name, "Van" | "SUV");
            let small = SMALL.contains(&model.name);
            let first = match () {
                () if better => find("luxury|premium|executive"),
                () if small && model.body.name == "Sedan" => find("compact|small|economy"),
                () if small => find("economy|small|mini|compact"),
                () => None,
            };
            first.or_else(|| find(model.body.kinds)).cloned()
        };
        if labels.len() >= 2
            && self.models.iter().filter(|model| of(model).is_some()).count() * 5
                > self.models.len() * 4
        {
            let cases = self.cases(of, |label| always(Scalar::Text(label)));
            self.put(sides, facts, cases);
        }
    }

    /// What a model runs on: few run on electricity, the others on petrol or diesel.
    fn fuel(&self, sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
        let labels = sides.words(facts);
        let american = sides.draft.table.locale == "en_US";
        let of = |words: &'static str| {
            let words = words.split('|');
            let is = |label: &&String| {
                let label = spelt(label);
                words.clone().any(|word| label.contains(word))
            };
            labels.iter().filter(is).cloned().collect::<Vec<String>>()
        };
        let (electric, hybrid) = (of("electric|ev|bev"), of("hybrid|phev"));
        let electric: Vec<String> =
            electric.into_iter().filter(|label| !hybrid.contains(label)).collect();
        let (petrol, diesel) = (of("petrol|gasoline|gas|benzin"), of("diesel"));
        if petrol.is_empty() || labels.len() < 2 {
            return;
        }
        let kind = |model: &Model| match model.body.name {
            _ if ELECTRIC.contains(&model.name) => 0,
            _ if HYBRID.contains(&model.name) => 1,
            "Van" | "Pickup" => 2,
            _ => 3,
        };
        let mixed = |weights: [f64; 3]| {
            let lists = [&petrol, &diesel, &hybrid];
            let drawn = lists.iter().zip(weights).filter_map(|(list, w)| Some((list.first()?, w)));
            let (values, weights): (Vec<Scalar>, Vec<f64>) =
                drawn.map(|(label, weight)| (Scalar::Text(label.clone()), weight)).unzip();
            Source::Choice(ChoiceSource { values, weights: Some(weights) })
        };
        let only = |list: &Vec<String>| {
            list.first()
                .map_or_else(|| mixed([8.0, 1.0, 1.0]), |label| always(Scalar::Text(label.clone())))
        };
        let cases = self.cases(
            |model| Some(kind(model)),
            |kind| match kind {
                0 => only(&electric),
                1 => only(&hybrid),
                2 if american => mixed([80.0, 19.0, 1.0]),
                2 => mixed([40.0, 55.0, 0.5]),
                _ if american => mixed([86.0, 2.0, 12.0]),
                _ => mixed([62.0, 26.0, 12.0]),
            },
        );
        self.put(sides, facts, cases);
    }

    /// A better or larger car costs more a day, and more is left as a deposit for it.
    fn rate(&self, sides: &mut Sides<'_, '_, '_>) {
        let amount = |facts: &ColumnFacts<'_>| {
            facts.class.is_number()
                && facts.key == KeyPart::No
                && !facts.linked
                && facts.domain.max.is_none()
        };
        let daily = "daily price|daily rate|price per day|rate per day|day rate|rental rate|\
             price per day *|rental price|daily rental rate|daily rental price|price daily|daily fee";
        let Some(facts) = sides.named(daily, amount) else { return };
        let Some(Source::Number(was)) = sides.source(facts).cloned() else { return };
        let cost = |model: &Model| match model.body.name {
            _ if model.make == "Tesla" => 115,
            "SUV" | "Minivan" if LUXURY.contains(&model.make) => 125,
            _ if LUXURY.contains(&model.make) => 105,
            _ if LARGE.contains(&model.name) => 92,
            "Convertible" | "Coupe" => 95,
            "SUV" | "Minivan" | "Pickup" | "Van" => 72,
            _ if SMALL.contains(&model.name) => 38,
            _ => 49,
        };
        let near = |cost: i32| {
            let share = |share: f64| finish::bound((f64::from(cost) * share).round());
            Source::Number(NumberSource {
                distribution: Distribution::Uniform,
                min: Some(share(0.85)),
                max: Some(share(1.15)),
                ..was.clone()
            })
        };
        let cases = self.cases(|model| Some(cost(model)), near);
        self.put(sides, facts, cases);
        let deposit = "deposit|security deposit|deposit amount|* deposit|deposit price";
        let Some(deposit) = sides.named(deposit, amount) else { return };
        let Some(Source::Number(_)) = sides.source(deposit) else { return };
        if facts.is_nullable() && !deposit.is_nullable() {
            return;
        }
        let formula = format!("round({} / 10) * 50", ident(facts.name()));
        let reason = format!("{} stands beside it", facts.name());
        sides.make(deposit, expression(formula), "deposit", reason);
        sides.spare(deposit, 0.0);
    }

    /// Electric cars have no gears to change.
    fn gears(&self, sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
        let labels = sides.words(facts);
        let american = sides.draft.table.locale == "en_US";
        let Some(auto) = labels.iter().find(|label| spelt(label).starts_with("auto")) else {
            return;
        };
        let of = |model: &Model| {
            let large = LARGE.contains(&model.name)
                || american && matches!(model.body.name, "SUV" | "Minivan");
            let better = LUXURY.contains(&model.make) || model.body.name == "Pickup" || large;
            (better || ELECTRIC.contains(&model.name) || HYBRID.contains(&model.name)).then_some(())
        };
        let cases = self.cases(of, |()| always(Scalar::Text(auto.clone())));
        self.put(sides, facts, cases);
    }
}

/// Nothing was replaced on a car that had no accident.
fn changed(sides: &mut Sides<'_, '_, '_>) {
    let told = "accident description|accident history|accident details|damage history|\
         accident record|damage description|accident info";
    let text = |facts: &ColumnFacts<'_>| facts.class == Class::Text && facts.is_nullable();
    let Some(accident) = sides.named(told, text) else { return };
    let parts = "changed parts|replaced parts|changed part|replaced part|damaged parts";
    let Some(parts) = sides.named(parts, |facts| facts.class == Class::Array) else { return };
    let Some(Source::Array(some)) = sides.source(parts).cloned() else { return };
    let none = Source::Array(ArraySource { min: 0, max: 0, ..some.clone() });
    let some = Source::Array(ArraySource { min: 1, ..some });
    let when = format!("{} IS NULL", ident(accident.name()));
    let source = otherwise(when, none, some);
    let meaning = sides.meaning(parts).to_owned();
    sides.make(parts, source, &meaning, format!("{} tells of it", accident.name()));
}

/// A car was built before its row was made.
fn made(sides: &mut Sides<'_, '_, '_>) {
    let years = "year|model year|year of manufacture|build year|manufacture year|production year";
    let whole = |facts: &ColumnFacts<'_>| facts.class == Class::Int && facts.key == KeyPart::No;
    let Some(year) = sides.named(years, whole) else { return };
    let created = sides.free().into_iter().find(|facts| {
        crate::time::is_creation(facts) && facts.tick.is_none() && !facts.is_nullable()
    });
    let (Some(created), Some(Source::Number(was))) = (created, sides.source(year)) else { return };
    let newest = format!("cast(to_char({}, 'YYYY') as integer)", ident(created.name()));
    let source = between(was, format!("{newest} - 8"), newest);
    let reason = format!("{} is no earlier", created.name());
    sides.make(year, source, "year of a model", reason);
}

/// A car that is sold used is worth less with each year, and has been driven more.
fn worth(sides: &mut Sides<'_, '_, '_>) {
    let years = "year|model year|year of manufacture|build year|manufacture year|production year";
    let Some(year) = sides.named(years, |facts| facts.class == Class::Int && !facts.is_nullable())
    else {
        return;
    };
    let age = format!("greatest(0, extract(year from current_date) - {})", ident(year.name()));
    let reason = format!("{} says how old it is", year.name());
    let open = |facts: &ColumnFacts<'_>| {
        facts.class.is_number() && !facts.linked && facts.domain.max.is_none()
    };
    let driven = "mileage|odometer|kilometers|kilometres|odometer reading|current mileage|km";
    if let Some(facts) = sides.named(driven, open)
        && let Some(Source::Number(was)) = sides.source(facts)
    {
        let source = between(was, format!("{age} * 6000 + 300"), format!("{age} * 22000 + 9000"));
        sides.make(facts, source, "distance driven", reason.clone());
    }
    let prices = "sale price|selling price|asking price|resale price|used price|market value|\
         current value";
    let Some(price) = sides.named(prices, open) else { return };
    let Some(Source::Number(was)) = sides.source(price) else { return };
    if sides.meaning(price) != "price of a vehicle" {
        return;
    }
    let value = |new: u32| format!("{new} * power(0.88, {age})");
    let source = between(was, value(21_000), value(46_000));
    sides.make(price, source, "price of a vehicle", reason);
}
