//! What the corpus teaches: real articles of an agency, two press offices and a government, dressed up as pages of six
//! outlets with furniture of their own. Run with `--nocapture` for the figures.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a test fails, and reports")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Dice, fraction, records, shared};
use newsdex::index::Reader;

const ARTICLES: usize = 300;
/// Indexed alone, after the others.
const LATER: usize = 12;
const OUTLETS: usize = 6;
const NAMES: [&str; OUTLETS] =
    ["Beacon Herald", "Strait Watch", "Garrison Review", "Polar Desk", "The Delta Ledger", "Upland Wire"];
const MENU: [&str; 10] =
    ["Home", "World", "Defence", "Opinion", "Video", "Sign in", "Subscribe", "Newsletters", "About us", "Contact"];
const FIRST_NAMES: [&str; 8] = ["Ada", "Boris", "Clara", "Dmitri", "Elsa", "Farid", "Greta", "Henrik"];
const LAST_NAMES: [&str; 8] = ["Adler", "Bergman", "Cerny", "Dahl", "Eriksen", "Farkas", "Gruber", "Holm"];
const BEATS: [&str; 4] = ["shipbuilding", "air defence", "the arms trade", "coastal security"];
/// What stands before the headline of another article.
const LEADS: [&str; OUTLETS] = ["", "See also: ", "", "More: ", "", ""];

/// A headline and paragraphs.
type Story = (String, Vec<String>);

/// A line of a page, and whether it is the article's.
type PageLine = (String, bool);

struct Outlet {
    name: &'static str,
    menu: Vec<&'static str>,
    /// Above the headline, within the text, below it.
    banner: String,
    insert: String,
    below: Vec<String>,
    authors: Vec<(String, String)>,
}

impl Outlet {
    fn new(number: usize, dice: &mut Dice) -> Self {
        let name = NAMES[number];
        let below = [
            format!("This article first ran in {name}, and all rights to it are reserved."),
            "Estimated reading time may differ".to_owned(),
            format!("Write to the newsroom of {name} if you know more"),
            format!("{name} is a founding member of the Press Pool of the North"),
        ];
        let author = |dice: &mut Dice| {
            let author = format!("{} {}", dice.pick(&FIRST_NAMES), dice.pick(&LAST_NAMES));
            let beat = dice.pick(&BEATS);
            let bio = match dice.below(3) {
                0 => format!("{author} reports on {beat} for {name}, and has done so from three continents."),
                1 => format!(
                    "{author} joined {name} after ten years at a think tank, where a book on {beat} was written."
                ),
                _ => format!("Once an engineer, {author} now follows {beat} from the capital for {name}."),
            };
            (author, bio)
        };
        Self {
            name,
            menu: dice.sample(MENU.to_vec(), 6),
            banner: format!("All the news of the day in the {name} briefing"),
            insert: format!("Keep {name} independent with a gift every month"),
            below: below[..2 + number % 3].to_vec(),
            authors: (0..4).map(|_| author(dice)).collect(),
        }
    }

    /// The article as this outlet would print it.
    fn page(&self, number: usize, (title, paragraphs): &Story, others: &[&Story], dice: &mut Dice) -> Vec<PageLine> {
        let furniture = |text: &str| (text.to_owned(), false);
        let mut page: Vec<PageLine> = Vec::new();
        if number.is_multiple_of(2) {
            page.extend(self.menu.iter().map(|word| furniture(word)));
        } else {
            page.push(furniture(&self.banner));
        }
        page.push(furniture(title));
        let author = (dice.below(10) > 0).then(|| dice.pick(&self.authors));
        page.extend(author.map(|(name, _)| furniture(&format!("By {name}"))));
        let mut body: Vec<PageLine> = paragraphs.iter().map(|text| (text.clone(), true)).collect();
        for _ in 0..=dice.below(3) {
            let place = 1 + dice.below(body.len());
            body.insert(place, furniture(&format!("{}{}", LEADS[number], dice.pick(others).0)));
        }
        if body.len() > 4 && number % 3 == 1 {
            body.insert(2 + dice.below(body.len() - 3), furniture(&self.insert));
        }
        page.extend(body);
        page.extend(self.below.iter().map(|text| furniture(text)));
        page.extend(author.map(|(_, bio)| furniture(bio)));
        page.push(furniture(&format!("Published by the night desk of {}", self.name)));
        if number.is_multiple_of(3) {
            page.extend((0..3).map(|_| furniture(&dice.pick(others).0)));
        }
        page
    }
}

/// A page of an outlet, by the name of its file.
struct Page {
    outlet: usize,
    lines: Vec<PageLine>,
}

fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            paragraphs.push(String::new());
        } else {
            let last = paragraphs.last_mut().unwrap();
            last.extend(last.chars().last().map(|_| ' '));
            *last += squeezed(line).trim_start_matches("• ");
        }
    }
    // A mark such as `###` says nothing.
    paragraphs.retain(|paragraph| paragraph.contains(char::is_alphabetic));
    paragraphs
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Real articles with headlines, in a random order.
fn stories(news: &Path, dice: &mut Dice) -> Vec<Story> {
    let of_records = |file: &str, size: std::ops::Range<usize>, most: usize, dice: &mut Dice| -> Vec<Story> {
        let mut stories = Vec::new();
        for record in records(&news.join(file)) {
            let (title, text) = (record["title"].as_str().unwrap_or_default(), record["text"].as_str().unwrap());
            let is_plain = !text.contains(['[', ']', '<', '>', '*', '_']);
            if !title.is_empty() && size.contains(&text.len()) && is_plain {
                stories.push((squeezed(title), paragraphs(text)));
            }
        }
        dice.sample(stories, most)
    };
    let mut stories = of_records("reuters-21578.jsonl.gz", 600..20_000, 210, dice);
    stories.extend(of_records("whitehouse-sample.jsonl.gz", 500..6_000, 50, dice));
    let mut files: Vec<_> = fs::read_dir(news.join("dvids")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "txt")) {
        let text = fs::read_to_string(file).unwrap();
        // One of the files describes the others.
        if let Some((title, text)) = text.split_once('\n').filter(|(title, _)| !title.contains("FORMAT")) {
            stories.push((squeezed(title), paragraphs(text)));
        }
    }
    let count = stories.len();
    dice.sample(stories, count)
}

fn pages(news: &Path, seed: u64) -> BTreeMap<String, Page> {
    let mut dice = Dice(seed);
    let stories = stories(news, &mut dice);
    assert!(stories.len() >= ARTICLES + LATER, "{}", stories.len());
    let outlets: Vec<Outlet> = (0..OUTLETS).map(|number| Outlet::new(number, &mut dice)).collect();
    let stories = &stories[..ARTICLES + LATER];
    let page = |(at, story): (usize, &Story)| {
        let indexed = stories[..ARTICLES].iter().filter(|(title, _)| title.split(' ').count() >= 4);
        let others: Vec<&Story> = indexed.filter(|other| other.0 != story.0).collect();
        let outlet = at % OUTLETS;
        (format!("{at:03}.txt"), Page { outlet, lines: outlets[outlet].page(outlet, story, &others, &mut dice) })
    };
    stories.iter().enumerate().map(page).collect()
}

/// Lines of articles kept and lost, and lines of furniture kept.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    kept: usize,
    lost: usize,
    leaked: usize,
}

impl Score {
    fn count(&mut self, lines: &[PageLine], body: &str) {
        let text = squeezed(body);
        for (line, is_own) in lines {
            // A line that the reader joined to its neighbour is within a block.
            let is_kept =
                if line.len() > 25 { text.contains(line.as_str()) } else { body.split('\n').any(|b| b == line) };
            match (is_own, is_kept) {
                (true, true) => self.kept += 1,
                (true, false) => self.lost += 1,
                (false, true) => self.leaked += 1,
                (false, false) => {}
            }
            if *is_own != is_kept && std::env::var_os("EVIDENCE_LINES").is_some() {
                println!("{} {line}", if is_kept { "leaked" } else { "lost" });
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.kept += other.kept;
        self.lost += other.lost;
        self.leaked += other.leaked;
    }

    fn f1(self) -> f64 {
        fraction(2 * self.kept, 2 * self.kept + self.lost + self.leaked)
    }
}

fn index(folder: &Path, what: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsdex"));
    assert!(command.current_dir(folder).args(["--quiet", "index", what]).status().unwrap().success());
}

/// The bodies of all articles in an index, by the names of their files.
fn bodies(folder: &Path) -> BTreeMap<String, String> {
    let reader = Reader::open(&folder.join("index")).unwrap();
    let body = |address| {
        let (article, _) = reader.with_origin(address).unwrap();
        let path = String::from_utf8(article.path).unwrap();
        (path.rsplit('/').next().unwrap().to_owned(), article.body)
    };
    reader.addresses().map(body).collect()
}

/// Indexes 300 pages at once and twelve more one by one. Returns the scores of both.
fn run(news: &Path, seed: u64, has_folders: bool) -> [Score; 2] {
    let folder = tempfile::TempDir::new().unwrap();
    let pages = pages(news, seed);
    let write = |name: &str, page: &Page| {
        let outlet = if has_folders { NAMES[page.outlet] } else { "" };
        let path = folder.path().join("pages").join(outlet).join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let lines: Vec<&str> = page.lines.iter().map(|(text, _)| text.as_str()).collect();
        fs::write(path, lines.join("\n\n") + "\n").unwrap();
    };
    let mut scores = [Score::default(); 2];
    pages.iter().take(ARTICLES).for_each(|(name, page)| write(name, page));
    index(folder.path(), "pages");
    let found = bodies(folder.path());
    let none = String::new();
    for (name, page) in pages.iter().take(ARTICLES) {
        scores[0].count(&page.lines, found.get(name).unwrap_or(&none));
    }
    for (name, page) in pages.iter().skip(ARTICLES) {
        write(name, page);
        index(folder.path(), "pages");
    }
    let found = bodies(folder.path());
    for (name, page) in pages.iter().skip(ARTICLES) {
        scores[1].count(&page.lines, found.get(name).unwrap_or(&none));
    }
    scores
}

#[test]
fn the_furniture_of_six_outlets_is_learned() {
    let Some(news) = shared("data/news") else { return };
    let (mut batch, mut later) = (Score::default(), Score::default());
    for has_folders in [true, false] {
        for seed in [56, 78] {
            let scores = run(&news, seed, has_folders);
            println!("folders {has_folders}, seed {seed}: F1 {:.4} {scores:?}", scores[0].f1());
            batch.add(scores[0]);
            later.add(scores[1]);
        }
    }
    println!("F1 {:.4}, one by one {:.4}; lost {} of {}", batch.f1(), later.f1(), batch.lost, batch.kept + batch.lost);
    assert!(batch.f1() >= 0.995, "{}", batch.f1());
    assert!(later.f1() >= 0.99, "{}", later.f1());
    assert!(batch.lost * 2000 <= batch.kept, "{}", batch.lost);
}
