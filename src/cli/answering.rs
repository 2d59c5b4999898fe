//! What `search`, `timeline` and `eval` share: what is searched, files of queries, answering many of them, and new files.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use rayon::prelude::*;

use super::args::ReadingArgs;
use super::index::{target, update};
use super::progress::Progress;
use super::settings::{Settings, thesaurus};
use super::terminal::Terminal;
use crate::evaluation::{FileQuery, parse_queries};
use crate::index::{IndexError, Reader, Scope};
use crate::parts::Parts;
use crate::pipeline::{self, Input};
use crate::search::{LocalSearcher, SearchRequest, SearchResponse, Searcher};

/// So many passages are asked for, and held, before they are handed on; more if each thread has a query alone that asks for more.
const BATCH_PASSAGES: usize = 8192;

/// So many queries a thread are answered at a time: enough to keep all busy, and so few that their answers are still in the
/// processor's cache when they are handed on.
const BATCH_QUERIES: usize = 32;

/// What is to be searched: the index, or, once it is up to date, the part of it that lies `within` some folders.
/// `None`, and a line to the user, if the index is empty.
///
/// # Errors
/// When the index has a part of analysis that is not among `parts`, too.
pub(super) fn open(
    (within, reading): (&[PathBuf], &ReadingArgs),
    parts: Parts,
    index: &Path,
    terminal: Terminal,
) -> Result<Option<LocalSearcher>> {
    let scopes = if within.is_empty() { Vec::new() } else { update_within((within, reading), parts, index, terminal)? };
    let reader = Reader::open(index)?;
    let (found, needed) = (reader.parts(), parts.of_analysis());
    if needed.left_out().any(|part| found.has(part)) {
        bail!(IndexError::OtherParts { path: index.to_owned(), found, needed });
    }
    if found != needed {
        terminal.talk(&format!("the index in '{}' was built {found}", index.display()));
    }
    if reader.articles() == 0 {
        Terminal::complain(&format!("the index '{}' is empty; fill it with: newsdex index ARTICLES", index.display()));
        return Ok(None);
    }
    Ok(Some(LocalSearcher::new(reader, &scopes)?.with_thesaurus(thesaurus(&reading.files)?)))
}

/// Indexes what is new in the folders of `--in`, and says which part of the index they are. Where the index
/// cannot be written now, the last commit has to do.
fn update_within(
    (within, reading): (&[PathBuf], &ReadingArgs),
    parts: Parts,
    index: &Path,
    terminal: Terminal,
) -> Result<Vec<Scope>> {
    let mut settings = Settings::new(reading, false, false)?;
    settings.writer.parts = Some(parts);
    let targets = within.iter().map(|path| target(path, index)).collect::<Result<Vec<_>>>()?;
    let input = Input { targets, ..Input::default() };
    let progress = Progress::new(terminal);
    match update(index, &settings, &input, &progress) {
        Ok((_, scopes)) => Ok(scopes),
        Err(error) if is_unwritable(&error) => {
            let reader = Reader::open(index)?;
            terminal.talk(&format!("searching the last commit: {error:#}"));
            Ok(pipeline::scopes(&input.targets, reader.commit()))
        }
        Err(error) => Err(error),
    }
}

fn is_unwritable(error: &anyhow::Error) -> bool {
    match error.downcast_ref::<IndexError>() {
        Some(IndexError::Locked { .. }) => true,
        Some(IndexError::Io { source, .. }) => {
            matches!(source.kind(), std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem)
        }
        _ => false,
    }
}

/// A file that was not there before: what a user has is not overwritten.
pub(super) fn create(file: &Path) -> Result<BufWriter<File>> {
    let options = File::options().write(true).create_new(true).open(file);
    let file = options.with_context(|| format!("creating '{}', which must not be there yet", file.display()))?;
    Ok(BufWriter::new(file))
}

/// The queries of a file.
pub(super) fn read_queries(file: &Path) -> Result<Vec<FileQuery>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading queries '{}'", file.display()))?;
    parse_queries(&text).map_err(|error| anyhow!("'{}', {error}", file.display()))
}

/// Answers requests on all cores, and hands the answers on in the order of the requests.
pub(super) fn answer_all(
    searcher: &LocalSearcher,
    requests: &[SearchRequest],
    mut each: impl FnMut(SearchResponse) -> Result<()>,
) -> Result<()> {
    let longest = requests.iter().map(|request| request.limit).max().unwrap_or_default();
    let threads = rayon::current_num_threads();
    for batch in requests.chunks((BATCH_PASSAGES / longest.max(1)).clamp(threads, BATCH_QUERIES * threads)) {
        let responses: Vec<_> = batch.par_iter().map(|request| searcher.search(request)).collect();
        for response in responses {
            each(response?)?;
        }
    }
    Ok(())
}
