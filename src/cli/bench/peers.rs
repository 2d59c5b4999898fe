//! `newsdex bench --compare`: other programs that are installed here answer the same queries over the same articles.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::scratch::Scratch;
use crate::bench::peers::{Peer, SQLITE_END, SQLITE_START, article_text, sqlite_row, tantivy_meta, tantivy_row};
use crate::bench::report::PeerFigures;
use crate::bench::{Asked, BenchQuery, of_each_kind, peer_figures};
use crate::cli::terminal::Terminal;
use crate::index::Reader;
use crate::search::LocalSearcher;

/// So many queries are asked, of as many kinds as there are.
const QUERIES: usize = 48;

/// Rounds in which all programs are asked all queries; of each query and program the fastest counts.
const ROUNDS: usize = 3;

/// A program that has its articles.
struct Ready {
    peer: Peer,
    /// What it searches.
    place: PathBuf,
    setup: Duration,
}

/// Gives the articles of the index to all programs that are installed, and asks them. Those that are not are named.
pub(super) fn compare(
    (index, searcher): (&Path, &LocalSearcher),
    queries: &[BenchQuery],
    seed: u64,
    scratch: Option<&Path>,
    terminal: Terminal,
) -> Result<Vec<PeerFigures>> {
    let folder = Scratch::new(scratch)?;
    let mut all: Vec<Ready> = Vec::new();
    for peer in Peer::ALL {
        let version = Command::new(peer.program()).arg("--version").stdin(Stdio::null()).output();
        if version.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            terminal.talk(&format!("{} is left out: there is no program `{}` here", peer.name(), peer.program()));
            continue;
        }
        match ready(peer, folder.path(), searcher.reader()) {
            Ok(ready) => all.push(ready),
            Err(error) => terminal.talk(&format!("{} is left out: {error:#}", peer.name())),
        }
    }
    let program = std::env::current_exe().context("finding the program, to start it again")?;
    let mut asked: Vec<Asked> = Vec::new();
    for query in of_each_kind(queries, QUERIES, seed) {
        // Programs take turns, so that whatever else the machine does falls on all alike.
        let mut fastest: Vec<Option<Duration>> = vec![None; all.len() + 1];
        for _ in 0..ROUNDS {
            for (number, place) in fastest.iter_mut().enumerate() {
                let command = match all.get(number) {
                    Some(ready) => ready.command(query),
                    None => Some(newsdex(&program, index, query)),
                };
                let Some(mut command) = command else { continue };
                let start = Instant::now();
                let output = command.stdin(Stdio::null()).output();
                let elapsed = start.elapsed();
                let output = output.with_context(|| format!("starting {command:?}"))?;
                // newsdex and ripgrep say with 1 that they found nothing.
                let most = i32::from(all.get(number).is_none_or(|ready| ready.peer == Peer::Ripgrep));
                if output.status.code().is_none_or(|code| code > most) {
                    bail!("no answer from {command:?} ({})", output.status);
                }
                *place = Some(place.map_or(elapsed, |fastest| fastest.min(elapsed)));
            }
        }
        let newsdex = fastest.pop().flatten().unwrap_or_default();
        for (ready, peer) in all.iter().zip(fastest).filter_map(|(ready, fastest)| Some((ready, fastest?))) {
            asked.push(Asked { peer: ready.peer, kind: query.kind.clone(), newsdex, other: peer });
        }
    }
    asked.sort_by_key(|asked| queries.iter().position(|query| query.kind == asked.kind));
    let setups = all.iter().map(|ready| (ready.peer, ready.setup, size(&ready.place)));
    Ok(peer_figures(setups, &asked))
}

fn newsdex(program: &Path, index: &Path, query: &BenchQuery) -> Command {
    let mut command = Command::new(program);
    command.arg("--index").arg(index).args(["--quiet", "search", "--color", "never", "--"]).arg(&query.text);
    command
}

impl Ready {
    fn command(&self, query: &BenchQuery) -> Option<Command> {
        let mut command = Command::new(self.peer.program());
        for argument in self.peer.arguments(query)? {
            if argument == "{}" {
                command.arg(&self.place)
            } else {
                command.arg(argument)
            };
        }
        Some(command)
    }
}

/// Gives the articles to a program, and lets it make its index, where it has one.
fn ready(peer: Peer, folder: &Path, reader: &Reader) -> Result<Ready> {
    let start = Instant::now();
    let place = match peer {
        Peer::Ripgrep => {
            let place = folder.join("texts");
            fs::create_dir(&place)?;
            let mut number = 0;
            each(reader, |title, body| {
                number += 1;
                let mut file = File::create_new(place.join(format!("{number}.txt")))?;
                Ok(write!(file, "{title}\n\n{body}\n")?)
            })?;
            place
        }
        Peer::Sqlite => {
            let (rows, place) = (folder.join("rows.sql"), folder.join("articles.db"));
            let mut file = BufWriter::new(File::create_new(&rows)?);
            file.write_all(SQLITE_START.as_bytes())?;
            each(reader, |title, body| Ok(file.write_all(sqlite_row(title, body).as_bytes())?))?;
            file.write_all(SQLITE_END.as_bytes())?;
            file.flush()?;
            let mut command = Command::new(peer.program());
            command.args(["-batch", "-bail"]).arg(&place).stdin(File::open(&rows)?);
            done(&command.output()?)?;
            place
        }
        Peer::Tantivy => {
            let (rows, place) = (folder.join("rows.jsonl"), folder.join("tantivy"));
            fs::create_dir(&place)?;
            fs::write(place.join("meta.json"), tantivy_meta())?;
            let mut file = BufWriter::new(File::create_new(&rows)?);
            each(reader, |title, body| Ok(file.write_all(tantivy_row(title, body).as_bytes())?))?;
            file.flush()?;
            let mut command = Command::new(peer.program());
            command.args(["index", "--index"]).arg(&place).arg("--file").arg(&rows).stdin(Stdio::null());
            done(&command.output()?)?;
            place
        }
    };
    Ok(Ready { peer, place, setup: start.elapsed() })
}

/// Hands on title and body of every article of the index.
fn each(reader: &Reader, mut take: impl FnMut(&str, &str) -> Result<()>) -> Result<()> {
    for address in reader.addresses() {
        let (article, _) = reader.with_origin(address)?;
        let (title, body) = article_text(&article);
        take(title, body)?;
    }
    Ok(())
}

fn done(output: &Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    bail!("it did not take the articles ({}): {}", output.status, said.lines().next_back().unwrap_or_default());
}

/// The bytes of a file, or of all files of a folder.
fn size(place: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(place) else { return fs::metadata(place).map_or(0, |file| file.len()) };
    entries.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len())).sum()
}
