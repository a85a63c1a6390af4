import { useInfo } from '../api/queries';
import { useHealth } from '../stream/context';

export interface Mode {
  /** Null: not known yet. */
  readonly name: string | null;
  readonly isSimulated: boolean;
}

/** Whether money is real, as the server said last. */
export function useMode(): Mode {
  const info = useInfo();
  const streamed = useHealth((status) => status?.mode ?? null);
  const streamedSimulated = useHealth((status) => status?.simulated ?? null);
  return { name: streamed ?? info.data?.mode ?? null, isSimulated: streamedSimulated ?? info.data?.simulated ?? false };
}
