//! In how large a part of a source a line stands, also where a folder mixes sources.

/// Which stories hold a line: one bit a story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Holders {
    words: Vec<u64>,
}

impl Holders {
    pub(super) fn insert(&mut self, story: u32) {
        let word = story as usize / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (story % 64);
    }

    pub(super) fn len(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    fn common(&self, other: &Self) -> u32 {
        self.words.iter().zip(&other.words).map(|(a, b)| (a & b).count_ones()).sum()
    }
}

/// A line that marks a source needs so many articles.
const FEWEST_OF_MARK: u32 = 16;

/// The percentage of a source's stories that hold the line `of`.
///
/// A folder may hold articles of many sources without a word on which is which. Each source's own furniture then marks it:
/// where nearly all articles with a line also hold some mark, the line's share is taken among the articles with that mark.
pub(super) fn percent(of: &Holders, stories: u32, marks: &[Holders]) -> u32 {
    let own = of.len();
    let among = |mark: &Holders| {
        let (all, common) = (mark.len(), of.common(mark));
        let is_within = all >= FEWEST_OF_MARK && all >= own && common * 10 >= own * 9;
        if is_within { common * 100 / all } else { 0 }
    };
    let whole = own * 100 / stories.max(1);
    marks.iter().filter(|mark| *mark != of).map(among).max().unwrap_or(0).max(whole)
}
