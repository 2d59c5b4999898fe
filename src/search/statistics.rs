//! The counts that BM25 needs, the same for every order in which an index was built.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentReader, Term};

use crate::index::Alive;

/// BM25's k1 and b. tantivy has them built in; ours must be equal, since tantivy selects the candidates.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Article count and average length of an index.
pub(super) struct Statistics {
    field: Field,
    /// Articles without deleted ones, as in document frequencies.
    articles: u64,
    tokens: u64,
    /// By how much each segment's own average length is off: see [`Self::looseness`].
    looseness: Vec<f64>,
    /// See [`Self::saturation`].
    saturation: Box<[Score; 256]>,
    bounds: Vec<Bounds>,
}

/// What tells how much a term can add to scores in a block of postings of a segment.
///
/// The frequency and length that tantivy keeps for a block score best at the segment's own average length. There, they bound
/// all others of the block; and at the index's average no score is higher, if that is shorter, and else by no more than the
/// ratio of the two. That is nearer than [`Statistics::looseness`], which is for bounds that tantivy takes at the index's average.
pub(super) struct Bounds {
    /// By the coded length of an article, what BM25 adds to a frequency at the segment's own average length.
    saturation: Box<[Score; 256]>,
    /// What the share of a weight is multiplied by.
    factor: Score,
}

impl Bounds {
    /// Of a segment with these average lengths, its own and the index's.
    #[expect(clippy::cast_possible_truncation, reason = "scores are single precision in tantivy")]
    pub(super) fn new(own: f64, average: f64) -> Self {
        let factor = if own > 0.0 { (average / own).max(1.0) } else { 1.0 };
        Self { saturation: saturation(own.max(1.0)), factor: factor as Score * (1.0 + ROUNDING) }
    }

    /// What share of its weight a term of any weight adds at most to scores in a block, by the coded length and the frequency that
    /// score best there.
    #[inline]
    pub(super) fn share(&self, norm: u8, frequency: u8) -> Score {
        // It stands for all frequencies that are as high or higher.
        if frequency == u8::MAX {
            return 1.0;
        }
        let frequency = Score::from(frequency);
        (self.factor * frequency / (frequency + self.saturation[usize::from(norm)])).min(1.0)
    }
}

/// By how much shares of scores may be rounded.
const ROUNDING: Score = 1e-5;

impl Statistics {
    /// Reads what each segment says of the lengths of its articles.
    ///
    /// It is what the lengths add up to as they are quantized for scoring (see `src/index/segment`), so that scores do not depend on
    /// how articles came into their segments.
    pub(super) fn of(alive: &Alive, field: Field) -> tantivy::Result<Self> {
        let (mut lengths, mut tokens) = (Vec::new(), 0);
        for (number, segment) in (0u32..).zip(alive.searcher().segment_readers()) {
            let all = segment.inverted_index(field)?.total_num_tokens();
            tokens += all.saturating_sub(tokens_of(alive.deleted(number), segment, field)?);
            lengths.push((all, u64::from(segment.max_doc())));
        }
        let (tokens, articles) = (tokens.max(1), alive.searcher().num_docs());
        let average = ratio(tokens, articles);
        let own: Vec<f64> = lengths.into_iter().map(|(tokens, articles)| ratio(tokens, articles)).collect();
        let off = |own: f64| if own > 0.0 && average > 0.0 { (own / average).max(average / own) } else { 1.0 };
        let looseness = own.iter().map(|&own| off(own)).collect();
        let bounds = own.iter().map(|&own| Bounds::new(own, average)).collect();
        Ok(Self { field, articles, tokens, looseness, saturation: saturation(average), bounds })
    }

    /// The number of articles, without deleted ones.
    pub(super) fn articles(&self) -> u64 {
        self.articles
    }

    /// The average length of an article in tokens.
    pub(super) fn average_length(&self) -> f64 {
        ratio(self.tokens, self.articles)
    }

    /// A factor by which scores in the segment can exceed the bounds by which tantivy prunes.
    ///
    /// For every block of postings tantivy keeps the frequency and length that score best *at the segment's own
    /// average length*. At the index's average another pair can be better. Scores s = tf / (tf + K) with
    /// K = k1 (1 - b + b length / average) change by no more than the ratio of the two averages, so neither does
    /// the best of a block.
    pub(super) fn looseness(&self, segment: u32) -> f64 {
        self.looseness.get(segment as usize).copied().unwrap_or(1.0)
    }

    /// What bounds scores in a segment.
    pub(super) fn bounds(&self, segment: u32) -> Option<&Bounds> {
        self.bounds.get(segment as usize)
    }

    /// By the coded length of an article, what BM25 adds to a frequency under the line, in tantivy's precision.
    pub(super) fn saturation(&self) -> &[Score; 256] {
        &self.saturation
    }

    /// Inverse document frequency: ln(1 + (N - n + 0.5) / (n + 0.5)), as in Lucene and tantivy; in single precision,
    /// because candidates are selected by tantivy's.
    pub(super) fn idf(&self, doc_freq: u64) -> f64 {
        idf(self.articles, doc_freq)
    }

    /// BM25 of a term or phrase that occurs `frequency` times in an article whose length is coded as `norm`:
    /// idf (k1 + 1) tf / (tf + k1 (1 - b + b length / average)), Robertson et al., TREC-3.
    pub(super) fn bm25(&self, idf: f64, frequency: f64, norm: u8) -> f64 {
        self.bm25_of_length(idf, frequency, f64::from(FieldNormReader::id_to_fieldnorm(norm)))
    }

    /// The same in an article of so many tokens.
    pub(super) fn bm25_of_length(&self, idf: f64, frequency: f64, length: f64) -> f64 {
        idf * (K1 + 1.0) * frequency / (frequency + K1 * (1.0 - B + B * length / self.average_length()))
    }
}

/// See [`Statistics::saturation`]; at an average length.
#[expect(clippy::cast_possible_truncation, reason = "scores are single precision in tantivy")]
fn saturation(average: f64) -> Box<[Score; 256]> {
    let mut saturation = Box::new([0.0; 256]);
    for (norm, added) in (0..=u8::MAX).zip(saturation.iter_mut()) {
        let length = f64::from(FieldNormReader::id_to_fieldnorm(norm));
        *added = (K1 * (1.0 - B + B * length / average)) as Score;
    }
    saturation
}

/// How long some articles of a segment are together.
fn tokens_of(articles: &[DocId], segment: &SegmentReader, field: Field) -> tantivy::Result<u64> {
    if articles.is_empty() {
        return Ok(0);
    }
    let lengths = segment.get_fieldnorms_reader(field)?;
    Ok(articles.iter().map(|&article| u64::from(lengths.fieldnorm(article))).sum())
}

/// See [`Statistics::idf`].
#[expect(clippy::cast_precision_loss, reason = "tantivy loses the same")]
pub(super) fn idf(articles: u64, doc_freq: u64) -> f64 {
    let with = doc_freq.min(articles);
    let odds = ((articles - with) as f32 + 0.5) / (with as f32 + 0.5);
    f64::from((1.0 + odds).ln())
}

#[allow(clippy::cast_precision_loss, reason = "counts of tokens are far below 2^52")]
fn ratio(tokens: u64, articles: u64) -> f64 {
    if articles == 0 { 0.0 } else { tokens as f64 / articles as f64 }
}

/// The same counts for tantivy's own scoring.
pub(super) struct EngineStatistics<'a> {
    pub statistics: &'a Statistics,
    pub alive: &'a Alive,
}

impl Bm25StatisticsProvider for EngineStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        if field == self.statistics.field {
            Ok(self.statistics.tokens)
        } else {
            self.alive.searcher().total_num_tokens(field)
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.statistics.articles)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.alive.doc_freq(term)
    }
}
