//! The three training phases of Zoom-in-Net.
