//! An article on its way into tantivy: all but its words, encoded once, and borrowed from there on.

use std::borrow::Cow;

use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::schema::Fields;
use super::segment::Analysed;
use super::seven_bits::{LAST, push_number};
use super::{IndexError, LineKeys, StoredArticle};
use crate::article::Metadata;
use crate::copies::{BANDS, Facts};
use crate::gazetteer::{Finder, Kind};
use crate::packing::Packer;

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

/// All of an article but its words, in the shape in which tantivy takes it.
pub(crate) struct IndexedArticle {
    values: Vec<(Field, FieldValue)>,
    /// What is stored, in the form in which tantivy writes it: see [`stored_value`].
    document: Vec<u8>,
}

/// One value of one field.
#[derive(Debug)]
pub(crate) enum FieldValue {
    /// A name.
    Text(Cow<'static, str>),
    /// A number, position or hash.
    U64(u64),
    /// A day.
    I64(i64),
}

impl IndexedArticle {
    /// Finds the names in an article that was analysed, and encodes what is shown. Linear in the length of the text.
    pub(crate) fn new(
        article: &StoredArticle,
        (lines, origin): (&LineKeys, Origin),
        analysed: Analysed,
        (fields, packer): (&Fields, &Packer),
    ) -> Result<Self, IndexError> {
        let mut values = Vec::with_capacity(18 + BANDS + analysed.passages.len());
        values.push((fields.file, FieldValue::U64(origin.file)));
        values.push((fields.key, FieldValue::U64(origin.key)));
        values.push((fields.root, FieldValue::U64(u64::from(article.root))));
        values.push((fields.path, FieldValue::Text(String::from_utf8_lossy(&article.path).into_owned().into())));
        values.extend(origin.content.map(|content| (fields.content, FieldValue::U64(content_term(&content)))));
        values.extend(lines.title.map(|title| (fields.headline, FieldValue::U64(title.number()))));
        values.extend(lines.terms().map(|line| (fields.lines, FieldValue::U64(line))));
        values.extend(analysed.passages.into_iter().map(|at| (fields.passages, FieldValue::U64(u64::from(at)))));
        values.extend(metadata_values(article, fields));
        values.extend(name_values(article, fields));
        if let Some(signature) = &analysed.signature {
            values.extend(signature.bands.map(|band| (fields.copies, FieldValue::U64(u64::from(band)))));
            values.push((fields.sketch, FieldValue::U64(signature.sketch)));
            values.push((fields.exact, FieldValue::U64(u64::from(signature.exact))));
            let facts = Facts::of(&article.body);
            values.extend(facts.lead.into_iter().map(|fact| (fields.lead, FieldValue::U64(fact))));
            values.extend(facts.filter.into_iter().map(|bits| (fields.facts, FieldValue::U64(bits))));
        }
        let document = document_of(fields.stored, &article.encode(packer)?);
        Ok(Self { values, document })
    }

    /// What goes into the document store.
    pub(crate) fn document(&self) -> &[u8] {
        &self.document
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
        .filter_map(|(field, value)| Some((field, FieldValue::Text(value.clone()?.into()))))
        .chain(metadata.authors.iter().map(|author| (fields.author, FieldValue::Text(author.clone().into()))))
        .chain(tags(metadata).into_iter().map(|tag| (fields.tag, FieldValue::Text(tag.into()))))
        .chain(metadata.published.map(|day| (fields.published, FieldValue::I64(epoch_day(day)))))
}

/// The keys of what title and body name.
fn name_values(article: &StoredArticle, fields: &Fields) -> impl Iterator<Item = (Field, FieldValue)> {
    let texts = article.metadata.title.as_deref().into_iter().chain([article.body.as_str()]);
    let fields = *fields;
    Finder::built_in().names(texts).map(move |(kind, key)| {
        let field = match kind {
            Kind::Country => fields.country,
            Kind::Organisation => fields.organisation,
            Kind::System => fields.system,
        };
        (field, FieldValue::Text(key.into()))
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

impl Document for IndexedArticle {
    type Value<'a> = &'a FieldValue;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values(self.values.iter())
    }
}

/// Iterates over the fields of an [`IndexedArticle`].
pub(crate) struct Values<'a>(std::slice::Iter<'a, (Field, FieldValue)>);

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
            FieldValue::U64(number) => ReferenceValueLeaf::U64(*number),
            FieldValue::I64(number) => ReferenceValueLeaf::I64(*number),
        })
    }
}

/// Says that one field follows, which is a document's number of fields.
const ONE: u8 = 1 | LAST;
/// Says that a value is bytes.
const CODE_OF_BYTES: u8 = 4;

/// A document with one stored value, in the form in which tantivy writes it: one field, its number, the code of bytes, how many,
/// and those. tantivy's own writer takes them one by one, which is slow.
fn document_of(field: Field, value: &[u8]) -> Vec<u8> {
    let mut document = Vec::with_capacity(value.len() + 12);
    document.push(ONE);
    document.extend_from_slice(&field.field_id().to_le_bytes());
    document.push(CODE_OF_BYTES);
    push_number(&mut document, value.len() as u64);
    document.extend_from_slice(value);
    document
}

/// The one stored value of a document of that form; tantivy's own reader is slow, too. `None` if the document has another form.
pub(crate) fn stored_value(document: &OwnedBytes) -> Option<OwnedBytes> {
    let [ONE, _, _, _, _, CODE_OF_BYTES, rest @ ..] = document.as_slice() else { return None };
    let digits = rest.iter().take(4).position(|byte| byte & LAST != 0)? + 1;
    let (digits, value) = rest.split_at(digits);
    let length = digits.iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & !LAST));
    (length == value.len()).then(|| document.slice(document.len() - length..document.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_give_back_what_is_stored() {
        for length in [0, 1, 127, 128, 700, 20_000, 3_000_000] {
            let value = vec![7; length];
            let document = OwnedBytes::new(document_of(Field::from_field_id(12), &value));
            assert_eq!(stored_value(&document).unwrap().as_slice(), value);
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(epoch_day(jiff::civil::date(1970, 1, 2)), 1);
        assert_eq!(epoch_day(jiff::civil::date(1969, 12, 31)), -1);
        assert_eq!(epoch_day(jiff::civil::date(2025, 8, 18)), 20_318);
        assert_eq!(date_of_epoch_day(20_318), Some(jiff::civil::date(2025, 8, 18)));
        assert_eq!(date_of_epoch_day(i64::MAX), None);
    }
}
