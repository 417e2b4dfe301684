//! Where the networks compute on a native machine.

use std::str::FromStr;

use zoom_in_net_gpu_engine::AdapterChoice;

/// A device by the name it has on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InferenceDevice {
    /// The processor: `cpu`.
    #[default]
    Cpu,
    /// A graphics processor by Vulkan, Metal or DirectX 12: `gpu` is the fastest one, `gpu:1` the second of all.
    Gpu(Option<usize>),
}

impl FromStr for InferenceDevice {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name.split_once(':') {
            None if name == "cpu" => Ok(Self::Cpu),
            None if name == "gpu" => Ok(Self::Gpu(None)),
            Some(("gpu", index)) => {
                index
                    .parse()
                    .map(|index| Self::Gpu(Some(index)))
                    .map_err(|_| {
                        format!("`{index}` is no number of a device; `gpu:0` is the first one")
                    })
            }
            Some(("cpu", _)) => Err("there is one processor only: `cpu`".to_owned()),
            _ => Err(format!(
                "there is no device `{name}`; there are `cpu` and `gpu`"
            )),
        }
    }
}

impl InferenceDevice {
    /// The adapter that is asked for; `None` for the processor.
    pub(crate) fn adapter(self) -> Option<AdapterChoice> {
        match self {
            Self::Cpu => None,
            Self::Gpu(None) => Some(AdapterChoice::HighPerformance),
            Self::Gpu(Some(index)) => Some(AdapterChoice::Index(index)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_is_not_there_is_named_with_those_that_are() {
        assert_eq!("cpu".parse(), Ok(InferenceDevice::Cpu));
        assert_eq!("gpu:1".parse(), Ok(InferenceDevice::Gpu(Some(1))));
        let said = |name: &str| {
            name.parse::<InferenceDevice>()
                .expect_err("there is no such")
        };
        assert!(said("tpu").contains("there are `cpu` and `gpu`"));
        assert!(said("gpu:x").contains("`x` is no number"));
        assert!(said("cpu:1").contains("one processor only"));
    }
}
