//! What can be typed.

#![expect(clippy::struct_excessive_bools, reason = "every switch of a command line is a bool")]

mod bench;
mod deferred;
mod eval;
mod search;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use deferred::Deferred;

pub(super) use bench::{BenchArgs, BenchCommand, BenchIndexArgs, BenchQueryArgs};
pub(super) use eval::{EvalArgs, EvalCleanArgs};
pub(super) use search::{AskingArgs, Format, SearchArgs, Sort, TimelineArgs, TimelinePeriod};

/// Turn folders of scraped news articles into a search index, and find passages in it.
#[derive(Debug, Parser)]
#[command(name = "newsdex", version, about, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Where the index is
    #[arg(long, global = true, value_name = "FOLDER", default_value = "index")]
    pub index: PathBuf,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Index folders and files; what is indexed already and has not changed is not read again
    Index(Deferred<IndexArgs>),
    /// Find passages
    Search(SearchArgs),
    /// Print when the articles that match a query appeared
    Timeline(TimelineArgs),
    /// Print a whole article
    Show(ShowArgs),
    /// Print the articles in files, or write them as text files
    Clean(Deferred<CleanArgs>),
    /// Measure the ranking of queries whose answers are known
    Eval(Deferred<EvalArgs>),
    /// Measure cleaning against pages whose articles are known
    EvalClean(Deferred<EvalCleanArgs>),
    /// Measure how fast queries are answered, or, with `index`, how fast articles are indexed
    Bench(Deferred<BenchArgs>),
    /// Print what is in the index
    Stats(Deferred<StatsArgs>),
    /// Print the lines that the corpus showed to be no part of its articles, source by source
    Templates(Deferred<TemplatesArgs>),
    /// Check that the index is sound
    Verify(Deferred<VerifyArgs>),
    /// Merge the index into one part and drop what was deleted
    Compact,
    /// Take files or articles out of the index
    Remove(Deferred<RemoveArgs>),
    /// Explain a command, or what can be asked for: newsdex help query
    Help(Deferred<HelpArgs>),
}

#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Folders and files to index; `-` reads one article from standard input
    #[arg(value_name = "ARTICLES", required_unless_present = "files_from")]
    pub articles: Vec<PathBuf>,
    /// Index the files that FILE names, one a line; `-` reads the list from standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// Rebuild the index beside the old one, then swap; the old one can be searched meanwhile
    #[arg(long)]
    pub fresh: bool,
    /// Keep articles whose files are gone
    #[arg(long)]
    pub keep_missing: bool,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
    /// Exit with 3 if a file or record gave no article
    #[arg(long)]
    pub strict_files: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// How articles are read and indexed, shared by `index` and all commands with `--in`.
#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    #[command(flatten)]
    pub files: FileArgs,
    /// Index pages without an article by their title and description
    #[arg(long, help_heading = "Reading")]
    pub keep_pages: bool,
    /// Seconds between commits of a long run
    #[arg(long, value_name = "SECONDS", default_value_t = 180.0, help_heading = "Reading")]
    pub commit_every: f64,
}

/// How files are read and cleaned, shared by all commands that do so.
#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// Read hidden files and folders too
    #[arg(long, help_heading = "Reading")]
    pub hidden: bool,
    /// Leave out what .gitignore and .ignore files name
    #[arg(long, help_heading = "Reading")]
    pub gitignore: bool,
    /// Follow symbolic links
    #[arg(long, help_heading = "Reading")]
    pub follow: bool,
    /// Keep every line: no menu, notice or headline link is removed
    #[arg(long, help_heading = "Reading")]
    pub no_clean: bool,
    /// How much to remove from the text of JSON and CSV records
    #[arg(long, value_name = "HOW", default_value = "light", help_heading = "Reading")]
    pub clean_records: Records,
    /// Which field of a JSON or CSV record is what: text=content.body (may be repeated)
    #[arg(long, value_name = "FIELD=NAME", help_heading = "Reading")]
    pub map: Vec<String>,
    /// Settings file; newsdex.toml is read where there is one
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub config: Option<PathBuf>,
    /// The largest article or record that is read
    #[arg(long, value_name = "SIZE", default_value = "16MB", help_heading = "Reading")]
    pub max_article: String,
    /// Memory to use, about
    #[arg(long, value_name = "SIZE", default_value = "400MB", help_heading = "Reading")]
    pub memory: String,
    /// Threads to use; 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Reading")]
    pub threads: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Records {
    /// Nothing
    Off,
    /// What is surely no article
    Light,
    /// The same as from a page
    Full,
}

#[derive(Debug, Args)]
pub(super) struct CleanArgs {
    /// Files and folders to clean; `-` reads standard input
    #[arg(value_name = "ARTICLES", required = true)]
    pub articles: Vec<PathBuf>,
    /// Write a text file for each article into DIR; no file that is there is overwritten
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Begin each text file with the metadata, as YAML front matter
    #[arg(long, requires = "output")]
    pub front_matter: bool,
    /// Print every line with what it is and why
    #[arg(long, conflicts_with_all = ["output", "json"])]
    pub explain: bool,
    /// Print one JSON object an article, with the removed lines; with --output, the summary
    #[arg(long)]
    pub json: bool,
    /// Judge each article alone, without what the index, if there is one, knows of its source
    #[arg(long)]
    pub no_index: bool,
    /// Exit with 3 if a file or record gave no article
    #[arg(long)]
    pub strict_files: bool,
    #[command(flatten)]
    pub files: FileArgs,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The article: its id, or the path of its file, with :LINE for a record
    #[arg(value_name = "ID")]
    pub id: String,
    /// Highlight this query in it
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Print one JSON object an article
    #[arg(long)]
    pub json: bool,
    /// Print whole paths
    #[arg(long)]
    pub absolute: bool,
}

#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// List the files that gave no article, with reasons
    #[arg(long)]
    pub skipped: bool,
}

#[derive(Debug, Args)]
pub(super) struct TemplatesArgs {
    /// Only those of this source: a host, an outlet or a folder, as they are listed
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Files or folders by their paths, or articles by their ids
    #[arg(value_name = "PATH|ID", required = true)]
    pub names: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct HelpArgs {
    /// A command, or `query`
    #[arg(value_name = "TOPIC")]
    pub topic: Option<String>,
}
