//! Figures of newsdex beside those of other programs.

use std::time::Duration;

use super::latency::median;
use super::peers::Peer;
use super::report::{PeerFigures, PeerKind};

/// How long newsdex and another program took for one query, from the start of a process to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The other one.
    pub peer: Peer,
    /// The kind of the query.
    pub kind: String,
    /// Newsdex's time.
    pub newsdex: Duration,
    /// The other one's.
    pub other: Duration,
}

/// The figures of each program, given what it took to give it the articles, and the bytes that it keeps of them.
#[must_use]
pub fn peer_figures(setups: impl Iterator<Item = (Peer, Duration, u64)>, asked: &[Asked]) -> Vec<PeerFigures> {
    let figures = |(peer, setup, bytes): (Peer, Duration, u64)| {
        let own: Vec<&Asked> = asked.iter().filter(|asked| asked.peer == peer).collect();
        let mut kinds: Vec<&str> = Vec::new();
        for Asked { kind, .. } in &own {
            kinds.extend((!kinds.contains(&kind.as_str())).then_some(kind.as_str()));
        }
        let of_kind = |kind| own.iter().copied().filter(|asked| asked.kind == kind).collect::<Vec<_>>();
        PeerFigures {
            peer: peer.name().to_owned(),
            setup_us: microseconds(setup),
            bytes,
            kinds: kinds.into_iter().map(|kind| peer_kind(kind, &of_kind(kind))).collect(),
        }
    };
    setups.map(figures).collect()
}

fn peer_kind(kind: &str, asked: &[&Asked]) -> PeerKind {
    let of = |time: fn(&Asked) -> Duration| microseconds(median(asked.iter().map(|asked| time(asked)).collect()));
    let logarithm = |asked: &&Asked| (microseconds(asked.other).max(1.0) / microseconds(asked.newsdex).max(1.0)).ln();
    #[expect(clippy::cast_precision_loss, reason = "there are some tens of queries")]
    let mean = asked.iter().map(logarithm).sum::<f64>() / asked.len().max(1) as f64;
    PeerKind {
        kind: kind.to_owned(),
        queries: asked.len(),
        newsdex_p50_us: of(|asked| asked.newsdex),
        p50_us: of(|asked| asked.other),
        ratio: mean.exp(),
    }
}

fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_that_of_the_other_by_newsdex() {
        let asked = |peer, kind: &str, newsdex, other| {
            let (newsdex, other) = (Duration::from_millis(newsdex), Duration::from_millis(other));
            Asked { peer, kind: kind.to_owned(), newsdex, other }
        };
        let all = [
            asked(Peer::Sqlite, "a", 10, 40),
            asked(Peer::Ripgrep, "a", 10, 90),
            asked(Peer::Sqlite, "a", 20, 20),
            asked(Peer::Sqlite, "b", 8, 4),
        ];
        let setups = [(Peer::Sqlite, Duration::from_millis(1), 7)].into_iter();
        let figures = peer_figures(setups, &all);
        let [PeerFigures { peer, bytes: 7, kinds, .. }] = figures.as_slice() else { panic!("{figures:?}") };
        assert_eq!(peer, "SQLite FTS5");
        let ratios: Vec<(&str, usize, f64)> =
            kinds.iter().map(|kind| (kind.kind.as_str(), kind.queries, (kind.ratio * 1e6).round() / 1e6)).collect();
        assert_eq!(ratios, [("a", 2, 2.0), ("b", 1, 0.5)]);
        assert!((kinds[0].p50_us - 30_000.0).abs() < 1e-6 && (kinds[0].newsdex_p50_us - 15_000.0).abs() < 1e-6);
    }
}
