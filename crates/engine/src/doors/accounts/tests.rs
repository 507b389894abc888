//! Accounts and their keys: an engine in this process, with a keyring and a provider of ours, and paused time.

mod bed;
mod keys;
mod saving;
