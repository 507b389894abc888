export { clock, clockShort, day, dayAndClock, sameDay, seenAgo, ago } from './times';
export { elapsed, inWords, lasting } from './durations';
export { counted, grouped, shortId, shortenMiddle } from './texts';
