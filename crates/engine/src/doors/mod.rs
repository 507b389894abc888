//! Answers to the commands of the door, one method of the owner each, named as the command.

mod accounts;
mod address;
mod changes;
mod deletes;
mod home;
mod launched;
mod marks;
mod passwords;
mod profiles;
mod resizes;
mod restores;
mod runs;
mod survey;
mod views;

pub(crate) use profiles::refuse;
pub(crate) use views::profile_row;

use crate::api::*;
use crate::engine::{Call, Reply};
use crate::owner::Owner;

/// Work that answers when it is done.
pub(crate) type Deferred<T> = Box<dyn FnOnce(&mut Owner, Reply<T>)>;

/// An answer now, or one that needs the outside first.
pub(crate) enum Answer<T> {
    /// At once.
    Now(Result<T, Problem>),
    /// By whoever is handed the reply.
    Later(Deferred<T>),
}

impl<T> From<Result<T, Problem>> for Answer<T> {
    fn from(result: Result<T, Problem>) -> Self {
        Self::Now(result)
    }
}

macro_rules! answer {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)+) => {
        /// Answers a call.
        pub(crate) fn answer(owner: &mut Owner, call: Call) {
            match call {
                // A caller that has gone needs no answer.
                Call::Close(done) => drop(done.send(())),
                $(Call::$name(input, reply) => match Answer::<$output>::from(owner.$name(input)) {
                    Answer::Now(result) => drop(reply.send(result)),
                    Answer::Later(work) => work(owner, reply),
                },)+
            }
        }
    };
}

crate::commands!(answer);
