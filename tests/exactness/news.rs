//! Random articles over a small vocabulary, in which frequent words are much more frequent than rare ones (Zipf).

use std::collections::BTreeSet;

use crate::common::Dice;

/// Words with their inflections: of one stem, or nearly.
const FAMILIES: &str = "strike strikes striking striker strikers; nation nations national nationals nationally \
    nationality; missile missiles; defence defense defences defended defending defender; sanction sanctions sanctioned \
    sanctioning; tank tanks tanker tankers; launch launches launched launching launcher launchers; report reports \
    reported reporter reporting; operate operates operated operating operation operations operational operator; radar \
    radars; ship ships shipped shipping shipment; attack attacks attacked attacker attacking; train trains trained \
    training trainer; treaty treaties; ally allies allied alliance; fly flies flew flying flown; destroy destroyed \
    destroyer destroyers destruction; sail sails sailed sailing sailor sailors; mine mines mined mining miner; sign signs \
    signed signing signal signals; drone drones; bridge bridges bridged; general generals generally; minister ministers \
    ministry ministries ministerial; officer officers official officials officially; army armies armed arms arm armour; \
    secret secrets secretly secretary secretaries; commit commits committed committee commitment; station stations \
    stationed; relate relates relation relations relative relatively; policy policies police policed; port ports ported; \
    carry carries carried carrier carriers; guide guides guided guidance; engine engines engineer engineers engineering; \
    crew crews; war wars warring; fight fights fought fighting fighter fighters; cut cuts cutting; rocket rockets; burn \
    burned burnt burning; test tests tested testing; deploy deploys deployed deploying deployment deployments; patrol \
    patrols patrolled patrolling; supply supplies supplied supplying supplier; plan plans planned planning planner; build \
    builds built building buildings; order orders ordered ordering; run runs ran running runner; lead leads led leading \
    leader leaders; river rivers; winter winters; city cities; border borders bordering; the; of; and; in; to; with; for; \
    on; from; by; near; said; that; was; were; not; or; us; who; after; more";

/// Names, words with marks in them, numbers and designations.
const OTHERS: &str = "Kyiv|Kiev|Odesa|Suwałki|Suwalki|Zelensky|Zelenskyy|Erdoğan|Ankara|Crimea|Donbas|Nagoya|Rheinmetall|\
    Raytheon|Lockheed|Martin|Wiesbaden|Ramstein|Larissa|Bahrain|Hormuz|Gotland|Bornholm|Vilnius|Tallinn|Riga|NATO|U.S.|US|\
    U.N.|EU|long-range|short-range|air-to-air|anti-tank|co-operate|operates|re-elect|re-elected|elect|elected|un-armed|non-ministerial|mid-air|north-east|ground-based|counter-attack|\
    drone-boat|well-known|Kyiv’s|don’t|F-35|F-35A|F-35B|F-35s|F 35|T-72|T-72B3|T-72A|Su-57|S-400|MQ-9|MQ-9B|AIM-120|AIM-120D|\
    DDG 85|Type 055|5|14|27|27,000|3.5|$27 million|27m|1990s|two|second|2nd|2|2022|155-millimetre|10:30|24.02.2022|2022-02-24|February|Feb|24|24th|9|May|café|naïve|\
    Čáslav|Łódź|Straße|東京|東京都|ミサイル|ミサイル防衛|防衛ミサイル部隊|年|2025年|F-16战机|战机|전쟁|전쟁은|สงคราม|ё|ёлка";

/// Words in other scripts and signs, as pages have them.
const SIGNS: &str = "🇺🇦|🚀|👩‍✈️|日本語|東京|ミサイル|ミサイル防衛|が|cafe\u{301}|Zˇelensky|e\u{301}clair|n\u{303}|Київ|война|حرب|\
    สงคราม|युद्ध|전쟁|5️⃣|①|ﬁre|Ｆ-35|F‑35|\u{ad}soft\u{ad}hyphen|--|…|“quoted”|(and)|a̐éö̲|ZWJ\u{200d}";

pub(crate) struct Article {
    pub title: String,
    pub body: String,
}

/// The words of the articles, the frequent ones first.
pub(crate) fn vocabulary(with_signs: bool) -> Vec<String> {
    let families = FAMILIES.split([';', ' ']).map(str::trim).filter(|word| !word.is_empty());
    let signs = if with_signs { SIGNS } else { "" };
    let others = OTHERS.split('|').chain(signs.split('|')).map(str::trim).filter(|word| !word.is_empty());
    let words: BTreeSet<String> = families.chain(others).map(str::to_owned).collect();
    let mut dice = Dice(17);
    let count = words.len();
    dice.sample(words.into_iter().collect(), count)
}

/// A word: the n-th of the list one n-th as often as the first.
pub(crate) fn word<'w>(words: &'w [String], dice: &mut Dice) -> &'w str {
    // Among the first so many, where that is any power of two: the n-th comes up about one n-th as often as the first.
    let most = 8 << dice.below(words.len().ilog2() as usize - 1);
    let at = dice.below(most);
    words.get(at).unwrap_or_else(|| &words[at % words.len()])
}

fn sentence(words: &[String], dice: &mut Dice) -> String {
    let mut text = String::new();
    let count = 3 + dice.below(14);
    for at in 0..count {
        let next = word(words, dice);
        match (at, next.chars().next().filter(char::is_ascii_lowercase)) {
            (0, Some(first)) => {
                text.push(first.to_ascii_uppercase());
                text.push_str(&next[1..]);
            }
            _ => text.push_str(next),
        }
        text.push_str(if at + 1 == count {
            "."
        } else {
            dice.pick::<&str>(&[" ", " ", " ", " ", " ", " ", ", ", "; ", " – ", "-"])
        });
    }
    text
}

/// So many articles, the same for the same seed.
pub(crate) fn articles(count: usize, words: &[String], dice: &mut Dice) -> Vec<Article> {
    let article = |number: usize| {
        let title: Vec<&str> = (0..2 + dice.below(6)).map(|_| word(words, dice)).collect();
        let paragraph =
            |dice: &mut Dice| (0..=dice.below(2)).map(|_| sentence(words, dice)).collect::<Vec<_>>().join(" ");
        let paragraphs: Vec<String> = (0..=dice.below(3)).map(|_| paragraph(dice)).collect();
        Article { title: format!("Report {number} {}", title.join(" ")), body: paragraphs.join("\n\n") }
    };
    (1..=count).map(article).collect()
}
