//! Makes an index.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use seekstorm::index::{
    AccessType, Close, Clustering, Document, DocumentCompression, FileType, FrequentwordType, IndexDocument,
    IndexMetaObject, LexicalSimilarity, NgramSet, SchemaField, StemmerType, StopwordType, TokenizerType, create_index,
};
use seekstorm::vector::Inference;
use serde::Serialize;
use serde_json::Value;

use crate::IndexArgs;
use crate::articles::{self, Article};

/// Titles and bodies are searched and stored.
const TWO_FIELDS: &str = r#"[
    {"field": "title", "field_type": "Text", "store": true, "index_lexical": true},
    {"field": "body", "field_type": "Text", "store": true, "index_lexical": true, "longest": true}
]"#;

/// Titles stand in the bodies.
const ONE_FIELD: &str = r#"[{"field": "body", "field_type": "Text", "store": true, "index_lexical": true}]"#;

/// What indexing took.
#[derive(Debug, Serialize)]
struct Report {
    engine: &'static str,
    version: &'static str,
    shards: usize,
    articles: u64,
    seconds: f64,
    /// User and system time of the whole process.
    cpu_seconds: f64,
    /// The most memory, mapped files included.
    peak_rss_bytes: i64,
    /// After the commit.
    index_bytes: u64,
}

/// Indexes all articles, commits, closes the index and prints what it took.
pub(crate) async fn run(args: &IndexArgs) -> Result<()> {
    let start = Instant::now();
    let is_used = fs::read_dir(&args.index).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        bail!("'{}' is not empty", args.index.display());
    }
    let schema: Vec<SchemaField> = serde_json::from_str(if args.one_field { ONE_FIELD } else { TWO_FIELDS })?;
    let index = create_index(&args.index, settings(), &schema, &Vec::new(), true, Some(args.shards))
        .await
        .map_err(|error| anyhow!("creating the index: {error}"))?;
    let mut number = 0;
    for article in articles::read(&args.articles)? {
        index.index_document(document(article?, args.one_field), FileType::None).await;
        number += 1;
    }
    // Waits for the articles that are still under way, and commits them.
    index.close().await;
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let report = Report {
        engine: "seekstorm",
        version: seekstorm::index::version(),
        shards: args.shards,
        articles: number,
        seconds: start.elapsed().as_secs_f64(),
        cpu_seconds: micros(usage.user_time().num_microseconds() + usage.system_time().num_microseconds()),
        peak_rss_bytes: usage.max_rss() * 1024,
        index_bytes: folder_size(&args.index)?,
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

/// As SeekStorm's documentation recommends where neither size nor phrases are all that counts: words, and pairs and
/// triples of frequent words. Words are stemmed, as newsdex, the floor and Lucene stem them.
fn settings() -> IndexMetaObject {
    IndexMetaObject {
        id: 0,
        name: "peer".to_owned(),
        lexical_similarity: LexicalSimilarity::Bm25f,
        tokenizer: TokenizerType::UnicodeAlphanumeric,
        stemmer: StemmerType::English,
        stop_words: StopwordType::None,
        frequent_words: FrequentwordType::English,
        ngram_indexing: NgramSet::NgramFF as u8 | NgramSet::NgramFFF as u8,
        document_compression: DocumentCompression::Snappy,
        access_type: AccessType::Mmap,
        spelling_correction: None,
        query_completion: None,
        clustering: Clustering::None,
        inference: Inference::None,
        segment_number_bits: 11,
    }
}

fn document(article: Article, one_field: bool) -> Document {
    let Article { title, body } = article;
    let mut document = Document::new();
    if one_field {
        document.insert("body".to_owned(), Value::String(format!("{title}\n{body}")));
    } else {
        document.insert("title".to_owned(), Value::String(title));
        document.insert("body".to_owned(), Value::String(body));
    }
    document
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a run are few")]
fn micros(number: i64) -> f64 {
    number as f64 / 1e6
}

fn folder_size(folder: &Path) -> Result<u64> {
    fs::read_dir(folder)?.try_fold(0, |sum, entry| {
        let entry = entry?;
        let size = if entry.file_type()?.is_dir() { folder_size(&entry.path())? } else { entry.metadata()?.len() };
        Ok(sum + size)
    })
}
