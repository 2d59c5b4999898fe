//! The scale on which latencies are drawn: logarithmic, since kinds differ by orders of magnitude.

use crate::bench::report::KindFigures;

/// Marks are at these times, in microseconds, and ten thousand times more is no answer.
const MARKS: [f64; 8] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7];

/// From the shortest latency to the longest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    from: f64,
    to: f64,
}

impl Axis {
    /// The axis for some kinds. `None` if nothing was measured.
    pub(super) fn of(kinds: &[&KindFigures]) -> Option<Self> {
        let bars = || kinds.iter().flat_map(|kind| &kind.distribution);
        let from = bars().map(|bar| bar.from_us).fold(f64::INFINITY, f64::min);
        let to = bars().map(|bar| bar.to_us).fold(0.0, f64::max);
        (from > 0.0 && to > from).then_some(Self { from, to })
    }

    /// Where a latency lies, from 0 to 1.
    pub(super) fn place(self, microseconds: f64) -> f64 {
        ((microseconds / self.from).ln() / (self.to / self.from).ln()).clamp(0.0, 1.0)
    }

    /// The latency at a place.
    pub(super) fn at(self, place: f64) -> f64 {
        self.from * (self.to / self.from).powf(place)
    }

    /// The marks on it: powers of ten; if there are fewer than two, its ends.
    pub(super) fn marks(self) -> Vec<f64> {
        let marks: Vec<f64> = MARKS.into_iter().filter(|&mark| mark >= self.from && mark <= self.to).collect();
        if marks.len() < 2 { vec![self.from, self.to] } else { marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_factors_are_equal_distances() {
        let axis = Axis { from: 10.0, to: 1000.0 };
        assert!((axis.place(100.0) - 0.5).abs() < 1e-9 && (axis.at(0.5) - 100.0).abs() < 1e-9);
        assert_eq!(axis.marks(), [10.0, 100.0, 1e3]);
        assert_eq!(Axis { from: 20.0, to: 70.0 }.marks(), [20.0, 70.0]);
        assert_eq!(Axis::of(&[]), None);
    }
}
