//! Label files: tables with a heading.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use calamine::Reader;
use csv::{ReaderBuilder, StringRecord, Trim};

use crate::problems::DatasetError;

/// Reads a table row by row, calling `take` with the row's number (the heading is row 1) and its cells in
/// the order of `columns`; a row that is not text comes as an error.
///
/// Columns are found by their name, whatever their order, case and surrounding blanks. The first `required`
/// of them must be there; a cell of any other, and one that the row is too short for, is empty. Rows with
/// nothing in these columns are passed over: spreadsheets leave them at the end of an export.
///
/// Spreadsheets (`.xls` and `.xlsx`, first sheet) and text with commas or semicolons are both read.
pub(crate) fn for_each_row<const N: usize>(
    file: &Path,
    columns: [&str; N],
    required: usize,
    mut take: impl FnMut(u64, Result<[&str; N], String>),
) -> Result<(), DatasetError> {
    let take = |row, cells: Result<[&str; N], String>| {
        if cells
            .as_ref()
            .is_ok_and(|cells| cells.iter().all(|cell| cell.is_empty()))
        {
            return;
        }
        take(row, cells);
    };
    let spreadsheet = file.extension().is_some_and(|extension| {
        ["xls", "xlsx"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    });
    if spreadsheet {
        for_each_sheet_row(file, columns, required, take)
    } else {
        for_each_text_row(file, columns, required, take)
    }
}

fn for_each_text_row<const N: usize>(
    file: &Path,
    columns: [&str; N],
    required: usize,
    mut take: impl FnMut(u64, Result<[&str; N], String>),
) -> Result<(), DatasetError> {
    let mut reader = BufReader::new(File::open(file).map_err(|error| unreadable(file, error))?);
    let delimiter = delimiter(&mut reader).map_err(|error| unreadable(file, error))?;
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(reader);
    let heading = reader.headers().map_err(|error| unreadable(file, error))?;
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
            Err(error) if error.is_io_error() => return Err(unreadable(file, error)),
            Err(error) => take(row, Err(error.to_string())),
        }
    }
}

fn for_each_sheet_row<const N: usize>(
    file: &Path,
    columns: [&str; N],
    required: usize,
    mut take: impl FnMut(u64, Result<[&str; N], String>),
) -> Result<(), DatasetError> {
    let mut workbook =
        calamine::open_workbook_auto(file).map_err(|error| unreadable(file, error))?;
    let sheet = workbook
        .worksheet_range_at(0)
        .ok_or_else(|| unreadable(file, "there is no sheet in it"))?
        .map_err(|error| unreadable(file, error))?;
    // A sheet may begin below its first row; the numbers are to be those that a spreadsheet shows.
    let first_row = sheet.start().map_or(1, |(row, _)| u64::from(row) + 1);
    let mut rows = sheet.rows().map(|row| {
        row.iter()
            .map(|cell| cell.to_string().trim().to_owned())
            .collect::<Vec<_>>()
    });
    let heading = rows.next().unwrap_or_default();
    let places = places(file, heading.iter().map(String::as_str), columns, required)?;
    for (number, row) in (first_row + 1..).zip(rows) {
        let cell = |place: usize| row.get(place).map(String::as_str);
        take(
            number,
            Ok(places.map(|place| place.and_then(cell).unwrap_or(""))),
        );
    }
    Ok(())
}

fn unreadable(
    file: &Path,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> DatasetError {
    DatasetError::Unreadable {
        file: file.to_owned(),
        source: source.into(),
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
