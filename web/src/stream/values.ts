import type { FrameQueue } from '../lib/frameQueue';
import { decodeJob, isFinished, type Job } from '../lib/jobWire';
import { newestFirst } from '../lib/jobs';
import { decodeStatus, type SystemStatus } from '../lib/statusWire';
import type { StreamClient } from './client';
import { browserMillis } from './clock';
import type { Latency } from './latency';

/** One value that changes; watchers hear at most once a frame. */
export class Watched<T> {
  private readonly watchers = new Set<() => void>();

  constructor(private value: T, private readonly frames: FrameQueue) {}

  readonly get = (): T => this.value;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  protected set(value: T): void {
    this.value = value;
    this.frames.schedule(this.notify);
  }

  private readonly notify = (): void => {
    for (const watcher of [...this.watchers]) watcher();
  };
}

/** One figure of the past few minutes. */
export interface HealthSample {
  readonly receivedPerSecond: number;
  readonly lagMsP99: number;
}

const keptSamples = 300;

/** The truth page's object, about once a second. */
export class HealthStore extends Watched<SystemStatus | null> {
  private samples: readonly HealthSample[] = [];
  private lastReceived: number | null = null;

  /** Browser milliseconds of the newest one. */
  get receivedAt(): number | null {
    return this.lastReceived;
  }

  /** Since the page was opened, at most five minutes, oldest first. */
  readonly history = (): readonly HealthSample[] => this.samples;

  constructor(client: StreamClient, frames: FrameQueue, latency: Latency) {
    super(null, frames);
    client.subscribe({ channel: 'health' }, {
      onData: ({ data }) => {
        const last = data[data.length - 1];
        if (last === undefined) return;
        const status = decodeStatus(last);
        this.lastReceived = browserMillis();
        this.remember(status);
        const roundTrip = status.feed?.roundTripMs ?? null;
        if (roundTrip !== null) latency.add('gateway', roundTrip / 2, browserMillis());
        this.set(status);
      },
    });
  }

  private remember({ counters }: SystemStatus): void {
    if (counters.receivedPerSecond === null) return;
    const sample = { receivedPerSecond: counters.receivedPerSecond, lagMsP99: counters.lagMsP99 ?? 0 };
    this.samples = [...this.samples.slice(1 - keptSamples), sample];
  }
}

/** The jobs the stream has told of, newest first. */
export class JobStore extends Watched<readonly Job[]> {
  private readonly finishedWatchers = new Set<(job: Job) => void>();

  constructor(client: StreamClient, frames: FrameQueue) {
    super([], frames);
    client.subscribe({ channel: 'jobs' }, {
      onData: ({ data, isSnapshot }) => this.merge(data.map(decodeJob), isSnapshot),
    });
  }

  /** Called once for each job that ends while the page is open. */
  onFinished(watcher: (job: Job) => void): () => void {
    this.finishedWatchers.add(watcher);
    return () => this.finishedWatchers.delete(watcher);
  }

  private merge(jobs: readonly Job[], isSnapshot: boolean): void {
    const known = new Map(this.get().map((job) => [job.id, job]));
    const ended = jobs.filter((job) => {
      const before = known.get(job.id);
      return isFinished(job.state) && !isSnapshot && (before === undefined || !isFinished(before.state));
    });
    for (const job of jobs) known.set(job.id, job);
    this.set([...known.values()].sort(newestFirst).slice(0, 200));
    for (const job of ended) for (const watcher of [...this.finishedWatchers]) watcher(job);
  }
}
