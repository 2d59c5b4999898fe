//! The parts of analysis, reading of queries and ranking that can be left out, so that what each gives, and what it takes,
//! can be measured.

use std::fmt;

/// A part that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What stands in the title counts more.
    Title,
    /// The best passage counts for the rank of its article.
    Passages,
    /// Words of the query near each other count more.
    Proximity,
    /// The thesaurus.
    Synonyms,
    /// Words that one of the query may be a slip for.
    Typos,
    /// Accents, and other forms of letters, are one.
    Folding,
    /// Spellings and transliterations of a word are one term.
    Spellings,
    /// Designations are one term however they are written, and found by their base.
    Designations,
    /// Amounts and number words are one term however they are written.
    Numbers,
}

impl Part {
    /// Those of the search first.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Passages,
        Self::Proximity,
        Self::Synonyms,
        Self::Typos,
        Self::Folding,
        Self::Spellings,
        Self::Designations,
        Self::Numbers,
    ];

    /// How it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Passages => "passages",
            Self::Proximity => "proximity",
            Self::Synonyms => "synonyms",
            Self::Typos => "typos",
            Self::Folding => "folding",
            Self::Spellings => "spellings",
            Self::Designations => "designations",
            Self::Numbers => "numbers",
        }
    }

    /// Whether it decides what the terms of a text are, so that an index with it differs from one without.
    #[must_use]
    pub fn is_of_analysis(self) -> bool {
        matches!(self, Self::Folding | Self::Spellings | Self::Designations | Self::Numbers)
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of parts: all of them, unless some are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    left_out: u16,
}

impl Parts {
    /// Nothing is left out.
    pub const ALL: Self = Self { left_out: 0 };

    /// The set without a part.
    #[must_use]
    pub const fn without(self, part: Part) -> Self {
        Self { left_out: self.left_out | part.bit() }
    }

    /// Whether a part is not left out.
    #[inline]
    #[must_use]
    pub const fn has(self, part: Part) -> bool {
        self.left_out & part.bit() == 0
    }

    /// What both sets have.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { left_out: self.left_out | other.left_out }
    }

    /// What is left out.
    pub fn left_out(self) -> impl Iterator<Item = Part> {
        Part::ALL.into_iter().filter(move |&part| !self.has(part))
    }

    /// The same set, in which nothing is left out that is of no concern to an index.
    #[must_use]
    pub fn of_analysis(self) -> Self {
        self.left_out().filter(|part| part.is_of_analysis()).collect()
    }
}

/// All parts without these.
impl FromIterator<Part> for Parts {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        parts.into_iter().fold(Self::ALL, Self::without)
    }
}

/// `with all parts`, or `without title, numbers`.
impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.left_out().map(Part::name).collect();
        if names.is_empty() { f.write_str("with all parts") } else { write!(f, "without {}", names.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lacks_what_was_left_out() {
        let parts: Parts = [Part::Numbers, Part::Title].into_iter().collect();
        assert!(!parts.has(Part::Title) && !parts.has(Part::Numbers) && parts.has(Part::Typos));
        assert_eq!(parts.to_string(), "without title, numbers");
        assert_eq!(parts.of_analysis(), Parts::ALL.without(Part::Numbers));
        assert_eq!(parts.of_analysis().and(Parts::ALL.without(Part::Title)), parts);
        assert_eq!((Parts::default(), Parts::ALL.to_string().as_str()), (Parts::ALL, "with all parts"));
        assert!(Part::ALL.into_iter().all(|part| Parts::ALL.has(part) && !Parts::ALL.without(part).has(part)));
    }
}
