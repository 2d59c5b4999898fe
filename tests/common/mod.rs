//! What several tests share.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "each test uses some of it, fails, and says why it skips"
)]

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use newsdex::random::scramble;

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// One of the numbers below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        usize::try_from(scramble(self.0) % sides as u64).unwrap()
    }

    /// One of `things`.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        things.get(self.below(things.len())).unwrap()
    }

    /// Takes some of `things` at random.
    pub fn sample<T>(&mut self, mut things: Vec<T>, most: usize) -> Vec<T> {
        let mut taken = Vec::new();
        while taken.len() < most && !things.is_empty() {
            let at = self.below(things.len());
            taken.push(things.swap_remove(at));
        }
        taken
    }
}

/// A file or folder of the shared data, which lies beside the project; says so where it does not.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// The records of a file of JSON Lines.
pub fn records(path: &Path) -> Vec<serde_json::Value> {
    let file = File::open(path).unwrap();
    let reader: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    BufReader::new(reader).lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

/// The part of a whole, for reports.
#[allow(clippy::cast_precision_loss)]
pub fn fraction(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
