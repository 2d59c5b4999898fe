//! How well cleaning works: cleaned pages against articles that are known. And how good rankings are: the articles that a
//! search found against those that people judged to answer the query.
//!
//! The measure of cleaning is that of the public article-extraction benchmark: shingles of four words (`shingles`),
//! precision and recall of each page, and means over pages (`measure`). Rankings have the measures of `trec_eval`
//! (`ranking`), queries and judgements the forms of TREC and BEIR (`judgements`), rankings of
//! other programs that of TREC (`runs`), and `significance` says whether two
//! rankings differ by more than chance. All are pure. `folder` alone reads files: the pages of a development folder, to
//! measure any function that cleans.

mod folder;
mod judgements;
mod measure;
mod ranking;
mod runs;
mod shingles;
mod significance;

pub use folder::{Benchmark, EvaluationError, Kind, Measured};
pub use judgements::{BadLine, FileQuery, Judgements, parse_qrels, parse_queries};
pub use measure::{PageScore, Summary};
pub use ranking::{Figures, Grades, MEASURES, Measure, means, measure};
pub use runs::{Run, parse_run};
pub use shingles::Truth;
pub use significance::randomization_test;
