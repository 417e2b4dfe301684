//! A software Vulkan adapter, on which the native tests run the kernels for graphics processors.

use std::fs;

use anyhow::{Result, bail};

use crate::commands::apt_install;

/// Where drivers are listed on Linux.
const FOLDERS: [&str; 3] = [
    "/usr/share/vulkan/icd.d",
    "/usr/local/share/vulkan/icd.d",
    "/etc/vulkan/icd.d",
];
/// How their files' names begin: Mesa's lavapipe, and SwiftShader.
const SOFTWARE: [&str; 2] = ["lvp_icd", "vk_swiftshader"];

/// Installs one where none is found.
pub fn find_or_install() -> Result<()> {
    if is_there() {
        return Ok(());
    }
    let packages = ["mesa-vulkan-drivers", "libvulkan1"];
    if apt_install("there is no software Vulkan adapter", &packages) && is_there() {
        return Ok(());
    }
    bail!(
        "the tests need a software Vulkan adapter: install Mesa's lavapipe (package \
         `mesa-vulkan-drivers`), or name the driver's file in the environment variable VK_DRIVER_FILES"
    )
}

fn is_there() -> bool {
    let named = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];
    let is_software = |name: &str| SOFTWARE.iter().any(|driver| name.starts_with(driver));
    named.iter().any(|name| std::env::var_os(name).is_some())
        || FOLDERS
            .iter()
            .filter_map(|folder| fs::read_dir(folder).ok())
            .flatten()
            .flatten()
            .any(|entry| is_software(&entry.file_name().to_string_lossy()))
}
