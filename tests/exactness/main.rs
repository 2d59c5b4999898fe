//! The engine against straight loops over all words: what matches, and what is marked.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test fails, and reports")]

#[path = "../common/mod.rs"]
mod common;
mod folder;
mod highlights;
mod matches;
mod news;
mod queries;
mod rules;
mod scan;
