//! The page of results.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::compare::{Comparison, EngineMetrics};
use crate::engine::Task;
use crate::onnx_networks::Pool;

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
        "Processor: {}. Medians of {rounds} rounds, all engines in turn.",
        processor()
    )?;
    if let Some(note) = note {
        writeln!(text, "{note}")?;
    }
    for comparison in all {
        write_comparison(&mut text, comparison)?;
    }
    write!(text, "{END}")?;
    Ok(text)
}

fn write_comparison(text: &mut String, comparison: &Comparison) -> Result<()> {
    let Comparison {
        input,
        threads,
        engines,
    } = comparison;
    let (ours, settings) = engines.split_first().context("no engine was measured")?;
    let theirs = settings
        .iter()
        .min_by(|a, b| median_of(a, Task::Screening).total_cmp(&median_of(b, Task::Screening)))
        .context("ONNX Runtime was not measured")?;
    writeln!(text, "\n### Input of {input} pixels, threads: {threads}\n")?;
    writeln!(text, "| | ours, ms | ONNX Runtime, ms | ratio |")?;
    writeln!(text, "|---|---:|---:|---:|")?;
    for task in Task::PARTS {
        let times = [ours, theirs].map(|engine| median_of(engine, task));
        write_row(text, name(task), times)?;
    }
    write_row(text, "sum of the parts", [ours, theirs].map(sum_of_parts))?;
    let whole = [ours, theirs].map(|engine| median_of(engine, Task::Screening));
    write_row(text, name(Task::Screening), whole)?;
    if let [Some(ours), Some(theirs)] = [ours, theirs].map(|engine| engine.peak_memory) {
        let [ours, theirs] = [ours, theirs].map(|bytes| bytes as f64 / 1e6);
        let ratio = ours / theirs;
        writeln!(
            text,
            "\nPeak memory of the process: ours {ours:.0} MB, ONNX Runtime {theirs:.0} MB, ratio {ratio:.2}."
        )?;
    }
    if settings.len() > 1 {
        writeln!(
            text,
            "\n| ONNX Runtime's threads | sum of the parts, ms | whole, ms |"
        )?;
        writeln!(text, "|---|---:|---:|")?;
        for engine in settings {
            let name = engine.engine.pool().map_or_else(String::new, threads_of);
            let sum = 1e3 * sum_of_parts(engine);
            let whole = 1e3 * median_of(engine, Task::Screening);
            writeln!(text, "| {name} | {sum:.1} | {whole:.1} |")?;
        }
    }
    Ok(())
}

fn write_row(text: &mut String, name: &str, [ours, theirs]: [f64; 2]) -> Result<()> {
    let ratio = ours / theirs;
    let [ours, theirs] = [ours, theirs].map(|seconds| 1e3 * seconds);
    writeln!(text, "| {name} | {ours:.1} | {theirs:.1} | {ratio:.2} |")?;
    Ok(())
}

fn threads_of(Pool { shared, spinning }: Pool) -> String {
    let pools = match shared {
        true => "one pool for all sessions",
        false => "a pool for each session",
    };
    let idle = match spinning {
        true => "spin",
        false => "sleep",
    };
    format!("{pools}, idle threads {idle}")
}

fn median_of(engine: &EngineMetrics, task: Task) -> f64 {
    let measured = engine
        .seconds
        .iter()
        .find(|(measured, _)| *measured == task);
    measured.map_or(f64::NAN, |(_, seconds)| median(seconds))
}

fn sum_of_parts(engine: &EngineMetrics) -> f64 {
    let parts = Task::PARTS.into_iter();
    parts.map(|task| median_of(engine, task)).sum()
}

fn name(task: Task) -> &'static str {
    match task {
        Task::Preparation => "preparation (the same code in both)",
        Task::MNet => "M-Net",
        Task::ANet => "A-Net and its gate",
        Task::Search => "search for regions (the same code in both)",
        Task::CNet => "C-Net, 4 crops, with their cutting",
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
