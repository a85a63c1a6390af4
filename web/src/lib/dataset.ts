import { withParameter } from './paths';

const parameter = 'dataset';

/**
 * Which data this document shows. It is said in the address and holds for as long as the document lives: the sample is entered and left by
 * loading a page anew, so nothing that is kept in memory is ever of both.
 */
export const isSample = datasetOf(globalThis.location?.search ?? '') === 'sample';

/** Where the sample is entered, and where it is left. */
export const samplePlaces = { enter: `/?${parameter}=sample`, leave: '/' } as const;

function datasetOf(search: string): string | null {
  return new URLSearchParams(search).get(parameter);
}

/** A way inside the dashboard, in the data that this document shows. */
export function inDataset(to: string, ofSample: boolean = isSample): string {
  return ofSample ? withParameter(to, parameter, 'sample') : to;
}

/** What a page asks of the program itself, whatever data it shows, and who signs in. */
const ofProgram = /^\/(system|session|sessions|stream|sample|jobs|alerts|subscriptions)\b/;
const ofSession = /^\/(session|sessions|stream)\b/;

/** What a request says besides. Whatever cannot be done to the sample is refused by the server, instead of being done to recorded data. */
export function datasetQuery(method: string, path: string, ofSample: boolean = isSample): Readonly<Record<string, string>> {
  return ofSample && !(method === 'GET' ? ofProgram : ofSession).test(path) ? { [parameter]: 'sample' } : {};
}
