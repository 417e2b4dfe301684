//! Each layout, on a small made-up folder.

use crate::common::{Folder, ids, problems};
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net_datasets::{Dataset, DatasetError, Layout, Photograph};

/// The photograph with this id.
fn photograph<'d>(dataset: &'d Dataset, id: &str) -> &'d Photograph {
    dataset
        .photographs
        .iter()
        .find(|photograph| photograph.id == id)
        .unwrap_or_else(|| panic!("no photograph {id} in {:?}", dataset.photographs))
}

#[test]
fn labels_csv() {
    let folder = Folder::new()
        .images(&["images/1_l.jpg", "images/1_r.jpg"])
        .file(
            "labels.csv",
            "image,patient,eye,grade,maculopathy\n\
             images/1_l.jpg,1,L,0,1\n\
             images/1_r.jpg,1,right,4,\n",
        );
    let dataset = folder.dataset();
    assert_eq!(dataset.layout, Layout::LabelsCsv);
    assert_eq!(
        dataset.photographs,
        [
            Photograph {
                id: "images/1_l.jpg".to_owned(),
                path: folder.root().join("images/1_l.jpg"),
                patient: "1".to_owned(),
                eye: Some(Eye::Left),
                grade: IcdrGrade::None,
                maculopathy: Some(true),
            },
            Photograph {
                id: "images/1_r.jpg".to_owned(),
                path: folder.root().join("images/1_r.jpg"),
                patient: "1".to_owned(),
                eye: Some(Eye::Right),
                grade: IcdrGrade::Proliferative,
                maculopathy: None,
            },
        ]
    );
    assert!(dataset.strict().is_ok());
}

#[test]
fn labels_csv_with_unknown_eyes_and_risks_of_oedema() {
    let dataset = Folder::new()
        .images(&["0.jpg", "1.jpg", "2.jpg", "3.jpg"])
        .file(
            "labels.csv",
            "image,patient,eye,grade,oedema_risk\n\
             0.jpg,0,,0,0\n1.jpg,1,,2,1\n2.jpg,2,,3,2\n3.jpg,3,,1,\n",
        )
        .dataset();
    let read: Vec<_> = dataset
        .photographs
        .iter()
        .map(|photograph| (photograph.eye, photograph.maculopathy))
        .collect();
    let expected = [Some(false), Some(false), Some(true), None].map(|oedema| (None, oedema));
    assert_eq!(read, expected);
}

#[test]
fn a_dataset_is_named_by_its_folder() {
    let folder = Folder::new()
        .images(&["inner/a.jpg", "inner/sub/b.jpg"])
        .file("inner/labels.csv", "image,patient,eye,grade\na.jpg,1,L,0\n");
    let roundabout = folder.root().join("inner/sub/..");
    let dataset = zoom_in_net_datasets::read_dataset(&roundabout).expect("readable");
    assert_eq!(dataset.name, "inner");
    assert_eq!(dataset.root, roundabout);
}

#[test]
fn kaggle_eyepacs() {
    let dataset = Folder::new()
        .images(&["train/10_left.jpeg", "train/10_right.jpeg", "13_left.png"])
        .file(
            "trainLabels.csv",
            "image,level\n10_left,0\n10_right,3\n13_left,2\n13_middle,0\n17,0\n",
        )
        .dataset();
    assert_eq!(dataset.layout, Layout::KaggleEyePacs);
    assert_eq!(
        ids(&dataset),
        ["train/10_left.jpeg", "train/10_right.jpeg", "13_left.png"]
    );
    let right = photograph(&dataset, "train/10_right.jpeg");
    assert_eq!(
        (right.patient.as_str(), right.eye),
        ("10", Some(Eye::Right))
    );
    assert_eq!(right.grade, IcdrGrade::Severe);
    assert_eq!(right.maculopathy, None);
    assert_eq!(dataset.problem_counts()["unknown eye"], 2);
}

#[test]
fn messidor_as_text() {
    let dataset = Folder::new()
        .images(&["Base11/a.tif", "Base11/b.tif", "Base33/c.tif"])
        .file(
            "Annotation_Base11.csv",
            "Image name;Ophthalmologic department;Retinopathy grade;Risk of macular edema \n\
             a.tif;Made-up;0;0\n\
             b.tif;Made-up;3;1\n",
        )
        .file(
            "Base33/Annotation_Base33.csv",
            "Image name,Ophthalmologic department,Retinopathy grade,Risk of macular edema\n\
             c.tif,Made-up,4,0\n",
        )
        .dataset();
    assert_eq!(dataset.layout, Layout::Messidor);
    assert_eq!(ids(&dataset), ["Base11/a.tif", "Base11/b.tif"]);
    let severe = photograph(&dataset, "Base11/b.tif");
    assert_eq!(severe.grade, IcdrGrade::Severe);
    assert_eq!(severe.maculopathy, Some(false));
    assert_eq!(severe.patient, "Base11/b.tif");
    assert_eq!(
        problems(&dataset),
        ["Base33/Annotation_Base33.csv, row 2: `4` is no grade of this scale"]
    );
}

#[test]
fn messidor_as_spreadsheet() {
    let sheet = include_bytes!("fixtures/Annotation_Base11.xls");
    let dataset = Folder::new()
        .images(&["Base11/first.tif", "Base11/second.tif", "Base11/fourth.tif"])
        .file("Base11/Annotation_Base11.xls", sheet)
        .dataset();
    assert_eq!(ids(&dataset), ["Base11/first.tif", "Base11/second.tif"]);
    let second = photograph(&dataset, "Base11/second.tif");
    assert_eq!(second.grade, IcdrGrade::Severe);
    assert_eq!(second.maculopathy, Some(true));
    assert_eq!(
        problems(&dataset),
        [
            "Base11/Annotation_Base11.xls, row 4: there is no photograph `third.tif` within the folder",
            "Base11/Annotation_Base11.xls, row 5: `4` is no grade of this scale",
        ]
    );
}

#[test]
fn the_newest_sheet_of_a_messidor_base_counts() {
    let heading = "Image name,Retinopathy grade,Risk of macular edema\n";
    let dataset = Folder::new()
        .images(&["Base13/a.tif"])
        .file("Annotation_Base13.csv", format!("{heading}a.tif,0,0\n"))
        .file(
            "Annotation_Base13_update20161024.csv",
            format!("{heading}a.tif,2,0\n"),
        )
        .dataset();
    assert_eq!(dataset.photographs[0].grade, IcdrGrade::Moderate);
    assert_eq!(dataset.problems, []);
}

#[test]
fn copies_in_messidor_are_left_out() {
    let dataset = Folder::new()
        .images(&["Base33/alone.tif"])
        .file("Base33/a.tif", "one eye")
        .file("Base33/b.tif", "one eye")
        .file("Base33/c.tif", "another eye")
        .file("Base33/d.tif", "another eye")
        .file(
            "Annotation_Base33.csv",
            "Image name,Retinopathy grade,Risk of macular edema\n\
             a.tif,1,0\nb.tif,1,0\nc.tif,0,0\nd.tif,2,0\nalone.tif,0,0\n",
        )
        .dataset();
    assert_eq!(ids(&dataset), ["Base33/a.tif", "Base33/alone.tif"]);
    assert_eq!(
        problems(&dataset),
        [
            "Base33/b.tif: the same file as `Base33/a.tif`; it is left out",
            "Base33/d.tif: the same file as `Base33/c.tif`, but labelled in another way; both are left out",
        ]
    );
}

const MESSIDOR_2: &str = "image_id,adjudicated_dr_grade,adjudicated_dme,adjudicated_gradable\n\
    20_a.png,0,0,1\n20_b.png,2,1,1\nIM1.jpg,,,0\nIM2.jpg,1,0,1\n";

fn messidor_2() -> Folder {
    Folder::new()
        .images(&["IMAGES/20_a.png", "IMAGES/20_b.png", "IMAGES/IM2.JPG"])
        .file("messidor_data.csv", MESSIDOR_2)
}

#[test]
fn messidor_2_with_its_pairs() {
    let dataset = messidor_2()
        .file(
            "messidor-2.csv",
            "left;right \n20_b.png;20_a.png\nIM2.JPG;\n",
        )
        .dataset();
    assert_eq!(dataset.layout, Layout::Messidor2);
    let left = photograph(&dataset, "IMAGES/20_b.png");
    let right = photograph(&dataset, "IMAGES/20_a.png");
    assert_eq!((left.eye, right.eye), (Some(Eye::Left), Some(Eye::Right)));
    assert_eq!(
        (left.patient.as_str(), right.patient.as_str()),
        ("20_b", "20_b")
    );
    assert_eq!(
        (left.maculopathy, right.maculopathy),
        (Some(true), Some(false))
    );
    assert_eq!(photograph(&dataset, "IMAGES/IM2.JPG").patient, "IM2");
    assert_eq!(
        problems(&dataset),
        ["messidor_data.csv, row 4: `IM1.jpg` was found ungradable"]
    );
}

#[test]
fn messidor_2_without_its_pairs() {
    let dataset = messidor_2().dataset();
    assert_eq!(dataset.patients().len(), 3);
    assert_eq!(dataset.problem_counts()["missing eye pairs"], 1);
    assert!(dataset.strict().is_err());
}

#[test]
fn aptos_2019() {
    let dataset = Folder::new()
        .images(&["train_images/0a1.png", "train_images/0b2.png"])
        .file("train.csv", "id_code,diagnosis\n0a1,2\n0b2,4\n")
        .dataset();
    assert_eq!(dataset.layout, Layout::Aptos2019);
    let photograph = photograph(&dataset, "train_images/0a1.png");
    assert_eq!(photograph.grade, IcdrGrade::Moderate);
    assert_eq!(photograph.patient, photograph.id);
    assert_eq!(photograph.eye, None);
}

#[test]
fn idrid_grading_with_both_sets() {
    let heading = "Image name,Retinopathy grade,Risk of macular edema ,,,\n";
    let labels = "B. Disease Grading/2. Groundtruths";
    let images = "B. Disease Grading/1. Original Images";
    let training = format!("{images}/a. Training Set/IDRiD_001.jpg");
    let testing = format!("{images}/b. Testing Set/IDRiD_001.jpg");
    let dataset = Folder::new()
        .images(&[&training, &testing])
        .file(
            &format!("{labels}/a. IDRiD_Disease Grading_Training Labels.csv"),
            format!("{heading}IDRiD_001,3,2,,,\n,,,,,\n"),
        )
        .file(
            &format!("{labels}/b. IDRiD_Disease Grading_Testing Labels.csv"),
            format!("{heading}IDRiD_001,0,0,,,\n"),
        )
        .dataset();
    assert_eq!(dataset.layout, Layout::IdridGrading);
    assert_eq!(dataset.problems, []);
    assert_eq!(dataset.patients().len(), 2);
    assert_eq!(photograph(&dataset, &training).grade, IcdrGrade::Severe);
    assert_eq!(photograph(&dataset, &training).maculopathy, Some(true));
    assert_eq!(photograph(&dataset, &testing).grade, IcdrGrade::None);
}

#[test]
fn folder_per_grade_by_number() {
    let dataset = Folder::new()
        .images(&[
            "0/1_left.jpeg",
            "2/1_right.jpeg",
            "4/001.png",
            "notes/a.png",
        ])
        .file("0/readme.txt", "no image")
        .dataset();
    assert_eq!(dataset.layout, Layout::FolderPerGrade);
    assert_eq!(
        ids(&dataset),
        ["0/1_left.jpeg", "2/1_right.jpeg", "4/001.png"]
    );
    let right = photograph(&dataset, "2/1_right.jpeg");
    assert_eq!((right.patient.as_str(), right.eye), ("1", Some(Eye::Right)));
    let unpaired = photograph(&dataset, "4/001.png");
    assert_eq!(
        (unpaired.patient.as_str(), unpaired.eye),
        ("4/001.png", None)
    );
    assert_eq!(unpaired.grade, IcdrGrade::Proliferative);
}

#[test]
fn folder_per_grade_in_words() {
    for names in [
        ["none", "mild", "moderate", "severe", "proliferative"],
        ["No_DR", "Mild", "Moderate", "Severe", "Proliferate_DR"],
        ["No DR", "Mild", "Moderate", "Severe", "Proliferative DR"],
    ] {
        let folder = names.iter().fold(Folder::new(), |folder, name| {
            folder.images(&[&format!("{name}/001.png")])
        });
        let dataset = folder.dataset();
        for (name, grade) in names.iter().zip(IcdrGrade::ALL) {
            assert_eq!(
                photograph(&dataset, &format!("{name}/001.png")).grade,
                grade
            );
        }
    }
}

#[test]
fn an_eye_in_the_folders_of_two_grades_is_left_out() {
    let dataset = Folder::new()
        .images(&["0/1_left.jpeg", "2/1_left.jpeg", "2/3_left.jpeg"])
        .dataset();
    assert_eq!(ids(&dataset), ["2/3_left.jpeg"]);
    assert_eq!(dataset.problem_counts()["contradictory rows"], 1);
}

#[test]
fn a_folder_without_a_known_layout_says_what_was_looked_for() {
    let folder = Folder::new().images(&["0/a.png", "photographs/b.png"]);
    let error = folder.read().expect_err("one grade is no layout");
    assert!(matches!(error, DatasetError::UnknownLayout { .. }));
    let message = error.to_string();
    for sign in ["labels.csv", "trainLabels.csv", "folders 0 to 4"] {
        assert!(message.contains(sign), "{message}");
    }
}
