//! What the corpus teaches the cleaner, while it is indexed.
//!
//! Every article that is cleaned is offered to the sample of its source (`source`), and cleaned with what is known so far.
//! Each commit learns from the samples, which do not depend on the order of articles, and notes as suspects the lines about
//! which articles may have been cleaned otherwise: those of a template that has come or gone, and titles that came or went.
//! At the end of the run the articles that hold a suspect are found by their line keys, and cleaned again from their stored
//! lines (`again`). So it does not matter in which order, in how many runs, or by how many threads articles were read.

mod again;
mod corpus;
mod judge;
mod rules;
mod source;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use hashbrown::HashSet;

pub(super) use again::clean_again;
pub use corpus::Corpus;
use judge::Judge;
pub(super) use judge::{fill, unjudged};
pub use rules::TemplateRules;
use source::Source;
pub(super) use source::{Lesson, SourceId};

use super::run::lock;
use crate::clean::templates::{Judged, LineKey, Sample, apply};
use crate::clean::{CleanOptions, Cleaned, RecordCleaning};
use crate::index::{IndexError, Lessons, LineKeys, MAX_SAMPLES, Reader, SampledArticle};

/// So many sources are looked at; of more, those with the smallest hashes of their names.
const MAX_SOURCES: usize = 4096;
/// The most sampled articles of one source; fewer where there are many sources, so that all stay below [`MAX_SAMPLES`].
const MAX_OF_SOURCE: usize = 512;
/// So many line keys of new articles are remembered between two commits: 20 MB at most.
const MAX_REMEMBERED_LINES: usize = 1_000_000;

/// What the run has learned. Shared by its threads.
pub(super) struct Teacher {
    state: Mutex<State>,
    rules: TemplateRules,
    clean: CleanOptions,
}

#[derive(Default)]
struct State {
    sources: BTreeMap<SourceId, Source>,
    /// The sources by the hashes of their names.
    by_hash: BTreeMap<u64, SourceId>,
    suspects: BTreeSet<LineKey>,
    /// Names the rules by which all articles were cleaned.
    rules: u64,
    news: News,
    has_changed: bool,
}

/// What has happened since the last commit.
#[derive(Default)]
struct News {
    titles: HashSet<LineKey>,
    loose: HashSet<LineKey>,
    struck: HashSet<LineKey>,
    /// Titles of articles that are gone.
    lost_titles: BTreeSet<LineKey>,
    /// Numbers of file versions whose articles are gone.
    lost_files: HashSet<u64>,
    /// Keys of articles that are gone alone.
    lost_articles: HashSet<u64>,
}

/// Which article is judged.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub source: SourceId,
    pub key: u64,
    pub file: u64,
}

impl Teacher {
    /// Takes up what earlier runs learned.
    pub(super) fn new(lessons: Lessons, (rules, clean): (TemplateRules, CleanOptions), index_is_empty: bool) -> Self {
        let mut state = State { suspects: lessons.suspects.into_iter().collect(), ..State::default() };
        state.rules = if index_is_empty { rules.fingerprint() } else { lessons.rules };
        state.has_changed = state.rules != lessons.rules;
        for stored in lessons.sources {
            let id = (stored.name.clone(), stored.is_records);
            state.by_hash.insert(hash_of(&id), id.clone());
            state.sources.insert(id, Source::from_stored(stored));
        }
        Self { state: Mutex::new(state), rules, clean }
    }

    /// Offers a freshly cleaned article to the sample of its source, and asks the corpus about its lines.
    pub(super) fn judge(&self, cleaned: Cleaned, subject: &Subject, reader: &Reader) -> Result<Judged, IndexError> {
        if cleaned.article.blocks.is_empty() || !self.removes(subject.source.1) {
            return Ok(Judged { cleaned, ..Judged::default() });
        }
        let lesson = lock(&self.state).offer(&cleaned, subject);
        self.judged(cleaned, (lesson, subject.source.1), reader, Some(self))
    }

    /// Asks the corpus about an article of a commit, in which all titles stand.
    fn judge_again(&self, cleaned: Cleaned, source: &SourceId, reader: &Reader) -> Result<Judged, IndexError> {
        if !self.removes(source.1) {
            return Ok(Judged { cleaned, ..Judged::default() });
        }
        let lesson = lock(&self.state).sources.get(source).map(Source::lesson).unwrap_or_default();
        self.judged(cleaned, (lesson, source.1), reader, None)
    }

    /// Whether anything may be removed.
    fn removes(&self, is_record: bool) -> bool {
        self.clean.pages && !(is_record && self.clean.records == RecordCleaning::Off)
    }

    fn judged(
        &self,
        cleaned: Cleaned,
        (lesson, is_record): (Arc<Lesson>, bool),
        reader: &Reader,
        teacher: Option<&Self>,
    ) -> Result<Judged, IndexError> {
        let judge = Judge { lesson, rules: &self.rules, reader, teacher, is_record, failure: RefCell::new(None) };
        let judged = apply(cleaned, &judge);
        judge.failure.into_inner().map_or(Ok(judged), Err)
    }

    fn has_new_title(&self, key: LineKey) -> bool {
        lock(&self.state).news.titles.contains(&key)
    }

    /// Notes the lines of an article that was added. Returns whether a commit should come soon: much is remembered.
    pub(super) fn note(&self, lines: &LineKeys) -> bool {
        let news = &mut lock(&self.state).news;
        news.titles.extend(lines.title);
        news.loose.extend(&lines.loose);
        news.struck.extend(&lines.struck);
        news.titles.len() + news.loose.len() + news.struck.len() >= MAX_REMEMBERED_LINES
    }

    /// Notes that the articles of a file version are deleted.
    pub(super) fn forget_file(&self, file: u64, reader: &Reader) -> Result<(), IndexError> {
        let titles = reader.titles_of_file(file)?;
        let news = &mut lock(&self.state).news;
        news.lost_files.insert(file);
        news.lost_titles.extend(titles);
        Ok(())
    }

    /// Notes that the articles of a file version, which were added since the last commit, are taken back.
    pub(super) fn take_back(&self, file: u64) {
        let news = &mut lock(&self.state).news;
        news.lost_files.insert(file);
        // Any title of this run may have been one of them.
        let titles: Vec<LineKey> = news.titles.iter().copied().collect();
        news.lost_titles.extend(titles);
    }

    /// Notes that one article is deleted.
    pub(super) fn forget_article(&self, key: u64, title: Option<LineKey>) {
        let news = &mut lock(&self.state).news;
        news.lost_articles.insert(key);
        news.lost_titles.extend(title);
    }

    /// Learns for a commit that follows the one of `reader`. Returns what to keep with it, if that has changed.
    pub(super) fn lessons(&self, reader: &Reader) -> Result<Option<Lessons>, IndexError> {
        let state = &mut *lock(&self.state);
        let found = state.settle(reader)?;
        state.has_changed |= !found.is_subset(&state.suspects);
        state.suspects.extend(found);
        if !std::mem::take(&mut state.has_changed) {
            return Ok(None);
        }
        Ok(Some(state.to_lessons()))
    }

    /// Whether articles of the last commit may have to be cleaned again.
    pub(super) fn has_doubts(&self) -> bool {
        let state = lock(&self.state);
        !state.suspects.is_empty() || state.rules != self.rules.fingerprint()
    }

    /// The lines that articles may hold wrongly; `None` when all articles are to be looked at, since the rules changed.
    fn suspects(&self) -> Option<Vec<LineKey>> {
        let state = lock(&self.state);
        (state.rules == self.rules.fingerprint()).then(|| state.suspects.iter().copied().collect())
    }

    /// All articles that held a suspect are as they should be. Some may have got other titles, to which others are links.
    fn resolved(&self, reader: &Reader) -> Result<Lessons, IndexError> {
        let state = &mut *lock(&self.state);
        state.suspects = state.settle(reader)?;
        state.rules = self.rules.fingerprint();
        Ok(state.to_lessons())
    }

    /// Notes the lines of an article that was cleaned again, and its title before that.
    fn note_again(&self, lines: &LineKeys, before: Option<LineKey>) {
        self.note(lines);
        lock(&self.state).news.lost_titles.extend(before.filter(|_| lines.title != before));
    }
}

impl State {
    /// Offers an article to its source's sample; returns the source's template lines.
    fn offer(&mut self, cleaned: &Cleaned, subject: &Subject) -> Arc<Lesson> {
        if !self.sources.contains_key(&subject.source) && !self.admit(&subject.source) {
            return Arc::default();
        }
        let most = self.most_of_source();
        let Some(source) = self.sources.get_mut(&subject.source) else { return Arc::default() };
        if source.wants(subject.key) {
            self.has_changed = true;
            let article = SampledArticle { key: subject.key, file: subject.file, sample: Sample::of(cleaned) };
            source.add(article, most, subject.source.1);
        }
        source.lesson()
    }

    /// Makes room for a new source. Whether there is any.
    fn admit(&mut self, id: &SourceId) -> bool {
        let hash = hash_of(id);
        if self.by_hash.len() >= MAX_SOURCES {
            let is_smaller = self.by_hash.last_key_value().is_some_and(|(last, _)| hash < *last);
            if !is_smaller {
                return false;
            }
            if let Some((_, last)) = self.by_hash.pop_last()
                && let Some(source) = self.sources.remove(&last)
            {
                // Its articles are cleaned without lessons from now on.
                self.suspects.extend(source.known_lines());
            }
        }
        let before = self.most_of_source();
        self.by_hash.insert(hash, id.clone());
        self.sources.insert(id.clone(), Source::default());
        let most = self.most_of_source();
        if most < before {
            self.sources.values_mut().for_each(|source| source.trim(most));
        }
        true
    }

    /// A power of two, so that it seldom changes.
    fn most_of_source(&self) -> usize {
        let share = MAX_SAMPLES / self.sources.len().max(1);
        (1 << share.max(1).ilog2()).min(MAX_OF_SOURCE)
    }

    /// Forgets what is gone, learns, and finds the suspects that some article may hold.
    fn settle(&mut self, reader: &Reader) -> Result<BTreeSet<LineKey>, IndexError> {
        let news = std::mem::take(&mut self.news);
        let mut suspects = BTreeSet::new();
        for (id, source) in &mut self.sources {
            source.retain(|article| {
                !news.lost_files.contains(&article.file) && !news.lost_articles.contains(&article.key)
            });
            for line in source.settle(id.1) {
                if news.loose.contains(&line)
                    || news.struck.contains(&line)
                    || reader.has_loose(line)?
                    || reader.has_struck(line)?
                {
                    suspects.insert(line);
                }
            }
        }
        self.has_changed |= !news.lost_files.is_empty() || !news.lost_articles.is_empty();
        self.sources.retain(|_, source| !source.is_empty());
        let sources = &self.sources;
        self.by_hash.retain(|_, id| sources.contains_key(id));
        let mut titles: Vec<LineKey> = news.titles.iter().copied().collect();
        titles.sort_unstable();
        for title in titles {
            if news.loose.contains(&title) || reader.has_loose(title)? {
                suspects.insert(title);
            }
        }
        for &title in &news.lost_titles {
            if news.struck.contains(&title) || reader.has_struck(title)? {
                suspects.insert(title);
            }
        }
        Ok(suspects)
    }

    fn to_lessons(&self) -> Lessons {
        let sources = self.sources.iter().map(|(id, source)| source.to_stored(id)).collect();
        Lessons { sources, suspects: self.suspects.iter().copied().collect(), rules: self.rules }
    }
}

fn hash_of(id: &SourceId) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&blake3::hash(format!("{id:?}").as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}
