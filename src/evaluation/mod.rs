//! How well cleaning works: cleaned pages against articles that are known.
//!
//! The measure is that of the public article-extraction benchmark: shingles of four words (`shingles`), precision and
//! recall of each page, and means over pages (`measure`). Both are pure. `folder` reads the pages of a development
//! folder and measures any function that cleans.

mod folder;
mod measure;
mod shingles;

pub use folder::{Benchmark, EvaluationError, Kind, Measured};
pub use measure::{PageScore, Summary};
pub use shingles::Truth;
