use std::ops::Range;

use super::{
    sample::{Known, draw},
    *,
};
use crate::{Column, Condition, Data, Request, Silent, Test, Value};

fn frame(rows: usize) -> Frame {
    let stream = Stream::root(5);
    let unit = |name: &str, row: usize| stream.named(name).unit(row as u64);
    let age = |row| 20.0 + (60.0 * unit("age", row)).floor();
    let rich = |row| unit("rich", row) < (age(row) - 20.0) / 80.0;
    let columns = vec![
        Column {
            name: "age".into(),
            data: Data::Number { values: (0..rows).map(age).collect(), whole: true },
        },
        Column {
            name: "income".into(),
            data: Data::Category {
                codes: (0..rows).map(|row| u32::from(rich(row))).collect(),
                labels: vec!["low".into(), "high".into()],
            },
        },
        Column {
            name: "gain".into(),
            data: Data::Number {
                values: (0..rows)
                    .map(|row| if rich(row) { age(row) + unit("gain", row) } else { f64::NAN })
                    .collect(),
                whole: false,
            },
        },
    ];
    Frame::new(columns).unwrap()
}

fn fitted(frame: &Frame, options: &FitOptions) -> Box<dyn Synthesizer> {
    match Copula.fit(frame, options, None, &mut Silent).unwrap() {
        Fitted::Finished(model) => model,
        Fitted::Interrupted(_) => panic!("nobody interrupted"),
    }
}

fn numbers(frame: &Frame, column: &str) -> Vec<f64> {
    match &frame.column(column).unwrap().data {
        Data::Number { values, .. } => values.clone(),
        other => panic!("{}", other.kind()),
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// z₃ | z₁, z₂ is normal with mean Σ₃₁ Σ₁₁⁻¹ z and variance 1 − Σ₃₁ Σ₁₁⁻¹ Σ₁₃.
#[test]
fn the_conditional_is_that_of_the_closed_form() {
    let (r12, r13, r23) = (0.6, 0.5, -0.2);
    let matrix = [1.0, r12, r13, r12, 1.0, r23, r13, r23, 1.0];
    let lower = matrix::cholesky(&matrix, 3).unwrap();
    let (z1, z2) = (1.3, -0.4);
    let determinant = 1.0 - r12 * r12;
    let weights = [(r13 - r12 * r23) / determinant, (r23 - r12 * r13) / determinant];
    let expected = weights[0] * z1 + weights[1] * z2;
    let variance = 1.0 - weights[0] * r13 - weights[1] * r23;
    let known = [Known::Exactly(z1), Known::Exactly(z2), Known::Free];
    let drawn: Vec<f64> = (0..100_000)
        .map(|row| {
            let (scores, weight) = draw(&lower, &known, Stream::root(9).nth(row));
            assert!((scores[0] - z1).abs() < 1e-12 && (scores[1] - z2).abs() < 1e-12);
            assert_eq!(weight, 1.0);
            scores[2]
        })
        .collect();
    let found = mean(&drawn);
    let squares: Vec<f64> = drawn.iter().map(|z| (z - found) * (z - found)).collect();
    assert!((found - expected).abs() < 0.01, "{found} for {expected}");
    assert!((mean(&squares) - variance).abs() < 0.01, "{} for {variance}", mean(&squares));
}

/// P(both above 0) = 1/4 + asin(r)/2π, and E[z₁ | both above 0] = (1 + r) / (2 √(2π) P)
/// (Rosenbaum 1961).
#[test]
fn two_intervals_are_met_exactly() {
    let r: f64 = 0.7;
    let lower = matrix::cholesky(&[1.0, r, r, 1.0], 2).unwrap();
    let above = Known::Within(0.0, f64::INFINITY);
    let mut kept = Vec::new();
    for row in 0..100_000 {
        let stream = Stream::root(3).nth(row);
        let (scores, weight) = draw(&lower, &[above, above], stream);
        if stream.named("kept").unit(0) <= weight {
            assert!(scores.iter().all(|score| *score >= 0.0));
            kept.push(scores[0]);
        }
    }
    let both = 0.25 + r.asin() / (2.0 * std::f64::consts::PI);
    let expected = (1.0 + r) / (2.0 * (2.0 * std::f64::consts::PI).sqrt() * both);
    assert!((mean(&kept) - expected).abs() < 0.01, "{} for {expected}", mean(&kept));
}

#[test]
fn rows_look_like_those_learned_from() {
    let real = frame(4000);
    let made = fitted(&real, &FitOptions::default()).sample(&Request::of(0..4000, 1)).unwrap();
    assert!((mean(&numbers(&made, "age")) - mean(&numbers(&real, "age"))).abs() < 1.5);
    let nulls = |frame: &Frame| numbers(frame, "gain").iter().filter(|v| v.is_nan()).count();
    assert!(nulls(&made).abs_diff(nulls(&real)) < 150);
    let known = numbers(&made, "gain").into_iter().filter(|value| !value.is_nan());
    assert!(known.clone().all(|value| (20.0..=81.0).contains(&value)));
}

#[test]
fn ranges_concatenate_whatever_the_threads() {
    let model = fitted(&frame(500), &FitOptions::default());
    let part = |rows: Range<u64>, threads| {
        numbers(&model.sample(&Request { threads, ..Request::of(rows, 7) }).unwrap(), "age")
    };
    let whole = part(0..1000, 2);
    let parts = [part(0..1, 1), part(1..700, 2), part(700..1000, 1)].concat();
    assert_eq!(whole, parts);
}

#[test]
fn a_model_saved_and_loaded_makes_the_same_rows() {
    let model = fitted(&frame(500), &FitOptions::default());
    let files = model.save().unwrap();
    let again = crate::load(&files).unwrap();
    assert!(again.save().unwrap() == files);
    let request = Request::of(0..100, 3);
    assert_eq!(again.sample(&request).unwrap(), model.sample(&request).unwrap());
}

#[test]
fn conditions_hold_in_every_row() {
    let model = fitted(&frame(2000), &FitOptions::default());
    let is = |column: &str, test| Condition { column: column.into(), test };
    let conditions = [
        is("income", Test::Is(Value::Text("high".into()))),
        is("age", Test::Between { low: 30.0, high: 40.0 }),
        is("gain", Test::IsNotNull),
    ];
    let request = Request { conditions: &conditions, ..Request::of(0..300, 3) };
    let made = model.sample(&request).unwrap();
    assert!(numbers(&made, "age").iter().all(|age| (30.0..=40.0).contains(age)));
    assert!(numbers(&made, "gain").iter().all(|gain| !gain.is_nan()));
    let Data::Category { codes, labels } = &made.column("income").unwrap().data else { panic!() };
    assert!(codes.iter().all(|code| labels[*code as usize] == "high"));
}

#[test]
fn what_no_row_can_meet_is_an_error_before_the_first() {
    let model = fitted(&frame(500), &FitOptions::default());
    for (column, test, words) in [
        ("income", Test::Is(Value::Text("secret".into())), "never had that value"),
        ("age", Test::IsNull, "never was like that"),
        ("age", Test::Between { low: 200.0, high: 300.0 }, "never was like that"),
        ("height", Test::IsNull, "not one of the model's columns"),
        ("income", Test::Between { low: 0.0, high: 1.0 }, "labels, not numbers"),
    ] {
        let conditions = [Condition { column: column.into(), test }];
        let request = Request { conditions: &conditions, ..Request::of(0..3, 3) };
        let error = model.sample(&request).unwrap_err().to_string();
        assert!(error.contains(words) && !error.contains("secret"), "{error}");
    }
}

#[test]
fn a_context_steers_the_rows_it_is_given_for() {
    let real = frame(4000);
    let options = FitOptions { context: vec!["age".into()], ..FitOptions::default() };
    let model = fitted(&real, &options);
    let ages = |age: f64| Column {
        name: "age".into(),
        data: Data::Number { values: vec![age; 2000], whole: true },
    };
    let rich = |age| {
        let context = Frame::new(vec![ages(age)]).unwrap();
        let request = Request { context: Some(&context), ..Request::of(0..2000, 3) };
        let made = model.sample(&request).unwrap();
        assert!(made.column("age").is_none());
        let Data::Category { codes, .. } = &made.column("income").unwrap().data else { panic!() };
        codes.iter().filter(|code| **code == 1).count()
    };
    assert!(rich(75.0) > rich(25.0) + 300, "{} {}", rich(75.0), rich(25.0));
    assert!(model.sample(&Request::of(0..5, 3)).is_err());
}
