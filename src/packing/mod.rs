//! Lossless compression of texts with a model trained on the corpus: semi-static, word by word, each coded by the word
//! before.
#![expect(
    clippy::cast_possible_truncation,
    reason = "codes, symbols, lengths of tokens and numbers of them have bounds"
)]

mod bits;
mod code;
mod decode;
mod encode;
mod model;
mod packer;
mod spelling;
mod tokens;
mod train;

pub use model::{BadModel, Model};
pub use packer::{Damaged, Packer};
pub use train::Trainer;

#[cfg(test)]
mod tests;
