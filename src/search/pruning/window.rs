//! Articles, a window at a time.

use tantivy::{DocId, Score, TERMINATED};

use super::super::postings::TermCursor;
use super::cursor::Cursor;
use super::likely::Likely;
use super::phrase::PhraseCursor;
use super::rest::{ROUNDING, Rest, Way};
use super::row::{Row, WIDTH};

/// So many leading ways are bounded block by block.
const MOST_BOUNDED: usize = 12;

/// More than scores that are equal, and those that [`super::Each`] takes for such, differ by.
const LARGEST_ROUNDING: Score = 1e-4;

/// Goes through the articles of the one word that leads. Blocks that cannot reach the threshold are passed over as they are packed.
fn follow(
    (term, weight): (&mut TermCursor, Score),
    others: &mut [Way],
    (rest, likely): (&mut Rest<'_, '_>, &mut Likely),
) {
    let segment = rest.segment;
    while rest.may_reach(0)
        && let Some(last) = term.last_in_block()
    {
        let most = term.most_in_block(weight, segment.bounds);
        if most + rest.bounds[1] > rest.threshold {
            rest.enter((term.doc(), last.saturating_add(1)), term.articles(), others, 1);
            if rest.may_do(most, 1) {
                likely.fill(term.block(), (weight, rest.least(1)), segment);
                rest.complete_all(likely, others, 1);
            }
        }
        term.next_block();
    }
}

/// Goes through the articles of a word that is alone. The best one of each block is known before, so that as many blocks as articles
/// are sought give a threshold, which hardly any other block can reach. Where some of them may not be answered with, what is below
/// is searched, too.
fn search_one((term, weight): (&mut TermCursor, Score), rest: &mut Rest<'_, '_>, likely: &mut Likely) {
    let segment = rest.segment;
    let mut best: Vec<Score> = term.best_in_blocks(weight, segment.saturation);
    let sure = match best.len().checked_sub(segment.sought) {
        Some(place) if place < best.len() => {
            *best.select_nth_unstable_by(place, Score::total_cmp).1 * (1.0 - LARGEST_ROUNDING)
        }
        _ => Score::MIN,
    };
    for (least, most) in [(sure, Score::INFINITY), (Score::MIN, sure)] {
        term.rewind();
        while rest.threshold < most && term.last_in_block().is_some() {
            if term.most_in_block(weight, segment.bounds) > rest.threshold.max(least) {
                likely.fill(term.block(), (weight, rest.least(1).max(least * (1.0 - ROUNDING))), segment);
                for (doc, score, frequency) in likely.occurrences() {
                    if score > rest.threshold.max(least) && score <= most && (segment.allows)(doc) {
                        rest.threshold = (rest.each)(doc, score, frequency);
                    }
                }
            }
            term.next_block();
        }
    }
}

/// Goes through the articles of the one phrase that leads, a block of its rarest word at a time.
fn follow_phrase((phrase, weight): (&mut PhraseCursor, Score), others: &mut [Way], rest: &mut Rest<'_, '_>) {
    while rest.may_reach(0) && phrase.doc() != TERMINATED {
        let block = (phrase.doc(), phrase.last_in_block().saturating_add(1));
        rest.enter(block, phrase.articles(), others, 1);
        if !rest.may_do(weight * phrase.share_within(block, rest.segment.bounds), 1) {
            phrase.next_block();
            continue;
        }
        let threshold = rest.threshold;
        for number in 0..rest.read_block((phrase, weight), TERMINATED, rest.near[1], |_| false) {
            let (doc, most) = phrase.candidate(number);
            // The threshold may have risen since the block was read.
            if rest.threshold > threshold && !rest.may_do(rest.score(weight, most, doc), 1) {
                continue;
            }
            let frequency = phrase.frequency_here();
            let score = rest.score(weight, frequency, doc);
            if frequency > 0 && rest.may_do(score, 1) {
                rest.complete(doc, score, others, 1);
            }
        }
        phrase.next_block();
    }
}

/// Where a window that starts at an article ends: no later than any block of postings, so that what bounds a block bounds
/// the window.
fn end_of_window(leaders: &[Way], start: DocId) -> DocId {
    let last = |way: &Way| match &way.cursor {
        Cursor::Term(term) => term.last_in_block(),
        Cursor::Phrase(_) => None,
    };
    let open = leaders.iter().filter(|way| way.cursor.doc() != TERMINATED);
    open.filter_map(last).map(|last| last.saturating_add(1)).fold(widest(start), DocId::min)
}

/// The term of the one way that may be met before `end`, if there is only one.
fn only_term(leaders: &mut [Way], end: DocId) -> Option<(&mut TermCursor, Score)> {
    let mut met = leaders.iter_mut().filter(|way| way.cursor.doc() < end);
    match (met.next(), met.next()) {
        (Some(Way { cursor: Cursor::Term(term), weight, .. }), None) => Some((term, *weight)),
        _ => None,
    }
}

/// Where the widest window ends.
fn widest(start: DocId) -> DocId {
    start.saturating_add(u32::try_from(WIDTH).unwrap_or(u32::MAX)).min(TERMINATED)
}

/// Goes through all articles. `leading` ways lead, unless nothing is required: then as many as it takes to reach the
/// threshold.
pub(super) fn run(ways: &mut [Way], leading: Option<usize>, mut rest: Rest<'_, '_>) {
    let mut lead = leading.unwrap_or(ways.len());
    let mut is_new = true;
    // Made when it is first needed.
    let mut row: Option<Box<Row>> = None;
    let mut likely = Likely::new();
    loop {
        if leading.is_none() {
            while lead > 0 && !rest.may_reach(lead - 1) {
                lead -= 1;
            }
        }
        let (leaders, others) = ways.split_at_mut(lead);
        let first = leaders.iter().map(|way| way.cursor.doc()).min().unwrap_or(TERMINATED);
        if first == TERMINATED || !rest.may_reach(0) {
            return;
        }
        if let [Way { cursor: Cursor::Term(term), weight, .. }] = leaders {
            if is_new && others.is_empty() && rest.excluded.is_empty() {
                search_one((term, *weight), &mut rest, &mut likely);
            } else {
                follow((term, *weight), others, (&mut rest, &mut likely));
            }
            return;
        }
        is_new = false;
        if let [Way { cursor: Cursor::Phrase(phrase), weight, .. }] = leaders {
            follow_phrase((&mut **phrase, *weight), others, &mut rest);
            return;
        }
        // Blocks of very many words are too short together.
        let is_bounded = leaders.len() <= MOST_BOUNDED;
        let end = if is_bounded { end_of_window(leaders, first) } else { widest(first) };
        let articles = leaders.iter().map(|way| way.cursor.articles()).sum();
        rest.enter((first, end), articles, others, lead);
        let mut most = 0.0;
        for way in &mut *leaders {
            way.most = way.cursor.most_before((first, end), way.weight, rest.segment);
            most += way.most;
        }
        if !is_bounded || rest.may_do(most, lead) {
            if is_bounded && let Some((term, weight)) = only_term(leaders, end) {
                likely.fill(term.block_before(end), (weight, rest.least(lead)), rest.segment);
                rest.complete_all(&mut likely, others, lead);
                term.pass(end);
            } else {
                let row = row.get_or_insert_with(Row::new);
                row.begin(first);
                fill(row, leaders, end, &rest);
                drain(row, others, lead, (&mut rest, &mut likely, end));
            }
        } else {
            for way in leaders {
                way.cursor.pass(end);
            }
        }
    }
}

/// Adds up what the leading ways make of the articles before `end`: those of words first, so that of phrases positions are
/// read only where they may count.
fn fill(row: &mut Row, leaders: &mut [Way], end: DocId, rest: &Rest<'_, '_>) {
    let mut phrases: Score = 0.0;
    for Way { cursor, weight, most, .. } in &mut *leaders {
        match cursor {
            Cursor::Term(term) => {
                term.read_to(end, |docs, frequencies| row.add_all((docs, frequencies), *weight, rest.segment));
            }
            Cursor::Phrase(_) => phrases += *most,
        }
    }
    let lead = leaders.len();
    for Way { cursor, weight, most, .. } in leaders {
        if let Cursor::Phrase(phrase) = cursor
            && phrase.doc() < end
        {
            // What the phrases that follow may add, too.
            phrases -= *most;
            add_phrase(row, (&mut **phrase, *weight), (end, lead), phrases, rest);
        }
    }
}

/// Adds what a phrase adds before `end`, where the score may then reach the threshold if others add `beside`.
fn add_phrase(
    row: &mut Row,
    (phrase, weight): (&mut PhraseCursor, Score),
    (end, lead): (DocId, usize),
    beside: Score,
    rest: &Rest<'_, '_>,
) {
    while phrase.doc() < end {
        let has_score = |doc: DocId| row.score(doc) > 0.0;
        for number in 0..rest.read_block((&mut *phrase, weight), end, rest.near[lead] + beside, has_score) {
            let (doc, most) = phrase.candidate(number);
            let score = row.score(doc) + beside;
            if !rest.may_do(score + rest.score(weight, most, doc), lead) {
                continue;
            }
            let frequency = phrase.frequency_here();
            if frequency > 0 {
                row.add(doc, rest.score(weight, frequency, doc));
            }
        }
        phrase.pass(end.min(phrase.last_in_block().saturating_add(1)));
    }
}

/// Completes the articles that were found, in their order, and forgets them.
fn drain(row: &mut Row, others: &mut [Way], lead: usize, (rest, likely, end): (&mut Rest<'_, '_>, &mut Likely, DocId)) {
    likely.clear();
    for block in row.blocks_before(end) {
        let mut found = row.above(block, (rest.near[lead], rest.threshold));
        while found != 0 {
            let (doc, score) = row.article(block, found.trailing_zeros());
            found &= found - 1;
            // The threshold may have risen since.
            if rest.may_do(score, lead) && !likely.push(doc, score, rest.segment) {
                rest.complete_all(likely, others, lead);
                likely.clear();
            }
        }
        row.forget(block);
    }
    rest.complete_all(likely, others, lead);
}
