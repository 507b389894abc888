export { go, router } from './router.svelte';
export { href, pageOf, parse, type Route } from './route';
