//! Copies of an article: what many outlets carry, as it is or slightly changed.
//!
//! Pure functions of texts, in two steps. [`Signer`] makes a short [`Signature`] while an article is indexed. Articles
//! that share one of its band numbers, and whose sketches agree, are *candidates*. Whether two candidates are copies is
//! then told by their [`Text`]s. Nothing is clustered: the relation is looked up for what is shown.
//!
//! # Signature
//!
//! An article is a set of its *telling* words: names, designations, figures and words of nine bytes or more, without
//! the commonest. They are what an editor keeps, and what another article lacks; word order plays no part, so a moved
//! paragraph changes nothing. The set is hashed once into 30 bins, of each of which the least hash is kept
//! (one-permutation hashing, Li, Owen and Zhang, 2012; empty bins filled as by Shrivastava, 2017). Two sets with a share
//! J of their words in common agree in a bin with probability J. Three bins make a band number, so two articles share
//! at least one of the 10 with probability
//!
//! P(J) = 1 - (1 - J³)¹⁰
//!
//! | J | 0.05 | 0.1 | 0.2 | 0.3 | 0.5 | 0.6 | 0.7 | 0.8 | 0.9 |
//! |---|---|---|---|---|---|---|---|---|---|
//! | P | 0.001 | 0.010 | 0.077 | 0.239 | 0.737 | 0.912 | 0.985 | 0.999 | 1.000 |
//!
//! so 1 - P(J) of the copies are missed: the expected error. If a share p of the ordinary words and none of the names
//! and figures is replaced, J stays well above 1 - 2p / (1 + p), because most telling words are names and figures.
//! The sketch holds one bit of each of 64 further minima, of names and figures only, which copies have nearly all in
//! common; its agreement is 32 (1 + J) on average, with a standard deviation of 4 √(1 - J²). At the threshold of 46,
//! copies of J = 0.8 pass with probability 1.000, of J = 0.7 with 0.998, others of J = 0.3 with 0.153, of J = 0.1 with
//! 0.004.
//!
//! # Facts
//!
//! [`Facts`] are kept with each article: short hashes of the names and figures of its lead, and a filter of all its names and
//! figures. They settle most pairs that are no copies, never one that is, before the texts are read.
//! Of an article whose text is at hand, [`Facts::exact`] settle more. Lengths are compared before, see [`lengths_agree`].
//!
//! # Comparison
//!
//! Two texts are copies if the shorter one has at least 0.6 of the words of the longer one (as they are counted here, and as
//! the analyzer counts them, whose numbers a search has without reading) and shares at least half of its pairs of neighbouring words with it (0.9 if it has fewer than 25 words), and if their leads, the first 60
//! words, tell the same: neither may have names or figures that the other text lacks. If they share more than 0.66 of
//! the pairs, one name and one figure may be lacking; if more than 0.8, one of the two may have one such name or figure,
//! or a quarter of them, more than the other. So two stories of one formula (dividends, market reports) are not copies, and neither are an article and its correction.
//!
//! # Measured
//!
//! `tests/copies.rs` changes articles by a seeded script: another headline, a byline, a cut tail (a quarter of what
//! changes), ordinary words replaced (the rest), a paragraph moved. It prints the figures; on Reuters-21578:
//!
//! | articles of | changed | share a band | found and judged copies |
//! |---|---|---|---|
//! | at least 20 words | 10 % | 0.985 | 0.981 |
//! | | 20 % | 0.975 | 0.924 |
//! | at least 50 words | 10 % | 0.990 | 0.986 |
//! | | 20 % | 0.978 | 0.954 |
//! | at least 100 words | 10 % | 0.998 | 0.997 |
//! | | 20 % | 0.992 | 0.989 |
//!
//! What is missed is mostly short. Of the 17,053 articles of Reuters, 611 have near-copies that are not exact copies; 8
//! have one with other names, figures or dates in its lead (0.05 %). Of 20,000 articles recombined from paragraphs of
//! Reuters it is 393 and 14 (0.07 %).
//!
//! Where names are replaced like other words, an article has another name in its lead more often than not, and is no
//! copy by this definition.

mod compare;
mod facts;
mod lead;
mod reading;
mod set;
mod signature;
mod words;

pub use compare::{Text, lengths_agree};
pub use facts::Facts;
pub use signature::{BANDS, Signature, Signer, sketches_agree};
