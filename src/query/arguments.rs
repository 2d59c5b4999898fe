//! One query of the arguments of a command line.

use super::fields::{Field, name_before_colon};
use super::lexer::is_quote;

/// Makes one query of the arguments of a command line. Where there are several, one that holds spaces was quoted
/// for the shell, and is a phrase; where it begins with the name of a field, what follows the colon is.
#[must_use]
pub fn join_arguments<S: AsRef<str>>(arguments: &[S]) -> String {
    let has_several = arguments.len() > 1;
    let words = arguments.iter().map(|argument| {
        let text = argument.as_ref();
        if !has_several || !text.contains(char::is_whitespace) || text.contains(is_quote) {
            return text.to_owned();
        }
        let (sign, operand) = text.split_at(usize::from(text.starts_with(['-', '+'])));
        match name_before_colon(operand).filter(|name| Field::named(name).is_some()) {
            Some(name) => {
                let (field, value) = operand.split_at(name.len() + 1);
                if value.starts_with('(') { text.to_owned() } else { format!("{sign}{field}\"{value}\"") }
            }
            None if operand.contains(char::is_whitespace) => format!("{sign}\"{operand}\""),
            None => text.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_with_spaces_are_phrases_when_there_are_several() {
        assert_eq!(join_arguments(&["Article 5", "guarantee", "-crypto"]), "\"Article 5\" guarantee -crypto");
        assert_eq!(join_arguments(&["Article 5 guarantee"]), "Article 5 guarantee");
        assert_eq!(join_arguments(&["tank", "-main battle"]), "tank -\"main battle\"");
    }

    #[test]
    fn the_value_of_a_field_keeps_its_spaces() {
        assert_eq!(join_arguments(&["tank", "source:New York Times"]), "tank source:\"New York Times\"");
        assert_eq!(join_arguments(&["tank", "-source:New York Times"]), "tank -source:\"New York Times\"");
        assert_eq!(join_arguments(&["tank", "source:\"New York Times\""]), "tank source:\"New York Times\"");
        assert_eq!(join_arguments(&["tank", "title:(a OR b)"]), "tank title:(a OR b)");
        assert_eq!(join_arguments(&["source:reuters tank"]), "source:reuters tank");
        assert_eq!(join_arguments(&["tank", "Ukraine: what next"]), "tank \"Ukraine: what next\"");
    }
}
