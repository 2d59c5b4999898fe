//! `newsdex search`

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};

use super::answering::{answer_all, open, read_queries};
use super::args::{Format, SearchArgs, Sort};
use super::asking::{Asked, are_accepted, talk_of_added_words, talk_of_undated};
use super::exit::Exit;
use super::query;
use super::terminal::Terminal;
use crate::evaluation::FileQuery;
use crate::query::{days_back, tree};
use crate::render::{JsonLinesRenderer, JsonRenderer, Renderer, TextRenderer, TrecRenderer, summary_line};
use crate::search::{Correction, LocalSearcher, Order, Recency, SearchRequest, SearchResponse, Searcher};

pub(super) fn run(args: &SearchArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let format = format(args);
    if args.queries.is_some() && format == Format::Json {
        bail!("--queries gives many answers: use --format jsonl or trec");
    }
    let recency = args.recent.as_deref().map(recency).transpose()?;
    let asked = asked(args)?;
    if !are_accepted(&asked, &args.asking, terminal) {
        return Ok(Exit::Failure);
    }
    if args.explain_query {
        let mut out = Terminal::out();
        for Asked { parsed, .. } in &asked {
            write!(out, "{}", tree(&parsed.query))?;
        }
        out.flush()?;
        return Ok(Exit::Success);
    }
    if let [Asked { id: None, text, parsed }] = asked.as_slice()
        && parsed.query.is_empty()
    {
        bail!("the query {text:?} holds no word to search for");
    }
    for (is_asked, what) in [(args.facets, "facets"), (args.explain, "explanations")] {
        if is_asked && format == Format::Trec {
            terminal.talk(&format!("{what} are left out: a TREC run has no place for them"));
        }
    }
    let parts = args.without.iter().copied().collect();
    let Some(searcher) = open((&args.asking.within, &args.reading), parts, index, terminal)? else {
        return Ok(Exit::NothingFound);
    };
    let searcher = searcher.in_languages(&args.asking.lang)?;
    let renderer = renderer(format, terminal);
    let mut answer = Answer { args, format, terminal, recency, renderer, found: false };
    match &args.queries {
        Some(_) => answer.all(&searcher, asked)?,
        None => asked.into_iter().try_for_each(|query| answer.one(&searcher, query))?,
    }
    let found = answer.found;
    // The process ends here, and its files with it: unmapping them one by one is a tenth of a search from the shell.
    std::mem::forget(searcher);
    Ok(if found { Exit::Success } else { Exit::NothingFound })
}

/// What is asked for.
fn asked(args: &SearchArgs) -> Result<Vec<Asked>> {
    let Some(file) = &args.queries else { return Ok(vec![Asked::typed(&args.query)]) };
    let asked = |query: FileQuery| Asked { parsed: query::parse(&query.text), id: Some(query.id), text: query.text };
    Ok(read_queries(file)?.into_iter().map(asked).collect())
}

fn format(args: &SearchArgs) -> Format {
    match args.format {
        Some(format) => format,
        None if args.json => Format::Json,
        None if args.jsonl || args.queries.is_some() => Format::Jsonl,
        None => Format::Text,
    }
}

fn order(sort: Sort) -> Order {
    match sort {
        Sort::Score => Order::Score,
        Sort::Date => Order::Newest,
        Sort::Oldest => Order::Oldest,
    }
}

/// # Errors
/// When it is no time of a day or more.
fn recency(half_life: &str) -> Result<Recency> {
    let today = query::today();
    match days_back(half_life, today) {
        Some(half_life_days @ 1..) => Ok(Recency { today, half_life_days }),
        _ => bail!("--recent {half_life}: expected a half-life such as 30d, 8w, 6m or 1y"),
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
    recency: Option<Recency>,
    renderer: Box<dyn Renderer>,
    found: bool,
}

impl Answer<'_> {
    fn request(&self, asked: Asked) -> SearchRequest {
        let request = asked.request(&self.args.asking);
        SearchRequest {
            parts: self.args.without.iter().copied().collect(),
            expand: self.args.expand,
            order: order(self.args.sort),
            recency: self.recency,
            limit: self.args.limit,
            offset: self.args.offset,
            // A TREC run lists articles, so that the limit counts them.
            per_article: if self.format == Format::Trec { 1 } else { usize::from(self.args.per_article) },
            count: self.args.count,
            // Judgements name articles, copies included.
            all_copies: request.all_copies || self.format == Format::Trec,
            facets: self.args.facets && self.format != Format::Trec,
            explain: self.args.explain && self.format != Format::Trec,
            absolute: self.args.absolute,
            full_passages: self.args.full_passages,
            ..request
        }
    }

    fn one(&mut self, searcher: &LocalSearcher, query: Asked) -> Result<()> {
        let request = self.request(query);
        let response = searcher.search(&request)?;
        let mut out = Terminal::out();
        self.print(&response, &mut out)?;
        out.flush()?;
        self.tell_readings(&response);
        if response.hits.is_empty() {
            self.found |= response.total_with_copies.articles > 0 && self.args.limit == 0;
            self.explain_nothing(searcher, &request, &response)?;
        } else if self.format == Format::Text {
            self.terminal.talk(&summary_line(&response));
        }
        talk_of_undated(None, response.undated, self.terminal);
        talk_of_added_words(&response, self.terminal);
        Ok(())
    }

    fn all(&mut self, searcher: &LocalSearcher, queries: Vec<Asked>) -> Result<()> {
        let requests: Vec<_> = queries.into_iter().map(|query| self.request(query)).collect();
        let mut out = Terminal::out();
        answer_all(searcher, &requests, |response| {
            talk_of_undated(response.query_id.as_deref(), response.undated, self.terminal);
            talk_of_added_words(&response, self.terminal);
            self.print(&response, &mut out)
        })?;
        Ok(out.flush()?)
    }

    fn print(&mut self, response: &SearchResponse, out: &mut dyn Write) -> Result<()> {
        self.found |= !response.hits.is_empty();
        Ok(self.renderer.render(response, out)?)
    }

    /// Says what was searched that nobody typed, and what was not searched.
    fn tell_readings(&self, response: &SearchResponse) {
        if response.hits.is_empty() {
            self.suggest(&response.corrections);
        } else {
            for Correction { typed, meant } in &response.corrections {
                let meant = meant.join(", ");
                self.terminal.talk(&format!("{typed}: hardly in the index, so this was searched, too: {meant}"));
            }
        }
        for pattern in &response.cut_patterns {
            self.terminal.talk(&format!("{pattern}: stands for too many words; the most frequent were searched"));
        }
    }

    fn suggest(&self, corrections: &[Correction]) {
        for Correction { typed, meant } in corrections {
            self.terminal.talk(&format!("{typed}: did you mean {}?", meant.join(", ")));
        }
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
        if response.corrections.is_empty() {
            self.suggest(&searcher.suggestions(&unknown)?);
        }
        Ok(())
    }
}
