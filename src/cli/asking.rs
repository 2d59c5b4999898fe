//! What `search` and `timeline` share: reading queries, and how they are to be answered.

use super::args::AskingArgs;
use super::query;
use super::terminal::Terminal;
use super::words::unmark;
use crate::query::{Parsed, join_arguments};
use crate::search::{SearchRequest, SearchResponse, Widening, WordsMode};

/// A query of the command line or of a file.
pub(super) struct Asked {
    /// Its id in the file.
    pub id: Option<String>,
    pub text: String,
    pub parsed: Parsed,
}

impl Asked {
    /// The query of a command line.
    pub(super) fn typed(words: &[String]) -> Self {
        let text = join_arguments(&unmark(words));
        Self { parsed: query::parse(&text), id: None, text }
    }

    /// How it is called in messages.
    fn name(&self) -> String {
        query_name(self.id.as_deref())
    }

    /// A request for nothing but the number of matches.
    pub(super) fn request(self, args: &AskingArgs) -> SearchRequest {
        SearchRequest {
            query_id: self.id,
            words: if args.all { WordsMode::All } else { WordsMode::Any },
            widening: widening(args),
            limit: 0,
            per_article: 1,
            all_copies: args.all_copies,
            undated: args.undated,
            ..SearchRequest::new(self.text, self.parsed.query)
        }
    }
}

fn query_name(id: Option<&str>) -> String {
    id.map_or_else(|| "query".to_owned(), |id| format!("query {id}"))
}

fn widening(args: &AskingArgs) -> Widening {
    match () {
        () if args.exact => Widening::Exact,
        () if args.plain => Widening::Plain,
        () => Widening::Default,
    }
}

/// Whether all queries may be answered. Hints are talked about; with `--strict-query` they are errors.
pub(super) fn are_accepted(asked: &[Asked], args: &AskingArgs, terminal: Terminal) -> bool {
    let mut are_accepted = true;
    for one in asked {
        if args.strict_query {
            query::complain(&one.text, &one.parsed.hints, &one.name());
            are_accepted &= one.parsed.hints.is_empty();
        } else {
            query::talk(&one.parsed.hints, &one.name(), terminal);
        }
    }
    are_accepted
}

/// The name of a query of several, to begin a message with.
fn lead(id: Option<&str>) -> String {
    id.map_or_else(String::new, |id| format!("{}: ", query_name(Some(id))))
}

/// Says which words were searched that nobody typed, because the best articles have them.
pub(super) fn talk_of_added_words(response: &SearchResponse, terminal: Terminal) {
    let Some(added) = &response.added_words else { return };
    let name = lead(response.query_id.as_deref());
    let words: Vec<&str> = added.iter().map(|added| added.word.as_str()).collect();
    if words.is_empty() {
        terminal.talk(&format!("{name}no words added: the best articles have none in common"));
    } else {
        terminal.talk(&format!("{name}searched, too, since the best articles have them: {}", words.join(", ")));
    }
}

/// Says how many articles date filters left out since they have no date.
pub(super) fn talk_of_undated(id: Option<&str>, undated: Option<u64>, terminal: Terminal) {
    let Some(articles @ 1..) = undated else { return };
    let name = lead(id);
    let (noun, them) = if articles == 1 { ("article", "it") } else { ("articles", "them") };
    terminal.talk(&format!("{name}{articles} {noun} without a date left out; --undated keeps {them}"));
}
