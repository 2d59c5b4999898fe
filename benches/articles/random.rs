//! What is drawn by lot.

pub(crate) use newsdex::random::Random;

/// More ways to draw.
pub(crate) trait Draw {
    /// A number from 0 to 1, 1 left out.
    fn share(&mut self) -> f64;

    /// One of `all`, which must not be empty.
    fn one_of<'a, T: AsRef<str>>(&mut self, all: &'a [T]) -> &'a str;

    /// Whether something happens that happens in this share of all cases.
    fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }
}

impl Draw for Random {
    fn share(&mut self) -> f64 {
        // Of 53 bits, which is what the number holds without loss.
        #[expect(clippy::cast_precision_loss, reason = "2^53 is the last whole number before there are gaps")]
        let bits = (self.bits() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    fn one_of<'a, T: AsRef<str>>(&mut self, all: &'a [T]) -> &'a str {
        all[self.below(all.len())].as_ref()
    }
}
