//! The content words of lines, hashed: which lines speak of the same things.

use hashbrown::HashMap;

use super::super::words::is_function_word;
use super::line::number;

/// Shorter words, in bytes, say little.
const SHORTEST: usize = 4;
/// So many letters are compared, so that inflections fall together.
const STEM_CHARS: usize = 6;
/// So many words of a line are enough.
const MOST: usize = 60;
/// A line vouches for another only from beyond this distance: a teaser must not vouch for its own headline.
const NEAR: usize = 3;
/// A share of fewer words says nothing.
const FEWEST: usize = 3;
/// What stands for "nothing to compare".
pub(super) const UNKNOWN: f32 = -1.0;

/// The content words of a line, sorted, each once.
pub(super) struct Words(Vec<u64>);

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let content = |word: &&str| word.len() >= SHORTEST && !is_function_word(word);
        let stem = |word: &str| match word.as_bytes().get(..STEM_CHARS.min(word.len())) {
            Some(start) if start.is_ascii() => hash(start.iter().map(|byte| byte.to_ascii_lowercase().into())),
            _ => hash(word.chars().flat_map(char::to_lowercase).take(STEM_CHARS)),
        };
        let mut words: Vec<u64> =
            text.split(|c: char| !c.is_alphanumeric()).filter(content).take(MOST).map(stem).collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    /// How many of them are words of `other`.
    pub(super) fn shared_with(&self, other: &Self) -> u32 {
        self.count(|word| other.0.binary_search(&word).is_ok())
    }

    /// The share of them that are words of `other`.
    pub(super) fn overlap(&self, other: &Self) -> f32 {
        self.share(self.shared_with(other))
    }

    fn count(&self, test: impl Fn(u64) -> bool) -> u32 {
        u32::try_from(self.0.iter().filter(|word| test(**word)).count()).unwrap_or(u32::MAX)
    }

    fn share(&self, count: u32) -> f32 {
        if self.0.is_empty() { UNKNOWN } else { number(count) / number(self.count(|_| true)) }
    }
}

/// The lines of the article, by the rules, in which each word stands.
pub(super) struct Vocabulary {
    /// First and last line, and how many.
    places: HashMap<u64, (usize, usize, u32)>,
}

impl Vocabulary {
    /// The vocabulary of `lines`, given in ascending order.
    pub(super) fn of<'w>(lines: impl Iterator<Item = (usize, &'w Words)>) -> Self {
        let mut places = HashMap::new();
        for (index, words) in lines {
            for word in &words.0 {
                let place = places.entry(*word).or_insert((index, index, 0));
                place.1 = index;
                place.2 += 1;
            }
        }
        Self { places }
    }

    /// The share of `words` that other lines say too. `own` is 1 if the line itself is part of the vocabulary.
    pub(super) fn known(&self, words: &Words, own: u32) -> f32 {
        words.share(words.count(|word| self.places.get(&word).is_some_and(|place| place.2 > own)))
    }

    /// The share of `words` that lines far from `index` say too.
    pub(super) fn topic(&self, words: &Words, index: usize) -> f32 {
        let is_far = |line: usize| line.abs_diff(index) > NEAR;
        // If any line is far away, the first or the last is.
        let said = |word| self.places.get(&word).is_some_and(|place| is_far(place.0) || is_far(place.1));
        if words.0.len() < FEWEST { UNKNOWN } else { words.share(words.count(said)) }
    }
}

/// FNV-1a over the characters: the same everywhere, and good enough for the words of one page.
fn hash(chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_are_the_same_word() {
        let (one, other) = (Words::of("The harbours were closed"), Words::of("A harbour will be closing"));
        assert_eq!(one.shared_with(&other), 1);
        assert!(one.overlap(&Words::of("harbours, closed")) > 0.99);
        assert!(Words::of("of the").overlap(&other) < 0.0);
    }

    #[test]
    fn near_lines_do_not_vouch_for_each_other() {
        let lines = [Words::of("ferry harbour storm"), Words::of("ferry harbour crane")];
        let near = Vocabulary::of([(4, &lines[0]), (6, &lines[1])].into_iter());
        assert!(near.topic(&lines[0], 4) < 0.01);
        assert!(near.known(&lines[0], 1) > 0.6);
        let far = Vocabulary::of([(4, &lines[0]), (20, &lines[1])].into_iter());
        assert!(far.topic(&lines[0], 4) > 0.6);
    }
}
