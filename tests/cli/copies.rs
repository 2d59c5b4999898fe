//! What many outlets carry is one hit.

use serde_json::{Value, json};

use crate::fixture::{Fixture, text};

const STORY: [&str; 4] = [
    "The defence ministry in Helsinki said on Tuesday that 64 fighter jets would replace the ageing Hornet fleet by 2030.",
    "Minister Antti Kaikkonen told reporters that the contract with Lockheed Martin was worth 8.4 billion euros, the \
     largest arms purchase in the history of Finland, and that the first pilots would train in Arizona.",
    "Analysts in Stockholm said the decision bound the country more closely to its western partners. Deliveries begin \
     in 2026 at the Rovaniemi air base, where new shelters and a simulator are under construction.",
    "Parliament had approved the funds in December after a short debate about cost and noise.",
];

fn record(id: &str, source: &str, date: &str, text: &str) -> String {
    let date = if date.is_empty() { Value::Null } else { date.into() };
    let title = format!("Jets for the north, says {source}");
    format!("{}\n", json!({ "id": id, "title": title, "source": source, "date": date, "text": text }))
}

fn story() -> String {
    STORY.join("\n\n")
}

/// Without its last paragraph, and in places in other words.
fn edited() -> String {
    STORY[..3].join("\n\n").replace("told reporters", "said").replace("largest arms purchase", "biggest purchase")
}

/// The story in five sources, once in different words, and another article.
fn syndicated() -> Fixture {
    let records = [
        record("wire", "Nordic Wire", "2022-02-11", &story()),
        record("daily", "Fjord Daily", "2022-02-12", &story()),
        record("mirror", "Baltic Mirror", "2022-02-12", &edited()),
        record("herald", "Arctic Herald", "2022-02-13", &format!("{}\n\nThe base employs 900 people.", story())),
        record("undated", "Lapland Post", "", &story()),
        record(
            "other",
            "Nordic Wire",
            "2022-02-10",
            "A fighter jet of the Hornet type skidded off the runway in Kuopio.",
        ),
    ];
    Fixture::indexed(&[("feed.jsonl", &records.concat())])
}

fn answer(fixture: &Fixture, options: &[&str]) -> Value {
    fixture.run(&[&["search", "--json"], options].concat()).ok().json()
}

fn ids(answer: &Value) -> Vec<String> {
    let mut ids: Vec<String> = answer["hits"].as_array().unwrap().iter().map(|hit| text(hit, "article_id")).collect();
    ids.dedup();
    ids
}

#[test]
fn the_earliest_copy_stands_for_all_and_says_how_many_there_are() {
    let fixture = syndicated();
    let found = answer(&fixture, &["Rovaniemi"]);
    assert_eq!(ids(&found), ["wire"], "{found}");
    assert_eq!((&found["total"], &found["total_is_exact"]), (&1.into(), &true.into()), "{found}");
    assert_eq!(found["total_with_copies"], 5, "{found}");
    let copies = &found["hits"][0]["copies"];
    assert_eq!((&copies["articles"], &copies["sources"]), (&4.into(), &4.into()), "{found}");
    let named: Vec<&str> = copies["article_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!((named.len(), named[2], named[3]), (4, "herald", "undated"), "the undated is last: {found}");
    fixture.run(&["search", "Rovaniemi"]).ok().prints("also in 4 other sources: ").says("1 of 1 article");
    let hornet = answer(&fixture, &["Hornet"]);
    assert_eq!((ids(&hornet).len(), &hornet["total"]), (2, &2.into()), "{hornet}");
}

#[test]
fn all_copies_are_shown_on_request_and_in_trec_runs() {
    let fixture = syndicated();
    let all = answer(&fixture, &["--all-copies", "--per-article", "1", "Rovaniemi"]);
    assert_eq!((ids(&all).len(), &all["total"]), (5, &5.into()), "{all}");
    assert!(all["hits"][0]["copies"].is_null(), "{all}");
    let run = fixture.run(&["search", "--format", "trec", "Rovaniemi"]).ok();
    assert_eq!(run.stdout().lines().count(), 5, "{run}");
}

#[test]
fn a_copy_that_does_not_match_stands_for_none_and_is_counted() {
    let fixture = syndicated();
    // Only one of the copies has these words.
    let found = answer(&fixture, &["+employs"]);
    assert_eq!(ids(&found), ["herald"], "{found}");
    assert_eq!(found["hits"][0]["copies"]["articles"], 4, "{found}");
    assert_eq!((&found["total"], &found["total_with_copies"]), (&1.into(), &1.into()), "{found}");
}

#[test]
fn copies_come_and_go_with_their_files() {
    let fixture = syndicated();
    fixture.write("articles/older.jsonl", record("first", "Polar Times", "2022-02-01", &story()));
    fixture.run(&["index", "articles"]).ok();
    let found = answer(&fixture, &["Rovaniemi"]);
    assert_eq!(
        (ids(&found), &found["hits"][0]["copies"]["articles"]),
        (vec!["first".to_owned()], &5.into()),
        "{found}"
    );
    fixture.delete("articles/older.jsonl");
    fixture.run(&["index", "articles"]).ok();
    let found = answer(&fixture, &["Rovaniemi"]);
    assert_eq!((ids(&found), &found["hits"][0]["copies"]["articles"]), (vec!["wire".to_owned()], &4.into()), "{found}");
    fixture.run(&["compact"]).ok();
    assert_eq!(answer(&fixture, &["Rovaniemi"])["hits"], found["hits"]);
    fixture.verify();
}

#[test]
fn articles_outside_the_searched_folder_are_no_copies() {
    let fixture = Fixture::indexed(&[
        ("a/feed.jsonl", &record("early", "Nordic Wire", "2022-02-11", &story())),
        (
            "b/feed.jsonl",
            &[
                record("late", "Fjord Daily", "2022-02-12", &story()),
                record("later", "Fjord Daily", "2022-02-13", &edited()),
            ]
            .concat(),
        ),
    ]);
    let found = answer(&fixture, &["--in", "articles/b", "Rovaniemi"]);
    assert_eq!(ids(&found), ["late"], "{found}");
    let copies = &found["hits"][0]["copies"];
    assert_eq!((&copies["articles"], &copies["sources"]), (&1.into(), &0.into()), "{found}");
    fixture.run(&["search", "--in", "articles/b", "Rovaniemi"]).ok().prints("also once more in the same source");
}

#[test]
fn stories_of_one_formula_with_other_facts_stay_apart() {
    let notice = |day: &str, amount: &str, yard: &str| {
        format!(
            "The navy said on {day} that the {yard} shipyard had won a contract worth {amount} million euros for the \
             maintenance of patrol boats. Work starts within a month and is paid for by the regular budget. The navy \
             gives out such contracts every week. They are listed in the public register of the defence ministry."
        )
    };
    let records = [
        record("one", "Register", "2023-01-02", &notice("Monday", "14", "Gdynia")),
        record("two", "Register", "2023-01-09", &notice("Monday", "23", "Gdynia")),
        record("three", "Register", "2023-01-16", &notice("Monday", "14", "Turku")),
        record("four", "Register", "2023-01-17", &notice("Tuesday", "14", "Gdynia")),
    ];
    let fixture = Fixture::indexed(&[("feed.jsonl", &records.concat())]);
    assert_eq!(ids(&answer(&fixture, &["shipyard"])).len(), 4);
}

/// Eighty copies of one article, which all match better than thirty others.
fn flood() -> Fixture {
    let mut records = String::new();
    for number in 0..80 {
        let source = format!("Outlet {number}");
        // The first is the only one of its day.
        let day = format!("2022-03-{:02}", if number == 0 { 1 } else { 2 + number % 27 });
        records += &record(&format!("copy-{number:02}"), &source, &day, &story());
    }
    for number in 0..30 {
        let text = format!("Item {number} of the weekly list: {} jets were seen over town {number}.", 100 + 7 * number);
        records += &record(&format!("other-{number:02}"), "List", "2022-04-01", &text);
    }
    Fixture::indexed(&[("feed.jsonl", &records)])
}

#[test]
fn copies_do_not_use_up_the_page() {
    let fixture = flood();
    let query = "jets fighter pilots Arizona";
    let list = |options: &[&str]| ids(&answer(&fixture, &[&["--per-article", "1"], options, &[query]].concat()));
    let whole = list(&["--limit", "100"]);
    assert_eq!((whole.len(), whole[0].as_str()), (31, "copy-00"), "{whole:?}");
    let mut pages = Vec::new();
    for offset in ["0", "10", "20", "30"] {
        pages.extend(list(&["--limit", "10", "--offset", offset]));
    }
    assert_eq!(pages, whole);
    let counted = answer(&fixture, &["--count", query]);
    assert_eq!((&counted["total"], &counted["total_with_copies"]), (&31.into(), &110.into()), "{counted}");
    assert_eq!((&counted["total_is_exact"], &counted["hits"][0]["copies"]["sources"]), (&true.into(), &79.into()));
    assert_eq!(counted["hits"][0]["copies"]["article_ids"].as_array().unwrap().len(), 20);
    let bound = answer(&fixture, &["--limit", "5", query]);
    assert!(bound["total"].as_u64().unwrap() <= 31 && bound["total_is_exact"] == false, "{bound}");
}
