//! What each area does.
