//! Where the networks compute.

use std::str::FromStr;

use burn::tensor::Device;

/// A device by the name it has on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The processor, through Flex.
    Cpu,
}

impl FromStr for DeviceChoice {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "cpu" => Ok(Self::Cpu),
            _ => Err(format!("there is no device `{name}`; there is `cpu`")),
        }
    }
}

impl DeviceChoice {
    /// The device itself.
    pub fn open(self) -> Device {
        match self {
            Self::Cpu => Device::flex(),
        }
    }
}
