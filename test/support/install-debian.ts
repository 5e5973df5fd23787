import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MINUTES = 60_000
const LOCK = join(tmpdir(), 'modelrelay-install.lock')
/** No mirror that answers: known after seconds, not minutes. */
const PATIENCE = '-o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20'

/**
 * Installs Debian packages, as root in CI. One test file does it while the others wait; where it failed, nobody tries
 * again. Throws where it cannot be done.
 * @param program what is there afterwards
 */
export function installDebian(program: string, packages: string): void {
  const failed = join(tmpdir(), `modelrelay-no-${program}`)
  if (existsSync(failed)) throw new Error(`${program} could not be installed.`)
  const install = `command -v ${program} || { [ ! -e ${failed} ] && apt-get ${PATIENCE} update -qq && apt-get ${PATIENCE} install -y -qq --no-install-recommends ${packages}; }`
  try {
    execFileSync('flock', [LOCK, 'sh', '-c', install], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 4 * MINUTES,
    })
  } catch (error) {
    writeFileSync(failed, '')
    throw error
  }
}
