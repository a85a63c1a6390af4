import { browserMillis } from '../stream/clock';
import { useConnection, useStream } from '../stream/context';
import { useNow } from '../ui/useNow';

/** The health channel speaks each second: after this long a silent connection is as good as none. */
const silentMillis = 5_000;

/** True when values on the page can no longer be trusted to be current. A page that just opened is not lost yet. */
export function useStaleConnection(): boolean {
  const { client } = useStream();
  const connection = useConnection();
  useNow(1_000);
  if (connection.state === 'refused' || connection.state === 'waiting') return true;
  const { lastMessage } = client.status;
  if (connection.state === 'connecting') return client.counts.reconnects > 0;
  return lastMessage !== null && browserMillis() - lastMessage > silentMillis;
}
