export { go, router } from './router.svelte';
export { href, pageOf, parse, type Refusal, type Route } from './route';
