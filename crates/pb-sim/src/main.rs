//! `pb-sim`: the simulated devices and the simulated Karrio server on fixed ports.
fn main() {
    todo!()
}
