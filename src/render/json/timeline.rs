//! When articles appeared.

use std::io::{self, Write};

use serde::Serialize;

use super::{FORMAT_VERSION, write_line};
use crate::search::{Period, Timeline};

#[derive(Serialize)]
struct TimelineObject<'a> {
    version: u32,
    query: &'a str,
    total: u64,
    by: &'static str,
    buckets: Vec<BucketObject>,
    without_date: u64,
    undated: Option<u64>,
}

#[derive(Serialize)]
struct BucketObject {
    from: String,
    to: String,
    articles: u64,
}

/// Writes a timeline as one JSON object on one line.
///
/// # Errors
/// Only those of `out`.
pub fn write_timeline_json(timeline: &Timeline, by: Period, out: &mut dyn Write) -> io::Result<()> {
    let buckets = timeline.buckets(by).into_iter().map(|bucket| BucketObject {
        from: bucket.from.to_string(),
        to: bucket.to.to_string(),
        articles: bucket.articles,
    });
    let object = TimelineObject {
        version: FORMAT_VERSION,
        query: &timeline.query,
        total: timeline.articles(),
        by: by.name(),
        buckets: buckets.collect(),
        without_date: timeline.without_date,
        undated: timeline.undated,
    };
    write_line(&object, out)
}
