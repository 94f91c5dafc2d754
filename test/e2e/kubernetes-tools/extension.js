'use strict';
const vscode = require('vscode');

// Stands in for vscode-kubernetes-tools: the same node objects (src/components/clusterexplorer/node.resource.ts), the same context values
// (`k8s-watchable` is appended without a separator, explorer.ts), the same broker and adapter (src/api/implementation/cluster-explorer).

const kinds = {
  pod: { singularDisplayName: 'Pod', pluralDisplayName: 'Pods', manifestKind: 'Pod', abbreviation: 'pod', apiName: 'pods' },
  deployment: { singularDisplayName: 'Deployment', pluralDisplayName: 'Deployments', manifestKind: 'Deployment', abbreviation: 'deployment', apiName: 'deployments' },
  service: { singularDisplayName: 'Service', pluralDisplayName: 'Services', manifestKind: 'Service', abbreviation: 'service', apiName: 'services' },
};

class ResourceNode {
  constructor(kind, name, metadata) {
    this.nodeCategory = 'kubernetes-explorer-node';
    this.nodeType = 'resource';
    Object.assign(this, { kind, name, metadata, kindName: `${kind.abbreviation}/${name}`, extraInfo: {} });
  }
  get namespace() {
    return this.metadata?.namespace ?? null;
  }
  getTreeItem() {
    const item = new vscode.TreeItem(this.name);
    item.contextValue = `vsKubernetes.resource.${this.kind.abbreviation}k8s-watchable`;
    return item;
  }
}

const adapt = ({ name, namespace, kind, metadata }) => ({ nodeType: 'resource', name, namespace, metadata, resourceKind: { manifestKind: kind.manifestKind, abbreviation: kind.abbreviation } });

exports.activate = () => {
  const named = (kind, name) => new ResourceNode(kind, name, { name, namespace: 'shop' });
  const nodes = [named(kinds.pod, 'orders-db-0'), named(kinds.deployment, 'catalog'), named(kinds.service, 'catalog')];
  vscode.window.registerTreeDataProvider('extension.vsKubernetesExplorer', { getChildren: (node) => (node ? [] : nodes), getTreeItem: (node) => node.getTreeItem() });
  const resolveCommandTarget = (target) => (target?.nodeCategory === 'kubernetes-explorer-node' ? adapt(target) : undefined);
  return { apiVersion: '0.1', get: (component, version) => (component === 'clusterexplorer' && version === 'v1' ? { available: true, api: { resolveCommandTarget } } : { available: false, reason: 'version-unknown' }) };
};
