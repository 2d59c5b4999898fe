//! The postings of a field of several segments.

use std::sync::Arc;

use tantivy::TantivyError;
use tantivy::directory::{CompositeFile, OwnedBytes};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentComponent};
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, FieldSerializer, InvertedIndexSerializer, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermMerger;

use super::Stop;
use super::source::Source;

/// The postings of one segment.
struct Lists<'a> {
    source: &'a Source,
    inverted: Arc<InvertedIndexReader>,
    kept: IndexRecordOption,
    /// Where positions are kept, those of all terms.
    positions: Option<OwnedBytes>,
    /// Those read last: opening them anew for each term would be taking memory for each.
    block: Option<BlockSegmentPostings>,
    /// Differences between positions of the articles of a block.
    differences: Vec<u32>,
}

/// Writes the postings of a field. Terms that stand in no article any more are left out.
pub(super) fn merge_field(
    serializer: &mut InvertedIndexSerializer,
    (field, kept): (Field, IndexRecordOption),
    norms: Option<FieldNormReader>,
    sources: &[Source],
    stop: &Stop,
) -> Result<(), TantivyError> {
    let lists: Result<Vec<_>, _> = sources.iter().map(|source| Lists::open(source, field, kept)).collect();
    let mut lists = lists?;
    let inverted: Vec<_> = lists.iter().map(|list| Arc::clone(&list.inverted)).collect();
    let streams: Result<Vec<_>, _> = inverted.iter().map(|inverted| inverted.terms().stream()).collect();
    let mut terms = TermMerger::new(streams?);
    let tokens = lists.iter().map(|list| list.tokens(field)).sum::<Result<u64, TantivyError>>()?;
    let mut serializer = serializer.new_field(field, tokens, norms)?;
    let mut found: Vec<(usize, TermInfo)> = Vec::new();
    while terms.advance() {
        stop.check()?;
        let mut articles = 0;
        found.clear();
        for (number, term) in terms.current_segment_ords_and_term_infos() {
            articles += lists[number].articles(&term)?;
            found.push((number, term));
        }
        if articles > 0 {
            serializer.new_term(terms.key(), articles, kept.has_freq())?;
            for (number, term) in &found {
                lists[*number].write(term, &mut serializer)?;
            }
            serializer.close_term()?;
        }
    }
    serializer.close()?;
    Ok(())
}

impl<'a> Lists<'a> {
    fn open(source: &'a Source, field: Field, kept: IndexRecordOption) -> Result<Self, TantivyError> {
        let inverted = source.reader.inverted_index(field)?;
        let positions = if kept.has_positions() {
            let positions = CompositeFile::open(&source.reader.open_read(SegmentComponent::Positions)?)?;
            positions.open_read(field).map(|positions| positions.read_bytes()).transpose()?
        } else {
            None
        };
        Ok(Self { source, inverted, kept, positions, block: None, differences: Vec::new() })
    }

    /// How many words its articles have. Where some were deleted this is what the coded lengths of the others add up to, or
    /// in fields without lengths their share of all.
    fn tokens(&self, field: Field) -> Result<u64, TantivyError> {
        let (reader, all) = (&self.source.reader, self.inverted.total_num_tokens());
        if self.source.is_whole() {
            return Ok(all);
        }
        let Some(norms) = reader.fieldnorms_readers().get_field(field)? else {
            return Ok(all * u64::from(reader.num_docs()) / u64::from(reader.max_doc().max(1)));
        };
        Ok(self.source.kept().map(|article| u64::from(norms.fieldnorm(article))).sum())
    }

    /// In how many articles a term stands.
    fn articles(&mut self, term: &TermInfo) -> Result<u32, TantivyError> {
        if self.source.is_whole() {
            return Ok(term.doc_freq);
        }
        let source = self.source;
        let mut articles = 0;
        self.each_block(term, |docs, _| {
            articles += docs.iter().map(|&doc| u32::from(source.number(doc).is_some())).sum::<u32>();
        })?;
        Ok(articles)
    }

    /// Writes the postings of a term.
    fn write(&mut self, term: &TermInfo, serializer: &mut FieldSerializer<'_>) -> Result<(), TantivyError> {
        let source = self.source;
        let Some(positions) = &self.positions else {
            return self.each_block(term, |docs, freqs| {
                let frequencies = freqs.iter().copied().chain(std::iter::repeat(0));
                for (&doc, frequency) in docs.iter().zip(frequencies) {
                    if let Some(number) = source.number(doc) {
                        serializer.write_doc(number, frequency, &[]);
                    }
                }
            });
        };
        let mut positions = PositionReader::open(positions.slice(term.positions_range.clone()))?;
        let (mut differences, mut read) = (std::mem::take(&mut self.differences), 0);
        let written = self.each_block(term, |docs, freqs| {
            let count = freqs.iter().sum::<u32>();
            differences.resize(count as usize, 0);
            positions.read(read, &mut differences);
            read += u64::from(count);
            let mut rest = differences.as_slice();
            for (&doc, &frequency) in docs.iter().zip(freqs) {
                let (own, others) = rest.split_at(frequency as usize);
                rest = others;
                if let Some(number) = source.number(doc) {
                    serializer.write_doc(number, frequency, own);
                }
            }
        });
        self.differences = differences;
        written
    }

    /// Calls `each` for blocks of articles, and, where that is kept, how often the term stands in each.
    fn each_block(&mut self, term: &TermInfo, mut each: impl FnMut(&[u32], &[u32])) -> Result<(), TantivyError> {
        let block = match self.block.take() {
            Some(mut block) => {
                self.inverted.reset_block_postings_from_terminfo(term, &mut block)?;
                block
            }
            None => self.inverted.read_block_postings_from_terminfo(term, self.kept)?,
        };
        let block = self.block.insert(block);
        let mut left = term.doc_freq as usize;
        while left > 0 && !block.docs().is_empty() {
            each(block.docs(), block.freqs());
            left = left.saturating_sub(block.docs().len());
            if left > 0 {
                block.advance();
            }
        }
        Ok(())
    }
}
