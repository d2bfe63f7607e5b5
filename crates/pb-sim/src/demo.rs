//! The demo bench: the three simulators, and what a profile needs to use them.
use async_trait::async_trait;
use pb_station::{DemoBench, DemoSetup};
use std::path::PathBuf;

/// Starts a simulated scale, printer and carrier for the demo profile.
#[derive(Clone, Debug)]
pub struct SimDemo {
    labels: Option<PathBuf>,
}

impl SimDemo {
    /// A demo bench whose printer leaves its labels as PNG files in `labels`, when given.
    pub fn new(labels: Option<PathBuf>) -> Self {
        Self { labels }
    }
}

#[async_trait]
impl DemoBench for SimDemo {
    async fn start(&self) -> Result<DemoSetup, String> {
        todo!("{:?}", self.labels)
    }
}
