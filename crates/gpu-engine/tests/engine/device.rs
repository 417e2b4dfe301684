//! The one device of all tests.

use std::sync::{Mutex, MutexGuard, PoisonError};

use zoom_in_net_gpu_engine::{AdapterChoice, Gpu};

static GPU: Mutex<Option<Gpu>> = Mutex::new(None);

/// The software adapter, held by one test at a time.
pub struct Held(MutexGuard<'static, Option<Gpu>>);

/// Opens it for the first test, and anew after a test that failed, whose errors a device keeps.
pub fn gpu() -> Held {
    let mut held = GPU.lock().unwrap_or_else(PoisonError::into_inner);
    if GPU.is_poisoned() {
        GPU.clear_poison();
        *held = None;
    }
    if held.is_none() {
        let opened = pollster::block_on(Gpu::open(AdapterChoice::Software, |_, _| {}));
        *held = Some(opened.unwrap_or_else(|error| {
            panic!("these tests need a software Vulkan adapter, such as Mesa's lavapipe: {error}")
        }));
    }
    Held(held)
}

impl std::ops::Deref for Held {
    type Target = Gpu;

    fn deref(&self) -> &Gpu {
        self.0.as_ref().expect("it is opened before it is held")
    }
}
