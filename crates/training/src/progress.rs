//! How a caller follows a run.

/// Receives what a run does, as it does it.
pub trait Progress {
    /// A phase starts, or goes on from a checkpoint with `steps_done` of `steps` behind it.
    fn phase_starts(&self, phase: &str, steps_done: usize, steps: usize);
    /// A photograph is prepared, or found to be of no use.
    fn photograph_prepared(&self);
    /// A step is done and stored; `loss` is its mean loss.
    fn step_done(&self, loss: f64);
    /// The phase is done.
    fn phase_ends(&self);
    /// Something a person should know that does not end the run.
    fn notice(&self, text: &str);
}
