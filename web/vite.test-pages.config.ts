import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The pages for tests alone, `/__states` and `/__tokens`, beside the product and never in it: `dist-test/`, which the mock serves when it is asked to. */
export default defineConfig({
  root: 'test-pages',
  publicDir: '../public',
  plugins: [react()],
  build: {
    target: 'es2022',
    outDir: '../dist-test',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Of no consequence to a page that nobody waits for.
    chunkSizeWarningLimit: 2_000,
  },
});
