//! What the provider's smaller things have in common: POST makes one, GET reads one or lists them, DELETE takes one away.

use http::Method;
use serde::Serialize;
use serde_json::Value;

use crate::answers::{Answered, Listed};
use crate::client::{Answer, Client, unsendable};
use crate::error::Error;
use crate::lenient;

/// Something that the provider answers with as an object of its own, and by an id.
pub(crate) trait Identified: Answered {
    /// The provider's id of it; empty where the answer has none.
    fn id(&self) -> &str;
}

impl Client {
    /// POST or PUT that is answered by 200, 201 or 202 with the object and its id.
    pub(crate) async fn write_object<T: Identified>(
        &self,
        method: Method,
        path: String,
        body: &impl Serialize,
    ) -> Result<T, Error> {
        let answer = self.write(method, path, body).await?;
        let object: T = answer.object()?;
        if object.id().is_empty() {
            return Err(answer.not_understood("the answer has no id"));
        }
        Ok(object)
    }

    /// A write whose answer is 200, 201 or 202, and not yet read.
    pub(crate) async fn write(&self, method: Method, path: String, body: &impl Serialize) -> Result<Answer, Error> {
        let body = serde_json::to_value(body).map_err(|error| unsendable(&error.to_string()))?;
        let answer = self.call(method, path, Some(&body)).await?;
        answer.is_one_of(&[200, 201, 202])?;
        Ok(answer)
    }

    /// GET of one object; an answer that names another one is not believed.
    pub(crate) async fn read_object<T: Identified>(&self, path: String, id: &str) -> Result<T, Error> {
        let answer = self.call(Method::GET, path, None).await?;
        let object: T = answer.object()?;
        if !object.id().is_empty() && !object.id().eq_ignore_ascii_case(id) {
            return Err(answer.not_understood("the answer is about something else"));
        }
        Ok(object)
    }

    /// GET of a list: an array of `{…Id, list: […]}`, or one such object.
    pub(crate) async fn list_objects<T: Listed>(&self, path: String) -> Result<Vec<T>, Error> {
        let answer = self.call(Method::GET, path, None).await?;
        answer.read(of_list)
    }

    /// DELETE, answered by 204; 200 and 202 are taken too.
    pub(crate) async fn delete_object(&self, path: String, body: Option<&Value>) -> Result<(), Error> {
        let answer = self.call(Method::DELETE, path, body).await?;
        answer.is_one_of(&[200, 202, 204])
    }
}

impl Answer {
    /// The answer as one object.
    pub(crate) fn object<T: Answered>(&self) -> Result<T, Error> {
        self.read(one)
    }
}

/// One object.
pub(crate) fn one<T: Answered>(json: &Value) -> Result<T, String> {
    if json.is_object() {
        T::deserialize(json).map_err(|error| format!("it can't be read: {error}"))
    } else {
        Err("the answer is not a JSON object".to_owned())
    }
}

/// The objects in the field [`Listed::LIST`] of each object in an array, or of one object.
pub(crate) fn of_list<T: Listed>(json: &Value) -> Result<Vec<T>, String> {
    let lists = crate::read::envelope(json, &[T::LIST])?;
    Ok(lists.iter().filter_map(|of| of.get(T::LIST)).flat_map(lenient::objects_of).collect())
}

/// `id` as a part of a path, where it may hold what a person typed: a user's or a topic's name.
///
/// # Errors
/// [`Error::Transport`] as «not sent» where it is empty, longer than 512 bytes, or one of `.` and `..`.
pub(crate) fn named_in_path(id: &str) -> Result<String, Error> {
    /// A cluster's id, an underscore, and the longest name of a topic (249) or a user (255 characters).
    const BYTES_MAX: usize = 512;
    if id.is_empty() || id.len() > BYTES_MAX || matches!(id, "." | "..") {
        return Err(unsendable("the id can't stand in a path"));
    }
    Ok(crate::client::in_query(id))
}

/// Gives a type a `Debug` that shows its JSON without secrets, also those in fields that are newer than we are.
macro_rules! debug_without_secrets {
    ($($kind:ty),+) => {$(
        impl std::fmt::Debug for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::body::show(self, stringify!($kind), f)
            }
        }
    )+};
}
pub(crate) use debug_without_secrets;
