//! What a web page says about its article in its head and by its marks: JSON-LD, Open Graph and other meta tags, title,
//! language, and the headings of the first level.

use jiff::civil::Date;

use super::listed::{author_names, tag_list};
use super::metadata::{merged, primary_language};
use super::tags::Tag;
use super::{chars, dates, entities, json_ld, title};
use crate::article::{Metadata, Moment};

/// A longer heading, in bytes with its tags, is a part of the page.
const LONGEST_HEADING: usize = 2_000;
/// Headings beyond these are not looked at.
const MOST_HEADINGS: usize = 12;
/// Key words that are kept: pages list hundreds for search engines.
const MOST_TAGS: usize = 24;

/// A date in a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// The day as it is written.
    pub(super) day: Date,
    /// The moment, where time and zone are given.
    pub(super) at: Option<Moment>,
    /// Whether the day is surely the one of the newsroom: written out, or with a zone that is not UTC.
    is_local: bool,
}

impl Dated {
    /// Reads a date field.
    pub(super) fn read(text: &str) -> Option<Self> {
        let moment = Moment::parse(text).filter(|moment| dates::is_plausible(moment.day()));
        let day = moment.map(Moment::day).or_else(|| dates::find(text))?;
        let is_written_out = moment.is_none() && text.contains(|c: char| c.is_alphabetic() && c != 'T' && c != 'Z');
        Some(Self { day, at: moment, is_local: is_written_out || moment.is_some_and(|moment| !moment.is_utc()) })
    }
}

/// The metadata in `html`. JSON-LD wins over meta tags, these over the title element.
pub(super) fn read(html: &str) -> Metadata {
    let mut found = Head::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let Some(tag) = Tag::at(rest) else {
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        match tag.name.as_ref() {
            "script" if !tag.closing => {
                let end = rest.find("</").unwrap_or(rest.len());
                if tag.attributes.contains("ld+json") {
                    found.scripts.push(&rest[..rest.find("</script").unwrap_or(end)]);
                }
                rest = &rest[end..];
            }
            "title" if !tag.closing && found.title_element.is_none() => {
                found.title_element = Some(decoded(&rest[..rest.find('<').unwrap_or(rest.len())]));
            }
            "h1" if !tag.closing && found.headings.len() < MOST_HEADINGS => {
                let end = rest.find("</h1").or_else(|| rest.find("</H1")).unwrap_or(LONGEST_HEADING);
                found.read_heading(rest.get(..end.min(LONGEST_HEADING)).unwrap_or_default());
            }
            _ if !tag.closing => found.read_tag(&tag),
            _ => {}
        }
    }
    found.metadata()
}

/// The region in the language tag of the page, such as `GB`: it tells how numeric dates are written.
pub(super) fn region(html: &str) -> Option<String> {
    let tag = Tag::at(&html[html.find("<html").or_else(|| html.find("<HTML"))?..])?;
    let lang = attribute(tag.attributes, "lang")?;
    lang.split(['-', '_']).nth(1).map(str::to_ascii_uppercase)
}

#[derive(Default)]
struct Head<'a> {
    scripts: Vec<&'a str>,
    meta: Metadata,
    /// The meta tag that the authors are from.
    authors_from: String,
    published: Vec<Dated>,
    /// Dates of fields that do not say of what they are the date.
    perhaps_published: Vec<Dated>,
    modified: Option<Dated>,
    title_element: Option<String>,
    headings: Vec<String>,
}

impl Head<'_> {
    fn read_heading(&mut self, html: &str) {
        let mut text = String::new();
        for (index, piece) in html.split('<').enumerate() {
            let visible = if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) };
            text.push_str(visible);
        }
        let text = decoded(&text);
        if !text.is_empty() {
            self.headings.push(text);
        }
    }

    fn read_tag(&mut self, tag: &Tag<'_>) {
        let meta = &mut self.meta;
        match tag.name.as_ref() {
            "html" => {
                meta.language = meta.language.take().or_else(|| primary_language(&attribute(tag.attributes, "lang")?));
            }
            "link" if attribute(tag.attributes, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                meta.url = attribute(tag.attributes, "href").filter(|url| url.contains("://")).or(meta.url.take());
            }
            "time" => self.read_time(tag),
            "meta" => {
                let Some(content) = attribute(tag.attributes, "content").filter(|content| !content.is_empty()) else {
                    return;
                };
                for kind in ["property", "name", "itemprop"] {
                    for name in attribute(tag.attributes, kind).unwrap_or_default().split(' ') {
                        self.read_meta(&name.to_ascii_lowercase(), &content);
                    }
                }
            }
            _ => {}
        }
    }

    /// The date in a `time` element says what it is, or it stands below the headline: above it are other articles.
    fn read_time(&mut self, tag: &Tag<'_>) {
        let Some(dated) = attribute(tag.attributes, "datetime").and_then(|time| Dated::read(&time)) else { return };
        let marks = tag.attributes.to_ascii_lowercase();
        if marks.contains("updated") || marks.contains("modified") {
            self.modified.get_or_insert(dated.clone());
        }
        if marks.contains("datepublished") || marks.contains("pubdate") || !self.headings.is_empty() {
            self.perhaps_published.push(dated);
        }
    }

    fn read_meta(&mut self, name: &str, content: &str) {
        let meta = &mut self.meta;
        let text = || Some(content.to_owned());
        let address = || text().filter(|url| url.contains("://"));
        match name {
            "og:title" | "twitter:title" | "dc.title" | "headline" => meta.title = meta.title.take().or_else(text),
            "og:site_name" => meta.source = text(),
            "og:url" => meta.url = meta.url.take().or_else(text),
            "og:locale" | "content-language" => {
                meta.language = meta.language.take().or_else(|| primary_language(content));
            }
            "og:image" | "og:image:url" | "twitter:image" => meta.image = meta.image.take().or_else(address),
            "og:description" => meta.description = text(),
            "description" | "twitter:description" => meta.description = meta.description.take().or_else(text),
            "article:section" => meta.section = meta.section.take().or_else(text),
            "article:tag" | "keywords" | "news_keywords" => meta.tags.extend(tag_list(content)),
            "author" | "article:author" | "article_author" | "dc.creator" | "dcterms.creator" | "byl"
            | "parsely-author" | "sailthru.author" | "citation_author" => self.read_author(name, content),
            _ => self.read_date(name, content),
        }
    }

    fn read_author(&mut self, name: &str, content: &str) {
        if self.meta.authors.is_empty() || self.authors_from == name {
            for author in author_names(content) {
                if !self.meta.authors.contains(&author) {
                    self.meta.authors.push(author);
                }
            }
            name.clone_into(&mut self.authors_from);
        }
    }

    fn read_date(&mut self, name: &str, content: &str) {
        let dated = || Dated::read(content);
        match name {
            "article:published_time"
            | "article:published"
            | "article.published"
            | "datepublished"
            | "og:published_time"
            | "og:article:published_time" => self.published.extend(dated()),
            "date"
            | "pubdate"
            | "pdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.date"
            | "dcterms.issued"
            | "dcterms.created"
            | "datecreated"
            | "parsely-pub-date"
            | "sailthru.date"
            | "article_date_original"
            | "citation_publication_date" => {
                self.perhaps_published.extend(dated());
            }
            "article:modified_time"
            | "article:modified"
            | "article.updated"
            | "datemodified"
            | "og:updated_time"
            | "dcterms.modified"
            | "lastmod"
            | "last-modified" => self.modified = self.modified.take().or_else(dated),
            _ => {}
        }
    }

    fn metadata(mut self) -> Metadata {
        let json = json_ld::read(&self.scripts);
        let published: Vec<Dated> =
            json.published.into_iter().chain(self.published).chain(self.perhaps_published).collect();
        let modified = json.modified.or(self.modified);
        let titles: Vec<String> = [json.metadata.title.clone(), self.meta.title.clone(), self.title_element]
            .into_iter()
            .flatten()
            .filter(|title| !title.is_empty())
            .collect();
        let source = self.meta.source.take();
        let mut metadata = merged(json.metadata, self.meta);
        // The name of the site is written in one way on all its pages, the publisher in many.
        metadata.source = source.or(metadata.source);
        metadata.title = headline(&self.headings, &titles, &metadata);
        metadata.source = metadata.source.or_else(|| host(metadata.url.as_deref()?).map(str::to_owned));
        metadata.published = published_day(&published);
        metadata.published_at = published.first().and_then(|dated| dated.at);
        metadata.modified = modified.as_ref().map(|dated| dated.day);
        metadata.modified_at = modified.and_then(|dated| dated.at);
        let section = metadata.section.clone();
        let mut seen: Vec<String> = section.iter().map(|section| chars::key(section)).collect();
        metadata.tags.retain(|tag| {
            let key = chars::key(tag);
            !seen.contains(&key) && seen.len() <= MOST_TAGS && {
                seen.push(key);
                true
            }
        });
        metadata
    }
}

/// The day of the first date; but a machine's day in UTC gives way to one of the newsroom right beside it.
fn published_day(dates: &[Dated]) -> Option<Date> {
    let first = dates.first()?;
    let is_beside = |other: &&Dated| other.is_local && are_neighbours(other.day, first.day);
    Some(dates.iter().find(is_beside).filter(|_| !first.is_local).unwrap_or(first).day)
}

/// Whether one day follows the other.
pub(super) fn are_neighbours(a: Date, b: Date) -> bool {
    a.tomorrow().is_ok_and(|next| next == b) || b.tomorrow().is_ok_and(|next| next == a)
}

/// The headline as readers see it: the heading that says what one of `titles` says, or else the first of these, without
/// the name of the site. Titles for search engines and for networks often differ from the headline.
fn headline(headings: &[String], titles: &[String], metadata: &Metadata) -> Option<String> {
    let source = metadata.source.as_deref();
    let site = metadata.url.as_deref().and_then(host);
    let shorter: Vec<String> = titles.iter().map(|title| without_source(title, source, site)).collect();
    let titles: Vec<String> = shorter.iter().map(|title| chars::key(title)).collect();
    let is_site = |heading: &str| {
        source.is_some_and(|source| chars::key(source) == heading)
            || site.is_some_and(|site| chars::key(site) == heading)
    };
    let keys: Vec<String> = headings.iter().map(|heading| chars::key(heading)).collect();
    let within = |key: &&String| titles.iter().any(|title| is_most_of(key, title));
    let alike = |key: &&String| titles.iter().any(|title| are_alike(key, title));
    let candidates = || keys.iter().filter(|key| !is_site(key));
    // Of two spellings of the same words the field has the marks that a heading may draw as an image.
    if let Some(same) = candidates().find_map(|key| titles.iter().position(|title| title == key)) {
        return shorter.into_iter().nth(same);
    }
    let found = candidates().find(within).or_else(|| candidates().find(alike));
    let heading = found.and_then(|found| keys.iter().position(|key| key == found)).map(|at| headings[at].clone());
    heading.map(|heading| without_source(&heading, source, site)).or_else(|| shorter.into_iter().next())
}

/// Whether `title` is `heading` with little before or after it, such as the name of a section.
fn is_most_of(heading: &str, title: &str) -> bool {
    let words = heading.split(' ').count();
    words >= 3
        && words * 2 > title.split(' ').count()
        && (title.strip_prefix(heading).is_some_and(|rest| rest.starts_with(' '))
            || title.strip_suffix(heading).is_some_and(|rest| rest.ends_with(' ')))
}

/// Whether two headlines share at least two words of content, and a quarter of the shorter one's.
fn are_alike(one: &str, other: &str) -> bool {
    let content = |text: &str| -> Vec<String> {
        text.split(' ').filter(|word| word.chars().count() > 3).map(str::to_owned).collect()
    };
    let (one, other) = (content(one), content(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared >= 2 && shared * 4 >= one.len().min(other.len())
}

/// The host of an address, without `www.`.
pub(super) fn host(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| host.contains('.'))
}

/// `title` without the names of site and section that follow bars, or are those of `source` or `host`.
fn without_source(title: &str, source: Option<&str>, host: Option<&str>) -> String {
    let shorter = title::without_last_part(title);
    let rest = &title[shorter.len()..];
    let key = chars::key(rest).replace(' ', "");
    let bar = rest.contains('|');
    let named = source.is_some_and(|source| key.contains(&chars::key(source).replace(' ', "")));
    let of_host = host.is_some_and(|host| {
        let host = host.replace(['.', '-'], "");
        !key.is_empty() && (host.contains(&key) || key.contains(&host))
    });
    let is_site = !rest.is_empty() && (bar || named || of_host);
    if is_site { without_source(shorter, source, host) } else { title.to_owned() }
}

pub(super) fn decoded(text: &str) -> String {
    chars::tidy(&entities::decoded(text)).into_owned()
}

/// The decoded value of the attribute `name`.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        if end == 0 && !rest.starts_with('=') {
            return None;
        }
        let found = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start());
        }
        if found.eq_ignore_ascii_case(name) {
            return Some(decoded(value));
        }
    }
}

/// A quoted or bare value, and what follows it.
fn attribute_value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_ld_wins_over_meta_tags() {
        let html = r#"<html lang="en-GB"><head><title>Ferry sinks - Example</title>
            <meta property="og:title" content="Ferry sinks &amp; floats"><meta property='og:site_name' content=Example>
            <script type="application/ld+json">{"@context":"x","@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":"Ferry sinks",
            "author":[{"name":"Ann Lee"},{"name":"Bo Ek"}],"datePublished":"2021-05-04T01:00:00+02:00"}]}</script></head>"#;
        let found = read(html);
        assert_eq!(found.title.as_deref(), Some("Ferry sinks"));
        assert_eq!(found.authors, ["Ann Lee", "Bo Ek"]);
        assert_eq!(found.published, Some(jiff::civil::date(2021, 5, 4)));
        assert_eq!(found.published_at.map(|at| at.to_string()).as_deref(), Some("2021-05-04T01:00:00+02:00"));
        assert_eq!(found.source.as_deref(), Some("Example"));
        assert_eq!(found.language.as_deref(), Some("en"));
        assert_eq!(region(html).as_deref(), Some("GB"));
    }

    #[test]
    fn meta_tags_tell_section_tags_image_description_and_changes() {
        let found = read(
            r#"<link rel=canonical href="https://www.news.example/a"><meta property="article:section" content="World">
            <meta property="article:tag" content="Ports"><meta property="article:tag" content="world">
            <meta name=keywords content="ferries, type:story"><meta property="og:image" content="https://news.example/a.jpg">
            <meta name=description content="A ferry sank."><meta property="article:modified_time" content="2021-05-05T01:00:00Z">
            <meta itemprop="dateCreated datePublished" content="2021-05-04">"#,
        );
        assert_eq!((found.section.as_deref(), found.tags.join("+").as_str()), (Some("World"), "Ports+ferries"));
        assert_eq!(found.image.as_deref(), Some("https://news.example/a.jpg"));
        assert_eq!(found.description.as_deref(), Some("A ferry sank."));
        assert_eq!(found.modified, Some(jiff::civil::date(2021, 5, 5)));
        assert_eq!(found.published, Some(jiff::civil::date(2021, 5, 4)));
        assert_eq!(found.source.as_deref(), Some("news.example"));
    }

    #[test]
    fn the_title_element_serves_without_its_site() {
        let found =
            read("<title>Ferry sinks in storm | Example</title><meta name=author content='https://example.org/ann'>");
        assert_eq!(found.title.as_deref(), Some("Ferry sinks in storm"));
        assert!(found.authors.is_empty());
        let found =
            read("<link rel=canonical href=https://harbour.example/a><title>A ferry sinks - The Harbour</title>");
        assert_eq!(found.title.as_deref(), Some("A ferry sinks - The Harbour"));
        let found = read("<link rel=canonical href=https://harbour.example/a><title>A ferry sinks - Harbour</title>");
        assert_eq!(found.title.as_deref(), Some("A ferry sinks"));
    }

    #[test]
    fn the_headline_that_readers_see_is_the_title() {
        let title = |html: &str| read(html).title.unwrap_or_default();
        let meta = "<meta property=og:title content='Opinion | Why the ferry sank'>";
        assert_eq!(
            title(&format!("{meta}<h1>Example News</h1><h1>Why the <i>ferry</i> sank</h1>")),
            "Why the ferry sank"
        );
        let page = "<title>Storm sinks island ferry, company says</title><h1>Island ferry was old, and the storm was strong</h1>";
        assert_eq!(title(page), "Island ferry was old, and the storm was strong");
        assert_eq!(
            title("<title>Storm sinks island ferry</title><h1>Cranes for sale</h1>"),
            "Storm sinks island ferry"
        );
    }

    #[test]
    fn a_day_in_utc_gives_way_to_the_one_of_the_newsroom() {
        let day = |local: &str| {
            read(&format!(
                "<meta property=article:published_time content=2021-05-05T01:00:00Z><meta name=date content='{local}'>"
            ))
            .published
            .map(Date::day)
        };
        assert_eq!(day("2021-05-04T21:00:00-04:00"), Some(4));
        assert_eq!(day("Tuesday, May 4, 2021, 9:00 PM"), Some(4));
        assert_eq!(day("2021-05-04"), Some(5));
        assert_eq!(day("2021-05-01T21:00:00-04:00"), Some(5));
    }

    #[test]
    fn broken_heads_are_read_as_far_as_they_go() {
        for html in [
            "<title>",
            "<meta content",
            "<script type=ld+json>{",
            "<meta name==x content=\"y",
            "<link rel=canonical href",
            "<h1>é",
            "<html",
        ] {
            let _ = (read(html), region(html));
        }
    }
}
