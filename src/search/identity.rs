//! What an article is called in outputs.

use std::path::PathBuf;

use super::SearchError;
use crate::index::{Reader, RecordPlace, StoredArticle};

/// An article's name and place, as outputs show them.
pub(super) struct Identity {
    pub article_id: String,
    pub path: String,
    pub file: Option<PathBuf>,
}

/// Names an article: by its own id where it has one, else by its path, with its line for a record.
///
/// Of several articles with the same id, the first by root, path and place keeps it; the others are called by
/// their places.
pub(super) fn identify(reader: &Reader, article: &StoredArticle, absolute: bool) -> Result<Identity, SearchError> {
    let commit = reader.commit();
    let whole = commit.absolute_path(article.root, &article.path);
    let shown = if absolute { whole.clone() } else { commit.shown_path(article.root, &article.path) };
    let path = shown.to_string_lossy().into_owned();
    let place = article.place.map_or_else(|| path.clone(), |place| format!("{path}:{place}"));
    let article_id = match &article.metadata.id {
        Some(id) if is_first_with_id(reader, article, id)? => id.clone(),
        _ => place,
    };
    Ok(Identity { article_id, path, file: whole.is_absolute().then_some(whole) })
}

fn is_first_with_id(reader: &Reader, article: &StoredArticle, id: &str) -> Result<bool, SearchError> {
    let addresses = reader.with_id(id)?;
    if addresses.len() <= 1 {
        return Ok(true);
    }
    for address in addresses {
        if position(&reader.stored(address)?) < position(article) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What orders articles of the same id: root, path, and place in the file.
pub(super) fn position(article: &StoredArticle) -> (u32, &[u8], Option<RecordPlace>) {
    (article.root, &article.path, article.place)
}
