import type { BilledUnits } from '../contract/prices.js'
import type { CallReport } from '../contract/provider.js'

type Known = { [Unit in keyof BilledUnits]?: BilledUnits[Unit] | undefined }

/** Units of which none says something that silence does not. */
const NONE_COUNTS: ReadonlySet<string> = new Set(['statedCost', 'promptTokens', 'completionTokens'])

/** Adds to the report what an answer is billed for beyond its usage; what is not stated is left out. */
export function addBilled(report: CallReport, units: Known): void {
  for (const [name, value] of Object.entries(units)) {
    if (value === undefined || (value === 0 && !NONE_COUNTS.has(name))) continue
    report.billed ??= {}
    Object.assign(report.billed, { [name]: value })
  }
}
