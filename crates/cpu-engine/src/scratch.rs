//! Buffers that are used again, which would cost more to allocate each time than to fill.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

thread_local! {
    static SCRATCH: RefCell<[Vec<f32>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
}

/// Lends two buffers of a thread.
pub fn with_scratch<R>(work: impl FnOnce(&mut [Vec<f32>; 2]) -> R) -> R {
    SCRATCH.with_borrow_mut(work)
}

/// The first `length` values of a buffer, whatever they are.
pub fn sized(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
    &mut buffer[..length]
}

/// Buffers of maps that no later layer reads.
#[derive(Debug, Default)]
pub struct Spare {
    buffers: Vec<Vec<f32>>,
}

impl Spare {
    /// A buffer of `length` values or more, whatever they are.
    pub fn take(&mut self, length: usize) -> Vec<f32> {
        // The smallest one that is large enough; else the largest, which grows.
        let buffers = self.buffers.iter().enumerate();
        let best = buffers.min_by_key(|(_, buffer)| match buffer.len() {
            enough if enough >= length => (false, enough),
            short => (true, usize::MAX - short),
        });
        let best = best.map(|(index, _)| index);
        let mut buffer = best.map_or_else(Vec::new, |index| self.buffers.swap_remove(index));
        if buffer.len() < length {
            // Its old values are not worth moving.
            buffer = vec![0.0; length];
        }
        buffer
    }

    /// Takes a buffer back.
    pub fn give(&mut self, buffer: Vec<f32>) {
        self.buffers.push(buffer);
    }
}

/// The buffers of a network between its runs, one [`Spare`] for each image that was computed at the same time.
#[derive(Clone, Debug, Default)]
pub struct Spares {
    spares: Arc<Mutex<Vec<Spare>>>,
}

impl Spares {
    /// Buffers for one image.
    pub fn take(&self) -> Spare {
        let mut spares = self.spares.lock().unwrap_or_else(PoisonError::into_inner);
        spares.pop().unwrap_or_default()
    }

    /// Takes them back.
    pub fn give(&self, spare: Spare) {
        let mut spares = self.spares.lock().unwrap_or_else(PoisonError::into_inner);
        spares.push(spare);
    }
}
