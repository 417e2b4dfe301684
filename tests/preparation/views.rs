//! Views show the photograph turned and mirrored, and their field of view with it.

use image::Rgb;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::views::View;
use zoom_in_net::preparation::{PreparedPhotograph, prepare};
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

/// A fundus whose photograph cuts it off at the top, so that the field differs from view to view.
fn cut_off() -> PreparedPhotograph {
    let settings = Settings {
        diameter: 400,
        ..Settings::default()
    };
    let photograph = SyntheticFundus::draw(&settings).photograph;
    let (width, height) = photograph.dimensions();
    let lower = image::imageops::crop_imm(&photograph, 0, height / 5, width, height * 4 / 5);
    prepare(&lower.to_image(), Sizes::in_proportion(96)).expect("it is a fundus")
}

/// Fails when the field of view is turned another way than the images: attention would go to black corners.
#[test]
fn the_field_is_where_the_view_is_lit() {
    let photograph = cut_off();
    for view in View::ALL {
        let seen = view.of(&photograph);
        let positions = 24;
        let side = seen.input.width() / positions as u32;
        let inside: Vec<bool> = seen.positions_in_field(positions, 0.05).collect();
        let outside: Vec<bool> = seen.positions_in_field(positions, -0.05).collect();
        for position in 0..positions * positions {
            let (x, y) = ((position % positions) as u32, (position / positions) as u32);
            let Rgb([red, ..]) = *seen
                .input
                .get_pixel(x * side + side / 2, y * side + side / 2);
            assert!(!inside[position] || red > 20, "{view:?}: {x} {y} is dark");
            assert!(outside[position] || red < 20, "{view:?}: {x} {y} is lit");
        }
    }
}

#[test]
fn all_views_differ_and_the_first_is_the_photograph() {
    let photograph = cut_off();
    let views = View::ALL.map(|view| view.of(&photograph).input);
    assert_eq!(views[0], photograph.input);
    for (index, one) in views.iter().enumerate() {
        assert!(views[..index].iter().all(|other| other != one), "{index}");
    }
}
