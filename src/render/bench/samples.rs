//! Reports for tests.

use crate::bench::report::{
    Answer, Bar, FirstQuery, IndexFigures, KindFigures, KindRatio, Memory, Program, QueryFigures, QueryReport,
    StageMeans, ThreadFigures,
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
    }
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
