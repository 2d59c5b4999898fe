//! An article on its way into tantivy: analysed once, encoded once, borrowed from there on.

use std::collections::HashSet;

use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::schema::Fields;
use super::{IndexError, LineKeys, StoredArticle};
use crate::analysis::languages::{TAG, is_tagged};
use crate::analysis::{Analyzer, TermStream, stable_hash};
use crate::article::Metadata;
use crate::copies::{BANDS, Facts, Signature, Signer};
use crate::gazetteer::{Finder, Kind};
use crate::packing::Packer;

/// Positions between title and body, so that no phrase or proximity runs across.
const TITLE_GAP: u32 = 50;

/// Stands in the field of surface forms before a stem of which the article has other forms only.
pub(crate) const MISSING: char = '!';

/// Which version of which source file an article came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Number of the file's version, unique in the index.
    pub file: u64,
    /// Hash of the article's identity: see [`crate::index::article_key`].
    pub key: u64,
    /// Hash of the source file, if it holds this one article only, so that the hash identifies the article.
    pub content: Option<[u8; 16]>,
}

/// An article in the shape in which tantivy takes it.
pub struct IndexedArticle {
    values: Vec<(Field, FieldValue)>,
    /// Dropped when the article has left tantivy's queue; see [`crate::index::Writer::add`].
    permit: Option<Box<dyn Send + Sync>>,
}

/// One value of one field.
#[derive(Debug)]
pub enum FieldValue {
    /// Terms, or a name.
    Text(String),
    /// An encoded [`StoredArticle`].
    Bytes(Vec<u8>),
    /// A number, position or hash.
    U64(u64),
    /// A day.
    I64(i64),
}

impl IndexedArticle {
    /// Analyses title and body and encodes what is shown. Linear in the length of the text.
    pub(crate) fn new(
        article: &StoredArticle,
        lines: &LineKeys,
        origin: Origin,
        (fields, packer): (&Fields, &Packer),
        analyzer: &mut Analyzer,
    ) -> Result<Self, IndexError> {
        let terms = Terms::of(article, analyzer);
        let mut values = Vec::with_capacity(18 + BANDS + terms.passages.len());
        let text = |stream: TermStream| FieldValue::Text(stream.into_string());
        values.push((fields.title, text(terms.title)));
        values.push((fields.text, text(terms.text)));
        values.push((fields.surface, text(terms.surfaces)));
        values.push((fields.file, FieldValue::U64(origin.file)));
        values.push((fields.key, FieldValue::U64(origin.key)));
        values.push((fields.root, FieldValue::U64(u64::from(article.root))));
        values.push((fields.path, FieldValue::Text(String::from_utf8_lossy(&article.path).into_owned())));
        values.extend(origin.content.map(|content| (fields.content, FieldValue::U64(content_term(&content)))));
        values.extend(lines.title.map(|title| (fields.headline, FieldValue::U64(title.number()))));
        values.extend(lines.terms().map(|line| (fields.lines, FieldValue::U64(line))));
        values.extend(terms.passages.into_iter().map(|at| (fields.passages, FieldValue::U64(u64::from(at)))));
        values.extend(metadata_values(article, fields));
        values.extend(name_values(article, fields));
        if let Some(signature) = &terms.signature {
            values.extend(signature.bands.map(|band| (fields.copies, FieldValue::U64(u64::from(band)))));
            values.push((fields.sketch, FieldValue::U64(signature.sketch)));
            values.push((fields.exact, FieldValue::U64(u64::from(signature.exact))));
            let facts = Facts::of(&article.body);
            values.extend(facts.lead.into_iter().map(|fact| (fields.lead, FieldValue::U64(fact))));
            values.extend(facts.filter.into_iter().map(|bits| (fields.facts, FieldValue::U64(bits))));
        }
        values.push((fields.stored, FieldValue::Bytes(article.encode(packer)?)));
        Ok(Self { values, permit: None })
    }

    /// Attaches something that must live as long as the article waits in memory.
    pub(crate) fn hold(mut self, permit: Box<dyn Send + Sync>) -> Self {
        self.permit = Some(permit);
        self
    }
}

/// The part of a content hash that is indexed.
pub(crate) fn content_term(content: &[u8; 16]) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&content[..8]);
    u64::from_le_bytes(bytes)
}

fn metadata_values<'a>(
    article: &'a StoredArticle,
    fields: &'a Fields,
) -> impl Iterator<Item = (Field, FieldValue)> + 'a {
    let metadata = &article.metadata;
    let names = [
        (fields.id, &metadata.id),
        (fields.source, &metadata.source),
        (fields.language, &metadata.language),
        (fields.url, &metadata.url),
    ];
    names
        .into_iter()
        .filter_map(|(field, value)| Some((field, FieldValue::Text(value.clone()?))))
        .chain(metadata.authors.iter().map(|author| (fields.author, FieldValue::Text(author.clone()))))
        .chain(tags(metadata).into_iter().map(|tag| (fields.tag, FieldValue::Text(tag))))
        .chain(metadata.published.map(|day| (fields.published, FieldValue::I64(epoch_day(day)))))
}

/// The keys of what title and body name.
fn name_values(article: &StoredArticle, fields: &Fields) -> impl Iterator<Item = (Field, FieldValue)> {
    let texts = article.metadata.title.as_deref().into_iter().chain([article.body.as_str()]);
    let fields = *fields;
    Finder::built_in().names(texts).into_iter().map(move |(kind, key)| {
        let field = match kind {
            Kind::Country => fields.country,
            Kind::Organisation => fields.organisation,
            Kind::System => fields.system,
        };
        (field, FieldValue::Text(key.to_owned()))
    })
}

/// Section and key words as they are filtered by: in lower case, each once.
fn tags(metadata: &Metadata) -> Vec<String> {
    let mut tags: Vec<String> = metadata.section.iter().chain(&metadata.tags).map(|tag| tag.to_lowercase()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// Days since 1970-01-01.
pub(crate) fn epoch_day(day: jiff::civil::Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    day.duration_since(epoch).as_hours() / 24
}

/// The day that is so many days after 1970-01-01, if a calendar has it.
pub(crate) fn date_of_epoch_day(days: i64) -> Option<jiff::civil::Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

/// The analysed text of an article.
struct Terms {
    title: TermStream,
    text: TermStream,
    surfaces: TermStream,
    /// Token position in `text` at which each passage starts, and the position behind the last.
    passages: Vec<u32>,
    /// By what copies of the article are found.
    signature: Option<Signature>,
    /// Hashes of forms that are their own stems, and the stems of the others.
    own_stems: HashSet<u64>,
    stems: Vec<String>,
}

impl Terms {
    fn of(article: &StoredArticle, analyzer: &mut Analyzer) -> Self {
        let title = article.metadata.title.as_deref().unwrap_or_default();
        let mut terms = Self {
            title: TermStream::with_capacity(title.len() + 8),
            text: TermStream::with_capacity(title.len() + TITLE_GAP as usize + article.body.len()),
            surfaces: TermStream::with_capacity(article.body.len() / 4),
            passages: Vec::with_capacity(article.passages.len()),
            signature: None,
            own_stems: HashSet::new(),
            stems: Vec::new(),
        };
        let mut signer = Signer::default();
        analyzer.start_article(article.language());
        analyzer.analyze(title, |token| {
            terms.title.push_token(&token);
            terms.text.push_token(&token);
            terms.add_surface(&token);
        });
        terms.text.gap(TITLE_GAP);
        let mut starts = article.passages.iter().map(|&start| start as usize).peekable();
        analyzer.analyze(&article.body, |token| {
            while starts.next_if(|&start| start <= token.range.start).is_some() {
                terms.passages.push(terms.text.position());
            }
            signer.push(&token, &article.body[token.range.clone()]);
            terms.text.push_token(&token);
            terms.add_surface(&token);
        });
        terms.signature = signer.finish();
        terms.mark_missing_stems();
        terms.passages.resize(article.passages.len() + 1, terms.text.position());
        terms
    }

    fn add_surface(&mut self, token: &crate::analysis::Token<'_>) {
        if !token.is_new {
            return;
        }
        if token.surface == token.term {
            self.own_stems.insert(token.hash);
        } else if is_tagged(token.term) {
            // What the stem is follows neither from the form, which has lost its accents, nor from the rules of English.
            self.surfaces.push(&format!("{}{TAG}{}", token.surface, token.term));
        } else {
            self.surfaces.push(token.surface);
            self.stems.push(token.term.to_owned());
        }
    }

    /// A term of the text stands for all forms of a word; where the form that is the stem is not among them, this says so.
    fn mark_missing_stems(&mut self) {
        self.stems.sort_unstable();
        self.stems.dedup();
        for stem in &self.stems {
            if !self.own_stems.contains(&stable_hash(stem)) {
                self.surfaces.push(&format!("{MISSING}{stem}"));
            }
        }
    }
}

impl Document for IndexedArticle {
    type Value<'a> = &'a FieldValue;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values(self.values.iter())
    }
}

/// Iterates over the fields of an [`IndexedArticle`].
pub struct Values<'a>(std::slice::Iter<'a, (Field, FieldValue)>);

impl<'a> Iterator for Values<'a> {
    type Item = (Field, &'a FieldValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(field, value)| (*field, value))
    }
}

impl<'a> Value<'a> for &'a FieldValue {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            FieldValue::Text(text) => ReferenceValueLeaf::Str(text),
            FieldValue::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            FieldValue::U64(number) => ReferenceValueLeaf::U64(*number),
            FieldValue::I64(number) => ReferenceValueLeaf::I64(*number),
        })
    }
}

/// The one stored value of a document, in the form in which tantivy writes it: one field, its number, the code of bytes, how
/// many, and those. tantivy's own reader takes them one by one, which is slow. `None` if the document has another form.
pub(crate) fn stored_value(document: &OwnedBytes) -> Option<OwnedBytes> {
    const ONE: u8 = 1 | LAST_BYTE_OF_NUMBER;
    const CODE_OF_BYTES: u8 = 4;
    const LAST_BYTE_OF_NUMBER: u8 = 0x80;
    let [ONE, _, _, _, _, CODE_OF_BYTES, rest @ ..] = document.as_slice() else { return None };
    let digits = rest.iter().take(4).position(|byte| byte & LAST_BYTE_OF_NUMBER != 0)? + 1;
    let (digits, value) = rest.split_at(digits);
    let length = digits.iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & !LAST_BYTE_OF_NUMBER));
    (length == value.len()).then(|| document.slice(document.len() - length..document.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(epoch_day(jiff::civil::date(1970, 1, 2)), 1);
        assert_eq!(epoch_day(jiff::civil::date(1969, 12, 31)), -1);
        assert_eq!(epoch_day(jiff::civil::date(2025, 8, 18)), 20_318);
        assert_eq!(date_of_epoch_day(20_318), Some(jiff::civil::date(2025, 8, 18)));
        assert_eq!(date_of_epoch_day(i64::MAX), None);
    }

    #[test]
    fn passages_start_where_their_first_word_stands() {
        let article = StoredArticle {
            root: 0,
            path: b"a.txt".to_vec(),
            place: None,
            is_record: false,
            metadata: crate::article::Metadata { title: Some("Two words".into()), ..Default::default() },
            body: "One two three. Four five.".into(),
            kinds: vec![crate::article::BlockKind::Paragraph],
            removed: Vec::new(),
            struck: Vec::new(),
            recovered: Vec::new(),
            first_title: None,
            passages: vec![0, 15],
        };
        let terms = Terms::of(&article, &mut Analyzer::new());
        assert_eq!(terms.passages, [2 + TITLE_GAP, 5 + TITLE_GAP, 7 + TITLE_GAP]);
    }
}
