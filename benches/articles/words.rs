//! The words of made-up articles: real function words, and made-up words for everything else.

use std::collections::HashSet;

use super::random::{Draw, Random};

/// Function words, the more frequent ones first.
pub(crate) const FUNCTION_WORDS: [&str; 96] = [
    "the", "of", "to", "in", "and", "a", "said", "for", "on", "that", "is", "was", "it", "by", "with", "at", "as",
    "from", "has", "its", "he", "have", "will", "be", "an", "are", "would", "not", "were", "had", "which", "but",
    "this", "they", "their", "been", "or", "his", "who", "more", "after", "also", "than", "up", "we", "about", "one",
    "last", "over", "other", "into", "could", "new", "two", "if", "there", "no", "some", "only", "most", "out", "so",
    "under", "between", "all", "before", "when", "she", "her", "while", "against", "since", "because", "during",
    "through", "should", "what", "may", "any", "now", "both", "where", "such", "even", "still", "many", "them", "can",
    "these", "those", "without", "around", "however", "within", "each", "yet",
];

/// So many words have a fixed rank; beyond them there are words that are made up on the spot.
const RANKED: usize = 80_000;

/// The share of words that are made up on the spot: a vocabulary never stops growing (Heaps' law).
const NEW: f64 = 0.004;

/// Words of a lower rank than this are short.
const SHORT: usize = 300;

/// Topics are words above the most frequent ones and below the rare ones.
const TOPICS: std::ops::Range<usize> = 200..20_000;

const FIRST_NAMES: usize = 400;
const LAST_NAMES: usize = 6_000;

const ONSETS: [&str; 40] = [
    "b", "bl", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "fr", "g", "gl", "gr", "h", "j", "k", "l", "m", "n",
    "p", "pl", "pr", "qu", "r", "s", "sc", "sh", "sl", "sp", "st", "str", "t", "th", "tr", "v", "w", "y", "z",
];
const VOWELS: [&str; 20] =
    ["a", "a", "a", "a", "e", "e", "e", "e", "e", "i", "i", "i", "o", "o", "o", "u", "ai", "ea", "io", "ou"];
const CODAS: [&str; 20] =
    ["", "", "", "", "", "l", "m", "n", "n", "r", "r", "s", "t", "ck", "ld", "nd", "nt", "rd", "rt", "st"];

/// Draws ranks so that the probability of a rank is as 1 / (rank + shift), with ranks from 0 (Zipf's law as Mandelbrot
/// has it, with exponent 1). Nothing but sums and quotients: the same on every machine.
#[derive(Debug, Clone)]
struct Ranks {
    /// For each rank, the sum of the weights up to it.
    sums: Vec<f64>,
}

impl Ranks {
    fn new(ranks: usize, shift: f64) -> Self {
        let mut sum = 0.0;
        let mut weight = shift;
        let mut sums = Vec::with_capacity(ranks);
        for _ in 0..ranks {
            sum += 1.0 / weight;
            weight += 1.0;
            sums.push(sum);
        }
        Self { sums }
    }

    fn draw(&self, random: &mut Random) -> usize {
        let at = random.share() * self.sums.last().copied().unwrap_or_default();
        self.sums.partition_point(|&sum| sum <= at).min(self.sums.len().saturating_sub(1))
    }
}

/// A vocabulary. Some 80,000 words, in 6 MB.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    ranked: Vec<String>,
    first_names: Vec<String>,
    last_names: Vec<String>,
    ranks: Ranks,
    function_ranks: Ranks,
    name_ranks: Ranks,
}

impl Words {
    /// The vocabulary that belongs to a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, u64::MAX);
        let mut taken: HashSet<String> = FUNCTION_WORDS.iter().map(|&word| word.to_owned()).collect();
        let ranked = distinct(RANKED, &mut taken, |rank| made_up(if rank < SHORT { 1..3 } else { 2..4 }, &mut random));
        let mut name = |_| capitalized(&made_up(2..4, &mut random));
        let first_names = distinct(FIRST_NAMES, &mut taken, &mut name);
        let last_names = distinct(LAST_NAMES, &mut taken, &mut name);
        Self {
            ranked,
            first_names,
            last_names,
            ranks: Ranks::new(RANKED, 4.0),
            function_ranks: Ranks::new(FUNCTION_WORDS.len(), 2.0),
            name_ranks: Ranks::new(FIRST_NAMES, 5.0),
        }
    }

    pub(crate) fn function_word(&self, random: &mut Random) -> &'static str {
        FUNCTION_WORDS[self.function_ranks.draw(random)]
    }

    /// A word that is no function word, in one of its forms.
    pub(crate) fn word(&self, random: &mut Random) -> String {
        if random.happens(NEW) {
            return made_up(3..5, random);
        }
        let word = &self.ranked[self.ranks.draw(random)];
        inflected(word, random)
    }

    /// A word that an article may be about.
    pub(crate) fn topic(&self, random: &mut Random) -> String {
        random.one_of(&self.ranked[TOPICS]).to_owned()
    }

    /// A first name and a last name.
    pub(crate) fn name(&self, random: &mut Random) -> String {
        let first = &self.first_names[self.name_ranks.draw(random)];
        format!("{first} {}", random.one_of(&self.last_names))
    }
}

/// `number` words that are not yet `taken`.
fn distinct(number: usize, taken: &mut HashSet<String>, mut make: impl FnMut(usize) -> String) -> Vec<String> {
    let mut words = Vec::with_capacity(number);
    while words.len() < number {
        let word = make(words.len());
        if taken.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

fn made_up(syllables: std::ops::Range<usize>, random: &mut Random) -> String {
    let number = syllables.start + random.below(syllables.len());
    let mut word = String::new();
    for _ in 0..number {
        word.push_str(random.one_of(&ONSETS));
        word.push_str(random.one_of(&VOWELS));
    }
    word.push_str(random.one_of(&CODAS));
    word
}

/// A word, or its plural, past or participle, as English has them.
pub(crate) fn inflected(word: &str, random: &mut Random) -> String {
    let ending = match random.below(100) {
        0..14 => "s",
        14..20 => "ed",
        20..25 => "ing",
        _ => "",
    };
    format!("{word}{ending}")
}

pub(crate) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
