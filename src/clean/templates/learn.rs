//! From the sampled articles of one source to its template lines.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::key::LineKey;
use super::sample::{Sample, SampledLine};
use super::sequence::is_furnished;
use super::share::{Holders, percent};
use super::stories::stories;

/// Lines in fewer stories are no template, whatever their share.
const FEWEST: u32 = 3;
/// A line in so many stories recurs.
const FEWEST_RECURRING: u32 = 2;
/// Running text that is placed as furniture needs this percentage of its source's stories: bios are as rare as their authors'
/// articles.
const PLACED_PERCENT: u32 = 2;
/// The same for a shorter line: signatures and places recur at the ends of articles too.
const PLACED_SHORT_PERCENT: u32 = 10;
/// A line that is no running text and stands anywhere needs this percentage, and so many stories: section headings recur too.
const LOOSE_PERCENT: u32 = 50;
const LOOSE_FEWEST: u32 = 8;
/// The same for records, whose text is an article already.
const RECORD_PERCENT: u32 = 50;
const RECORD_FEWEST: u32 = 20;
/// Placed as furniture is: this percentage of all times the line is met.
const FURNISHED_PERCENT: u32 = 90;
/// Lines known as templates make lines beside them better known: so many rounds.
const ROUNDS: usize = 4;

/// Where in an article a template line is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Where {
    /// Wherever it stands.
    Anywhere,
    /// At an end of the article, or beside other lines that are not of it. Elsewhere an article may quote it.
    Beside,
    /// Nowhere: it only recurs, as names of authors do. Where a page alone removed it above its article, it stays removed.
    Nowhere,
}

/// A line that the corpus knows as furniture of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateLine {
    /// Which line.
    pub key: LineKey,
    /// Where it is removed.
    pub place: Where,
    /// Sampled stories with the line.
    pub articles: u32,
    /// Sampled stories of the source.
    pub of: u32,
    /// Whether it mostly stands within articles, as an appeal between two paragraphs does.
    pub is_insert: bool,
}

/// A source is known if so many of its stories were looked at.
const FEWEST_OF_SOURCE: u32 = 8;
/// What stands in so many percent of a source's articles is the title of none. Series have titles that recur too.
const NO_TITLE_PERCENT: u32 = 10;

impl TemplateLine {
    /// Whether enough of the source is known that its template lines tell its pages.
    #[must_use]
    pub fn is_of_known_source(&self) -> bool {
        self.of >= FEWEST_OF_SOURCE
    }

    /// Whether the line is the title of no article.
    #[must_use]
    pub fn is_no_title(&self) -> bool {
        self.place != Where::Nowhere && self.articles * 100 >= self.of * NO_TITLE_PERCENT
    }

    /// All that the judgement of an article depends on.
    #[must_use]
    pub fn verdict(&self) -> (Where, [bool; 3]) {
        (self.place, [self.is_of_known_source(), self.is_no_title(), self.is_insert])
    }
}

/// What is known of a line from all sampled articles.
#[derive(Default)]
struct Known {
    holders: Holders,
    met: u32,
    /// Whether some page removed it.
    is_removed: bool,
    furnished: u32,
    inside: u32,
    prose: u32,
}

/// Learns the template lines of a source, in the order of their keys. `is_records`: the texts are fields of records.
///
/// The result depends on the samples and not on their order, so long as the caller's order is one that the samples themselves
/// give. Linear in the lines of the samples, for each of four rounds.
#[must_use]
pub fn learn(samples: &[&Sample], is_records: bool) -> Vec<TemplateLine> {
    let (story_of, of) = stories(samples);
    let mut learned: Vec<TemplateLine> = Vec::new();
    if of < FEWEST {
        return learned;
    }
    for _ in 0..ROUNDS {
        let templates = learned.iter().filter(|line| line.place != Where::Nowhere).map(|line| line.key).collect();
        let known = survey(samples, &story_of, &templates);
        let marks: Vec<Holders> = known
            .values()
            .filter(|line| line.holders.len() >= FEWEST && line.is_furnished())
            .map(|line| line.holders.clone())
            .collect();
        let found: Vec<TemplateLine> = known
            .iter()
            .filter_map(|(&key, line)| {
                let place = line.place(of, &marks, is_records)?;
                let is_insert = line.inside * 2 > line.met;
                Some(TemplateLine { key, place, articles: line.holders.len(), of, is_insert })
            })
            .collect();
        if found == learned {
            break;
        }
        learned = found;
    }
    learned
}

/// Looks at every line that recurs.
fn survey(samples: &[&Sample], story_of: &[u32], templates: &BTreeSet<LineKey>) -> BTreeMap<LineKey, Known> {
    let recurring = recurring(samples);
    let pairs = recurring_pairs(samples, story_of, &recurring);
    let mut known: BTreeMap<LineKey, Known> = recurring.into_iter().map(|key| (key, Known::default())).collect();
    for (sample, &story) in samples.iter().zip(story_of) {
        let lines = sample.lines();
        let is_gone: Vec<bool> = lines
            .iter()
            .map(|line| line.is_removed() || line.key.is_some_and(|key| templates.contains(&key)))
            .collect();
        let text = own_text(lines, &known);
        for (at, line) in lines.iter().enumerate() {
            let Some(known) = line.key.and_then(|key| known.get_mut(&key)) else { continue };
            known.holders.insert(story);
            known.met += 1;
            known.is_removed |= line.is_removed();
            known.prose += u32::from(line.is_prose());
            let is_inside = text.as_ref().is_some_and(|text| text.contains(&at));
            known.inside += u32::from(is_inside);
            let is_paired = || {
                text.is_some()
                    && !is_inside
                    && [at.checked_sub(1), Some(at)].into_iter().flatten().any(|at| is_pair(lines, at, &pairs))
            };
            known.furnished += u32::from(line.is_removed() || is_beside(lines, at, &is_gone) || is_paired());
        }
    }
    known.retain(|_, line| line.holders.len() >= FEWEST_RECURRING);
    known
}

/// From the first to the last paragraph that is of this article alone; `None` where there is none.
fn own_text(lines: &[SampledLine], known: &BTreeMap<LineKey, Known>) -> Option<RangeInclusive<usize>> {
    let is_own = |line: &SampledLine| {
        !line.is_removed() && line.is_prose() && line.key.is_some_and(|key| !known.contains_key(&key))
    };
    Some(lines.iter().position(is_own)?..=lines.iter().rposition(is_own)?)
}

/// Two lines, one behind the other.
type Pair = (LineKey, LineKey);

fn pair(lines: &[SampledLine], at: usize) -> Option<Pair> {
    let next = lines.get(at + 1).filter(|next| !next.is_after_gap())?;
    Some((lines[at].key?, next.key?))
}

fn is_pair(lines: &[SampledLine], at: usize, pairs: &BTreeSet<Pair>) -> bool {
    pair(lines, at).is_some_and(|pair| pairs.contains(&pair))
}

/// The pairs of neighbours that recur. Different stories do not go on in the same way by chance.
fn recurring_pairs(samples: &[&Sample], story_of: &[u32], recurring: &[LineKey]) -> BTreeSet<Pair> {
    let recurs = |key: &LineKey| recurring.binary_search(key).is_ok();
    let mut holders: BTreeMap<Pair, Holders> = BTreeMap::new();
    for (sample, &story) in samples.iter().zip(story_of) {
        for at in 0..sample.lines().len() {
            if let Some(found) = pair(sample.lines(), at).filter(|(a, b)| a != b && recurs(a) && recurs(b)) {
                holders.entry(found).or_default().insert(story);
            }
        }
    }
    holders.into_iter().filter(|(_, holders)| holders.len() >= FEWEST).map(|(pair, _)| pair).collect()
}

/// Whether a line stands as furniture does: what a gap hides is text.
fn is_beside(lines: &[SampledLine], at: usize, is_gone: &[bool]) -> bool {
    let opens = lines[at].is_after_gap();
    let closes = lines.get(at + 1).is_some_and(|next| next.is_after_gap());
    match (opens, closes) {
        (false, false) => is_furnished(at, is_gone),
        (true, false) => is_gone.get(at + 1).is_none_or(|&gone| gone),
        (false, true) => at == 0 || is_gone[at - 1],
        (true, true) => false,
    }
}

/// The keys that stand in several samples.
fn recurring(samples: &[&Sample]) -> Vec<LineKey> {
    let mut keys = Vec::new();
    for sample in samples {
        let from = keys.len();
        keys.extend(sample.lines().iter().filter_map(|line| line.key));
        keys[from..].sort_unstable();
        // Once an article, however often it stands there.
        let mut own = keys.split_off(from);
        own.dedup();
        keys.append(&mut own);
    }
    keys.sort_unstable();
    let fewest = FEWEST_RECURRING as usize;
    let mut recurring: Vec<LineKey> =
        keys.windows(fewest).filter(|run| run[0] == run[fewest - 1]).map(|run| run[0]).collect();
    recurring.dedup();
    recurring
}

impl Known {
    fn is_furnished(&self) -> bool {
        self.furnished * 100 >= self.met * FURNISHED_PERCENT
    }

    /// Where the line is to be removed, if it is a template.
    fn place(&self, of: u32, marks: &[Holders], is_records: bool) -> Option<Where> {
        let recurs = (!is_records && self.is_removed && self.prose == 0).then_some(Where::Nowhere);
        if self.holders.len() < FEWEST { recurs } else { self.template_place(of, marks, is_records).or(recurs) }
    }

    fn template_place(&self, of: u32, marks: &[Holders], is_records: bool) -> Option<Where> {
        let count = self.holders.len();
        if is_records {
            let is_sure = count >= RECORD_FEWEST && count * 100 >= of * RECORD_PERCENT && self.is_furnished();
            return is_sure.then_some(Where::Beside);
        }
        let share = percent(&self.holders, of, marks);
        let is_prose = self.prose * 2 >= self.met;
        if !is_prose && count >= LOOSE_FEWEST && share >= LOOSE_PERCENT {
            return Some(Where::Anywhere);
        }
        let needed = if is_prose { PLACED_PERCENT } else { PLACED_SHORT_PERCENT };
        (self.is_furnished() && share >= needed).then_some(Where::Beside)
    }
}
