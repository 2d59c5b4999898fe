//! `compare answers`

use anyhow::Result;
use newsdex::search::Widening;
use serde::Serialize;

use crate::args::AnswersArgs;
use crate::counts::{self, Counted};
use crate::floor::search::Floor;
use crate::newsdex_side::Newsdex;
use crate::queries::{self, Query};
use crate::report::{self, complain};
use crate::statistics::{median, quantile};
use crate::timing::{Pair, Schedule, time};

/// Hits of an answer.
pub(crate) const HITS: usize = 10;

/// What both sides took, and found.
#[derive(Debug, Serialize)]
pub(crate) struct Comparison {
    pub floor: Side,
    pub newsdex: Side,
    /// With ten marked passages, beside ten snippets.
    pub answers: Vec<Figures>,
    /// Nothing but ten ids, of the articles whose words score best for what was typed.
    pub ids: Option<Vec<Figures>>,
    /// The same with other ways to say words and words that one may be a slip for, beside newsdex without them.
    pub widened: Option<Vec<Figures>>,
    /// What matched.
    pub counts: Option<Vec<Counted>>,
}

/// An index.
#[derive(Debug, Serialize)]
pub(crate) struct Side {
    pub articles: u64,
    pub segments: usize,
}

/// Times of the queries of one kind.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    /// `all` for those of all kinds.
    pub kind: String,
    pub queries: usize,
    /// What newsdex is compared with: the floor, unless it is newsdex itself.
    pub floor: Times,
    pub newsdex: Times,
    /// The median of what newsdex takes in terms of what the other takes, query by query.
    pub ratio: f64,
}

/// In microseconds.
#[derive(Debug, Serialize)]
pub(crate) struct Times {
    pub p50: f64,
    pub p99: f64,
}

pub(crate) fn run(args: &AnswersArgs) -> Result<()> {
    let comparison = compare(args)?;
    let mut out = std::io::stdout().lock();
    if args.json { report::write_json(&comparison, &mut out) } else { report::write_text(&comparison, &mut out) }
}

fn compare(args: &AnswersArgs) -> Result<Comparison> {
    let queries = queries::read(&args.queries)?;
    let (floor, newsdex) = (Floor::open(&args.floor)?, Newsdex::open(&args.newsdex)?);
    let sides = [
        Side { articles: floor.articles(), segments: floor.segments() },
        Side { articles: newsdex.articles(), segments: newsdex.segments() },
    ];
    warn(&sides);
    let schedule = Schedule { rounds: args.rounds, seed: args.seed, alone: args.alone };
    let answers = time(
        &queries,
        schedule,
        |text| floor.snippets(text, HITS),
        |text| newsdex.answer(text, Widening::Default, HITS),
    )?;
    let plain = |text: &str| newsdex.ids(text, Widening::Plain, HITS);
    let ids = args.ids.then(|| time(&queries, schedule, |text| floor.ids(text, HITS), plain));
    let widened = |text: &str| newsdex.ids(text, Widening::Default, HITS);
    let widened = args.ids.then(|| time(&queries, schedule, plain, widened));
    let counts = args.counts.then(|| counts::count(&queries, &floor, &newsdex));
    let [floor, newsdex] = sides;
    Ok(Comparison {
        floor,
        newsdex,
        answers: figures(&queries, &answers),
        ids: ids.transpose()?.map(|pairs| figures(&queries, &pairs)),
        widened: widened.transpose()?.map(|pairs| figures(&queries, &pairs)),
        counts: counts.transpose()?,
    })
}

/// Says where the two indexes cannot be compared.
fn warn([floor, newsdex]: &[Side; 2]) {
    if floor.segments != newsdex.segments {
        complain(&format!(
            "warning: newsdex's index has {} segments, the floor's {}: make it one in both, with \
             `newsdex compact` and `compare floor-index --merge`",
            newsdex.segments, floor.segments
        ));
    }
    if floor.articles != newsdex.articles {
        complain(&format!(
            "warning: newsdex's index has {} articles, the floor's {}: are they of the same files?",
            newsdex.articles, floor.articles
        ));
    }
}

/// Figures by kind, and those of all.
fn figures(queries: &[Query], pairs: &[Pair]) -> Vec<Figures> {
    let of_kind = |kind: &str| -> Vec<Pair> {
        queries.iter().zip(pairs).filter(|(query, _)| query.kind == kind).map(|(_, pair)| *pair).collect()
    };
    let kinds = queries::kinds(queries).into_iter().map(|kind| (kind, of_kind(kind)));
    kinds.chain([("all", pairs.to_vec())]).map(|(kind, pairs)| of_pairs(kind, &pairs)).collect()
}

fn of_pairs(kind: &str, pairs: &[Pair]) -> Figures {
    let floor: Vec<f64> = pairs.iter().map(|pair| 1e6 * pair.floor.as_secs_f64()).collect();
    let newsdex: Vec<f64> = pairs.iter().map(|pair| 1e6 * pair.newsdex.as_secs_f64()).collect();
    let ratios: Vec<f64> = floor.iter().zip(&newsdex).map(|(floor, newsdex)| newsdex / floor).collect();
    Figures {
        kind: kind.to_owned(),
        queries: pairs.len(),
        floor: times(&floor),
        newsdex: times(&newsdex),
        ratio: median(&ratios).unwrap_or_default(),
    }
}

fn times(values: &[f64]) -> Times {
    let of = |share| quantile(values, share).unwrap_or_default();
    Times { p50: of(0.5), p99: of(0.99) }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::fs;
    use std::time::Duration;

    use super::*;
    use crate::args::{ArticlesArgs, FloorIndexArgs};
    use crate::articles::Articles;
    use crate::{files, floor};

    #[test]
    fn both_sides_index_and_answer_the_same_articles() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let articles = ArticlesArgs { number: 40, folder: path("articles"), seed: 3 };
        files::write_articles(&articles).unwrap();
        let made = Articles::new(articles.seed).article(7);
        let [first, second] = made.paragraphs[0].split(' ').take(2).collect::<Vec<_>>()[..] else { panic!() };
        fs::write(path("queries.tsv"), format!("one\t{first}\nall\t+{first} +{second}\nany\tthe of\n")).unwrap();

        let floor = FloorIndexArgs { folder: path("articles"), index: path("floor"), threads: 2, merge: true };
        let report = floor::index::build(&floor).unwrap();
        assert_eq!((report.articles, report.segments), (40, 1));
        let arguments = ["newsdex", "index", "--quiet", "--index"].map(OsString::from);
        let folders = [path("newsdex"), path("articles")].map(OsString::from);
        newsdex::cli::run(arguments.into_iter().chain(folders).collect()).unwrap();

        let snippets = Floor::open(&floor.index).unwrap().snippets(first, HITS).unwrap();
        assert!(snippets.iter().any(|snippet| snippet.contains("<b>")), "{snippets:?}");
        let answer = Newsdex::open(&path("newsdex")).unwrap().answer(first, Widening::Default, HITS).unwrap();
        assert!(answer.hits.iter().any(|hit| !hit.passage.highlights.is_empty()));

        let comparison = compare(&AnswersArgs {
            newsdex: path("newsdex"),
            floor: path("floor"),
            queries: path("queries.tsv"),
            rounds: 1,
            alone: false,
            seed: 1,
            ids: true,
            counts: true,
            json: false,
        });
        let Comparison { floor, newsdex, answers, ids, widened, counts } = comparison.unwrap();
        assert_eq!((floor.articles, newsdex.articles), (40, 40));
        assert_eq!((answers.len(), ids.unwrap().len(), widened.unwrap().len()), (4, 4, 4));
        assert!(answers.iter().all(|figures| figures.floor.p50 > 0.0 && figures.newsdex.p50 > 0.0));
        let matches: Vec<(u64, u64)> = counts.unwrap().iter().map(|counted| (counted.floor, counted.newsdex)).collect();
        assert!(matches[0].0 > 0 && matches[0].1 > 0, "{matches:?}");
        assert_eq!(matches[2], (40, 40));
    }

    #[test]
    fn ratios_are_taken_query_by_query() {
        let query = |kind: &str| Query { kind: kind.to_owned(), text: String::new() };
        let pair =
            |floor, newsdex| Pair { floor: Duration::from_micros(floor), newsdex: Duration::from_micros(newsdex) };
        let queries = [query("a"), query("b"), query("a"), query("a")];
        let pairs = [pair(100, 50), pair(10, 30), pair(1000, 200), pair(10, 9)];
        let figures = figures(&queries, &pairs);
        let kinds: Vec<(&str, usize)> = figures.iter().map(|one| (one.kind.as_str(), one.queries)).collect();
        assert_eq!(kinds, [("a", 3), ("b", 1), ("all", 4)]);
        let ratios: Vec<f64> = figures.iter().map(|one| one.ratio).collect();
        let expected = [0.5, 3.0, 0.7];
        assert!(ratios.iter().zip(expected).all(|(ratio, expected)| (ratio - expected).abs() < 1e-6), "{ratios:?}");
        assert!((figures[0].floor.p50 - 100.0).abs() < 1e-6);
    }
}
