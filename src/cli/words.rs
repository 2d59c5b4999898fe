//! Query words that look like options.
//!
//! In `newsdex search "Article 5" -crypto` the last argument excludes a word. So after the first query word an
//! argument with one dash is a word, unless it is a short option letter for letter (`-n`); those with two dashes
//! are options. clap has no such rule, so those words are marked before it sees them.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

/// Stands before a word that clap must not take for an option. No command line can hold it.
const MARK: char = '\0';

/// Commands whose arguments are query words.
const TAKE_QUERIES: [&str; 3] = ["search", "show", "timeline"];

/// Marks query words that start with a dash.
pub(super) fn mark(arguments: Vec<OsString>, cli: &Command) -> Vec<OsString> {
    let Some(at) = command_position(&arguments, cli) else { return arguments };
    let name = arguments[at].to_string_lossy().into_owned();
    let Some(command) = cli.find_subcommand(&name).filter(|_| TAKE_QUERIES.contains(&name.as_str())) else {
        return arguments;
    };
    let with_values = options_with_values(command, cli);
    let short: Vec<String> = command.get_arguments().chain(cli.get_arguments()).filter_map(short_name).collect();
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
        } else if has_dash && has_word && (is_word_only || !is_short_option(&text, &short, &with_values)) {
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

/// Where the name of the command stands: the first argument that is neither an option nor the value of one.
fn command_position(arguments: &[OsString], cli: &Command) -> Option<usize> {
    let with_values = options_with_values(cli, cli);
    let mut is_value = false;
    for (at, argument) in arguments.iter().enumerate().skip(1) {
        let text = argument.to_string_lossy();
        if !is_value && !text.starts_with('-') {
            return Some(at);
        }
        is_value = !is_value && with_values.contains(&text.into_owned());
    }
    None
}

/// Takes the marks off again.
pub(super) fn unmark(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.strip_prefix(MARK).unwrap_or(word).to_owned()).collect()
}

/// `-q`, `-n`, `-n5`
fn is_short_option(text: &str, short: &[String], with_values: &[String]) -> bool {
    let name = text.get(..2).unwrap_or_default().to_owned();
    let value = text.get(2..).unwrap_or_default();
    let has_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    (value.is_empty() && short.contains(&name)) || (has_number && short.contains(&name) && with_values.contains(&name))
}

fn short_name(option: &Arg) -> Option<String> {
    option.get_short().map(|name| format!("-{name}"))
}

fn options_with_values(command: &Command, cli: &Command) -> Vec<String> {
    let options = command.get_arguments().chain(cli.get_arguments());
    let with_values = options.filter(|option| matches!(option.get_action(), ArgAction::Set | ArgAction::Append));
    with_values
        .flat_map(|option| {
            let long = option.get_long().map(|name| format!("--{name}"));
            [long, short_name(option)].into_iter().flatten()
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
        check("newsdex search nato -n 5 -no", "newsdex search nato -n 5 !-no");
        check("newsdex search nato -n5 -x5", "newsdex search nato -n5 !-x5");
        check("newsdex search nato -- -n", "newsdex search nato -- !-n");
        check("newsdex search --limit -1 nato", "newsdex search --limit -1 nato");
        check("newsdex --index i search nato -x", "newsdex --index i search nato !-x");
        check("newsdex search nato -- -x --y", "newsdex search nato -- !-x !--y");
        check("newsdex index -q news", "newsdex index -q news");
        check("newsdex index search news -q", "newsdex index search news -q");
    }
}
