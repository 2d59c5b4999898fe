//! From a raw article to the index: clean, split, analyse, add.

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::budget::Permit;
use super::changes::FileTask;
use super::files::{cost, nothing};
use super::hashing::ContentHash;
use super::lessons::{Subject, fill, unjudged};
use super::report::{Problem, ProblemKind, Step, Tally};
use super::run::Run;
use crate::article::{Article, Block, BlockKind, Metadata, RawArticle, Shape};
use crate::clean::{Cleaned, clean, complete_by_path, date_evidence_in_path};
use crate::corpus::{DecodeWarning, by_name};
use crate::index::{
    IndexError, LineKeys, Origin, Outcome, RecordPlace, SourceKey, SourceName, StoredArticle, article_key,
    path_from_bytes,
};

/// Indexes a file that is one article.
pub(super) fn whole_article(
    task: &FileTask,
    (raw, warning): (&RawArticle, Option<DecodeWarning>),
    hash: &ContentHash,
    mut permit: Permit,
    run: &Run<'_>,
) {
    let counters = run.observer.counters();
    permit.grow_to(cost(raw.text.len()));
    let (place, content) = (Place { task, record: None }, hash.value().0);
    let (cleaned, is_record) = match reused(&place, &content, run) {
        Some(mut stored) => {
            Tally::add(&run.tally.reused_files, 1);
            (unjudged(&mut stored), stored.is_record)
        }
        None => match counters.timed(Step::Clean, || cleaned(raw, &place, run)) {
            Ok(cleaned) => (cleaned, raw.shape == Shape::Record),
            Err((kind, reason)) => return nothing(task, kind, reason, run),
        },
    };
    report_decoding(&place, warning, run);
    let file = run.new_file_number();
    let origin = Origin { file, key: article_key(task.key.root, &task.key.path, None), content: Some(content) };
    let stored = match counters.timed(Step::Clean, || judged((cleaned, is_record), origin, &place, run)) {
        Ok(stored) => stored,
        Err(error) => return run.fail(error),
    };
    if add(&stored, origin, &place, run) {
        let outcome = Outcome::Done { articles: 1, skipped: 0 };
        run.replace(task, Run::entry(task, file, content, outcome));
    }
}

/// Where an article comes from.
pub(super) struct Place<'a> {
    pub task: &'a FileTask,
    pub record: Option<RecordPlace>,
}

impl Place<'_> {
    pub(super) fn problem(&self, kind: ProblemKind, reason: String, run: &Run<'_>) {
        run.problem(&Problem {
            path: run.shown_path(&self.task.key),
            line: self.record.map(|record| record.line),
            kind,
            reason,
        });
    }
}

/// The cleaned article of a file with the same content and the same kind of name, if the index has one and it was
/// cleaned by the same options: the file was renamed, moved or copied. A name that tells another date is of another kind.
fn reused(place: &Place<'_>, content: &[u8; 16], run: &Run<'_>) -> Option<StoredArticle> {
    let (found, entry) = run.reader.with_content(content).ok()??;
    let format = |path: &[u8]| by_name(&path_from_bytes(path));
    let date = |path: &[u8]| date_evidence_in_path(&String::from_utf8_lossy(path));
    let (old, new) = (&found.path, &place.task.key.path);
    let is_same =
        entry.reading.cleaning == place.task.reading.cleaning && format(old) == format(new) && date(old) == date(new);
    is_same.then_some(found)
}

/// Cleans an article without asking the corpus.
pub(super) fn cleaned(raw: &RawArticle, place: &Place<'_>, run: &Run<'_>) -> Result<Cleaned, (ProblemKind, String)> {
    let mut cleaned = clean(raw, &run.options.clean);
    if place.record.is_none() {
        complete_by_path(&mut cleaned.article, &String::from_utf8_lossy(&place.task.key.path));
    }
    match nothing_in(&cleaned.article, raw.shape) {
        Some((ProblemKind::NoArticle, _)) if run.options.keep_pages => {
            let article = &mut cleaned.article;
            // A description may be of several lines, a block is of one.
            let words: Vec<&str> =
                article.metadata.description.iter().flat_map(|text| text.split_whitespace()).collect();
            let text = words.join(" ");
            article.blocks.extend((!text.is_empty()).then_some(Block { kind: BlockKind::Paragraph, text }));
        }
        Some((kind, reason)) => return Err((kind, reason.to_owned())),
        None => {}
    }
    Ok(cleaned)
}

/// Why a cleaned article is none, if so. A record is an article if it has a title, whatever its text.
pub(crate) fn nothing_in(article: &Article, shape: Shape) -> Option<(ProblemKind, &'static str)> {
    match shape {
        _ if !article.blocks.is_empty() => None,
        Shape::Record if article.metadata.title.is_some() => None,
        Shape::Record => Some((ProblemKind::NoText, "no words in its text")),
        _ => Some((ProblemKind::NoArticle, "no article in it: only menus, notices or headlines")),
    }
}

/// Asks the corpus about an article, splits it, and puts it into the form in which it is kept.
pub(super) fn judged(
    (cleaned, is_record): (Cleaned, bool),
    origin: Origin,
    place: &Place<'_>,
    run: &Run<'_>,
) -> Result<StoredArticle, IndexError> {
    let SourceKey { root, path } = &place.task.key;
    let source = (SourceName::of(&cleaned.article.metadata, *root, path), is_record);
    let subject = Subject { source, key: origin.key, file: origin.file };
    let mut stored = StoredArticle {
        root: *root,
        path: path.clone(),
        place: place.record,
        is_record,
        metadata: Metadata::default(),
        body: String::new(),
        kinds: Vec::new(),
        removed: Vec::new(),
        struck: Vec::new(),
        recovered: Vec::new(),
        first_title: None,
        passages: Vec::new(),
    };
    fill(&mut stored, run.teacher.judge(cleaned, &subject, run.reader)?);
    Ok(stored)
}

pub(super) fn report_decoding(place: &Place<'_>, warning: Option<DecodeWarning>, run: &Run<'_>) {
    if let Some(warning) = warning {
        place.problem(ProblemKind::Undecodable, what_was_lost(&warning), run);
    }
}

/// Says what could not be decoded.
pub(crate) fn what_was_lost(warning: &DecodeWarning) -> String {
    format!("{} characters are not valid {}", warning.replaced, warning.encoding)
}

/// Analyses an article and adds it to the index. Returns whether it is there.
pub(super) fn add(article: &StoredArticle, origin: Origin, place: &Place<'_>, run: &Run<'_>) -> bool {
    if let Some(id) = &article.metadata.id {
        match run.id_is_taken(id, place.task.previous.as_ref().map(|entry| entry.file)) {
            Ok(false) => {}
            Ok(true) => {
                let reason = format!("another article has the id {id:?}; this one is called by its place");
                place.problem(ProblemKind::DuplicateId, reason, run);
            }
            Err(error) => {
                run.fail(error);
                return false;
            }
        }
    }
    let lines = LineKeys::of(article);
    let counters = run.observer.counters();
    let start = Instant::now();
    match run.writer.add(article, &lines, origin) {
        Ok(writing) => {
            counters.add_time(Step::Write, writing);
            counters.add_time(Step::Analyse, start.elapsed().saturating_sub(writing));
            run.note_lines(&lines);
            counters.articles.fetch_add(1, Ordering::Relaxed);
            Tally::add(&run.tally.passages, article.passages.len() as u64);
            let is_update = place.task.has_articles() && place.task.interrupted().is_none();
            Tally::add(if is_update { &run.tally.updated } else { &run.tally.added }, 1);
            true
        }
        Err(error) => {
            run.fail(error);
            false
        }
    }
}
