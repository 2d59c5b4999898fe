//! An index of random articles, and what is in it.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use newsdex::analysis::Analyzer;
use newsdex::index::Reader;
use newsdex::query::Query;
use newsdex::search::{Hit, LocalSearcher, SearchRequest, SearchResponse, Searcher, Widening};
use tempfile::TempDir;

use crate::news::Article;
use crate::scan::{Text, Words};

/// How many files each run of the program adds: an index has several segments.
const RUN: usize = 110;

pub(crate) struct Folder {
    pub searcher: LocalSearcher,
    pub texts: Vec<Text>,
    /// Deleted with this.
    _place: TempDir,
}

impl Folder {
    pub(crate) fn of(articles: &[Article]) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("articles")).unwrap();
        for (run, articles) in articles.chunks(RUN).enumerate() {
            for (at, article) in articles.iter().enumerate() {
                let name = format!("articles/{:04}.json", run * RUN + at);
                let record = serde_json::json!({ "title": article.title, "text": article.body });
                fs::write(folder.path().join(name), record.to_string()).unwrap();
            }
            let mut command = Command::new(env!("CARGO_BIN_EXE_newsdex"));
            command.current_dir(folder.path()).args(["--quiet", "index", "--no-clean", "articles"]);
            assert!(command.status().unwrap().success());
        }
        let reader = Reader::open(&folder.path().join("index")).unwrap();
        let mut analyzer = Analyzer::new();
        let mut texts: Vec<Text> = Vec::new();
        for address in reader.addresses() {
            let (article, _) = reader.with_origin(address).unwrap();
            let path = String::from_utf8(article.path.clone()).unwrap();
            let title = article.metadata.title.clone().unwrap_or_default();
            let language = article.language();
            let body = Words::of(&article.body, language, &mut analyzer);
            let title = Words::of(&title, language, &mut analyzer);
            texts.push(Text { name: path.rsplit('/').next().unwrap().to_owned(), title, body });
        }
        texts.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(texts.len(), articles.len());
        for (text, article) in texts.iter().zip(articles) {
            let mut terms = |text: &str, words: &Words| Words::of(text, words.language, &mut analyzer).terms;
            assert_eq!(text.title.terms, terms(&article.title, &text.title), "{}", article.title);
            assert_eq!(text.body.terms, terms(&article.body, &text.body), "{}", article.title);
        }
        Self { searcher: LocalSearcher::new(reader, &[]).unwrap(), texts, _place: folder }
    }

    pub(crate) fn hits(&self, query: &Query, limit: usize) -> Vec<Hit> {
        self.answer(query, limit).hits
    }

    pub(crate) fn answer(&self, query: &Query, limit: usize) -> SearchResponse {
        let usual = SearchRequest::new(String::new(), query.clone());
        let request = SearchRequest { widening: Widening::Plain, limit, per_article: 1, all_copies: true, ..usual };
        self.searcher.search(&request).unwrap()
    }

    /// The names of all articles that the engine finds.
    pub(crate) fn found(&self, query: &Query) -> BTreeSet<String> {
        let hits = self.hits(query, self.texts.len() + 1);
        hits.iter().map(|hit| hit.path.rsplit('/').next().unwrap().to_owned()).collect()
    }
}
