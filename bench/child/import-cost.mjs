// What one import costs a fresh process: node import-cost.mjs <file URL>
const begin = performance.now()
await import(process.argv[2])
const ms = performance.now() - begin
process.send({ ms, residentBytes: process.memoryUsage.rss() })
process.disconnect()
