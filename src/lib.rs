//! newsdex turns a folder of scraped news articles into a search index, and answers keyword searches with ranked
//! passages in which the matched terms are marked.
//!
//! The modules in reading order: [`corpus`] reads files, [`clean`] cuts the article out of the page, [`passage`]
//! splits it, [`analysis`] makes terms of words, [`gazetteer`] finds names, [`packing`] packs texts, [`index`] keeps them, [`pipeline`] does all this for a folder.
//! [`export`] writes cleaned articles to files, and [`evaluation`] measures cleaning and rankings.
//! [`query`] understands what was typed, [`search`] answers it, [`bench`](mod@bench) measures how fast, [`render`] shows the answer, and
//! [`cli`] is the program around them. [`parts`] can be left out, to see what they give.
//!
//! ```
//! use newsdex::analysis::Analyzer;
//! use newsdex::article::{Metadata, RawArticle, Shape};
//! use newsdex::clean::{CleanOptions, clean};
//!
//! let text = "Minister visits the fleet\n\nBy Jane Roe\n\nThe minister visited the fleet on Monday, officials said. \
//!             She spoke with the crews of two frigates.\n\nShare this article\n";
//! let raw = RawArticle { shape: Shape::Text, text: text.into(), metadata: Metadata::default() };
//! let article = clean(&raw, &CleanOptions::default()).article;
//! assert_eq!(article.metadata.title.as_deref(), Some("Minister visits the fleet"));
//! assert!(article.body().0.ends_with("two frigates."));
//! assert_eq!(Analyzer::new().terms("frigates"), ["frigat"]);
//! ```

pub mod analysis;
pub mod article;
pub mod bench;
pub mod clean;
pub mod cli;
pub mod copies;
pub mod corpus;
pub mod evaluation;
pub mod export;
pub mod gazetteer;
pub mod index;
pub mod octets;
pub mod packing;
pub mod parts;
pub mod passage;
pub mod pipeline;
pub mod query;
pub mod random;
pub mod render;
pub mod search;
mod sorted_lines;
pub mod units;
