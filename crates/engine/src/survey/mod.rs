//! First contact with an API that nobody of us has looked at: what its document says of what we assume, and what its
//! answers look like.

pub(crate) mod document;
mod ids;
mod looks;
mod shape;

pub(crate) use looks::Looks;
pub(crate) use shape::Known;
