//! How often something must stand in an article, at least.

use tantivy::{DocId, Score};

/// How often a way to match must stand in articles that may reach the threshold, by their coded lengths.
pub(super) struct Least {
    frequencies: [u32; 256],
    /// What it must add.
    needed: Score,
}

impl Default for Least {
    fn default() -> Self {
        Self { frequencies: [0; 256], needed: Score::MIN }
    }
}

impl Least {
    /// For a way of this weight, always the same, where the others add no more than `beside`. `saturation` is what BM25 adds to a
    /// frequency. Rather too little than too much: sums are rounded.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "frequencies, which fit or are cut off"
    )]
    pub(super) fn set(&mut self, (threshold, beside): (Score, Score), weight: Score, saturation: &[Score; 256]) {
        const ROUNDING: Score = 1e-5;
        let needed = threshold - beside - threshold.abs() * ROUNDING;
        if needed.to_bits() == self.needed.to_bits() {
            return;
        }
        self.needed = needed;
        for (least, saturation) in self.frequencies.iter_mut().zip(saturation) {
            let frequency = needed * saturation / (weight - needed).max(Score::MIN_POSITIVE);
            *least = if needed < 0.0 { 0 } else { ((frequency * (1.0 - ROUNDING)) as u32).saturating_add(1) };
        }
    }

    /// In an article.
    #[inline]
    pub(super) fn of(&self, doc: DocId, norms: &[u8]) -> u32 {
        self.frequencies[usize::from(norms.get(doc as usize).copied().unwrap_or(0))]
    }
}
