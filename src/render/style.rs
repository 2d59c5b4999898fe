//! What each part of the terminal page looks like, all in one place.

use anstyle::{AnsiColor, Style};

/// What a piece of text is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The query, above the hits of one query among several.
    Query,
    /// The place in the ranking.
    Rank,
    /// The title of an article.
    Title,
    /// A section heading in an article.
    Heading,
    /// Date, source, authors, score.
    Metadata,
    /// Where the article is stored; may be a link.
    Place,
    /// Running text.
    Text,
    /// What matched the query, in a title or a text.
    Match,
    /// A line that was removed since it is kept elsewhere: title, byline, date.
    Known,
    /// A line that was removed though it is text: a bio, a caption, a headline of another article.
    Beside,
    /// A line that was removed and is no text: a menu, a notice, an error message.
    Furniture,
}

/// The look of a role. Red is what `grep` marks matches with, and it is legible on dark and light backgrounds.
pub(super) fn style(role: Role) -> Style {
    match role {
        Role::Query => Style::new().bold().underline(),
        Role::Rank | Role::Metadata | Role::Place => Style::new().dimmed(),
        Role::Title | Role::Heading => Style::new().bold(),
        Role::Text => Style::new(),
        Role::Match => AnsiColor::Red.on_default().bold(),
        Role::Known => AnsiColor::Cyan.on_default(),
        Role::Beside => AnsiColor::Yellow.on_default(),
        Role::Furniture => AnsiColor::Magenta.on_default().dimmed(),
    }
}
