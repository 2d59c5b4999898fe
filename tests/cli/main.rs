//! Tests of the program as a user meets it: the real binary on real files.

mod corpus;
mod determinism;
mod fixture;
mod formats;
mod incremental;
mod index;
mod locking;
mod output;
mod paging;
mod removing;
mod search;
mod seed;
mod texts;
