//! What can be typed to ask for passages and timelines.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ReadingArgs;
use crate::parts::Part;

/// Where to look, and how queries are read, shared by `search` and `timeline`.
#[derive(Debug, Args)]
pub(in crate::cli) struct AskingArgs {
    /// Index what is new in these folders and files first, and answer from them only
    #[arg(long = "in", value_name = "ARTICLES")]
    pub within: Vec<PathBuf>,
    /// Answer from articles in these languages only: en,uk
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Only articles with all of the words
    #[arg(long)]
    pub all: bool,
    /// Only the words that were typed, in all their forms: no other names for things, no corrections
    #[arg(long)]
    pub plain: bool,
    /// Only the forms of the words that were typed
    #[arg(long)]
    pub exact: bool,
    /// Let articles without a date through date filters
    #[arg(long)]
    pub undated: bool,
    /// Answer with every copy of an article, not with the earliest for all of them
    #[arg(long)]
    pub all_copies: bool,
    /// Refuse a query of which a part cannot be read as it is written
    #[arg(long)]
    pub strict_query: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TimelineArgs {
    /// The query, as `newsdex search` takes it
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    #[command(flatten)]
    pub asking: AskingArgs,
    /// What a bar stands for; unless it is said, the shortest period that gives no more than 40 of them
    #[arg(long, value_name = "PERIOD")]
    pub by: Option<TimelinePeriod>,
    /// Draw it into FILE, which must not be there yet, as an SVG picture
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TimelinePeriod {
    /// A day
    Day,
    /// A week, from Monday
    Week,
    /// A month
    Month,
    /// A year
    Year,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SearchArgs {
    /// The query: words, "phrases", -excluded, AND, OR, NOT, ( ), and what `newsdex help query` explains
    #[arg(value_name = "QUERY", required_unless_present = "queries")]
    pub query: Vec<String>,
    #[command(flatten)]
    pub asking: AskingArgs,
    /// Search words, too, that the best ten articles have in common
    #[arg(long)]
    pub expand: bool,
    /// Leave out parts, as `newsdex eval` does
    #[arg(long, value_name = "PARTS", value_delimiter = ',', hide = true)]
    pub without: Vec<Part>,
    /// What comes first; all matching articles take part
    #[arg(long, value_name = "ORDER", default_value = "score")]
    pub sort: Sort,
    /// Let newer articles count more: what being new adds is halved every HALF-LIFE, such as 30d, 8w, 6m or 1y
    #[arg(long, value_name = "HALF-LIFE", num_args = 0..=1, require_equals = true, default_missing_value = "180d")]
    pub recent: Option<String>,
    /// Passages to print
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Passages to leave out first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// The most passages of one article
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..))]
    pub per_article: u16,
    /// Print passages of more than 150 words whole, and not the part of each that holds most of the query
    #[arg(long)]
    pub full_passages: bool,
    /// Count all matching articles, even where that takes longer
    #[arg(long)]
    pub count: bool,
    /// Print what the matching articles have in common: the commonest sources, authors, months, and names in the texts
    #[arg(long)]
    pub facets: bool,
    /// Print how the score of each passage came about
    #[arg(long)]
    pub explain: bool,
    /// Print whole paths
    #[arg(long)]
    pub absolute: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// The same as --format json
    #[arg(long, conflicts_with_all = ["format", "jsonl"])]
    pub json: bool,
    /// The same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    pub jsonl: bool,
    /// Answer the queries of FILE: an id, a tab, a query on each line; or JSON Lines with `_id` and `text`
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub queries: Option<PathBuf>,
    /// Print how the query is read, and do not search
    #[arg(long, conflicts_with_all = ["queries", "explain"])]
    pub explain_query: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Sort {
    /// The best passages
    Score,
    /// The newest articles, those without a date last
    Date,
    /// The oldest articles, those without a date last
    Oldest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// One JSON object a passage
    Jsonl,
    /// A TREC run, one line an article
    Trec,
}
