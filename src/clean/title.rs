//! Which line is the headline, and what of it is the name of the site.

use std::collections::{BTreeSet, HashSet};

use super::chars::key;
use super::lines::{Ending, Features, Line, ends_in_abbreviation};
use super::people::names_alone;
use super::report::Label;
use super::words::is_function_word;

/// The headline stands within so many lines of the top or of the article.
const NEAR: usize = 30;
/// Between headline and text stand few lines: names, a date, share buttons.
const CLOSE: usize = 12;
const WORDS: std::ops::RangeInclusive<u32> = 2..=40;
/// The same for a first line whose place alone makes it a headline.
const OPENING_WORDS: std::ops::RangeInclusive<u32> = 1..=20;
/// Running text begins within so many lines below it.
const TEXT_BELOW_OPENING: usize = 4;
/// A headline that ends in an abbreviation, and not as sentences do, has at most so many words.
const ABBREVIATED_WORDS: u32 = 14;
/// A line of names has at most so many words.
const NAME_WORDS: u32 = 3;
/// A site's name after a separator has at most so many words.
const SITE_WORDS: usize = 5;
/// What the line above a headline says for it: a menu most, a row of figures nothing, any other the least that lets the
/// headline of an article without figures win over the lines of its tables.
const BELOW_MENU: usize = 11;
const BELOW_LINE: usize = 8;
const SEPARATORS: &[&str] = &[" | ", " – ", " — ", " - ", " :: ", " « ", " » "];

/// Finds the index of the headline among the lines before the article, which starts at `start`.
///
/// The first line wins, and any line that says the same again or shares more words with the article's start than it does.
pub(super) fn find(lines: &[Line<'_>], features: &[Features], labels: &[Option<Label>], start: usize) -> Option<usize> {
    let top = 0..start.min(NEAR);
    // A headline of many words looks like running text, but its authors stand below it.
    let is_byline_below = labels.get(start + 1) == Some(&Some(Label::Byline));
    let near = start.saturating_sub(NEAR).max(top.end)..start + usize::from(is_byline_below);
    let candidates: Vec<usize> = top
        .chain(near)
        .filter(|&index| labels[index].is_none() && can_be_title(&lines[index].text, &features[index]))
        .collect();
    if candidates.is_empty() {
        return opening(lines, features, labels);
    }
    if candidates.len() == 1 {
        return candidates.first().copied();
    }
    let body: HashSet<String> = lines[start..].iter().take(4).flat_map(|line| content_words(&line.text)).collect();
    let first_key = lines.first().map(|line| key(without_site(&line.text)));
    let nothing_else = labels.iter().all(|label| matches!(label, None | Some(Label::Byline)));
    let first_bonus = match start {
        // A written text opens with its title.
        _ if nothing_else && lines.get(1).is_some_and(|second| second.after_blank) => 12,
        ..=NEAR => 4,
        // Below a long menu the top line is the name of a site.
        _ => 1,
    };
    let around = Around { lines, features, labels };
    let score = |index: usize| {
        let words = if around.can_be_subject(index) { content_words(&lines[index].text) } else { BTreeSet::new() };
        let shared = words.iter().filter(|word| body.contains(*word)).count();
        let dense = usize::from(!words.is_empty() && shared * 3 >= words.len());
        let repeats = index > 0 && first_key.as_ref().is_some_and(|first| *first == key(&lines[index].text));
        let enough_words = usize::from(features[index].words >= 5);
        let close = usize::from(index + CLOSE >= start);
        shared.min(6)
            + 2 * dense
            + 3 * enough_words
            + 3 * usize::from(!features[index].is_prose())
            + 2 * close
            + first_bonus * usize::from(index == 0)
            + 4 * usize::from(repeats)
            + 7 * usize::from(index + 1 < lines.len() && around.is_byline(index + 1))
            + around.points_from_above(index)
    };
    // The later of two equals: the headline of the article follows the one of the page.
    candidates.into_iter().max_by_key(|&index| score(index))
}

/// What stands around the lines that may be the headline.
struct Around<'p> {
    lines: &'p [Line<'p>],
    features: &'p [Features],
    labels: &'p [Option<Label>],
}

impl Around<'_> {
    fn is_name(&self, index: usize) -> bool {
        self.features[index].words <= NAME_WORDS && !names_alone(&self.lines[index].text).is_empty()
    }

    fn is_row(&self, index: usize) -> bool {
        let features = &self.features[index];
        features.numbers > 0 && features.numbers * 4 >= features.sampled
    }

    /// The text repeats names of authors, and figures of tables, without their being its subject.
    fn can_be_subject(&self, index: usize) -> bool {
        !self.is_name(index) && !self.is_row(index)
    }

    fn is_byline(&self, index: usize) -> bool {
        let text = &self.lines[index].text;
        match self.labels[index] {
            Some(label) => label == Label::Byline,
            None => self.is_name(index) || text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by ")),
        }
    }

    /// Headlines stand below menus, and not within tables.
    fn points_from_above(&self, index: usize) -> usize {
        let is_menu = |label| !matches!(label, Label::Byline | Label::Title | Label::Date);
        match index.checked_sub(1) {
            Some(above) if self.labels[above].is_some_and(is_menu) => BELOW_MENU,
            Some(above) if self.is_row(above) => 0,
            _ => BELOW_LINE,
        }
    }
}

/// The first line, if it stands alone above running text and is not clearly text itself.
///
/// It may end in any word: titles save on words, and some were cut.
fn opening(lines: &[Line<'_>], features: &[Features], labels: &[Option<Label>]) -> Option<usize> {
    let ([first, second, ..], [features, below @ ..], [None, None, ..]) = (lines, features, labels) else {
        return None;
    };
    let can_be = OPENING_WORDS.contains(&features.words)
        && second.after_blank
        && first.kind.is_none()
        && below.iter().take(TEXT_BELOW_OPENING).any(Features::is_prose)
        && !is_clearly_text(&first.text, features);
    can_be.then_some(0)
}

/// A sentence, a dateline or the start of a list.
fn is_clearly_text(text: &str, features: &Features) -> bool {
    let closed = features.ending == Ending::Sentence && !ends_in_abbreviation(text);
    closed || features.ending == Ending::Colon || features.starts_lower || text.ends_with([',', ';'])
}

/// `title` without the names of site and section after its last separators.
pub(super) fn without_site(title: &str) -> &str {
    let shorter = without_last_part(title);
    if shorter.len() < title.len() { without_site(shorter) } else { title }
}

/// `title` without what follows its last separator, if that can be the name of a site.
pub(super) fn without_last_part(title: &str) -> &str {
    if title.is_ascii() && memchr::memchr3(b'|', b'-', b':', title.as_bytes()).is_none() {
        return title;
    }
    let cut =
        SEPARATORS.iter().filter_map(|separator| title.rfind(separator).map(|at| (at, at + separator.len()))).max();
    let Some((end, rest)) = cut else { return title };
    let site = &title[rest..];
    let is_name = site.split(' ').count() <= SITE_WORDS
        && site.split(' ').any(|word| word.starts_with(char::is_uppercase) || word.contains('.'));
    let enough = title[..end].split(' ').count() >= 3;
    if is_name && enough { title[..end].trim_end() } else { title }
}

/// The title to show for a page's first line: without the site, if the line names one after a bar or another line says the rest alone.
pub(super) fn shown<'t>(title: &'t str, lines: &[Line<'_>]) -> &'t str {
    let shorter = without_last_part(title);
    if shorter.len() == title.len() {
        return title;
    }
    let bar = title[shorter.len()..].trim_start().starts_with('|');
    let key_of_rest = key(shorter);
    let alone =
        || lines.iter().take(NEAR * 10).any(|line| line.text.len() <= title.len() && key(&line.text) == key_of_rest);
    let rest = shown(shorter, lines);
    // Where two names follow, the line that stands alone may lack both.
    if bar || alone() || rest.len() < shorter.len() { rest } else { title }
}

fn can_be_title(text: &str, features: &Features) -> bool {
    let is_closed = match features.ending {
        Ending::Sentence => features.words > ABBREVIATED_WORDS || !ends_in_abbreviation(text),
        ending => ending == Ending::Colon || text.ends_with([',', ';', '-', '–', '—']),
    };
    let is_row = features.numbers * 2 >= features.sampled;
    WORDS.contains(&features.words) && !is_closed && !is_row && !features.starts_lower
}

/// The words of a line that say what it is about, each once.
fn content_words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| (word.len() > 3 || word.starts_with(char::is_uppercase)) && !is_function_word(word))
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_alone_above_text_is_the_title_however_it_ends() {
        let find_in = |first: &'static str| {
            let lines =
                [Line::plain(first), Line::plain("The ferry left the harbour at noon with forty passengers on board.")];
            let features = lines.each_ref().map(|line| Features::of(&line.text));
            find(&lines, &features, &[None; 2], 0)
        };
        for title in [
            "FERRY LINE <FRY.X> TO SAIL AGAIN IN U.S.",
            "HARBOUR BANK WILL ANNOUNCE NEW THE",
            "FERRY LINE 4TH QTR SAID",
        ] {
            assert_eq!(find_in(title), Some(0), "{title}");
        }
        for text in ["The ferry sailed again.", "these are the ports", "The ports are:"] {
            assert_eq!(find_in(text), None, "{text}");
        }
    }

    #[test]
    fn the_name_of_the_site_is_no_part_of_a_title() {
        assert_eq!(without_site("Ferry sinks in storm - Example News | Example"), "Ferry sinks in storm");
        assert_eq!(without_site("Ferry – the long way home"), "Ferry – the long way home");
        assert_eq!(without_site("Ferry sinks"), "Ferry sinks");
    }

    #[test]
    fn a_part_of_the_title_after_a_dash_stays_if_the_page_says_so() {
        let lines = [Line::plain("The ferries of the north are back — And They Are Full")];
        let title = "The ferries of the north are back — And They Are Full - Example";
        assert_eq!(shown(title, &lines), lines[0].text);
        assert_eq!(shown("Ferry sinks in storm - Example", &lines), "Ferry sinks in storm - Example");
        assert_eq!(shown("Ferry sinks in storm | Ports | Example", &lines), "Ferry sinks in storm");
    }
}
