//! Reading the document from the provider.

use crate::client::Client;
use crate::error::Error;

/// Where the provider serves its document, without log-in `[tf main.go]`.
pub const DOCUMENT_PATH: &str = "/cluster-management/v2/swagger-for-terraform.yaml";

/// The provider's own description of its API.
impl Client {
    /// Reads the document, **without the key**: whoever serves it needs none, so none is shown. For
    /// [`Document::parse`](super::Document::parse).
    ///
    /// # Errors
    /// [`Error`]; a 404 where the server (a gateway, an older one) has no such document.
    pub async fn fetch_document(&self) -> Result<String, Error> {
        self.call_openly(DOCUMENT_PATH).await?.text()
    }
}
