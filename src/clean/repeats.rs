//! What a page shows more than once, and what its readers wrote below the article.

use hashbrown::HashMap;

use super::chars::key;
use super::line_hash::{hash_of_start, line_hash};
use super::menus;
use super::page::Page;
use super::report::Label;

/// A shorter line may well stand in an article twice.
const WORDS: u32 = 7;
/// Lists of an article repeat themselves too, but have fewer function words than sentences.
const SENTENCE_PERCENT: u32 = 25;
/// A line that stands in a page so often is part of a form, a shop or a slider.
const OFTEN: u32 = 3;
/// So many lines in a row with a number in brackets are a list of subjects.
const COUNTED_RUN: usize = 4;
/// A longer line is no heading of comments.
const LONGEST_HEADING: usize = 40;
/// So many words of running text stand above the heading of the comments, or it is rather a counter below the headline.
const WORDS_ABOVE: u32 = 80;
/// Whole lines that head or call for comments, numbers left out, as [`key`] writes them.
const HEADINGS: [&str; 34] = [
    "add a comment",
    "be the first to comment",
    "comentarios",
    "comentários",
    "commenti",
    "comments",
    "comments are closed",
    "commentaires",
    "deixe um comentário",
    "deixe uma resposta",
    "deja un comentario",
    "deja una respuesta",
    "discussion",
    "join the conversation",
    "join the discussion",
    "kommentare",
    "komentarze",
    "kommentar schreiben",
    "laisser un commentaire",
    "lascia un commento",
    "leave a comment",
    "leave a reply",
    "leave comment",
    "post a comment",
    "reacties",
    "reader comments",
    "responses",
    "schreibe einen kommentar",
    "view comments",
    "write a comment",
    "yorumlar",
    "комментарии",
    "коментарі",
    "оставить комментарий",
];

impl Page<'_> {
    /// Labels lines that stand in the page again and again, and teasers that stand there twice.
    pub(super) fn label_repeats(&mut self) {
        let long = |page: &Self, index: usize| {
            let features = &page.features[index];
            features.words >= WORDS
                && (is_cut(&page.lines[index].text) || features.has_function_words(SENTENCE_PERCENT))
        };
        let all: Vec<usize> = (0..self.lines.len()).filter(|&index| long(self, index)).collect();
        // Most pages repeat nothing, which the beginnings of their lines tell.
        let mut starts: Vec<u64> = all.iter().map(|&index| hash_of_start(&self.lines[index].text)).collect();
        starts.sort_unstable();
        if starts.windows(2).all(|pair| pair[0] != pair[1]) {
            return;
        }
        let mut counts: HashMap<u64, u32> = HashMap::new();
        for index in all {
            *counts.entry(line_hash(&self.lines[index].text).unwrap_or_default()).or_default() += 1;
        }
        for index in 0..self.lines.len() {
            if self.labels[index].is_some() || !long(self, index) {
                continue;
            }
            let text = &self.lines[index].text;
            match line_hash(text).and_then(|hash| counts.get(&hash)).copied().unwrap_or(1) {
                OFTEN.. => self.labels[index] = Some(Label::Notice),
                2 if is_cut(text) => self.labels[index] = Some(Label::RelatedHeadline),
                _ => {}
            }
        }
    }

    /// Labels lists of subjects with the numbers of their articles.
    pub(super) fn label_counted_lists(&mut self) {
        let mut start = 0;
        for index in 0..=self.lines.len() {
            if self.lines.get(index).is_some_and(|line| menus::is_counted(&line.text)) {
                continue;
            }
            if index - start >= COUNTED_RUN {
                self.labels[start..index].fill(Some(Label::Menu));
            }
            start = index + 1;
        }
    }

    /// The line that heads what readers wrote, if the page has it.
    pub(super) fn comments_start(&self) -> Option<usize> {
        let mut words = 0;
        for (index, line) in self.lines.iter().enumerate() {
            if self.is_free_prose(index) {
                words += self.features[index].words;
            } else if words >= WORDS_ABOVE && line.text.len() <= LONGEST_HEADING && heads_comments(&line.text) {
                return Some(index);
            }
        }
        None
    }
}

/// Whether the text was cut off, as teasers are.
pub(super) fn is_cut(text: &str) -> bool {
    let text = text.trim_end_matches([']', ')', ' ', '»', '›', '→']);
    text.ends_with("...") || text.ends_with('…')
}

fn heads_comments(line: &str) -> bool {
    let key = key(line);
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    if !key.split(' ').any(is_number) {
        return HEADINGS.contains(&key.as_str());
    }
    let words: Vec<&str> = key.split(' ').filter(|word| !is_number(word)).collect();
    HEADINGS.contains(&words.join(" ").as_str())
}
