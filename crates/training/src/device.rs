//! Where training computes.

use std::str::FromStr;

use burn::tensor::Device;

/// A device by the name it has on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrainingDevice {
    /// The processor, through Flex: `cpu`.
    Cpu,
    /// A graphics processor through wgpu (Vulkan, Metal or DirectX 12): `gpu`, or `gpu:1` for the
    /// second one.
    #[cfg(feature = "gpu")]
    Gpu(Option<usize>),
    /// A graphics processor through CUDA: `cuda`, or `cuda:1` for the second one.
    #[cfg(feature = "cuda")]
    Cuda(Option<usize>),
}

impl FromStr for TrainingDevice {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let (kind, index) = match name.split_once(':') {
            Some((kind, index)) => {
                let index = index.parse::<usize>().map_err(|_| {
                    format!("`{index}` is no number of a device; `{kind}:0` is the first one")
                })?;
                (kind, Some(index))
            }
            None => (name, None),
        };
        match (kind, index) {
            ("cpu", None) => Ok(Self::Cpu),
            ("cpu", Some(_)) => Err("there is one processor only: `cpu`".to_owned()),
            #[cfg(feature = "gpu")]
            ("gpu", index) => Ok(Self::Gpu(index)),
            #[cfg(feature = "cuda")]
            ("cuda", index) => Ok(Self::Cuda(index)),
            // A program that was built with one has an arm of its own for it above.
            #[allow(unreachable_patterns)]
            ("gpu" | "cuda", _) => Err(format!(
                "this program was built without `{kind}` for training; build it with `--features {kind}`"
            )),
            _ => Err(format!(
                "there is no device `{name}`; there are `cpu`, `gpu` and `cuda`"
            )),
        }
    }
}

impl TrainingDevice {
    /// The device itself, without gradients.
    pub fn open(self) -> Device {
        match self {
            Self::Cpu => Device::flex(),
            #[cfg(feature = "gpu")]
            Self::Gpu(index) => Device::wgpu(match index {
                Some(index) => burn::tensor::DeviceKind::DiscreteGpu(index),
                None => burn::tensor::DeviceKind::default(),
            }),
            #[cfg(feature = "cuda")]
            Self::Cuda(index) => Device::cuda(index.unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_is_not_there_is_named_with_those_that_are() {
        assert_eq!("cpu".parse(), Ok(TrainingDevice::Cpu));
        let said = |name: &str| {
            name.parse::<TrainingDevice>()
                .expect_err("there is no such")
        };
        assert!(said("tpu").contains("there are `cpu`, `gpu` and `cuda`"));
        assert!(said("gpu:x").contains("`x` is no number"));
        assert!(said("cpu:1").contains("one processor only"));
        #[cfg(not(feature = "cuda"))]
        assert!(said("cuda").contains("--features cuda"));
    }
}
