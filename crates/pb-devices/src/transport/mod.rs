//! Bytes in and out of a device, with time limits.
