//! How good rankings are, by queries whose answers are known: `newsdex eval`.

use std::fs;

use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::texts::page;

const MEASURES: [&str; 5] = ["ndcg_cut_10", "map", "recip_rank", "P_5", "recall_100"];

/// Three records and a file, two of which name a walrus. Two copies are two answers.
fn judged() -> Fixture {
    let fixture = Fixture::new();
    let record = |id: &str, word: &str| {
        format!("{}\n", json!({ "_id": id, "title": "A quiet title", "text": page("", word).trim() }))
    };
    let records = [record("w1", "walrus"), record("w2", "walrus"), record("s", "seal")].concat();
    fixture.write("articles/made.jsonl", records);
    fixture.write("articles/otter.txt", page("A quiet title", "otter"));
    fixture.run(&["index", "articles"]).ok();
    fixture.write("queries.tsv", "2\twalrus\n1\totter\n3\tseal\n4\tunicorn\n");
    fixture.write("qrels.txt", "2 0 w1 1\n2 0 w2 2\n1 0 articles/otter.txt 1\n1 0 gone 3\n4 0 s 1\n9 0 s 1\n");
    fixture
}

const EVAL: [&str; 5] = ["eval", "--queries", "queries.tsv", "--qrels", "qrels.txt"];

fn eval<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&EVAL[..], more].concat()
}

fn figures(object: &Value) -> [f64; 5] {
    MEASURES.map(|measure| object["measures"][measure].as_f64().unwrap_or_else(|| panic!("{measure} in {object}")))
}

fn are(object: &Value, expected: [f64; 5]) {
    let figures = figures(object);
    let is_near = figures.iter().zip(expected).all(|(figure, expected)| (figure - expected).abs() < 1e-12);
    assert!(is_near, "{figures:?} instead of {expected:?}");
}

#[test]
fn the_figures_are_what_one_computes_by_hand() {
    let fixture = judged();
    let run = fixture.run(&eval(&["--json", "--per-query"])).ok();
    let run = run.says("left out: 1 query without any judgement").says("left out: 1 query with judgements but");
    let answer = run.json();
    let ids: Vec<&Value> = answer["per_query"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, ["2", "1", "4"]);
    // Of equal scores, a hash decides which comes first: so either of the copies may.
    let walrus = figures(&answer["per_query"][0]);
    let log3 = 3f64.log2();
    let either = [1.0, (1.0 + 2.0 / log3) / (2.0 + 1.0 / log3)];
    assert!(either.iter().any(|value| (walrus[0] - value).abs() < 1e-12), "{walrus:?}");
    are(&answer["per_query"][0], [walrus[0], 1.0, 1.0, 0.4, 1.0]);
    let otter = 1.0 / (3.0 + 1.0 / log3);
    are(&answer["per_query"][1], [otter, 0.5, 1.0, 0.2, 0.5]);
    are(&answer["per_query"][2], [0.0; 5]);
    are(&answer, [(walrus[0] + otter) / 3.0, 0.5, 2.0 / 3.0, 0.2, 0.5]);
    let numbers = ["queries", "unjudged_queries", "absent_queries", "articles"].map(|field| &answer[field]);
    assert_eq!(numbers, [3, 1, 1, 4].map(Value::from).each_ref());

    let complete =
        fixture.run(&eval(&["--json", "--per-query", "--complete"])).ok().says("counted as 0: 1 query with").json();
    assert_eq!((&complete["queries"], &complete["per_query"][3]["id"]), (&4.into(), &"9".into()));
    are(&complete, figures(&answer).map(|figure| figure * 3.0 / 4.0));
}

#[test]
fn people_get_a_table() {
    let fixture = judged();
    let table = fixture
        .run(&eval(&[]))
        .ok()
        .says("ten passages for a query take ")
        .prints("measure      value\nnDCG@10     0.")
        .prints("MAP         0.5000\n");
    assert!(
        table
            .stdout()
            .contains("MRR         0.6667\nP@5         0.2000\nrecall@100  0.5000\n\n3 queries; 4 articles, ")
    );
    fixture
        .run(&eval(&["--per-query"]))
        .ok()
        .prints("\n4       0.0000   0.0000   0.0000   0.0000      0.0000\n\nmeasure");
    let quiet = fixture.run(&eval(&["--quiet"])).ok();
    assert_eq!((quiet.stdout(), quiet.stderr()), (table.stdout(), ""));
}

#[test]
fn the_forms_of_beir_are_read_too_and_a_folder_may_be_searched() {
    let fixture = judged();
    let untimed = |mut answer: Value| {
        assert!(answer["microseconds"]["mean"].as_f64() > Some(0.0) && answer["microseconds"]["median"].is_f64());
        answer["microseconds"].take();
        answer
    };
    let expected = untimed(fixture.run(&eval(&["--json"])).ok().json());
    fixture.write(
        "queries.tsv",
        "{\"_id\": \"2\", \"text\": \"walrus\"}\n{\"_id\": \"1\", \"text\": \"otter\"}\n{\"_id\": 3, \"text\": \"seal\"}\n{\"id\": 4, \"text\": \"unicorn\"}\n",
    );
    let qrels =
        "query-id\tcorpus-id\tscore\n2\tw1\t1\n2\tw2\t2\n1\tarticles/otter.txt\t1\n1\tgone\t3\n4\ts\t1\n9\ts\t1\n";
    fixture.write("qrels.txt", qrels);
    assert_eq!(untimed(fixture.run(&eval(&["--json"])).ok().json()), expected);
    // The search has the same queries.
    let run = fixture.run(&["search", "--queries", "queries.tsv"]).ok();
    assert!(run.lines().iter().any(|hit| hit["query_id"] == "3" && hit["article_id"] == "s"), "{run}");
    // Of the folder, which is indexed first, only the part that is named is searched.
    fixture.write("more/other.txt", page("A quiet title", "walrus"));
    let other =
        fixture.run(&eval(&["--in", "more", "--json", "--per-query"])).ok().says("no relevant article was found");
    are(&other.json(), [0.0; 5]);
    assert_eq!(other.json()["articles"], 5);
}

#[test]
fn the_run_is_written_once() {
    let fixture = judged();
    fixture.run(&eval(&["--run", "run.txt"])).ok();
    let run = fs::read_to_string(fixture.path("run.txt")).unwrap();
    let columns: Vec<Vec<&str>> = run.lines().map(|line| line.split(' ').collect()).collect();
    let firsts: Vec<_> = columns.iter().map(|columns| (columns[0], columns[3])).collect();
    assert_eq!(firsts, [("2", "1"), ("2", "2"), ("1", "1")]);
    assert_eq!((columns[2][1], columns[2][2], columns[2][5]), ("Q0", "articles/otter.txt", "newsdex"));
    fixture.run(&eval(&["--run", "run.txt"])).code(2).says("'run.txt', which must not be there yet");
    assert_eq!(fs::read_to_string(fixture.path("run.txt")).unwrap(), run);
}

#[test]
fn a_baseline_is_compared_with() {
    let fixture = judged();
    let before = fixture.run(&eval(&["--json", "--per-query"])).ok();
    fixture.write("before.json", before.stdout());
    let same = fixture.run(&eval(&["--json", "--baseline", "before.json"])).ok().json()["baseline"].clone();
    assert_eq!(same["queries"], 3);
    assert!(MEASURES.iter().all(|measure| same["differences"][measure] == 0.0 && same["p_values"][measure] == 1.0));
    // Now a query is worse, and one is new.
    fixture.write("queries.tsv", "2\tseal\n1\totter\n9\tseal\n");
    let run = fixture.run(&eval(&["--baseline", "before.json"])).ok();
    let run = run.prints("measure      value  difference       p\n").prints("MAP         0.5000     -0.5000  1.0000\n");
    run.prints("differences from 'before.json' over 2 queries; ");

    fixture.write("means.json", fixture.run(&eval(&["--json"])).ok().stdout());
    fixture.run(&eval(&["--baseline", "means.json"])).code(2).says("'means.json'").says("--json --per-query");
    fixture
        .write("other.json", before.stdout().replace("\"id\":", "\"id\":\"x\",\"was\":").replace("\"map\"", "\"mep\""));
    fixture.run(&eval(&["--baseline", "other.json"])).code(2).says("query 'x' has no map");
    fixture.write("other.json", before.stdout().replace("\"id\":", "\"id\":\"x\",\"was\":"));
    fixture.run(&eval(&["--baseline", "other.json"])).code(2).says("has none of these queries");
    fixture.run(&eval(&["--baseline", "queries.tsv"])).code(2).says("reading the baseline 'queries.tsv'");
}

#[test]
fn a_baseline_may_be_the_run_of_another_program() {
    let fixture = judged();
    // Its own run is worth what was printed.
    fixture.run(&eval(&["--run", "own.txt"])).ok();
    let own = fixture.run(&eval(&["--json", "--baseline", "own.txt"])).ok().json()["baseline"].clone();
    // The run has no line for the query that found nothing.
    assert_eq!(own["queries"], 2);
    assert!(MEASURES.iter().all(|measure| own["differences"][measure] == 0.0 && own["p_values"][measure] == 1.0));
    let own = fixture.run(&eval(&["--json", "--complete", "--baseline", "own.txt"])).ok().json()["baseline"].clone();
    assert_eq!((own["queries"].as_u64(), own["differences"]["map"].as_f64()), (Some(4), Some(0.0)));
    // Scores order it, not ranks or lines; queries without judgements are none of ours.
    let other = "1 Q0 x 1 1.5 other\n1 Q0 articles/otter.txt 2 0.5 other\n4 Q0 w1 2 -3e-1 other\n4 Q0 s 7 2 other\n3 Q0 s 1 1 other\n";
    fixture.write("other.txt", other);
    let run = fixture.run(&eval(&["--baseline", "other.txt"])).ok().prints("MRR         0.6667     -0.2500  1.0000\n");
    run.prints("differences from 'other.txt' over 2 queries; ");
    for (broken, complaint) in [
        ("1 Q0 x 1 1.5 other\n\n1 Q0 y 2 1\n", "line 3: expected six columns: query, Q0, article, rank, score"),
        ("1 Q0 x 1 high other\n", "line 1: the score 'high' is no number"),
        ("1 Q0 x 1 2 other\n1 Q0 x 2 1 other\n", "line 2: 'x' was found for query '1' above"),
    ] {
        fixture.write("other.txt", broken);
        fixture.run(&eval(&["--baseline", "other.txt"])).code(2).says("baseline 'other.txt': ").says(complaint);
    }
    fixture.write("other.txt", "7 Q0 x 1 1.5 other\n");
    fixture.run(&eval(&["--baseline", "other.txt"])).code(2).says("'other.txt' has none of these queries");
}

/// Articles that only one part ranks as it should, and queries for them.
fn parted() -> Fixture {
    let fixture = Fixture::new();
    let filler = page("", "").trim().to_owned();
    let record = |id: &str, title: &str, text: &str| json!({ "_id": id, "title": title, "text": text }).to_string();
    let records = [
        record("title", "Walrus at dawn", &format!("{filler} The walrus slept.")),
        record("body", "A quiet title", &format!("{filler} The walrus saw a walrus.")),
        record(
            "near",
            "A quiet title",
            &format!("{filler} A granite lighthouse was seen. It rained on the old pier for days on end."),
        ),
        record(
            "far",
            "A quiet title",
            &format!("{filler} A lighthouse was seen. It rained on the old pier for days, granite."),
        ),
        record("synonym", "A quiet title", &format!("{filler} The submarine surfaced.")),
        record("typo", "A quiet title", &format!("{filler} The battalion marched over the glacier.")),
        record("accent", "A quiet title", &format!("{filler} Erdoğan arrived.")),
        record("spelling", "A quiet title", &format!("{filler} Trains left Kiev.")),
        record("jet", "A quiet title", &format!("{filler} An F-35 landed.")),
        record("sum", "A quiet title", &format!("{filler} It cost 27 million kroner.")),
    ];
    fixture.write("articles/made.jsonl", records.join("\n"));
    fixture.write(
        "queries.tsv",
        "1\twalrus\n2\tgranite lighthouse\n3\tsub\n4\tbatalion glacier\n5\terdogan\n6\tkyiv\n7\tF35\n8\t27m\n",
    );
    let qrels = ["title", "near", "synonym", "typo", "accent", "spelling", "jet", "sum"];
    let lines = (1..).zip(qrels).map(|(query, article): (u32, _)| format!("{query} 0 {article} 1\n"));
    fixture.write("qrels.txt", lines.collect::<String>());
    fixture
}

/// The queries whose article does not come first.
fn lost(run: crate::fixture::Run) -> String {
    let answer = run.ok().json();
    let rows = answer["per_query"].as_array().unwrap().iter();
    let lost = rows.filter(|row| row["measures"]["recip_rank"] != 1.0).map(|row| row["id"].as_str().unwrap());
    lost.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_part_can_be_left_out() {
    let fixture = parted();
    fixture.run(&["index", "articles"]).ok();
    assert_eq!(lost(fixture.run(&eval(&["--json", "--per-query"]))), "");
    for (part, expected) in [("synonyms", "3"), ("title,synonyms", "1 3"), ("proximity", "2"), ("passages", "2")] {
        let run = fixture.run(&eval(&["--json", "--per-query", "--without", part]));
        assert_eq!(lost(run), expected, "{part}");
    }
    let run = fixture.run(&["search", "--jsonl", "--without", "typos", "batalion glacier"]).ok();
    assert!(!run.stderr().contains("battalion"), "{run}");
    fixture.run(&["search", "--jsonl", "batalion glacier"]).ok().says("battalion");
    // A part of analysis is a part of the index.
    let designations = eval(&["--json", "--per-query", "--without", "designations"]);
    fixture.run(&designations).code(2).says("was built with all parts, and not without designations").says("--index");
    fixture.run(&[&designations[..], &["--in", "articles"]].concat()).code(2).says("--index");
    for (part, expected) in
        [("folding", "5"), ("spellings", "6"), ("designations", "7"), ("numbers,designations", "7 8")]
    {
        let index = format!("without-{part}");
        let more = ["--json", "--per-query", "--in", "articles", "--index", &index, "--without", part];
        assert_eq!(lost(fixture.run(&eval(&more))), expected, "{part}");
    }
    fixture.run(&eval(&["--without", "everything"])).code(2).says("invalid value 'everything'").says("proximity");
}

#[test]
fn an_index_remembers_what_it_was_built_without() {
    let fixture = parted();
    let build = ["--in", "articles", "--index", "other", "--without", "designations"];
    fixture.run(&eval(&build)).ok();
    // It is read as it was written, and says so.
    let hits = |query: &str| fixture.run(&["search", "--index", "other", "--jsonl", query]);
    assert_eq!(hits("F-35").ok().says("'other' was built without designations").lines()[0]["article_id"], "jet");
    hits("F35").code(1);
    fixture.run(&["verify", "--index", "other"]).ok();
    fixture.run(&["compact", "--index", "other"]).ok();
    // Nothing is added to it that is analysed in another way.
    for arguments in [&["index", "articles"][..], &["search", "--in", "articles", "kyiv"]] {
        let run = fixture.run(&[arguments, &["--index", "other"]].concat()).code(2);
        run.says("'other' was built without designations, and not with all parts");
    }
    fixture.run(&eval(&build)).ok();
    fixture.run(&["index", "--fresh", "articles", "--index", "other"]).ok();
    hits("F35").ok();
}

#[test]
fn the_ablation_is_a_table_of_all_parts() {
    let fixture = parted();
    fixture.run(&["index", "articles"]).ok();
    let rows = |run: &crate::fixture::Run| -> Vec<Vec<String>> {
        let rows = run.stdout().lines().filter(|line| line.starts_with("| ")).skip(1);
        rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
    };
    let run = fixture.run(&eval(&["--ablation"])).ok().says("--in ARTICLES builds: folding, spellings, designations, ");
    let run =
        run.prints("| without | nDCG@10 | difference | p | MAP | difference | p | median µs | difference |\n|---|--:|");
    let found = rows(&run);
    let names: Vec<&str> = found.iter().map(|row| row[0].as_str()).collect();
    let expected = ["nothing", "title", "passages", "proximity", "synonyms", "typos", "nothing, but with --expand"];
    assert_eq!(names, expected);
    assert!(found.iter().all(|row| row.len() == 9), "{run}");
    assert_eq!((found[0][1].as_str(), found[0][2].as_str(), found[4][2].as_str()), ("1.0000", "", "-0.1250"));

    let run = fixture.run(&eval(&["--ablation", "--in", "articles"])).ok().says("building an index without numbers");
    let found = rows(&run);
    assert_eq!(found.len(), 11, "{run}");
    assert!(found[6..10].iter().all(|row| row[5] == "-0.1250"), "{run}");
    let left: Vec<_> = fs::read_dir(fixture.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("without")), "{left:?}");

    fixture.write("index-without-folding/mine.txt", "mine");
    fixture.run(&eval(&["--ablation", "--in", "articles"])).code(2).says("which must not be there yet");
    assert!(fixture.path("index-without-folding/mine.txt").exists());
    fixture.run(&eval(&["--ablation", "--json"])).code(2).says("cannot be used with");
    fixture.run(&eval(&["--in", "articles", "--index", "other", "--without", "numbers"])).ok();
    fixture.run(&eval(&["--ablation", "--index", "other"])).code(2).says("compares with an index of all parts");
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    let fixture = judged();
    let (queries, qrels) =
        (fs::read(fixture.path("queries.tsv")).unwrap(), fs::read(fixture.path("qrels.txt")).unwrap());
    for (broken, complaint) in [
        ("1\twalrus\nno tab\n", "'queries.tsv', line 2: expected an id, a tab and a query"),
        (
            "{\"_id\": \"1\", \"text\": \"a\"}\n\n{\"_id\": \"2\"}\n",
            "'queries.tsv', line 3: expected an object with _id",
        ),
        ("1\twalrus\n1\tseal\n", "'queries.tsv' holds two queries with the id '1'"),
        ("x\twalrus\n", "'qrels.txt' judges none of the queries in 'queries.tsv'"),
        ("", "judges none"),
    ] {
        fixture.write("queries.tsv", broken);
        fixture.run(&eval(&[])).code(2).says(complaint);
    }
    fixture.write("queries.tsv", queries);
    for (broken, complaint) in [
        ("2 0 w1 1\n\n2 0 w1\n", "'qrels.txt', line 3: expected four columns"),
        ("2 0 w1 good\n", "'qrels.txt', line 1: the grade 'good' is no whole number"),
        ("2 0 w1 1\n2 0 w1 0\n", "'qrels.txt', line 2: 'w1' has another grade for query '2' above"),
        ("query-id\tcorpus-id\tscore\n2\tw1\n", "'qrels.txt', line 2: expected three columns"),
        ("", "judges none"),
    ] {
        fixture.write("qrels.txt", broken);
        fixture.run(&eval(&[])).code(2).says(complaint);
    }
    fixture.write("qrels.txt", qrels);
    fixture.run(&["eval", "--queries", "queries.tsv", "--qrels", "gone"]).code(2).says("reading judgements 'gone'");
    fixture.run(&["eval", "--queries", "gone", "--qrels", "qrels.txt"]).code(2).says("reading queries 'gone'");
    fixture.run(&["eval", "--queries", "queries.tsv"]).code(2).says("--qrels");
    fixture.run(&eval(&["--index", "elsewhere"])).code(2).says("no index in 'elsewhere'");
}
