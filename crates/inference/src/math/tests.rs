use super::{
    Activation, Attention, Heads, Inputs, Instructions, KeysAndValues, Matrix, MatrixBuilder,
    Pairing, Rotary, gate, normalized, vector::exp,
};

/// Numbers from -1 to 1.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

fn matrix(rows: usize, columns: usize, weights: &[f32]) -> Matrix {
    let mut builder = MatrixBuilder::new(rows, columns);
    // In two pieces that split a tile.
    let (first, second) = weights.split_at(rows / 3 * columns);
    builder.push(first);
    builder.push(second);
    builder.build()
}

#[test]
fn a_product_is_that_of_the_kept_weights() {
    let (rows, columns, inputs) = (37, 96, 7);
    let weights = numbers(rows * columns, 1);
    let values = numbers(inputs * columns, 2);
    let matrix = matrix(rows, columns, &weights);
    let best = Instructions::available()[0];
    let product = matrix.multiply(&Inputs::new(&values, inputs, best), best);
    assert_eq!(product.len(), rows * inputs);
    for (input, values) in values.chunks_exact(columns).enumerate() {
        for row in 0..rows {
            let kept = matrix.row(row);
            let exact: f32 = kept.iter().zip(values).map(|(weight, value)| weight * value).sum();
            let found = product[input * rows + row];
            assert!((found - exact).abs() < 5e-4, "{input}, {row}: {found}, not {exact}");
        }
    }
}

#[test]
fn weights_of_eight_bits_are_kept_as_they_are() {
    let weights: Vec<f32> = (0..64_i16).map(|at| f32::from(at * 4 - 127) * 0.125).collect();
    let matrix = matrix(2, 32, &weights);
    assert_eq!(matrix.row(0), &weights[..32]);
    // The second row's largest is 125 eighths: its steps are a little smaller.
    for (found, weight) in matrix.row(1).iter().zip(&weights[32..]) {
        assert!((found - weight).abs() < 0.0625, "{found}, not {weight}");
    }
}

#[test]
fn all_instructions_give_the_same_bits() {
    let (rows, columns, inputs) = (50, 128, 6);
    let matrix = matrix(rows, columns, &numbers(rows * columns, 3));
    let values = numbers(inputs * columns, 4);
    let heads = Heads { queries: 2, keys: 1, width: 64 };
    let attention = Attention { heads, scale: 0.125, window: Some(4) };
    let mut cache = KeysAndValues::default();
    cache.push(&numbers(inputs * 64, 5), &numbers(inputs * 64, 6));
    let all = |with: Instructions| {
        let product = matrix.multiply(&Inputs::new(&values, inputs, with), with);
        let normed = normalized(&values, &numbers(columns, 7), 1e-6, with);
        let gated = gate(&values, columns / 2, Activation::Gelu, with);
        let read = attention.read(&values, 0, &cache, with);
        [product, normed, gated, read]
            .map(|part| part.iter().map(|n| n.to_bits()).collect::<Vec<_>>())
    };
    let plain = all(Instructions::Plain);
    for with in Instructions::available() {
        assert_eq!(all(with), plain, "{with:?}");
    }
}

#[test]
fn the_exponential_is_exact_to_a_part_in_a_million() {
    for step in -860..=860 {
        let x = step as f32 * 0.1;
        let exact = f64::from(x).exp();
        let error = (f64::from(exp(x)) / exact - 1.0).abs();
        assert!(error < 1e-6, "{x}: {error}");
    }
}

#[test]
fn turning_keeps_lengths_and_depends_on_distance_alone() {
    for pairing in [Pairing::Neighbours, Pairing::Halves] {
        let rotary = Rotary::new(8, 10_000.0, 1.0, &[], pairing);
        let turned = |numbers: &[f32], position: usize| {
            let mut row = numbers.to_vec();
            rotary.turn(&mut row, 8, &rotary.angles(position));
            row
        };
        let product = |left: &[f32], right: &[f32]| -> f32 {
            left.iter().zip(right).map(|(left, right)| left * right).sum()
        };
        let (query, key) = (numbers(8, 8), numbers(8, 9));
        let near = product(&turned(&query, 5), &turned(&key, 3));
        let far = product(&turned(&query, 105), &turned(&key, 103));
        assert!((near - far).abs() < 1e-4, "{pairing:?}: {near}, {far}");
        let length = product(&turned(&query, 77), &turned(&query, 77));
        assert!((length - product(&query, &query)).abs() < 1e-4, "{pairing:?}");
        assert_eq!(turned(&query, 0), query);
    }
}

#[test]
fn attention_with_a_window_does_not_see_what_lies_before_it() {
    let heads = Heads { queries: 1, keys: 1, width: 32 };
    let attention = Attention { heads, scale: 1.0, window: Some(2) };
    let best = Instructions::available()[0];
    let query = numbers(32, 10);
    let read = |first_key: f32| {
        let mut cache = KeysAndValues::default();
        let (mut keys, values) = (numbers(3 * 32, 11), numbers(3 * 32, 12));
        keys[..32].fill(first_key);
        cache.push(&keys, &values);
        attention.read(&query, 2, &cache, best)
    };
    assert_eq!(read(0.5), read(-3.0));
}
