//! How well and how fast articles are packed.
//!
//! `packing FOLDER [OTHERS]` trains a model on some of the text files below `FOLDER` (every n-th in the order of their
//! names, 16 MB at most, and half of them at most) and packs others of them, or those below `OTHERS`; with the model, then
//! without. A time is the sum over small blocks of articles of the best of some rounds over all, so that other work on the machine
//! shows little.
#![allow(clippy::print_stdout, reason = "it is what it is for")]
#![allow(clippy::cast_precision_loss, reason = "for figures of three digits")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use newsdex::packing::{Model, Packer, Trainer};

/// Bytes of training texts at most, about.
const TRAINING: usize = 16 << 20;
/// Articles to test with at most.
const TESTED: usize = 4000;
/// Bytes of a part at least.
const PART: usize = 700;
/// Articles that are timed together.
const BLOCK: usize = 10;
const ROUNDS: usize = 8;

fn main() -> Result<()> {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let folder = folders.first().context("usage: packing FOLDER [OTHERS]")?;
    let files = files(Path::new(folder))?;
    let mut total = 0;
    for file in &files {
        total += usize::try_from(fs::metadata(file)?.len())?;
    }
    let every = total.div_ceil(TRAINING).max(2);
    let mut trainer = Trainer::default();
    for file in files.iter().step_by(every) {
        trainer.add(&read(file)?);
    }
    let model = timed("train", || trainer.model())?;
    let stored = model.to_bytes().to_vec();
    println!("model: {} bytes", stored.len());
    for _ in 0..ROUNDS {
        let bytes = stored.clone();
        timed("load", || Model::from_bytes(bytes))?;
    }
    let rest = match folders.get(1) {
        Some(others) => self::files(Path::new(others))?,
        None => files.into_iter().enumerate().filter(|(place, _)| place % every > 0).map(|(_, file)| file).collect(),
    };
    let step = (rest.len() / TESTED).max(1);
    let texts: Vec<String> = rest.iter().step_by(step).take(TESTED).map(|file| read(file)).collect::<Result<_>>()?;
    measure("model", &Packer::new(Some(Arc::new(model))), &texts)?;
    measure("no model", &Packer::default(), &texts)
}

/// Prints sizes and times.
fn measure(name: &str, packer: &Packer, texts: &[String]) -> Result<()> {
    let articles: Vec<(&str, Vec<u32>)> = texts.iter().map(|text| (text.as_str(), starts(text))).collect();
    let stored: Vec<Vec<u8>> = articles.iter().map(|article| pack(packer, article)).collect();
    let before: usize = texts.iter().map(String::len).sum();
    let after: usize = stored.iter().map(Vec::len).sum();
    let parts: usize = articles.iter().map(|(_, starts)| starts.len()).sum();
    for (text, bytes) in texts.iter().zip(&stored) {
        anyhow::ensure!(*text == packer.unpack(bytes)?, "not what was packed");
    }
    let packing = best(&articles, |article| pack(packer, article).len());
    let unpacking = best(&stored, |bytes| packer.unpack(bytes).map_or(0, |text| text.len()));
    let one = best(&stored, |bytes| packer.unpack_part(bytes, 1).map_or(0, |text| text.len()));
    println!(
        "{name}: {} articles in {parts} parts: {before} -> {after} bytes, {:.3}x; pack {:.0} MB/s, \
         unpack {:.2} us an article, {:.2} us its second part",
        texts.len(),
        before as f64 / after as f64,
        before as f64 / packing,
        unpacking / texts.len() as f64,
        one / texts.len() as f64,
    );
    Ok(())
}

/// Microseconds to call `work` for each item.
fn best<T>(items: &[T], work: impl Fn(&T) -> usize) -> f64 {
    let mut best = vec![f64::MAX; items.len().div_ceil(BLOCK)];
    for _ in 0..ROUNDS {
        for (block, best) in items.chunks(BLOCK).zip(&mut best) {
            let start = Instant::now();
            std::hint::black_box(block.iter().map(&work).sum::<usize>());
            *best = best.min(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    best.iter().sum()
}

fn pack(packer: &Packer, (text, starts): &(&str, Vec<u32>)) -> Vec<u8> {
    let mut out = Vec::new();
    packer.pack(text, starts, &mut out);
    out
}

fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    println!("{name}: {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    made
}

/// Where parts begin: paragraphs that are not too near to the part before.
fn starts(text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    let mut last = 0;
    for at in text.match_indices("\n\n").map(|(at, _)| at + 2) {
        if at - last >= PART {
            starts.extend(u32::try_from(at));
            last = at;
        }
    }
    starts
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// The text files below a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
