import { english, formatText, openCluster } from '../../../../src/engine/engine.ts';

/* A headless agent: prints each pod's total and first finding once its timeline is settled, and ends after the last. */
const [kubeconfig = '', pods = '1'] = process.argv.slice(2);
const cluster = await openCluster({ kubeconfig: { kind: 'files', paths: [kubeconfig] }, scope: { kind: 'all' } });
const told = new Set<string>();
cluster.store.changed.subscribe(() => {
  for (const { pod } of cluster.store.pods()) {
    const timeline = cluster.store.timeline(pod.uid);
    if (!timeline?.settled || told.has(pod.uid)) continue;
    told.add(pod.uid);
    const total = timeline.totals.ready ? english.duration(timeline.totals.ready.ms) : timeline.outcome.state;
    const finding = timeline.findings[0];
    console.log(`${pod.namespace}/${pod.name}\t${total}\t${finding ? formatText(finding.title, english) : '-'}`);
  }
  if (told.size >= Number(pods)) cluster.dispose();
});
cluster.start();
