/// <reference types="svelte" />
/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** `http` makes the development server speak to a running `slipway serve` instead of the scripted back end. */
  readonly VITE_BACKEND?: 'http';
}
