export interface CephPlace {
  readonly folder: string
  readonly fsid: string
  readonly port: number
  readonly monitorPort: number
}

/** One monitor, one store in memory, no copies; all that is written lies in the folder. */
export function cephConfig({ folder, fsid, port, monitorPort }: CephPlace): string {
  return `[global]
fsid = ${fsid}
mon host = v1:127.0.0.1:${monitorPort}/0
mon initial members = a
public network = 127.0.0.0/8
auth allow insecure global id reclaim = false
run dir = ${folder}/run
admin socket = ${folder}/run/$cluster-$name.$pid.asok
log file = ${folder}/log/$name.log
mon cluster log file = ${folder}/log/cluster.log
keyring = ${folder}/keyring
setuser match path =
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
mon warn on pool no redundancy = false
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon max pg per osd = 1000
ms bind ipv4 = true
ms bind ipv6 = false
ms bind msgr2 = false
[mon.a]
mon data = ${folder}/mon
mon data avail crit = 1
[osd.0]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd memory target = 939524096
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw data = ${folder}/rgw
rgw enable usage log = false
`
}
