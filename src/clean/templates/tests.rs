//! What the corpus may and may not take out of an article.

use std::collections::HashMap;

use proptest::prelude::*;

use super::super::report::{CleanReport, Cleaned, Label, Reason, RemovedLine};
use super::{Evidence, Judged, LineKey, Sample, TemplateLine, Where, apply, learn, restore, title_key};
use crate::article::{Article, Block, BlockKind, Metadata};

const PLEA: &str = "Our reporters go where the ships go, and your gift pays for the ferry.";
const BIO: &str = "Ann Lee has sailed on most of the ferries she writes about, and lives on one of them.";
const QUOTE: &str = "The harbour belongs to everybody who lives on the island, the council wrote in its charter.";

/// Facts that the tests state directly.
#[derive(Default)]
struct Facts {
    lesson: HashMap<LineKey, TemplateLine>,
    titles: Vec<LineKey>,
    pinned: Vec<LineKey>,
    forbidden: Vec<LineKey>,
}

impl Facts {
    fn learned(samples: &[Sample]) -> Self {
        let samples: Vec<&Sample> = samples.iter().collect();
        Self { lesson: learn(&samples, false).into_iter().map(|line| (line.key, line)).collect(), ..Self::default() }
    }
}

impl Evidence for Facts {
    fn knows_lines(&self) -> bool {
        true
    }
    fn line(&self, key: LineKey) -> Option<TemplateLine> {
        self.lesson.get(&key).copied()
    }

    fn is_title(&self, key: LineKey) -> bool {
        self.titles.contains(&key)
    }

    fn is_pinned(&self, key: LineKey) -> bool {
        self.pinned.contains(&key)
    }

    fn is_forbidden(&self, key: LineKey) -> bool {
        self.forbidden.contains(&key)
    }

    fn removes_links(&self) -> bool {
        true
    }
}

fn paragraph(number: usize, part: usize) -> String {
    format!("Ferry {number} left the harbour at {part} in the morning with {} passengers on board.", number * 31 + part)
}

/// An article of five paragraphs of its own, with further lines at the given places among them.
fn article(number: usize, further: &[(usize, &str)]) -> Cleaned {
    let mut texts: Vec<String> = (0..5).map(|part| paragraph(number, part)).collect();
    for (place, text) in further.iter().rev() {
        texts.insert(*place, (*text).to_owned());
    }
    let blocks = texts.into_iter().map(|text| Block { kind: BlockKind::Paragraph, text }).collect();
    let metadata = Metadata { title: Some(format!("Ferry number {number} sails again")), ..Metadata::default() };
    let title = RemovedLine {
        text: format!("Ferry number {number} sails again"),
        label: Label::Title,
        reason: Reason::Words,
        blocks_before: 0,
    };
    Cleaned { article: Article { metadata, blocks }, report: CleanReport { removed: vec![title] } }
}

fn judged(cleaned: &Cleaned, facts: &Facts) -> Judged {
    apply(cleaned.clone(), facts)
}

fn texts(judged: &Judged) -> Vec<&str> {
    judged.cleaned.article.blocks.iter().map(|block| block.text.as_str()).collect()
}

fn samples_of(articles: &[Cleaned]) -> Vec<Sample> {
    articles.iter().map(Sample::of).collect()
}

#[test]
fn lines_at_the_ends_of_many_articles_go_and_a_quoted_paragraph_stays() {
    let articles: Vec<Cleaned> = (0..20)
        .map(|number| match number % 4 {
            0 => article(number, &[(0, BIO), (3, QUOTE), (5, PLEA), (5, "Join the harbour club")]),
            _ => article(number, &[(3, QUOTE), (5, PLEA), (5, "Join the harbour club")]),
        })
        .collect();
    let facts = Facts::learned(&samples_of(&articles));
    for (number, article) in articles.iter().enumerate() {
        let judged = judged(article, &facts);
        let left = texts(&judged);
        assert_eq!(left.len(), 6, "{left:?}");
        assert_eq!((left[0], left[3]), (paragraph(number, 0).as_str(), QUOTE));
        let recurring = |line: &RemovedLine| matches!(line.reason, Reason::Recurring { articles: 5 | 20, of: 20 });
        assert!(judged.cleaned.report.removed[1..].iter().all(recurring));
    }
    let quoting = article(90, &[(2, PLEA)]);
    assert_eq!(judged(&quoting, &facts).cleaned, quoting, "who quotes the plea in the text keeps it");
}

#[test]
fn versions_of_one_story_are_one_witness() {
    let version = |number: usize| {
        let mut version = article(7, &[(5, "The council declined to say more about it on Monday.")]);
        version.article.blocks[0].text = paragraph(100 + number, 0);
        Sample::of(&version)
    };
    let versions: Vec<Sample> = (0..10).map(version).collect();
    assert!(learn(&versions.iter().collect::<Vec<_>>(), false).is_empty());
}

#[test]
fn in_a_mixed_folder_a_line_is_judged_among_the_articles_of_its_source() {
    let club = |source: usize| format!("Join the club of paper {source}");
    let articles: Vec<Cleaned> = (0..300)
        .map(|number| match number {
            0..3 => article(number, &[(5, BIO), (5, &club(0))]),
            _ => article(number, &[(5, &club(number % 6))]),
        })
        .collect();
    let facts = Facts::learned(&samples_of(&articles));
    assert!(articles.iter().all(|article| texts(&judged(article, &facts)).len() == 5));
}

#[test]
fn the_title_of_another_article_is_a_link_and_ones_own_is_none() {
    let link = "Also read: Storm stops island ferry for a week";
    let cleaned = article(3, &[(2, link), (4, "Ferry number 3 sails again")]);
    let titles = ["Storm stops island ferry for a week", "Ferry number 3 sails again"];
    let mut facts = Facts { titles: titles.iter().filter_map(|title| title_key(title)).collect(), ..Facts::default() };
    let linked = judged(&cleaned, &facts);
    assert_eq!(texts(&linked).len(), 6);
    let removed = &linked.cleaned.report.removed[1];
    assert_eq!((removed.text.as_str(), removed.blocks_before, removed.reason), (link, 2, Reason::OtherTitle));
    facts.forbidden.extend(LineKey::of(link));
    assert_eq!(judged(&cleaned, &facts).cleaned, cleaned);
}

#[test]
fn a_pinned_line_goes_and_the_last_sentence_stays() {
    let pinned = |text: &str| Facts { pinned: LineKey::of(text).into_iter().collect(), ..Facts::default() };
    let cleaned = article(3, &[(2, QUOTE)]);
    assert_eq!(judged(&cleaned, &pinned(&QUOTE.to_uppercase())).cleaned.report.removed[1].reason, Reason::Pinned);
    let mut short = article(3, &[]);
    short.article.blocks.truncate(1);
    assert_eq!(judged(&short, &pinned(&paragraph(3, 0))).cleaned, short);
}

#[test]
fn records_lose_only_what_most_of_them_end_in() {
    let articles: Vec<Cleaned> = (0..40)
        .map(|number| match number % 4 {
            0 => article(number, &[(5, BIO), (5, PLEA)]),
            _ => article(number, &[(5, PLEA)]),
        })
        .collect();
    let samples = samples_of(&articles);
    let learned = learn(&samples.iter().collect::<Vec<_>>(), true);
    assert_eq!(learned.iter().map(|line| Some(line.key)).collect::<Vec<_>>(), [LineKey::of(PLEA)]);
}

/// What a page removed by itself.
fn removed(text: &str, label: Label, reason: Reason, blocks_before: u32) -> RemovedLine {
    RemovedLine { text: text.to_owned(), label, reason, blocks_before }
}

/// The furniture of one site, in articles that are alike otherwise.
const SITE: [&str; 4] = ["Harbour desk", "Tides", "Timetables", "Write to the pilots"];

/// An article of that site, from which the page removed its furniture, and further lines behind the text.
fn page_of_site(number: usize, further: &[RemovedLine]) -> Cleaned {
    let mut cleaned = article(number, &[]);
    cleaned.report.removed.extend(further.iter().cloned());
    let furniture = SITE.iter().map(|text| removed(text, Label::Menu, Reason::Words, 5));
    cleaned.report.removed.extend(furniture);
    cleaned
}

#[test]
fn what_is_no_furniture_of_a_known_site_comes_back() {
    let site: Vec<Cleaned> = (0..20).map(|number| page_of_site(number, &[])).collect();
    let facts = Facts::learned(&samples_of(&site));
    let signature = removed("ANN LEE, HARBOUR MASTER", Label::Menu, Reason::Model(12), 5);
    let teaser = removed("Storm Stops Island Ferry For A Week", Label::RelatedHeadline, Reason::Model(12), 5);
    let signed = page_of_site(40, std::slice::from_ref(&signature));
    let found = judged(&signed, &facts);
    assert_eq!(texts(&found).last(), Some(&"ANN LEE, HARBOUR MASTER"));
    assert_eq!(restore(found), signed);
    // What looks like a link to an article that nobody has is none of it, nor is what stands behind.
    for further in [vec![teaser.clone()], vec![teaser, signature.clone()]] {
        assert_eq!(judged(&page_of_site(40, &further), &facts).cleaned, page_of_site(40, &further));
    }
    // Of a page with other furniture, nothing is known.
    let mut other = article(40, &[]);
    other.report.removed.push(signature);
    assert_eq!(judged(&other, &facts).cleaned, other);
}

#[test]
fn an_insert_between_paragraphs_does_not_end_the_article() {
    let plea = removed("Keep the harbour desk afloat", Label::Menu, Reason::Words, 3);
    let with_plea = |number: usize, further: &[RemovedLine]| {
        let mut page = page_of_site(number, further);
        page.report.removed.insert(1, plea.clone());
        page
    };
    let facts = Facts::learned(&samples_of(&(0..20).map(|number| with_plea(number, &[])).collect::<Vec<_>>()));
    let mut page = page_of_site(40, &[]);
    let last = removed("The harbour is open again, says the master.", Label::Outside, Reason::Model(40), 5);
    page.report.removed.splice(1..1, [removed(&plea.text, plea.label, plea.reason, 5), last.clone()]);
    assert_eq!(texts(&judged(&page, &facts)).last(), Some(&last.text.as_str()));
}

proptest! {
    /// The corpus stage can be undone, whatever it took, and then gives the same again.
    #[test]
    fn judging_can_be_undone(
        places in prop::collection::vec((0..6_usize, 0..4_usize, any::<bool>()), 0..12),
        known in prop::collection::vec(any::<bool>(), 4),
        lost in prop::collection::vec((0..6_u32, 0..60_u8), 0..6),
    ) {
        let lines = [PLEA, BIO, "Join the harbour club", "Also read: Storm stops island ferry for a week"];
        let mut further: Vec<(usize, &str)> = places.iter().map(|&(place, line, _)| (place.min(5), lines[line])).collect();
        further.sort_unstable();
        let mut cleaned = article(1, &further);
        for (block, (.., heading)) in cleaned.article.blocks.iter_mut().zip(&places) {
            block.kind = if *heading { BlockKind::Heading } else { BlockKind::ListItem };
        }
        let mut facts = Facts::learned(&samples_of(&(0..20).map(|number| page_of_site(number, &[])).collect::<Vec<_>>()));
        let mut lost = lost;
        lost.sort_unstable();
        for (number, (place, percent)) in lost.into_iter().enumerate() {
            let text = format!("Signed by pilot {number}, {percent}");
            cleaned.report.removed.push(removed(&text, Label::Menu, Reason::Model(percent), place.min(5)));
        }
        cleaned.report.removed.extend(SITE.iter().map(|text| removed(text, Label::Menu, Reason::Words, 5 + u32::try_from(places.len()).unwrap())));
        for (line, known) in lines.iter().zip(known) {
            let key = LineKey::of(line).unwrap();
            let place = if line.starts_with("Join") { Where::Anywhere } else { Where::Beside };
            if known {
                facts.lesson.insert(key, TemplateLine { key, place, articles: 9, of: 9, is_insert: false });
            }
        }
        let first = judged(&cleaned, &facts);
        prop_assert_eq!(&restore(first.clone()), &cleaned);
        prop_assert_eq!(apply(restore(first.clone()), &facts), first);
    }

    /// What is learned does not depend on the order in which articles came.
    #[test]
    fn learning_does_not_depend_on_order(order in Just((0..30_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let articles: Vec<Cleaned> = (0..30)
            .map(|number| match number % 3 {
                0 => article(number, &[(0, BIO), (5, PLEA)]),
                1 => article(number / 9, &[(2, QUOTE), (5, PLEA)]),
                _ => article(number, &[(5, "Join the harbour club")]),
            })
            .collect();
        let samples = samples_of(&articles);
        let straight: Vec<&Sample> = samples.iter().collect();
        let shuffled: Vec<&Sample> = order.iter().map(|&at| &samples[at]).collect();
        prop_assert_eq!(learn(&straight, false), learn(&shuffled, false));
    }
}
