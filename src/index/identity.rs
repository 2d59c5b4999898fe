//! What articles are called, and how they are found by their names.

use std::path::{Path, PathBuf};

use tantivy::{DocAddress, Term};

use super::{IndexError, PackedArticle, Reader, RecordPlace, StoredArticle};

/// Some scrapers give all articles the same id. Telling which is first means to read them all, so there is a limit.
const MAX_NAMESAKES: usize = 16;

/// An article's name and place, as outputs show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its own id where it has one, else its path, with `:LINE` for a record.
    pub article_id: String,
    /// The path of its file.
    pub path: String,
    /// The file's absolute path. `None` for what came through standard input.
    pub file: Option<PathBuf>,
}

/// Where an article comes from, and what it calls itself.
#[derive(Debug, Clone, Copy)]
pub struct Provenance<'a> {
    root: u32,
    path: &'a [u8],
    place: Option<RecordPlace>,
    id: Option<&'a str>,
}

impl<'a> From<&'a StoredArticle> for Provenance<'a> {
    fn from(article: &'a StoredArticle) -> Self {
        let StoredArticle { root, path, place, metadata, .. } = article;
        Self { root: *root, path, place: *place, id: metadata.id.as_deref() }
    }
}

impl<'a> From<&'a PackedArticle> for Provenance<'a> {
    fn from(article: &'a PackedArticle) -> Self {
        let PackedArticle { root, path, place, metadata, .. } = article;
        Self { root: *root, path, place: *place, id: metadata.id.as_deref() }
    }
}

impl Reader {
    /// Names an article: by its own id where it has one, else by its place.
    ///
    /// Of several articles with the same id, the first by root, path and place keeps it; the others are called by
    /// their places. An id that more than 16 share names none of them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn identify<'a>(&self, article: impl Into<Provenance<'a>>, absolute: bool) -> Result<Identity, IndexError> {
        let article = article.into();
        let whole = self.commit().absolute_path(article.root, article.path);
        let shown = if absolute { whole.clone() } else { self.commit().shown_path(article.root, article.path) };
        let path = shown.to_string_lossy().into_owned();
        let place = article.place.map_or_else(|| path.clone(), |place| format!("{path}:{place}"));
        let article_id = match article.id {
            Some(id) if self.is_first_with_id(article, id)? => id.to_owned(),
            _ => place,
        };
        Ok(Identity { article_id, path, file: whole.is_absolute().then_some(whole) })
    }

    fn is_first_with_id(&self, article: Provenance<'_>, id: &str) -> Result<bool, IndexError> {
        // Mostly it is the only one, and the dictionaries say so.
        if self.alive().doc_freq(&Term::from_field_text(self.fields().id, id))? < 2 {
            return Ok(true);
        }
        let addresses = self.with_id(id)?;
        if addresses.len() > MAX_NAMESAKES {
            return Ok(false);
        }
        for address in addresses {
            if position((&self.packed(address)?).into()) < position(article) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The articles of the given name: an article's own id, or the path of a source file as outputs show it or
    /// whole, with `:LINE` for one record of it (`:LINE.NUMBER` behind the first of a line). In the order of the file.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn named(&self, name: &str) -> Result<Vec<StoredArticle>, IndexError> {
        let with_id = self.with_id(name)?;
        if !with_id.is_empty() && with_id.len() <= MAX_NAMESAKES {
            // The others with that id are called by their places.
            return Ok(self.fetch_in_order(with_id)?.into_iter().take(1).collect());
        }
        let of_file = self.of_file(name, None)?;
        if !of_file.is_empty() {
            return Ok(of_file);
        }
        match name.rsplit_once(':').and_then(|(path, place)| Some((path, place.parse().ok()?))) {
            Some((path, place)) => self.of_file(path, Some(place)),
            None => Ok(Vec::new()),
        }
    }

    /// The articles of a file; one record of it, if `place` says which.
    fn of_file(&self, path: &str, place: Option<RecordPlace>) -> Result<Vec<StoredArticle>, IndexError> {
        let mut found: Vec<StoredArticle> = Vec::new();
        for (number, root) in (0u32..).zip(&self.commit().roots) {
            let named = Path::new(path);
            let below = [root.given(), root.path()].into_iter().find_map(|base| named.strip_prefix(base).ok());
            let Some(below) = below else { continue };
            let term = Term::from_field_text(self.fields().path, &below.to_string_lossy());
            let articles = self.fetch_in_order(self.with_term(&term)?)?.into_iter();
            found.extend(
                articles.filter(|article| article.root == number && (place.is_none() || article.place == place)),
            );
        }
        Ok(found)
    }

    fn fetch_in_order(&self, addresses: Vec<DocAddress>) -> Result<Vec<StoredArticle>, IndexError> {
        let mut articles = Vec::with_capacity(addresses.len());
        for address in addresses {
            articles.push(self.stored(address)?);
        }
        articles.sort_by(|a, b| position(a.into()).cmp(&position(b.into())));
        Ok(articles)
    }
}

/// What orders articles of the same id: root, path, and place in the file.
fn position(article: Provenance<'_>) -> (u32, &[u8], Option<RecordPlace>) {
    (article.root, article.path, article.place)
}
