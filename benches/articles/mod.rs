//! Made-up articles to measure with: any number of them, the same for the same seed on every machine.
//!
//! They are like news in what an index feels: a headline, a date, paragraphs of sentences, some 3 kB a piece; half of
//! the words are real function words, the others are made up and as frequent as words are (Zipf's law), inflected so
//! that stemming has something to do; each article is about a few words and names of its own, which come again and
//! again in it. No two share a line. What they lack is meaning: measure time and size with them, not relevance.

mod random;
mod words;

pub(crate) use random::{Draw, Random};
use words::{Words, capitalized, inflected};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Makes articles.
#[derive(Debug, Clone)]
pub(crate) struct Articles {
    seed: u64,
    words: Words,
}

/// One article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Article {
    /// Without a full stop.
    pub headline: String,
    /// The day of publication, as `14 March 2021`.
    pub date: String,
    /// Each of whole sentences.
    pub paragraphs: Vec<String>,
}

impl Articles {
    /// The articles that belong to a seed. Makes the vocabulary, which takes some 50 ms.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, words: Words::new(seed) }
    }

    /// The article of a number. It depends on seed and number only, so articles can be made in any order.
    pub(crate) fn article(&self, number: u64) -> Article {
        let mut writer = Writer::new(&self.words, Random::new(self.seed, number));
        let headline = writer.headline();
        let date = writer.date();
        // Between 160 and 760 words, 460 on average.
        let length = 160 + writer.random.below(300) + writer.random.below(301);
        let mut paragraphs = Vec::new();
        let mut words = 0;
        while words < length {
            let (paragraph, more) = writer.paragraph();
            paragraphs.push(paragraph);
            words += more;
        }
        Article { headline, date, paragraphs }
    }
}

impl Article {
    /// The article as the text of a file: headline, date and paragraphs, with empty lines between.
    pub(crate) fn text(&self) -> String {
        format!("{}\n\n{}\n\n{}\n", self.headline, self.date, self.paragraphs.join("\n\n"))
    }
}

/// Writes one article.
struct Writer<'a> {
    words: &'a Words,
    random: Random,
    topics: Vec<String>,
    names: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(words: &'a Words, mut random: Random) -> Self {
        let topics = (0..8).map(|_| words.topic(&mut random)).collect();
        let names = (0..3).map(|_| words.name(&mut random)).collect();
        Self { words, random, topics, names }
    }

    fn headline(&mut self) -> String {
        let number = 5 + self.random.below(5);
        let mut line: Vec<String> = Vec::with_capacity(number);
        for at in 0..number {
            let word = match self.random.below(10) {
                0..2 if at > 0 => self.words.function_word(&mut self.random).to_owned(),
                0..7 => self.random.one_of(&self.topics).to_owned(),
                _ => self.words.word(&mut self.random),
            };
            line.push(word);
        }
        capitalized(&line.join(" "))
    }

    fn date(&mut self) -> String {
        let day = 1 + self.random.below(28);
        let month = self.random.one_of(&MONTHS);
        format!("{day} {month} {}", 2015 + self.random.below(11))
    }

    /// Some sentences and how many words they have.
    fn paragraph(&mut self) -> (String, usize) {
        let mut text = String::new();
        let mut words = 0;
        for _ in 0..=self.random.below(4) {
            if !text.is_empty() {
                text.push(' ');
            }
            let (sentence, more) = self.sentence();
            text.push_str(&sentence);
            words += more;
        }
        (text, words)
    }

    fn sentence(&mut self) -> (String, usize) {
        let number = 8 + self.random.below(21);
        let mut text = String::new();
        let mut follows_function_word = false;
        for at in 0..number {
            let is_last = at + 1 == number;
            let share = if follows_function_word { 0.25 } else { 0.65 };
            follows_function_word = !is_last && self.random.happens(share);
            let word = if follows_function_word {
                self.words.function_word(&mut self.random).to_owned()
            } else {
                self.telling_word()
            };
            text.push_str(&if at == 0 { capitalized(&word) } else { word });
            let has_comma = !follows_function_word && !is_last && self.random.happens(0.08);
            text.push_str(match (is_last, has_comma) {
                (true, _) => ".",
                (false, true) => ", ",
                (false, false) => " ",
            });
        }
        (text, number)
    }

    fn telling_word(&mut self) -> String {
        match self.random.below(100) {
            0..10 => inflected(self.random.one_of(&self.topics), &mut self.random),
            10..13 => self.random.one_of(&self.names).to_owned(),
            13..15 => (1 + self.random.below(9999)).to_string(),
            _ => self.words.word(&mut self.random),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_articles_in_any_order() {
        let (one, other) = (Articles::new(1), Articles::new(1));
        let forwards: Vec<Article> = (0..5).map(|number| one.article(number)).collect();
        let mut backwards: Vec<Article> = (0..5).rev().map(|number| other.article(number)).collect();
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert_ne!(forwards[0], Articles::new(2).article(0));
    }

    #[test]
    fn articles_are_as_long_as_news_and_share_no_line() {
        let articles = Articles::new(1);
        let texts: Vec<String> = (0..500).map(|number| articles.article(number).text()).collect();
        let mean = texts.iter().map(String::len).sum::<usize>() / texts.len();
        assert!((2_700..3_500).contains(&mean), "{mean}");
        let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).filter(|line| line.len() > 20).collect();
        assert_eq!(lines.iter().collect::<HashSet<_>>().len(), lines.len());
    }

    #[test]
    fn a_few_words_are_frequent_and_most_are_rare() {
        let articles = Articles::new(1);
        let text: String = (0..500).map(|number| articles.article(number).text()).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()) {
            *counts.entry(word).or_default() += 1;
        }
        let all: usize = counts.values().sum();
        assert!(counts["the"] * 25 > all, "{} of {all}", counts["the"]);
        let once = counts.values().filter(|&&count| count == 1).count();
        assert!(once * 10 > counts.len() * 3, "{once} of {}", counts.len());
    }
}
