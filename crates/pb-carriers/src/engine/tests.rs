//! The engine against servers that misbehave.
