//! Newer articles count more than older ones.

use jiff::civil::Date;

use crate::index::epoch_day;

/// What the score of an old article is multiplied by, so that one that answers the query much better still wins.
pub(super) const FLOOR: f64 = 0.5;

/// How much less articles count the older they are.
///
/// The score of an article is multiplied by 0.5 + 0.5 × 0.5^(age / half-life): by 1 if it is of today, by 0.75 after one
/// half-life, and never by less than 0.5. Days after today are taken for today; an article without a day is as old as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recency {
    /// The day from which ages are counted.
    pub today: Date,
    /// In how many days half of what being new adds is lost; at least 1.
    pub half_life_days: u32,
}

impl Recency {
    /// What the score of an article of a day, counted from 1970, is multiplied by.
    pub(super) fn factor(self, day: Option<i64>) -> f64 {
        let Some(day) = day else { return FLOOR };
        let age = u32::try_from((epoch_day(self.today) - day).max(0)).unwrap_or(u32::MAX);
        let newness = (-f64::from(age) / f64::from(self.half_life_days.max(1))).exp2();
        FLOOR + (1.0 - FLOOR) * newness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_being_new_adds_is_halved_again_and_again() {
        let today = jiff::civil::date(2025, 8, 18);
        let recency = Recency { today, half_life_days: 30 };
        let check = |day: Option<i64>, expected: f64| {
            let factor = recency.factor(day);
            assert!((factor - expected).abs() < 1e-9, "{day:?}: {factor}");
        };
        for (ago, expected) in [(-10, 1.0), (0, 1.0), (30, 0.75), (60, 0.625), (100_000, FLOOR), (1 << 40, FLOOR)] {
            check(Some(epoch_day(today) - ago), expected);
        }
        check(None, FLOOR);
    }
}
