//! A simulated packer at a simulated scale.
use super::lock;
use super::pan::Pan;
use pb_domain::Weight;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// Puts parcels on the pan and takes them off, for ever.
pub(super) async fn pack(pan: Arc<Mutex<Pan>>, seed: u64, mut labels: watch::Receiver<usize>) {
    let mut weights = Weights(seed);
    loop {
        tokio::time::sleep(Duration::from_secs(3)).await;
        labels.mark_unchanged();
        lock(&pan).put(Weight::from_grams(weights.next()));
        let label = async {
            // The printer is gone: no label will ever come out.
            if labels.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        // Whichever it was, the parcel goes.
        let _ = tokio::time::timeout(Duration::from_secs(25), label).await;
        lock(&pan).put(Weight::ZERO);
    }
}

/// Plausible parcel weights in grams, from a seed: a linear congruential generator (Knuth, MMIX).
struct Weights(u64);

impl Weights {
    fn next(&mut self) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // 180 g to 4 kg, in the 5 g steps of a bench scale.
        180 + i64::from((self.0 >> 33) as u32 % 765) * 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_plausible_and_follow_from_the_seed() {
        let draw = |seed| {
            let mut weights = Weights(seed);
            (0..50).map(|_| weights.next()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(
            draw(7)
                .iter()
                .all(|g| (180..=4_005).contains(g) && g % 5 == 0)
        );
    }

    #[test]
    fn a_packer_puts_a_parcel_on_and_takes_it_off_when_its_label_is_out() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        let labels = watch::Sender::new(0);
        let pan = Arc::new(Mutex::new(Pan::default()));
        let load = || lock(&pan).load;
        runtime.expect("a runtime").block_on(async {
            let packer = tokio::spawn(pack(Arc::clone(&pan), 7, labels.subscribe()));
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert_eq!(load(), Weight::ZERO);
            tokio::time::sleep(Duration::from_secs(2)).await;
            let first = load();
            assert!(first > Weight::ZERO);
            labels.send_replace(1);
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(load(), Weight::ZERO, "the label is out");
            tokio::time::sleep(Duration::from_secs(4)).await;
            assert!(load() > Weight::ZERO && load() != first);
            tokio::time::sleep(Duration::from_secs(25)).await;
            assert_eq!(load(), Weight::ZERO, "nobody wanted it");
            packer.abort();
        });
    }
}
