//! Which segments are merged.
//!
//! A search asks every segment, so there should be few, and merging copies what it merges, so an article should not be merged often.
//! Segments are left alone while there are no more of them than a limit. Then the largest stay that outweigh a share of
//! all smaller ones, and the others become one: an article is merged again only when the segments around it have
//! grown to a multiple of its own, or when it is in one of the smallest.

use tantivy::index::SegmentMeta;

/// So many segments stay as they are when a run ends.
pub(super) const MOST_AT_REST: usize = 8;

/// So many stay while articles are added: what is merged then waits for no one, but is merged once more in the end.
pub(super) const MOST_WHILE_GROWING: usize = 64;

/// A segment stays where those behind it have no more than so many times its articles together.
const OUTWEIGHED: u64 = 3;

/// So many threads work on one merged segment.
pub(super) const THREADS_A_MERGE: usize = 2;

/// One more merge side by side pays for segments with so many articles together.
const WORTH_A_MERGE: u64 = 50_000;

/// Of fewer segments than this in each part too little would come of it.
const A_PART: usize = 8;

/// Where many merges run side by side, this many segments come of it.
const MOST_PARTS: usize = MOST_AT_REST / 2;

/// From a list of segments those that become one each, of which `threads` merge as many at once as they can. No more than `most`
/// segments are left.
pub(super) fn to_merge(mut segments: Vec<SegmentMeta>, most: usize, threads: usize) -> Vec<Vec<SegmentMeta>> {
    segments.sort_by_key(|segment| (std::cmp::Reverse(segment.num_docs()), segment.id()));
    let sizes: Vec<u32> = segments.iter().map(SegmentMeta::num_docs).collect();
    let groups = groups(&sizes, most, threads);
    groups.into_iter().map(|group| group.into_iter().map(|number| segments[number].clone()).collect()).collect()
}

/// The same by their numbers of articles, which descend.
fn groups(sizes: &[u32], most: usize, threads: usize) -> Vec<Vec<usize>> {
    if sizes.len() <= most {
        return Vec::new();
    }
    let mut behind: u64 = sizes.iter().copied().map(u64::from).sum();
    let is_light = |&size: &u32| {
        behind -= u64::from(size);
        u64::from(size) * OUTWEIGHED < behind
    };
    let first = sizes.iter().position(is_light).unwrap_or(sizes.len()).min(most.saturating_sub(1));
    let articles: u64 = sizes[first..].iter().copied().map(u64::from).sum();
    let worth = usize::try_from(articles / WORTH_A_MERGE).unwrap_or(usize::MAX);
    let most_parts = MOST_PARTS.min(most.saturating_sub(first)).min((sizes.len() - first) / A_PART);
    let parts = (threads / THREADS_A_MERGE).min(worth).min(most_parts).max(1);
    let mut groups = vec![(0, Vec::new()); parts];
    for (number, &size) in sizes.iter().enumerate().skip(first) {
        if let Some((articles, group)) = groups.iter_mut().min_by_key(|(articles, _)| *articles) {
            *articles += u64::from(size);
            group.push(number);
        }
    }
    groups.into_iter().map(|(_, group)| group).filter(|group| group.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What becomes of segments, and how many articles are merged for that.
    fn merged(mut sizes: Vec<u32>, most: usize, threads: usize) -> (Vec<u32>, u64) {
        sizes.sort_unstable_by_key(|&size| std::cmp::Reverse(size));
        let groups = groups(&sizes, most, threads);
        let all: Vec<usize> = groups.iter().flatten().copied().collect();
        let new = groups.iter().map(|group| group.iter().map(|&number| sizes[number]).sum::<u32>());
        let old = sizes.iter().enumerate().filter(|(number, _)| !all.contains(number)).map(|(_, &size)| size);
        let left: Vec<u32> = new.chain(old).collect();
        (left, all.iter().map(|&number| u64::from(sizes[number])).sum())
    }

    #[test]
    fn segments_of_one_size_become_one_or_one_for_two_threads() {
        assert_eq!(merged(vec![17_000; 8], 8, 2).0, [17_000; 8]);
        assert_eq!(merged(vec![17_000; 60], 8, 4).0, [510_000; 2]);
        for threads in [1, 2, 3] {
            assert_eq!(merged(vec![17_000; 60], 8, threads).0, [1_020_000]);
        }
        assert_eq!(merged(vec![100; 9], 8, 4).0, [900]);
    }

    #[test]
    fn large_segments_are_not_merged_for_small_ones() {
        let mut sizes = vec![500_000, 500_000];
        sizes.extend([100; 7]);
        assert_eq!(merged(sizes, 8, 2), (vec![700, 500_000, 500_000], 700));
    }

    proptest! {
        #[test]
        fn few_segments_are_left_and_articles_are_merged_a_few_times(
            added in prop::collection::vec(1_u32..50_000, 1..400),
            threads in 1_usize..6,
        ) {
            let (mut sizes, mut work) = (Vec::new(), 0);
            for &size in &added {
                sizes.push(size);
                let (left, articles) = merged(sizes, MOST_AT_REST, threads);
                prop_assert!(left.len() <= MOST_AT_REST, "{left:?}");
                (sizes, work) = (left, work + articles);
            }
            let all: u64 = added.iter().copied().map(u64::from).sum();
            prop_assert_eq!(sizes.iter().copied().map(u64::from).sum::<u64>(), all);
            // Four for the first steps, and one for each time that the whole has grown to a multiple.
            prop_assert!(work <= all * (8 + u64::from(added.len().ilog2())), "{work} of {all}");
        }
    }
}
