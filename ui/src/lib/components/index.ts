// The shared pieces, by name.

export { default as Badge } from './Badge.svelte';
export { default as Banner } from './Banner.svelte';
export { default as Button } from './Button.svelte';
export { default as Checkbox } from './Checkbox.svelte';
export { default as CopyButton } from './CopyButton.svelte';
export { default as EmptyState } from './EmptyState.svelte';
export { default as Field, type FieldParts } from './Field.svelte';
export { default as IconButton } from './IconButton.svelte';
export { default as LiveRegion } from './LiveRegion.svelte';
export { default as LoadingRows } from './LoadingRows.svelte';
export { default as NumberStepper } from './NumberStepper.svelte';
export { default as PageHead } from './PageHead.svelte';
export { default as Pennant } from './Pennant.svelte';
export { default as ProblemBanner } from './ProblemBanner.svelte';
export { default as Segmented, type Segment } from './Segmented.svelte';
export { default as Select, type Option } from './Select.svelte';
export { default as Sheet } from './Sheet.svelte';
export { default as StateBadge } from './StateBadge.svelte';
export { default as Switch } from './Switch.svelte';
export { default as TextInput } from './TextInput.svelte';
export { default as ToastStack } from './ToastStack.svelte';
export { default as Fall } from './glyphs/Fall.svelte';
export { default as Ramp } from './glyphs/Ramp.svelte';
export { default as Seal } from './glyphs/Seal.svelte';
export { default as StateGlyph } from './glyphs/StateGlyph.svelte';
export { default as Unclear } from './glyphs/Unclear.svelte';
export { providerLook, runLook, stageLook, type Glyph, type Look, type Tone } from './states';
