//! What the program says about queries: how they are written, how they are read, and where it reads them otherwise.

use crate::fixture::Fixture;

fn library() -> Fixture {
    Fixture::indexed(&[(
        "tank.txt",
        "A quiet title\n\nThe tank stood beside the bridge on Monday, the ministry said.\n",
    )])
}

#[test]
fn help_explains_the_language_and_the_commands() {
    let fixture = Fixture::new();
    let run = fixture.run(&["help", "query"]).ok();
    assert!(run.stdout().contains("NEAR/5") && run.stdout().contains("source:reuters"), "{run}");
    let general = fixture.run(&["help"]).ok();
    assert_eq!(general.stdout(), fixture.run(&["--help"]).ok().stdout());
    let search = fixture.run(&["help", "search"]).ok();
    assert_eq!(search.stdout(), fixture.run(&["search", "--help"]).ok().stdout());
    let unknown = fixture.run(&["help", "harbours"]).code(2);
    assert!(unknown.stderr().contains("harbours"), "{unknown}");
}

#[test]
fn a_query_is_explained_without_an_index() {
    let fixture = Fixture::new();
    let run = fixture.run(&["search", "--explain-query", "\"main battle\"~2 OR tank*^2 source:bbc -crypto"]).ok();
    let expected = "group
  must filter source \"bbc\"
  may group
    may phrase \"main battle\", up to 2 words between
    may boost 2
      prefix \"tank\"
  not word \"crypto\"
";
    assert_eq!(run.stdout(), expected, "{run}");
    let run = fixture.run(&["search", "--explain-query", "tank", "source:New York Times"]).ok();
    assert!(run.stdout().contains("filter source \"New York Times\""), "{run}");
    let run = fixture.run(&["search", "--explain-query", "last:30d"]).ok();
    assert!(run.stdout().starts_with("filter date 20"), "{run}");
}

#[test]
fn what_is_read_otherwise_is_said() {
    let fixture = library();
    let run = fixture.run(&["search", "titel:tank bridge)"]).ok();
    let lines: Vec<_> = run.stderr().lines().filter(|line| line.starts_with("query: ")).map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "{run}");
    assert!(lines[0].ends_with("did you mean title:?"), "{run}");
    let quiet = fixture.run(&["search", "--quiet", "titel:tank bridge)"]).ok();
    assert_eq!(quiet.stderr(), "");
    let plain = fixture.run(&["search", "Ukraine: tank at 10:30?"]).ok();
    assert!(!plain.stderr().contains("query: "), "{plain}");
}

#[test]
fn strict_queries_are_read_as_written_or_not_at_all() {
    let fixture = library();
    fixture.run(&["search", "--strict-query", "tank bridge"]).ok();
    let run = fixture.run(&["search", "--strict-query", "--quiet", "坦克\ttitel:tank"]).code(2);
    assert_eq!(run.stdout(), "");
    let lines: Vec<_> = run.stderr().lines().map(str::to_owned).collect();
    assert!(lines[0].contains("there is no field titel"), "{run}");
    assert_eq!(&lines[1..], ["  坦克 titel:tank", "       ^^^^^^"], "{run}");
}

#[test]
fn hints_on_a_file_of_queries_name_the_query() {
    let fixture = library();
    fixture.write_queries("queries.tsv", [("q1".to_owned(), "tank"), ("q2".to_owned(), "tank AND")]);
    let run = fixture.run(&["search", "--queries", "queries.tsv"]).ok();
    assert!(run.stderr().contains("query q2: AND") && !run.stderr().contains("query q1"), "{run}");
    fixture.run(&["search", "--strict-query", "--queries", "queries.tsv"]).code(2);
}
