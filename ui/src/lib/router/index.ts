export { go, router } from './router.svelte';
export { href, parse, type Route } from './route';
