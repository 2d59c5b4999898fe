//! Words of articles in several languages are found in all their forms.

use serde_json::Value;

use crate::fixture::{Fixture, text};

/// Articles of six languages, with titles of words that no query asks for.
fn library() -> Fixture {
    Fixture::indexed(&[
        (
            "en.txt",
            "Morning report\n\nThe plan of the ministry was to send two planes and a tank to the base on Monday, officials said, \
             and the general agreed with it.\n",
        ),
        (
            "de.txt",
            "Bericht vom Morgen\n\nDie Bundeswehr hat am Montag mit den neuen Panzern die Grenze erreicht, und die Streitkräfte der \
             Verbündeten haben ihre Häuser am Fluss verlassen, sagte ein Sprecher. Berlins Antwort blieb aus.\n",
        ),
        (
            "fr.txt",
            "Rapport du matin\n\nLe ministère a déclaré lundi que l’armée avait attaqué les positions près de la rivière, et que les \
             généraux avaient préparé les opérations avec leurs alliés. Les plans sont restés secrets.\n",
        ),
        (
            "es.txt",
            "Informe de la mañana\n\nEl ministerio dijo el lunes que la operación terminó sin heridos y que los misiles llegaron a la \
             base del ejército, donde los soldados esperaban desde hace varias semanas.\n",
        ),
        (
            "ru.txt",
            "Утренний доклад\n\nМинистерство сообщило в понедельник, что военные самолёты прибыли на базу, а корабли вышли в море. \
             Для Путина это стало неожиданностью, говорят в Кремле.\n",
        ),
        (
            "tr.txt",
            "Sabah raporu\n\nBakanlık pazartesi günü yaptığı açıklamada Türkiye’nin yeni füzelerinin üsse ulaştığını ve askerlerin \
             sınırda beklediğini söyledi. Gemiler limandan ayrıldı.\n",
        ),
    ])
}

/// What [`Fixture::marked`] gives, one line a file.
fn marked(fixture: &Fixture, arguments: &[&str]) -> Vec<String> {
    fixture.marked(arguments).into_iter().map(|(name, marks)| format!("{name} {marks}")).collect()
}

#[test]
fn words_are_found_in_all_forms_that_their_language_has() {
    let fixture = library();
    for (query, expected) in [
        ("Panzer", "de Panzern"),
        ("streitkraft", "de Streitkräfte"),
        ("\"neuer Panzer\"", "de neuen|Panzern"),
        ("Berlin", "de Berlins"),
        ("armées", "fr l’armée"),
        ("attaquée", "fr attaqué"),
        ("général AND allié", "fr généraux|alliés"),
        ("operaciones", "es operación"),
        ("misil NEAR/5 base", "es misiles|base"),
        ("самолет", "ru самолёты"),
        ("\"военный самолет\"", "ru военные|самолёты"),
        ("Путин", "ru Путина"),
        ("füzeler", "tr füzelerinin"),
        ("Türkiye", "tr Türkiye’nin"),
    ] {
        assert_eq!(marked(&fixture, &[query]), [expected], "{query}");
    }
}

#[test]
fn words_that_were_typed_without_accents_are_found_as_they_are_written() {
    let fixture = library();
    assert_eq!(marked(&fixture, &["operacion"]), ["es operación"]);
    assert_eq!(marked(&fixture, &["\"armee avait attaque\""]), ["fr l’armée|avait|attaqué"]);
    assert_eq!(marked(&fixture, &["hauser"]), ["de Häuser"]);
}

#[test]
fn stems_of_one_language_are_no_words_of_another() {
    let fixture = library();
    // `plan` is the stem of `planes` in French.
    assert_eq!(marked(&fixture, &["planes"]), ["en planes", "fr plans"]);
    assert_eq!(marked(&fixture, &["planes", "--lang", "en"]), ["en planes"]);
    assert_eq!(marked(&fixture, &["plan"]), ["en plan", "fr plans"]);
    assert_eq!(marked(&fixture, &["plane"]), ["en planes", "fr plans"]);
    assert_eq!(fixture.run(&["search", "planes", "--lang", "de"]).code(1).stdout(), "");
}

#[test]
fn a_word_is_read_the_same_when_it_was_asked_for_before() {
    let fixture = library();
    let queries =
        ["planes", "operacion base", "Panzer planes", "\"neuer Panzer\"", "base operacion -Panzer", "hauser plan"];
    fixture.write_queries("queries.tsv", queries.iter().map(|&query| (query.replace(' ', "_"), query)));
    let shown = |hit: &Value| (text(hit, "path"), hit["passage"].clone(), hit["score"].clone());
    let together = fixture.run(&["search", "--queries", "queries.tsv", "--jsonl"]).ok().lines();
    for query in queries {
        let alone = fixture.run(&["search", "--jsonl", "--", query]).ok().lines();
        let after_others = together.iter().filter(|hit| text(hit, "query_id") == query.replace(' ', "_"));
        assert_eq!(alone.iter().map(shown).collect::<Vec<_>>(), after_others.map(shown).collect::<Vec<_>>(), "{query}");
    }
    let answered = |options: &[&str]| {
        fixture.run(&[&["search", "--queries", "queries.tsv", "--jsonl"], options].concat()).lines().len()
    };
    assert!(answered(&["--lang", "de"]) < together.len(), "other languages are read otherwise");
}

#[test]
fn a_language_that_is_asked_for_is_the_only_one_that_is_searched() {
    let fixture = library();
    assert_eq!(marked(&fixture, &["--lang", "de", "Panzer Montag base"]), ["de Montag|Panzern"]);
    assert_eq!(
        marked(&fixture, &["--lang", "de,ru", "\"neuer Panzer\" OR самолет"]),
        ["de neuen|Panzern", "ru самолёты"]
    );
    assert_eq!(marked(&fixture, &["--lang", "fr", "armee"]), ["fr l’armée"]);
}

#[test]
fn exact_words_and_patterns_know_no_stems() {
    let fixture = library();
    assert_eq!(marked(&fixture, &["--exact", "panzern"]), ["de Panzern"]);
    assert_eq!(fixture.run(&["search", "--exact", "panzer"]).code(1).stdout(), "");
    assert_eq!(fixture.run(&["search", "--exact", "panz"]).code(1).stdout(), "");
    assert_eq!(marked(&fixture, &["--exact", "operacion"]), ["es operación"]);
    assert_eq!(marked(&fixture, &["--exact", "--lang", "es", "operacion"]), ["es operación"]);
    assert_eq!(marked(&fixture, &["panz*"]), ["de Panzern"]);
    assert_eq!(marked(&fixture, &["misil*"]), ["es misiles"]);
    assert_eq!(marked(&fixture, &["самол?ты"]), ["ru самолёты"]);
    assert_eq!(marked(&fixture, &["grenz*"]), ["de Grenze"]);
    assert_eq!(marked(&fixture, &["panzerm~"]), ["de Panzern"]);
}

#[test]
fn a_known_word_of_any_language_is_no_slip() {
    let fixture = library();
    let run = fixture.run(&["search", "Panzers Streitkräfte"]).ok();
    assert_eq!(run.stderr().lines().count(), 1, "{run}");
}

#[test]
fn an_article_is_shown_with_marks_of_its_language() {
    let fixture = library();
    let shown = fixture.run(&["show", "articles/de.txt", "Panzer", "--json"]).ok();
    assert_eq!(shown.json()["highlights"].as_array().unwrap().len(), 1, "{shown}");
}
