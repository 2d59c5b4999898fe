//! `newsdex index`

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::args::IndexArgs;
use super::exit::Exit;
use super::progress::{Progress, handle_interrupts};
use super::settings::Settings;
use super::summary::Summary;
use super::terminal::Terminal;
use crate::index::{IndexFolder, Reader, Scope, Writer, path_from_bytes};
use crate::pipeline::{self, IndexReport, Input, Observer, Phase, Problem, ProblemKind, Target};
use crate::render::write_json;

pub(super) fn run(args: &IndexArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let start = Instant::now();
    let settings = Settings::new(&args.reading, args.fresh, args.keep_missing)?;
    let progress = Progress::new(terminal);
    let input = input_and_list(args, index, &progress)?;
    let (report, _) = update(index, &settings, &input, &progress)?;
    if report.interrupted && args.fresh {
        Terminal::complain("interrupted: the new index was given up; the old one, if there was one, is as it was");
        return Ok(Exit::Interrupted);
    }
    let summary = Summary::new(report, &Reader::open(index)?, start.elapsed());
    if args.json {
        summary.write_json(&mut Terminal::out())?;
    } else {
        summary.write_text(index, terminal);
    }
    Ok(summary.exit(args.strict_files))
}

/// Brings the index up to date with the input, watched by `progress`.
pub(super) fn update(
    index: &Path,
    settings: &Settings,
    input: &Input,
    progress: &Progress,
) -> Result<(IndexReport, Vec<Scope>)> {
    handle_interrupts()?;
    let mut writer = Writer::open(index, &settings.writer)?;
    let run = || {
        let (report, scopes) = pipeline::index(&mut writer, input, &settings.index, progress)?;
        if report.interrupted && settings.writer.fresh {
            writer.abandon()?;
        } else {
            progress.phase(Phase::Merging);
            writer.finish()?;
        }
        Ok((report, scopes))
    };
    progress.watch(input, settings.index.walk, run)
}

/// What the arguments of `index` name. What the user typed must be there; what a list names is reported if it is not.
fn input_and_list(args: &IndexArgs, index: &Path, progress: &Progress) -> Result<Input> {
    let mut input = input(&args.articles, index)?;
    if let Some(list) = &args.files_from {
        for path in read_list(list)? {
            match target(&path, index) {
                Ok(target) => input.targets.push(target),
                Err(error) => {
                    let reason = format!("{:#}", error.root_cause());
                    let problem = Problem { path, line: None, kind: ProblemKind::Unreadable, reason };
                    progress.problem(&problem);
                    input.problems.push(problem);
                }
            }
        }
    }
    if input.targets.is_empty() && !input.problems.is_empty() {
        bail!("none of the files on the list is there");
    }
    Ok(input)
}

/// What was typed: files and folders, which must be there, and `-`.
pub(super) fn input(articles: &[PathBuf], index: &Path) -> Result<Input> {
    let mut input = Input::default();
    for path in articles {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).context("reading standard input")?;
            input.stdin = Some(bytes);
        } else {
            input.targets.push(target(path, index)?);
        }
    }
    Ok(input)
}

pub(super) fn target(path: &Path, index: &Path) -> Result<Target> {
    let target = Target::find(path).with_context(|| format!("reading '{}'", path.display()))?;
    if target.is_folder && IndexFolder::is_index(&target.absolute) {
        bail!("'{}' is an index, not a folder of articles (the index is '{}')", path.display(), index.display());
    }
    Ok(target)
}

fn read_list(list: &Path) -> Result<Vec<PathBuf>> {
    let context = || format!("reading the list '{}'", list.display());
    let mut bytes = Vec::new();
    if list.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).with_context(context)?;
    } else {
        bytes = std::fs::read(list).with_context(context)?;
    }
    let lines = bytes.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    Ok(lines.filter(|line| !line.trim_ascii().is_empty()).map(path_from_bytes).collect())
}

impl Summary {
    fn exit(&self, strict_files: bool) -> Exit {
        if self.report().interrupted {
            Exit::Interrupted
        } else if strict_files && self.has_skipped() {
            Exit::SkippedFiles
        } else {
            Exit::Success
        }
    }

    fn write_json(&self, out: &mut impl Write) -> Result<()> {
        write_json(&self.to_json(), &mut *out)?;
        Ok(out.flush()?)
    }
}
