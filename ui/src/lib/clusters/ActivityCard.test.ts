import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { app } from '$lib/state/app.svelte';
import ActivityCard from './ActivityCard.svelte';

it('says that nothing was launched only once that is known', async () => {
  app.reading = 'loading';
  render(ActivityCard);
  expect(screen.getByText('Not read yet.')).toBeDefined();
  app.reading = 'ready';
  expect(await screen.findByText('Nothing has been launched yet.')).toBeDefined();
});
