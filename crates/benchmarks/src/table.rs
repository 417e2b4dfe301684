//! The page of results.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::compare::Comparison;
use crate::engine::Task;

/// What stands between these lines is written anew; the rest of the page is people's.
const BEGIN: &str = "<!-- native: begin -->";
const END: &str = "<!-- native: end -->";

/// Puts the tables into the page.
pub fn write(page: &Path, all: &[Comparison], rounds: usize, note: Option<&str>) -> Result<()> {
    let tables = tables(all, rounds, note)?;
    let old = fs::read_to_string(page).unwrap_or_default();
    let new = match (old.find(BEGIN), old.find(END)) {
        (Some(begin), Some(end)) if begin < end => {
            format!("{}{tables}{}", &old[..begin], &old[end + END.len()..])
        }
        _ => format!("{old}{tables}\n"),
    };
    if let Some(folder) = page.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(page, new).with_context(|| page.display().to_string())?;
    println!("{tables}");
    Ok(())
}

fn tables(all: &[Comparison], rounds: usize, note: Option<&str>) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "{BEGIN}")?;
    writeln!(
        text,
        "Processor: {}. Medians of {rounds} rounds, both engines in turn.",
        processor()
    )?;
    if let Some(note) = note {
        writeln!(text, "{note}")?;
    }
    for comparison in all {
        let Comparison {
            input,
            threads,
            seconds,
            peak_memory,
        } = comparison;
        writeln!(text, "\n### Input of {input} pixels, threads: {threads}\n")?;
        writeln!(text, "| | ours, ms | ONNX Runtime, ms | ratio |")?;
        writeln!(text, "|---|---:|---:|---:|")?;
        for (task, [ours, theirs]) in seconds {
            let (ours, theirs) = (1e3 * median(ours), 1e3 * median(theirs));
            let (name, ratio) = (name(*task), ours / theirs);
            writeln!(text, "| {name} | {ours:.1} | {theirs:.1} | {ratio:.2} |")?;
        }
        if let [Some(ours), Some(theirs)] = peak_memory {
            let [ours, theirs] = [ours, theirs].map(|bytes| *bytes as f64 / 1e6);
            let ratio = ours / theirs;
            writeln!(
                text,
                "\nPeak memory of the process: ours {ours:.0} MB, ONNX Runtime {theirs:.0} MB, ratio {ratio:.2}."
            )?;
        }
    }
    write!(text, "{END}")?;
    Ok(text)
}

fn name(task: Task) -> &'static str {
    match task {
        Task::Preparation => "preparation (the same code in both)",
        Task::MNet => "M-Net",
        Task::ANet => "A-Net",
        Task::CNet => "C-Net, 4 crops",
        Task::Screening => "**whole screening**",
    }
}

fn median(seconds: &[f64]) -> f64 {
    let mut sorted = seconds.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    }
}

/// Model and number of cores, where the system says.
fn processor() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|line| line.split_once(':'))
        .map_or("unknown", |(_, model)| model.trim());
    format!("{model}, {cores} cores")
}
