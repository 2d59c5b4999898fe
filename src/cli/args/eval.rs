//! What can be typed to measure.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::ReadingArgs;
use crate::parts::Part;

#[derive(Debug, Args)]
pub(in crate::cli) struct EvalArgs {
    /// The queries: an id, a tab, a query on each line; or JSON Lines with `_id` and `text`
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    /// The judgements: `query 0 article grade` on each line; or query, article and grade with tabs below a heading
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,
    /// Index what is new in these folders and files first, and search them only
    #[arg(long = "in", value_name = "ARTICLES")]
    pub within: Vec<PathBuf>,
    /// Search words, too, that the best articles have in common
    #[arg(long)]
    pub expand: bool,
    /// Leave out parts of analysis, reading and ranking, to see what they give; an index without a part of analysis is another one,
    /// which --in builds
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    pub without: Vec<Part>,
    /// Leave out each part by itself, and print a Markdown table of what that costs and saves; with --in, the parts of analysis
    /// too, each in an index of its own beside the index, which is removed again
    #[arg(long, conflicts_with_all = ["without", "expand", "complete", "per_query", "json", "run", "baseline"])]
    pub ablation: bool,
    /// Count judged queries that are not in the file of queries, or in a run that is the baseline, as queries that find nothing
    #[arg(long)]
    pub complete: bool,
    /// Print the figures of each query too
    #[arg(long)]
    pub per_query: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Write the rankings to FILE, which must not be there yet, as a TREC run
    #[arg(long, value_name = "FILE")]
    pub run: Option<PathBuf>,
    /// Compare with what `--json --per-query` printed before, or with a TREC run of any program
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EvalCleanArgs {
    /// Pages and the articles in them: html/, flat/, container/, warnews/, truth.json
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// List the worst pages of each kind
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub worst: usize,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

impl ValueEnum for Part {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Title => "What stands in the title counts more",
            Self::Passages => "The best passage counts for the rank of its article",
            Self::Proximity => "Words of the query near each other count more",
            Self::Synonyms => "Other ways to say a thing, from the thesaurus",
            Self::Typos => "Words that one of the query may be a slip for",
            Self::Folding => "Of analysis: accents and other forms of a letter are one",
            Self::Spellings => "Of analysis: spellings and transliterations of a word are one",
            Self::Designations => "Of analysis: F-35, F35 and F 35 are one, and find F-35A",
            Self::Numbers => "Of analysis: 27 million, 27m and 27,000,000 are one, and so are two and 2",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}
