//! One source: the sample of its articles, and what was learned from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashMap;

use crate::clean::templates::{LineKey, Sample, TemplateLine, learn};
use crate::index::{SampledArticle, SourceLessons, SourceName};

/// In a first run a source is learned from when it has so many sampled articles, and again whenever they have doubled.
const FIRST_LESSON: usize = 4;

/// The template lines of a source by their keys.
pub(in crate::pipeline) type Lesson = HashMap<LineKey, TemplateLine>;

/// Which source, and whether it is about texts of records.
pub(in crate::pipeline) type SourceId = (SourceName, bool);

/// The articles with the smallest keys, which are hashes: a sample that does not depend on the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// All articles with smaller keys are in the sample.
    below: Option<u64>,
    samples: BTreeMap<u64, SampledArticle>,
    /// By which articles have been cleaned since the last commit, oldest first; the last is the present one.
    lessons: Vec<Arc<Lesson>>,
    next_lesson: usize,
    /// Whether the sample has changed since it was last learned from.
    has_changed: bool,
}

impl Source {
    pub(super) fn from_stored(stored: SourceLessons) -> Self {
        let samples: BTreeMap<u64, SampledArticle> =
            stored.samples.into_iter().map(|article| (article.key, article)).collect();
        let next_lesson = (samples.len() * 2).max(FIRST_LESSON);
        Self { below: stored.below, samples, lessons: vec![lesson(stored.templates)], next_lesson, has_changed: false }
    }

    pub(super) fn to_stored(&self, (name, is_records): &SourceId) -> SourceLessons {
        let mut templates: Vec<TemplateLine> = self.lesson().values().copied().collect();
        templates.sort_unstable_by_key(|line| line.key);
        SourceLessons {
            name: name.clone(),
            is_records: *is_records,
            below: self.below,
            samples: self.samples.values().cloned().collect(),
            templates,
        }
    }

    /// The template lines known now.
    pub(super) fn lesson(&self) -> Arc<Lesson> {
        self.lessons.last().cloned().unwrap_or_default()
    }

    /// All lines that were held for templates since the last commit.
    pub(super) fn known_lines(&self) -> impl Iterator<Item = LineKey> + '_ {
        self.lessons.iter().flat_map(|lesson| lesson.keys().copied())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.samples.is_empty() && self.below.is_none()
    }

    pub(super) fn wants(&self, key: u64) -> bool {
        self.below.is_none_or(|below| key < below)
    }

    /// Adds an article to the sample of at most `most`, and learns from it now and then.
    pub(super) fn add(&mut self, article: SampledArticle, most: usize, is_records: bool) {
        if !self.wants(article.key) {
            return;
        }
        self.has_changed = true;
        self.samples.insert(article.key, article);
        self.trim(most);
        if self.samples.len() >= self.next_lesson {
            self.next_lesson = self.samples.len() * 2;
            self.learn(is_records);
        }
    }

    /// Keeps at most `most` articles.
    pub(super) fn trim(&mut self, most: usize) {
        while self.samples.len() > most {
            if let Some((key, _)) = self.samples.pop_last() {
                self.below = Some(key);
                self.has_changed = true;
            }
        }
    }

    /// Forgets articles that are gone.
    pub(super) fn retain(&mut self, is_there: impl Fn(&SampledArticle) -> bool) {
        let before = self.samples.len();
        self.samples.retain(|_, article| is_there(article));
        self.has_changed |= self.samples.len() < before;
    }

    fn learn(&mut self, is_records: bool) {
        let samples: Vec<&Sample> = self.samples.values().map(|article| &article.sample).collect();
        let learned = lesson(learn(&samples, is_records));
        if self.lessons.is_empty() {
            // The first articles were cleaned without any.
            self.lessons.push(Arc::default());
        }
        if self.lessons.last() != Some(&learned) {
            self.lessons.push(learned);
        }
    }

    /// Learns for a commit. Returns the lines about which articles may have been cleaned in different ways.
    pub(super) fn settle(&mut self, is_records: bool) -> BTreeSet<LineKey> {
        if self.has_changed {
            self.learn(is_records);
            self.has_changed = false;
        }
        let Some(last) = self.lessons.pop() else { return BTreeSet::new() };
        let verdict = |lesson: &Lesson, key| lesson.get(&key).map(TemplateLine::verdict);
        let known = self.lessons.iter().chain([&last]).flat_map(|lesson| lesson.keys().copied());
        let differ = known.filter(|&key| self.lessons.iter().any(|lesson| verdict(lesson, key) != verdict(&last, key)));
        let suspects = differ.collect();
        self.lessons = vec![last];
        suspects
    }
}

fn lesson(lines: Vec<TemplateLine>) -> Arc<Lesson> {
    Arc::new(lines.into_iter().map(|line| (line.key, line)).collect())
}
