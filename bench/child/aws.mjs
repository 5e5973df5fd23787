export const aws = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDBENCHBENCHBENCH1', secretAccessKey: 'bench' },
}
