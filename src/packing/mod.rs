//! Lossless compression of short texts with a model of the corpus, in parts that can be unpacked one by one.
//!
//! An article is too short for a general compressor to learn its words. Here they are learned once, from a sample of the
//! corpus, by a [`Trainer`], which makes a [`Model`]; a [`Packer`] packs and unpacks texts with it. All of it is pure:
//! where models and packed texts are kept is for others to say.
//!
//! ```
//! use std::sync::Arc;
//!
//! use newsdex::packing::{Model, Packer, Trainer};
//!
//! let text = "The frigate left on Monday. The crew of the frigate will return in May.";
//! let mut trainer = Trainer::default();
//! for _ in 0..10 {
//!     trainer.add(text);
//! }
//! let stored = trainer.model()?.to_bytes().to_vec();
//!
//! let packer = Packer::new(Some(Arc::new(Model::from_bytes(stored)?)));
//! let mut packed = Vec::new();
//! packer.pack(text, &[0, 28], &mut packed);
//! assert!(packed.len() * 2 < text.len());
//! assert_eq!(packer.unpack_part(&packed, 1)?, &text[28..]);
//! assert_eq!(packer.unpack(&packed)?, text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Method
//!
//! Semi-static Huffman coding of words (de Moura, Navarro, Ziviani and Baeza-Yates, Fast and flexible word searching on
//! compressed text, 2000), with contexts. A text is split into words, numbers and what stands between them; a single space
//! between two words is implied, as in the *spaceless words* of that paper. A token is coded by the token before it:
//!
//! - Each token that was often seen has a code of its own for what followed it more than twice. Other tokens share one by
//!   their form (a word, a capitalised one, digits ...).
//! - What a context does not know is announced, and follows by a common code for all tokens of the vocabulary. That is made
//!   for those that are left to it, not for all.
//! - A word that is known in small letters only is announced with a capital, or in capitals. Frequent words with capitals
//!   have codes of their own.
//! - All others are announced and spelled, byte by byte, each byte coded by the one before.
//!
//! All codes are canonical, complete and of limited length, so a symbol is read with one or two look-ups. Every part begins
//! without context at a whole byte. Where all this does badly (another language, hardly any text) a text is packed by zstd,
//! or stored as it is.
//!
//! # Measured
//!
//! By `cargo run --profile quick --example packing`, with headers, in parts of about 700 bytes; packed texts were not trained on:
//!
//! | texts | trained on | model | ratio | zstd, each by itself |
//! |---|---|---|---|---|
//! | recombined wire news, 3.0 KB | 16 MB of the same | 355 KB | 4.79 | 1.92 |
//! | wire news of 1987, 0.9 KB | 7 MB of the same | 108 KB | 4.42 | 1.81 |
//! | news of a government in Markdown with links, 6.2 KB | 7 MB of the same | 188 KB | 4.18 | 2.41 |
//! | the same | 16 MB of wire news | 355 KB | 2.70 | 2.41 |
//!
//! An article of 3 KB is unpacked in about 13 µs and its second part in 5 µs, where zstd takes 9 µs for either; packing
//! goes at 100 MB/s (on one of two busy virtual processors of 2.7 GHz).
//! A model is unpacked with as it is stored: nothing of it is built, and [`Packer::of_stored`] reads no more of it than texts need.
//! Reading waits for memory most of the time, so all parts of a text are read side by side.

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
mod tables;
mod tokens;
mod train;

pub use model::{BadModel, Model};
pub use packer::{Damaged, Packer};
pub use train::Trainer;

#[cfg(test)]
mod tests;
