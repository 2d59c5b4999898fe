//! What cleaning may remove.

/// What cleaning may remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CleanOptions {
    /// Whether anything is removed at all. If not, every line of a page or record is kept as a block; the title and
    /// other metadata are found all the same.
    pub pages: bool,
    /// How much is removed from the text of records.
    pub records: RecordCleaning,
}

impl Default for CleanOptions {
    fn default() -> Self {
        Self { pages: true, records: RecordCleaning::default() }
    }
}

/// How much is removed from the text of a record, which is an article already more often than not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum RecordCleaning {
    /// Nothing.
    Off,
    /// What is surely no article.
    #[default]
    Light,
    /// The same as from a page.
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Metadata, RawArticle, Shape};
    use crate::clean::{Cleaned, clean};

    const PAGE: &str = "Storm stops the island ferry\n\nBy Ann Lee\n\nThe ferry left the harbour at noon on Monday with \
        forty passengers on board, the company said.\n\nerror: Content is protected !!\n";

    fn cleaned(shape: Shape, text: &str, pages: bool, records: RecordCleaning) -> Cleaned {
        let raw = RawArticle { shape, text: text.to_owned(), metadata: Metadata::default() };
        clean(&raw, &CleanOptions { pages, records })
    }

    fn blocks(cleaned: &Cleaned) -> Vec<&str> {
        cleaned.article.blocks.iter().map(|block| block.text.as_str()).collect()
    }

    #[test]
    fn without_cleaning_every_line_stays_and_metadata_are_found_all_the_same() {
        let html = format!(
            "<html><head><title>Storm stops the island ferry</title></head><body><ul><li>World</li></ul><article><p>{}\
             </p></article><footer><p>Contact</p></footer></body></html>",
            PAGE.trim().replace("\n\n", "</p><p>")
        );
        for (shape, text, first, last) in [
            (Shape::Text, PAGE, "Storm stops the island ferry", "error: Content is protected !!"),
            (Shape::Html, &html, "World", "Contact"),
        ] {
            let kept = cleaned(shape, text, false, RecordCleaning::Light);
            assert_eq!(kept.article.metadata.title.as_deref(), Some("Storm stops the island ferry"));
            let blocks = blocks(&kept);
            assert_eq!((blocks.first(), blocks.last()), (Some(&first), Some(&last)), "{blocks:?}");
            assert!(kept.report.removed.is_empty());
        }
    }

    #[test]
    fn records_lose_as_much_as_was_asked_for() {
        let of = |records| {
            let cleaned = cleaned(Shape::Record, PAGE, true, records);
            blocks(&cleaned).len()
        };
        assert_eq!([RecordCleaning::Off, RecordCleaning::Light, RecordCleaning::Full].map(of), [4, 3, 1]);
    }

    #[test]
    fn a_record_is_never_a_page_without_an_article() {
        let menu = "Home\nWorld\nShare\nSubscribe\nLog in\n";
        for records in [RecordCleaning::Off, RecordCleaning::Light, RecordCleaning::Full] {
            assert!(!cleaned(Shape::Record, menu, true, records).article.blocks.is_empty(), "{records:?}");
        }
    }
}
