//! What is packed comes back, whatever it is; what is damaged is refused.

use std::sync::{Arc, OnceLock};

use proptest::prelude::*;

use super::*;

/// Words of a made language: the commonest first.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ra", "to", "mi", "sen", "ul", "ka", "vor", "ne", "lis", "do", "pra", "ti", "gul", "em", "os", "han"];
    let mut word = String::new();
    let mut rest = rank + 3;
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 16]);
        rest /= 16;
    }
    word
}

/// Articles of a made language: the words are spread as Zipf says, and some follow others more often than by chance.
struct Writer(u64);

impl Writer {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's MMIX generator.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize * limit) >> 31
    }

    fn article(&mut self, words: usize) -> String {
        let mut text = String::new();
        let mut last = 0;
        for place in 0..words {
            // As likely below 8 as from 8 to 63, from 64 to 511, or above: the density of the rank r is about 1 / r.
            let bits = 3 * (1 + self.below(4));
            let rank = self.below(1 << bits);
            last = if self.below(3) == 0 { (last * 7 + 1) % 500 } else { rank };
            match self.below(60) {
                _ if place == 0 => {}
                0 => text.push_str(".\n\n"),
                1..4 => text.push_str(". "),
                4..8 => text.push_str(", "),
                8 => text.push_str(" 1"),
                _ => text.push(' '),
            }
            if text.is_empty() || text.ends_with(['\n', '.']) || text.ends_with(". ") {
                let word = word(last);
                text.push_str(&word[..1].to_uppercase());
                text.push_str(&word[1..]);
            } else {
                text.push_str(&word(last));
            }
        }
        text
    }

    fn articles(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.article(500)).collect()
    }
}

fn model(texts: &[String]) -> Model {
    let mut trainer = Trainer::default();
    for text in texts {
        trainer.add(text);
    }
    trainer.model().unwrap()
}

/// Packers with a model of the made language, with one of nothing, and without one.
fn packers() -> &'static [Packer; 3] {
    static PACKERS: OnceLock<[Packer; 3]> = OnceLock::new();
    PACKERS.get_or_init(|| {
        let trained = model(&Writer(1).articles(200));
        [Packer::new(Some(Arc::new(trained))), Packer::new(Some(Arc::new(model(&[])))), Packer::default()]
    })
}

/// One that only unpacks, with the stored model of the first of them.
fn unpacker() -> &'static Packer {
    static UNPACKER: OnceLock<Packer> = OnceLock::new();
    UNPACKER.get_or_init(|| Packer::of_stored(model(&Writer(1).articles(200)).to_bytes().to_vec()).unwrap())
}

fn pack(packer: &Packer, text: &str, starts: &[u32]) -> Vec<u8> {
    let mut out = vec![1, 2, 3];
    packer.pack(text, starts, &mut out);
    assert_eq!(out[..3], [1, 2, 3]);
    out.split_off(3)
}

/// Texts in which known words, unknown ones and any characters meet.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => (0usize..3000).prop_map(word),
        1 => (0usize..3000).prop_map(|rank| word(rank).to_uppercase()),
        1 => "[A-Z][a-z]{1,9}",
        1 => "[0-9]{1,12}",
        3 => Just(" ".to_owned()),
        1 => "[ .,\n\"-]{1,5}",
        1 => "\\PC{0,6}",
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_in_any_parts_comes_back(text in texts(), mut starts in proptest::collection::vec(0u32..400, 0..12)) {
        starts.sort_unstable();
        for packer in packers() {
            let bytes = pack(packer, &text, &starts);
            let found = packer.unpack(&bytes);
            prop_assert_eq!(found.as_deref(), Ok(text.as_str()));
            let ranges = Packer::ranges(&bytes).unwrap();
            for start in starts.iter().map(|start| *start as usize) {
                let is_border = start < text.len() && text.is_char_boundary(start);
                prop_assert_eq!(is_border, ranges.iter().any(|range| range.start == start));
            }
            for (part, range) in ranges.iter().enumerate() {
                let found = packer.unpack_part(&bytes, part);
                prop_assert_eq!(found.as_deref(), Ok(&text[range.clone()]));
            }
            for first in 0..ranges.len() {
                let found = packer.unpack_parts(&bytes, first..ranges.len());
                prop_assert_eq!(found.as_deref(), Ok(&text[ranges[first].start..]));
            }
            prop_assert_eq!(packer.unpack_part(&bytes, ranges.len()), Err(Damaged::NoSuchPart));
            prop_assert!(bytes.len() <= text.len() + 3 * ranges.len() + 2);
        }
        let (bytes, unpacker) = (pack(&packers()[0], &text, &starts), unpacker());
        for (part, range) in Packer::ranges(&bytes).unwrap().into_iter().enumerate() {
            let found = unpacker.unpack_part(&bytes, part);
            prop_assert_eq!(found.as_deref(), Ok(&text[range]));
        }
        prop_assert_eq!(unpacker.unpack(&bytes), Ok(text));
    }

    #[test]
    fn damaged_bytes_give_errors_or_text(text in texts(), starts in proptest::collection::vec(0u32..400, 0..4), seed: u64) {
        let mut writer = Writer(seed);
        for packer in packers() {
            let whole = pack(packer, &text, &starts);
            for length in 0..whole.len() {
                let damaged = &whole[..length];
                prop_assert!(packer.unpack(damaged).as_deref() != Ok(&text));
                let _ = packer.unpack_part(damaged, 1);
            }
            for _ in 0..20 {
                let mut damaged = whole.clone();
                let place = writer.below(damaged.len());
                damaged[place] ^= 1 << writer.below(8);
                let _ = packer.unpack_parts(&damaged, 0..writer.below(3));
                if let Ok(text) = packer.unpack(&damaged) {
                    prop_assert!(text.len() < damaged.len() << 12);
                }
            }
        }
    }

    #[test]
    fn any_bytes_give_errors_or_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for packer in packers() {
            if let Ok(text) = packer.unpack(&bytes) {
                prop_assert!(text.len() < bytes.len() << 12);
            }
            let _ = packer.unpack_parts(&bytes, 1..3);
        }
    }
}

#[test]
fn articles_take_little_more_than_half_of_what_zstd_makes_of_them() {
    let [trained, _, without] = packers();
    let articles = Writer(99).articles(50);
    let (mut words, mut zstd) = (0, 0);
    for article in &articles {
        let starts: Vec<u32> = article.match_indices("\n\n").map(|(at, _)| at as u32 + 2).collect();
        words += pack(trained, article, &starts).len();
        zstd += pack(without, article, &starts).len();
    }
    assert!(words * 9 < zstd * 5, "{words} {zstd}");
}

#[test]
fn a_text_of_another_language_is_never_packed_worse_than_without_a_model() {
    let [trained, _, without] = packers();
    let foreign = "Ελλάδα και θάλασσα, πλοία του ναυτικού στο λιμάνι του Πειραιά. ".repeat(20);
    let noise: String = (0..500).map(|n| char::from_u32(0x4e00 + n * 37 % 9000).unwrap_or(' ')).collect();
    for text in [foreign.as_str(), noise.as_str(), "x", "", "Ж"] {
        let bytes = pack(trained, text, &[]);
        assert!(bytes.len() <= pack(without, text, &[]).len(), "{text}");
        assert_eq!(trained.unpack(&bytes).as_deref(), Ok(text));
    }
}

#[test]
fn the_model_does_not_depend_on_order_or_on_who_counted() {
    let mut texts = Writer(5).articles(60);
    texts[7].push('\n');
    let whole = model(&texts);
    let mut reversed = Trainer::default();
    texts.iter().rev().for_each(|text| reversed.add(text));
    assert!(reversed.model().unwrap().to_bytes() == whole.to_bytes());
    let mut trainers = [Trainer::default(), Trainer::default(), Trainer::default()];
    texts.iter().enumerate().for_each(|(place, text)| trainers[place * 7 % 3].add(text));
    let [mut first, second, third] = trainers;
    first.merge(&third);
    first.merge(&second);
    assert!(first.model().unwrap().to_bytes() == whole.to_bytes());
}

#[test]
fn a_stored_model_unpacks_what_the_trained_one_has_packed() {
    let texts = Writer(8).articles(60);
    let trained = model(&texts);
    let loaded = Model::from_bytes(trained.to_bytes().to_vec()).unwrap();
    let (trained, loaded) = (Packer::new(Some(Arc::new(trained))), Packer::new(Some(Arc::new(loaded))));
    for text in Writer(9).articles(10) {
        let bytes = pack(&trained, &text, &[1000, 2000]);
        assert_eq!(pack(&loaded, &text, &[1000, 2000]), bytes);
        assert_eq!(loaded.unpack(&bytes), Ok(text));
    }
}

#[test]
fn what_only_unpacks_packs_as_if_it_had_no_model() {
    let text = Writer(9).article(300);
    assert_eq!(pack(unpacker(), &text, &[500]), pack(&packers()[2], &text, &[500]));
}

#[test]
fn damaged_models_are_refused() {
    let stored = model(&Writer(8).articles(20)).to_bytes().to_vec();
    assert!(matches!(Model::from_bytes(b"something else".to_vec()), Err(BadModel::NotAModel)));
    let mut writer = Writer(3);
    for _ in 0..100 {
        let mut damaged = stored.clone();
        damaged[writer.below(stored.len())] ^= 1 << writer.below(8);
        assert!(Model::from_bytes(damaged).is_err());
        let cut = &stored[..writer.below(stored.len())];
        assert!(Model::from_bytes(cut.to_vec()).is_err());
        assert!(Packer::of_stored(cut.to_vec()).is_err());
    }
}

#[test]
fn made_up_models_are_refused_or_unpack_what_they_have_packed() {
    let stored = model(&Writer(8).articles(20)).to_bytes().to_vec();
    let mut writer = Writer(3);
    let text = writer.article(100);
    let bytes = pack(&packers()[0], &text, &[]);
    let mut accepted = 0;
    for number in 0..2000 {
        let mut content = stored[16..].to_vec();
        // Every other time at the beginning, where most would be refused at once.
        let limit = if number % 2 == 0 { content.len() } else { 4000 };
        let place = writer.below(limit);
        content[place] ^= 1 << writer.below(8);
        let sealed = model::sealed(&content);
        let unpacked = Packer::of_stored(sealed.clone()).map(|unpacker| unpacker.unpack(&bytes));
        if let Ok(model) = Model::from_bytes(sealed) {
            accepted += 1;
            let packer = Packer::new(Some(Arc::new(model)));
            assert_eq!(unpacked, Ok(packer.unpack(&bytes)));
            assert_eq!(packer.unpack(&pack(&packer, &text, &[])).as_deref(), Ok(text.as_str()));
        }
    }
    assert!(accepted > 0);
}

#[test]
fn a_model_is_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Packer>();
}

#[test]
fn a_text_packed_with_a_model_needs_one() {
    let [trained, _, without] = packers();
    let bytes = pack(trained, &Writer(4).article(100), &[]);
    assert_eq!(without.unpack(&bytes), Err(Damaged::NoModel));
}
