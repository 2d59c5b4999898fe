//! From files on disk to raw articles: walking, decompressing, decoding, and one module a format.

mod csv_rows;
mod decode;
mod decompress;
mod field_values;
mod fields;
mod format;
mod input;
mod json_layout;
mod json_lines;
mod json_values;
mod open;
mod problem;
mod record_date;
mod records;
mod sniff;
mod split;
mod walk;
mod wide;

pub use decode::DecodeWarning;
pub use decompress::StreamError;
pub use fields::{FieldMap, FieldMapError, NoText};
pub use format::{Compression, Format, bare_name, by_name};
pub use open::{Opened, ReadError, ReadOptions, open};
pub use problem::{RecordError, RecordProblem};
pub use records::{RawRecord, Records, parse_record};
pub use walk::{FoundFile, Unreadable, WalkOptions, walk};
