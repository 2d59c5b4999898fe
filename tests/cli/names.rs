//! Filters by what articles name: countries, organisations, weapon systems.

use crate::fixture::Fixture;

fn library() -> Fixture {
    let article = |text: &str| format!("A quiet title\n\n{text}\n");
    Fixture::indexed(&[
        (
            "front.txt",
            &article("Ukraine's army lost a tank near the river on Monday, and its HIMARS launchers answered."),
        ),
        ("hall.txt", &article("The NATO meeting spoke of a tank that Germany may send, officials said on Tuesday.")),
        (
            "capitals.txt",
            "UKRAINIAN TANK CREWS TRAIN IN POLAND\n\nThe crews will train until the spring, officials said.\n",
        ),
        ("museum.txt", &article("The museum showed an old tank beside an older plough, the curator said on Sunday.")),
    ])
}

#[test]
fn articles_are_found_by_what_they_name() {
    let fixture = library();
    let found = |query: &str| {
        let ids = fixture.found(query);
        ids.iter().map(|id| id.trim_start_matches("articles/").trim_end_matches(".txt").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("country:ukraine tank"), ["capitals", "front"]);
    assert_eq!(found("country:Ukraine"), ["capitals", "front"]);
    assert_eq!(found("system:himars"), ["front"]);
    assert_eq!(found("org:nato"), ["hall"]);
    assert_eq!(found("country:*"), ["capitals", "front", "hall"]);
    assert_eq!(found("tank -country:*"), ["museum"]);
    assert_eq!(found("country:atlantis"), [""; 0]);
}

#[test]
fn any_form_of_a_name_does() {
    let fixture = library();
    for query in ["country:Ukrainian", "country:kyiv"] {
        assert_eq!(fixture.found(query), fixture.found("country:ukraine"), "{query}");
    }
    assert_eq!(fixture.found("org:\"north atlantic alliance\""), fixture.found("org:nato"));
}
