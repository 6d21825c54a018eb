# sh engine.sh docker|podman PIECE CGROUP: a container engine in the directory it is started in, until its standard input ends.
#
# It runs as the first process of pid, mount and network namespaces of its own: with it all its processes end, and its mounts
# go. The engine finds its own /etc, /var/lib, /var/tmp and /run; they are in the directory. With the name docker on its PATH, Podman takes Docker's
# place, as Debian's package podman-docker has it.
set -eu
ENGINE=$1 PIECE=$2 CGROUP=$3
DIR=$PWD
export PATH="$DIR/bin:$PIECE/bin:/usr/sbin:/usr/bin:/sbin:/bin" LD_LIBRARY_PATH="$PIECE/lib"

mkdir -p bin lib run tmp
cp -a /etc etc
mount --bind etc /etc
mount --bind lib /var/lib
mount --bind run /run
mount --bind tmp /var/tmp
mount -t tmpfs shm /dev/shm
# Of this network namespace; Docker warns with each container where it is off.
echo 1 >/proc/sys/net/ipv4/ip_forward
mkdir -p /run/lock /etc/docker
echo '10.88.0.1 collector registry.example.com' >>/etc/hosts

busybox ip link set lo up
busybox ip link add engine0 type bridge
busybox ip address add 10.88.0.1/24 dev engine0
busybox ip link set engine0 up
busybox ip route add default dev engine0

case $ENGINE in
  docker)
    # A container of the machine itself may not lower a process' oom_score_adj. Without iptables the containers reach
    # the bridge's address alone.
    cat >daemon.json <<JSON
{"bridge": "engine0", "iptables": false, "ip6tables": false, "ip-masq": false, "ip-forward": false, "userland-proxy": false,
 "storage-driver": "vfs", "oom-score-adjust": 0, "cgroup-parent": "/$CGROUP", "dns": ["10.88.0.1"],
 "insecure-registries": ["registry.example.com"],
 "runtimes": {"runsc": {"path": "$PIECE/bin/runsc", "runtimeArgs": ["--network=host"]}}}
JSON
    dockerd --config-file "$DIR/daemon.json" >engine.log 2>&1 &
    tries=0
    until docker version >/dev/null 2>&1; do
      tries=$((tries + 1))
      [ $tries -lt 300 ] || { echo "dockerd does not answer" >&2; exit 1; }
      sleep 0.1
    done
    ;;
  podman)
    ln -s "$PIECE/bin/podman" bin/docker
    mkdir -p /etc/containers/registries.conf.d
    cp -r "$PIECE"/etc/containers/* /etc/containers/
    # crun refuses a machine that has both versions of cgroups mounted.
    [ ! -e /sys/fs/cgroup/unified/cgroup.procs ] || umount /sys/fs/cgroup/unified
    cat >/etc/containers/containers.conf <<CONF
[containers]
netns = "host"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
conmon_path = ["$PIECE/bin/conmon"]
runtime = "runc"
[engine.runtimes]
runc = ["$PIECE/bin/runc"]
crun = ["/usr/bin/crun", "/usr/local/bin/crun"]
CONF
    cat >/etc/containers/storage.conf <<'CONF'
[storage]
driver = "vfs"
graphroot = "/var/lib/containers/storage"
runroot = "/run/containers/storage"
CONF
    cat >/etc/containers/registries.conf.d/insecure.conf <<'CONF'
[[registry]]
location = "registry.example.com"
insecure = true
[[registry]]
location = "127.0.0.1"
insecure = true
CONF
    ;;
esac
echo started >started
cat >/dev/null
# Its processes end before its namespaces: what is left of them keeps groups busy.
docker ps -q 2>/dev/null | xargs docker kill >/dev/null 2>&1 || true
