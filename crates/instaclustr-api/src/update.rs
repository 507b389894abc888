//! A change of a cluster: what was read, with something else in it.

use serde_json::{Map, Value};

use crate::application::ClusterKind;
use crate::body::{BadBody, ClusterBody, ResizeSettings, TwoFactorDelete};
use crate::cluster::Cluster;

/// An update (PUT), made from what was read of the cluster.
///
/// It carries every field that the answer held, also those that this crate doesn't know, as the vendor's Terraform
/// provider does `[wire]`; nulls and what only the provider writes are left out. What no change names stays as it was
/// read. The provider takes an update only while no other one is under way: 409 otherwise `[operator]`.
///
/// ```no_run
/// # async fn example(client: instaclustr_api::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use instaclustr_api::body::CassandraClusterBody;
/// use instaclustr_api::{Application, Resize, Update};
///
/// let cluster = client.get_cluster(Application::Cassandra, "4650aa98-e894-4675-9614-558915d5837a").await?;
/// let resize = Resize { node_size: Some("CAS-PRD-r7g.large-120".to_owned()), ..Resize::default() };
/// let update = Update::of(&cluster)
///     .resize(&resize)?
///     .edit(|body: &mut CassandraClusterBody| body.description = Some("for the orders".to_owned()))?;
/// client.update_cluster(&update).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Update {
    kind: ClusterKind,
    id: String,
    body: Value,
}

impl std::fmt::Debug for Update {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = self.body.clone();
        crate::redact::value(&mut shown);
        write!(f, "Update of {}: {shown}", self.id)
    }
}

/// What a resize changes. Whether the provider allows it is for the provider to say: it refuses to shrink Kafka, for
/// one `[operator]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resize {
    /// Name of the data centre; may be left out where there is only one.
    pub data_centre: Option<String>,
    /// Another size of the nodes.
    pub node_size: Option<String>,
    /// Another number of nodes, a multiple of the replication factor.
    pub number_of_nodes: Option<u32>,
    /// Another size of the dedicated ZooKeeper nodes of a Kafka cluster.
    pub zookeeper_node_size: Option<String>,
    /// Another size of the dedicated KRaft controllers of a Kafka cluster.
    pub controller_node_size: Option<String>,
    /// How it is done; left out for the provider's way.
    pub settings: Option<ResizeSettings>,
}

/// Why a cluster can't be resized so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadResize {
    /// Nothing is asked for.
    #[error("the resize changes nothing: it names no size and no number of nodes")]
    Nothing,
    /// There are several data centres, and none is named.
    #[error("the cluster has several data centres: name the one to resize")]
    WhichDataCentre,
    /// There is no data centre of that name; an answer may lack them all while the cluster is being made.
    #[error("the cluster has no data centre named {0:?}")]
    NoDataCentre(String),
    /// It has no machines of its own for ZooKeeper or the controllers.
    #[error("the cluster has no {0}")]
    NoSuchBlock(&'static str),
}

impl Update {
    /// The update that changes nothing.
    pub fn of(cluster: &Cluster) -> Self {
        Self { kind: cluster.kind, id: cluster.id.clone(), body: cluster.input.clone() }
    }

    /// The update to exactly `body`: fields that it lacks are not sent. `id` is the cluster's.
    pub fn to<B: ClusterBody>(id: impl Into<String>, body: &B) -> Self {
        Self { kind: body.kind(), id: id.into(), body: body.to_json() }
    }

    /// Where the cluster is.
    pub fn kind(&self) -> ClusterKind {
        self.kind
    }

    /// The cluster's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The JSON that is sent, **with its secrets**.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// Changes the body as a typed one. Only what `change` changes is written.
    ///
    /// # Errors
    /// [`BadBody`], see [`ClusterBody::from_json`]; also where `B` is the body of another product.
    pub fn edit<B: ClusterBody>(mut self, change: impl FnOnce(&mut B)) -> Result<Self, BadBody> {
        if B::APPLICATION != self.kind.application() {
            return Err(BadBody(format!("it is {}", self.kind.application().path_word())));
        }
        let mut body = B::from_json(&self.body)?;
        let before = body.to_json();
        change(&mut body);
        carry(&before, &body.to_json(), &mut self.body);
        Ok(self)
    }

    /// Gives it another description; an empty one removes it.
    pub fn describe(self, description: &str) -> Self {
        self.put("description", Value::from(description))
    }

    /// Sets the two-factor delete; fields of it that this crate doesn't know stay. The document lets it change; the
    /// vendor's operator takes it as fixed once it is set `[operator]`.
    pub fn two_factor_delete(mut self, settings: &TwoFactorDelete) -> Self {
        let there = objects_of(&mut self.body, "twoFactorDelete").next().cloned().unwrap_or_default();
        let there: TwoFactorDelete = serde_json::from_value(Value::Object(there)).unwrap_or_default();
        let mut settings = settings.clone();
        for (name, value) in there.other {
            settings.other.entry(name).or_insert(value);
        }
        let settings = serde_json::to_value(settings).unwrap_or_default();
        self.put("twoFactorDelete", Value::Array(vec![settings]))
    }

    /// Resizes it.
    ///
    /// # Errors
    /// [`BadResize`].
    pub fn resize(mut self, resize: &Resize) -> Result<Self, BadResize> {
        let Resize { data_centre, node_size, number_of_nodes, zookeeper_node_size, controller_node_size, settings } =
            resize;
        let of_nodes = node_size.is_some() || number_of_nodes.is_some();
        if !of_nodes && zookeeper_node_size.is_none() && controller_node_size.is_none() {
            return Err(BadResize::Nothing);
        }
        if of_nodes {
            let centre = the_data_centre(&mut self.body, data_centre.as_deref())?;
            centre.extend(node_size.as_deref().map(|size| ("nodeSize".to_owned(), Value::from(size))));
            centre.extend(number_of_nodes.map(|nodes| ("numberOfNodes".to_owned(), Value::from(nodes))));
        }
        if let Some(size) = zookeeper_node_size {
            put_in_block(&mut self.body, "dedicatedZookeeper", "zookeeperNodeSize", size)?;
        }
        if let Some(size) = controller_node_size {
            put_in_block(&mut self.body, "dedicatedKraftController", "controllerNodeSize", size)?;
        }
        Ok(match settings {
            Some(settings) => {
                let settings = serde_json::to_value(settings).unwrap_or_default();
                self.put("resizeSettings", Value::Array(vec![settings]))
            }
            None => self,
        })
    }

    fn put(mut self, field: &str, value: Value) -> Self {
        if let Value::Object(body) = &mut self.body {
            body.insert(field.to_owned(), value);
        }
        self
    }
}

/// The data centre of that name, or the only one.
fn the_data_centre<'a>(body: &'a mut Value, name: Option<&str>) -> Result<&'a mut Map<String, Value>, BadResize> {
    let mut centres: Vec<_> = objects_of(body, "dataCentres").collect();
    let missing = || BadResize::NoDataCentre(name.unwrap_or_default().to_owned());
    let at = match name {
        Some(name) => centres.iter().position(|centre| centre.get("name").is_some_and(|own| own == name)),
        None if centres.len() > 1 => return Err(BadResize::WhichDataCentre),
        None => Some(0),
    };
    match at {
        Some(at) if at < centres.len() => Ok(centres.swap_remove(at)),
        Some(_) | None => Err(missing()),
    }
}

fn put_in_block(body: &mut Value, block: &'static str, field: &str, size: &str) -> Result<(), BadResize> {
    let found = objects_of(body, block).next().ok_or(BadResize::NoSuchBlock(block))?;
    found.insert(field.to_owned(), Value::from(size));
    Ok(())
}

fn objects_of<'a>(json: &'a mut Value, field: &str) -> impl Iterator<Item = &'a mut Map<String, Value>> + use<'a> {
    let items = json.get_mut(field).and_then(Value::as_array_mut);
    items.into_iter().flatten().filter_map(Value::as_object_mut)
}

/// Writes into `target` what differs between `before` and `after`, and nothing else.
fn carry(before: &Value, after: &Value, target: &mut Value) {
    match (before, after, target) {
        (before, after, _) if before == after => {}
        (Value::Object(before), Value::Object(after), Value::Object(target)) => {
            target.retain(|name, _| after.contains_key(name) || !before.contains_key(name));
            for (name, new) in after {
                match (before.get(name), target.get_mut(name)) {
                    (Some(old), Some(target)) => carry(old, new, target),
                    (Some(old), None) if old == new => {}
                    (Some(_) | None, _) => {
                        target.insert(name.clone(), new.clone());
                    }
                }
            }
        }
        (Value::Array(before), Value::Array(after), Value::Array(target))
            if before.len() == after.len() && before.len() == target.len() =>
        {
            for ((old, new), target) in before.iter().zip(after).zip(target) {
                carry(old, new, target);
            }
        }
        (_, after, target) => *target = after.clone(),
    }
}
