// Which findings are shown: a field is checked when it is left, not at each letter.

import type { Finding } from '$lib/backend/bindings';
import { isWithin } from './field-path';

/** What the person has done so far. */
export interface Attention {
  /** Everything is shown: a saved profile was opened, or Launch was pressed. */
  all: boolean;
  /** Fields that were left at least once. */
  left: readonly string[];
  /** The field whose value is being typed, while it has the focus. */
  typing: string | null;
  /** What stood at that field when typing began: it stays until it is right. */
  held: readonly Finding[];
}

/** The findings to show, in the order of the form. */
export function shown(findings: readonly Finding[], attention: Attention): Finding[] {
  return findings.filter((finding) => {
    if (attention.typing !== null && isWithin(finding.field, attention.typing)) {
      return attention.held.some((before) => before.field === finding.field && before.severity === finding.severity);
    }
    return attention.all || attention.left.some((field) => isWithin(finding.field, field));
  });
}

/** The accepted warnings with one more, or without it: each holds for the value found. */
export function withAccepted(
  accepted: Readonly<Record<string, string>>,
  finding: Finding,
  on: boolean
): Record<string, string> {
  const others = Object.entries(accepted).filter(([field]) => field !== finding.field);
  return Object.fromEntries(on ? [...others, [finding.field, finding.value]] : others);
}

/** «2 to fix before launch», or nothing. */
export function errorWords(findings: readonly Finding[]): string | null {
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  return errors === 0 ? null : `${errors} to fix before launch`;
}

/** «2 warnings, 1 sent anyway», or nothing. */
export function warningWords(findings: readonly Finding[]): string | null {
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  if (warnings.length === 0) return null;
  const sent = warnings.filter((finding) => finding.accepted).length;
  const count = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`;
  return sent === 0 ? count : `${count}, ${sent} sent anyway`;
}

/** What was found, with where the rule comes from. */
export function withSource(finding: Finding): string {
  return finding.source === null ? finding.message : `${finding.message} (${finding.source})`;
}

/** What the provider said of what stands here. */
export function refusalWords(told: { message: string }): string {
  return `Instaclustr refused it: ${told.message}`;
}
