import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startFaultyS3 } from '../../support/s3-server/server.js'

const ROOT = join(import.meta.dirname, '../../..')
const CHECKS = join(ROOT, '../shared/services/s3-conformance.mjs')
const present = existsSync(CHECKS)

describe.skipIf(!present)(present ? 'shared checks of S3' : `shared checks of S3 (${CHECKS} is not there)`, () => {
  test('our small server passes all of them', { timeout: 60_000 }, async () => {
    const server = await startFaultyS3()
    // From standard input: the script then finds the packages of this folder.
    const args = ['--no-warnings', '--input-type=module', '-', server.endpoint, ACCESS_KEY_ID, SECRET_ACCESS_KEY]
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(readFileSync(CHECKS))
    const output = await text(child.stdout)
    await server.stop()
    expect(output.split('\n').filter((line) => line.startsWith('FAIL'))).toEqual([])
    expect(output).toMatch(/pass=\d\d fail=0/)
  })
})
