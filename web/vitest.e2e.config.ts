import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    testTimeout: 150_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    // A busy machine may take its time; what is late is not wrong.
    expect: { poll: { timeout: 15_000 } },
  },
});
