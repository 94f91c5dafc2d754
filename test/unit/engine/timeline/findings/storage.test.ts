import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import type { EventObservation, PodEvidence, VolumeFacts } from '../../../../../src/engine/timeline/model/facts.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../../../../src/engine/timeline/model/timeline.ts';
import { at, eventFacts, kubeletEvent, podEvidence, scheduledEvent, second, watched } from '../facts-builder.ts';

const volumes: readonly VolumeFacts[] = [
  { name: 'data', index: 0, source: 'persistentVolumeClaim', refName: 'data-web-0' },
];

const reported = (
  reason: string,
  message: string,
  seconds: number,
  component: string,
  involved = { kind: 'Pod', namespace: 'shop', name: 'web', uid: 'pod-1' },
): EventObservation => ({
  event: eventFacts({ reason, message, component, involved, eventAt: at(seconds), creationAt: second(seconds) }),
  how: 'watched',
  arrivedAt: at(seconds + 0.005),
});

const ofClaim = (reason: string, message: string, seconds: number): EventObservation =>
  reported(reason, message, seconds, 'ebs.csi.aws.com', {
    kind: 'PersistentVolumeClaim',
    namespace: 'shop',
    name: 'data-web-0',
    uid: 'claim-1',
  });

const sentenceOf = ({ findings: [first] }: Timeline): string =>
  first ? `${first.id}: ${formatText(first.sentence, english)}` : 'none';

describe('a volume that is made once a node was chosen', () => {
  const unbound = { spec: { volumes } };
  const waiting = (...relatedEvents: readonly EventObservation[]): PodEvidence =>
    podEvidence({ pods: [watched(1, 0.005, unbound)], relatedEvents });
  const provisioning = ofClaim(
    'Provisioning',
    'External provisioner is provisioning volume for claim "shop/data-web-0"',
    0.1,
  );

  test('is what the pod waits for, although the scheduler says nothing', () => {
    const bound = { spec: { volumes, nodeName: 'node1' } };
    const evidence = podEvidence({
      pods: [watched(1, 0.005, unbound), watched(2, 8.505, bound)],
      events: [scheduledEvent(8.5)],
      relatedEvents: [provisioning, ofClaim('ProvisioningSucceeded', 'Successfully provisioned volume pvc-1', 8)],
    });
    expect(sentenceOf(buildTimeline(evidence))).toBe(
      'volume-wait: It took 8.40 s until there was a volume for the claim data-web-0.',
    );
  });

  test('keeps the pod waiting while it goes on, and that is no failure', () => {
    expect(buildTimeline(waiting(provisioning)).outcome).toEqual({ state: 'starting' });
  });

  test('is stuck when its provisioner failed', () => {
    const failed = buildTimeline(
      waiting(
        provisioning,
        ofClaim('ProvisioningFailed', 'failed to provision volume with StorageClass "gp3": volume limit exceeded', 0.4),
      ),
    );
    expect([failed.outcome.state, sentenceOf(failed)]).toEqual([
      'stuck',
      'volume-wait: There is no volume for the claim data-web-0 yet.',
    ]);
  });

  test('was waited for all the time before the scheduler gave up binding it', () => {
    const gaveUp = reported(
      'FailedScheduling',
      'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
      600,
      'default-scheduler',
    );
    const [first] = buildTimeline({ ...waiting(), events: [gaveUp] }).findings;
    expect([first?.id, Math.round((first?.explains ?? 0) / 1000)]).toEqual(['volume-wait', 600]);
  });
});

describe('a volume that another node still has', () => {
  const multi = reported(
    'FailedAttachVolume',
    'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node',
    0.1,
    'attachdetach-controller',
  );
  const gaveUp = kubeletEvent(
    'FailedMount',
    'Unable to attach or mount volumes: unmounted volumes=[data]: timed out waiting for the condition',
    123,
  );
  const bound = { spec: { volumes, nodeName: 'node1' }, startAt: second(0) };
  const timeline = buildTimeline(
    podEvidence({ pods: [watched(1, 0.005, bound)], events: [scheduledEvent(0.01), multi, gaveUp] }),
  );

  test('is the reason that is told, and not that the kubelet gave up waiting', () => {
    expect(sentenceOf(timeline)).toBe(
      'volume-attach: The volumes cannot be attached: Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node.',
    );
  });

  test('is not a mount that failed', () => {
    expect(timeline.phases.filter(({ kind }) => kind === 'mount')).toEqual([]);
  });
});

test('a network that is not ready yet holds up the volumes, and is told before them', () => {
  const notReady = kubeletEvent('NetworkNotReady', 'network is not ready: cni plugin not initialized', 0.5);
  const evidence = podEvidence({
    pods: [watched(1, 0.005, { spec: { nodeName: 'node1' }, startAt: second(0) })],
    events: [scheduledEvent(0.01), notReady, kubeletEvent('Pulling', 'Pulling image "app:1"', 10, 'app')],
  });
  expect(sentenceOf(buildTimeline(evidence))).toMatch(
    /^sandbox-failed: .* could not be made at first, which cost 9\.\d+ s/,
  );
});
