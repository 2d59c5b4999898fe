//! From what was typed, and the settings file, to what the pipeline is told.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::args::{FileArgs, ReadingArgs, Records};
use super::terminal::describe_process;
use crate::clean::{CleanOptions, RecordCleaning};
use crate::corpus::{FieldMap, ReadOptions, WalkOptions};
use crate::index::WriterOptions;
use crate::parts::Parts;
use crate::pipeline::{IndexOptions, TemplateRules};
use crate::query::thesaurus::first_bad_line;
use crate::units::parse_size;

/// Read from the current folder where there is one.
const DEFAULT_FILE: &str = "newsdex.toml";

/// Shares of the memory that was allowed. The rest is for merges, caches, and what allocators keep.
const BUFFER_SHARE: f64 = 0.5;
const BUDGET_SHARE: f64 = 0.15;

/// A commit takes some milliseconds.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);

/// The settings file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsFile {
    /// Which field of a record is what: `text = "content.body"`, or a list of names.
    #[serde(default)]
    map: BTreeMap<String, Names>,
    /// Lines about which the user knows more than the corpus.
    #[serde(default)]
    templates: TemplateSettings,
    /// How queries are read.
    #[serde(default)]
    search: SearchSettings,
}

/// The table `[search]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchSettings {
    /// A list of other ways to say things, below the folder of the settings file.
    thesaurus: Option<PathBuf>,
}

/// The table `[templates]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateSettings {
    /// Lines that are always removed.
    #[serde(default)]
    pin: Vec<String>,
    /// Lines that are never removed because they recur or are titles of other articles.
    #[serde(default)]
    forbid: Vec<String>,
}

/// One name or several.
#[derive(Debug)]
struct Names(String);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(name) => Ok(Self(name)),
            toml::Value::Array(names) => {
                let names: Option<Vec<&str>> = names.iter().map(toml::Value::as_str).collect();
                names
                    .map(|names| Self(names.join(",")))
                    .ok_or_else(|| serde::de::Error::custom("names must be strings"))
            }
            _ => Err(serde::de::Error::custom("expected a name or a list of names")),
        }
    }
}

/// What `index` and `search --in` tell the pipeline and the writer.
pub(super) struct Settings {
    pub index: IndexOptions,
    pub writer: WriterOptions,
}

/// How files are read, whatever becomes of them.
pub(super) struct FileSettings {
    pub walk: WalkOptions,
    pub read: ReadOptions,
    pub clean: CleanOptions,
    pub templates: TemplateRules,
    pub threads: usize,
    /// Bytes that may be used, about.
    pub memory: usize,
}

/// As many threads as were typed; 0 is for one a core.
pub(super) fn threads(typed: usize) -> usize {
    if typed == 0 { std::thread::available_parallelism().map_or(1, NonZero::get) } else { typed }
}

impl FileSettings {
    pub(super) fn new(args: &FileArgs) -> Result<Self> {
        let memory = parse_size(&args.memory).map_err(anyhow::Error::msg).context("--memory")?;
        let max_article_bytes = parse_size(&args.max_article).map_err(anyhow::Error::msg).context("--max-article")?;
        let records = match args.clean_records {
            Records::Off => RecordCleaning::Off,
            Records::Light => RecordCleaning::Light,
            Records::Full => RecordCleaning::Full,
        };
        let file = SettingsFile::of(args)?;
        Ok(Self {
            walk: WalkOptions { hidden: args.hidden, ignore_files: args.gitignore, follow_links: args.follow },
            read: ReadOptions { fields: field_map(args, &file)?, max_article_bytes },
            clean: CleanOptions { pages: !args.no_clean, records },
            templates: TemplateRules::new(&file.content.templates.pin, &file.content.templates.forbid),
            threads: threads(args.threads),
            memory,
        })
    }
}

/// Something has to be done between two commits.
fn commit_interval(seconds: f64) -> Result<Duration> {
    let interval = Duration::try_from_secs_f64(seconds).context("--commit-every")?;
    if interval < SHORTEST_INTERVAL {
        bail!("--commit-every: commits are at least {} seconds apart", SHORTEST_INTERVAL.as_secs_f64());
    }
    Ok(interval)
}

impl Settings {
    pub(super) fn new(args: &ReadingArgs, fresh: bool, keep_missing: bool) -> Result<Self> {
        let FileSettings { walk, read, clean, templates, threads, memory } = FileSettings::new(&args.files)?;
        let index = IndexOptions {
            walk,
            read,
            clean,
            templates,
            keep_missing,
            keep_pages: args.keep_pages,
            threads,
            budget_bytes: share(memory, BUDGET_SHARE),
            commit_interval: commit_interval(args.commit_every)?,
        };
        let writer = WriterOptions {
            buffer_bytes: share(memory, BUFFER_SHARE),
            threads,
            holder: describe_process(),
            fresh,
            parts: Some(Parts::ALL),
        };
        Ok(Self { index, writer })
    }

    /// Uses another number of threads than was typed.
    pub(super) fn set_threads(&mut self, threads: usize) {
        self.index.threads = threads;
        self.writer.threads = threads;
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a size below 2^52 is one as well"
)]
fn share(bytes: usize, share: f64) -> usize {
    (bytes as f64 * share) as usize
}

/// The settings file that was named, or lies in the current folder; empty where there is none.
#[derive(Debug, Default)]
struct FoundSettings {
    path: PathBuf,
    content: SettingsFile,
}

impl SettingsFile {
    fn of(args: &FileArgs) -> Result<FoundSettings> {
        let path = match &args.config {
            Some(path) => path.clone(),
            None if Path::new(DEFAULT_FILE).is_file() => DEFAULT_FILE.into(),
            None => return Ok(FoundSettings::default()),
        };
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading '{}'", path.display()))?;
        let content = toml::from_str(&text).with_context(|| format!("reading '{}'", path.display()))?;
        Ok(FoundSettings { path, content })
    }
}

/// The list of other ways to say things that the settings file names; empty if it names none.
///
/// # Errors
/// When it cannot be read, or has a line that is no list of forms.
pub(super) fn thesaurus(args: &FileArgs) -> Result<String> {
    let FoundSettings { path, content } = SettingsFile::of(args)?;
    let Some(name) = content.search.thesaurus else { return Ok(String::new()) };
    let file = path.parent().unwrap_or(Path::new("")).join(name);
    let list = std::fs::read_to_string(&file).with_context(|| format!("reading '{}'", file.display()))?;
    if let Some(line) = first_bad_line(&list) {
        bail!(
            "'{}', line {line}: expected several forms with ' = ' between them, as in NATO = Atlantic alliance",
            file.display()
        );
    }
    Ok(list)
}

fn field_map(args: &FileArgs, file: &FoundSettings) -> Result<FieldMap> {
    let mut fields = FieldMap::default();
    for (field, Names(names)) in &file.content.map {
        fields.set(field, names).with_context(|| format!("'{}', [map]", file.path.display()))?;
    }
    for mapping in &args.map {
        let Some((field, names)) = mapping.split_once('=') else {
            bail!("--map {mapping}: expected FIELD=NAME, as in --map text=content.body");
        };
        fields.set(field.trim(), names.trim()).context("--map")?;
    }
    Ok(fields)
}
