//! The trained model that tells lines of the article from all others.

pub(super) mod evidence;
mod phrases;

thread_local! {
    pub(crate) static RECORD: std::cell::RefCell<Option<(Vec<Vec<f32>>, Vec<(std::ops::Range<u32>, String)>)>> = const { std::cell::RefCell::new(None) };
}

pub(super) fn record(page: &super::page::Page<'_>, by_words: &[Option<super::Label>], title: &str, part: std::ops::Range<usize>) {
    RECORD.with_borrow_mut(|slot| {
        if slot.is_some() {
            let rows = evidence::rows(&evidence::Rules { page, by_words, title, part, is_markdown: page.lines.iter().any(|l| l.kind.is_some()) });
            *slot = Some((rows, page.lines.iter().map(|l| (l.span.clone(), l.text.to_string())).collect()));
        }
    });
}

/// Experiment.
pub fn dump(raw: &crate::article::RawArticle) -> Option<(Vec<Vec<f32>>, Vec<(std::ops::Range<u32>, String)>)> {
    RECORD.with_borrow_mut(|slot| *slot = Some(Default::default()));
    super::clean(raw);
    RECORD.with_borrow_mut(std::option::Option::take)
}
/// Names.
pub fn names() -> Vec<&'static str> { evidence::OWN.iter().chain(evidence::PLACE).copied().collect() }
