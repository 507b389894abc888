import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // The page is served from the root by the window and by `slipway serve` alike.
  base: '/',
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Vitest would otherwise take Svelte's server build, which cannot mount.
    conditions: process.env['VITEST'] ? ['browser'] : undefined
  },
  server: { port: 5173, strictPort: true, host: 'localhost' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // No inlined fonts or scripts: the content security policy knows 'self' only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    // The first takes away what a test has drawn.
    setupFiles: ['@testing-library/svelte/vitest', './src/test-setup.ts'],
    testTimeout: 60_000,
    restoreMocks: true
  }
});
