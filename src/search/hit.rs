//! What a search answers: plain data, in the product's own terms, complete before anything is rendered.

use std::ops::Range;
use std::path::PathBuf;

use super::stages::Stages;

/// A text and the places in it that made the query match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The text to show, as it stands in the article: not sanitised, not escaped.
    pub text: String,
    /// Half-open byte ranges in `text`, on character borders, sorted and disjoint.
    pub highlights: Vec<Range<usize>>,
}

/// One ranked passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Place in the whole ranking, counted from 1 (the first hit of `--offset 10` has rank 11).
    pub rank: usize,
    /// Relevance; comparable within one response only, falling from rank to rank.
    pub score: f64,
    /// The article's name: its own id where it has one, else its path, with `:LINE` for a record.
    pub article_id: String,
    /// The source file, as the user named it (or whole, with `--absolute`).
    pub path: String,
    /// The source file's whole path, for links. `None` for an article that came through standard input.
    pub file: Option<PathBuf>,
    /// The line at which the record starts in `path`, counted from 1. `None` for a file that is one article.
    pub line: Option<u64>,
    /// The title and what matched in it.
    pub title: Snippet,
    /// Publication day as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// Names of the authors.
    pub authors: Vec<String>,
    /// The address the article came from.
    pub url: Option<String>,
    /// The language tag.
    pub language: Option<String>,
    /// The passage and what matched in it. Where text of a long passage was left out stands an ellipsis, with a space.
    pub passage: Snippet,
    /// Where text of the passage was left out.
    pub left_out: LeftOut,
    /// Half-open byte range of the passage, without ellipses, in the article's body (the text that `newsdex show` prints).
    pub range_in_body: Range<usize>,
    /// The same range counted in characters (Unicode scalar values).
    pub char_range_in_body: Range<usize>,
    /// The article's copies, for which it stands. `None` where each copy is a hit of its own.
    pub copies: Option<Copies>,
    /// How the score came about, if that was asked for.
    pub explanation: Option<Explanation>,
}

/// How the score of a hit came about: the sum of the parts, times how new the article is.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What was added up, in the order of the query.
    pub parts: Vec<ScorePart>,
    /// What the sum was multiplied by for how new the article is: see [`super::Recency`]. `None` where that does not count.
    pub newness: Option<f64>,
    /// The copy of the article that the parts are about: the article stands at its rank. `None` where they are about itself.
    pub copy: Option<String>,
}

impl Explanation {
    /// The score.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.newness.unwrap_or(1.0) * self.parts.iter().map(|part| part.score).sum::<f64>()
    }
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// What for.
    pub kind: PartKind,
    /// Of words, as they were typed; of the title, all that stand in it. Else empty.
    pub text: String,
    /// Of words, in how many articles they stand; of several ways to say a thing, the one that was typed; of a pattern, its most
    /// frequent word. `None` for what only positions tell: phrases, NEAR, words of one part of the text.
    pub articles: Option<u64>,
    /// Of words, how often they stand in the article; other ways to say them count by their weights.
    pub count: Option<f64>,
    /// Of words, how much they count, from 0 up; 1 unless something is known of them.
    pub factor: Option<f64>,
    /// What the part adds.
    pub score: f64,
}

impl ScorePart {
    /// A part that is not about words of their own.
    pub(super) fn of(kind: PartKind, text: String, score: f64) -> Self {
        Self { kind, text, articles: None, count: None, factor: None, score }
    }
}

/// What a part of a score is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A word, phrase or pattern of the query in the article: BM25.
    Word,
    /// A word that was added to the query, or more weight for one of it, because the best articles have it: BM25.
    AddedWord,
    /// What of the query stands in the title.
    Title,
    /// What of it stands in the passage: BM25.
    PassageWords,
    /// Neighbouring words of it that stand near each other in the passage.
    PassageNearness,
    /// How much of it the passage holds at once.
    PassageCoverage,
}

impl PartKind {
    /// As programs read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::AddedWord => "added_word",
            Self::Title => "title",
            Self::PassageWords => "passage_words",
            Self::PassageNearness => "passage_nearness",
            Self::PassageCoverage => "passage_coverage",
        }
    }
}

/// Where text of a passage was left out, because it is long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Before what is shown: it begins with `… `.
    pub before: bool,
    /// Behind what is shown: it ends with ` …`.
    pub after: bool,
}

/// The other articles of the index that are copies of an article, those that do not match the query included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    /// How many there are.
    pub articles: usize,
    /// How many other sources they come from. An article of unknown source counts by its file.
    pub sources: usize,
    /// Names of the articles (see [`Hit::article_id`]), the earliest first: at most 20.
    pub article_ids: Vec<String>,
    /// What those of other sources are called: their sources, or the paths of their files; each once.
    pub source_names: Vec<String>,
}

/// How many articles match a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// The number of matching articles, or a lower bound of it.
    pub articles: u64,
    /// Whether `articles` is the number itself.
    pub is_exact: bool,
}

/// A word that was taken for a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// As it was typed.
    pub typed: String,
    /// What it may have been meant to be, the most frequent first.
    pub meant: Vec<String>,
}

/// A word that the best articles have in common, and that was searched for that.
#[derive(Debug, Clone, PartialEq)]
pub struct AddedWord {
    /// In the form in which it stands there most often.
    pub word: String,
    /// How much it counts beside a word of the query, which counts 1.
    pub weight: f64,
}

/// The answer to one query.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResponse {
    /// The query's id in a query file.
    pub query_id: Option<String>,
    /// The query as it was typed.
    pub query: String,
    /// How many articles match, copies counted once. The same as `total_with_copies` where each copy is a hit.
    pub total: Total,
    /// How many articles match, each copy counted.
    pub total_with_copies: Total,
    /// Ranked passages, best first.
    pub hits: Vec<Hit>,
    /// Words that the index does not have, or hardly ever, and that were searched as others, too. Where nothing but those others
    /// would match, there are no hits, and these are suggestions.
    pub corrections: Vec<Correction>,
    /// Words that were searched, too, because the best articles have them, the weightiest first. `None` where that was not asked
    /// for.
    pub added_words: Option<Vec<AddedWord>>,
    /// Patterns that stand for more word forms than were searched.
    pub cut_patterns: Vec<String>,
    /// How many articles more would match if date filters let those without a date through. `None` where there is no such
    /// filter, or where it does.
    pub undated: Option<u64>,
    /// What all matching articles have in common, if it was asked for.
    pub facets: Option<Facets>,
    /// Seconds from the parsed request to the finished response.
    pub seconds: f64,
    /// Where they went.
    pub stages: Stages,
}

/// The values that most of the matching articles have, by field: at most ten, the most frequent first, equally frequent ones
/// by name. Copies count as they do in [`SearchResponse::total`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Outlets.
    pub source: Vec<FacetCount>,
    /// Names of authors.
    pub author: Vec<FacetCount>,
    /// Months of publication as `YYYY-MM`.
    pub month: Vec<FacetCount>,
    /// Keys of countries that the articles name: see [`crate::gazetteer`].
    pub country: Vec<FacetCount>,
    /// Keys of organisations.
    pub organisation: Vec<FacetCount>,
    /// Keys of weapon systems.
    pub system: Vec<FacetCount>,
}

/// How many articles have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// As it is filtered by.
    pub value: String,
    /// Articles with it.
    pub articles: u64,
}

impl Facets {
    /// Whether no article has any of the values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists().iter().all(|(_, counts)| counts.is_empty())
    }

    /// All lists, with their names.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[FacetCount]); 6] {
        [
            ("source", &self.source),
            ("author", &self.author),
            ("month", &self.month),
            ("country", &self.country),
            ("organisation", &self.organisation),
            ("system", &self.system),
        ]
    }
}

/// A whole cleaned article, as `newsdex show` prints it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleView {
    /// The article's name: see [`Hit::article_id`].
    pub article_id: String,
    /// The source file, as the user named it.
    pub path: String,
    /// The source file's whole path, for links. `None` for an article that came through standard input.
    pub file: Option<PathBuf>,
    /// The line at which the record starts in `path`.
    pub line: Option<u64>,
    /// The title and what matched in it.
    pub title: Snippet,
    /// Publication day as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The moment of publication in RFC 3339, with the offset in which the page gives it.
    pub published_at: Option<String>,
    /// Day of the last change as `YYYY-MM-DD`.
    pub modified: Option<String>,
    /// The moment of the last change in RFC 3339.
    pub modified_at: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// Names of the authors.
    pub authors: Vec<String>,
    /// The address the article came from.
    pub url: Option<String>,
    /// The language tag.
    pub language: Option<String>,
    /// The part of the outlet the article appeared in.
    pub section: Option<String>,
    /// Key words of the page.
    pub tags: Vec<String>,
    /// What the page says the article is about.
    pub description: Option<String>,
    /// The address of the lead image.
    pub image: Option<String>,
    /// The body, blocks parted by a blank line, and what matched in it.
    pub body: Snippet,
    /// Half-open byte ranges of the section headings in the body.
    pub headings: Vec<Range<usize>>,
}
