//! All clusters, found by their ids without looking at each.

use std::collections::HashMap;

use uuid::Uuid;

use super::cluster::Cluster;
use super::plan::NEVER;

/// Clusters, oldest first.
#[derive(Default)]
pub(crate) struct Clusters {
    list: Vec<Cluster>,
    /// Positions by the ids of clusters and of data centres. Nothing is read from them in their own order.
    by_id: HashMap<Uuid, usize>,
    by_data_centre: HashMap<Uuid, usize>,
    next_purge: Option<i64>,
}

impl Clusters {
    pub(crate) fn as_slice(&self) -> &[Cluster] {
        &self.list
    }

    pub(crate) fn push(&mut self, cluster: Cluster) {
        self.next_purge = self.next_purge.into_iter().chain(Some(cluster.gone_at())).min();
        self.list.push(cluster);
        self.index(self.list.len() - 1);
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<&Cluster> {
        self.list.get(*self.by_id.get(&id)?)
    }

    /// For reading it with its kept answer; a change goes through [`Clusters::change`].
    pub(crate) fn get_mut(&mut self, id: Uuid) -> Option<&mut Cluster> {
        self.list.get_mut(*self.by_id.get(&id)?)
    }

    /// The cluster that has the data centre `id`.
    pub(crate) fn of_data_centre(&self, id: Uuid) -> Option<&Cluster> {
        self.list.get(*self.by_data_centre.get(&id)?)
    }

    /// Changes a cluster; nothing where it is not there.
    pub(crate) fn change(&mut self, id: Uuid, change: impl FnOnce(&mut Cluster)) {
        let Some(position) = self.by_id.get(&id).copied() else { return };
        let Some(cluster) = self.list.get_mut(position) else { return };
        change(cluster);
        cluster.rendered = None;
        self.next_purge = self.next_purge.into_iter().chain(Some(cluster.gone_at())).min();
        self.index(position);
    }

    /// Forgets what is gone at `now`.
    pub(crate) fn purge(&mut self, now: i64) {
        if self.next_purge.is_none_or(|at| now < at) {
            return;
        }
        self.list.retain(|cluster| now < cluster.gone_at());
        self.next_purge = self.list.iter().map(Cluster::gone_at).filter(|at| *at < NEVER).min();
        self.by_id.clear();
        self.by_data_centre.clear();
        for position in 0..self.list.len() {
            self.index(position);
        }
    }

    fn index(&mut self, position: usize) {
        let Some(cluster) = self.list.get(position) else { return };
        self.by_id.insert(cluster.id(), position);
        for data_centre in &cluster.data_centres {
            self.by_data_centre.insert(data_centre.id, position);
        }
    }
}
