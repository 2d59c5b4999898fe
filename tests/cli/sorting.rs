//! Articles in the order of their days.

use serde_json::{Value, json};

use crate::fixture::{Fixture, text};
use crate::texts::{Dice, body};

/// More articles than are ranked again by their passages, of forty days, some without a day; many have equal scores. The
/// newest of all hardly matches.
fn dated() -> Fixture {
    let mut dice = Dice::new(11);
    let mut lines = String::new();
    for number in 0..260 {
        let day = dice.roll(44);
        let date = (day < 40).then(|| format!("2025-{:02}-{:02}", 1 + day / 20, 1 + day % 20));
        let text = body(&mut Dice::new(number % 30), 3);
        lines += &format!("{}\n", json!({ "id": format!("r{number}"), "title": "Report", "date": date, "text": text }));
    }
    let text = format!("{} A missile.", "The harbour was quiet on Monday. ".repeat(40));
    lines += &format!("{}\n", json!({ "id": "newest", "title": "Report", "date": "2025-03-01", "text": text }));
    Fixture::indexed(&[("feed.jsonl", &lines)])
}

fn search(fixture: &Fixture, options: &[&str]) -> Vec<Value> {
    let query = ["--", "missile radar"];
    fixture.run(&[&["search", "--jsonl", "--all-copies"], options, &query].concat()).ok().lines()
}

/// Id, day and score of each hit.
fn sketch(hits: &[Value]) -> Vec<(String, Option<String>, f64)> {
    let day = |hit: &Value| hit["date"].as_str().map(str::to_owned);
    hits.iter().map(|hit| (text(hit, "article_id"), day(hit), hit["score"].as_f64().unwrap())).collect()
}

#[test]
fn all_matches_are_sorted_by_day_then_score_then_the_declared_order() {
    let fixture = dated();
    let by_score = sketch(&search(&fixture, &["-n", "1000", "--per-article", "1"]));
    assert!(by_score.len() > 200 && by_score[0].0 != "newest");
    let place = |id: &str| by_score.iter().position(|hit| hit.0 == id).unwrap();
    for (order, is_newest) in [("date", true), ("oldest", false)] {
        let found = sketch(&search(&fixture, &["-n", "1000", "--per-article", "1", "--sort", order]));
        assert_eq!(found.len(), by_score.len());
        assert_eq!(found[0].0 == "newest", is_newest);
        assert_eq!(found.last().unwrap().1, None);
        let mut ties = 0;
        for (one, next) in found.iter().zip(&found[1..]) {
            // Without a day an article is neither new nor old.
            let day = |hit: &(String, Option<String>, f64)| hit.1.clone();
            let days = if is_newest { day(next).cmp(&day(one)) } else { day(one).cmp(&day(next)) };
            let days = day(one).is_none().cmp(&day(next).is_none()).then(days);
            assert!(days.is_le(), "{order}: {one:?} {next:?}");
            let score = next.2.total_cmp(&one.2);
            assert!(days.is_lt() || score.is_le(), "{order}: {one:?} {next:?}");
            if days.is_eq() && score.is_eq() {
                ties += 1;
                assert!(place(&one.0) < place(&next.0), "{order}: {one:?} {next:?}");
            }
        }
        assert!(ties > 10, "too few ties for this test to say anything");
    }
}

#[test]
fn pages_of_a_list_by_day_follow_one_another() {
    let fixture = dated();
    let places =
        |hits: &[Value]| hits.iter().map(|hit| format!("{} {}", hit["article_id"], hit["passage"])).collect::<Vec<_>>();
    for order in ["date", "oldest"] {
        let whole = places(&search(&fixture, &["-n", "1000", "--sort", order]));
        assert!(whole.len() > 261, "no article has two passages");
        let mut pages = Vec::new();
        for offset in (0..whole.len()).step_by(53) {
            pages.extend(places(&search(&fixture, &["--sort", order, "-n", "53", "--offset", &offset.to_string()])));
        }
        assert_eq!(pages, whole, "{order}");
    }
}

#[test]
fn filters_and_counts_hold_in_any_order() {
    let fixture = dated();
    let answer = |options: &[&str]| {
        fixture
            .run(&[&["search", "--json", "--all-copies", "-n", "3"], options, &["missile date:2025-01"]].concat())
            .ok()
            .json()
    };
    let (by_score, by_day) = (answer(&["--count"]), answer(&["--sort", "date"]));
    assert_eq!((&by_day["total"], &by_day["total_is_exact"]), (&by_score["total"], &true.into()));
    assert_eq!(by_day["undated"], by_score["undated"]);
    assert_eq!(by_day["hits"][0]["date"], "2025-01-20");
    let facets = answer(&["--sort", "oldest", "--facets"]);
    assert_eq!(facets["facets"], answer(&["--facets"])["facets"]);
    // A query of nothing but filters has its newest articles.
    let newest = fixture.run(&["search", "--json", "--sort", "date", "after:2025-01"]).ok().json();
    assert_eq!(newest["hits"][0]["article_id"], "newest");
}

#[test]
fn the_earliest_copy_stands_at_its_own_day() {
    let story = "The ministry in Helsinki said on Tuesday that 64 fighter jets would replace the ageing fleet by 2030, the \
                 largest purchase in the history of the country, and that the first pilots would train in Arizona.";
    let record = |id: &str, date: &str, text: &str| format!("{}\n", json!({ "id": id, "date": date, "text": text }));
    let records = [
        record("copy", "2022-03-01", story),
        record("first", "2022-01-01", story),
        record("between", "2022-02-01", "A fighter jet of the Hornet type skidded off the runway in Kuopio."),
    ];
    let fixture = Fixture::indexed(&[("feed.jsonl", &records.concat())]);
    let ids = |options: &[&str]| {
        let answer = fixture.run(&[&["search", "--json"], options, &["fighter jet"]].concat()).ok().json();
        answer["hits"].as_array().unwrap().iter().map(|hit| text(hit, "article_id")).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--sort", "date"]), ["between", "first"]);
    assert_eq!(ids(&["--sort", "oldest"]), ["first", "between"]);
    assert_eq!(ids(&["--sort", "date", "--all-copies"]), ["copy", "between", "first"]);
    fixture.run(&["search", "--sort", "newest", "fighter"]).code(2).says("date");
}

#[test]
fn of_very_many_articles_of_one_day_the_best_come_first() {
    let record = |number: u64| {
        let text =
            format!("The missile{} flew on.", " missile radar".repeat(usize::try_from(number * 7 % 11).unwrap()));
        format!("{}\n", json!({ "id": number.to_string(), "text": text }))
    };
    let records: String = (0..1500).map(record).collect();
    let fixture = Fixture::indexed(&[("feed.jsonl", &records)]);
    let list = |limit: &str| sketch(&search(&fixture, &["--sort", "date", "--per-article", "1", "-n", limit]));
    let (first, all) = (list("30"), list("2000"));
    assert_eq!((first.len(), all.len()), (30, 1500));
    assert_eq!(first, all[..30]);
    assert!(all.is_sorted_by(|a, b| a.2 >= b.2));
}
