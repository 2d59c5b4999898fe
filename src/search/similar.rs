//! The words of the index that are a few edits away from a word, found by walking the dictionary and an automaton of the word
//! together (Schulz and Mihov, *Fast string correction with Levenshtein automata*, 2002): what cannot become such a word is not read.

use tantivy::Term;
use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy_fst::Automaton;

use super::SearchError;
use crate::analysis::languages::TAG;
use crate::analysis::listed::is_phrase;
use crate::index::Reader;

/// The automaton of a word. Making it takes longer than walking a dictionary with it.
pub(super) fn similar_to(word: &str, edits: usize) -> Result<impl Automaton<State = u32>, SearchError> {
    let edits = u8::try_from(edits).unwrap_or(u8::MAX);
    // The field plays no part in it.
    Ok(FuzzyTermQuery::new(Term::from_field_text(Field::from_field_id(0), word), edits, true).automaton()?)
}

/// Calls `each` for every entry of a field whose word `automaton` matches and that begins with `prefix`, with the number of its
/// articles, once a segment. The word of an entry ends at the tag of a language, if it has one.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn scan_similar(
    reader: &Reader,
    field: Field,
    (automaton, prefix): (&impl Automaton<State = u32>, &str),
    each: &mut dyn FnMut(&str, u64),
) -> Result<(), SearchError> {
    for (number, segment) in (0u32..).zip(reader.searcher().segment_readers()) {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().search(Tagged(automaton)).ge(prefix.as_bytes()).into_stream()?;
        while terms.advance() {
            if !terms.key().starts_with(prefix.as_bytes()) {
                break;
            }
            tell(reader, (number, field), (terms.key(), terms.value()), each)?;
        }
    }
    Ok(())
}

/// Calls `each` for an entry of a field of a segment, with the number of its articles, unless none holds it or it is a phrase.
pub(super) fn tell(
    reader: &Reader,
    (segment, field): (u32, Field),
    (entry, info): (&[u8], &TermInfo),
    each: &mut dyn FnMut(&str, u64),
) -> Result<(), SearchError> {
    if let Ok(entry) = std::str::from_utf8(entry)
        && !is_phrase(entry)
    {
        let articles = reader.alive().with_term(segment, field, info)?;
        if articles > 0 {
            each(entry, articles);
        }
    }
    Ok(())
}

/// What an automaton matches, and that with the tag of a language behind it.
struct Tagged<'a, A>(&'a A);

/// The state of the automaton, or none behind the tag.
impl<A: Automaton> Automaton for Tagged<'_, A> {
    type State = Option<A::State>;

    fn start(&self) -> Self::State {
        Some(self.0.start())
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.as_ref().is_none_or(|state| self.0.is_match(state))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.as_ref().is_none_or(|state| self.0.can_match(state))
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let state = state.as_ref()?;
        let is_tag = char::from(byte) == TAG && self.0.is_match(state);
        (!is_tag).then(|| self.0.accept(state, byte))
    }
}
