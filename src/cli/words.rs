//! Query words that look like options.
//!
//! In `newsdex search "Article 5" -crypto` the last argument excludes a word. So after the first query word an
//! argument with one dash is a word, unless it is a short option letter for letter (`-n`); those with two dashes
//! are options. clap has no such rule, so those words are marked before it sees them. Nor can it tell whether what follows
//! an option that may stand alone (`--recent`) is its value or the first word, so a value is joined to it.

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
    let mut marked: Vec<OsString> = Vec::with_capacity(arguments.len());
    let may_stand_alone = options(command, cli, Arg::is_require_equals_set);
    let (mut has_word, mut is_value, mut is_word_only, mut may_be_value) = (false, false, false, false);
    for (number, argument) in arguments.into_iter().enumerate() {
        let text = argument.to_string_lossy().into_owned();
        let has_dash = text.starts_with('-') && text.len() > 1;
        if std::mem::take(&mut may_be_value) && is_time(&text) {
            if let Some(option) = marked.last_mut() {
                option.push(format!("={text}"));
            }
            continue;
        }
        if number <= at || is_value {
            is_value = false;
        } else if text.starts_with("--") && !is_word_only {
            is_word_only = text == "--";
            is_value = with_values.contains(&text);
            may_be_value = may_stand_alone.contains(&text);
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

/// `30d`, `8w`, `6m`, `1y`
fn is_time(text: &str) -> bool {
    let number = text.strip_suffix(['d', 'w', 'm', 'y']).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Options that the next argument belongs to.
fn options_with_values(command: &Command, cli: &Command) -> Vec<String> {
    let has_value = |option: &Arg| matches!(option.get_action(), ArgAction::Set | ArgAction::Append);
    options(command, cli, |option| has_value(option) && !option.is_require_equals_set())
}

/// The names, with their dashes, of the options of a kind.
fn options(command: &Command, cli: &Command, is_of_kind: impl Fn(&Arg) -> bool) -> Vec<String> {
    let options = command.get_arguments().chain(cli.get_arguments()).filter(|option| is_of_kind(option));
    options
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
    fn an_option_that_may_stand_alone_takes_only_a_value() {
        check("newsdex search --recent nato -x", "newsdex search --recent nato !-x");
        check("newsdex search --recent 30d nato", "newsdex search --recent=30d nato");
        check("newsdex search nato --recent 6m", "newsdex search nato --recent=6m");
        check("newsdex search --recent=30d 8w", "newsdex search --recent=30d 8w");
        check("newsdex search --recent -n 5 nato", "newsdex search --recent -n 5 nato");
        check("newsdex search --recent -- 30d", "newsdex search --recent -- 30d");
        check("newsdex search nato --recent", "newsdex search nato --recent");
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
