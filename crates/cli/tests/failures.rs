//! What is said, and which code is given, where the command line cannot do what it is asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the program with every stack asked for that a Rust program shows by itself, and gives its code and what
/// it said.
fn run(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_zoom-in-net"))
        .args(arguments)
        .env("RUST_BACKTRACE", "1")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .expect("the program starts");
    let said = String::from_utf8(output.stderr).expect("it says text");
    (output.status.code().expect("it ended by itself"), said)
}

/// Whether a stack is shown: its entries begin with numbers.
fn has_stack(said: &str) -> bool {
    said.lines()
        .any(|line| line.trim_start().starts_with("0: "))
}

#[test]
fn a_failure_is_one_sentence_without_a_stack_unless_that_is_asked_for() {
    let asked = ["weights", "inspect", "no/such/folder"];
    let (code, said) = run(&asked);
    assert_eq!(code, 1, "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with("error: ") && said.contains("no/such/folder"),
        "{said}"
    );
    assert_eq!(said.matches("No such file").count(), 1, "{said}");

    let (code, said) = run(&[&asked[..], &["--backtrace"]].concat());
    assert_eq!(code, 1, "{said}");
    assert!(has_stack(&said), "{said}");
}

#[test]
fn photographs_that_cannot_be_read_have_a_code_of_their_own() {
    let place = tempfile::tempdir().expect("there is room");
    fs::write(place.path().join("a.jpg"), "no picture").expect("it can be written");
    let (code, said) = run(&["screen", place.path().to_str().expect("it is text")]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("a.jpg: this file is not a JPEG"), "{said}");
    assert!(
        said.ends_with("error: 1 of 1 files could not be read\n"),
        "{said}"
    );
    assert!(!has_stack(&said), "{said}");
}

#[test]
fn arguments_that_are_not_understood_are_told_apart_from_failures() {
    assert_eq!(run(&["screen"]).0, 2);
    assert_eq!(run(&["screen", "--no-such-option", "a.jpg"]).0, 2);
}
