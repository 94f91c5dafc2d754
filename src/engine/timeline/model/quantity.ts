import { own } from './own.ts';
const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A resource quantity as the API writes it ("500m", "64", "1.5Gi", "1e3") as a number. Undefined when it is none
 * (apimachinery/pkg/api/resource).
 */
export function quantity(written: string): number | undefined {
  const [, amount, unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([numkMGTPE]?|[KMGTPE]i)$/.exec(written) ?? [];
  const value = Number(amount) * (own(UNITS, unit) ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}
