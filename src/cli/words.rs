//! Query words that look like options.
//!
//! In `newsdex search "Article 5" -crypto` the last argument excludes a word. So after the first query word an
//! argument with one dash is a word, and only those with two are options. clap has no such rule, so those words
//! are marked before it sees them.

use std::ffi::OsString;

use clap::{ArgAction, Command};

/// Stands before a word that clap must not take for an option. No command line can hold it.
const MARK: char = '\0';

/// Marks query words that start with a dash.
pub(super) fn mark(arguments: Vec<OsString>, cli: &Command) -> Vec<OsString> {
    let takes_queries = ["search", "show"];
    let Some(at) = arguments.iter().position(|argument| takes_queries.iter().any(|name| argument == name)) else {
        return arguments;
    };
    let name = arguments[at].to_string_lossy().into_owned();
    let Some(command) = cli.find_subcommand(&name) else { return arguments };
    let with_values = options_with_values(command, cli);
    let mut marked = Vec::with_capacity(arguments.len());
    let (mut has_word, mut is_value, mut is_word_only) = (false, false, false);
    for (number, argument) in arguments.into_iter().enumerate() {
        let text = argument.to_string_lossy().into_owned();
        let has_dash = text.starts_with('-') && text.len() > 1;
        if number <= at || is_value {
            is_value = false;
        } else if text.starts_with("--") && !is_word_only {
            is_word_only = text == "--";
            is_value = with_values.contains(&text);
        } else if has_dash && has_word {
            marked.push(format!("{MARK}{text}").into());
            continue;
        } else if has_dash {
            is_value = with_values.contains(&text);
        } else {
            has_word = true;
        }
        marked.push(argument);
    }
    marked
}

/// Takes the marks off again.
pub(super) fn unmark(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.strip_prefix(MARK).unwrap_or(word).to_owned()).collect()
}

fn options_with_values(command: &Command, cli: &Command) -> Vec<String> {
    let options = command.get_arguments().chain(cli.get_arguments());
    let with_values = options.filter(|option| matches!(option.get_action(), ArgAction::Set | ArgAction::Append));
    with_values
        .flat_map(|option| {
            let long = option.get_long().map(|name| format!("--{name}"));
            let short = option.get_short().map(|name| format!("-{name}"));
            [long, short].into_iter().flatten()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::args::Cli;
    use super::*;

    fn check(line: &str, expected: &str) {
        let arguments = line.split(' ').map(OsString::from).collect();
        let marked: Vec<String> =
            mark(arguments, &Cli::command()).iter().map(|text| text.to_string_lossy().replace(MARK, "!")).collect();
        assert_eq!(marked.join(" "), expected);
    }

    #[test]
    fn after_the_first_word_a_dash_excludes() {
        check("newsdex search nato -crypto --limit 5 -x", "newsdex search nato !-crypto --limit 5 !-x");
        check("newsdex search -n 5 nato -n", "newsdex search -n 5 nato !-n");
        check("newsdex search --limit -1 nato", "newsdex search --limit -1 nato");
        check("newsdex --index i search nato -x", "newsdex --index i search nato !-x");
        check("newsdex search nato -- -x --y", "newsdex search nato -- !-x !--y");
        check("newsdex index -q news", "newsdex index -q news");
    }
}
