//! Draws queries of many kinds from the words of an index.

use std::collections::HashSet;

use super::queries::BenchQuery;
use super::words::{Text, Vocabulary, Word};
use crate::random::Random;

/// So often a query is drawn anew that is there already, or cannot be.
const ATTEMPTS: usize = 100;

/// Letters of a word that a prefix has; shorter words have none.
const PREFIX: usize = 4;

/// Words that are misspelt have at least so many letters.
const FUZZY: usize = 6;

/// Sorts of queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    TermHigh,
    TermMid,
    TermLow,
    And(usize),
    Or(usize),
    Phrase(usize),
    Prefix,
    Fuzzy,
    Dated,
}

/// All kinds, in the order in which they are drawn and reported.
const KINDS: [(&str, Kind); 12] = [
    ("term_high", Kind::TermHigh),
    ("term_mid", Kind::TermMid),
    ("term_low", Kind::TermLow),
    ("and2", Kind::And(2)),
    ("and3", Kind::And(3)),
    ("or2", Kind::Or(2)),
    ("or3", Kind::Or(3)),
    ("phrase2", Kind::Phrase(2)),
    ("phrase3", Kind::Phrase(3)),
    ("prefix", Kind::Prefix),
    ("fuzzy", Kind::Fuzzy),
    ("date", Kind::Dated),
];

/// Queries by lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// By kind.
    pub queries: Vec<BenchQuery>,
    /// Kinds of which the index gave none: it is small, or has no dates.
    pub absent: Vec<&'static str>,
}

/// Draws `each` different queries of each kind, or as many as there are. The same words and seed give the same queries.
pub(super) fn draw(vocabulary: &Vocabulary, each: usize, seed: u64) -> Drawn {
    let mut drawn = Drawn { queries: Vec::new(), absent: Vec::new() };
    for (stream, (name, kind)) in (0..).zip(KINDS) {
        let mut lots = Lots { vocabulary, random: Random::new(seed, stream) };
        let mut texts = HashSet::new();
        let mut failures = 0;
        while texts.len() < each && failures < ATTEMPTS {
            match lots.query(kind).filter(|text| !texts.contains(text)) {
                Some(text) => {
                    drawn.queries.push(BenchQuery { id: None, kind: name.to_owned(), text: text.clone() });
                    texts.insert(text);
                    failures = 0;
                }
                None => failures += 1,
            }
        }
        if texts.is_empty() {
            drawn.absent.push(name);
        }
    }
    drawn
}

struct Lots<'v> {
    vocabulary: &'v Vocabulary,
    random: Random,
}

impl<'v> Lots<'v> {
    fn query(&mut self, kind: Kind) -> Option<String> {
        match kind {
            // At least a tenth of the articles, at most a hundredth, and what is between.
            Kind::TermHigh | Kind::TermMid | Kind::TermLow => self.term(kind),
            Kind::And(number) => Some(format!("+{}", self.telling_words(number)?.join(" +"))),
            Kind::Or(number) => {
                let words = (0..number).map(|_| self.telling_words(1)?.pop()).collect::<Option<Vec<&str>>>()?;
                (words.iter().collect::<HashSet<_>>().len() == number).then(|| words.join(" "))
            }
            Kind::Phrase(number) => self.phrase(number),
            Kind::Prefix => {
                let word = self.telling_words(1)?.pop()?;
                let (end, _) = word.char_indices().nth(PREFIX)?;
                Some(format!("{}*", &word[..end]))
            }
            Kind::Fuzzy => {
                let word = self.telling_words(1)?.pop()?;
                self.misspelt(word).map(|word| format!("{word}~"))
            }
            Kind::Dated => {
                let text = self.random.pick(&self.vocabulary.texts)?;
                let (word, day) = (self.telling_words_of(text, 1)?.pop()?, text.day?);
                Some(format!("{word} date:{:04}-{:02}", day.year(), day.month()))
            }
        }
    }

    fn term(&mut self, kind: Kind) -> Option<String> {
        let articles = self.vocabulary.articles;
        let (low, high) = ((articles / 100).max(1), articles.div_ceil(10).max(3));
        let is_of_kind = |word: &Word| match kind {
            Kind::TermHigh => word.articles >= high,
            Kind::TermLow => word.articles <= low,
            _ => word.articles > low && word.articles < high,
        };
        let words: Vec<&Word> =
            self.vocabulary.words.iter().filter(|word| word.is_telling && is_of_kind(word)).collect();
        self.random.pick(&words).map(|word| word.text.clone())
    }

    /// Different words of one article, as often drawn as they stand in texts.
    fn telling_words(&mut self, number: usize) -> Option<Vec<&'v str>> {
        let text = self.random.pick(&self.vocabulary.texts)?;
        self.telling_words_of(text, number)
    }

    fn telling_words_of(&mut self, text: &'v Text, number: usize) -> Option<Vec<&'v str>> {
        let words: Vec<&Word> = text.runs.iter().flatten().map(|&word| &self.vocabulary.words[word]).collect();
        let mut drawn: Vec<&str> = Vec::new();
        for _ in 0..ATTEMPTS {
            let word = self.random.pick(&words)?;
            if word.is_telling && !drawn.contains(&word.text.as_str()) {
                drawn.push(&word.text);
            }
            if drawn.len() == number {
                return Some(drawn);
            }
        }
        None
    }

    /// Neighbouring words of which one is telling.
    fn phrase(&mut self, number: usize) -> Option<String> {
        let text = self.random.pick(&self.vocabulary.texts)?;
        let runs: Vec<&Vec<usize>> = text.runs.iter().filter(|run| run.len() >= number).collect();
        let run = self.random.pick(&runs)?;
        let start = self.random.below(run.len() - number + 1);
        let words: Vec<&Word> = run[start..start + number].iter().map(|&word| &self.vocabulary.words[word]).collect();
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        words.iter().any(|word| word.is_telling).then(|| format!("\"{}\"", texts.join(" ")))
    }

    /// A word of which two neighbouring letters changed places, or one is gone; never the first.
    fn misspelt(&mut self, word: &str) -> Option<String> {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() < FUZZY {
            return None;
        }
        let at = 1 + self.random.below(letters.len() - 2);
        if letters[at] == letters[at + 1] {
            letters.remove(at);
        } else {
            letters.swap(at, at + 1);
        }
        Some(letters.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of which the first are frequent, in two texts, one with a day.
    fn vocabulary() -> Vocabulary {
        let names = "missile frigate carrier squadron harbour admiral convoy radar turret sailor";
        let word = |(number, text): (u64, &str)| Word {
            text: text.to_owned(),
            articles: [100, 50, 30, 20, 10, 6, 5, 3, 2, 1][usize::try_from(number).unwrap()],
            is_telling: true,
        };
        let mut words: Vec<Word> = (0..).zip(names.split(' ')).map(word).collect();
        words.push(Word { text: "the".to_owned(), articles: 200, is_telling: false });
        let texts = vec![
            Text { runs: vec![vec![10, 0, 1, 2], vec![10, 10]], day: Some(jiff::civil::date(2024, 3, 9)) },
            Text { runs: vec![vec![3, 4, 5, 6, 7, 8, 9]], day: None },
        ];
        Vocabulary { words, texts, articles: 200 }
    }

    fn of_kind<'d>(drawn: &'d Drawn, kind: &str) -> Vec<&'d str> {
        drawn.queries.iter().filter(|query| query.kind == kind).map(|query| query.text.as_str()).collect()
    }

    #[test]
    fn every_kind_is_what_it_says() {
        let drawn = draw(&vocabulary(), 50, 1);
        assert_eq!(drawn.absent, [""; 0]);
        let sorted = |kind| {
            let mut texts = of_kind(&drawn, kind);
            texts.sort_unstable();
            texts
        };
        assert_eq!(sorted("term_high"), ["carrier", "frigate", "missile", "squadron"]);
        assert_eq!(sorted("term_low"), ["sailor", "turret"]);
        assert_eq!(sorted("term_mid"), ["admiral", "convoy", "harbour", "radar"]);
        assert_eq!(sorted("date").len(), 3);
        assert!(sorted("date").contains(&"frigate date:2024-03"));
        assert!(sorted("phrase2").contains(&"\"the missile\"") && !sorted("phrase2").contains(&"\"the the\""));
        assert!(sorted("phrase3").contains(&"\"admiral convoy radar\""));
        assert!(sorted("prefix").contains(&"miss*") && sorted("prefix").iter().all(|text| text.len() == 5));
        assert!(sorted("and2").contains(&"+frigate +missile") && !sorted("and2").contains(&"+missile +radar"));
        let fuzzy = sorted("fuzzy");
        assert!(fuzzy.iter().all(|text| !drawn.queries.iter().any(|query| text.trim_end_matches('~') == query.text)));
        assert!(sorted("or3").iter().all(|text| text.split(' ').collect::<HashSet<_>>().len() == 3));
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_one_others() {
        let vocabulary = vocabulary();
        assert_eq!(draw(&vocabulary, 3, 7), draw(&vocabulary, 3, 7));
        assert_ne!(draw(&vocabulary, 3, 7), draw(&vocabulary, 3, 8));
    }

    #[test]
    fn what_an_index_does_not_have_is_named() {
        let nothing = draw(&Vocabulary::default(), 3, 1);
        assert_eq!((nothing.queries.len(), nothing.absent.len()), (0, KINDS.len()));
        let mut undated = vocabulary();
        undated.texts.iter_mut().for_each(|text| text.day = None);
        assert_eq!(draw(&undated, 3, 1).absent, ["date"]);
    }
}
