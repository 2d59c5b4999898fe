//! Cleans articles again from their stored lines, when the corpus has taught something that concerns them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{SourceId, Teacher, fill, unjudged};
use crate::index::{Address, IndexError, LineKeys, Origin, Reader, SourceName, StoredArticle, Writer};
use crate::pipeline::budget::Budget;
use crate::pipeline::files::cost;
use crate::pipeline::run::lock;

/// Looks at the articles of the last commit that hold a line under suspicion, replaces those that come out otherwise, and
/// commits. Returns how many those were. Gives up, changing nothing, when `stops` says so: the suspicion stays.
pub(in crate::pipeline) fn clean_again(
    teacher: &Teacher,
    writer: &mut Writer,
    budget: &Budget,
    stops: &(dyn Fn() -> bool + Sync),
) -> Result<u64, IndexError> {
    let reader = writer.reader()?;
    let failure: Mutex<Option<IndexError>> = Mutex::new(None);
    let replaced = AtomicU64::new(0);
    let again = Again { teacher, writer, reader: &reader, budget };
    let found: Box<dyn Iterator<Item = Address> + Send + '_> = match teacher.suspects() {
        Some(lines) => Box::new(reader.with_lines(&lines)?.into_iter()),
        None => Box::new(reader.addresses()),
    };
    found.take_while(|_| !stops() && lock(&failure).is_none()).par_bridge().for_each(|address| {
        match again.look_at(address) {
            Ok(is_replaced) => drop(replaced.fetch_add(u64::from(is_replaced), Ordering::Relaxed)),
            Err(error) => drop(lock(&failure).get_or_insert(error)),
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    if stops() {
        return Ok(0);
    }
    let lessons = teacher.resolved(&reader)?;
    writer.commit(writer.last_commit().clone(), Vec::new(), Some(&lessons))?;
    Ok(replaced.into_inner())
}

struct Again<'a> {
    teacher: &'a Teacher,
    writer: &'a Writer,
    reader: &'a Reader,
    budget: &'a Budget,
}

impl Again<'_> {
    /// Cleans one article again, and replaces it if it comes out otherwise.
    fn look_at(&self, address: Address) -> Result<bool, IndexError> {
        let (old, origin) = self.reader.with_origin(address)?;
        let new = self.cleaned(old.clone())?;
        if is_same(&new, &old) {
            return Ok(false);
        }
        let lines = LineKeys::of(&new);
        self.replace(&new, &lines, origin)?;
        self.teacher.note_again(&lines, LineKeys::of(&old).title);
        Ok(true)
    }

    fn cleaned(&self, mut article: StoredArticle) -> Result<StoredArticle, IndexError> {
        let source = source_of(&article);
        let judged = self.teacher.judge_again(unjudged(&mut article), &source, self.reader)?;
        fill(&mut article, judged);
        Ok(article)
    }

    fn replace(&self, article: &StoredArticle, lines: &LineKeys, origin: Origin) -> Result<(), IndexError> {
        let _permit = self.budget.take(cost(article.body.len()));
        self.writer.delete_article(origin.key)?;
        self.writer.add(article, lines, origin).map(drop)
    }
}

/// Whether two cleanings of one article differ in nothing but the counts that reasons give.
fn is_same(new: &StoredArticle, old: &StoredArticle) -> bool {
    let kinds = |article: &StoredArticle| -> Vec<_> {
        article.removed.iter().map(|line| (line.label, std::mem::discriminant(&line.reason))).collect()
    };
    new.metadata == old.metadata
        && new.body == old.body
        && new.struck == old.struck
        && new.recovered == old.recovered
        && kinds(new) == kinds(old)
}

/// The source of an article that is in the index.
fn source_of(article: &StoredArticle) -> SourceId {
    (SourceName::of(&article.metadata, article.root, &article.path), article.is_record)
}
