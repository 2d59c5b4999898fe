//! From physical lines to logical ones: soft wraps and lines broken at inline links are joined again.

use std::borrow::Cow;

use super::chars::tidy;
use super::lines::{Ending, Features, Line, ending};
use crate::article::BlockKind;

/// Text is wrapped at no more than so many columns.
const WIDEST: usize = 110;
/// Lines shorter than this are a menu or verse rather than wrapped prose.
const NARROWEST: usize = 40;
/// In wrapped text this share of the line breaks, in percent, stands where the next word would not have fitted or a sentence goes on.
const WRAP_PERCENT: usize = 80;

/// So much of a line shows whether it is running text.
const HEAD_BYTES: usize = 200;

/// The text of a link that a scraper broke out of a sentence has so many words, and the sentence goes on for so many.
const LINK_WORDS: usize = 2;
const LINK_GOES_ON: u32 = 5;
/// The mark of a note, without its brackets, has so many bytes.
const LONGEST_MARK: usize = 7;

/// A line as it stands in the file, tidied; an empty one parts paragraphs.
#[derive(Debug, Clone)]
pub(super) struct PhysicalLine<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) kind: Option<BlockKind>,
    /// Which line of the file it is, counted from 0.
    pub(super) number: u32,
}

/// The lines of `text`, at line feeds, carriage returns or both.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    // Old and rare line ends are looked for once, as the search for several characters is slow.
    let holds = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let rare = memchr::memchr(b'\r', text.as_bytes()).is_some() || holds("\u{2028}") || holds("\u{2029}");
    fed(text).flat_map(move |line| {
        let most = if rare { usize::MAX } else { 1 };
        line.strip_suffix('\r').unwrap_or(line).splitn(most, ['\r', '\u{2028}', '\u{2029}'])
    })
}

/// The lines of `text` at line feeds; an empty one behind the last.
fn fed(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.map(move |end| &text[std::mem::replace(&mut start, end + 1)..end])
}

/// Joins the lines of each paragraph if the text looks wrapped, and leaves one line a paragraph otherwise.
pub(super) fn join_wrapped(physical: Vec<PhysicalLine<'_>>) -> Vec<Line<'_>> {
    let wrapped = is_wrapped(&physical);
    let width = |text: &str| if wrapped { text.chars().count() } else { 0 };
    let widest = physical.iter().map(|line| width(&line.text)).filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut after_blank = false;
    let mut last_width = 0;
    for line in physical {
        if line.text.is_empty() {
            after_blank = true;
            continue;
        }
        let line_width = width(&line.text);
        match lines.last_mut() {
            Some(last) if wrapped && !after_blank && continues(last, last_width, widest, &line) => {
                append(&mut last.text, &line.text);
                last.span.end = line.number + 1;
            }
            _ => lines.push(Line {
                text: line.text,
                after_blank,
                kind: line.kind,
                linked: false,
                span: line.number..line.number + 1,
            }),
        }
        after_blank = false;
        last_width = line_width;
    }
    lines
}

/// Joins a line that was broken at an inline link: the line before stops within a sentence and this one goes on.
pub(super) fn join_broken(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut joined: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().peekable();
    // Whether the line before is the word of a link, to which the line before that and this one belong.
    let mut is_after_link = false;
    while let Some(line) = lines.next() {
        let is_link = lines.peek().is_some_and(|next| is_link_word(&line, next));
        match joined.last_mut() {
            Some(last) if is_after_link || is_broken(last, &line) || (is_link && goes_on(last)) => {
                append(&mut last.text, &line.text);
                last.span.end = line.span.end;
                is_after_link = is_link;
            }
            _ => {
                joined.push(line);
                is_after_link = false;
            }
        }
    }
    joined
}

/// Whether a line is a word or two within a sentence that goes on in the `next` line, as in `Click`, `here`, `to see the map.`
fn is_link_word(line: &Line<'_>, next: &Line<'_>) -> bool {
    let is_plain = |line: &Line<'_>| !line.after_blank && line.kind.is_none() && starts_lower(&line.text);
    let is_text = || Features::of(prefix(&next.text, HEAD_BYTES)).words >= LINK_GOES_ON;
    is_plain(line) && is_plain(next) && line.text.split(' ').nth(LINK_WORDS).is_none() && is_text()
}

/// Whether a line may go on in the next one.
fn goes_on(line: &Line<'_>) -> bool {
    line.kind.is_none() && !ending(&line.text).is_closed() && !super::cells::is_button_row(&line.text)
}

/// A mark of a note, as `[12]` or `[iv]`, that was a link.
fn is_note_mark(text: &str) -> bool {
    let mark = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_number = |mark: &str| mark.bytes().all(|byte| byte.is_ascii_digit() || b"ivxlc".contains(&byte));
    mark.is_some_and(|mark| (1..=LONGEST_MARK).contains(&mark.len()) && is_number(mark))
}

/// The tidied lines of plain text, those that start with a bullet as entries of a list.
pub(super) fn physical_lines(text: &str) -> Vec<PhysicalLine<'_>> {
    split(text).zip(0..).map(plain_line).collect()
}

fn plain_line((line, number): (&str, u32)) -> PhysicalLine<'_> {
    let text = line.trim_start();
    // No hyphens: in several languages a dash opens what somebody says.
    let entry = text
        .strip_prefix(['•', '*', '▪', '◦'])
        .and_then(|entry| entry.strip_prefix(' '))
        .map(tidy)
        .filter(|entry| !entry.is_empty());
    match entry {
        Some(text) => PhysicalLine { text, kind: Some(BlockKind::ListItem), number },
        None => PhysicalLine { text: tidy(line), kind: None, number },
    }
}

/// Whether the line breaks within paragraphs come from a wrap at a column.
///
/// A greedy wrap breaks exactly where the next word would not have fitted, and mostly within a sentence.
fn is_wrapped(lines: &[PhysicalLine<'_>]) -> bool {
    let pairs = || {
        lines.windows(2).filter(|pair| !pair[0].text.is_empty() && !pair[1].text.is_empty() && pair[1].kind.is_none())
    };
    let mut widths: Vec<usize> = pairs().map(|pair| pair[0].text.chars().count()).collect();
    if widths.is_empty() {
        return false;
    }
    widths.sort_unstable();
    // Not the maximum: one long address must not hide a wrap.
    let column = widths[widths.len() * 9 / 10];
    let median = widths[widths.len() / 2];
    if !(NARROWEST..=WIDEST).contains(&median) {
        return false;
    }
    let open_break = |pair: &&[PhysicalLine<'_>]| {
        let fits = pair[0].text.chars().count() + 1 + first_word_width(&pair[1].text) <= column;
        !ending(&pair[0].text).is_closed() && (!fits || starts_lower(&pair[1].text))
    };
    let closed_end = |pair: &&[PhysicalLine<'_>]| ending(&pair[0].text).is_closed();
    let open = pairs().filter(open_break).count();
    // A sentence may end at the end of a line by chance, or with its paragraph.
    let others = pairs().filter(|pair| !open_break(pair) && !closed_end(pair)).count();
    open * 100 >= (open + others) * WRAP_PERCENT && open * 2 >= widths.len()
}

fn continues(last: &Line<'_>, last_width: usize, widest: usize, line: &PhysicalLine<'_>) -> bool {
    if line.kind.is_some() || last.kind == Some(BlockKind::Heading) {
        return false;
    }
    let short = last_width + 1 + first_word_width(&line.text) <= widest;
    let ended = ending(&last.text).is_closed();
    // A short line that ends a sentence ends its paragraph; a very short one ends it in any case.
    !(short && ended) && (last_width * 2 >= widest || starts_lower(&line.text))
}

fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn is_broken(last: &Line<'_>, line: &Line<'_>) -> bool {
    if line.after_blank || line.kind.is_some() || last.kind.is_some() {
        return false;
    }
    if is_note_mark(&line.text) {
        return true;
    }
    let continuing = starts_lower(&line.text) || line.text.starts_with([',', '.', ';', ')', '’']);
    let ending = ending(&last.text);
    if ending.is_closed() || (!continuing && ending != Ending::Dangling) {
        return false;
    }
    // A bounded part, so that a thousand pieces of one line do not take a million steps.
    let head = Features::of(prefix(&last.text, HEAD_BYTES));
    let within_sentence = head.words >= 3 && head.function_words > 0;
    // A menu may end in a word such as "in".
    let is_menu = super::cells::is_button_row(&last.text);
    within_sentence && !is_menu && super::notices::label(&line.text, &Features::of(&line.text)).is_none()
}

fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

fn first_word_width(text: &str) -> usize {
    text.split(' ').next().map_or(0, |word| word.chars().count())
}

fn append(text: &mut Cow<'_, str>, more: &str) {
    let owned = text.to_mut();
    if !more.starts_with([',', '.', ';', ')', ':', '?', '!']) && !is_compound(owned, more) {
        owned.push(' ');
    }
    owned.push_str(more);
}

/// Whether the break is within a compound such as `two-thirds`; but `pre- and post-war` has its space.
fn is_compound(text: &str, more: &str) -> bool {
    let hyphenated = text.strip_suffix('-').is_some_and(|word| word.ends_with(char::is_alphanumeric));
    let suspended = ["and ", "or ", "to "].iter().any(|word| more.starts_with(word));
    hyphenated && !suspended && more.starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<String> {
        join_broken(join_wrapped(physical_lines(text))).into_iter().map(|line| line.text.into_owned()).collect()
    }

    #[test]
    fn wrapped_paragraphs_become_one_line_each() {
        let text = "The ferry left the harbour at noon with forty passengers on board and\nreturned in the evening after a storm had damaged the pier at the far\nend of the island.\n\nNobody was hurt, the company said in a statement on Tuesday, although a\ncrane fell over.\n";
        let lines = joined(text);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("on board and returned in the evening"));
        assert!(lines[1].ends_with("although a crane fell over."));
    }

    #[test]
    fn a_compound_broken_at_its_hyphen_is_whole_again() {
        let text = "The company, which had long been known for its two-masted and its three-\nmasted ships, said on Tuesday that the old harbour was closed both in pre-\nand in post-war years.";
        assert!(joined(text)[0].contains("three-masted ships"), "{:?}", joined(text));
        assert!(joined(text)[0].contains("pre- and in post-war"), "{:?}", joined(text));
    }

    #[test]
    fn lines_that_are_paragraphs_stay_apart() {
        let text = "The ferry left the harbour at noon.\nNobody was hurt, the company said.\nA crane fell over in the storm on Tuesday.";
        assert_eq!(joined(text).len(), 3);
    }

    #[test]
    fn menus_stay_apart() {
        assert_eq!(joined("Home\nWorld News\nBusiness\nSports and Leisure").len(), 4);
    }

    #[test]
    fn a_sentence_broken_at_a_link_is_joined() {
        let text = "The minister pointed to the\nlatest report\n, which was published on Monday.\nIt says little.";
        assert_eq!(
            joined(text),
            ["The minister pointed to the latest report, which was published on Monday.", "It says little."]
        );
    }

    #[test]
    fn the_word_of_a_link_and_the_mark_of_a_note_are_joined() {
        let text = "Click\nhere\nto see the map of the harbour, which is drawn anew each day.\nThe pier is closed.\n[iv]\n[12]\nNobody knows why.";
        assert_eq!(
            joined(text),
            [
                "Click here to see the map of the harbour, which is drawn anew each day.",
                "The pier is closed. [iv] [12]",
                "Nobody knows why."
            ]
        );
        assert_eq!(joined("Weather\nwind\nsea").len(), 3);
    }

    #[test]
    fn old_and_mixed_line_ends_are_read() {
        assert_eq!(
            joined("One sentence here.\rAnother one here.\r\n\r\nThe third is here."),
            ["One sentence here.", "Another one here.", "The third is here."]
        );
    }
}
