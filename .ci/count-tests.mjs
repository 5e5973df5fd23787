// Reads a vitest JSON report and prints "passed failed" for .ci/run; what was left out goes to the log.
import { existsSync, readFileSync } from 'node:fs'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const tests = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.map((test) => ({ ...test, file: name })),
)
const leftOut = [
  ...tests.filter(({ status }) => status !== 'passed' && status !== 'failed'),
  // A group that found nothing to make tests of.
  ...report.testResults
    .filter((file) => file.status !== 'failed' && file.assertionResults.length === 0)
    .map(({ name }) => ({ file: name, fullName: 'the whole file' })),
]
for (const { file, fullName } of leftOut) console.error(`LEFT OUT: ${file.split('/test/').at(-1)}: ${fullName}`)

// With the shared material there, nothing has a reason to be left out, but for a server that cannot be installed here:
// its tests say so in their titles (test/support).
const withoutServer = /\([\w -]+(?: is not installed, and could not be| could not be installed)\)/
const missed = leftOut.filter(({ fullName }) => !withoutServer.test(fullName))
const unexcused = existsSync('../shared') ? missed.length : 0
// A file that cannot be loaded fails without failing a test.
const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
for (const { name, message } of unloaded) console.error(`NOT LOADED: ${name}: ${message}`)
const failed = tests.filter(({ status }) => status === 'failed').length + unloaded.length + unexcused
console.log(`${tests.filter(({ status }) => status === 'passed').length} ${failed || (report.success ? 0 : 1)}`)
