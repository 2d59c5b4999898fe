//! The shipped corpus: what a reader looks for is found, and what only pages say around articles is not.

use serde_json::Value;

use crate::fixture::{Fixture, copy_folder, shipped_corpus, text};

/// A query, and the article that must come first.
const SEARCHES: &[(&str, &str)] = &[
    ("\"Article 51\" invocation AWACS", "corpus/northmark-monitor/nato-article-5-only-invocation.txt"),
    ("Suwałki Fulda Gap", "corpus/northmark-monitor/suwalki-corridor.txt"),
    ("suwalki", "corpus/northmark-monitor/suwalki-corridor.txt"),
    ("Finnish parliament \"188 votes\"", "corpus/northmark-monitor/finland-sweden-join-nato.txt"),
    ("Leopard 2A4 Zaragoza depot", "corpus/northmark-monitor/leopard-2-deliveries-ukraine.txt"),
    (
        "Ramstein contact group capability coalitions",
        "corpus/northmark-monitor/ramstein-ukraine-defense-contact-group.txt",
    ),
    ("Bayraktar drone Baykar", "corpus/contrail-gazette/bayraktar-tb2.txt"),
    ("Reaper propeller fuel Su-27", "corpus/contrail-gazette/mq-9-reaper.txt"),
    ("PAK FA Komsomolsk-on-Amur", "corpus/contrail-gazette/su-57-programme.txt"),
    ("\"hit-to-kill\" interceptor", "corpus/palisade-wire/patriot-pac-3-ukraine.txt"),
    ("tungsten fragments GMLRS", "corpus/palisade-wire/himars-and-gmlrs.txt"),
    ("Turkey S-400 \"Mürted\"", "corpus/palisade-wire/s-400-turkey-caatsa.txt"),
    ("Geran-2 drones", "corpus/palisade-wire/shahed-136-drones.txt"),
    ("oil price cap shadow fleet", "corpus/treaty-ledger/eu-sanctions-oil-price-cap.txt"),
    ("Votkinsk inspectors", "corpus/treaty-ledger/inf-treaty-end.txt"),
    ("\"1,550 deployed warheads\"", "corpus/treaty-ledger/new-start-treaty-suspension.txt"),
    ("Open Skies depositaries", "corpus/treaty-ledger/open-skies-withdrawal.txt"),
    ("SWIFT banks excluded", "corpus/treaty-ledger/swift-exclusion-russian-banks.txt"),
    ("AUKUS Geelong Treaty", "corpus/iron-harbor-dispatch/aukus-submarine-pathway-explained.txt"),
    ("Razoni Odesa corn", "corpus/iron-harbor-dispatch/black-sea-grain-initiative.txt"),
    ("Ohio-class missile tubes", "corpus/iron-harbor-dispatch/columbia-class-replaces-ohio-submarines.txt"),
    ("Houthi \"Galaxy Leader\"", "corpus/iron-harbor-dispatch/red-sea-crisis-prosperity-guardian.txt"),
    ("Andromeda yacht Bornholm", "corpus/web/nord-stream-sabotage.html"),
    ("VirusBlokAda", "corpus/web/stuxnet-looking-back.html"),
    ("SolarWinds Orion", "corpus/web/solarwinds-revisited.html"),
    ("Prigozhin Wagner Rostov", "corpus/web/wagner-mutiny-june-2023.html"),
    ("K9 howitzers Węgorzewo", "corpus/web/poland-k2-k9.html"),
    ("Gripen Linköping", "corpus/web/gripen-at-thirty-five.html"),
    ("Tamir interceptors Rafael", "corpus/notes/iron-dome.md"),
    ("Kuchma memorandum Budapest assurances", "corpus/notes/budapest-memorandum-1994.md"),
    ("thiodiglycol precursors", "corpus/notes/chemical-weapons-convention.md"),
    ("Aegis \"Arleigh Burke\"", "corpus/notes/arleigh-burke-class.md"),
    ("Zeltweg Draken", "corpus/mixed/austria-eurofighter-cp1252.txt"),
    ("uberwachungsgeschwader", "corpus/mixed/austria-eurofighter-cp1252.txt"),
    ("EUMET Safran", "corpus/mixed/fcas-utf16le.txt"),
    ("Kaliningrad railway transit", "corpus/mixed/kaliningrad-transit-2022.txt"),
    ("Ghouta sarin", "wire-2023-0412"),
    ("COCOM export controls", "wire-2024-0017"),
    ("Hwasong-19", "wire-2024-0340"),
    ("Panzerhaubitze", "corpus/mixed/export-two-articles.csv:2"),
    ("anti-personnel mines Ottawa", "corpus/mixed/export-two-articles.csv:9"),
];

/// What stands on pages of the corpus outside of their articles.
const BOILERPLATE: &[&str] = &[
    // Menus and buttons.
    "Skip to main content",
    "Save to reading list",
    "Post a comment",
    "Guestbook",
    "Exit mobile version",
    // Authors.
    "marine surveyor",
    "trumpet player",
    "flew model aircraft",
    "customs broker",
    "started as a radio producer",
    // Headline links.
    "three-engined tankers",
    "Depot cats",
    "hall cupboard",
    "snow camouflage",
    "seating plan",
    "training hulk",
    "Danube barges queue",
    "second stoplight",
    "wind tunnel",
    // Notices, comments, applications.
    "cookie policy",
    "All rights reserved",
    "Content is protected",
    "reCAPTCHA",
    "Google Play",
    "volga1961",
    "pancerny77",
    "Harbor Watch",
    "no reader ever sees",
];

/// The same, where cleaning is harder: short lines between paragraphs, pages in another language, unusual menus.
/// Each with the file that says it, since a headline link is the title of another article.
const HARDER_BOILERPLATE: &[(&str, &str)] = &[
    ("Back to top", "web/stuxnet-looking-back.html"),
    ("mountain rescue service she writes", "mixed/austria-eurofighter-cp1252.txt"),
    ("Startseite Bundesheer", "mixed/austria-eurofighter-cp1252.txt"),
    ("Impressum Datenschutz", "mixed/austria-eurofighter-cp1252.txt"),
    ("Weather Vilnius", "mixed/kaliningrad-transit-2022.txt"),
    ("Amber dealers complain", "mixed/kaliningrad-transit-2022.txt"),
    ("Print Save Send", "treaty-ledger/open-skies-withdrawal.txt"),
    ("Text size", "web/gripen-at-thirty-five.html"),
    ("unsubscribe at any time", "contrail-gazette/mq-9-reaper.txt"),
    ("Cut off from SWIFT which Russian banks", "treaty-ledger/eu-sanctions-oil-price-cap.txt"),
    ("the truck-mounted launcher that hit the depots", "palisade-wire/patriot-pac-3-ukraine.txt"),
    ("Source The Chancery Window", "notes/budapest-memorandum-1994.md"),
];

fn indexed() -> Fixture {
    let fixture = Fixture::new();
    copy_folder(&shipped_corpus(), &fixture.path("corpus"));
    fixture.run(&["index", "corpus"]).ok();
    fixture
}

fn article(fixture: &Fixture, name: &str) -> Value {
    fixture.run(&["show", "--json", name]).ok().json()
}

#[test]
fn every_file_of_the_corpus_gives_its_articles_without_a_warning() {
    let fixture = Fixture::new();
    copy_folder(&shipped_corpus(), &fixture.path("corpus"));
    let run = fixture.run(&["index", "--json", "--strict-files", "corpus"]).ok();
    let summary = run.json();
    assert_eq!((&summary["articles"], &summary["files"]), (&51.into(), &43.into()), "{run}");
    assert_eq!(summary["warnings"], serde_json::json!({}), "{run}");
    assert_eq!(run.stderr(), "");
    fixture.verify();
}

#[test]
fn each_search_finds_its_article_first() {
    let fixture = indexed();
    fixture.write_queries("queries.tsv", SEARCHES.iter().map(|(query, _)| (query.replace(' ', "_"), *query)));
    let hits = fixture.run(&["search", "--queries", "queries.tsv", "--limit", "1"]).ok().lines();
    let first = |query: &str| {
        let id = query.replace(' ', "_");
        hits.iter().find(|hit| hit["query_id"] == *id).map_or("nothing".to_owned(), |hit| text(hit, "article_id"))
    };
    let wrong: Vec<String> = SEARCHES
        .iter()
        .filter(|(query, expected)| first(query) != *expected)
        .map(|(query, expected)| format!("{query}: {} instead of {expected}", first(query)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Where phrases are found, with their surroundings.
fn leaks(fixture: &Fixture, phrases: &[&str]) -> Vec<String> {
    let quoted: Vec<String> = phrases.iter().map(|phrase| format!("\"{phrase}\"")).collect();
    let ids = phrases.iter().map(|&phrase| phrase.to_owned());
    fixture.write_queries("queries.tsv", ids.zip(quoted.iter().map(String::as_str)));
    let run = fixture.run(&["search", "--queries", "queries.tsv"]);
    run.lines().iter().map(|hit| format!("{} in {}", hit["query_id"], hit["article_id"])).collect()
}

#[test]
fn what_pages_say_around_their_articles_is_not_found() {
    let fixture = indexed();
    assert_eq!(leaks(&fixture, BOILERPLATE), Vec::<String>::new());
    // The same question about a phrase of an article has an answer.
    assert!(leaks(&fixture, &["What lay on the seabed"])[0].ends_with("nord-stream-sabotage.html\""));
}

#[test]
fn boilerplate_that_is_hard_to_tell_from_text_is_not_found_either() {
    let fixture = indexed();
    let phrases: Vec<&str> = HARDER_BOILERPLATE.iter().map(|(phrase, _)| *phrase).collect();
    let is_meant = |leak: &String| {
        HARDER_BOILERPLATE.iter().any(|(phrase, file)| *leak == format!("\"{phrase}\" in \"corpus/{file}\""))
    };
    let found: Vec<String> = leaks(&fixture, &phrases).into_iter().filter(is_meant).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_lines_around_the_articles_are_not_shown() {
    let fixture = indexed();
    let text = fixture.run(&["show", "corpus/iron-harbor-dispatch/aukus-submarine-pathway-explained.txt"]).ok();
    let shown = text.stdout();
    let head = "AUKUS submarine pathway: how Australia plans to go nuclear-powered by the 2040s\n\
        2025-08-11 · Caleb Ostrander · en\n\
        corpus/iron-harbor-dispatch/aukus-submarine-pathway-explained.txt\n\n\
        Australia, the United Kingdom and the United States unveiled a security partnership";
    assert!(shown.starts_with(head), "{text}");
    assert!(shown.contains("\n\nThe San Diego Plan\n\nOn March 13, 2023, the three leaders met"), "{text}");
    assert!(shown.ends_with("so that licensed work could move faster between them.\n"), "{text}");
    for noise in ["Shipyards", "Harbor Watch", "eleven years", "Columbia class", "ADVERTISEMENT", "cookies", "Facebook"]
    {
        assert!(!shown.contains(noise), "{noise}\n{text}");
    }
}

#[test]
fn a_web_page_is_shown_with_its_metadata_and_without_its_menus() {
    let fixture = indexed();
    let page = article(&fixture, "corpus/web/nord-stream-sabotage.html");
    assert_eq!(page["title"], "Four leaks, three strings: the Nord Stream sabotage two years on 🇩🇰🇸🇪🇩🇪");
    assert_eq!((&page["date"], &page["source"]), (&"2024-09-26".into(), &"Harbour & Hull".into()));
    assert_eq!((&page["authors"], &page["language"]), (&serde_json::json!(["Sunniva Halden"]), &"en".into()));
    let body = text(&page, "body");
    assert!(body.starts_with("Two years ago today, in the early hours of 26 September 2022"), "{body}");
    assert!(body.contains("\n\nWhat lay on the seabed\n\n"), "{body}");
    assert!(body.ends_with("as Moscow, Washington and London have denied theirs."), "{body}");
    for noise in ["Menu", "LATEST", "mate’s ticket", "Kerch Bridge", "Watch Below", "Chart:", "Cookie", "<"] {
        assert!(!body.contains(noise), "{noise}\n{body}");
    }
}

#[test]
fn a_markdown_file_is_shown_without_marks_links_and_menus() {
    let fixture = indexed();
    let note = article(&fixture, "corpus/notes/iron-dome.md");
    assert_eq!(note["title"], "Iron Dome explained: launchers, radar and a little arithmetic 🇮🇱");
    assert_eq!(note["authors"], serde_json::json!(["Yaara Tennenholtz"]));
    let body = text(&note, "body");
    assert!(body.starts_with("Few weapons are as well known"), "{body}");
    assert!(body.contains("\n\nThree parts\n\nA battery consists of elements"), "{body}");
    assert!(body.contains("the multi-mission radar EL/M‑2084, from the firm Elta"), "{body}");
    assert!(body.ends_with("of a drone near Eilat."), "{body}");
    for noise in ["](", "**", "Cart", "Telegram", "trumpet", "Arrow 3 goes", "Corrections", "Illustration"] {
        assert!(!body.contains(noise), "{noise}\n{body}");
    }
    let front = article(&fixture, "corpus/notes/arleigh-burke-class.md");
    assert_eq!(front["title"], "The Arleigh Burke class: one hull, four decades");
    assert_eq!((&front["date"], &front["source"]), (&"2024-02-19".into(), &"Quarterdeck Papers".into()));
    assert!(!text(&front, "body").contains("draft: false"), "{front}");
}

#[test]
fn a_record_is_shown_by_its_id_and_by_its_place() {
    let fixture = indexed();
    let by_id = article(&fixture, "wire-2024-0340");
    assert_eq!((&by_id["path"], &by_id["line"]), (&"corpus/feeds/wire.jsonl".into(), &7.into()));
    assert_eq!(by_id["title"], "North Korea’s long-range missiles: a log of the tests");
    assert_eq!((&by_id["source"], &by_id["date"]), (&"Meridian Wire Service".into(), &"2024-11-08".into()));
    assert_eq!(by_id["url"], "https://wire.example/2024/11/08/north-korea-icbm-log");
    assert!(text(&by_id, "body").starts_with("A week ago North Korea launched the largest solid-fuel missile"));
    let by_place = article(&fixture, "corpus/feeds/wire.jsonl:7");
    assert_eq!(by_place, by_id);
    let all = fixture.run(&["show", "--json", "corpus/feeds/wire.jsonl"]).ok().lines();
    assert_eq!(all.len(), 8);
    fixture.run(&["show", "corpus/feeds/wire.jsonl:70"]).code(1).says("no article is called");
}

#[test]
fn files_in_windows_1252_and_utf_16_are_decoded() {
    let fixture = indexed();
    let latin = text(&article(&fixture, "corpus/mixed/austria-eurofighter-cp1252.txt"), "body");
    for words in
        ["They belong to the Überwachungsgeschwader — the surveillance wing", "“Counter-deals” and their aftermath"]
    {
        assert!(latin.contains(words), "{words}\n{latin}");
    }
    let wide = article(&fixture, "corpus/mixed/fcas-utf16le.txt");
    assert_eq!(wide["authors"], serde_json::json!(["Lorcan Despréaux-Weiß"]));
    assert_eq!(wide["date"], "2024-06-18");
    let body = text(&wide, "body");
    assert!(body.starts_with("On 13 July 2017 the President of France"), "{body}");
    for decoded in [latin, body] {
        assert!(!decoded.contains(['\u{fffd}', '\0', 'Ã']), "{decoded}");
    }
}

#[test]
fn a_place_in_the_byline_is_no_author() {
    let fixture = indexed();
    let programme = article(&fixture, "corpus/contrail-gazette/f-35-programme-partners.txt");
    assert_eq!(programme["authors"], serde_json::json!(["Tobias Fenwright"]));
}
