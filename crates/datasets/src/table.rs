//! Label files: tables with a heading.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::problems::DatasetError;

/// Reads a table row by row, calling `take` with the row's number (the heading is row 1) and its cells in
/// the order of `columns`; a row that is not text comes as an error.
///
/// Columns are found by their name, whatever their order, case and surrounding blanks. The first `required`
/// of them must be there; a cell of any other, and one that the row is too short for, is empty.
pub(crate) fn for_each_row<const N: usize>(
    file: &Path,
    columns: [&str; N],
    required: usize,
    mut take: impl FnMut(u64, Result<[&str; N], String>),
) -> Result<(), DatasetError> {
    let unreadable = |source: Box<dyn std::error::Error + Send + Sync>| DatasetError::Unreadable {
        file: file.to_owned(),
        source,
    };
    let mut reader = BufReader::new(File::open(file).map_err(|error| unreadable(error.into()))?);
    let delimiter = delimiter(&mut reader).map_err(|error| unreadable(error.into()))?;
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(reader);
    let heading = reader.headers().map_err(|error| unreadable(error.into()))?;
    let places = places(file, heading.iter(), columns, required)?;

    let mut record = StringRecord::new();
    loop {
        let row = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => take(
                record.position().map_or(row, csv::Position::line),
                Ok(places.map(|place| place.and_then(|place| record.get(place)).unwrap_or(""))),
            ),
            // A failing disk does not get better with the next row, unlike a row that is not UTF-8.
            Err(error) if error.is_io_error() => return Err(unreadable(error.into())),
            Err(error) => take(row, Err(error.to_string())),
        }
    }
}

/// The delimiter of the heading: spreadsheets set to a decimal comma export semicolons.
fn delimiter(reader: &mut (impl BufRead + Seek)) -> std::io::Result<u8> {
    let mut heading = Vec::new();
    reader.read_until(b'\n', &mut heading)?;
    reader.rewind()?;
    Ok(if heading.contains(&b';') { b';' } else { b',' })
}

/// Where each of `columns` stands in the heading.
fn places<'h, const N: usize>(
    file: &Path,
    heading: impl Iterator<Item = &'h str>,
    columns: [&str; N],
    required: usize,
) -> Result<[Option<usize>; N], DatasetError> {
    let heading: Vec<&str> = heading.map(str::trim).collect();
    let places = columns.map(|column| {
        heading
            .iter()
            .position(|found| found.eq_ignore_ascii_case(column))
    });
    let missing: Vec<&str> = columns
        .iter()
        .zip(&places)
        .take(required)
        .filter(|(_, place)| place.is_none())
        .map(|(column, _)| *column)
        .collect();
    if missing.is_empty() {
        return Ok(places);
    }
    Err(DatasetError::MissingColumns {
        file: file.to_owned(),
        missing: missing.join(", "),
        found: heading.join(", "),
    })
}
