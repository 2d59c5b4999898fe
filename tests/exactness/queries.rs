//! Random queries, as they are typed.

use crate::common::Dice;
use crate::news::word;

pub(crate) struct Queries<'w> {
    pub words: &'w [String],
    /// Running text, for phrases that stand somewhere.
    pub texts: &'w [String],
    pub dice: Dice,
}

impl Queries<'_> {
    pub(crate) fn query(&mut self) -> String {
        let depth = self.dice.below(4);
        let count = 1 + self.dice.below(3) * usize::from(depth > 0);
        let clauses: Vec<String> = (0..count).map(|_| self.clause(depth)).collect();
        clauses.join(" ")
    }

    fn clause(&mut self, depth: usize) -> String {
        let sign = *self.dice.pick(&["", "", "", "", "", "+", "-", "NOT "]);
        format!("{sign}{}", self.tree(depth))
    }

    fn tree(&mut self, depth: usize) -> String {
        if depth == 0 || self.dice.below(4) == 0 {
            return self.leaf();
        }
        let parts: Vec<String> = (0..2 + self.dice.below(2)).map(|_| self.clause(depth - 1)).collect();
        let between = *self.dice.pick(&[" AND ", " OR ", " ", " AND NOT ", " && ", " || "]);
        let field = *self.dice.pick(&["", "", "", "", "", "", "title:", "body:"]);
        format!("{field}({})", parts.join(between))
    }

    fn leaf(&mut self) -> String {
        match self.dice.below(16) {
            0..=5 => self.word(),
            6 | 7 => self.phrase(),
            8 => self.prefix(),
            9 => self.wildcard(),
            10 => self.fuzzy(),
            11 | 12 => self.near(),
            13 => format!("title:{}", self.simple()),
            14 => format!("body:{}", self.simple()),
            _ => format!("{}^{}", self.word(), self.dice.below(3)),
        }
    }

    fn simple(&mut self) -> String {
        match self.dice.below(5) {
            0 | 1 => self.word(),
            2 => self.phrase(),
            3 => self.prefix(),
            _ => self.wildcard(),
        }
    }

    /// Without blanks.
    pub(crate) fn word(&mut self) -> String {
        word(self.words, &mut self.dice).replace(' ', "-").replace(['“', '”', '(', ')'], "")
    }

    /// Neighbours in some text, some of them left out, or any words.
    fn phrase(&mut self) -> String {
        let count = 2 + self.dice.below(3);
        let mut words: Vec<String> = if self.dice.below(4) == 0 {
            (0..count).map(|_| self.word()).collect()
        } else {
            let text: Vec<&str> = self.dice.pick(self.texts).split_whitespace().collect();
            let from = self.dice.below(text.len());
            text.iter().skip(from).take(count + 2).map(|word| word.replace(['“', '”'], "")).collect()
        };
        while words.len() > count {
            let at = self.dice.below(words.len());
            words.remove(at);
        }
        let slop = *self.dice.pick(&["", "", "", "~1", "~2", "~3", "~3", "~70"]);
        format!("\"{}\"{slop}", words.join(" "))
    }

    /// The letters of a word without any that end a pattern.
    fn letters(&mut self) -> Vec<char> {
        loop {
            let word: Vec<char> = self.word().chars().filter(|c| c.is_alphanumeric() || "-’".contains(*c)).collect();
            if word.len() > 2 && word[0].is_alphanumeric() {
                return word;
            }
        }
    }

    fn prefix(&mut self) -> String {
        let letters = self.letters();
        let length = 2 + self.dice.below(letters.len() - 1);
        letters[..length].iter().collect::<String>() + "*"
    }

    fn wildcard(&mut self) -> String {
        let mut letters = self.letters();
        for _ in 0..=self.dice.below(2) {
            let at = 2 + self.dice.below(letters.len() - 2);
            letters[at] = *self.dice.pick(&['?', '?', '*']);
        }
        if self.dice.below(3) == 0 {
            letters.truncate(2 + self.dice.below(letters.len() - 2));
            letters.push('*');
        }
        letters.into_iter().collect()
    }

    fn fuzzy(&mut self) -> String {
        let mut letters = self.letters();
        let at = self.dice.below(letters.len());
        match self.dice.below(4) {
            0 => letters[at] = 'x',
            1 => letters.insert(at, 'e'),
            2 => drop(letters.remove(at)),
            _ => letters.swap(at, at.saturating_sub(1)),
        }
        format!("{}~1", letters.into_iter().collect::<String>())
    }

    fn near(&mut self) -> String {
        let mut text = self.operand();
        for _ in 0..=self.dice.below(2) {
            let distance = if self.dice.below(30) == 0 { 60 } else { 1 + self.dice.below(8) };
            text += &format!(" NEAR/{distance} {}", self.operand());
        }
        text
    }

    fn operand(&mut self) -> String {
        match self.dice.below(8) {
            0..=3 => self.word(),
            4 => self.phrase(),
            5 => self.prefix(),
            6 => self.wildcard(),
            _ => format!("({} OR {})", self.simple_operand(), self.simple_operand()),
        }
    }

    fn simple_operand(&mut self) -> String {
        if self.dice.below(4) == 0 { self.prefix() } else { self.word() }
    }
}
