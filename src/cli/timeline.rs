//! `newsdex timeline`

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::answering::{create, open};
use super::args::{TimelineArgs, TimelinePeriod};
use super::asking::{Asked, are_accepted, talk_of_undated};
use super::exit::Exit;
use super::terminal::Terminal;
use crate::parts::Parts;
use crate::render::{write_timeline, write_timeline_json, write_timeline_svg};
use crate::search::Period;

/// More bars than this nobody looks at, and a wrong date could ask for millions.
const MAX_BARS: usize = 5_000;

pub(super) fn run(args: &TimelineArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let asked = [Asked::typed(&args.query)];
    if !are_accepted(&asked, &args.asking, terminal) {
        return Ok(Exit::Failure);
    }
    let [asked] = asked;
    if asked.parsed.query.is_empty() {
        bail!("the query {:?} holds no word to search for", asked.text);
    }
    let Some(searcher) = open((&args.asking.within, &args.reading), Parts::ALL, index, terminal)? else {
        return Ok(Exit::NothingFound);
    };
    let searcher = searcher.in_languages(&args.asking.lang)?;
    let timeline = searcher.timeline(&asked.request(&args.asking))?;
    let by = args.by.map_or_else(|| timeline.period(), period);
    let bars = timeline.bars(by);
    if bars > MAX_BARS {
        bail!("from the first to the last article there are {bars} {}s: name a longer period with --by", by.name());
    }
    if let Some(file) = &args.svg {
        let mut picture = create(file)?;
        write_timeline_svg(&timeline, by, &mut picture)
            .and_then(|()| picture.flush())
            .context("writing the picture")?;
    }
    let mut out = Terminal::out();
    if args.json {
        write_timeline_json(&timeline, by, &mut out)?;
    } else {
        write_timeline(&timeline, by, &terminal.text_options(true), &mut out)?;
    }
    out.flush()?;
    match timeline.articles() {
        0 => terminal.talk("no article matches"),
        1 => terminal.talk("1 article"),
        articles => terminal.talk(&format!("{articles} articles by {}", by.name())),
    }
    talk_of_undated(None, timeline.undated, terminal);
    Ok(if timeline.articles() > 0 { Exit::Success } else { Exit::NothingFound })
}

fn period(by: TimelinePeriod) -> Period {
    match by {
        TimelinePeriod::Day => Period::Day,
        TimelinePeriod::Week => Period::Week,
        TimelinePeriod::Month => Period::Month,
        TimelinePeriod::Year => Period::Year,
    }
}
