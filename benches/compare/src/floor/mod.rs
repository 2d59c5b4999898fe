//! The floor: what a program must do to answer searches with tantivy, and nothing else. No cleaning, no passages, no
//! copies, no ranking but BM25.

pub(crate) mod index;
pub(crate) mod search;

use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// The fields of an article, each analysed as English, with frequencies and positions, and stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub title: Field,
    pub body: Field,
}

fn schema() -> (Schema, Fields) {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let options = TextOptions::default().set_indexing_options(indexing).set_stored();
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", options.clone());
    let body = schema.add_text_field("body", options);
    (schema.build(), Fields { title, body })
}
