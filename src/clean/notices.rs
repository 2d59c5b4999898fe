//! Lines that give themselves away by their words: notices, captions, links to other articles.

use std::sync::LazyLock;

use super::lines::Features;
use super::phrases::Evidence;
use super::prefixes::Openings;
use super::report::Label;
use super::{cells, menus, people, words};

/// Openings of lines that tell what a line is.
#[derive(Debug, Clone, Copy)]
enum Opening {
    /// Links to another article.
    Related,
    /// Credits of pictures.
    Credit,
    /// Captions of any length.
    Caption,
    /// The line below a story that names who worked on it.
    Staff,
    /// Lists of key words.
    Tag,
    Bio,
    /// Errors that a page reports.
    Error,
    Copyright,
    /// The sign of copyright in letters, which the third clause of a law has too.
    ThirdLetter,
    Follow,
}

/// What lines open with, in the order of [`Opening`], in small letters.
const OPENINGS: [&str; 10] = [
    include_str!("vocabulary/related_openings.txt"),
    include_str!("vocabulary/credit_openings.txt"),
    "file photo\nimage caption\nimage copyright\nimage credit\nmedia caption\nphoto caption\nphoto credit",
    "reporting by\nadditional reporting by\nwriting by\nediting by\ncompiled by",
    "tag:\ntags:\nfiled under\nlabels:\nkeywords:",
    "about the author:\nabout the authors:",
    include_str!("vocabulary/errors.txt"),
    "©\ncopyright",
    "(c)",
    "follow",
];
static KNOWN_OPENINGS: LazyLock<Openings<10>> =
    LazyLock::new(|| Openings::new(OPENINGS.map(|list| list.lines().collect())));
const SOURCE_OPENINGS: [&str; 3] = ["source: ", "publisher: ", "publication: "];
/// Marks that open a link to another article.
const LINK_MARKS: [&str; 5] = ["» ", "› ", ">> ", "→ ", "► "];
const DASHES: [char; 3] = ['-', '–', '—'];
/// A longer name, in bytes, is no outlet.
const LONGEST_OUTLET: usize = 40;
/// A longer line is text of the article even if it has one of the likely words.
const SHORT_NOTICE_WORDS: u32 = 25;
const LONG_NOTICE_WORDS: u32 = 80;
const LONGEST_ERROR_WORDS: u32 = 10;
/// Where sites ask to be followed.
const NETWORKS: [&str; 8] = ["Facebook", "Twitter", "Instagram", "Telegram", "YouTube", "LinkedIn", "TikTok", "X"];
/// Agencies whose photographers are named under their pictures.
const AGENCIES: [&str; 12] = [
    "AP",
    "Associated Press",
    "The Associated Press",
    "AFP",
    "Reuters",
    "REUTERS",
    "EPA",
    "EFE",
    "Getty Images",
    "Bloomberg",
    "TASS",
    "Xinhua",
];
/// A longer text, in bytes, is none of them with what stands behind.
const LONGEST_AGENCY: usize = 26;
/// A longer line, in bytes, names more than a photographer.
const LONGEST_CREDIT: usize = 60;
const CREDIT_WORDS: u32 = 14;
const CAPTION_WORDS: u32 = 70;

/// What the words of `line` alone say it is, if they say it clearly.
pub(super) fn label(line: &str, features: &Features) -> Option<Label> {
    label_by(line, features, || Evidence::of(line))
}

/// The same, where the phrases of the line are counted by the caller if they are needed.
pub(super) fn label_by(line: &str, features: &Features, evidence: impl FnOnce() -> Evidence) -> Option<Label> {
    if features.words > LONG_NOTICE_WORDS {
        return None;
    }
    if is_end_mark(line) {
        return Some(Label::Notice);
    }
    if let Some(label) = menus::menu(line) {
        return Some(label);
    }
    if cells::is_button_row(line) {
        return Some(Label::Menu);
    }
    let evidence = evidence();
    if is_error(line, features) {
        Some(Label::ErrorMessage)
    } else if features.words <= CAPTION_WORDS && (opens_with(line, Opening::Caption) || is_photographer(line)) {
        Some(Label::Caption)
    } else if features.words <= SHORT_NOTICE_WORDS
        && (opens_with(line, Opening::Related) || is_marked_link(line, features))
    {
        Some(Label::RelatedHeadline)
    } else if features.words <= LONG_NOTICE_WORDS / 2 && opens_with(line, Opening::Staff) {
        Some(Label::Bio)
    } else if features.words <= SHORT_NOTICE_WORDS && opens_with(line, Opening::Tag) {
        Some(Label::Menu)
    } else if opens_with(line, Opening::Bio) {
        Some(Label::Bio)
    } else if is_notice(line, features, evidence) {
        Some(Label::Notice)
    } else if is_caption(line, features, evidence) {
        Some(Label::Caption)
    } else {
        None
    }
}

/// Only what cannot be part of an article: for text that was extracted with care already.
pub(super) fn sure_label(line: &str, features: &Features) -> Option<Label> {
    if features.words > SHORT_NOTICE_WORDS * 2 {
        return None;
    }
    if is_error(line, features) {
        return Some(Label::ErrorMessage);
    }
    let evidence = Evidence::of(line);
    let notice = evidence.sure > 0 && (features.words <= SHORT_NOTICE_WORDS || evidence.likely > 0);
    notice.then_some(Label::Notice)
}

/// Whether wire copy ends with this line: `-30-`, `###`.
pub(super) fn is_end_mark(line: &str) -> bool {
    let mark = || line.trim_matches(|c| c == ' ' || c == '#' || DASHES.contains(&c));
    line.len() <= 9
        && ((line.contains('#') && mark().is_empty())
            || (line.starts_with(DASHES) && line.ends_with(DASHES) && mark() == "30"))
}

/// The outlet in a line such as `Source: Example News`; a source of figures or pictures is rather named in small letters.
pub(super) fn named_source(line: &str) -> Option<&str> {
    let name = SOURCE_OPENINGS.iter().find_map(|opening| {
        let (start, name) = line.split_at_checked(opening.len())?;
        start.eq_ignore_ascii_case(opening).then_some(name)
    })?;
    let capitalised = name.split(' ').all(|word| word.starts_with(char::is_uppercase) || words::is_function_word(word));
    (name.len() <= LONGEST_OUTLET && capitalised && !name.contains(',')).then_some(name)
}

/// `» New crane arrives`; but a mark that is closed again is a quotation.
fn is_marked_link(line: &str, features: &Features) -> bool {
    !features.is_sentence() && !line.contains('«') && LINK_MARKS.iter().any(|mark| line.starts_with(mark))
}

fn is_error(line: &str, features: &Features) -> bool {
    // A sum may begin with the number of an error.
    let is_sum = || line.contains(',') && !line.contains(char::is_alphabetic);
    features.words <= LONGEST_ERROR_WORDS && opens_with(line, Opening::Error) && !is_sum()
}

fn is_notice(line: &str, features: &Features, evidence: Evidence) -> bool {
    let turns_to_reader = evidence.address > 0;
    if evidence.sure > 0 || (evidence.likely >= 2 && turns_to_reader) {
        return true;
    }
    let is_entry = line.ends_with(';');
    let likely =
        evidence.likely > 0 && !features.is_prose() && (turns_to_reader || !features.is_sentence()) && !is_entry;
    // The third clause of a law has the same letter.
    let is_copyright = || {
        line.contains('©')
            || opens_with(line, Opening::Copyright)
            || (!features.is_sentence() && opens_with(line, Opening::ThirdLetter))
    };
    features.words <= SHORT_NOTICE_WORDS && (likely || is_follow_line(line) || is_copyright())
}

/// `Ann Lee, AP`, `Ann Lee/Reuters`, `Ann Lee / AP file`: a name and an agency, also behind the last sentence of a caption.
fn is_photographer(line: &str) -> bool {
    let tail = &line[line.floor_char_boundary(line.len().saturating_sub(LONGEST_CREDIT))..];
    let Some(mark) = memchr::memrchr2(b'/', b',', tail.as_bytes()) else { return false };
    let (before, agency) = (&tail[..mark], tail[mark + 1..].trim());
    if agency.len() > LONGEST_AGENCY {
        return false;
    }
    let is_agency = AGENCIES
        .iter()
        .filter_map(|known| agency.strip_prefix(known))
        .any(|rest| matches!(rest, "" | " file" | " Photo" | " photo"));
    let name = || match before.rsplit_once(". ") {
        Some((_, name)) => name,
        None if tail.len() == line.len() => before,
        None => "",
    };
    is_agency && !people::names_alone(name().trim()).is_empty()
}

/// `Follow the Example on Telegram`.
fn is_follow_line(line: &str) -> bool {
    let names_network = || line.split([' ', ',', '.']).any(|word| NETWORKS.contains(&word));
    opens_with(line, Opening::Follow) && names_network()
}

fn is_caption(line: &str, features: &Features, evidence: Evidence) -> bool {
    let short = features.words <= CREDIT_WORDS;
    (short && opens_with(line, Opening::Credit))
        || (evidence.credit > 0
            && ((short && !features.is_sentence()) || (features.words <= CAPTION_WORDS && line.ends_with([')', ']']))))
}

/// Whether `line` opens with one of the phrases, and the phrase does not end within a word.
fn opens_with(line: &str, opening: Opening) -> bool {
    KNOWN_OPENINGS.may_open(line)
        && KNOWN_OPENINGS.lists[opening as usize].iter().any(|opening| {
            let opens = line.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening));
            let ends_in_word = || {
                opening.ends_with(char::is_alphanumeric)
                    && line.get(opening.len()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
            };
            opens && !ends_in_word()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(line: &str) -> Option<Label> {
        label(line, &Features::of(line))
    }

    #[test]
    fn menus_and_counters_are_known() {
        for line in ["Share", "SIGN IN", "1 / 23", "•", "Image 2 of 9", "4 min read"] {
            assert_eq!(labelled(line), Some(Label::Menu), "{line}");
        }
        assert_eq!(labelled("1917"), None);
    }

    #[test]
    fn notices_are_told_from_news_about_them() {
        assert_eq!(labelled("We use cookies to improve your visit."), Some(Label::Notice));
        assert_eq!(labelled("Sign up for the Morning Brief newsletter"), Some(Label::Notice));
        assert_eq!(
            labelled(
                "The court ruled on Monday that the newspaper had to pay each former subscriber a fee of ten euros."
            ),
            None
        );
    }

    #[test]
    fn errors_captions_and_links_have_their_own_labels() {
        assert_eq!(labelled("error: This text is protected !!"), Some(Label::ErrorMessage));
        assert_eq!(labelled("404 Not Found"), Some(Label::ErrorMessage));
        assert_eq!(sure_label("404,220,829", &Features::of("404,220,829")), None);
        assert_eq!(labelled("Photo: Bo Ek, Example"), Some(Label::Caption));
        assert_eq!(labelled("A crane at the harbour on Monday. (AP Photo/Bo Ek)"), Some(Label::Caption));
        assert_eq!(labelled("READ MORE: Ferry sails again"), Some(Label::RelatedHeadline));
    }

    #[test]
    fn credits_staff_key_words_and_networks_are_known_by_their_form() {
        for line in ["Bo Ek, AP", "Bo Ek / AP file", "FILE PHOTO: The ferry in the harbour, May 2021. REUTERS/Bo Ek"] {
            assert_eq!(labelled(line), Some(Label::Caption), "{line}");
        }
        assert_eq!(labelled("The master spoke in Oslo on May 4. Bo Ek / AP file"), Some(Label::Caption));
        assert_eq!(labelled("He told Bo Ek, a friend who works for the AP"), None);
        assert_eq!(labelled("Reporting by Bo Ek; editing by Ann Lee"), Some(Label::Bio));
        assert_eq!(labelled("Tags: ferries, harbour"), Some(Label::Menu));
        assert_eq!(labelled("Follow the harbour desk on Facebook and Telegram."), Some(Label::Notice));
        assert_eq!(labelled("Follow the river upstream until you meet the first lock."), None);
    }
}
