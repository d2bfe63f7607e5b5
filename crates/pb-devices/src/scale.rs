//! The thread that keeps a scale connected and tells what it says.
use crate::{DeviceError, ScaleConfig};
use pb_domain::ScaleFrame;

/// What a scale's thread tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScaleEvent {
    /// The scale is there.
    Connected,
    /// It said something.
    Frame(ScaleFrame),
    /// It is not there; told once for each loss. The thread goes on trying.
    Gone(DeviceError),
}

/// A thread that reads a scale, and connects again by itself for as long as it lives.
pub struct ScaleThread {}

impl ScaleThread {
    /// Starts reading. `on_event` is called on the scale's own thread, and should not block.
    pub fn start(_config: ScaleConfig, _on_event: impl FnMut(ScaleEvent) + Send + 'static) -> Self {
        Self {}
    }
}
