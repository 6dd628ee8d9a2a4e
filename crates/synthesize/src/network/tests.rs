use std::{cell::Cell, ops::Range};

use seedbed_dataset::seed::Stream;

use super::{
    candle::{CandleAuto, Candles},
    ctgan::{self, Adversaries, tests as batches},
    sparse::Sparse,
    tvae::{self, AutoBatch, Autoencoder, LATENT},
    *,
};
use crate::{
    Column, Condition, Data, EpochReport, FitOptions, Fitted, Frame, NULL_CODE, Request, Silent,
    Snapshot, Test, Value, load, math::vector::normals, method, tensors::Tensors,
};

/// The greatest difference between tensors, and that nothing is missing.
fn apart(ours: &Tensors, theirs: &Tensors) -> f32 {
    assert!(ours.keys().eq(theirs.keys()));
    let pairs = ours.values().zip(theirs.values());
    pairs
        .flat_map(|((_, a), (_, b))| a.iter().zip(b).map(|(a, b)| (a - b).abs()))
        .fold(0.0, f32::max)
}

/// What Adam remembers of gradients; weights near zero gradients move by their sign, which
/// rounding may turn.
fn memory(tensors: Tensors) -> Tensors {
    tensors.into_iter().filter(|(name, _)| name.contains("adam")).collect()
}

#[test]
fn steps_by_hand_are_those_of_candle() {
    let sizes = batches::sizes(8);
    let stream = Stream::root(3);
    let mut ours = ctgan::Processor::new(sizes.clone(), stream);
    let mut theirs = Candles::new(sizes.clone(), stream, candle_core::Device::Cpu).unwrap();
    assert_eq!(apart(&ours.tensors().unwrap(), &theirs.tensors().unwrap()), 0.0);
    for step in 0..3 {
        let batch = batches::discriminator_batch(&sizes, stream.nth(step));
        let (a, b) = (ours.discriminate(&batch).unwrap(), theirs.discriminate(&batch).unwrap());
        assert!((a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-3, "{a:?} {b:?}");
        let batch = batches::generator_batch(&sizes, stream.nth(step).named("generator"));
        let (a, b) = (ours.generate(&batch).unwrap(), theirs.generate(&batch).unwrap());
        assert!((a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-3, "{a:?} {b:?}");
        let apart = apart(&memory(ours.tensors().unwrap()), &memory(theirs.tensors().unwrap()));
        assert!(apart < 2e-3, "step {step}: {apart}");
    }
    // What one backend learned the other takes up.
    let state = theirs.tensors().unwrap();
    assert!(ours.restore(&state, 3).unwrap());
    assert_eq!(apart(&ours.tensors().unwrap(), &state), 0.0);
}

#[test]
fn autoencoders_steps_by_hand_are_those_of_candle() {
    let layout = batches::sizes(8).layout;
    let stream = Stream::root(4);
    let (rows, given) = (8, 3);
    let mut ours = tvae::Processor::new(layout.clone(), given, rows, stream);
    let place = candle_core::Device::Cpu;
    let mut theirs = CandleAuto::new(layout, given, rows, stream, place).unwrap();
    for step in 0..3 {
        let mut batch = AutoBatch {
            rows: Sparse::default(),
            given: Sparse::default(),
            scalars: Vec::new(),
            codes: Vec::new(),
            noise: vec![0.0; rows * LATENT],
        };
        let stream = stream.nth(step);
        normals(stream, &mut batch.noise);
        for row in 0..rows {
            let scalars = [0, 1].map(|n| stream.unit(2 * row as u64 + n) as f32 - 0.5);
            let codes = [(row % 3) as u16, (row % 2) as u16];
            batch.rows.push(0, scalars[0]);
            batch.rows.push(1, scalars[1]);
            batch.rows.push(2 + row % 3, 1.0);
            batch.rows.push(5 + row % 2, 1.0);
            batch.rows.end_row();
            batch.given.push(row % given, 1.0);
            batch.given.end_row();
            batch.scalars.extend(scalars);
            batch.codes.extend(codes);
        }
        let (a, b) = (ours.step(&batch).unwrap(), theirs.step(&batch).unwrap());
        assert!((a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-2, "{a:?} {b:?}");
        let apart = apart(&memory(ours.tensors().unwrap()), &memory(theirs.tensors().unwrap()));
        assert!(apart < 1e-2, "step {step}: {apart}");
    }
}

/// A table of a number that depends on a category, with nulls.
fn frame(rows: usize) -> Frame {
    let stream = Stream::root(8);
    let kind = |row: usize| stream.named("kind").below(row as u64, 3) as u32;
    let size = |row: usize| {
        let noise = stream.named("noise").unit(row as u64);
        if row.is_multiple_of(10) { f64::NAN } else { f64::from(kind(row)) * 100.0 + 10.0 * noise }
    };
    Frame::new(vec![
        Column {
            name: "kind".into(),
            data: Data::Category {
                codes: (0..rows).map(kind).collect(),
                labels: ["small", "middle", "large"].map(str::to_owned).to_vec(),
            },
        },
        Column {
            name: "size".into(),
            data: Data::Number { values: (0..rows).map(size).collect(), whole: false },
        },
    ])
    .unwrap()
}

fn options(epochs: u32) -> FitOptions {
    FitOptions { epochs, batch_size: 50, ..FitOptions::default() }
}

fn fitted(name: &str, frame: &Frame, options: &FitOptions) -> Box<dyn Synthesizer> {
    match method(name).unwrap().fit(frame, options, None, &mut Silent).unwrap() {
        Fitted::Finished(model) => model,
        Fitted::Interrupted(_) => panic!("nobody interrupted"),
    }
}

#[test]
fn the_same_data_and_seed_make_the_same_model_whatever_the_threads() {
    for name in ["ctgan", "tvae"] {
        let one = fitted(name, &frame(300), &options(2)).save().unwrap();
        let two = FitOptions { threads: 2, ..options(2) };
        assert!(fitted(name, &frame(300), &two).save().unwrap() == one, "{name}");
        let other = FitOptions { seed: 1, ..options(2) };
        assert!(fitted(name, &frame(300), &other).save().unwrap() != one, "{name}");
    }
}

/// Stops after so many steps.
struct After(Cell<u32>);

impl Observer for After {
    fn cancelled(&self) -> bool {
        self.0.set(self.0.get() - 1);
        self.0.get() == 0
    }
}

#[test]
fn training_that_is_killed_and_resumed_ends_as_if_it_had_not_been() {
    for name in ["ctgan", "tvae"] {
        let (frame, options) = (frame(300), options(6));
        let whole = fitted(name, &frame, &options).save().unwrap();
        let method = method(name).unwrap();
        let mut saved = None;
        let model = loop {
            let mut stop = After(Cell::new(9));
            match method.fit(&frame, &options, saved.as_ref(), &mut stop).unwrap() {
                Fitted::Interrupted(files) => saved = Some(files),
                Fitted::Finished(model) => break model,
            }
        };
        let saved = saved.expect("it was interrupted");
        assert!(model.save().unwrap() == whole, "{name}");
        let unfinished = load(&saved).err().unwrap().to_string();
        assert!(unfinished.contains("interrupted"), "{unfinished}");
        let other = FitOptions { seed: 9, ..options };
        let error = method.fit(&frame, &other, Some(&saved), &mut Silent).err().unwrap();
        assert!(error.to_string().contains("other options"), "{error}");
    }
}

#[test]
fn a_model_saved_and_loaded_makes_the_same_rows_in_any_ranges() {
    for name in ["ctgan", "tvae"] {
        let model = fitted(name, &frame(300), &options(2));
        let again = load(&model.save().unwrap()).unwrap();
        let part = |rows: Range<u64>, threads| {
            again.sample(&Request { threads, ..Request::of(rows, 5) }).unwrap()
        };
        let whole = model.sample(&Request::of(0..1200, 5)).unwrap();
        assert!(whole == part(0..1200, 2), "{name}");
        let places: Vec<usize> = (500..1100).collect();
        assert!(whole.take(&places) == part(500..1100, 1), "{name}");
    }
}

#[test]
fn rows_in_a_context_of_numbers_are_the_same_in_any_ranges() {
    // Modes that overlap: which of them a number is taken for is drawn.
    let skewed = |name: &str| {
        let stream = Stream::root(3).named(name);
        let values = (0..1000).map(|row| 1000.0 * stream.unit(row).powi(3)).collect();
        one(name, Data::Number { values, whole: false })
    };
    let real = Frame::new(vec![skewed("given"), skewed("made")]).unwrap();
    let options = FitOptions { context: vec!["given".into()], ..options(2) };
    for name in ["copula", "ctgan", "tvae"] {
        let model = fitted(name, &real, &options);
        let part = |places: Range<usize>| {
            let rows = places.start as u64..places.end as u64;
            let context = Frame::new(vec![real.columns()[0].clone()]).unwrap();
            let context = context.take(&places.collect::<Vec<_>>());
            model.sample(&Request { context: Some(&context), ..Request::of(rows, 5) }).unwrap()
        };
        let places: Vec<usize> = (300..900).collect();
        assert!(part(0..1000).take(&places) == part(300..900), "{name}");
    }
}

#[test]
fn networks_learn_what_depends_on_what() {
    for (name, epochs) in [("tvae", 120), ("ctgan", 200)] {
        let real = frame(1000);
        let model = fitted(name, &real, &options(epochs));
        let conditions =
            [Condition { column: "kind".into(), test: Test::Is(Value::Text("large".into())) }];
        let request = Request { conditions: &conditions, ..Request::of(0..300, 5) };
        let made = model.sample(&request).unwrap();
        let Data::Category { codes, .. } = &made.columns()[0].data else { panic!() };
        assert!(codes.iter().all(|code| *code == 2));
        let Data::Number { values, .. } = &made.columns()[1].data else { panic!() };
        let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        assert!(known.len() < 300 && known.len() > 150, "{name}: {}", known.len());
        let fitting = known.iter().filter(|value| (150.0..=250.0).contains(*value)).count();
        assert!(fitting * 10 > known.len() * 6, "{name}: {fitting} of {}", known.len());
    }
}

#[test]
fn a_context_steers_networks() {
    let options = FitOptions { context: vec!["kind".into()], ..options(200) };
    for name in ["tvae", "ctgan"] {
        let real = frame(1000);
        let model = fitted(name, &real, &options);
        let context = Frame::new(vec![real.columns()[0].clone()]).unwrap();
        let request = Request { context: Some(&context), ..Request::of(0..1000, 5) };
        let made = model.sample(&request).unwrap();
        assert_eq!(made.columns().len(), 1);
        let Data::Category { codes, .. } = &context.columns()[0].data else { panic!() };
        let Data::Number { values, .. } = &made.columns()[0].data else { panic!() };
        let near = |(value, code): (&f64, &u32)| (value - f64::from(*code) * 100.0).abs() < 50.0;
        let pairs = values.iter().zip(codes).filter(|(value, _)| !value.is_nan());
        let fitting = pairs.clone().filter(|pair| near(*pair)).count();
        // By chance a third would.
        assert!(fitting * 10 > pairs.count() * 6, "{name}: {fitting}");
    }
}

fn one(name: &str, data: Data) -> Column {
    Column { name: name.into(), data }
}

#[test]
fn columns_of_every_odd_kind_are_learned_and_made() {
    let rows = 200;
    let number = |value: &dyn Fn(usize) -> f64| Data::Number {
        values: (0..rows).map(value).collect(),
        whole: false,
    };
    let columns = vec![
        one("constant", number(&|_| 4.25)),
        one("nothing", number(&|_| f64::NAN)),
        one("infinite", number(&|row| if row == 3 { f64::INFINITY } else { row as f64 })),
        one("huge", number(&|row| 10_f64.powf(row as f64 / 2.0))),
        one("cents", number(&|row| (row * 37 % 1000) as f64 / 100.0)),
        one(
            "flag",
            Data::Boolean((0..rows).map(|row| [Some(true), None, Some(false)][row % 3]).collect()),
        ),
        one("day", Data::Moment((0..rows).map(|row| Some(row as i64 * 86_400_000_000)).collect())),
        one("note", Data::Text((0..rows).map(|row| Some(format!("No. {row}"))).collect())),
        one(
            "many",
            Data::Category {
                codes: (0..rows)
                    .map(|row| if row == 0 { NULL_CODE } else { row as u32 * 50 })
                    .collect(),
                labels: (0..10_000).map(|label| format!("label {label}")).collect(),
            },
        ),
    ];
    let real = Frame::new(columns).unwrap();
    for name in ["copula", "ctgan", "tvae"] {
        for frame in [real.clone(), real.take(&[7])] {
            let model = fitted(name, &frame, &options(2));
            let made = model.sample(&Request::of(0..100, 1)).unwrap();
            assert_eq!(made.columns().len(), real.columns().len());
            for (made, real) in made.columns().iter().zip(frame.columns()) {
                assert_eq!((&made.name, made.data.kind()), (&real.name, real.data.kind()));
                assert_eq!(made.data.len(), 100);
            }
            let numbers = |column: usize| match &made.columns()[column].data {
                Data::Number { values, .. } => values.clone(),
                other => panic!("{}", other.kind()),
            };
            assert!(numbers(0).iter().all(|value| *value == 4.25), "{name}");
            assert!(numbers(1).iter().all(|value| value.is_nan()), "{name}");
            assert!(
                numbers(4)
                    .iter()
                    .all(|value| (value * 100.0 - (value * 100.0).round()).abs() < 1e-9)
            );
            let Data::Moment(days) = &made.columns()[6].data else { panic!() };
            assert!(days.iter().flatten().all(|day| day % 86_400_000_000 == 0), "{name}");
        }
    }
}

#[test]
fn ten_thousand_categories_train_in_little_memory() {
    let stream = Stream::root(2);
    let codes: Vec<u32> = (0..12_000).map(|row| stream.below(row, 10_000) as u32).collect();
    let labels = (0..10_000).map(|label| label.to_string()).collect();
    let real = Frame::new(vec![
        one("many", Data::Category { codes: codes.clone(), labels }),
        one("odd", Data::Boolean(codes.iter().map(|code| Some(code % 2 == 1)).collect())),
    ])
    .unwrap();
    let model = fitted("tvae", &real, &FitOptions { epochs: 1, ..FitOptions::default() });
    let weights = &model.save().unwrap()["weights.safetensors"];
    assert!(weights.len() < 2_000_000, "{}", weights.len());
    let made = model.sample(&Request::of(0..2000, 1)).unwrap();
    let Data::Category { codes, .. } = &made.columns()[0].data else { panic!() };
    let distinct: std::collections::BTreeSet<&u32> = codes.iter().collect();
    assert!(distinct.len() > 500, "{}", distinct.len());
}

/// Every report.
#[derive(Default)]
struct Reports(Vec<EpochReport>, usize);

impl Observer for Reports {
    fn epoch(&mut self, report: &EpochReport, training: &dyn Snapshot) {
        self.0.push(report.clone());
        self.1 = training.files().unwrap().len();
    }
}

#[test]
fn the_best_epoch_is_kept_and_patience_ends_a_fit() {
    let mut reports = Reports::default();
    let options = FitOptions { patience: Some(8), ..options(4000) };
    let fitted = method("tvae").unwrap().fit(&frame(300), &options, None, &mut reports).unwrap();
    let Fitted::Finished(model) = fitted else { panic!() };
    let Reports(reports, files) = reports;
    assert!(reports.len() < 4000 && files == 2);
    let best = reports.iter().rfind(|report| report.best).unwrap();
    let most = reports.iter().filter_map(|report| report.validation).fold(0.0, f64::max);
    assert_eq!(best.validation, Some(most));
    let text = String::from_utf8(model.save().unwrap()["model.json"].clone()).unwrap();
    assert!(text.contains(&format!("\"best_epoch\": {}", best.epoch)));
}

#[test]
fn damaged_and_foreign_files_are_refused_with_the_files_name() {
    let good = fitted("tvae", &frame(200), &options(1)).save().unwrap();
    let weights = "weights.safetensors";
    let broken = |change: &dyn Fn(&mut Files)| {
        let mut files = good.clone();
        change(&mut files);
        load(&files).err().unwrap().to_string()
    };
    for (message, words) in [
        (broken(&|files| drop(files.remove("model.json"))), "model.json: absent"),
        (broken(&|files| drop(files.remove(weights))), "weights.safetensors: absent"),
        (
            broken(&|files| files.get_mut(weights).unwrap()[900] ^= 1),
            "weights.safetensors: damaged",
        ),
        (broken(&|files| files.get_mut(weights).unwrap().truncate(50)), "weights.safetensors"),
        (broken(&|files| files.get_mut("model.json").unwrap().truncate(900)), "model.json"),
        (broken(&|files| drop(files.insert("model.json".into(), b"{}".to_vec()))), "model.json"),
    ] {
        assert!(message.contains(words), "{message}");
    }
    let error = method("gan").err().unwrap().to_string();
    assert!(error.contains("copula, ctgan, tvae"), "{error}");
    let cuda = FitOptions { device: crate::Device::Cuda(0), ..options(1) };
    assert!(method("tvae").unwrap().fit(&frame(200), &cuda, None, &mut Silent).is_err());
}

#[test]
fn a_folder_is_whole_and_holds_the_model() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("models/one");
    let files = fitted("tvae", &frame(200), &options(1)).save().unwrap();
    crate::write_folder(&files, &folder).unwrap();
    crate::write_folder(&files, &folder).unwrap();
    assert!(crate::read_folder(&folder).unwrap() == files);
    assert_eq!(std::fs::read_dir(folder.parent().unwrap()).unwrap().count(), 1);
    let other = place.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("mine.txt"), "mine").unwrap();
    assert!(crate::write_folder(&files, &other).is_err());
    assert!(other.join("mine.txt").exists());
}
