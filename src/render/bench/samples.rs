//! Reports for tests.

use crate::bench::report::{
    Answer, Bar, FirstQuery, IndexFigures, IndexRatio, IndexRun, IndexingReport, KindFigures, KindRatio, Measure,
    Memory, PeerFigures, PeerKind, PhaseSeconds, Program, QueryFigures, QueryReport, Rounds, StageMeans, StepSeconds,
    ThreadFigures,
};

/// A report with one kind, and all that may be absent.
pub(in crate::render) fn query_report() -> QueryReport {
    QueryReport {
        version: 1,
        program: Program { version: "0.1.0".to_owned(), cores: 2 },
        index: IndexFigures { articles: 20_000, segments: 3, bytes: 46_500_000 },
        seed: 1,
        queries: 1,
        rounds: 4,
        kinds: vec![kind("term_high", Answer::Full)],
        threads: vec![
            ThreadFigures { threads: 1, queries_per_second: 400.0 },
            ThreadFigures { threads: 2, queries_per_second: 700.0 },
        ],
        first_query: Some(FirstQuery { processes: 10, p50_us: 21_500.0, max_us: 24_000.0, search_p50_us: 9_000.0 }),
        memory: Some(Memory { anonymous_bytes: 21_000_000, mapped_bytes: 38_000_000 }),
        baseline: Some(vec![KindRatio {
            kind: "term_high".to_owned(),
            answer: Answer::Full,
            queries: 1,
            ratio: 1.25,
            low: 1.125,
            high: 1.5,
            is_regression: true,
        }]),
        peers: Some(vec![PeerFigures {
            peer: "SQLite FTS5".to_owned(),
            setup_us: 6_500_000.0,
            bytes: 120_000_000,
            kinds: vec![PeerKind {
                kind: "term_high".to_owned(),
                queries: 4,
                newsdex_p50_us: 20_000.0,
                p50_us: 25_000.0,
                ratio: 1.25,
            }],
        }]),
    }
}

/// Runs with one and two threads, of which only the first has all that may be absent.
pub(in crate::render) fn indexing_report() -> IndexingReport {
    let steps_s = StepSeconds { walk: 1.0, read: 2.0, decode: 1.0, clean: 8.0, analyse: 7.0, write: 1.0 };
    let one = IndexRun {
        threads: 1,
        seconds: 20.0,
        cpu_seconds: Some(22.5),
        files: 20_000,
        articles: 19_990,
        bytes_read: 60_000_000,
        articles_per_second: 999.5,
        mb_per_second: 3.0,
        peak_anonymous_bytes: Some(210_000_000),
        index_bytes: 46_500_000,
        segments: 3,
        steps_s,
        phases_s: PhaseSeconds { index: 18.0, commit: 1.5, clean_again: 0.25, merge: 0.25 },
    };
    let two = IndexRun {
        threads: 2,
        seconds: 10.0,
        cpu_seconds: None,
        articles_per_second: 1999.0,
        mb_per_second: 6.0,
        peak_anonymous_bytes: None,
        ..one.clone()
    };
    let program = Program { version: "0.1.0".to_owned(), cores: 2 };
    let rounds = [&one, &two].map(|run| {
        let mut rounds = Rounds::default();
        rounds.push(run);
        rounds
    });
    let (threads, measure) = (2, Measure::Seconds);
    let slower = IndexRatio { threads, measure, ratio: 1.25, low: 1.1, high: 1.4, is_regression: true };
    let baseline = Some(vec![slower]);
    IndexingReport { version: 1, program, runs: vec![one, two], rounds: rounds.to_vec(), baseline }
}

pub(super) fn kind(kind: &str, answer: Answer) -> KindFigures {
    let bar = |from_us, to_us, answers| Bar { from_us, to_us, answers };
    KindFigures {
        kind: kind.to_owned(),
        answer,
        queries: 1,
        answers: 4,
        mean_hits: 10.0,
        mean_matches: 2345.5,
        mean_us: 1500.0,
        p50_us: 1250.0,
        p90_us: 1750.0,
        p99_us: 2000.0,
        p999_us: 2000.0,
        max_us: 2000.0,
        stages_us: StageMeans {
            parse: 1.5,
            plan: 13.5,
            matching: 300.0,
            score: 450.0,
            copies: 75.0,
            fetch: 225.0,
            highlight: 420.0,
            count: 15.0,
        },
        distribution: vec![bar(1024.0, 1448.0, 3), bar(1448.0, 2048.0, 1)],
        per_query: vec![QueryFigures { query: "missile".to_owned(), p50_us: 1250.0 }],
    }
}
