//! Precision, recall and F1, of pages and over pages.

/// A page below this F1 is counted.
const LOW: f64 = 0.6;

/// How well one page was cleaned, in shingles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageScore {
    /// Shingles of the article that were found.
    pub hits: i64,
    /// Shingles that were found and are not of the article.
    pub surplus: i64,
    /// Shingles of the article that were not found.
    pub missed: i64,
}

/// The mean over the pages of one kind.
///
/// Precision is the mean over the pages where something was found, recall the mean over the pages that hold an article,
/// and F1 is computed from these two means, as `article-extraction-benchmark` does.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Summary {
    /// Pages.
    pub pages: usize,
    /// From 0 to 1.
    pub f1: f64,
    /// From 0 to 1.
    pub precision: f64,
    /// From 0 to 1.
    pub recall: f64,
    /// The share of pages that were cleaned without a fault, from 0 to 1.
    pub exact: f64,
    /// Pages whose own F1 is below 0.6.
    pub low: usize,
}

#[expect(clippy::cast_precision_loss, reason = "counts of words in a page, and of pages")]
fn ratio(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

impl PageScore {
    pub(super) fn of(hits: i64, surplus: i64, missed: i64) -> Self {
        Self { hits, surplus, missed }
    }

    /// Nothing is missing and nothing is too much.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.surplus == 0 && self.missed == 0
    }

    /// The F1 of this page: 1 if it is exact, 0 without hits.
    #[must_use]
    pub fn f1(self) -> f64 {
        if self.is_exact() { 1.0 } else { ratio(2 * self.hits, 2 * self.hits + self.surplus + self.missed) }
    }

    /// `None` for a page where nothing was found.
    fn precision(self) -> Option<f64> {
        let found = self.hits + self.surplus;
        (found > 0).then(|| if self.is_exact() { 1.0 } else { ratio(self.hits, found) })
    }

    /// `None` for a page without an article.
    fn recall(self) -> Option<f64> {
        let wanted = self.hits + self.missed;
        (wanted > 0).then(|| if self.is_exact() { 1.0 } else { ratio(self.hits, wanted) })
    }
}

impl Summary {
    /// The mean over pages; all zero without pages.
    #[must_use]
    pub fn of(pages: &[PageScore]) -> Self {
        let precision = mean(pages.iter().filter_map(|page| page.precision()));
        let recall = mean(pages.iter().filter_map(|page| page.recall()));
        let sum = precision + recall;
        Self {
            pages: pages.len(),
            f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 },
            precision,
            recall,
            exact: mean(pages.iter().map(|page| f64::from(u8::from(page.is_exact())))),
            low: pages.iter().filter(|page| page.f1() < LOW).count(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of pages")]
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_u64), |(sum, count), value| (sum + value, count + 1));
    if count > 0 { sum / count as f64 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_leave_out_pages_that_have_no_say() {
        // Exact; half right; nothing found; found on a page without an article; empty and rightly so.
        let pages = [(4, 0, 0), (2, 2, 6), (0, 0, 5), (0, 3, 0), (0, 0, 0)]
            .map(|(hits, surplus, missed)| PageScore::of(hits, surplus, missed));
        let summary = Summary::of(&pages);
        // Precision: 1, 0.5, 0 over three pages. Recall: 1, 0.25, 0 over three.
        assert!((summary.precision - 0.5).abs() < 1e-12, "{summary:?}");
        assert!((summary.recall - 1.25 / 3.0).abs() < 1e-12, "{summary:?}");
        assert!((summary.f1 - 5.0 / 11.0).abs() < 1e-12, "{summary:?}");
        assert!((summary.exact - 0.4).abs() < 1e-12, "{summary:?}");
        assert_eq!((summary.pages, summary.low), (5, 3));
    }

    #[test]
    fn no_pages_are_no_error() {
        assert_eq!(Summary::of(&[]), Summary::default());
    }
}
