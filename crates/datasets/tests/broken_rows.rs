//! Rows and files that cannot be used become problems, and only a useless whole is an error.

use crate::common::{Folder, ids, problems};
use zoom_in_net_datasets::{DatasetError, Flaw, read_dataset};

fn labelled(rows: impl AsRef<[u8]>) -> Folder {
    let labels = [b"image,patient,eye,grade,maculopathy\n", rows.as_ref()].concat();
    Folder::new()
        .images(&["good.jpg", "a.jpg", "b.jpg", "p.ppm"])
        .file("labels.csv", labels)
}

/// The flaw of the second of two rows; the first, which is good, has to survive.
fn flaw(row: impl AsRef<[u8]>) -> Flaw {
    let rows = [b"good.jpg,1,L,0,0\n", row.as_ref()].concat();
    let dataset = labelled(rows).dataset();
    assert_eq!(ids(&dataset), ["good.jpg"]);
    let [problem] = dataset.problems.as_slice() else {
        panic!("one problem was expected: {:?}", dataset.problems);
    };
    assert_eq!(
        (problem.file.as_str(), problem.row),
        ("labels.csv", Some(3))
    );
    problem.what.clone()
}

#[test]
fn each_flaw_is_named() {
    assert_eq!(flaw("a.jpg,1,L,5,0\n"), Flaw::NotAGrade("5".to_owned()));
    assert_eq!(flaw("a.jpg,1,L,-1,0\n"), Flaw::NotAGrade("-1".to_owned()));
    assert_eq!(flaw("a.jpg,1,L,1.5,0\n"), Flaw::NotAGrade("1.5".to_owned()));
    assert_eq!(
        flaw("a.jpg,1,L,mild,0\n"),
        Flaw::NotAGrade("mild".to_owned())
    );
    assert_eq!(flaw("a.jpg,1,L, ,0\n"), Flaw::NoGrade);
    assert_eq!(flaw("a.jpg,1\n"), Flaw::NoGrade);
    assert_eq!(flaw("a.jpg,1,OD,0,0\n"), Flaw::UnknownEye("OD".to_owned()));
    assert_eq!(flaw("a.jpg,,L,0,0\n"), Flaw::NoPatient);
    assert_eq!(flaw(",1,L,0,0\n"), Flaw::NoImage);
    assert_eq!(
        flaw("a.jpg,1,L,0,2\n"),
        Flaw::UnknownMaculopathy("2".to_owned())
    );
    assert_eq!(
        flaw("c.jpg,1,L,0,0\n"),
        Flaw::MissingFile("c.jpg".to_owned())
    );
    // There is `p.ppm`, which nothing decodes.
    assert_eq!(flaw("p,1,L,0,0\n"), Flaw::MissingFile("p".to_owned()));
    assert!(matches!(flaw(b"a\xff.jpg,1,L,0,0\n"), Flaw::Unreadable(_)));
}

#[test]
fn a_photograph_outside_the_folder_is_not_taken() {
    let folder = Folder::new().images(&["outside.jpg", "inner/a.jpg"]).file(
        "inner/labels.csv",
        "image,patient,eye,grade\na.jpg,1,L,0\n../outside.jpg,1,R,0\n",
    );
    let dataset = read_dataset(&folder.root().join("inner")).expect("readable");
    assert_eq!(ids(&dataset), ["a.jpg"]);
    assert_eq!(
        dataset.problems[0].what,
        Flaw::MissingFile("../outside.jpg".to_owned())
    );
}

#[test]
fn a_repeated_row_counts_once() {
    let dataset = labelled("a.jpg,1,L,2,0\na.jpg,1,L,2,0\n").dataset();
    assert_eq!(ids(&dataset), ["a.jpg"]);
    assert_eq!(
        problems(&dataset),
        ["labels.csv, row 3: `a.jpg` was labelled in the same way before"]
    );
}

#[test]
fn contradictory_rows_leave_the_photograph_out() {
    let dataset = labelled("a.jpg,1,L,2,0\nb.jpg,1,R,0,0\na.jpg,1,L,3,0\n").dataset();
    assert_eq!(ids(&dataset), ["b.jpg"]);
    assert_eq!(
        problems(&dataset),
        ["labels.csv, row 4: `a.jpg` is labelled in different ways; it is left out"]
    );
}

#[test]
fn rows_that_differ_in_the_patient_contradict_each_other() {
    let dataset = labelled("a.jpg,1,L,2,0\nb.jpg,1,R,0,0\na.jpg,7,L,2,0\n").dataset();
    assert_eq!(ids(&dataset), ["b.jpg"]);
}

#[test]
fn problems_are_counted_and_strictness_refuses_them() {
    let dataset =
        labelled("good.jpg,1,L,0,0\na.jpg,1,R,9,0\nb.jpg,2,L,,0\nc.jpg,2,R,8,0\n").dataset();
    let counts = dataset.problem_counts();
    assert_eq!(counts["not a grade"], 2);
    assert_eq!(counts["blank grade"], 1);
    let message = dataset
        .strict()
        .expect_err("there are problems")
        .to_string();
    assert!(message.contains("2 × not a grade"), "{message}");
    assert!(message.contains("labels.csv, row 3"), "{message}");
}

#[test]
fn columns_are_found_in_any_order_and_with_a_byte_order_mark() {
    let dataset = Folder::new()
        .images(&["a.jpg"])
        .file(
            "labels.csv",
            "\u{feff}Grade, eye ,image,extra,patient\n2.0,R,a.jpg,x,1\n",
        )
        .dataset();
    assert_eq!(ids(&dataset), ["a.jpg"]);
    assert_eq!(dataset.photographs[0].grade.level(), 2);
}

#[test]
fn missing_columns_are_named() {
    let error = Folder::new()
        .file("train.csv", "id,diagnosis\n1,0\n")
        .read()
        .expect_err("there is no id_code");
    let message = error.to_string();
    assert!(message.contains("id_code"), "{message}");
    assert!(message.contains("id, diagnosis"), "{message}");
}

#[test]
fn labels_without_a_grade_are_told_so() {
    let error = Folder::new()
        .images(&["a.jpg"])
        .file("labels.csv", "image,referable\na.jpg,1\n")
        .read()
        .expect_err("there are no grades");
    assert!(matches!(error, DatasetError::NoGrades { .. }));
    assert!(error.to_string().contains("no ICDR grades"));
}

#[test]
fn labels_without_any_image_are_an_error() {
    let error = Folder::new()
        .file("train.csv", "id_code,diagnosis\n1,0\n2,0\n")
        .read()
        .expect_err("there are no images");
    assert!(matches!(error, DatasetError::NoPhotographs { .. }));
    assert!(error.to_string().contains("2 × missing file"));
}

#[test]
fn a_missing_folder_is_an_error() {
    let folder = Folder::new();
    let error = read_dataset(&folder.root().join("absent")).expect_err("there is no folder");
    assert!(matches!(error, DatasetError::NotAFolder { .. }));
    assert!(error.to_string().contains("absent"));
}
