//! The fields of the index. One tantivy document is one article.
//!
//! | field | holds | serves |
//! |---|---|---|
//! | `text` | stems of title, gap, body, with positions and norms | matching, ranking, phrases, passages |
//! | `surface` | each folded word form of the article that differs from its stem, once; `form:stem:tag` where it is not stemmed by English rules; `!stem` where no form is the stem itself | exact and prefix search |
//! | `title` | stems of the title | search in titles only |
//! | `file`¹ | number of the version of the source file the article came from | deletion, bookkeeping |
//! | `content`¹ | hash of the whole source file, for files that are one article | renamed files |
//! | `key`¹ | hash of the article's identity | the declared order of equal scores; replacing one article |
//! | `root`, `path`, `id` | where the article came from, and its own name | `show`, `remove`, `--in` |
//! | `source`, `author`, `language`, `tag`, `url`, `published` | metadata; `tag` holds section and key words, in lower case | filters, facets, sorting |
//! | `country`, `organisation`, `system` | keys of the gazetteer's names that stand in title or body | filters, facets |
//! | `headline`¹ | key of the title | titles of other articles in a text; of the file that is deleted |
//! | `lines`¹ | keys of lines that more evidence could remove, and of those that it did | cleaning older articles again |
//! | `passages`² | token position at which each passage starts, and the one behind the last | scoring passages without reading text |
//! | `copies`¹ | band numbers of the article's [`crate::copies::Signature`] | copies of an article |
//! | `sketch` | its sketch | telling copies from chance without reading texts |
//! | `exact` | hash of all words of the body in their order | exact copies |
//! | `lead`, `facts` | [`crate::copies::Facts`] of the body | telling most other articles from copies without reading texts |
//! | `stored` | a [`super::StoredArticle`], packed (`texts`) | what is shown |
//!
//! ¹ Articles are found by it: [`super::numbers`]. ² [`super::borders`]

use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::RAW_TOKENIZER_NAME;

/// The schema must name a tokenizer of its texts. None is asked: segments are written of terms.
const NO_TOKENIZER: &str = "newsdex-terms";

/// Raised with every change of the schema or of what the fields hold. An index of another version is rebuilt.
pub const SCHEMA_VERSION: u32 = 9;

/// Handles to the fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub text: Field,
    pub surface: Field,
    pub title: Field,
    pub file: Field,
    pub content: Field,
    pub key: Field,
    pub root: Field,
    pub path: Field,
    pub id: Field,
    pub source: Field,
    pub author: Field,
    pub language: Field,
    pub tag: Field,
    pub url: Field,
    pub country: Field,
    pub organisation: Field,
    pub system: Field,
    pub published: Field,
    pub headline: Field,
    pub lines: Field,
    pub passages: Field,
    pub copies: Field,
    pub sketch: Field,
    pub exact: Field,
    pub lead: Field,
    pub facts: Field,
    pub stored: Field,
}

impl Fields {
    /// Those by whose numbers articles are found.
    pub(super) fn numbered(&self) -> [Field; 6] {
        [self.file, self.content, self.key, self.headline, self.lines, self.copies]
    }
}

/// Builds the schema, and the handles to its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let name = |record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(RAW_TOKENIZER_NAME)
                .set_index_option(record)
                .set_fieldnorms(false),
        )
    };
    let exact = name(IndexRecordOption::Basic);
    let facet = name(IndexRecordOption::Basic).set_fast(RAW_TOKENIZER_NAME);
    let number = NumericOptions::default();
    let fields = Fields {
        text: builder.add_text_field("text", terms(IndexRecordOption::WithFreqsAndPositions, true)),
        surface: builder.add_text_field("surface", terms(IndexRecordOption::Basic, false)),
        title: builder.add_text_field("title", terms(IndexRecordOption::WithFreqsAndPositions, false)),
        file: builder.add_u64_field("file", number.clone() | FAST),
        content: builder.add_u64_field("content", number.clone()),
        key: builder.add_u64_field("key", number.clone() | FAST),
        root: builder.add_u64_field("root", number.clone() | FAST),
        path: builder.add_text_field("path", exact.clone()),
        id: builder.add_text_field("id", exact),
        source: builder.add_text_field("source", facet.clone()),
        author: builder.add_text_field("author", facet.clone()),
        language: builder.add_text_field("language", facet.clone()),
        url: builder.add_text_field("url", name(IndexRecordOption::Basic)),
        tag: builder.add_text_field("tag", facet.clone()),
        country: builder.add_text_field("country", facet.clone()),
        organisation: builder.add_text_field("organisation", facet.clone()),
        system: builder.add_text_field("system", facet),
        published: builder.add_i64_field("published", number.clone() | FAST),
        headline: builder.add_u64_field("headline", number.clone() | FAST),
        lines: builder.add_u64_field("lines", number.clone()),
        passages: builder.add_u64_field("passages", number.clone()),
        copies: builder.add_u64_field("copies", number.clone() | FAST),
        sketch: builder.add_u64_field("sketch", number.clone() | FAST),
        exact: builder.add_u64_field("exact", number.clone() | FAST),
        lead: builder.add_u64_field("lead", number.clone() | FAST),
        facts: builder.add_u64_field("facts", number | FAST),
        stored: builder.add_bytes_field("stored", STORED),
    };
    (builder.build(), fields)
}

fn terms(record: IndexRecordOption, fieldnorms: bool) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_tokenizer(NO_TOKENIZER).set_index_option(record).set_fieldnorms(fieldnorms),
    )
}
