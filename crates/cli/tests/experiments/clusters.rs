//! `experiment clusters` on drawn photographs with the masks of their lesions.

use std::fs;

use super::drawn::{report, succeed, write_masked, write_model};

#[test]
fn suspicious_positions_are_clustered_and_held_against_masks() {
    let place = tempfile::tempdir().expect("there is room");
    let here = place.path();
    write_model(&here.join("weights"));
    write_masked(&here.join("drawn"));
    let arguments = [
        "experiment",
        "clusters",
        "--data",
        "drawn",
        "--json",
        "clusters.json",
        "--gallery",
        "gallery.html",
        "--per-photograph",
        "5",
        "--resamples",
        "50",
    ];
    succeed(here, &arguments);
    let file = here.join("clusters.json");
    let first = report(&file);
    let columns = first["n_columns"].as_u64().expect("it is a number");
    assert!((6..=30).contains(&columns), "{columns}");
    let clusters = first["clusters"].as_array().expect("there are clusters");
    let patches = |cluster: &serde_json::Value| cluster["patches"].as_u64().expect("a number");
    assert_eq!(clusters.iter().map(patches).sum::<u64>(), columns);
    assert!(clusters.is_sorted_by(|a, b| patches(a) >= patches(b)));
    assert_eq!(first["share_of_patches"]["soft_exudates"], 0.0);
    assert!(first["share_of_positions"]["haemorrhages"].as_f64() > Some(0.0));

    // The page for others shows nothing of a photograph; the gallery shows every cluster.
    let page = fs::read_to_string(file.with_extension("html")).expect("there is a page");
    assert!(!page.contains("<img") && page.contains("<svg"));
    let gallery = fs::read_to_string(here.join("gallery.html")).expect("there is a gallery");
    assert_eq!(
        gallery.matches("data:image/jpeg;base64,").count() as u64,
        columns
    );
    assert!(!gallery.contains("src=\"http"));

    // What was kept is read again; fewer photographs are drawn where there is no room for all.
    succeed(here, &arguments);
    assert_eq!(report(&file), first);
    let small = [arguments.as_slice(), &["--max-columns", "10"]].concat();
    succeed(here, &small);
    let few = report(&file);
    assert_eq!(
        (
            &few["n_photographs"],
            &few["configuration"]["photographs_given"]
        ),
        (&2.into(), &6.into())
    );
}
