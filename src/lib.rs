//! scaffold
pub mod analysis;
pub mod article;
pub mod clean;
pub mod cli;
pub mod corpus;
pub mod index;
pub mod passage;
pub mod pipeline;
pub mod query;
pub mod render;
pub mod search;
pub mod units;
