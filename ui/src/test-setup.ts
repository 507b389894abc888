// Before every test.

import { configure } from '@testing-library/svelte';

// How long something may take to appear on a computer that is busy with other things. Nobody waits for it where it is there.
configure({ asyncUtilTimeout: 10_000 });
