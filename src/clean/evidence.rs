//! What the parts of a page say together: the day where one part alone is not sure, and the language.

use std::borrow::Cow;

use jiff::civil::Date;

use super::dates::{self, Order};
use super::lines::Line;
use super::report::{Cleaned, Label, PageLine};
use super::visible::{self, Visible};
use super::{chars, head, language, names, title};
use crate::article::{BlockKind, Metadata, RawArticle, Shape};

/// Country domains whose sites write the day first even where they write English, and those that write the month first.
const DAY_FIRST_DOMAINS: &[&str] = &[
    "uk", "ie", "au", "nz", "in", "pk", "bd", "lk", "za", "ng", "ke", "gh", "sg", "my", "de", "at", "ch", "fr", "be",
    "nl", "es", "pt", "it", "gr", "pl", "cz", "sk", "ro", "bg", "ru", "ua", "by", "tr", "br", "ar", "mx", "cl", "co",
    "il", "eg", "ae", "id", "vn", "no", "dk", "eu",
];
const MONTH_FIRST_DOMAINS: &[&str] = &["us", "gov", "mil", "ph"];
/// Regions of a language tag that write the day first. `US` says nothing: it is what programs are shipped with.
const DAY_FIRST_REGIONS: &[&str] = &["GB", "UK", "IE", "AU", "NZ", "IN", "ZA", "SG", "PK", "NG", "KE"];

/// Settles what is left open in `cleaned`, which was made of `raw`. What `raw` gave as metadata is not touched.
pub(super) fn complete(raw: &RawArticle, cleaned: &mut Cleaned) {
    let order = (cleaned.article.metadata.published.is_none() || raw.shape == Shape::Html)
        .then(|| order(raw, cleaned))
        .flatten();
    let mut is_dated = raw.metadata.published.is_some();
    if let (Shape::Html, Some(title)) = (raw.shape, &cleaned.article.metadata.title) {
        let lines: Vec<Line<'_>> = cleaned.page_lines().map(shown_line).collect();
        let title = if raw.metadata.title.is_none() { title::shown(title, &lines) } else { title }.to_owned();
        let shown = visible::around_headline(&lines, &title, order);
        is_dated |= shown.day.is_some();
        cleaned.article.metadata.title = Some(title);
        believe_readers(shown, &raw.metadata, &mut cleaned.article.metadata);
    }
    if !is_dated {
        believe_address(&mut cleaned.article.metadata);
    }
    if cleaned.article.metadata.published.is_none() {
        cleaned.article.metadata.published = in_order(cleaned, order).or_else(|| by_others(cleaned));
    }
    let metadata = &mut cleaned.article.metadata;
    metadata.language = match &raw.metadata.language {
        Some(given) => Some(language::canonical(given).to_owned()),
        None => language::identify(&cleaned.article.blocks, metadata.language.as_deref()),
    };
}

/// A line of the page as its readers see it.
fn shown_line(line: PageLine<'_>) -> Line<'_> {
    let (text, kind) = match line {
        PageLine::Kept(block) => (&block.text, Some(block.kind)),
        PageLine::Removed(line) => (&line.text, (line.label == Label::Title).then_some(BlockKind::Heading)),
    };
    Line { text: Cow::Borrowed(text), after_blank: true, kind, linked: false, span: 0..0 }
}

/// Takes from what the page shows to readers what its fields for machines lack, or have in another time zone.
fn believe_readers(shown: Visible, given: &Metadata, metadata: &mut Metadata) {
    if let (Some(day), None) = (shown.day, given.published) {
        metadata.published = match metadata.published {
            None => Some(day).filter(|_| shown.day_is_alone),
            // One day off is the time zone, unless the page shows when it was changed.
            Some(field) if head::are_neighbours(field, day) && (day < field || metadata.modified != Some(day)) => {
                Some(day)
            }
            field => field,
        };
    }
    let key = |name: &String| chars::key(name);
    let shown_keys: Vec<String> = shown.authors.iter().map(key).collect();
    let is_outlet = |name: &String| metadata.source.as_ref().is_some_and(|source| key(source) == key(name));
    let none_is_lost = metadata.authors.iter().all(|name| shown_keys.contains(&key(name)) || is_outlet(name));
    if !shown.authors.is_empty() && given.authors.is_empty() && none_is_lost {
        metadata.authors = shown.authors;
    }
}

/// The day in the address is the one of the newsroom where the page gives the next day, in UTC.
fn believe_address(metadata: &mut Metadata) {
    let in_utc = metadata.published_at.filter(|at| at.is_utc() && Some(at.day()) == metadata.published);
    let in_address = || names::day_in_path(metadata.url.as_deref()?);
    if let (Some(at), Some(day)) = (in_utc, in_address())
        && day < at.day()
        && head::are_neighbours(day, at.day())
    {
        metadata.published = Some(day);
    }
}

/// The first date among the lines that were found to be dates and bylines, read in `order`.
fn in_order(cleaned: &Cleaned, order: Option<Order>) -> Option<Date> {
    let order = Some(order?);
    let mut lines = cleaned.report.removed.iter().filter(|line| matches!(line.label, Label::Date | Label::Byline));
    lines.find_map(|line| dates::find_in_order(&line.text, order))
}

/// The day as the address tells it, or the dateline with the year of the last change.
fn by_others(cleaned: &Cleaned) -> Option<Date> {
    let article = &cleaned.article;
    let by_url = article.metadata.url.as_deref().and_then(|url| names::published(article, url));
    by_url.or_else(|| {
        let (month, day) = dates::yearless_dateline(&article.blocks.first()?.text)?;
        names::latest_before(month, day, article.metadata.modified?)
    })
}

/// How the source writes dates of numbers: as another date of the page shows, or else its country, region or language.
fn order(raw: &RawArticle, cleaned: &Cleaned) -> Option<Order> {
    let removed = cleaned.report.removed.iter().filter(|line| matches!(line.label, Label::Date | Label::Byline));
    let mut orders = removed.filter_map(|line| dates::order_in(&line.text));
    let metadata = &cleaned.article.metadata;
    match orders.next() {
        Some(order) if orders.all(|other| other == order) => return Some(order),
        Some(_) => return None,
        None => {}
    }
    let host = metadata.url.as_deref().and_then(head::host).unwrap_or_default();
    let domain = host.rsplit('.').next().unwrap_or_default();
    if DAY_FIRST_DOMAINS.contains(&domain) {
        return Some(Order::DayFirst);
    }
    if MONTH_FIRST_DOMAINS.contains(&domain) {
        return Some(Order::MonthFirst);
    }
    let region = if raw.shape == Shape::Html { head::region(&raw.text) } else { None };
    let is_day_first = region.is_some_and(|region| DAY_FIRST_REGIONS.contains(&region.as_str()))
        || metadata.language.as_deref().is_some_and(|language| !matches!(language, "en" | "tl"));
    is_day_first.then_some(Order::DayFirst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::{CleanOptions, clean};

    fn published(shape: Shape, text: &str, metadata: Metadata) -> Option<Date> {
        clean(&RawArticle { shape, text: text.to_owned(), metadata }, &CleanOptions::default())
            .article
            .metadata
            .published
    }

    const TEXT: &str = "The ferry left the harbour at noon with forty passengers on board, the company said.\n\n\
        A storm had damaged the pier at the far end of the island, so that nobody could land there for a week.";

    fn page(above: &str) -> String {
        format!("Ferry sails again\n\n{above}\n\n{TEXT}\n")
    }

    #[test]
    fn a_date_that_can_be_read_in_two_ways_needs_evidence_of_its_source() {
        let url = |url: &str| Metadata { url: Some(url.to_owned()), ..Metadata::default() };
        let day = |above: &str, metadata| published(Shape::Text, &page(above), metadata);
        let (april, march) = (Some(jiff::civil::date(2025, 4, 3)), Some(jiff::civil::date(2025, 3, 4)));
        assert_eq!(day("03/04/2025", Metadata::default()), None);
        assert_eq!(
            day("Published 03/04/2025\nUpdated 13/04/2025", Metadata::default()),
            Some(jiff::civil::date(2025, 4, 13))
        );
        assert_eq!(day("03/04/2025", url("https://news.example.co.uk/a")), april);
        assert_eq!(day("03/04/2025", url("https://news.example.mil/a")), march);
        assert_eq!(day("03/04/2025", url("https://news.example.com/a")), None);
        let german = Metadata { language: Some("de".to_owned()), ..Metadata::default() };
        assert_eq!(day("03.04.2025", german), april);
    }

    #[test]
    fn the_region_of_a_web_page_settles_it_but_the_default_region_does_not() {
        let html = |lang: &str| {
            let body = TEXT.replace("\n\n", "</p><p>");
            format!(
                "<html lang={lang}><title>Ferry sails again</title><h1>Ferry sails again</h1><div>03/04/2025</div><p>{body}</p>"
            )
        };
        let day = |lang: &str| published(Shape::Html, &html(lang), Metadata::default());
        assert_eq!(day("en-GB"), Some(jiff::civil::date(2025, 4, 3)));
        assert_eq!(day("en-US"), None);
    }

    #[test]
    fn the_address_and_the_dateline_give_a_day_where_the_page_gives_none() {
        let url = |url: &str| Metadata { url: Some(url.to_owned()), ..Metadata::default() };
        let day = |text: &str, metadata| published(Shape::Text, text, metadata);
        let dated = format!("Ferry sails again\n\nOSLO, Aug. 18 (Agency) — {TEXT}\n");
        assert_eq!(
            day(&page("By Ann Lee"), url("https://news.example/2025/08/18/a")),
            Some(jiff::civil::date(2025, 8, 18))
        );
        assert_eq!(day(&dated, url("https://news.example/2025/08/19/a")), Some(jiff::civil::date(2025, 8, 18)));
        assert_eq!(day(&dated, Metadata::default()), None);
        let modified = Metadata { modified: Some(jiff::civil::date(2025, 9, 1)), ..Metadata::default() };
        assert_eq!(day(&dated, modified), Some(jiff::civil::date(2025, 8, 18)));
    }

    #[test]
    fn an_address_has_the_day_of_the_newsroom() {
        let body = TEXT.replace("\n\n", "</p><p>");
        let html = |address: &str, time: &str| {
            format!(
                "<link rel=canonical href=https://news.example/{address}/a><title>Ferry sails again</title>\
                 <meta property=article:published_time content={time}><p>{body}</p>"
            )
        };
        let day = |address: &str, time: &str| {
            published(Shape::Html, &html(address, time), Metadata::default()).map(Date::day)
        };
        assert_eq!(day("2021/05/04", "2021-05-05T01:00:00Z"), Some(4));
        assert_eq!(day("2021/05/06", "2021-05-05T01:00:00Z"), Some(5));
        assert_eq!(day("2021/05/04", "2021-05-05T01:00:00+02:00"), Some(5));
    }

    #[test]
    fn readers_see_the_day_of_their_own_clock() {
        let html = |shown: &str| {
            let body = TEXT.replace("\n\n", "</p><p>");
            format!(
                "<meta property=article:published_time content=2021-05-05T01:00:00Z><title>Ferry sails again</title>\
                 <h1>Ferry sails again</h1><div>{shown}</div><p>{body}</p>"
            )
        };
        let day = |shown: &str| published(Shape::Html, &html(shown), Metadata::default()).map(Date::day);
        assert_eq!(day("By Ann Lee, May 4, 2021, 9:00 PM"), Some(4));
        assert_eq!(day("Updated May 6, 2021"), Some(5));
        assert_eq!(day("May 20, 2021"), Some(5));
    }

    #[test]
    fn a_byline_names_more_than_the_fields() {
        let body = TEXT.replace("\n\n", "</p><p>");
        let html = |field: &str| {
            format!(
                "<meta name=author content='{field}'><meta property=og:site_name content='Harbour News'>\
                 <h1>Ferry sails again</h1><title>Ferry sails again</title><div>By Ann Lee and Bo Ek</div><p>{body}</p>"
            )
        };
        let authors = |field: &str| {
            let raw = RawArticle { shape: Shape::Html, text: html(field), metadata: Metadata::default() };
            clean(&raw, &CleanOptions::default()).article.metadata.authors.join("+")
        };
        assert_eq!(authors("Ann Lee"), "Ann Lee+Bo Ek");
        assert_eq!(authors("Harbour News"), "Ann Lee+Bo Ek");
        assert_eq!(authors("Cy Orr"), "Cy Orr");
    }
}
