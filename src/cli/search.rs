//! `newsdex search`

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};

use super::answering::{answer_all, open, read_queries};
use super::args::{Format, SearchArgs};
use super::exit::Exit;
use super::terminal::Terminal;
use super::words::unmark;
use crate::query::{join_arguments, parse};
use crate::render::{JsonLinesRenderer, JsonRenderer, Renderer, TextRenderer, TrecRenderer, summary_line};
use crate::search::{LocalSearcher, SearchRequest, SearchResponse, Searcher};

pub(super) fn run(args: &SearchArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let format = format(args);
    let text = join_arguments(&unmark(&args.query));
    if args.queries.is_none() && parse(&text).is_empty() {
        bail!("the query {text:?} holds no word to search for");
    }
    if args.queries.is_some() && format == Format::Json {
        bail!("--queries gives many answers: use --format jsonl or trec");
    }
    let Some(searcher) = open(&args.within, &args.reading, index, terminal)? else { return Ok(Exit::NothingFound) };
    let searcher = searcher.in_languages(&args.lang)?;
    let mut answer = Answer { args, format, terminal, renderer: renderer(format, terminal), found: false };
    match &args.queries {
        Some(file) => answer.all(&searcher, file)?,
        None => answer.one(&searcher, text)?,
    }
    Ok(if answer.found { Exit::Success } else { Exit::NothingFound })
}

fn format(args: &SearchArgs) -> Format {
    match args.format {
        Some(format) => format,
        None if args.json => Format::Json,
        None if args.jsonl || args.queries.is_some() => Format::Jsonl,
        None => Format::Text,
    }
}

fn renderer(format: Format, terminal: Terminal) -> Box<dyn Renderer> {
    match format {
        Format::Text => Box::new(TextRenderer::new(terminal.text_options(true))),
        Format::Json => Box::new(JsonRenderer),
        Format::Jsonl => Box::new(JsonLinesRenderer),
        Format::Trec => Box::new(TrecRenderer),
    }
}

/// Answers queries and prints the answers.
struct Answer<'a> {
    args: &'a SearchArgs,
    format: Format,
    terminal: Terminal,
    renderer: Box<dyn Renderer>,
    found: bool,
}

impl Answer<'_> {
    fn request(&self, query_id: Option<String>, text: String) -> SearchRequest {
        SearchRequest {
            query_id,
            query: parse(&text),
            text,
            limit: self.args.limit,
            offset: self.args.offset,
            // A TREC run lists articles, so that the limit counts them.
            per_article: if self.format == Format::Trec { 1 } else { usize::from(self.args.per_article) },
            count: self.args.count,
            // Judgements name articles, copies included.
            all_copies: self.args.all_copies || self.format == Format::Trec,
            absolute: self.args.absolute,
        }
    }

    fn one(&mut self, searcher: &LocalSearcher, text: String) -> Result<()> {
        let request = self.request(None, text);
        let response = searcher.search(&request)?;
        let mut out = Terminal::out();
        self.print(&response, &mut out)?;
        out.flush()?;
        if response.hits.is_empty() {
            self.found |= response.total_with_copies.articles > 0 && self.args.limit == 0;
            self.explain_nothing(searcher, &request, &response)?;
        } else if self.format == Format::Text {
            self.terminal.talk(&summary_line(&response));
        }
        Ok(())
    }

    fn all(&mut self, searcher: &LocalSearcher, file: &Path) -> Result<()> {
        let queries = read_queries(file)?.into_iter();
        let requests: Vec<_> = queries.map(|query| self.request(Some(query.id), query.text)).collect();
        let mut out = Terminal::out();
        answer_all(searcher, &requests, |response| self.print(&response, &mut out))?;
        Ok(out.flush()?)
    }

    fn print(&mut self, response: &SearchResponse, out: &mut dyn Write) -> Result<()> {
        self.found |= !response.hits.is_empty();
        Ok(self.renderer.render(response, out)?)
    }

    /// Says why nothing was found, as far as that is known.
    fn explain_nothing(
        &self,
        searcher: &LocalSearcher,
        request: &SearchRequest,
        response: &SearchResponse,
    ) -> Result<()> {
        let unknown = searcher.unknown_words(request)?;
        let total = if response.total.is_exact { response.total } else { response.total_with_copies };
        let line = if total.articles > 0 {
            let bound = if total.is_exact { "" } else { "at least " };
            let lead = if self.args.limit == 0 { "" } else { "no more passages: only " };
            format!("{lead}{bound}{} articles match", total.articles)
        } else if unknown.is_empty() {
            "no article matches; fewer or other words, or OR between them, may find more".to_owned()
        } else {
            format!("no article matches; not in the index: {}", unknown.join(", "))
        };
        self.terminal.talk(&line);
        Ok(())
    }
}
