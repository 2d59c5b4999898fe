//! Articles made up for tests.

use std::fmt::Write;

use serde_json::json;

/// A page of plain text that cleaning leaves as it is: a title, and one paragraph that names `word`.
pub(crate) fn page(title: &str, word: &str) -> String {
    format!(
        "{title}\n\nThe ministry said on Monday that the {word} would be moved to the northern harbour in spring.\n"
    )
}

/// Numbers that look random and are the same in every run (a linear congruential generator).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const WORDS: &[&str] = &[
    "missile",
    "radar",
    "frigate",
    "brigade",
    "sanction",
    "treaty",
    "drone",
    "harbour",
    "convoy",
    "budget",
    "alliance",
    "minister",
    "parliament",
    "exercise",
    "submarine",
    "engine",
    "contract",
    "pilot",
    "runway",
    "sensor",
    "border",
    "corridor",
    "export",
    "licence",
    "factory",
    "shell",
    "tank",
    "bridge",
    "cable",
    "satellite",
    "summit",
    "protocol",
];

/// Places, of which each article names one.
const PLACES: [&str; 4] = ["Brest", "Odesa", "Gdynia", "Tartus"];

/// A sentence of `length` words.
pub(crate) fn sentence(dice: &mut Dice, length: u64) -> String {
    let mut sentence = String::from("The");
    for _ in 0..length {
        let word = WORDS[usize::try_from(dice.roll(WORDS.len() as u64)).unwrap()];
        write!(sentence, " {word}").unwrap();
    }
    sentence + "."
}

/// A body of `paragraphs` paragraphs, each long enough for a passage of its own.
pub(crate) fn body(dice: &mut Dice, paragraphs: usize) -> String {
    let paragraph = |dice: &mut Dice| {
        let sentences: Vec<String> = (0..6).map(|_| sentence(dice, 18)).collect();
        sentences.join(" ")
    };
    (0..paragraphs).map(|_| paragraph(dice)).collect::<Vec<_>>().join("\n\n")
}

/// JSON Lines of `count` articles. Every third is word for word the same as others, so that their scores are equal.
pub(crate) fn many_records(count: u64) -> String {
    let mut lines = String::new();
    for number in 0..count {
        let (seed, place) = match number % 3 {
            0 => (7, PLACES[0]),
            _ => (1000 + number, PLACES[usize::try_from(number % 4).unwrap()]),
        };
        let text = format!("{} The next report comes from {place}.", body(&mut Dice::new(seed), 4));
        let record = json!({ "id": format!("made-{number:03}"), "title": "Weekly report", "text": text });
        writeln!(lines, "{record}").unwrap();
    }
    lines
}
