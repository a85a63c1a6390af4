// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { Loaded, Panel } from './Panel';

afterEach(cleanup);

interface FakeQuery {
  readonly data: readonly string[] | undefined;
  readonly error: (Error & { readonly requestId?: string }) | null;
  readonly refetch: () => unknown;
}

function show(query: FakeQuery): void {
  render(
    <Loaded query={query} isEmpty={(data) => data.length === 0} empty={<p>{'nothing yet'}</p>}>
      {(data) => <p>{data.join(' ')}</p>}
    </Loaded>,
  );
}

const refetch = (): void => undefined;

test('Without an answer there is a skeleton', () => {
  show({ data: undefined, error: null, refetch });
  expect(screen.getByTestId('loading')).toBeTruthy();
});

test('An empty answer says so', () => {
  show({ data: [], error: null, refetch });
  expect(screen.getByText('nothing yet')).toBeTruthy();
});

test('An error shows its text and request, and can be tried again', () => {
  const again = vi.fn();
  show({ data: undefined, error: Object.assign(new Error('The database is away.'), { requestId: '01J9' }), refetch: again });
  expect(screen.getByRole('alert').textContent).toContain('The database is away.');
  expect(screen.getByText('01J9')).toBeTruthy();
  fireEvent.click(screen.getByText('Retry'));
  expect(again).toHaveBeenCalledOnce();
});

test('What was loaded before stays when a later load fails, marked as old', () => {
  show({ data: ['a', 'b'], error: new Error('away'), refetch });
  expect(screen.getByText('a b')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('away');
});

test('An exception in one panel leaves its neighbour alone', () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Broken = (): ReactNode => {
    throw new Error('broken inside');
  };
  render(
    <>
      <Panel title="one" testId="one"><Broken /></Panel>
      <Panel title="two" testId="two">{'still here'}</Panel>
    </>,
  );
  expect(screen.getByTestId('one').textContent).toContain('broken inside');
  expect(screen.getByTestId('two').textContent).toContain('still here');
  expect(complaint).toHaveBeenCalled();
});
