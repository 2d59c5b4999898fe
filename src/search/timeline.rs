//! When the articles that match a query appeared.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::collapse::earliest;
use super::local::LocalSearcher;
use super::{SearchError, SearchRequest};
use crate::index::date_of_epoch_day;

/// A period is chosen so that there are at most so many of it.
const MOST_BARS: usize = 40;

/// Matching articles by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The query as it was typed.
    pub query: String,
    /// Days with articles, and how many each has, in order.
    pub days: Vec<(Date, u64)>,
    /// Matching articles without a date.
    pub without_date: u64,
    /// Articles that date filters leave out since they have none: see [`super::SearchResponse::undated`].
    pub undated: Option<u64>,
}

/// What a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A period and its articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// Articles of these days.
    pub articles: u64,
}

impl LocalSearcher {
    /// When the articles that match a request appeared; limit and offset do not matter. Copies count once, on the day of the
    /// earliest, unless each is a hit. Visits all matches.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn timeline(&self, request: &SearchRequest) -> Result<Timeline, SearchError> {
        let plan = self.plan(request)?;
        let filter = self.filter_for(&plan);
        let mut finder = self.copy_finder(filter.as_deref());
        let mut articles = self.collector(filter.as_deref()).all(&plan)?;
        if !request.all_copies {
            articles = earliest(&mut finder, &articles)?;
        }
        let (mut days, mut without_date) = (BTreeMap::new(), 0);
        for article in articles {
            match self.copy_index().day(article).and_then(date_of_epoch_day) {
                Some(day) => *days.entry(day).or_default() += 1,
                None => without_date += 1,
            }
        }
        let undated = self.undated(request, &plan, &mut finder)?;
        Ok(Timeline { query: request.text.clone(), days: days.into_iter().collect(), without_date, undated })
    }
}

impl Timeline {
    /// All matching articles.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.days.iter().map(|(_, articles)| articles).sum::<u64>() + self.without_date
    }

    /// The shortest period of which no more than some forty lie between the first and the last day.
    #[must_use]
    pub fn period(&self) -> Period {
        let fitting = [Period::Day, Period::Week, Period::Month].into_iter().find(|&by| self.bars(by) <= MOST_BARS);
        fitting.unwrap_or(Period::Year)
    }

    /// How many periods there are from the first day to the last.
    #[must_use]
    pub fn bars(&self, by: Period) -> usize {
        let (Some((first, _)), Some((last, _))) = (self.days.first(), self.days.last()) else { return 0 };
        let months = |day: &Date| i64::from(day.year()) * 12 + i64::from(day.month());
        let bars = match by {
            Period::Day => days_between(*first, *last),
            Period::Week => days_between(by.span(*first).0, by.span(*last).0) / 7,
            Period::Month => months(last) - months(first),
            Period::Year => i64::from(last.year()) - i64::from(first.year()),
        };
        usize::try_from(bars).unwrap_or_default() + 1
    }

    /// The periods from the first day to the last, those without articles among them.
    #[must_use]
    pub fn buckets(&self, by: Period) -> Vec<Bucket> {
        let mut buckets: Vec<Bucket> = Vec::with_capacity(self.bars(by));
        for &(day, articles) in &self.days {
            while buckets.last().is_none_or(|bucket| bucket.to < day) {
                let next = buckets.last().map_or(Some(day), |bucket| bucket.to.tomorrow().ok());
                let Some(next) = next else { break };
                let (from, to) = by.span(next);
                buckets.push(Bucket { from, to, articles: 0 });
            }
            if let Some(bucket) = buckets.last_mut() {
                bucket.articles += articles;
            }
        }
        buckets
    }
}

impl Period {
    /// The first and the last day of the period that holds a day. At the ends of the calendar a part of it.
    fn span(self, day: Date) -> (Date, Date) {
        let after = |span: Span| day.checked_add(span).unwrap_or(Date::MAX);
        match self {
            Self::Day => (day, day),
            Self::Week => {
                let passed = i64::from(day.weekday().since(Weekday::Monday));
                (day.checked_sub(passed.days()).unwrap_or(Date::MIN), after((6 - passed).days()))
            }
            Self::Month => (day.first_of_month(), day.last_of_month()),
            Self::Year => (day.first_of_year(), day.last_of_year()),
        }
    }

    /// As it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// What a period is called: a day or the Monday of a week as `2025-08-18`, a month as `2025-08`, a year as `2025`.
    #[must_use]
    pub fn label(self, from: Date) -> String {
        match self {
            Self::Day | Self::Week => from.to_string(),
            Self::Month => format!("{:04}-{:02}", from.year(), from.month()),
            Self::Year => format!("{:04}", from.year()),
        }
    }
}

fn days_between(first: Date, last: Date) -> i64 {
    last.duration_since(first).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn timeline(days: &[(Date, u64)]) -> Timeline {
        Timeline { query: String::new(), days: days.to_vec(), without_date: 0, undated: None }
    }

    #[test]
    fn periods_without_articles_are_there() {
        let timeline = timeline(&[(date(2024, 12, 31), 2), (date(2025, 1, 1), 1), (date(2025, 1, 20), 4)]);
        let counts = |by| timeline.buckets(by).iter().map(|bucket| bucket.articles).collect::<Vec<_>>();
        assert_eq!(counts(Period::Week), [3, 0, 0, 4]);
        assert_eq!(counts(Period::Month), [2, 5]);
        assert_eq!(counts(Period::Year), [2, 5]);
        for by in [Period::Day, Period::Week, Period::Month, Period::Year] {
            assert_eq!(counts(by).len(), timeline.bars(by), "{by:?}");
            assert_eq!(counts(by).iter().sum::<u64>(), 7, "{by:?}");
        }
        assert_eq!(timeline.buckets(Period::Week)[0].from, date(2024, 12, 30));
    }

    #[test]
    fn the_shortest_period_that_fits_is_chosen() {
        let chosen = |last| timeline(&[(date(2020, 1, 1), 1), (last, 1)]).period();
        assert_eq!(chosen(date(2020, 2, 9)), Period::Day);
        assert_eq!(chosen(date(2020, 2, 10)), Period::Week);
        assert_eq!(chosen(date(2021, 1, 1)), Period::Month);
        assert_eq!(chosen(date(2030, 1, 1)), Period::Year);
        assert_eq!(timeline(&[]).buckets(Period::Day), []);
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trap() {
        let timeline = timeline(&[(Date::MIN, 1), (Date::MAX, 1)]);
        assert_eq!(timeline.buckets(Period::Year).len(), timeline.bars(Period::Year));
        assert!(Period::Week.span(Date::MAX).1 == Date::MAX);
    }
}
