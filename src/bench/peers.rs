//! The same articles and queries for other programs that search: what they are given, and what they are asked.
//!
//! Only queries of plain words are asked, in the forms that [`super::draw_queries`] gives them, so nothing in them has a
//! meaning of its own elsewhere. Each program is asked in a process of its own for every query, newsdex too.

use std::fmt::Write;

use serde_json::json;

use super::queries::BenchQuery;
use crate::index::StoredArticle;

/// Answers that programs are asked for, where they can be told so.
const LIMIT: usize = 10;

/// Another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// ripgrep, which reads all articles for each query: names of the files in which a pattern matches, in no order.
    Ripgrep,
    /// FTS5 of `SQLite` through its shell: the ten best by BM25 with snippets, words stemmed.
    Sqlite,
    /// tantivy through its command line: all articles that match, whole and in no order, words stemmed.
    Tantivy,
}

impl Peer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ripgrep, Self::Sqlite, Self::Tantivy];

    /// As people know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ripgrep => "ripgrep",
            Self::Sqlite => "SQLite FTS5",
            Self::Tantivy => "tantivy",
        }
    }

    /// What is started.
    #[must_use]
    pub fn program(self) -> &'static str {
        match self {
            Self::Ripgrep => "rg",
            Self::Sqlite => "sqlite3",
            Self::Tantivy => "tantivy",
        }
    }

    /// The arguments that ask for the answer to a query, before or behind the name of what is searched: `{}` stands for that.
    /// `None` if the program cannot be asked this.
    #[must_use]
    pub fn arguments(self, query: &BenchQuery) -> Option<Vec<String>> {
        let wanted = Wanted::of(&query.text)?;
        let owned = |arguments: &[&str]| arguments.iter().map(|&argument| argument.to_owned()).collect::<Vec<_>>();
        match self {
            Self::Ripgrep => {
                let pattern = wanted.pattern()?;
                Some(owned(&["--no-config", "--files-with-matches", "--ignore-case", "--regexp", &pattern, "{}"]))
            }
            Self::Sqlite => Some(owned(&["-batch", "-readonly", "{}", &wanted.statement()])),
            Self::Tantivy => {
                let query = wanted.tantivy_query()?;
                Some(owned(&["search", "--index", "{}", "--query", &query]))
            }
        }
    }
}

/// A query of plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted<'q> {
    All(Vec<&'q str>),
    Any(Vec<&'q str>),
    Phrase(Vec<&'q str>),
    Prefix(&'q str),
}

impl<'q> Wanted<'q> {
    fn of(text: &'q str) -> Option<Self> {
        // Lower case, so that a word is no operator anywhere.
        let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
        let words = |words: Vec<&'q str>| words.iter().all(|word| is_word(word)).then_some(words);
        if let Some(phrase) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            return words(phrase.split(' ').collect()).map(Self::Phrase);
        }
        if let Some(start) = text.strip_suffix('*') {
            return is_word(start).then_some(Self::Prefix(start));
        }
        let all: Option<Vec<&str>> = text.split(' ').map(|word| word.strip_prefix('+')).collect();
        match all {
            Some(all) => words(all).map(Self::All),
            None => words(text.split(' ').collect()).map(Self::Any),
        }
    }

    /// As a regular expression. It cannot say that words stand anywhere in a file.
    fn pattern(&self) -> Option<String> {
        match self {
            Self::All(_) => None,
            Self::Any(words) => Some(format!(r"\b(?:{})\b", words.join("|"))),
            Self::Phrase(words) => Some(format!(r"\b{}\b", words.join(r"\s+"))),
            Self::Prefix(start) => Some(format!(r"\b{start}")),
        }
    }

    fn statement(&self) -> String {
        let wanted = match self {
            Self::All(words) => words.join(" AND "),
            Self::Any(words) => words.join(" OR "),
            Self::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Self::Prefix(start) => format!("{start}*"),
        };
        format!(
            "SELECT rowid, title, snippet(articles, 1, '[', ']', '…', 40) FROM articles WHERE articles MATCH '{wanted}' \
             ORDER BY rank LIMIT {LIMIT};"
        )
    }

    fn tantivy_query(&self) -> Option<String> {
        match self {
            Self::All(words) => Some(format!("+{}", words.join(" +"))),
            Self::Any(words) => Some(words.join(" ")),
            Self::Phrase(words) => Some(format!("\"{}\"", words.join(" "))),
            Self::Prefix(_) => None,
        }
    }
}

/// Title and body of an article, as all programs get them.
#[must_use]
pub fn article_text(article: &StoredArticle) -> (&str, &str) {
    (article.metadata.title.as_deref().unwrap_or_default(), &article.body)
}

/// What the shell of `SQLite` reads before and behind the rows of [`sqlite_row`].
pub const SQLITE_START: &str =
    "CREATE VIRTUAL TABLE articles USING fts5(title, body, tokenize = 'porter unicode61');\nBEGIN;\n";
/// See [`SQLITE_START`].
pub const SQLITE_END: &str = "COMMIT;\nINSERT INTO articles(articles) VALUES('optimize');\n";

/// The statement that adds an article. In a text nothing but the quote has a meaning; the shell reads commands of its own only
/// where a line begins outside of one.
#[must_use]
pub fn sqlite_row(title: &str, body: &str) -> String {
    let mut row = "INSERT INTO articles VALUES(".to_owned();
    for (at, text) in [title, body].into_iter().enumerate() {
        let text = text.replace('\0', " ").replace('\'', "''");
        let _ = write!(row, "{}'{text}'", if at > 0 { "," } else { "" });
    }
    row.push_str(");\n");
    row
}

/// The file `meta.json` of an empty index of tantivy with title and body, stemmed as English.
#[must_use]
pub fn tantivy_meta() -> String {
    let field = |name: &str| {
        let indexing = json!({ "record": "position", "fieldnorms": true, "tokenizer": "en_stem" });
        json!({ "name": name, "type": "text", "options": { "indexing": indexing, "stored": true, "fast": false } })
    };
    json!({
        "index_settings": { "docstore_compression": "lz4", "docstore_blocksize": 16384 },
        "segments": [],
        "schema": [field("title"), field("body")],
        "opstamp": 0
    })
    .to_string()
}

/// The line of an article for tantivy.
#[must_use]
pub fn tantivy_row(title: &str, body: &str) -> String {
    format!("{}\n", json!({ "title": title, "body": body }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: Peer, text: &str) -> Option<Vec<String>> {
        peer.arguments(&BenchQuery { id: None, kind: "kind".to_owned(), text: text.to_owned() })
    }

    #[test]
    fn a_query_is_asked_in_the_language_of_each_program() {
        let pattern = |text| asked(Peer::Ripgrep, text).map(|arguments| arguments[4].clone());
        assert_eq!(pattern("drone").as_deref(), Some(r"\b(?:drone)\b"));
        assert_eq!(pattern("drone refinery").as_deref(), Some(r"\b(?:drone|refinery)\b"));
        assert_eq!(pattern("\"oil refinery\"").as_deref(), Some(r"\boil\s+refinery\b"));
        assert_eq!((pattern("refi*").as_deref(), pattern("+drone +refinery")), (Some(r"\brefi"), None));
        let statement = |text| asked(Peer::Sqlite, text).map(|arguments| arguments[3].clone()).unwrap_or_default();
        assert!(statement("+drone +refinery").contains(" MATCH 'drone AND refinery' ORDER BY rank LIMIT 10;"));
        assert!(statement("\"oil refinery\"").contains(" MATCH '\"oil refinery\"' "));
        let query = |text| asked(Peer::Tantivy, text).map(|arguments| arguments[4].clone());
        assert_eq!(query("+drone +refinery").as_deref(), Some("+drone +refinery"));
        assert_eq!(query("refi*"), None);
    }

    #[test]
    fn what_is_no_plain_word_is_not_asked() {
        for text in
            ["x'; DROP TABLE articles; --", "wrod~", "drone date:2024-03", "a.*b", "-x", "\"a\" b", "é", "NOT", "", "*"]
        {
            assert!(Peer::ALL.iter().all(|peer| asked(*peer, text).is_none()), "{text}");
        }
    }

    #[test]
    fn tantivy_takes_its_index_for_one() {
        let folder = tempfile::TempDir::new().unwrap();
        // tantivy is built without lz4 here.
        let meta = tantivy_meta().replace("lz4", "none");
        std::fs::write(folder.path().join("meta.json"), meta).unwrap();
        let schema = tantivy::Index::open_in_dir(folder.path()).unwrap().schema();
        let names: Vec<&str> = schema.fields().map(|(_, field)| field.name()).collect();
        assert_eq!(names, ["title", "body"]);
    }

    #[test]
    fn texts_cannot_leave_their_quotes() {
        assert_eq!(sqlite_row("It's", "a'\0\n.quit"), "INSERT INTO articles VALUES('It''s','a'' \n.quit');\n");
        assert_eq!(tantivy_row("a\"b", "c\nd"), "{\"title\":\"a\\\"b\",\"body\":\"c\\nd\"}\n");
    }
}
