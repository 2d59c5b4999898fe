//! A phrase, over the articles of its rarest word.

use tantivy::{DocId, Score, TERMINATED};

use super::super::dictionary::Written;
use super::super::postings::BLOCK;
use super::super::statistics::Bounds;
use super::least::Least;
use super::positions::{Place, Positions};
use super::postings::Postings;

/// Of so many numbers it takes less time to look at all than to guess where to stop.
const FEW: usize = 16;

/// Articles of a block are told by a table if they stand within so many, and there are more than [`FEW`].
const WIDE: usize = 4096;

/// One word of a phrase, or one by itself.
pub(in crate::search) struct PhraseWord {
    postings: Postings,
    positions: Positions,
    /// How far before the last word of the phrase it stands.
    shift: u32,
}

impl PhraseWord {
    /// A word that stands so far before the last word of a phrase. `None` if it is damaged.
    pub(in crate::search) fn open(written: Written, shift: u32) -> Option<Self> {
        let postings = Postings::open(written.articles, written.postings)?;
        Some(Self { postings, positions: Positions::open(&written.positions)?, shift })
    }

    /// Appends the positions of the word in an article, which is not before that of the last call. How many there are.
    pub(in crate::search) fn append_positions(&mut self, doc: DocId, positions: &mut Vec<u32>) -> u32 {
        if self.postings.frequency(doc) == 0 {
            return 0;
        }
        let place = self.postings.place_here();
        self.positions.each(place, |position| positions.push(position));
        place.frequency
    }
}

/// Where a phrase may stand, article by article or a block of the rarest word at a time.
pub(super) struct PhraseCursor {
    /// The rarest first.
    words: Vec<PhraseWord>,
    candidates: Candidates,
    /// How often it must stand in articles that are looked for.
    pub least: Least,
    /// Where each word stands in an article.
    here: Vec<Place>,
    /// Where the phrase ends by the words read so far, and where it would by the next one.
    ends: Vec<u32>,
    next: Vec<u32>,
}

impl PhraseCursor {
    /// At the first article of the rarest word.
    pub(super) fn new(mut words: Vec<PhraseWord>) -> Self {
        words.sort_by_key(|word| word.postings.articles());
        let (candidates, here) = (Candidates::new(words.len()), vec![Place::default(); words.len()]);
        Self { words, candidates, least: Least::default(), here, ends: Vec::new(), next: Vec::new() }
    }

    /// In how many articles it may stand.
    pub(super) fn articles(&self) -> u32 {
        self.words.first().map_or(0, |rarest| rarest.postings.articles())
    }

    /// The next article in which it may stand.
    pub(super) fn doc(&self) -> DocId {
        self.words.first().map_or(TERMINATED, |rarest| rarest.postings.doc())
    }

    /// Goes on to the first article at or behind `end`.
    pub(super) fn pass(&mut self, end: DocId) {
        if let Some(rarest) = self.words.first_mut() {
            rarest.postings.seek(end);
        }
    }

    /// What share of its weight it adds at most to articles from `start` to before `end`, which do not descend from call to call: no
    /// more than any of its words would, as it stands no more often. Nothing is unpacked.
    pub(super) fn share_within(&mut self, within: (DocId, DocId), bounds: Option<&Bounds>) -> Score {
        let shares = self.words.iter_mut().map(|word| word.postings.share_within(within, bounds));
        shares.fold(1.0, Score::min)
    }

    /// What share of its weight it adds at most to an article, which is not before that of the last call. Nothing is unpacked.
    pub(super) fn share_at(&mut self, doc: DocId, bounds: Option<&Bounds>) -> Score {
        let shares = self.words.iter_mut().map(|word| word.postings.share_at(doc, bounds));
        shares.fold(1.0, Score::min)
    }

    /// How often the phrase stands in an article, which is not before that of the last call. 0 if `is_enough` says of what it stands
    /// there at most, as often as any of its words, that it is too little; positions are read only if it never does.
    pub(super) fn frequency(&mut self, doc: DocId, is_enough: impl Fn(u32) -> bool) -> u32 {
        let mut most = u32::MAX;
        for word in &mut self.words {
            most = most.min(word.postings.frequency(doc));
            if most == 0 || !is_enough(most) {
                return 0;
            }
        }
        for (here, word) in self.here.iter_mut().zip(&mut self.words) {
            *here = word.postings.place_here();
        }
        self.frequency_here()
    }

    /// How often the phrase stands in the article of the last [`Self::candidate`].
    pub(super) fn frequency_here(&mut self) -> u32 {
        let Self { words, here, ends, next, .. } = self;
        if let ([one, other], [first, second]) = (words.as_mut_slice(), here.as_slice()) {
            let (one, other) = if first.frequency <= second.frequency {
                ((one, *first), (other, *second))
            } else {
                ((other, *second), (one, *first))
            };
            if let Some(found) = together(one, other) {
                return found;
            }
        }
        ends.clear();
        for ((word, &place), number) in words.iter_mut().zip(&*here).zip(0..) {
            let shift = word.shift;
            next.clear();
            word.positions.each(place, |position| next.push(position.wrapping_add(shift)));
            if number == 0 {
                std::mem::swap(ends, next);
            } else {
                keep_common(ends, next);
            }
            if ends.is_empty() {
                return 0;
            }
        }
        u32::try_from(ends.len()).unwrap_or(u32::MAX)
    }

    /// The last article of the rarest word's block.
    pub(super) fn last_in_block(&self) -> DocId {
        self.words.first().map_or(TERMINATED, |rarest| rarest.postings.last_in_block())
    }

    /// Goes on to the next block of the rarest word.
    pub(super) fn next_block(&mut self) {
        if let Some(rarest) = self.words.first_mut() {
            rarest.postings.next_block();
        }
    }

    /// Looks for the articles before `end` that are left of the rarest word's block, and in which all words stand, each of them as
    /// often as [`Self::least`] says, or `has_score`. How many there are.
    pub(super) fn read_block(&mut self, end: DocId, norms: &[u8], has_score: impl Fn(DocId) -> bool) -> usize {
        let Self { words, candidates, least, .. } = self;
        let least = |doc: DocId| if has_score(doc) { 0 } else { least.of(doc, norms) };
        let Some((rarest, others)) = words.split_first_mut() else { return 0 };
        candidates.start(&mut rarest.postings, end, &least);
        for (number, word) in others.iter_mut().enumerate() {
            candidates.narrow(number, &mut word.postings, &least);
        }
        candidates.count
    }

    /// One of these articles, and how often the phrase can stand there. Is what [`Self::frequency_here`] is then about.
    pub(super) fn candidate(&mut self, number: usize) -> (DocId, u32) {
        let Self { words, candidates, here, .. } = self;
        let (slot, mut here_of) = (usize::from(candidates.slots[number]), here.iter_mut());
        if let (Some(rarest), Some(here)) = (words.first_mut(), here_of.next()) {
            *here = rarest.postings.place(slot);
        }
        for (here, places) in here_of.zip(&candidates.places) {
            *here = places[number];
        }
        (candidates.docs[number], most_of(here))
    }
}

fn most_of(places: &[Place]) -> u32 {
    let mut most = u32::MAX;
    for place in places {
        most = most.min(place.frequency);
    }
    most
}

/// How often two words of a phrase stand together, if there are few positions. The first stands there no more often.
#[inline]
fn together(first: (&mut PhraseWord, Place), second: (&mut PhraseWord, Place)) -> Option<u32> {
    if first.1.frequency <= 4 && second.1.frequency <= 8 {
        equal::<4, 8>(first, second)
    } else {
        equal::<8, 16>(first, second)
    }
}

/// How often they do if the first stands at most `ONE` times there, the second `OTHER` times: all pairs of positions are compared.
#[inline]
fn equal<const ONE: usize, const OTHER: usize>(
    (one, first): (&mut PhraseWord, Place),
    (other, second): (&mut PhraseWord, Place),
) -> Option<u32> {
    let ends = one.positions.at_once::<ONE>(first, one.shift)?;
    let others = other.positions.at_once::<OTHER>(second, other.shift)?;
    let mut found = [0u32; OTHER];
    for end in ends {
        for (slot, found) in found.iter_mut().enumerate() {
            *found += u32::from(end == others[slot]);
        }
    }
    // What stands for no position is equal, too.
    let beyond = (ONE - first.frequency as usize) * (OTHER - second.frequency as usize);
    let mut all = 0;
    for found in found {
        all += found;
    }
    Some(all.saturating_sub(u32::try_from(beyond).unwrap_or(0)))
}

/// Articles of a block in which the words looked at so far stand.
struct Candidates {
    count: usize,
    docs: [DocId; BLOCK],
    /// Their slots in the block.
    slots: [u8; BLOCK],
    /// Where each of the other words stands in them.
    places: Vec<[Place; BLOCK]>,
    table: Table,
    found: [u8; BLOCK],
}

impl Candidates {
    fn new(words: usize) -> Self {
        let places = vec![[Place::default(); BLOCK]; words.saturating_sub(1)];
        Self { count: 0, docs: [0; BLOCK], slots: [0; BLOCK], places, table: Table::default(), found: [0; BLOCK] }
    }

    fn start(&mut self, postings: &mut Postings, end: DocId, least: &impl Fn(DocId) -> u32) {
        let left = postings.left(end);
        let frequencies = *postings.frequencies();
        let docs = postings.block();
        let mut count = 0;
        for slot in left {
            let doc = docs[slot];
            self.docs[count] = doc;
            #[expect(clippy::cast_possible_truncation, reason = "a slot is less than 128")]
            let own = slot as u8;
            self.slots[count] = own;
            count += usize::from(frequencies[slot] >= least(doc));
        }
        self.count = count;
    }

    /// Keeps those in which the next word stands too, as often as `least` says.
    fn narrow(&mut self, number: usize, postings: &mut Postings, least: &impl Fn(DocId) -> u32) {
        let Some((places, before)) = self.places.get_mut(..=number).and_then(<[_]>::split_last_mut) else { return };
        let (mut from, mut kept) = (0, 0);
        while from < self.count {
            postings.seek_block(self.docs[from]);
            let end = postings.last_in_block();
            let to = from + self.docs[from..self.count].partition_point(|&doc| doc <= end);
            self.table.find(&self.docs[from..to], postings, &mut self.found);
            for at in from..to {
                let (doc, slot) = (self.docs[at], usize::from(self.found[at - from]));
                if slot == BLOCK {
                    continue;
                }
                let place = postings.place(slot);
                self.docs[kept] = doc;
                self.slots[kept] = self.slots[at];
                for places in before.iter_mut() {
                    places[kept] = places[at];
                }
                places[kept] = place;
                kept += usize::from(place.frequency >= least(doc));
            }
            from = to.max(from + 1);
        }
        self.count = kept;
    }
}

/// By articles, from one on, their slots in a block.
struct Table(Vec<u8>);

impl Default for Table {
    /// One more place is for articles of the block that are beyond those that are looked for.
    fn default() -> Self {
        Self(vec![NOWHERE; WIDE + 1])
    }
}

/// Stands for an article that is not in a block.
#[expect(clippy::cast_possible_truncation, reason = "as many as a block has articles")]
const NOWHERE: u8 = BLOCK as u8;

impl Table {
    /// The slots of some articles, none behind the block, or [`NOWHERE`].
    fn find(&mut self, docs: &[DocId], postings: &Postings, found: &mut [u8; BLOCK]) {
        let block = postings.block();
        let (Some(&first), Some(&last)) = (docs.first(), docs.last()) else { return };
        if docs.len() <= FEW || last.wrapping_sub(first) as usize >= WIDE {
            for (found, &doc) in found.iter_mut().zip(docs) {
                let slot = postings.slot(doc).min(BLOCK - 1);
                *found = if block[slot] == doc { u8::try_from(slot).unwrap_or(NOWHERE) } else { NOWHERE };
            }
            return;
        }
        let place = |doc: DocId, beyond: usize| (doc.wrapping_sub(first) as usize).min(beyond);
        for (slot, &doc) in (0..NOWHERE).zip(block) {
            self.0[place(doc, WIDE)] = slot;
        }
        for (found, &doc) in found.iter_mut().zip(docs) {
            *found = self.0[place(doc, WIDE - 1)];
        }
        for &doc in block {
            self.0[place(doc, WIDE)] = NOWHERE;
        }
    }
}

/// Leaves of ascending numbers those that are among others, which ascend, too.
fn keep_common(own: &mut Vec<u32>, others: &[u32]) {
    let mut kept = 0;
    if others.len() <= FEW {
        for slot in 0..own.len() {
            let number = own[slot];
            let found: usize = others.iter().map(|&other| usize::from(other == number)).sum();
            own[kept] = number;
            kept += found.min(1);
        }
        own.truncate(kept);
        return;
    }
    let mut at = 0;
    for slot in 0..own.len() {
        let number = own[slot];
        while others.get(at).is_some_and(|&other| other < number) {
            at += 1;
        }
        if others.get(at) == Some(&number) {
            own[kept] = number;
            kept += 1;
        }
    }
    own.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_numbers_are_kept() {
        let mut own = vec![1, 4, 6, 9, 12];
        keep_common(&mut own, &[0, 4, 5, 9, 10]);
        assert_eq!(own, [4, 9]);
        let mut many: Vec<u32> = (0..60).collect();
        keep_common(&mut many, &(0..100).step_by(3).collect::<Vec<u32>>());
        assert_eq!(many, (0..60).step_by(3).collect::<Vec<u32>>());
        keep_common(&mut own, &[]);
        assert_eq!(own, [0; 0]);
    }
}
