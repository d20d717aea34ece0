//! Measuring by the CPU time of the thread, product and hand-written code in turns, so that
//! neighbours on the machine and a slowly warming cache meet both alike.

use super::{cpu, median};
use criterion::Criterion;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use std::fmt::Debug;
use std::hint::black_box;
use std::time::Duration;

/// Thread CPU time, for criterion.
pub struct ThreadCpu;

impl Measurement for ThreadCpu {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        cpu()
    }
    fn end(&self, start: Duration) -> Duration {
        cpu() - start
    }
    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }
    fn zero(&self) -> Duration {
        Duration::ZERO
    }
    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }
    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// One thing done twice: by the product and by hand. Both get the same numbers in the same order.
pub trait Pair {
    /// What is done.
    fn name(&self) -> &str;
    /// How many times the hand-written time the product may take.
    fn bar(&self) -> f64;
    /// How often it is done between two looks at the clock.
    fn batch(&self) -> usize;
    /// Does it once on both sides, which must yield the same.
    fn check(&mut self, n: usize);
    /// Does it by the product.
    fn product(&mut self, n: usize);
    /// Does it by hand.
    fn hand(&mut self, n: usize);
}

struct Both<P, H> {
    name: String,
    bar: f64,
    batch: usize,
    product: P,
    hand: H,
}

impl<T: PartialEq + Debug, P: FnMut(usize) -> T, H: FnMut(usize) -> T> Pair for Both<P, H> {
    fn name(&self) -> &str {
        &self.name
    }
    fn bar(&self) -> f64 {
        self.bar
    }
    fn batch(&self) -> usize {
        self.batch
    }
    fn check(&mut self, n: usize) {
        assert_eq!((self.product)(n), (self.hand)(n), "{}: product and hand", self.name);
    }
    fn product(&mut self, n: usize) {
        black_box((self.product)(black_box(n)));
    }
    fn hand(&mut self, n: usize) {
        black_box((self.hand)(black_box(n)));
    }
}

/// A pair of closures.
pub fn pair<'a, T: PartialEq + Debug + 'a>(
    name: impl Into<String>,
    bar: f64,
    batch: usize,
    product: impl FnMut(usize) -> T + 'a,
    hand: impl FnMut(usize) -> T + 'a,
) -> Box<dyn Pair + 'a> {
    Box::new(Both { name: name.into(), bar, batch, product, hand })
}

/// What a pair took, in µs of CPU time.
pub struct Line {
    pub name: String,
    pub product: f64,
    pub hand: f64,
    pub bar: f64,
}

impl Line {
    /// The same for one of the `n` things that were done at a time.
    pub fn each_of(self, n: usize) -> Self {
        let n = n as f64;
        Self { product: self.product / n, hand: self.hand / n, ..self }
    }

    /// Whether its name begins so.
    pub fn is(&self, kind: &str) -> bool {
        self.name.starts_with(kind)
    }

    /// How many times the hand-written time.
    pub fn ratio(&self) -> f64 {
        self.product / self.hand
    }
}

/// Runs both sides in turns, with the numbers from `first` on, and takes the medians.
pub fn in_turns(pair: &mut dyn Pair, first: usize, samples: usize) -> Line {
    let (mut product, mut hand) = (Vec::new(), Vec::new());
    for sample in 0..samples {
        let from = first + sample * pair.batch();
        let numbers = from..from + pair.batch();
        let mut by_product = |pair: &mut dyn Pair| {
            let start = cpu();
            numbers.clone().for_each(|n| pair.product(n));
            product.push(cpu() - start);
        };
        let mut by_hand = |pair: &mut dyn Pair| {
            let start = cpu();
            numbers.clone().for_each(|n| pair.hand(n));
            hand.push(cpu() - start);
        };
        if sample % 2 == 0 {
            by_product(pair);
            by_hand(pair);
        } else {
            by_hand(pair);
            by_product(pair);
        }
    }
    let each = |times: Vec<Duration>| median(times).as_secs_f64() * 1e6 / pair.batch() as f64;
    Line { name: pair.name().into(), product: each(product), hand: each(hand), bar: pair.bar() }
}

/// Lets criterion measure each side for itself and compare with its last run.
pub fn each_for_itself(pairs: &mut [Box<dyn Pair + '_>]) {
    let mut criterion = Criterion::default()
        .with_measurement(ThreadCpu)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let mut n = 1_000_000;
    for pair in pairs {
        let mut group = criterion.benchmark_group(pair.name());
        group.bench_function("product", |b| {
            b.iter(|| {
                n += 1;
                pair.product(n);
            });
        });
        group.bench_function("by hand", |b| {
            b.iter(|| {
                n += 1;
                pair.hand(n);
            });
        });
        group.finish();
    }
    criterion.final_summary();
}
