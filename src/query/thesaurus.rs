//! Several ways to say one thing: `NATO` and `North Atlantic Treaty Organization`.

/// The list that comes with the program. Each line holds forms of one meaning, parted by ` = `; lines with `#` are comments.
pub const BUILT_IN: &str = include_str!("vocabulary/thesaurus.txt");

/// The first line of a list that is neither empty, nor a comment, nor of two forms or more, counted from 1.
#[must_use]
pub fn first_bad_line(list: &str) -> Option<usize> {
    let is_bad = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && groups(line).next().is_none()
    };
    list.lines().position(is_bad).map(|before| before + 1)
}

/// The groups of a list in the format of [`BUILT_IN`]. Lines of fewer than two forms are passed over.
pub fn groups(list: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = list.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let forms = lines.map(|line| line.split(" = ").map(str::trim).filter(|form| !form.is_empty()).collect());
    forms.filter(|forms: &Vec<&str>| forms.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_lone_forms_are_passed_over() {
        let found: Vec<_> = groups("# ships\nsub = submarine\n\nalone\n a b =  c").collect();
        assert_eq!(found, [vec!["sub", "submarine"], vec!["a b", "c"]]);
    }

    #[test]
    fn bad_lines_are_named() {
        assert_eq!(first_bad_line("# ships\n\nsub = submarine\n"), None);
        assert_eq!(first_bad_line("sub = submarine\nalone\n"), Some(2));
        assert_eq!(first_bad_line("sub=submarine"), Some(1));
        assert_eq!(first_bad_line("sub = "), Some(1));
    }

    #[test]
    fn the_built_in_list_is_large() {
        assert!(groups(BUILT_IN).count() >= 400);
    }
}
