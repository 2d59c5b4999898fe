//! What the articles of a result have in common.

use serde::Serialize;

use crate::search::hit::{FacetCount, Facets};

#[derive(Serialize)]
pub(super) struct FacetsObject<'a> {
    source: Vec<CountObject<'a>>,
    author: Vec<CountObject<'a>>,
    month: Vec<CountObject<'a>>,
    country: Vec<CountObject<'a>>,
    organisation: Vec<CountObject<'a>>,
    system: Vec<CountObject<'a>>,
}

#[derive(Serialize)]
struct CountObject<'a> {
    value: &'a str,
    articles: u64,
}

impl<'a> FacetsObject<'a> {
    pub(super) fn new(facets: &'a Facets) -> Self {
        let Facets { source, author, month, country, organisation, system } = facets;
        Self {
            source: counts(source),
            author: counts(author),
            month: counts(month),
            country: counts(country),
            organisation: counts(organisation),
            system: counts(system),
        }
    }
}

fn counts(counts: &[FacetCount]) -> Vec<CountObject<'_>> {
    counts.iter().map(|FacetCount { value, articles }| CountObject { value, articles: *articles }).collect()
}
