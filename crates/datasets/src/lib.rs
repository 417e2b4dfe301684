//! Graded fundus photographs in their official layouts, and splits by patient.
//!
//! [`read_dataset`] recognises how a folder is laid out (see [`Layout`]) and lists its photographs with
//! their ICDR grades. Images are looked up, never decoded. A row that cannot be used becomes a
//! [`Problem`] and does not end the reading; [`Dataset::strict`] refuses a dataset that has any.
//!
//! [`Split`] parts patients into training, validation and test. The two eyes of a patient resemble each
//! other closely, so a split by photograph would let a network be tested on what it was trained on: it is
//! never offered.
//!
//! ```no_run
//! use std::path::Path;
//! use zoom_in_net_datasets::{Part, Split, read_dataset};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let eyepacs = read_dataset(Path::new("data/eyepacs"))?;
//! let split = Split::stratified(&[&eyepacs], 2017, (0.7, 0.1, 0.2))?;
//! let training = split.photographs_in(&eyepacs, Part::Train);
//! # Ok(())
//! # }
//! ```

mod collector;
mod copies;
mod images;
mod layouts;
mod photograph;
mod problems;
mod rows;
mod split;
mod table;

pub use layouts::{Layout, read_dataset};
pub use photograph::{Dataset, Photograph};
pub use problems::{DatasetError, Flaw, Problem};
pub use split::{Part, Split, SplitError};
