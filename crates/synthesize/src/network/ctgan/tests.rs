use super::*;
use crate::{
    encode::Layout,
    math::vector::{dropouts, normals, uniforms},
};

/// Small networks' sizes: rows of two scalars and two choices, three numbers given.
pub(in crate::network) fn sizes(batch: usize) -> Sizes {
    let span = |start, width, category| crate::encode::Span { start, width, category };
    let layout = Layout { scalars: 2, spans: vec![span(2, 3, false), span(5, 2, true)], width: 7 };
    Sizes { layout, given: 3, batch, pac: 2 }
}

fn sparse(rows: usize, width: usize, slots: usize, stream: Stream) -> Sparse {
    let mut sparse = Sparse::default();
    for row in 0..rows {
        for slot in 0..slots {
            let n = (row * slots + slot) as u64;
            sparse.push(slot * width + stream.below(n, width as u64) as usize, 1.0);
        }
        sparse.end_row();
    }
    sparse
}

fn filled(fill: impl Fn(Stream, &mut [f32]), stream: Stream, count: usize) -> Vec<f32> {
    let mut numbers = vec![0.0; count];
    fill(stream, &mut numbers);
    numbers
}

pub(in crate::network) fn discriminator_batch(sizes: &Sizes, stream: Stream) -> DiscriminatorBatch {
    let (packs, pac) = (sizes.packs(), sizes.pac);
    let layer = |n| filled(dropouts, stream.named("dropout").nth(n), 3 * packs * HIDDEN);
    DiscriminatorBatch {
        input: input(sizes, stream),
        made_given: sparse(packs, sizes.given, pac, stream.named("made")),
        real_given: sparse(packs, sizes.given, pac, stream.named("real given")),
        real: sparse(packs, sizes.layout.width, pac, stream.named("real")),
        mix: filled(uniforms, stream.named("mix"), packs),
        dropouts: [layer(0), layer(1)],
    }
}

pub(in crate::network) fn generator_batch(sizes: &Sizes, stream: Stream) -> GeneratorBatch {
    let packs = sizes.packs();
    let layer = |n| filled(dropouts, stream.named("dropout").nth(n), packs * HIDDEN);
    let wanted = |row: usize| (!row.is_multiple_of(3)).then_some((1, row % 2));
    GeneratorBatch {
        input: input(sizes, stream),
        made_given: sparse(packs, sizes.given, sizes.pac, stream.named("made")),
        dropouts: [layer(0), layer(1)],
        wanted: (0..sizes.batch).map(wanted).collect(),
    }
}

fn input(sizes: &Sizes, stream: Stream) -> GeneratorInput {
    let choices = sizes.layout.width - sizes.layout.scalars;
    GeneratorInput {
        noise: filled(normals, stream.named("noise"), sizes.batch * NOISE),
        given: sparse(sizes.batch, sizes.given, 1, stream.named("given")),
        gumbels: filled(
            crate::math::vector::gumbels,
            stream.named("gumbels"),
            choices * sizes.batch,
        ),
    }
}

/// The discriminator in plain loops of double precision; its penalty takes the inner gradient by
/// finite differences too.
struct Plain<'a> {
    weights: Vec<Vec<f64>>,
    batch: &'a DiscriminatorBatch,
    rows: &'a [f32],
    sizes: &'a Sizes,
}

impl Plain<'_> {
    fn score(&self, x: &[f64], pack: usize) -> f64 {
        let mut x = x.to_vec();
        for layer in 0..2 {
            let (weights, bias) = (&self.weights[2 * layer], &self.weights[2 * layer + 1]);
            let mut sums = bias.clone();
            for (x, row) in x.iter().zip(weights.chunks_exact(HIDDEN)) {
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += x * weight);
            }
            let dropout = &self.batch.dropouts[layer][pack * HIDDEN..];
            x = sums
                .iter()
                .zip(dropout)
                .map(|(sum, dropout)| {
                    let slope = if *sum > 0.0 { 1.0 } else { f64::from(LEAK) };
                    sum * slope * f64::from(*dropout)
                })
                .collect();
        }
        x.iter().zip(&self.weights[4]).map(|(x, weight)| x * weight).sum::<f64>()
            + self.weights[5][0]
    }

    fn packs(&self, rows: &[f32], given: &Sparse) -> Vec<Vec<f64>> {
        let (width, given_width) =
            (self.sizes.pac * self.sizes.layout.width, self.sizes.pac * self.sizes.given);
        rows.chunks_exact(width)
            .zip(given.dense(given_width).chunks_exact(given_width))
            .map(|(rows, given)| rows.iter().chain(given).map(|x| f64::from(*x)).collect())
            .collect()
    }

    fn loss(&self) -> f64 {
        let count = self.sizes.packs();
        let made = self.packs(self.rows, &self.batch.made_given);
        let width = self.sizes.pac * self.sizes.layout.width;
        let real = self.packs(&self.batch.real.dense(width), &self.batch.real_given);
        let mut loss = 0.0;
        for pack in 0..count {
            loss += self.score(&made[pack], pack) - self.score(&real[pack], count + pack);
            let share = f64::from(self.batch.mix[pack]);
            let mix = |(made, real): (&f64, &f64)| share * real + (1.0 - share) * made;
            let mixed: Vec<f64> = made[pack].iter().zip(&real[pack]).map(mix).collect();
            let slope = |place: usize| {
                // The score is linear between kinks: the step may be small.
                let at = |step: f64| {
                    let mut x = mixed.clone();
                    x[place] += step;
                    self.score(&x, 2 * count + pack)
                };
                (at(1e-5) - at(-1e-5)) / 2e-5
            };
            let square: f64 = (0..mixed.len()).map(|place| slope(place).powi(2)).sum();
            loss += f64::from(PENALTY) * (square.sqrt() - 1.0).powi(2);
        }
        loss / count as f64
    }
}

#[test]
fn the_penaltys_gradient_is_that_of_finite_differences() {
    let sizes = sizes(6);
    let stream = Stream::root(11);
    let networks = Processor::new(sizes.clone(), stream);
    let batch = discriminator_batch(&sizes, stream);
    let rows = filled(uniforms, stream.named("rows"), sizes.batch * sizes.layout.width);
    let mut slopes = networks.discriminator.zeros();
    let [loss, penalty] = networks.discriminator_slopes(&rows, &batch, &mut slopes);
    let weights = networks.discriminator.values.iter();
    let weights = weights.map(|values| values.iter().map(|v| f64::from(*v)).collect()).collect();
    let mut plain = Plain { weights, batch: &batch, rows: &rows, sizes: &sizes };
    assert!((plain.loss() - f64::from(loss + penalty)).abs() < 1e-4);
    assert!(penalty > 1.0, "a penalty that hardly counts shows nothing");
    let mut compared = 0;
    for (group, slopes) in slopes.iter().enumerate() {
        for n in 0..40 {
            let place = stream.named("place").nth(group as u64).below(n, slopes.len() as u64);
            let place = place as usize;
            let mut at = |step: f64| {
                plain.weights[group][place] += step;
                let loss = plain.loss();
                plain.weights[group][place] -= step;
                loss
            };
            let (wide, narrow) = ((at(2e-5) - at(-2e-5)) / 4e-5, (at(1e-5) - at(-1e-5)) / 2e-5);
            if (wide - narrow).abs() > 1e-5 + 1e-3 * narrow.abs() {
                continue; // A kink lies between.
            }
            compared += 1;
            let found = f64::from(slopes[place]);
            let near = 2e-5 + 2e-3 * narrow.abs();
            assert!((found - narrow).abs() < near, "{group} {place}: {found} for {narrow}");
        }
    }
    assert!(compared > 150, "{compared}");
}
