//! Which articles tell the same story: copies of one text, and versions of it, are one witness and not many.

use std::collections::BTreeMap;

use super::key::LineKey;
use super::sample::Sample;

/// A paragraph in more articles than this is looked at as a template, not as a sign of copying.
const MOST_COPIES: usize = 24;

/// The number of each article's story, from 0, and how many stories there are.
///
/// Two articles tell one story if they share more than half of the paragraphs of the shorter one; if they share one only, of
/// both. Paragraphs are counted as
/// sampled. Linear in the lines, and at worst 24 times that in pairs.
pub(super) fn stories(samples: &[&Sample]) -> (Vec<u32>, u32) {
    let mut holders: BTreeMap<LineKey, Vec<usize>> = BTreeMap::new();
    let mut sizes = vec![0_usize; samples.len()];
    for (number, sample) in samples.iter().enumerate() {
        let kept = sample.lines().iter().filter(|line| !line.is_removed() && line.is_prose());
        let mut keys: Vec<LineKey> = kept.filter_map(|line| line.key).collect();
        keys.sort_unstable();
        keys.dedup();
        sizes[number] = keys.len();
        for key in keys {
            holders.entry(key).or_default().push(number);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for articles in holders.values().filter(|articles| (2..=MOST_COPIES).contains(&articles.len())) {
        for (at, &first) in articles.iter().enumerate() {
            for &second in &articles[at + 1..] {
                *shared.entry((first, second)).or_default() += 1;
            }
        }
    }
    let mut roots: Vec<usize> = (0..samples.len()).collect();
    for ((first, second), paragraphs) in shared {
        // One paragraph alone, such as a bio, makes a story only of articles that have no other.
        let of = if paragraphs == 1 { usize::max } else { usize::min };
        if paragraphs * 2 > of(sizes[first], sizes[second]) {
            let (a, b) = (root(&mut roots, first), root(&mut roots, second));
            roots[a.max(b)] = a.min(b);
        }
    }
    numbered(&mut roots)
}

fn root(roots: &mut [usize], mut at: usize) -> usize {
    while roots[at] != at {
        roots[at] = roots[roots[at]];
        at = roots[at];
    }
    at
}

fn numbered(roots: &mut [usize]) -> (Vec<u32>, u32) {
    let mut numbers = vec![0; roots.len()];
    let mut next = 0;
    for at in 0..roots.len() {
        let first = root(roots, at);
        if first == at {
            numbers[at] = next;
            next += 1;
        } else {
            // A root is the first of its story, so it has its number already.
            numbers[at] = numbers[first];
        }
    }
    (numbers, next)
}
