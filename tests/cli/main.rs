//! Tests of the program as a user meets it: the real binary on real files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests, and say why they skip"
)]

mod bench;
mod cleaning;
mod copies;
mod corpus;
mod days;
mod determinism;
mod eval;
mod evaluation;
mod expansion;
mod explaining;
mod facets;
mod fixture;
mod formats;
mod incremental;
mod index;
mod languages;
mod locking;
mod metadata;
mod names;
mod output;
mod paging;
mod passages;
mod query_language;
mod recency;
mod removing;
mod scripts;
mod search;
mod seed;
mod sorting;
mod templates;
mod texts;
mod things;
mod timeline;
