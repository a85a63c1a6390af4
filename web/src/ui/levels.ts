import type { Level } from './StateMark';

/** The alarm level of a state's word. */
export function levelOf(state: string): Level {
  switch (state.toLowerCase()) {
    case 'ok':
    case 'ready':
    case 'flowing':
    case 'filled':
    case 'succeeded':
    case 'success':
    case 'passed':
    case 'published':
      return 'ok';
    case 'down':
    case 'refused':
    case 'silent':
    case 'not_entitled':
    case 'failed':
    case 'unfillable':
    case 'disconnected':
      return 'critical';
    case 'degraded':
    case 'delayed':
    case 'frozen':
    case 'halted':
    case 'competing':
    case 'requested':
    case 'interrupted':
    case 'connecting':
    case 'open':
    case 'filling':
    case 'partial':
    case 'no_data':
      return 'warn';
    default:
      return 'off';
  }
}
