//! The hot pieces of newsdex by themselves, over made-up articles that are the same on every machine: `cargo bench`.
//!
//! `newsdex bench` measures the whole; this says which piece became slower. `rank` finds and scores articles and passages as
//! `search` does, and stops there: what lies between the two is reading, marking and counting.
#![allow(clippy::expect_used, clippy::panic, missing_docs, reason = "a bench that cannot be set up has failed")]

#[allow(dead_code, unused_imports, reason = "others use what is not used here; its tests run in benches/compare")]
#[path = "articles/mod.rs"]
mod articles;

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use newsdex::analysis::Analyzer;
use newsdex::article::{Metadata, RawArticle, Shape};
use newsdex::bench::{BenchQuery, draw_queries};
use newsdex::clean::{CleanOptions, clean};
use newsdex::index::{Reader, Writer, WriterOptions};
use newsdex::pipeline::{Counters, IndexOptions, Input, Observer, Phase, Problem, Target};
use newsdex::query;
use newsdex::search::{LocalSearcher, SearchRequest, Searcher, show};
use tempfile::TempDir;

use articles::{Article, Articles, Draw, Random};

const SEED: u64 = 1;

/// Articles of the index that is searched, and of the folder that is indexed.
const SEARCHED: u64 = 3_000;
const INDEXED: u64 = 1_000;

/// Articles that are cleaned and analysed in turn.
const TURNS: u64 = 64;

/// Queries of each kind that are asked in turn.
const QUERIES: usize = 20;

/// Watches nothing.
#[derive(Default)]
struct Nobody(Counters);

impl Observer for Nobody {
    fn problem(&self, problem: &Problem) {
        panic!("{problem:?}");
    }
    fn phase(&self, _: Phase) {}
    fn counters(&self) -> &Counters {
        &self.0
    }
    fn stops(&self) -> bool {
        false
    }
}

/// A folder of text files.
fn folder_of(number: u64) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let articles = Articles::new(SEED);
    for at in 0..number {
        let file = folder.path().join(format!("{at}.txt"));
        fs::write(file, articles.article(at).text()).expect("a file");
    }
    folder
}

fn index_folder(articles: &Path, index: &Path) {
    let writing =
        WriterOptions { buffer_bytes: 180_000_000, threads: 1, holder: "bench".to_owned(), fresh: false, parts: None };
    let input = Input { targets: vec![Target::find(articles).expect("articles")], ..Input::default() };
    let mut writer = Writer::open(index, &writing).expect("a writer");
    newsdex::pipeline::index(&mut writer, &input, &IndexOptions::default(), &Nobody::default()).expect("an index");
    writer.finish().expect("a merged index");
}

/// The page of an article, with what pages have around it.
fn page(article: &Article, random: &mut Random) -> String {
    let mut page = format!("<html><head><title>{} | The Daily</title></head><body><nav><ul>", article.headline);
    for at in 0..40 {
        let _ = write!(page, "<li><a href=\"/section/{at}\">Section {at}</a></li>");
    }
    let _ = write!(page, "</ul></nav><main><h1>{}</h1><p class=\"date\">{}</p>", article.headline, article.date);
    for paragraph in &article.paragraphs {
        let _ = write!(page, "<p>{paragraph}</p>");
        if random.happens(0.2) {
            page.push_str("<div class=\"share\"><a href=\"#\">Share</a> <a href=\"#\">Print</a></div>");
        }
    }
    page.push_str("</main><footer><p>Copyright The Daily. All rights reserved.</p></footer></body></html>");
    page
}

fn cleaning(criterion: &mut Criterion) {
    let articles = Articles::new(SEED);
    let mut random = Random::new(SEED, 0);
    let options = CleanOptions::default();
    let made: Vec<Article> = (0..TURNS).map(|number| articles.article(number)).collect();
    let pages: Vec<String> = made.iter().map(|article| page(article, &mut random)).collect();
    let texts: Vec<String> = made.iter().map(Article::text).collect();
    let mut group = criterion.benchmark_group("clean");
    for (name, shape, all) in [("page", Shape::Html, pages), ("text", Shape::Text, texts)] {
        let bytes: usize = all.iter().map(String::len).sum();
        group.throughput(Throughput::Bytes(bytes as u64 / TURNS));
        let raw = |text: String| RawArticle { shape, text, metadata: Metadata::default() };
        let all: Vec<RawArticle> = all.into_iter().map(raw).collect();
        let mut turns = all.iter().cycle();
        group.bench_function(name, |bencher| bencher.iter(|| clean(turns.next().expect("a page"), &options)));
    }
    group.finish();
}

fn analysing(criterion: &mut Criterion) {
    let articles = Articles::new(SEED);
    let texts: Vec<String> = (0..TURNS).map(|number| articles.article(number).text()).collect();
    let mut analyzer = Analyzer::new();
    let mut turns = texts.iter().cycle();
    criterion.bench_function("analyse/article", |bencher| {
        bencher.iter(|| {
            analyzer.start_article(None);
            let mut terms = 0usize;
            analyzer.analyze(turns.next().expect("a text"), |token| terms += black_box(token.term).len());
            terms
        });
    });
}

fn indexing(criterion: &mut Criterion) {
    let articles = folder_of(INDEXED);
    let mut group = criterion.benchmark_group("index");
    group.sample_size(10).throughput(Throughput::Elements(INDEXED));
    group.bench_function("1000 articles", |bencher| {
        let folder = || TempDir::new().expect("a temporary folder");
        bencher.iter_batched(folder, |index| index_folder(articles.path(), index.path()), BatchSize::PerIteration);
    });
    group.finish();
}

fn request(text: &str) -> SearchRequest {
    SearchRequest::new(text.to_owned(), query::parse(text, date(2026, 1, 1)).query)
}

fn searching(criterion: &mut Criterion) {
    let (articles, folder) = (folder_of(SEARCHED), TempDir::new().expect("a temporary folder"));
    let index: PathBuf = folder.path().join("index");
    index_folder(articles.path(), &index);
    let open = || LocalSearcher::new(Reader::open(&index).expect("an index"), &[]).expect("a searcher");
    criterion.bench_function("open/index", |bencher| bencher.iter(open));
    let searcher = open();
    let drawn = draw_queries(searcher.reader(), QUERIES, SEED).expect("queries").queries;

    for of_kind in drawn.chunk_by(|a, b| a.kind == b.kind) {
        let kind = &of_kind[0].kind;
        let requests: Vec<SearchRequest> = of_kind.iter().map(|query| request(&query.text)).collect();
        let mut turns = requests.iter().cycle();
        criterion.bench_function(&format!("search/{kind}"), |bencher| {
            bencher.iter(|| searcher.search(turns.next().expect("a query")).expect("an answer"));
        });
        let mut turns = requests.iter().cycle();
        criterion.bench_function(&format!("rank/{kind}"), |bencher| {
            bencher.iter(|| searcher.ids(turns.next().expect("a query")).expect("an answer"));
        });
    }
    marking(criterion, &searcher, &drawn);
}

/// Marks whole articles, which are looked up, fetched and analysed for it.
fn marking(criterion: &mut Criterion, searcher: &LocalSearcher, drawn: &[BenchQuery]) {
    let Some(query) = drawn.iter().find(|query| query.kind == "or3").map(|query| request(&query.text)) else { return };
    let hits = searcher.search(&query).expect("an answer").hits;
    let mut turns = hits.iter().cycle();
    criterion.bench_function("highlight/article", |bencher| {
        bencher.iter(|| {
            let name = &turns.next().expect("a hit").article_id;
            show(searcher.reader(), name, &query.query, false).expect("an article")
        });
    });
}

criterion_group! {
    name = pieces;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3)).sample_size(50);
    targets = cleaning, analysing, indexing, searching
}
criterion_main!(pieces);
