//! Takes articles out of the index on the user's word.

use std::path::{Path, PathBuf};

use super::lessons::Teacher;
use super::{PipelineError, run::Row};
use crate::index::{LineKeys, Outcome, SourceEntry, SourceKey, StoredArticle, Writer, article_key, path_to_bytes};

/// What was removed under one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// Articles taken out.
    pub articles: u64,
    /// Source files forgotten.
    pub files: u64,
    /// Removed files that are still on disk, of which the next run would index those it meets.
    pub still_there: Vec<PathBuf>,
}

/// Removes what `name` names, and commits: a file or folder, by its path as outputs show it or whole; or one
/// article, by its own id or as `PATH:LINE`. Nothing of it is found from then on; its text leaves the disk with
/// the next `compact`.
///
/// # Errors
/// When the index cannot be read or written.
pub fn remove(writer: &mut Writer, name: &str) -> Result<Removed, PipelineError> {
    let mut removed = Removed::default();
    if name.is_empty() {
        return Ok(removed);
    }
    let reader = writer.reader()?;
    let teacher = Teacher::new(writer.lessons()?, Default::default(), false);
    let files = files_named(writer, Path::new(name))?;
    let mut rows: Vec<Row> = Vec::new();
    if files.is_empty() {
        for article in reader.named(name)? {
            let key = article_key(article.root, &article.path, article.place);
            writer.delete_article(key)?;
            teacher.forget_article(key, LineKeys::of(&article).title);
            remove_article(writer, article, &mut rows, &mut removed)?;
        }
    } else {
        for (key, entry) in files {
            writer.delete_file(entry.file)?;
            teacher.forget_file(entry.file, &reader)?;
            removed.articles += entry.outcome.articles();
            forget(writer, key, &mut rows, &mut removed);
        }
    }
    if !rows.is_empty() {
        let lessons = teacher.lessons(&reader)?;
        writer.commit(writer.last_commit().clone(), rows, lessons.as_ref())?;
    }
    Ok(removed)
}

fn forget(writer: &Writer, key: SourceKey, rows: &mut Vec<Row>, removed: &mut Removed) {
    let path = writer.last_commit().absolute_path(key.root, &key.path);
    removed.files += 1;
    if path.exists() {
        removed.still_there.push(path);
    }
    rows.push((key, None));
}

/// The known files at or below a path, as the user or the system names it.
fn files_named(writer: &Writer, name: &Path) -> Result<Vec<(SourceKey, SourceEntry)>, PipelineError> {
    let mut files = Vec::new();
    for (number, root) in (0u32..).zip(&writer.last_commit().roots) {
        let below = [root.given(), root.path()].into_iter().find_map(|base| name.strip_prefix(base).ok());
        if let Some(below) = below {
            for row in writer.sources().below(number, &path_to_bytes(below))? {
                files.push(row?);
            }
        }
    }
    Ok(files)
}

fn remove_article(
    writer: &Writer,
    article: StoredArticle,
    rows: &mut Vec<Row>,
    removed: &mut Removed,
) -> Result<(), PipelineError> {
    removed.articles += 1;
    let key = SourceKey { root: article.root, path: article.path };
    let known = match rows.iter().position(|(other, _)| *other == key) {
        Some(at) => rows.swap_remove(at).1,
        None => writer.sources().get(&key)?,
    };
    let Some(entry) = known else { return Ok(()) };
    match entry.outcome {
        Outcome::Done { articles, skipped } if articles > 1 => {
            let outcome = Outcome::Done { articles: articles - 1, skipped };
            rows.push((key, Some(SourceEntry { outcome, ..entry })));
        }
        Outcome::Partial { records, articles, skipped } => {
            let outcome = Outcome::Partial { records, articles: articles.saturating_sub(1), skipped };
            rows.push((key, Some(SourceEntry { outcome, ..entry })));
        }
        _ => forget(writer, key, rows, removed),
    }
    Ok(())
}
