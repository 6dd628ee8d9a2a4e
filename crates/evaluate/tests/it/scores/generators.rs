//! Generators that are bad in one way are caught in that way; a good one is at the ceiling.

use seedbed_evaluate::scores::{Evaluation, Knowledge, Options, Property, evaluate};
use seedbed_profile::Table;

use super::data::{Made, people};

const ROWS: usize = 3000;

fn judged(synthetic: &Made, options: &Options) -> Evaluation {
    let all = people(2 * ROWS, 1);
    let real = Made { header: all.header.clone(), rows: all.rows[..ROWS].to_vec() };
    let holdout = Made { header: all.header, rows: all.rows[ROWS..].to_vec() };
    let tables = |made: &Made| -> Vec<Table> { vec![made.table("people")] };
    let known = Knowledge::default();
    let (real, synthetic, holdout) = (tables(&real), tables(synthetic), tables(&holdout));
    evaluate(&real, &synthetic, Some(&holdout), &known, options).unwrap()
}

fn training() -> Made {
    let all = people(2 * ROWS, 1);
    Made { header: all.header, rows: all.rows[..ROWS].to_vec() }
}

fn holdout() -> Made {
    let all = people(2 * ROWS, 1);
    Made { header: all.header, rows: all.rows[ROWS..].to_vec() }
}

fn options() -> Options {
    Options {
        targets: vec![("people".into(), "level".into())],
        sensitive: vec![("people".into(), "level".into())],
        ..Options::default()
    }
}

fn property<'e>(evaluation: &'e Evaluation, name: &str) -> &'e Property {
    evaluation.properties().find(|property| property.name == name).unwrap()
}

fn score(evaluation: &Evaluation, metric: &str) -> f64 {
    let mut scores = evaluation.properties().flat_map(|property| &property.scores);
    let score = scores.find(|score| score.metric == metric).unwrap();
    score.score.unwrap_or_else(|| panic!("{metric}: {:?}", score.not_applicable))
}

#[test]
fn a_smaller_holdout_makes_no_copy_of_fresh_rows() {
    let table = |made: Made| vec![made.table("people")];
    let (real, fresh) = (table(people(2000, 11)), table(people(1000, 12)));
    let holdout = table(people(500, 13));
    let options = Options { models: false, attacks: 20, ..Options::default() };
    let known = Knowledge::default();
    let judged = evaluate(&real, &fresh, Some(&holdout), &known, &options).unwrap();
    let share = score(&judged, "DCRShareProtection");
    assert!(share > 0.85, "four fifths of the rows are expected nearer to the training: {share}");
    // Defined by sdmetrics, which expects half of them.
    let overfitting = score(&judged, "DCROverfittingProtection");
    assert!((0.3..0.6).contains(&overfitting), "{overfitting}");
    let few = table(people(12, 13));
    let judged = evaluate(&real, &fresh, Some(&few), &known, &options).unwrap();
    let distances = &property(&judged, "distances").scores;
    let share = distances.iter().find(|score| score.metric == "DCRShareProtection").unwrap();
    let why = share.not_applicable.as_deref();
    assert_eq!(why, Some("it needs a holdout of 30 rows; there are 12"));
    let accuracy = &property(&judged, "univariate_accuracy").scores[0].details;
    assert_eq!(accuracy["ceiling"], accuracy["ceiling_by_chance"]);
}

#[test]
fn a_memorizing_generator_is_caught_by_privacy() {
    let memorized = judged(&training().memorized(7), &options());
    let fresh = judged(&people(ROWS, 99), &options());
    for (metric, most, least) in [
        ("DCROverfittingProtection", 0.2, 0.9),
        ("DCRShareProtection", 0.2, 0.9),
        ("NewRowSynthesis", 0.1, 0.9),
        ("NNDRProtection", 0.5, 0.5),
    ] {
        let (caught, passed) = (score(&memorized, metric), score(&fresh, metric));
        assert!(caught <= most, "{metric} of memorized rows is {caught}");
        assert!(passed >= least, "{metric} of fresh rows is {passed}");
    }
    let attacks = |evaluation: &Evaluation| property(evaluation, "attacks").score.unwrap();
    assert!(attacks(&memorized) < attacks(&fresh) - 0.05);
    // Likeness alone would not have noticed.
    let quality = |evaluation: &Evaluation| evaluation.section("quality").unwrap().score.unwrap();
    assert!(quality(&memorized) > 0.95);
}

#[test]
fn an_independent_columns_generator_is_caught_by_pair_trends() {
    let independent = judged(&training().independent(7), &options());
    let fresh = judged(&people(ROWS, 99), &options());
    let of = |evaluation: &Evaluation, name: &str| property(evaluation, name).score.unwrap();
    assert!(of(&independent, "column_shapes") > 0.95, "the columns themselves are alike");
    let (caught, passed) =
        (of(&independent, "column_pair_trends"), of(&fresh, "column_pair_trends"));
    assert!(caught < 0.75 && passed > 0.93, "{caught} {passed}");
    assert!(of(&independent, "bivariate_accuracy") < of(&fresh, "bivariate_accuracy") - 0.1);
    assert!(score(&independent, "Indistinguishability") < 0.5);
    assert!(score(&fresh, "Indistinguishability") > 0.85);
    assert!(score(&independent, "TrainOnSynthetic") < 0.6);
    assert!(score(&fresh, "TrainOnSynthetic") > 0.9);
}

#[test]
fn a_copy_of_the_holdout_is_at_the_ceiling() {
    let copy = judged(&holdout(), &options());
    for name in ["univariate_accuracy", "bivariate_accuracy", "trivariate_accuracy"] {
        let property = property(&copy, name);
        assert_eq!(property.score, property.details.get("ceiling").copied(), "{name}");
    }
    assert!(property(&copy, "column_shapes").score.unwrap() > 0.95);
    assert!(score(&copy, "DCROverfittingProtection") > 0.9);
}

#[test]
fn the_same_seed_makes_the_same_report() {
    let json = |seed: u64| {
        let options = Options { seed, privacy_rows: 500, attacks: 50, ..options() };
        serde_json::to_string(&judged(&people(1000, 5), &options)).unwrap()
    };
    assert_eq!(json(3), json(3));
    assert_ne!(json(3), json(4));
}
