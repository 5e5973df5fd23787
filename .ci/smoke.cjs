// Imports and requires every entry of the built package on the Node that runs this, and makes one mocked call.
const { exports: entries } = require('../package.json')

async function main() {
  for (const path of Object.keys(entries)) {
    if (path === './package.json') continue
    const name = `modelrelay${path.slice(1)}`
    const imported = await import(name)
    const required = require(name)
    for (const key of Object.keys(imported))
      if (key !== 'module.exports' && imported[key] !== required[key]) throw new Error(`${name}: two copies of ${key}`)
  }
  const { completion } = require('modelrelay')
  const request = { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Hello' }] }
  const reply = await completion(request, { mock: 'It works.' })
  console.log(`${process.version}: ${reply.choices[0].message.content}`)
}

main()
