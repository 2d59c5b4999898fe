//! Measuring speed: `newsdex bench`. What is measured differs from run to run; what is asked, and what is made of it, does not.

use std::fs;

use serde_json::Value;

use crate::fixture::{Fixture, Run};

/// The kinds of queries that are drawn.
const KINDS: [&str; 12] = [
    "term_high",
    "term_mid",
    "term_low",
    "and2",
    "and3",
    "or2",
    "or3",
    "phrase2",
    "phrase3",
    "prefix",
    "fuzzy",
    "date",
];

/// Options of runs that are short.
const QUICK: [&str; 9] = ["bench", "--per-kind", "3", "--rounds", "1", "--longest", "0", "--threads", "1"];

fn quick<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&QUICK[..], more].concat()
}

/// Forty articles of words of which some are frequent.
fn indexed() -> Fixture {
    let fixture = Fixture::new();
    let words =
        ["harbour", "frigate", "missile", "squadron", "convoy", "admiral", "turret", "carrier", "sailor", "beacon"];
    for number in 0..40usize {
        let word = |at: usize| words[(number / (at + 1) + at * 3) % words.len()];
        let sentence = |at: usize| {
            let (first, second, third) = (word(at), word(at + 1), word(at + 2));
            format!("The {first} reached the {second} before the {third} of the navy turned back, officials said. ")
        };
        // Words of one article, and of two.
        let rare = ["alpha", "bravo", "delta", "gamma"][number % 4].repeat(number / 4 + 1);
        let middling = ["alder", "birch", "cedar", "rowan"][number / 2 % 4].repeat(number / 8 + 1);
        let names = format!("They called it the {rare} affair, after Commodore {middling}. ");
        let body: String = (0..6).map(sentence).chain([names]).collect();
        let text = format!(
            "The {} and its {} of number {number}\n\n{} March 2024\n\n{body}\n",
            word(1),
            word(2),
            1 + number % 28
        );
        fixture.write(format!("articles/{number}.txt"), text);
    }
    fixture.run(&["index", "articles"]).ok();
    fixture
}

fn kinds(report: &Value, answer: &str) -> Vec<String> {
    let of_answer = report["kinds"].as_array().unwrap().iter().filter(|kind| kind["answer"] == answer);
    of_answer.map(|kind| kind["kind"].as_str().unwrap().to_owned()).collect()
}

/// The report with all times of queries multiplied.
fn scaled(report: &Value, factor: f64) -> String {
    let mut report = report.clone();
    for kind in report["kinds"].as_array_mut().unwrap() {
        for query in kind["per_query"].as_array_mut().unwrap() {
            query["p50_us"] = (query["p50_us"].as_f64().unwrap() * factor).into();
        }
    }
    report.to_string()
}

#[test]
fn every_kind_is_measured_with_passages_and_without() {
    let report = indexed().run(&quick(&["--processes", "0", "--json"])).ok().json();
    assert_eq!(kinds(&report, "full"), KINDS);
    assert_eq!(kinds(&report, "ids"), KINDS);
    for kind in report["kinds"].as_array().unwrap() {
        let number = |field: &str| kind[field].as_f64().unwrap_or_else(|| panic!("{field} in {kind}"));
        assert!(number("p50_us") > 0.0 && number("p50_us") <= number("p99_us") && number("p99_us") <= number("max_us"));
        assert!((number("answers") - number("queries")).abs() < 1e-9, "{kind}");
        let stages = kind["stages_us"].as_object().unwrap();
        let sum: f64 = stages.values().map(|stage| stage.as_f64().unwrap()).sum();
        assert!(sum > 0.0 && sum <= number("mean_us") * 1.01, "{kind}");
        let of_ids = kind["answer"] == "ids";
        assert_eq!(stages["highlight"] == 0.0 && stages["fetch"] == 0.0, of_ids, "{kind}");
        // Whatever is drawn from articles is found in them, but words that are misspelt may be nothing like them.
        assert!(number("mean_hits") > 0.0 || kind["kind"] == "fuzzy", "{kind}");
    }
    assert_eq!((&report["index"]["articles"], &report["rounds"]), (&40.into(), &1.into()));
    assert!(report["threads"][0]["queries_per_second"].as_f64().unwrap() > 0.0);
    assert_eq!((&report["first_query"], &report["baseline"]), (&Value::Null, &Value::Null));
    assert_eq!(report["memory"].is_object(), cfg!(target_os = "linux"));
}

#[test]
fn people_get_tables() {
    let fixture = indexed();
    let run = fixture.run(&quick(&["--processes", "2"])).ok();
    let table = run.stdout();
    assert!(table.starts_with("40 articles in "), "{table}");
    for line in ["\nten passages ", "\nids only ", "\ntime goes to ", "\nlatency ", "\nthreads ", "longest of 2: "] {
        assert!(table.contains(line), "{line:?} is not in {table}");
    }
    assert!(!table.contains('\u{1b}') && table.lines().all(|line| line.chars().count() <= 120), "{table}");
}

#[test]
fn the_same_seed_asks_the_same_queries_and_a_saved_file_asks_them_again() {
    let fixture = indexed();
    let saved = |name: &str, more: &[&str]| {
        fixture.run(&quick(&[&["--save-queries", name][..], more].concat())).ok();
        fs::read_to_string(fixture.path(name)).unwrap()
    };
    let first = saved("first.tsv", &[]);
    assert!(
        first.lines().count() > 30 && first.contains("phrase2\t\"") && first.contains(" date:2024-03\n"),
        "{first}"
    );
    assert_ne!(saved("other.tsv", &["--seed", "2"]), first);
    // However the index came about.
    fixture.run(&["index", "--fresh", "--threads", "1", "articles"]).ok();
    assert_eq!(saved("again.tsv", &[]), first);
    let report = fixture
        .run(&[
            "bench",
            "--queries",
            "first.tsv",
            "--rounds",
            "1",
            "--longest",
            "0",
            "--threads",
            "1",
            "--processes",
            "1",
            "--json",
        ])
        .ok()
        .json();
    let queries = report["kinds"].as_array().unwrap().iter().filter(|kind| kind["answer"] == "full");
    let queries = queries.flat_map(|kind| {
        let kind_name = kind["kind"].as_str().unwrap();
        kind["per_query"]
            .as_array()
            .unwrap()
            .iter()
            .map(move |query| format!("{kind_name}\t{}\n", query["query"].as_str().unwrap()))
    });
    assert_eq!(queries.collect::<String>(), first);
    assert!(report["first_query"]["p50_us"].as_f64() >= report["first_query"]["search_p50_us"].as_f64());
    fixture.run(&quick(&["--save-queries", "first.tsv"])).code(2).says("'first.tsv', which must not be there yet");
    assert_eq!(fs::read_to_string(fixture.path("first.tsv")).unwrap(), first);
}

#[test]
fn what_is_slower_than_before_is_told_from_what_is_not() {
    let fixture = indexed();
    let report = fixture.run(&quick(&["--json"])).ok().json();
    fixture.write("slower.json", scaled(&report, 1000.0));
    fixture.write("faster.json", scaled(&report, 0.001));
    let against = |file: &'static str| quick(&["--baseline", file, "--max-regression", "10%"]);
    fixture.run(&against("slower.json")).ok().prints("\nagainst before");
    let run = fixture.run(&against("faster.json")).code(1).says("slower than before by more than 10%: 24 kinds");
    assert!(run.stdout().contains("  slower\n"), "{run}");
    // Without a limit it is only told.
    let told = fixture.run(&quick(&["--baseline", "faster.json", "--json"])).ok().json();
    let ratios = told["baseline"].as_array().unwrap();
    assert_eq!(ratios.len(), 24);
    assert!(ratios.iter().all(|ratio| ratio["low"].as_f64() > Some(1.0) && ratio["is_regression"] == false));

    fixture.write("none.json", r#"{"kinds": []}"#);
    fixture.run(&against("none.json")).code(2).says("'none.json': it has none of these queries");
    fixture.write("broken.json", "{");
    fixture.run(&against("broken.json")).code(2).says("reading the baseline 'broken.json'");
    fixture
        .run(&quick(&["--baseline", "slower.json", "--max-regression", "much"]))
        .code(2)
        .says("'much' is no percentage");
    fixture.run(&quick(&["--max-regression", "10%"])).code(2).says("--baseline");
}

#[test]
fn what_cannot_be_measured_is_said() {
    let fixture = Fixture::new();
    fixture.run(&quick(&[])).code(2).says("no index in 'index'");
    fixture.write("articles/empty.txt", "");
    fixture.run(&["index", "articles"]).ok();
    fixture.run(&quick(&[])).code(2).says("the index 'index' is empty; fill it with: newsdex index ARTICLES");
    let text = "A quiet title\n\nThe walrus lies on the shore, and nothing at all happens there today, they say.\n";
    fixture.write("articles/one.txt", text);
    fixture.run(&["index", "articles"]).ok();
    fixture.run(&quick(&["--processes", "1"])).ok().says("no queries of these kinds: term_high, term_mid, date");
    for (queries, complaint) in [
        ("term\twalrus\nwalrus\n", "'queries.tsv', line 2: expected a kind, a tab and a query"),
        ("\n", "'queries.tsv' holds no queries"),
    ] {
        fixture.write("queries.tsv", queries);
        fixture.run(&["bench", "--queries", "queries.tsv"]).code(2).says(complaint);
    }
    fixture.run(&["bench", "--queries", "gone.tsv"]).code(2).says("reading queries 'gone.tsv'");
}

#[test]
fn the_picture_and_the_page_are_written_once() {
    let fixture = indexed();
    fixture.write("queries.tsv", "a<b\tharbour\nphrase\t\"the frigate\"\n");
    let arguments =
        ["bench", "--queries", "queries.tsv", "--rounds", "1", "--longest", "0", "--threads", "1", "--processes", "0"];
    let files = ["--svg", "latency.svg", "--html", "report.html"];
    fixture.run(&[&arguments[..], &files].concat()).ok();
    let read = |name: &str| fs::read_to_string(fixture.path(name)).unwrap();
    let (picture, page) = (read("latency.svg"), read("report.html"));
    assert!(picture.starts_with("<svg ") && picture.contains(">a&lt;b, ten passages</text>"), "{picture}");
    assert!(page.contains("<td>&quot;the frigate&quot;</td>") && page.contains("<svg "), "{page}");
    for option in files.chunks(2) {
        let run = fixture.run(&[&arguments[..], option].concat()).code(2);
        run.says(&format!("'{}', which must not be there yet", option[1]));
    }
    assert_eq!((read("latency.svg"), read("report.html")), (picture, page));
    fixture.run(&[&arguments[..], &["--html", "gone/report.html"]].concat()).code(2).says("'gone/report.html'");
}

#[test]
fn indexing_is_measured_for_each_number_of_threads_and_leaves_nothing_behind() {
    let fixture = indexed();
    fixture.write("articles/wire.jsonl", "{\"title\": \"A buoy\", \"text\": \"The buoy drifted off, they said.\"}\n");
    fs::create_dir(fixture.path("scratch")).unwrap();
    let bench =
        |more: &[&str]| fixture.run(&[&["bench", "index", "articles", "--scratch", "scratch"][..], more].concat());
    let report = bench(&["--threads", "2", "--json"]).ok().says("1 thread: ").says("2 threads: ").json();
    let runs = report["runs"].as_array().unwrap();
    let threads: Vec<&Value> = runs.iter().map(|run| &run["threads"]).collect();
    assert_eq!(threads, [1, 2]);
    for run in runs {
        assert_eq!((&run["articles"], &run["files"]), (&41.into(), &41.into()), "{run}");
        let number = |field: &str| run[field].as_f64().unwrap_or_else(|| panic!("{field} in {run}"));
        assert!(number("seconds") > 0.0 && number("bytes_read") > 10_000.0 && number("index_bytes") > 10_000.0);
        for step in run["steps_s"].as_object().unwrap().values() {
            assert!(step.as_f64() > Some(0.0), "{run}");
        }
        let phases: f64 = run["phases_s"].as_object().unwrap().values().map(|phase| phase.as_f64().unwrap()).sum();
        assert!(phases > 0.0 && phases <= number("seconds") * 1.01, "{run}");
    }
    let table = bench(&["--threads", "1", "--rounds", "2"]).ok();
    assert!(
        table.stdout().starts_with("41 files, ") && table.stdout().contains("\nwhat these threads do\n"),
        "{table}"
    );
    assert_eq!(fs::read_dir(fixture.path("scratch")).unwrap().count(), 0);
    // The index that is there is not touched.
    fixture.run(&["search", "buoy"]).code(1);

    let three = bench(&["--threads", "1", "--rounds", "3", "--json"]).ok().json();
    assert_eq!(three["rounds"][0]["seconds"].as_array().map(Vec::len), Some(3));
    let mut faster = three.clone();
    faster["rounds"][0]["seconds"] = [0.000_001, 0.000_001, 0.000_001].into();
    fixture.write("faster.json", faster.to_string());
    fixture.write("once.json", report.to_string());
    let against = |file: &str, more: &[&str]| bench(&[&["--threads", "1", "--baseline", file][..], more].concat());
    against("once.json", &[]).ok().prints("\nagainst before\n");
    let limit = ["--max-regression", "900%", "--rounds", "3"];
    against("faster.json", &limit).code(1).says("time with 1 thread: ").says("slower than before by more than 900%: ");
    against("once.json", &limit).code(2).says("comparing with 'once.json'").says("--rounds 3 or more");
    assert_eq!(fs::read_dir(fixture.path("scratch")).unwrap().count(), 0);

    bench(&["--threads", "1", "gone"]).code(2).says("reading 'gone'");
    fixture.run(&["bench", "index", "-"]).code(2).says("standard input can be read once only");
    fixture
        .run(&["bench", "index", "articles", "--scratch", "gone", "--threads", "1"])
        .code(2)
        .says("creating 'gone/newsdex-bench-");
    fixture.run(&["bench", "--rounds", "2", "index", "articles"]).code(2);
}

#[test]
fn programs_that_are_not_here_are_left_out() {
    let fixture = indexed();
    fs::create_dir(fixture.path("programs")).unwrap();
    let run = || {
        let mut command = fixture.command(&quick(&["--processes", "0", "--compare", "--scratch", ".", "--json"]));
        command.env("PATH", fixture.path("programs"));
        Run::of(command).ok()
    };
    let none = run().says("ripgrep is left out: there is no program `rg` here").says("tantivy is left out: ");
    assert_eq!(none.json()["peers"], Value::Array(Vec::new()));
    if cfg!(unix) {
        use std::os::unix::fs::PermissionsExt;
        // It finds the files of all articles.
        let program = fixture.write("programs/rg", "#!/bin/sh\nfor last; do :; done\n/bin/ls \"$last\"\n");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let peers = run().json()["peers"].clone();
        assert_eq!((&peers[0]["peer"], &peers[1]), (&"ripgrep".into(), &Value::Null));
        let kinds = peers[0]["kinds"].as_array().unwrap();
        let names: Vec<&str> = kinds.iter().map(|kind| kind["kind"].as_str().unwrap()).collect();
        assert!(names.contains(&"term_high") && names.contains(&"phrase2") && !names.contains(&"and2"), "{names:?}");
        assert!(
            kinds.iter().all(|kind| kind["ratio"].as_f64() > Some(0.0) && kind["newsdex_p50_us"].as_f64() > Some(0.0))
        );
    }
    if cfg!(unix) {
        fixture.write("programs/rg", "#!/bin/sh\nexit 2\n");
        let arguments = quick(&["--processes", "0", "--compare", "--scratch", "."]);
        let mut command = fixture.command(&arguments);
        command.env("PATH", fixture.path("programs"));
        Run::of(command).code(2).says("no answer from \"rg\"");
    }
    let left = fs::read_dir(fixture.path("."))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("newsdex-bench"));
    assert_eq!(left.count(), 0);
    fixture.run(&quick(&["--scratch", "."])).code(2).says("--compare");
}

#[test]
fn names_of_kinds_cannot_act_on_a_terminal() {
    let fixture = indexed();
    fixture.write("queries.tsv", "7\tevil\u{1b}[2J\u{202e}\tharbour\n8\tother\tthe\n");
    let run =
        fixture.run(&["bench", "--queries", "queries.tsv", "--rounds", "1", "--longest", "0", "--threads", "1"]).ok();
    assert!(run.stdout().contains("\nevil[2J ") && !run.stdout().contains(['\u{1b}', '\u{202e}']), "{run}");
}
