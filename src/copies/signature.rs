//! A short signature by which near-copies are found without reading texts.

use super::words::{Shape, is_telling};
use crate::analysis::Token;
use crate::random::scramble;

/// Numbers under which an article is filed.
pub const BANDS: usize = 10;
/// Minima that make one such number.
const ROWS: usize = 3;
/// Bits of a band number. Of fewer the index is smaller, and more articles meet by chance under each, whose sketches have to be read:
/// of 24 in 1,000,000 articles 0.06 under each band number of an article, of 17, which take 1 % less of an index, some 8.
const BAND_BITS: u32 = 24;
const BINS: usize = BANDS * ROWS;
/// Bits of the sketch, one a bin.
const SKETCH_BINS: usize = 64;

/// An article with fewer telling words than this is told by its pairs of words as well.
const MIN_TELLING: usize = 6;
/// The sketch of an article with fewer names and figures than this is made of its telling words.
const MIN_FACTS: usize = 3;
/// So is one in which telling words are rarer than one in this many: a script without capitals.
const MAX_SPARSENESS: usize = 12;

/// Two sketches that agree in fewer bits than this are not of near-copies.
const MIN_AGREEMENT: u32 = 46;

/// What an article is filed under, to be found by its copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Near-copies share at least one of these with high probability, other articles seldom.
    pub bands: [u32; BANDS],
    /// Tells most articles that share a band by chance from near-copies: see [`sketches_agree`].
    pub sketch: u64,
    /// A hash of all words in their order: the same for exact copies.
    pub exact: u32,
}

/// Whether two sketches may be of near-copies. Each bit of the two agrees with probability (1 + J) / 2, where J is
/// the share of names and figures in common (Li and König, *b-bit minwise hashing*, 2010).
#[must_use]
pub fn sketches_agree(one: u64, other: u64) -> bool {
    (!(one ^ other)).count_ones() >= MIN_AGREEMENT
}

/// Makes the signature of an article from its words, one after the other.
#[derive(Debug, Clone)]
pub struct Signer {
    telling: Minima,
    telling_words: usize,
    /// The minima of names and figures alone: an editor changes other words.
    facts: [u32; SKETCH_BINS],
    fact_words: usize,
    /// All words, for their pairs.
    words: Vec<u64>,
}

impl Default for Signer {
    fn default() -> Self {
        Self {
            telling: Minima::EMPTY,
            telling_words: 0,
            facts: Minima::EMPTY.sketch,
            fact_words: 0,
            words: Vec::with_capacity(1024),
        }
    }
}

impl Signer {
    /// Takes the next word of the body. `written` is the word as it stands there. Some nanoseconds.
    #[inline]
    pub fn push(&mut self, token: &Token<'_>, written: &str) {
        let shape = Shape::of(written);
        if shape != Shape::Plain && token.surface.len() > 1 {
            self.fact_words += 1;
            add_to_sketch(&mut self.facts, token.hash);
        }
        if is_telling(token, shape) {
            self.telling_words += 1;
            self.telling.add(token.hash);
        }
        self.words.push(token.hash);
    }

    /// The signature; none of a text without words.
    #[must_use]
    pub fn finish(mut self) -> Option<Signature> {
        let first = *self.words.first()?;
        if self.telling_words < MIN_TELLING || self.telling_words < self.words.len() / MAX_SPARSENESS {
            self.telling.add(first);
            self.words.windows(2).for_each(|words| self.telling.add(pair(words[0], words[1])));
        }
        if self.fact_words >= MIN_FACTS {
            self.telling.sketch = self.facts;
        }
        let exact = self.words.iter().fold(0_u64, |hash, &word| {
            // One multiplication a word: the hashes of words are scrambled already.
            (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        Some(self.telling.signature(halves(exact).0))
    }
}

/// A number for two words in this order.
fn pair(first: u64, second: u64) -> u64 {
    scramble(first.rotate_left(17) ^ second)
}

/// The least hash of the words that fall into each bin: one-permutation hashing (Li, Owen and Zhang, 2012).
#[derive(Debug, Clone)]
struct Minima {
    bands: [u32; BINS],
    sketch: [u32; SKETCH_BINS],
}

impl Minima {
    const EMPTY: Self = Self { bands: [u32::MAX; BINS], sketch: [u32::MAX; SKETCH_BINS] };

    fn add(&mut self, hash: u64) {
        let (high, low) = halves(hash);
        let band = &mut self.bands[bin_of(high, BINS)];
        *band = low.min(*band);
        add_to_sketch(&mut self.sketch, hash);
    }

    fn signature(mut self, exact: u32) -> Signature {
        fill_empty(&mut self.bands);
        fill_empty(&mut self.sketch);
        let mut bands = [0; BANDS];
        for (number, (band, rows)) in (0..).zip(bands.iter_mut().zip(self.bands.chunks_exact(ROWS))) {
            let hash = rows.iter().fold(number, |hash, &row| scramble(hash ^ u64::from(row)));
            *band = halves(hash).0 >> (u32::BITS - BAND_BITS);
        }
        // The lowest bit of a minimum is as good as any: it has no part in which is the least.
        let sketch = self.sketch.iter().fold(0, |sketch, &least| sketch << 1 | u64::from(least & 1));
        Signature { bands, sketch, exact }
    }
}

fn add_to_sketch(sketch: &mut [u32; SKETCH_BINS], hash: u64) {
    let (high, low) = halves(hash);
    let bin = &mut sketch[(low as usize) % SKETCH_BINS];
    *bin = high.min(*bin);
}

#[expect(clippy::cast_possible_truncation, reason = "the two halves of the number")]
pub(super) const fn halves(hash: u64) -> (u32, u32) {
    ((hash >> 32) as u32, hash as u32)
}

fn bin_of(hash: u32, bins: usize) -> usize {
    ((u64::from(hash) * bins as u64) >> 32) as usize
}

/// Gives each empty bin the minimum of a full one, chosen by the number of the bin only, so that two articles
/// agree in it as often as in the others: optimal densification (Shrivastava, 2017).
fn fill_empty(bins: &mut [u32]) {
    let mut full = [false; SKETCH_BINS];
    for (full, &least) in full.iter_mut().zip(bins.iter()) {
        *full = least != u32::MAX;
    }
    let full = &full[..bins.len()];
    if !full.contains(&true) {
        return;
    }
    for bin in 0..bins.len() {
        let mut attempt = bin as u64;
        let mut from = bin;
        while !full[from] {
            attempt = scramble(attempt);
            from = bin_of(halves(attempt).0, bins.len());
        }
        bins[bin] = bins[from];
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::Analyzer;

    fn sign(text: &str) -> Option<Signature> {
        let mut signer = Signer::default();
        Analyzer::new().analyze(text, |token| signer.push(&token, &text[token.range.clone()]));
        signer.finish()
    }

    /// Signatures are stored: an index that was written by another build must still be understood.
    #[test]
    fn signatures_never_change() {
        let signature = sign("Kyiv said 40 Leopard tanks had crossed the Dnipro near Kherson on Tuesday.");
        let bands = signature.map(|signature| (signature.bands[0], signature.bands[9], signature.exact));
        assert_eq!(bands, Some((13_825_109, 12_650_086, 2_885_454_378)));
    }

    #[test]
    fn text_without_words_has_no_signature() {
        assert_eq!(sign(" – … "), None);
        assert!(sign("x").is_some());
        assert!(sign("海军 的 新 航母").is_some());
    }

    #[test]
    fn case_and_punctuation_play_no_part_in_exact_copies() {
        let exact = |text: &str| sign(text).map(|signature| signature.exact);
        assert_eq!(exact("Two ships, “Kilo” and Rostov."), exact("two ships Kilo and ROSTOV"));
        assert_ne!(exact("Two ships"), exact("ships two"));
    }

    proptest! {
        /// Two articles of which a share of the words is common agree in so many bins.
        #[test]
        fn bins_agree_as_often_as_words_are_shared(seed in any::<u64>(), shared in 20..60_usize) {
            let words = |from: u64, count: usize| (0..count as u64).map(move |n| scramble(seed ^ scramble(from + n)));
            let signature = |own: u64| {
                let mut minima = Minima::EMPTY;
                words(0, shared).chain(words(own, 60 - shared)).for_each(|word| minima.add(word));
                minima.signature(0)
            };
            let (one, other) = (signature(1000), signature(2000));
            let agreeing = (!(one.sketch ^ other.sketch)).count_ones();
            #[allow(clippy::cast_precision_loss)]
            let jaccard = shared as f64 / (120 - shared) as f64;
            let expected = 32.0 * (1.0 + jaccard);
            // Five standard deviations, of bins that are not quite independent.
            let deviation = 5.0 * 4.0 * (1.0 - jaccard * jaccard).sqrt() + 4.0;
            prop_assert!((f64::from(agreeing) - expected).abs() <= deviation, "{} for {}", agreeing, jaccard);
        }

        #[test]
        fn order_plays_no_part_but_for_the_exact_hash(words in prop::collection::vec("[A-Z][a-z]{4,9}", 8..60)) {
            let mut turned = words.clone();
            turned.reverse();
            let (one, other) = (sign(&words.join(" ")), sign(&turned.join(" ")));
            prop_assert_eq!(one.map(|one| (one.bands, one.sketch)), other.map(|other| (other.bands, other.sketch)));
        }
    }
}
