//! What the corpus says about a line: the last stage of cleaning.
//!
//! A page alone does not always tell furniture from text. The other pages of its source do: a line that recurs in many
//! articles that otherwise differ, and that is placed as furniture is, is a template ([`learn()`]); a line that is the title
//! of another article is a link to it. [`apply()`] takes both out of an article that was cleaned without the corpus, and where
//! the page's furniture is known, it takes back what was removed and is none of it; [`restore()`] undoes it, so that the stage can be repeated from what an index stores when the corpus has taught more.
//!
//! Nothing here knows where samples and titles are kept.

mod apply;
mod key;
mod learn;
mod recover;
mod restore;
mod sample;
mod sequence;
mod share;
mod stories;
#[cfg(test)]
mod tests;

pub use apply::{Evidence, apply};
pub use key::{LineKey, link_keys, title_key};
pub use learn::{TemplateLine, Where, learn};
pub use recover::Recovered;
pub use restore::restore;
pub use sample::Sample;
pub use sequence::{Judged, loose_keys, struck_keys};
