//! Memory with as many rows as the whole training part of Kaggle EyePACS has. Alone in its file: the
//! peak is of the whole process.

#![cfg(target_os = "linux")]

use std::fmt::Write;
use std::fs::{self, File};

use tempfile::TempDir;
use zoom_in_net_datasets::{Part, Split, read_dataset};

/// Photographs of the training part; two of each patient.
const ROWS: u32 = 35_126;
/// What the process may take at its peak, in kibibytes; 21,000 were measured.
const MAX_KIB: u64 = 32 * 1024;

#[test]
fn the_table_and_its_split_take_little_memory() {
    let folder = TempDir::new().expect("a temporary folder");
    let images = folder.path().join("train");
    fs::create_dir(&images).expect("the folder can be made");
    let mut labels = "image,level\n".to_owned();
    for row in 0..ROWS {
        let eye = ["left", "right"][row as usize % 2];
        let name = format!("{}_{eye}", row / 2);
        File::create(images.join(&name).with_extension("jpeg")).expect("an image can be made");
        writeln!(labels, "{name},{}", row / 2 % 5).expect("it is text");
    }
    fs::write(folder.path().join("trainLabels.csv"), labels).expect("they can be written");

    let dataset = read_dataset(folder.path()).expect("the dataset is readable");
    let split = Split::stratified(&[&dataset], 2017, (0.7, 0.1, 0.2)).expect("it is divided");
    let parts = [Part::Train, Part::Validation, Part::Test];
    let sizes = parts.map(|part| split.photographs_in(&dataset, part).len());
    assert_eq!(sizes.iter().sum::<usize>(), ROWS as usize);

    let peak = peak_kib();
    println!("{ROWS} rows, {sizes:?}: at most {peak} KiB resident");
    assert!(peak < MAX_KIB, "{peak} KiB");
}

/// The most memory that this process had resident.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("Linux tells it");
    let number = line.split_whitespace().nth(1).expect("it is a number");
    number.parse().expect("it is a number")
}
