//! Answers from a part of the index only: some folders, some languages, what a query says about sources and days.

use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::SearchError;
use super::vocabulary::glob;
use crate::gazetteer::{Finder, Kind};
use crate::index::{Reader, Scope, epoch_day};
use crate::query::{Filter as Condition, FilterField};

/// Which articles of each segment may be answered with.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    /// For each segment, whether the article of each number is allowed.
    segments: Vec<Vec<bool>>,
}

impl Filter {
    /// Reads the roots of all articles, and the postings of the paths below each prefix. `None` where there are no
    /// scopes, or they are the whole index.
    pub(super) fn new(reader: &Reader, scopes: &[Scope]) -> Result<Option<Self>, SearchError> {
        let is_whole = |root: u32| scopes.iter().any(|scope| scope.root == root && scope.prefix.is_empty());
        let mut roots = (0u32..).zip(&reader.commit().roots);
        if scopes.is_empty() || roots.all(|(root, _)| is_whole(root)) {
            return Ok(None);
        }
        let searcher: &Searcher = reader.searcher();
        let segments = searcher.segment_readers().iter().map(|segment| allowed(reader, segment, scopes));
        Ok(Some(Self { segments: segments.collect::<Result<_, _>>()? }))
    }

    /// Reads the postings of the languages.
    pub(super) fn of_languages(reader: &Reader, languages: &[String]) -> Result<Self, SearchError> {
        let segments = reader.searcher().segment_readers().iter().map(|segment| {
            let mut allowed = vec![false; segment.max_doc() as usize];
            let postings = segment.inverted_index(reader.fields().language)?;
            for language in languages {
                let term = Term::from_field_text(reader.fields().language, &language.to_lowercase());
                if let Some(docs) = postings.read_postings(&term, IndexRecordOption::Basic)? {
                    each(docs, |doc| allowed[doc as usize] = true);
                }
            }
            Ok(allowed)
        });
        Ok(Self { segments: segments.collect::<Result<_, SearchError>>()? })
    }

    /// What meets a condition of a query. Reads all values of a field, or all days.
    pub(super) fn of(reader: &Reader, condition: &Condition) -> Result<Self, SearchError> {
        match condition {
            Condition::Field { field, value } => Self::of_values(reader, *field, value),
            Condition::Dates { from, to, undated } => {
                let (from, to) = (from.map_or(i64::MIN, epoch_day), to.map_or(i64::MAX, epoch_day));
                Self::of_days(reader, |day| day.map_or(*undated, |day| (from..=to).contains(&day)))
            }
        }
    }

    /// Articles without a date.
    pub(super) fn undated(reader: &Reader) -> Result<Self, SearchError> {
        Self::of_days(reader, |day| day.is_none())
    }

    fn of_days(reader: &Reader, is_allowed: impl Fn(Option<i64>) -> bool) -> Result<Self, SearchError> {
        let segments = reader.searcher().segment_readers().iter().map(|segment| {
            let days: Column<i64> = segment.fast_fields().i64("published")?;
            Ok((0..segment.max_doc()).map(|doc| is_allowed(days.first(doc))).collect())
        });
        Ok(Self { segments: segments.collect::<Result<_, SearchError>>()? })
    }

    /// Whether nothing is allowed.
    pub(super) fn is_empty(&self) -> bool {
        !self.segments.iter().flatten().any(|&allowed| allowed)
    }

    /// Articles with a value of a field, in any case. `*` stands for the rest of a value; a path, for all that is below it.
    fn of_values(reader: &Reader, field: FilterField, value: &str) -> Result<Self, SearchError> {
        let fields = reader.fields();
        // A name may be given in any of its forms; the index holds its key.
        let key = kind_of_name(field).and_then(|kind| Finder::built_in().key(kind, value));
        let (field, is_path) = match field {
            FilterField::Source => (fields.source, false),
            FilterField::Author => (fields.author, false),
            FilterField::Language => (fields.language, false),
            FilterField::Path => (fields.path, true),
            FilterField::Url => (fields.url, false),
            FilterField::Tag => (fields.tag, false),
            FilterField::Country => (fields.country, false),
            FilterField::Organisation => (fields.organisation, false),
            FilterField::System => (fields.system, false),
        };
        let wanted = key.map_or_else(|| value.to_lowercase(), str::to_owned);
        let wanted = if is_path { wanted.trim_end_matches('/') } else { &wanted };
        let is_wanted = |found: &str| {
            let found = found.to_lowercase();
            let is_below = || found.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'));
            if wanted.contains('*') { glob(wanted, &found) } else { found == wanted || (is_path && is_below()) }
        };
        let segments = reader.searcher().segment_readers().iter().map(|segment| {
            let mut allowed = vec![false; segment.max_doc() as usize];
            let values = segment.inverted_index(field)?;
            let mut terms = values.terms().stream()?;
            while terms.advance() {
                if std::str::from_utf8(terms.key()).is_ok_and(is_wanted) {
                    let docs = values.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                    each(docs, |doc| allowed[doc as usize] = true);
                }
            }
            Ok(allowed)
        });
        Ok(Self { segments: segments.collect::<Result<_, SearchError>>()? })
    }

    /// What either filter allows.
    pub(super) fn or(self, other: Self) -> Self {
        self.merged(other, |one, other| one | other)
    }

    /// What both filters allow.
    pub(super) fn and(self, other: Self) -> Self {
        self.merged(other, |one, other| one & other)
    }

    /// What both allow, if there is another one.
    pub(super) fn and_any(self, other: Option<Self>) -> Self {
        match other {
            Some(other) => other.and(self),
            None => self,
        }
    }

    /// What it does not allow.
    pub(super) fn inverted(mut self) -> Self {
        self.segments.iter_mut().flatten().for_each(|allowed| *allowed = !*allowed);
        self
    }

    fn merged(mut self, other: Self, of_both: impl Fn(bool, bool) -> bool) -> Self {
        for (mine, theirs) in self.segments.iter_mut().zip(other.segments) {
            for (allowed, also) in mine.iter_mut().zip(theirs) {
                *allowed = of_both(*allowed, also);
            }
        }
        self
    }

    pub(super) fn allows(&self, segment: u32, doc: DocId) -> bool {
        self.segments.get(segment as usize).and_then(|docs| docs.get(doc as usize)).copied().unwrap_or(false)
    }
}

/// Of which names a field holds the keys.
fn kind_of_name(field: FilterField) -> Option<Kind> {
    match field {
        FilterField::Country => Some(Kind::Country),
        FilterField::Organisation => Some(Kind::Organisation),
        FilterField::System => Some(Kind::System),
        _ => None,
    }
}

fn allowed(reader: &Reader, segment: &SegmentReader, scopes: &[Scope]) -> Result<Vec<bool>, SearchError> {
    let roots: Column<u64> = segment.fast_fields().u64("root")?;
    let mut allowed = vec![false; segment.max_doc() as usize];
    for scope in scopes {
        let root = u64::from(scope.root);
        let mut allow = |doc: DocId| {
            if roots.first(doc) == Some(root) {
                allowed[doc as usize] = true;
            }
        };
        if scope.prefix.is_empty() {
            (0..segment.max_doc()).for_each(&mut allow);
        } else {
            below(reader, segment, &scope.prefix, &mut allow)?;
        }
    }
    Ok(allowed)
}

/// Calls `allow` for all articles of files at `prefix` or below it, in whatever root.
fn below(
    reader: &Reader,
    segment: &SegmentReader,
    prefix: &[u8],
    mut allow: impl FnMut(DocId),
) -> Result<(), SearchError> {
    let paths = segment.inverted_index(reader.fields().path)?;
    let prefix = String::from_utf8_lossy(prefix);
    let mut terms = paths.terms().range().ge(prefix.as_bytes()).lt(format!("{prefix}0")).into_stream()?;
    while terms.advance() {
        let rest = &terms.key()[prefix.len()..];
        if !rest.is_empty() && !rest.starts_with(b"/") {
            continue;
        }
        each(paths.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?, &mut allow);
    }
    Ok(())
}

fn each(mut docs: impl DocSet, mut call: impl FnMut(DocId)) {
    while docs.doc() != TERMINATED {
        call(docs.doc());
        docs.advance();
    }
}
