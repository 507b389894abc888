import { render, screen, fireEvent } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import NumberStepper from './NumberStepper.svelte';
import Pennant from './Pennant.svelte';
import ProblemBanner from './ProblemBanner.svelte';
import StateBadge from './StateBadge.svelte';
import { providerLook } from './states';

describe('components', () => {
  it('a stepper lands on multiples of its step', async () => {
    const onchoose = vi.fn();
    render(NumberStepper, { value: 4, label: 'brokers', step: 3, min: 3, onchoose });
    await fireEvent.click(screen.getByRole('button', { name: 'More brokers' }));
    expect(onchoose).toHaveBeenLastCalledWith(6);
  });
  it('a stepper hands on what is no number as nothing', async () => {
    const onchoose = vi.fn();
    render(NumberStepper, { value: 3, label: 'nodes', onchoose });
    await fireEvent.input(screen.getByRole('textbox'), { target: { value: 'x' } });
    expect(onchoose).toHaveBeenLastCalledWith(null);
  });
  it('a pennant says read only to those who can’t see the eye', () => {
    const { container } = render(Pennant, { word: 'prod', colour: 'oxide', readOnly: true });
    expect(container.textContent.trim()).toBe('prod, read only');
  });
  it('a badge says the state in a word', () => {
    const { container } = render(StateBadge, { look: providerLook('JOINING') });
    expect(container.textContent.trim()).toBe('Joining');
  });
  it('a problem keeps the provider’s words and the code', () => {
    const { container } = render(ProblemBanner, {
      problem: {
        code: 'refused',
        message: 'Refused.',
        place: { kind: 'app' },
        remedy: 'Change the network.',
        server: { status: 400, messages: [{ field: 'network', path: null, message: 'overlaps' }], body: '' }
      }
    });
    expect(container.textContent).toContain('HTTP 400');
    expect(container.textContent).toContain('network: «overlaps»');
    expect(container.textContent).toContain('Change the network.');
  });
});
